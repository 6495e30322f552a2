"""The kind `scenario`: a case in steps, in which each choice leads on."""

from collections.abc import Mapping

from emm.errors import ContentError, InvalidAnswer
from emm.messages import message
from emm.questions.block import Block, Rich
from emm.questions.choosing import MARKS, OptionField, foreign_choice
from emm.questions.contract import Blank, Box, FormValues, Interaction, Kind, Line, Sheet, Verdict
from emm.questions.kinds.scenario.mistakes import mistakes
from emm.questions.kinds.scenario.story import Choice, Scene, Story, story_of, told
from emm.questions.wording import Wording
from emm.world import Arrangement

CHOICES = {
    1.0: message("Your path: good choice"),
    0.5: message("Your path: workable choice"),
    0.0: message("Your path: risky choice"),
}
"""What is said about a choice, by its share, when the path has come to its end."""

THE_END = message("This is the end.")


class Scenario(Kind[Story]):
    """A case in steps. Each choice shows its consequence and leads to the next step, until an outcome is reached.

    Points are spread evenly over the steps of the path that a learner takes: the score is the sum of what the
    choices are worth, 1 for `[x]` and half for `[~]`, divided by their number. The first run counts.
    """

    name = "scenario"
    assesses = False  # an answer takes several forms
    keyword = "scenario"
    uses = frozenset({"steps"})
    needs_why = False
    tries = 1
    seconds = 30
    instruction = message("Choose what you would do.")
    words = Wording(
        submit=message("Go on"),
        unsure=None,
        given=message("Your choice"),
        right=message("Your choice"),
        partly=message("Your choice"),
        wrong=message("Your choice"),
        best=None,
        outcome=message("Outcome"),
        seen=message("your path is kept."),
        show=message("Show my path and the outcome"),
        again=message("Start again"),
        again_at_once=True,
    )

    def claims(self, block: Block) -> bool:
        return True

    def parse(self, block: Block) -> Story:
        found = set(mistakes(block))
        if found:
            raise ContentError(*sorted(found))
        return story_of(block)

    def read(self, spec: Story, values: FormValues) -> str:
        before, letter = values.one("path"), values.one("answer")
        scene = spec.reached(before)
        if not spec.is_path(before) or scene.is_end or values.one("step") != scene.name:
            raise InvalidAnswer(message("This form was not complete. Please choose again and send it."))
        if not letter:
            raise InvalidAnswer(message("Choose an answer first."), "answer")
        if letter not in {choice.letter for choice in scene.choices}:
            raise foreign_choice("answer")
        return ",".join(filter(None, [before, f"{scene.name}:{letter}"]))

    def fill(self, spec: Story, response: str) -> FormValues:
        before, _, last = response.rpartition(",")
        step, _, letter = last.partition(":")
        return FormValues.of([("path", before), ("step", step), ("answer", letter)] if last else [])

    def resume(self, spec: Story, response: str) -> FormValues:
        return FormValues.of([("path", response), ("step", spec.reached(response).name)])

    def is_finished(self, spec: Story, response: str) -> bool:
        return spec.is_path(response) and spec.reached(response).is_end

    def grade(self, spec: Story, response: str) -> Verdict:
        path, scene = spec.path(response), spec.reached(response)
        said = [choice.feedback for _scene, choice in path]
        if scene.is_end:
            said += [scene.text, scene.outcome]
        return Verdict(spec.score(path), tuple(text for text in said if text and text.html))

    def solution(self, spec: Story) -> tuple[Rich, ...]:
        return tuple(choice.text for _scene, choice in spec.best())

    def view(self, spec: Story, arrangement: Arrangement, values: FormValues) -> Mapping[str, object]:
        before = values.first("path")
        if not spec.is_path(before) or spec.reached(before).is_end:
            before = ""
        scene = spec.reached(before)
        given = values.first("answer") if values.first("step") == scene.name else ""
        options = tuple(
            OptionField(choice.letter, choice.text.html, choice.letter == given)
            for choice in spec.arranged(scene, arrangement)
        )
        return {"path": before, "step": scene.name, "text": scene.text, "type": "radio", "options": options}

    def sheet(self, spec: Story, arrangement: Arrangement) -> Sheet:
        scenes = [scene for scene in spec.scenes if not scene.is_end]
        numbers = {scene.name: number for number, scene in enumerate(scenes, 1)}

        def box(choice: Choice) -> Box:
            number = numbers.get(choice.target)
            return Box(choice.text, message("Go on at %(number)s.", number=number) if number else THE_END)

        return Sheet(tuple(Blank(scene.text, tuple(map(box, spec.arranged(scene, arrangement)))) for scene in scenes))

    def so_far(self, spec: Story, response: str) -> tuple[Line, ...]:
        return tuple(
            Line(scene.text, "given", choice.text, feedback=choice.feedback) for scene, choice in spec.path(response)
        )

    def answered(self, spec: Story, arrangement: Arrangement, response: str, *, reveal: bool) -> tuple[Line, ...]:
        return tuple(_told(scene, choice, reveal=reveal) for scene, choice in spec.path(response))

    def interaction(self, spec: Story, response: str) -> Interaction:
        steps = [(scene.name, scene.text.plain) for scene in spec.scenes if not scene.is_end]
        choices = [
            (f"{scene.name}[.]{choice.letter}", choice.text.plain) for scene in spec.scenes for choice in scene.choices
        ]
        return Interaction("performance", (_pattern(told(spec.best())),), _pattern(response), (*steps, *choices))

    def answer_key(self, spec: Story) -> tuple[str, ...]:
        marks = (f"{scene.name}:{choice.letter}:{choice.share}" for scene in spec.scenes for choice in scene.choices)
        return tuple(sorted(marks))

    def effort(self, spec: Story) -> int:
        """Return the seconds for the shortest path."""
        return self.seconds * spec.shortest()


def _told(scene: Scene, choice: Choice, *, reveal: bool) -> Line:
    if not reveal:
        return Line(scene.text, "given", choice.text)
    note = CHOICES[choice.share]
    return Line(scene.text, MARKS[choice.share], choice.text, feedback=choice.feedback, note=note)


def _pattern(response: str) -> str:
    """Return a path as xAPI spells what was done in steps."""
    return response.replace(":", "[.]").replace(",", "[,]")


KIND: Kind[Story] = Scenario()
