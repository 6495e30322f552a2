"""What is asked of a question of the final assessment beyond what is asked of one in a lesson."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from emm.content.assessment import PoolQuestion
from emm.content.blocks import Anatomy
from emm.content.checks.options import check_truths
from emm.content.checks.style import check_sentences
from emm.content.markdown import Document
from emm.content.model import Question
from emm.content.nodes import line_of
from emm.content.parts import is_recording
from emm.content.problems import Problems, did_you_mean
from emm.content.questions import Facts, Original
from emm.questions import registry
from emm.questions.block import Block, Item
from emm.questions.contract import Kind
from emm.questions.toolbox import SHARES

MAX_GUESSES = 20
"""For how many lost ids the right one is looked for."""


def check_question(objective: str, block: Block, pieces: Anatomy, kind: Kind[Any] | None, faults: Problems) -> None:
    """Note what keeps a question below the heading `objective` out of a final assessment."""
    if kind and not _is_asked(kind):
        known = ", ".join(one.name for one in registry.kinds() if _is_asked(one))
        faults.add(block.path, block.line, "E134", kind=kind.name, kinds=known)
    own = block.settings.get("objective", objective)
    if objective and own != objective:
        faults.add(block.path, block.settings_line, "E133", id=block.id, objective=own, heading=objective)
    for hint in pieces.named("hint"):
        faults.add(block.path, hint.line, "E131")
    if not pieces.named("why"):
        faults.add(block.path, block.line, "E108", id=block.id)
    for item in _unexplained(block.items):
        faults.add(block.path, item.line, "E135", option=item.letter or item.text.plain, id=block.id)
    for node in filter(is_recording, pieces.stem):
        advice = "Recordings can be played in lessons only. Ask in words, or with a figure."
        faults.add(block.path, line_of(node), "E015", what="A recording", advice=advice)


def advise(
    document: Document, questions: Sequence[Question], lessons: Mapping[str, Original], facts: Facts, advice: Problems
) -> None:
    """Advise on long sentences, on what is always true, and on what a lesson asks in the same words."""
    check_sentences(document.path, document.nodes, advice)
    check_truths(questions, advice)
    known = {original.asks: name for name, original in lessons.items()}
    for question in questions if not facts.is_translation else ():
        other = known.get(facts.originals[question.id].asks)
        if other:
            advice.add(question.path, question.line, "W132", id=question.id, other=other)


def check_excluded(questions: Iterable[PoolQuestion], facts: Facts, problems: Problems) -> None:
    """Note ids after `excludes` that no other question of the pool has."""
    known = facts.ids.called(facts.what)
    lost = ((one.question, name) for one in questions for name in one.excludes - (known - {one.question.id}))
    for place, (question, name) in enumerate(lost):
        advice = "Name another question of the final assessment."
        guess = did_you_mean(name, known, advice) if place < MAX_GUESSES else advice
        problems.add(question.path, question.line, "E200", target=name, advice=guess)


def _is_asked(kind: Kind[Any]) -> bool:
    return kind.graded and kind.assesses


def _unexplained(items: Iterable[Item], *, in_group: bool = False) -> Iterator[Item]:
    """Yield the items without feedback that can be chosen or sorted: those with a check box, and those in groups."""
    for item in items:
        if item.items:
            yield from _unexplained(item.items, in_group=True)
        elif (in_group or item.mark in SHARES) and not item.feedback:
            yield item
