"""Cuts texts into what can be found: titles, headings and sentences, each with its folded words."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import NamedTuple

from emm.questions import folding

TITLE, HEADING, TEXT = 3, 2, 1
"""How much it counts where words are found."""

_SENTENCE_END = re.compile(r"(?<=[.!?…؟\u06d4])[\"”’»)\]]*\s+(?=\W*[^\W\d_a-z])")
"""After a full stop and the like, where the next word does not begin with a small letter."""
_INSIDE_TEXT = frozenset({"a", "em", "strong", "code", "span", "b", "i"})
_NOT_READ = frozenset({"sup", "pre", "svg"})
"""Marks of footnotes, samples of code, drawings."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A title, a heading or a sentence."""

    text: str
    folded: str
    """Its folded words with a space before and after each."""
    weight: int
    language: str
    anchor: str
    """The place on the page that is nearest above it, "" for the top."""


@dataclass(frozen=True, slots=True)
class Searchable:
    """A lesson, or a word of the glossary, as the search looks at it."""

    is_lesson: bool
    title: str
    address: str
    language: str
    passages: tuple[Passage, ...]
    folded: str
    """The folded words of all passages."""


class Block(NamedTuple):
    """The words of a paragraph, a list item, a heading …"""

    text: str
    anchor: str
    """The id of a heading, "" for anything else."""
    is_heading: bool


def passage(text: str, weight: int, language: str, anchor: str = "") -> Passage:
    """Return the text as a passage."""
    return Passage(text, f" {' '.join(folding.words(text))} ", weight, language, anchor)


def sentences(text: str) -> Iterator[str]:
    """Yield the sentences of a text; a full stop inside a sentence does not end it."""
    start = 0
    for end in _SENTENCE_END.finditer(text):
        yield text[start : end.end()].strip()
        start = end.end()
    if text[start:].strip():
        yield text[start:].strip()


def blocks_in(html: str) -> tuple[Block, ...]:
    """Return the blocks of text in HTML of the compiler's, without footnote marks, code samples and drawings."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    reader.end_block()
    return tuple(reader.blocks)


class _Reader(HTMLParser):
    """Collects the words between tags that begin or end a block."""

    def __init__(self) -> None:
        super().__init__()
        self.blocks: list[Block] = []
        self._words: list[str] = []
        self._heading = False
        self._anchor = ""
        self._unread = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _NOT_READ:
            self._unread += 1
        if tag in _INSIDE_TEXT or tag in _NOT_READ:
            return
        self.end_block()
        self._heading = tag in {"h2", "h3", "h4", "h5", "h6"}
        self._anchor = dict(attrs).get("id") or "" if self._heading else ""

    def handle_endtag(self, tag: str) -> None:
        if tag in _NOT_READ:
            self._unread -= 1
        elif tag not in _INSIDE_TEXT:
            self.end_block()

    def handle_data(self, data: str) -> None:
        if not self._unread:
            self._words.append(data)

    def end_block(self) -> None:
        """Keep what was read since the last block, if there is anything."""
        text = " ".join("".join(self._words).split())
        if text:
            self.blocks.append(Block(text, self._anchor, self._heading))
        self._words, self._heading, self._anchor = [], False, ""
