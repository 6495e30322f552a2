"""Sentences of a text, each with its line, and how hard they are to read."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from markdown_it.token import Token

from emm.content.nodes import BREAKS, plain

END = re.compile(r"""[.!?…؟]+["'”’)\]]*(?=\s|$)""")
"""Where a sentence may end, in the scripts that courses are written in."""
ABBREVIATIONS = ("e.g.", "i.e.", "etc.", "vs.", "no.", "art.", "mr.", "ms.", "dr.", "st.", "cf.")
"""Their full stop ends no sentence."""
WORD = re.compile(r"\w[\w'’-]*")
_VOWELS = re.compile(r"[aeiouy]+")


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence, or a heading or list item that has no full stop."""

    text: str
    line: int

    @property
    def words(self) -> tuple[str, ...]:
        """The words without numbers and signs."""
        return tuple(word for word in WORD.findall(self.text) if not word.isdecimal())


def sentences(inlines: Iterable[Token]) -> Iterator[Sentence]:
    """Yield the sentences of these texts; each text ends one, whatever its last sign."""
    for inline in inlines:
        yield from _of_one(inline)


def grade(some: Sequence[Sentence]) -> float:
    """Return the reading grade of English sentences in years of school, 0.0 for none.

    Flesch-Kincaid grade level: 0.39 words per sentence + 11.8 syllables per word - 15.59. Source: Kincaid, Fishburne,
    Rogers and Chissom, "Derivation of new readability formulas", Research Branch Report 8-75 (1975). Syllables are
    estimated from groups of vowels.
    """
    words = [word for sentence in some for word in sentence.words]
    if not words:
        return 0.0
    syllables = sum(map(count_syllables, words))
    return max(0.0, 0.39 * len(words) / len(some) + 11.8 * syllables / len(words) - 15.59)


def count_syllables(word: str) -> int:
    """Return about how many syllables an English word has: its groups of vowels, a silent e at the end apart."""
    letters = word.lower()
    count = len(_VOWELS.findall(letters))
    is_silent = letters.endswith("e") and not letters.endswith(("le", "ee", "ye")) and count > 1
    return max(1, count - is_silent)


def _of_one(inline: Token) -> Iterator[Sentence]:
    text, lines = _spoken(inline)
    start = 0
    for end in [*_ends(text), len(text)]:
        words = text[start:end]
        if any(map(str.isalnum, words)):
            first = start + len(words) - len(words.lstrip())
            yield Sentence(words.strip(), lines[first])
        start = end


def _ends(text: str) -> Iterator[int]:
    for found in END.finditer(text):
        before = text[: found.end()].rsplit(None, 1)[-1].lower()
        if not before.startswith(ABBREVIATIONS) and not before.endswith(ABBREVIATIONS):
            yield found.end()


def _spoken(inline: Token) -> tuple[str, list[int]]:
    """Return the words of a text, and the line of each of its signs."""
    line = (inline.map or [0, 1])[0] + 1
    text, lines = "", list[int]()
    for child in inline.children or ():
        words = plain([child]) if child.type not in BREAKS else " "
        if child.type == "text":
            words = child.content
        text += words
        lines += [line] * len(words)
        line += child.type in BREAKS
    return text, lines
