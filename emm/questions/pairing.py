"""How each line gets what belongs to it: the common part of all kinds in which something is put beside a line."""

from abc import abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass

from emm.errors import InvalidAnswer
from emm.messages import Message
from emm.questions.block import Rich
from emm.questions.choosing import foreign_choice
from emm.questions.contract import FormValues, Interaction, Kind, Line, Verdict
from emm.questions.wording import Mark
from emm.world import Arrangement


@dataclass(frozen=True, slots=True)
class Target:
    """What may be put beside a line."""

    name: str
    """Permanent: the letter of a line that it belongs to, or a number if it belongs to none."""
    value: str
    """Its name on the page, which says nothing."""
    text: Rich
    feedback: Rich | None = None
    """For those who choose it, wherever it belongs."""


@dataclass(frozen=True, slots=True)
class Left:
    """A line with what belongs beside it."""

    letter: str
    key: str
    """The name of its field, without "answer-": says nothing either."""
    text: Rich
    target: Target
    feedback: Rich | None
    """For those who found the target."""

    @property
    def field(self) -> str:
        """The name under which the choice is sent."""
        return f"answer-{self.key}"


@dataclass(frozen=True, slots=True)
class Pairs:
    """The lines in the order of the page, and what there is to choose from."""

    lines: tuple[Left, ...]
    targets: tuple[Target, ...]
    partial: bool
    """Whether some right lines are worth something."""


class Pairing(Kind[Pairs]):
    """For each line a target is chosen; a response is pairs of line and target, such as "a:b,b:b"."""

    side: str
    """What stands before the name of a target in patterns, where lines have letters as well."""

    @abstractmethod
    def missing(self, number: int) -> Message:
        """Return what is said when nothing was chosen for the line of that number."""

    @abstractmethod
    def remark(self, right: int, count: int) -> Message:
        """Return what is said when only some lines are right."""

    def read(self, spec: Pairs, values: FormValues) -> str:
        names = {target.value: target.name for target in spec.targets}
        return ",".join(
            f"{line.letter}:{self._read(line, number, names, values)}" for number, line in enumerate(spec.lines, 1)
        )

    def fill(self, spec: Pairs, response: str) -> FormValues:
        chosen = _chosen(spec, response)
        return FormValues.of((line.field, chosen[line.letter].value) for line in spec.lines if line.letter in chosen)

    def grade(self, spec: Pairs, response: str) -> Verdict:
        chosen = _chosen(spec, response)
        right = [line for line in spec.lines if chosen.get(line.letter) == line.target]
        score = len(right) / len(spec.lines)
        others = (target.feedback for target in spec.targets if target in chosen.values())
        told = (*(line.feedback for line in right), *others)
        return Verdict(
            score=score if spec.partial else float(score == 1),
            feedback=tuple(feedback for feedback in told if feedback),
            remarks=() if score == 1 else (self.remark(len(right), len(spec.lines)),),
        )

    def solution(self, spec: Pairs) -> tuple[Rich, ...]:
        return tuple(_side_by_side(line.text, line.target.text) for line in spec.lines)

    def answered(self, spec: Pairs, arrangement: Arrangement, response: str, *, reveal: bool) -> tuple[Line, ...]:
        chosen = _chosen(spec, response)
        return tuple(_told(line, chosen.get(line.letter), reveal=reveal) for line in spec.lines)

    def interaction(self, spec: Pairs, response: str) -> Interaction:
        chosen = _chosen(spec, response)
        lefts = tuple((line.letter, line.text.plain) for line in spec.lines)
        rights = tuple((self._pattern(target), target.text.plain) for target in spec.targets)
        best = {line.letter: line.target for line in spec.lines}
        return Interaction("matching", (self._patterns(best),), self._patterns(chosen), (*lefts, *rights))

    def _read(self, line: Left, number: int, names: Mapping[str, str], values: FormValues) -> str:
        """Return the name of the target that is chosen for a line."""
        value = values.one(line.field)
        if not value:
            raise InvalidAnswer(self.missing(number), line.field)
        if value not in names:
            raise foreign_choice(line.field)
        return names[value]

    def _patterns(self, pairs: Mapping[str, Target]) -> str:
        return "[,]".join(f"{letter}[.]{self._pattern(target)}" for letter, target in sorted(pairs.items()))

    def _pattern(self, target: Target) -> str:
        return f"{self.side}-{target.name}"


def _chosen(spec: Pairs, response: str) -> dict[str, Target]:
    """Return the target chosen for each line, by letter; what no longer exists is passed over."""
    targets = {target.name: target for target in spec.targets}
    given = dict(pair.partition(":")[::2] for pair in response.split(","))
    names = ((line.letter, given.get(line.letter, "")) for line in spec.lines)
    return {letter: targets[name] for letter, name in names if name in targets}


def _told(line: Left, target: Target | None, *, reveal: bool) -> Line:
    given = target.text if target else None
    if not reveal:
        return Line(line.text, "given" if target else "", given)
    if target == line.target:
        return Line(line.text, "given-right", given)
    mark: Mark = "given-not" if target else ""
    return Line(line.text, mark, given, best=line.target.text)


def _side_by_side(left: Rich, right: Rich) -> Rich:
    return Rich(f"{left.html} – {right.html}", f"{left.plain} – {right.plain}")
