"""The kind `numeric`: a number is typed."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from emm.errors import ContentError, InvalidAnswer, Problem
from emm.errors.codes import problem
from emm.messages import Message, message
from emm.questions.block import Block, Rich
from emm.questions.contract import FormValues, Interaction, Kind, Line, Verdict
from emm.questions.inputs import TextField, written_line
from emm.questions.kinds.numeric.ranges import NoRange, Range, read_range
from emm.questions.numbers import MAX_DIGITS, digits_in, number_in, number_in_file, spelled, two_ways
from emm.questions.toolbox import amiss_in_settings
from emm.questions.typed import SETTINGS, SHARES, amiss_in_marks, as_typed, no_right_answer, said_otherwise, told
from emm.world import Arrangement

NO_NUMBER = message("Type a number, for example 3.5.")
CLOSE = message("Close, but outside the range.")


@dataclass(frozen=True, slots=True)
class Accepted:
    """Numbers that are accepted, and what the author says about them."""

    range: Range
    share: float
    feedback: Rich | None


@dataclass(frozen=True, slots=True)
class Numbers:
    """What is accepted, right answers first, and what is said about anything else."""

    accepted: tuple[Accepted, ...]
    otherwise: Rich | None
    partial: bool
    """Whether an answer can be worth half."""

    @property
    def right(self) -> tuple[Range, ...]:
        """The numbers that are worth all points; the author's favourite first."""
        return tuple(accepted.range for accepted in self.accepted if accepted.share == 1)

    def find(self, number: Decimal) -> Accepted | None:
        """Return what accepts the number, and of several the one that is worth most; None when nothing does."""
        return next((accepted for accepted in self.accepted if number in accepted.range), None)

    def worth(self, accepted: Accepted) -> float:
        """Return the score of a number that is accepted there."""
        return accepted.share if self.partial else float(accepted.share == 1)


class Numeric(Kind[Numbers]):
    """Learners type a number. What stands after = is right, after ~ it is worth half.

    Write a number, a range such as 20..25, or a tolerance such as 3.5 ± 0.2, with a point before decimals and
    nothing between thousands. After "else" stands feedback for all other numbers. Learners may type a comma or a
    point, and digits of their own script. For years, use the kind short. Some phones offer no minus sign, so ask for
    numbers that are not negative.
    """

    name = "numeric"
    seconds = 30
    instruction = message("Type a number.")

    def claims(self, block: Block) -> bool:
        accepted = [item for item in block.items if item.mark == "="]
        return bool(accepted) and not block.gaps and all(isinstance(read_range(item.text), Range) for item in accepted)

    def parse(self, block: Block) -> Numbers:
        found = {*amiss_in_settings(block, SETTINGS)}
        found.update(amiss_in_marks(block, otherwise=True), _amiss_in_ranges(block))
        if all(item.mark != "=" for item in block.items):
            found.add(no_right_answer(block, block.line, "23"))
        if found:
            raise ContentError(*sorted(found))
        accepted = sorted(_accepted(block), key=lambda one: -one.share)
        return Numbers(tuple(accepted), said_otherwise(block), block.settings.get("credit") != "all")

    def read(self, spec: Numbers, values: FormValues) -> str:
        text = written_line(values, "answer", NO_NUMBER)
        if len(digits_in(text)) > MAX_DIGITS:
            many = message("Type a shorter number: %(count)s digits at most.", count=MAX_DIGITS)
            raise InvalidAnswer(many, "answer")
        if ways := two_ways(text):
            whole, fraction = map(_in_sentence, ways)
            unclear = message(
                "This can be read in two ways. Type %(whole)s or %(fraction)s.", whole=whole, fraction=fraction
            )
            raise InvalidAnswer(unclear, "answer")
        if number_in(text) is None:
            raise InvalidAnswer(NO_NUMBER, "answer")
        return text

    def fill(self, spec: Numbers, response: str) -> FormValues:
        return FormValues.of([("answer", response)])

    def grade(self, spec: Numbers, response: str) -> Verdict:
        number = number_in(response)
        if number is None:
            return Verdict(0.0)
        found = spec.find(number)
        if found:
            return Verdict(spec.worth(found), (found.feedback,) if found.feedback else ())
        is_close = any(one.is_near(number) for one in spec.right)
        return Verdict(0.0, (spec.otherwise,) if spec.otherwise else (), (CLOSE,) if is_close else ())

    def solution(self, spec: Numbers) -> tuple[Rich, ...]:
        return (as_typed(spec.right[0].words),)

    def view(self, spec: Numbers, arrangement: Arrangement, values: FormValues) -> Mapping[str, object]:
        return {"texts": (TextField.of(values, "answer", message("Your answer"), mode="decimal"),)}

    def answered(self, spec: Numbers, arrangement: Arrangement, response: str, *, reveal: bool) -> tuple[Line, ...]:
        share = self.grade(spec, response).score if reveal else None
        return (told(response, share, as_typed(spec.right[0].words), note=_reading(response)),)

    def interaction(self, spec: Numbers, response: str) -> Interaction:
        number = number_in(response)
        patterns = {one.pattern for one in spec.right}
        return Interaction("numeric", tuple(sorted(patterns)), response if number is None else spelled(number))


def _accepted(block: Block) -> Iterator[Accepted]:
    for item in block.items:
        range_ = read_range(item.text)
        if item.mark in SHARES and isinstance(range_, Range):
            yield Accepted(range_, SHARES[item.mark], item.feedback)


def _amiss_in_ranges(block: Block) -> Iterator[Problem]:
    for item in block.items:
        if item.mark in SHARES and isinstance(fault := read_range(item.text), NoRange):
            yield problem(block.path, item.line, "E115", number=fault.words, advice=fault.advice)


def _reading(response: str) -> Message | None:
    """Return how a number was read, None where it stands as it is read."""
    number = number_in(response)
    if number is None or (response.isascii() and number_in_file(response) is not None):
        return None
    return message("Read as %(number)s.", number=_in_sentence(spelled(number)))


def _in_sentence(number: str) -> str:
    """Return the number so that its minus stays before it in a sentence from right to left, as CLDR marks it."""
    return number.replace("-", "\N{LEFT-TO-RIGHT MARK}-")


KIND: Kind[Numbers] = Numeric()
