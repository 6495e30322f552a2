"""How options with letters are chosen, shown and told: the common part of all kinds that have them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from emm.errors import InvalidAnswer
from emm.messages import message
from emm.questions.block import Block, Rich
from emm.questions.contract import Blank, Box, FormValues, Interaction, Kind, Line, Sheet, Verdict
from emm.questions.toolbox import Choices, Option, letters_of, more_than_one_right, read_choices
from emm.questions.wording import Mark, Wording
from emm.world import Arrangement

MARKS: Mapping[float, Mark] = {1.0: "given-right", 0.5: "given-partly", 0.0: "given-not"}
"""What is said about a chosen option when the key may be shown, by how right it is."""


@dataclass(frozen=True, slots=True)
class OptionField:
    """One option as `fields/options.html` gets it; how right it is stays behind."""

    letter: str
    html: str
    checked: bool


class Choosing(Kind[Choices]):
    """Some options are chosen; a response is their letters, sorted and joined by commas."""

    input: Literal["radio", "checkbox"]

    def fill(self, spec: Choices, response: str) -> FormValues:
        return FormValues.of(("answer", letter) for letter in letters_of(response))

    def solution(self, spec: Choices) -> tuple[Rich, ...]:
        return tuple(option.text for option in spec.right)

    def view(self, spec: Choices, arrangement: Arrangement, values: FormValues) -> Mapping[str, object]:
        given = values.many("answer")
        fields = (
            OptionField(option.letter, option.text.html, option.letter in given)
            for option in spec.arranged(arrangement)
        )
        return {"type": self.input, "options": tuple(fields)}

    def sheet(self, spec: Choices, arrangement: Arrangement) -> Sheet:
        return Sheet((Blank(boxes=tuple(Box(option.text) for option in spec.arranged(arrangement))),))

    def answered(self, spec: Choices, arrangement: Arrangement, response: str, *, reveal: bool) -> tuple[Line, ...]:
        given = letters_of(response)
        options = spec.arranged(arrangement)
        return tuple(Line(option.text, _mark(option, option.letter in given, reveal)) for option in options)

    def interaction(self, spec: Choices, response: str) -> Interaction:
        correct = "[,]".join(sorted(option.letter for option in spec.right))
        choices = tuple((option.letter, option.text.plain) for option in spec.options)
        return Interaction("choice", (correct,), "[,]".join(letters_of(response)), choices)


class ChoosingOne(Choosing):
    """Exactly one option is chosen, and exactly one is right."""

    input = "radio"
    instruction = message("Choose one answer.")
    words = Wording(wrong=message("Your answer – Not this one"))

    def parse(self, block: Block) -> Choices:
        return read_choices(block, *more_than_one_right(block))

    def read(self, spec: Choices, values: FormValues) -> str:
        return known_letters(spec, (values.one("answer"),))

    def grade(self, spec: Choices, response: str) -> Verdict:
        chosen = spec.chosen(response)
        return Verdict(chosen[0].share if len(chosen) == 1 else 0.0, feedback_on(chosen))


def known_letters(spec: Choices, letters: tuple[str, ...]) -> str:
    """Return the response that these letters make; raise InvalidAnswer for none and for a foreign one."""
    given = set(letters) - {""}
    if not given:
        raise InvalidAnswer(message("Choose an answer first."), "answer")
    if not given <= spec.letters:
        raise foreign_choice("answer")
    return ",".join(sorted(given))


def foreign_choice(field: str) -> InvalidAnswer:
    """Return the refusal of a choice that the question does not offer."""
    return InvalidAnswer(message("That choice does not belong to this question. Choose one of these."), field)


def feedback_on(options: tuple[Option, ...]) -> tuple[Rich, ...]:
    """Return what the author says about these options."""
    return tuple(option.feedback for option in options if option.feedback)


def _mark(option: Option, given: bool, reveal: bool) -> Mark:
    if not reveal:
        return "given" if given else ""
    if given:
        return MARKS[option.share]
    return "missed" if option.share == 1 else ""
