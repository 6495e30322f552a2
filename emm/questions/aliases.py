"""Names that tell nothing: for what authors letter in the order of the key."""

from collections.abc import Mapping
from string import ascii_lowercase

from emm.questions.block import Rich

MOST = len(ascii_lowercase)
"""How many different texts can have a name."""


def aliases(texts: Mapping[str, Rich]) -> dict[str, str]:
    """Return a letter for each name, in alphabetical order of the texts; equal texts share one.

    Who reads the page knows the texts already, so such a letter says nothing about what belongs where, while the
    author's own letters or the order of writing may. Sort by it too before anything is shuffled.
    """
    words = sorted({same(text) for text in texts.values()})
    letters = dict(zip(words, ascii_lowercase, strict=False))
    return {name: letters[same(text)] for name, text in texts.items() if same(text) in letters}


def same(text: Rich) -> str:
    """Return the words in a form that is equal for texts which nobody can tell apart."""
    return " ".join(text.plain.casefold().split())
