"""The kind `multiple`: several of the options are right."""

from collections.abc import Iterator

from emm.errors import Problem
from emm.errors.codes import problem
from emm.messages import Message, counted, message
from emm.questions.block import Block
from emm.questions.choosing import Choosing, feedback_on, known_letters
from emm.questions.contract import FormValues, Kind, Verdict
from emm.questions.toolbox import Choices, read_choices, shape, unclear
from emm.questions.wording import Wording


class Multiple(Choosing):
    """Two or more answers are right: mark them with [x].

    An option marked [~] is neither needed nor quite wrong: choosing it costs half of what a wrong one costs.
    """

    name = "multiple"
    seconds = 40
    input = "checkbox"
    instruction = message("Choose all that apply.")
    words = Wording(wrong=message("Your answer – Does not belong"), best=message("Best answers:"))

    def claims(self, block: Block) -> bool:
        return shape(block) == "several"

    def parse(self, block: Block) -> Choices:
        return read_choices(block, *_amiss_in_key(block))

    def read(self, spec: Choices, values: FormValues) -> str:
        return known_letters(spec, values.many("answer"))

    def grade(self, spec: Choices, response: str) -> Verdict:
        chosen = spec.chosen(response)
        found = sum(option.share == 1 for option in chosen)
        cost = sum(1 - option.share for option in chosen)
        score = _share(found, cost, len(spec.right), spec.partial)
        remarks = _remarks(found, len(spec.right), len(chosen) - found) if score < 1 else ()
        return Verdict(score, feedback_on(chosen), remarks)


def _share(found: int, cost: float, right: int, partial: bool) -> float:
    """Return (right chosen - not-right chosen) / right, not below 0 (author guide, "Partial credit")."""
    score = max(0.0, (found - cost) / right)
    return score if partial else float(score == 1)


def _remarks(found: int, right: int, astray: int) -> tuple[Message, ...]:
    remarks = (message("You found %(found)s of %(count)s.", found=found, count=right),)
    if not astray:
        return remarks
    return (*remarks, counted("One choice does not belong.", "%(count)s choices do not belong.", astray))


def _amiss_in_key(block: Block) -> Iterator[Problem]:
    right = sum(item.mark == "x" for item in block.items)
    if right == 1:
        advice = "Mark a second one with [x], or take kind: multiple out of the settings line."
        yield unclear(block, block.line, "only one option is marked [x]", advice)
    elif right and right == len(block.items):
        yield problem(block.path, block.line, "E105", id=block.id)


KIND: Kind[Choices] = Multiple()
