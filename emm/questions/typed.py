"""What is accepted where words are typed: spellings in a list of answers, and every mistake of it at its line."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from html import escape, unescape

from emm.errors import Problem
from emm.errors.codes import problem
from emm.messages import Message
from emm.questions.block import Block, Item, Rich
from emm.questions.choosing import MARKS
from emm.questions.comparing import comparable
from emm.questions.contract import Line
from emm.questions.toolbox import unclear

SHARES = {"=": 1.0, "~": 0.5}
"""How right an answer is, by the sign before it."""
OTHERWISE = "else"
"""The mark of what is said about any other answer."""
SETTINGS = {"order": ("fixed",), "credit": ("partial", "all")}
"""The values that settings may have."""
NO_WORDS = Rich("", "")

_CODE = re.compile(r"<code>(.*?)</code>", re.DOTALL)
_SIGN = re.compile(r"\s*([=~])\s+")


@dataclass(frozen=True, slots=True)
class Spelling:
    """One way to write an answer."""

    text: str
    key: str
    """What it is compared by."""
    share: float
    """1 for right, 0.5 for partly right."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What one item of the list accepts."""

    spellings: tuple[Spelling, ...]
    feedback: Rich | None

    @property
    def right(self) -> tuple[Spelling, ...]:
        """The spellings that are right; the author's favourite first."""
        return tuple(spelling for spelling in self.spellings if spelling.share == 1)

    def share_of(self, key: str) -> float | None:
        """Return how right a text is that is compared by `key`, None when it is not accepted at all."""
        return next((spelling.share for spelling in self.spellings if spelling.key == key), None)


def answer(item: Item, language: str) -> Answer:
    """Return what an item accepts: its variants, between bars.

    A variant with a sign of its own is right or partly right whatever stands before the first one. What is written as
    code is taken letter by letter, so that a bar can be part of an answer.
    """
    spellings = []
    share = SHARES.get(item.mark, 0.0)
    for variant in _variants(item.text.html):
        sign = _SIGN.match(variant[0])
        text = "".join([variant[0][sign.end() :] if sign else variant[0], *variant[1:]])
        text = " ".join(unescape(text).split())
        spellings.append(Spelling(text, comparable(text, language), SHARES[sign[1]] if sign else share))
    return Answer(tuple(spellings), item.feedback)


def as_typed(text: str) -> Rich:
    """Return a text that somebody typed, for the page: apart from its surroundings whatever its direction."""
    return Rich(f"<bdi>{escape(text)}</bdi>", text)


def as_part(text: str) -> str:
    """Return a text as a part of a pattern, in which the mark between parts cannot stand."""
    return text.replace("[,]", "[ , ]")


def told(text: str, share: float | None, best: Rich, label: Rich = NO_WORDS, note: Message | None = None) -> Line:
    """Return the line of a text that was typed, "" for none; `share` is None as long as the key may not be shown."""
    given = as_typed(text) if text else None
    if share is None:
        return Line(label, "given" if given else "", given, note=note)
    return Line(label, MARKS[share] if given else "", given, None if share == 1 else best, note=note)


def said_otherwise(block: Block) -> Rich | None:
    """Return what is said about any other answer, None for nothing."""
    return next((item.feedback for item in block.items if item.mark == OTHERWISE), None)


def amiss_in_marks(block: Block, *, otherwise: bool) -> Iterator[Problem]:
    """Yield a problem for each item that is no answer to be typed; `else` is one only where `otherwise` is set."""
    allowed = {*SHARES, OTHERWISE} if otherwise else {*SHARES}
    for item in block.items:
        if item.mark not in allowed:
            words = f"{item.letter}) {item.text.plain}" if item.letter else item.text.plain
            reason = f'there is no = before the answer "{words or item.mark}"'
            yield unclear(block, item.line, reason, f"Write = {words or 'and the answer'}, or ~ if it is partly right.")
        elif item.letter:
            advice = "Answers that are typed have no letters. Write the words after the sign = or ~."
            yield problem(block.path, item.line, "E015", what=f"The letter {item.letter})", advice=advice)
        if item.items:
            yield unclear(
                block, item.line, "this answer has a list inside", "Put | between two spellings of an answer."
            )
    yield from _amiss_in_else(block)


def amiss_in_spellings(block: Block, *groups: Iterable[Item]) -> Iterator[Problem]:
    """Yield a problem for each spelling that cannot be typed, or that is accepted twice in one group of items."""
    for group in groups:
        seen: set[str] = set()
        for item in group:
            yield from _amiss_in_text(block, item)
            for spelling in answer(item, block.language).spellings:
                if spelling.key and spelling.key in seen:
                    advice = "It is accepted already: case, accents, dashes, quotes and articles do not count."
                    yield problem(block.path, item.line, "E015", what=f'"{spelling.text}" again', advice=advice)
                seen.add(spelling.key)


def no_right_answer(block: Block, line: int, sample: str) -> Problem:
    """Return the problem that nothing is marked with =, where something like `sample` must be.

    The usual hint speaks of check boxes, which have no place here.
    """
    missing = problem(block.path, line, "E104", id=block.id, option=sample)
    return replace(missing, hint=f"Mark what is right with =, for example: = {sample}")


def _variants(html: str) -> Iterator[list[str]]:
    """Yield each variant as the pieces that it consists of: text first, then code and text in turn."""
    pieces: list[str] = []
    for place, piece in enumerate(_CODE.split(html)):
        first, *others = [piece] if place % 2 else piece.split("|")
        pieces.append(first)
        for other in others:
            yield pieces
            pieces = [other]
    yield pieces


def _amiss_in_text(block: Block, item: Item) -> Iterator[Problem]:
    if "<" in _CODE.sub("", item.text.html):
        advice = "Learners type plain words. Put back-ticks around signs that Markdown would take for its own."
        yield problem(block.path, item.line, "E015", what=f'Markup in the answer "{item.text.plain}"', advice=advice)
    if not all(spelling.key for spelling in answer(item, block.language).spellings):
        what = f'The text of an answer in question "{block.id}"'
        advice = "Write what learners type. Dashes, quotes and full stops alone do not count."
        yield problem(block.path, item.line, "E014", what=what, advice=advice)


def _amiss_in_else(block: Block) -> Iterator[Problem]:
    others = [item for item in block.items if item.mark == OTHERWISE]
    for item in others[1:]:
        yield problem(block.path, item.line, "E015", what='A second "else"', advice="Keep one of them.")
    for item in others:
        if item.feedback is None:
            advice = "Write below it, after the sign >, what helps those who typed something else."
            yield problem(block.path, item.line, "E014", what='Feedback under "else"', advice=advice)
