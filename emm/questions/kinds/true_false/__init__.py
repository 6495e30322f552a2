"""The kind `true-false`: is a statement true?"""

from collections.abc import Iterator

from emm.errors import Problem
from emm.questions.block import Block, Rich
from emm.questions.choosing import ChoosingOne
from emm.questions.contract import Interaction, Kind
from emm.questions.toolbox import (
    TRUE_FALSE,
    Choices,
    more_than_one_right,
    read_choices,
    says_true_or_false,
    shape,
    unclear,
    word,
)


class TrueFalse(ChoosingOne):
    """The heading is a statement; the two answers are True and False, in the author's order."""

    name = "true-false"
    tries = 1
    seconds = 20

    def claims(self, block: Block) -> bool:
        return shape(block) == "true-false"

    def parse(self, block: Block) -> Choices:
        return read_choices(block, *more_than_one_right(block), *_other_words(block), order="fixed")

    def interaction(self, spec: Choices, response: str) -> Interaction:
        correct = tuple(_truth(text) for text in self.solution(spec))
        given = "".join(_truth(option.text) for option in spec.chosen(response))
        choices = tuple((_truth(option.text), option.text.plain) for option in spec.options)
        return Interaction("true-false", correct, given, choices)


def _other_words(block: Block) -> Iterator[Problem]:
    if not says_true_or_false(block):
        advice = "Write - [x] a) True and - [ ] b) False, or take kind: out of the settings line."
        yield unclear(block, block.line, "the answers are not True and False", advice)


def _truth(text: Rich) -> str:
    return "true" if word(text) in TRUE_FALSE else "false"


KIND: Kind[Choices] = TrueFalse()
