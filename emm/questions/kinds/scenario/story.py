"""The steps of a scenario, and the paths through them."""

from collections.abc import Iterator
from dataclasses import dataclass

from emm.questions.block import Block, Rich
from emm.questions.toolbox import SHARES
from emm.world import Arrangement


@dataclass(frozen=True, slots=True)
class Choice:
    """An option of a step, under its permanent letter."""

    letter: str
    text: Rich
    share: float
    """1 for a good choice, 0.5 for a workable one, 0 for a risky one."""
    feedback: Rich | None
    """The consequence."""
    target: str
    """The name of the step that follows."""


@dataclass(frozen=True, slots=True)
class Scene:
    """A step: what has happened, and what can be done; at an end, nothing."""

    name: str
    text: Rich
    choices: tuple[Choice, ...]
    outcome: Rich | None

    @property
    def is_end(self) -> bool:
        """Whether nothing can be chosen any more."""
        return not self.choices


Path = tuple[tuple[Scene, Choice], ...]
"""The steps that somebody has taken, each with what was chosen there."""


@dataclass(frozen=True, slots=True)
class Story:
    """A scenario whose every path ends; it begins with the first of its scenes."""

    scenes: tuple[Scene, ...]
    shuffled: bool
    """Whether each learner meets the options of a step in another order."""
    partial: bool
    """Whether a path can be worth something between nothing and all."""

    def path(self, response: str) -> Path:
        """Return the path of a response such as "first-move:b,call:a", as far as it can be followed."""
        found = []
        scene = self.scenes[0]
        for pair in response.split(","):
            choice = next((choice for choice in scene.choices if f"{scene.name}:{choice.letter}" == pair), None)
            if choice is None:
                break
            found.append((scene, choice))
            scene = self._named(choice.target)
        return tuple(found)

    def is_path(self, response: str) -> bool:
        """Whether a response, "" for the beginning, can be followed to where it stops."""
        return response == told(self.path(response))

    def reached(self, response: str) -> Scene:
        """Return the scene that a response leads to."""
        path = self.path(response)
        return self._named(path[-1][1].target) if path else self.scenes[0]

    def best(self) -> Path:
        """Return a path of good choices only."""
        return tuple(self._best())

    def score(self, path: Path) -> float:
        """Return what a path is worth: the mean of what its choices are worth, so that every step weighs the same."""
        score = sum(choice.share for _scene, choice in path) / len(path) if path else 0.0
        return score if self.partial else float(score == 1)

    def shortest(self) -> int:
        """Return the number of choices on the shortest path to an end."""
        scenes, steps = {self.scenes[0]}, 0
        while not any(scene.is_end for scene in scenes):
            scenes = {self._named(choice.target) for scene in scenes for choice in scene.choices}
            steps += 1
        return steps

    def arranged(self, scene: Scene, arrangement: Arrangement) -> tuple[Choice, ...]:
        """Return the choices of a scene in the order in which this learner meets them.

        Each scene is shuffled by itself: who has found the good choice of the first knows nothing of the next.
        """
        own = Arrangement(f"{arrangement.name}/{scene.name}", arrangement.seed)
        return own.of(scene.choices) if self.shuffled else scene.choices

    def _best(self) -> Iterator[tuple[Scene, Choice]]:
        scene = self.scenes[0]
        while not scene.is_end:
            choice = next(choice for choice in scene.choices if choice.share == 1)
            yield scene, choice
            scene = self._named(choice.target)

    def _named(self, name: str) -> Scene:
        return next(scene for scene in self.scenes if scene.name == name)


def told(path: Path) -> str:
    """Return a path as a response."""
    return ",".join(f"{scene.name}:{choice.letter}" for scene, choice in path)


def story_of(block: Block) -> Story:
    """Return the story of a block without mistakes."""
    scenes = (
        Scene(
            name=step.name,
            text=step.text,
            choices=tuple(
                Choice(item.letter, item.text, SHARES[item.mark], item.feedback, item.target) for item in step.items
            ),
            outcome=step.outcome.text if step.outcome else None,
        )
        for step in block.steps
    )
    settings = block.settings
    return Story(tuple(scenes), settings.get("order") != "fixed", settings.get("credit") != "all")
