"""A kind that is not built in, to show that one folder is all it takes: an answer takes several forms."""

from collections.abc import Mapping
from dataclasses import dataclass

from emm.errors import ContentError, InvalidAnswer
from emm.errors.codes import problem
from emm.messages import message
from emm.questions.block import Block, Item, Rich, Step
from emm.questions.choosing import OptionField, foreign_choice
from emm.questions.contract import FormValues, Interaction, Kind, Line, Verdict
from emm.questions.wording import Mark, Wording
from emm.world import Arrangement

SHARES = {"x": 1.0, "~": 0.5, " ": 0.0}
MARKS: Mapping[str, Mark] = {"x": "given-right", "~": "given-partly", " ": "given-not"}


@dataclass(frozen=True, slots=True)
class Past:
    """A step that lies behind, as the page shows it."""

    text: Rich
    choice: Rich
    feedback: Rich | None


@dataclass(frozen=True, slots=True)
class Walk:
    """The steps; the first one is the beginning."""

    steps: tuple[Step, ...]

    def step(self, name: str) -> Step | None:
        """Return the step of that name."""
        return next((step for step in self.steps if step.name == name), None)

    def taken(self, response: str) -> tuple[tuple[Step, Item], ...]:
        """Return the steps of a response with what was chosen there, as far as it can be followed."""
        found = []
        step: Step | None = self.steps[0]
        for pair in response.split(","):
            name, _, letter = pair.partition(":")
            item = next((item for item in step.items if item.letter == letter), None) if step else None
            if step is None or item is None or name != step.name:
                break
            found.append((step, item))
            step = self.step(item.target)
        return tuple(found)

    def next(self, response: str) -> Step | None:
        """Return the step after those of a response; None at an end."""
        taken = self.taken(response)
        step = self.step(taken[-1][1].target) if taken else self.steps[0]
        return step if step and step.items else None


class Walking(Kind[Walk]):
    """Steps that follow from each other."""

    name = "walk"
    keyword = "walk"
    uses = frozenset({"steps"})
    needs_why = False
    tries = 1
    seconds = 30
    instruction = message("Choose what you would do.")
    words = Wording(unsure=None, again=message("Start again"), again_at_once=True)

    def claims(self, block: Block) -> bool:
        return True

    def parse(self, block: Block) -> Walk:
        if not block.steps:
            raise ContentError(problem(block.path, block.line, "E106", n=0, id=block.id))
        walk = Walk(block.steps)
        lost = [item for step in block.steps for item in step.items if not walk.step(item.target)]
        if lost:
            fault = f'the link to "#step-{lost[0].target}" leads nowhere'
            raise ContentError(
                problem(block.path, lost[0].line, "E112", id=block.id, fault=fault, advice="Check the name.")
            )
        return walk

    def read(self, spec: Walk, values: FormValues) -> str:
        path, letter = values.one("path"), values.one("answer")
        step = spec.next(path)
        if step is None or values.one("step") != step.name or path != written(spec, path):
            raise InvalidAnswer(message("This form was not complete. Please choose again and send it."))
        if not letter:
            raise InvalidAnswer(message("Choose an answer first."), "answer")
        if letter not in {item.letter for item in step.items}:
            raise foreign_choice("answer")
        return ",".join(filter(None, [path, f"{step.name}:{letter}"]))

    def fill(self, spec: Walk, response: str) -> FormValues:
        path, _, last = response.rpartition(",")
        step, _, letter = last.partition(":")
        return FormValues.of([("path", path), ("step", step), ("answer", letter)] if last else [])

    def is_finished(self, spec: Walk, response: str) -> bool:
        return spec.next(response) is None

    def resume(self, spec: Walk, response: str) -> FormValues:
        return FormValues.of([("path", response)])

    def grade(self, spec: Walk, response: str) -> Verdict:
        taken = [item for _step, item in spec.taken(response)]
        score = sum(SHARES[item.mark] for item in taken) / len(taken) if taken else 0.0
        return Verdict(score, tuple(item.feedback for item in taken if item.feedback))

    def solution(self, spec: Walk) -> tuple[Rich, ...]:
        return tuple(item.text for step in spec.steps for item in step.items if item.mark == "x")

    def view(self, spec: Walk, arrangement: Arrangement, values: FormValues) -> Mapping[str, object]:
        path = written(spec, values.first("path"))
        step = spec.next(path) or spec.steps[0]
        fields = (
            OptionField(item.letter, item.text.html, item.letter == values.first("answer")) for item in step.items
        )
        return {
            "taken": tuple(Past(past.text, item.text, item.feedback) for past, item in spec.taken(path)),
            "path": path,
            "step": step.name,
            "text": step.text,
            "type": "radio",
            "options": tuple(fields),
        }

    def answered(self, spec: Walk, arrangement: Arrangement, response: str, *, reveal: bool) -> tuple[Line, ...]:
        return tuple(
            Line(step.text, MARKS[item.mark] if reveal else "given", item.text) for step, item in spec.taken(response)
        )

    def interaction(self, spec: Walk, response: str) -> Interaction:
        return Interaction("other", (), response)


def written(spec: Walk, path: str) -> str:
    """Return the part of a path that can be walked."""
    return ",".join(f"{step.name}:{item.letter}" for step, item in spec.taken(path))


KIND: Kind[Walk] = Walking()
