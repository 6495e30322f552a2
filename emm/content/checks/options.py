"""Options of a question that give the answer away or teach little: what a good editor would say."""

import re
from collections.abc import Iterable, Iterator, Sequence
from difflib import SequenceMatcher

from emm.content.model import Question
from emm.content.problems import Problems
from emm.questions.block import Block, Item, Rich

BOXES = frozenset({"x", "~", " "})
MUCH_LONGER = 1.5
"""A right option that is so many times as long as the longest other one is found without reading."""
SIGNS_LONGER = 20
MOST_OPTIONS = 4
MOST_FEEDBACK = 60
"""Words."""
NEARLY = 0.9
"""How alike two options are, from 0 to 1, when a reader takes them for the same."""
EVERYTHING = re.compile(r"\b(all|none) of (the|these|those) ?(above|answers|options)?\b", re.IGNORECASE)
ABSOLUTE = re.compile(r"\b(always|never|only)\b", re.IGNORECASE)
DENIED = re.compile(r"\b(is|are|was|were|do|does|did|can|should|would|will|has|have) (NOT|not)\b")


def check_options(block: Block, advice: Problems, *, needs_feedback: bool) -> None:
    """Advise on the options of a question with check boxes, and on feedback that is too long.

    Where a question needs feedback, none is a mistake that is noted with the others.
    """
    _check_feedback(block, advice)
    options = [item for item in block.items if item.mark in BOXES]
    if block.keyword == "guess" or not options:
        return
    for item in options:
        if item.feedback is None and not needs_feedback:
            advice.add(block.path, item.line, "W120", letter=item.letter)
    _check_number(block, options, advice)
    _check_length(block, options, advice)
    _check_words(block, options, advice)
    _check_likeness(block, options, advice)


def check_truths(questions: Iterable[Question], advice: Problems) -> None:
    """Advise when every true-or-false question of a lesson has the same answer."""
    told = [(question, question.kind.interaction(question.spec, "")) for question in questions]
    truths = [(question, interaction.correct) for question, interaction in told if interaction.type == "true-false"]
    if len(truths) > 1 and len({correct for _question, correct in truths}) == 1:
        question, (answer,) = truths[-1]
        advice.add(question.path, question.line, "W126", answer=answer)


def _check_number(block: Block, options: Sequence[Item], advice: Problems) -> None:
    if len(options) > MOST_OPTIONS:
        advice.add(block.path, options[MOST_OPTIONS].line, "W128", n=len(options), id=block.id)


def _check_length(block: Block, options: Sequence[Item], advice: Problems) -> None:
    right = [item for item in options if item.mark == "x"]
    others = [len(item.text.plain) for item in options if item.mark != "x"]
    if len(right) != 1 or not others:
        return
    length = len(right[0].text.plain)
    if length > MUCH_LONGER * max(others) and length > max(others) + SIGNS_LONGER:
        advice.add(block.path, right[0].line, "W121", letter=right[0].letter)


def _check_words(block: Block, options: Sequence[Item], advice: Problems) -> None:
    asked = block.title.html.replace("<strong>not</strong>", "")
    if DENIED.search(asked):
        advice.add(block.path, block.line, "W123")
    for item in options:
        if EVERYTHING.fullmatch(item.text.plain.strip().rstrip(".")):
            advice.add(block.path, item.line, "W122", option=item.text.plain)
    absolute = [(item, found[0]) for item in options if (found := ABSOLUTE.search(item.text.plain))]
    if len(absolute) == 1:
        item, word = absolute[0]
        advice.add(block.path, item.line, "W124", word=word, letter=item.letter)


def _check_likeness(block: Block, options: Sequence[Item], advice: Problems) -> None:
    for place, item in enumerate(options):
        for other in options[:place]:
            if _is_alike(item.text, other.text):
                advice.add(block.path, item.line, "W125", one=other.letter, other=item.letter)


def _is_alike(one: Rich, other: Rich) -> bool:
    words = (one.plain.casefold(), other.plain.casefold())
    return min(map(len, words)) > SIGNS_LONGER and SequenceMatcher(None, *words).ratio() > NEARLY


def _check_feedback(block: Block, advice: Problems) -> None:
    for line, text in _feedback(block):
        words = len(text.plain.split())
        if words > MOST_FEEDBACK:
            advice.add(block.path, line, "W127", n=words)


def _feedback(block: Block) -> Iterator[tuple[int, Rich]]:
    for item in _all_items([*block.items, *(item for step in block.steps for item in step.items)]):
        if item.feedback:
            yield item.line, item.feedback
    for row in block.rows:
        if row.feedback:
            yield row.line, row.feedback


def _all_items(items: Iterable[Item]) -> Iterator[Item]:
    for item in items:
        yield item
        yield from _all_items(item.items)
