"""Blanks `____` in the text of a question: counted, and numbered on the page."""

import re
from collections.abc import Iterator

BLANK = re.compile("_{4,}")

_PIECE = re.compile(r"<code>.*?</code>|<pre\b.*?</pre>|<[^>]*>|(?P<blank>_{4,})", re.DOTALL)
"""A piece of clean HTML; only what is neither code nor markup can be a blank."""


def count_blanks(html: str) -> int:
    """Return how many blanks there are in clean HTML; those in code are none."""
    return sum(bool(found["blank"]) for found in _PIECE.finditer(html))


def numbered(html: str, numbers: Iterator[int]) -> str:
    """Return the HTML with the next number before each blank; screen readers hear only the number."""
    return _PIECE.sub(lambda found: _shown(next(numbers)) if found["blank"] else found[0], html)


def _shown(number: int) -> str:
    return f'<span class="blank">({number})<span aria-hidden="true">\N{NO-BREAK SPACE}____</span></span>'
