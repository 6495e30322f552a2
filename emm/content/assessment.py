"""The final assessment of a course as a sitting needs it: what is drawn from which questions, and what passes.

Questions of the pool stand apart from those of lessons. No page for learners but a sitting may show them.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from emm.content.model import Question
from emm.errors import NotFound
from emm.world import fingerprint


@dataclass(frozen=True, slots=True)
class Draw:
    """How many questions of one objective and level a sitting asks."""

    objective: str
    level: str
    count: int
    points: int
    """What each of them is worth."""


@dataclass(frozen=True, slots=True)
class Assessment:
    """What a sitting asks, and when it is passed."""

    pass_mark: int
    """How many points pass."""
    at_least_one_per_objective: bool
    """Whether at least one full point in each objective is needed too."""
    draw: tuple[Draw, ...]
    """In the order of the objectives, and of the levels within one."""

    @property
    def count(self) -> int:
        """How many questions are asked."""
        return sum(part.count for part in self.draw)

    @property
    def points(self) -> int:
        """How many points there are."""
        return sum(part.count * part.points for part in self.draw)


@dataclass(frozen=True, slots=True)
class AskedQuestion:
    """The Markdown of a question as it was asked."""

    language: str
    source: str

    @property
    def id(self) -> str:
        """A fingerprint of the text: equal for equal questions."""
        return fingerprint(f"{self.language}\n{self.source}")


@dataclass(frozen=True, slots=True, eq=False)
class PoolQuestion:
    """A question of the final assessment."""

    question: Question
    source: str
    """The question in Markdown, with all its settings: it can be read again when the file has long been changed."""
    excludes: frozenset[str]
    """Ids of the questions that must not be asked in the same sitting; each names the other."""

    @property
    def asked(self) -> AskedQuestion:
        """How it is asked today."""
        return AskedQuestion(self.question.language, self.source)


@dataclass(frozen=True, eq=False)
class Pool:
    """All questions that a sitting can ask, in the order of the objectives."""

    questions: tuple[PoolQuestion, ...] = ()

    @cached_property
    def by_objective(self) -> Mapping[str, tuple[PoolQuestion, ...]]:
        """The questions of each objective."""
        found: dict[str, list[PoolQuestion]] = {}
        for one in self.questions:
            found.setdefault(one.question.objective, []).append(one)
        return {objective: tuple(questions) for objective, questions in found.items()}

    @cached_property
    def by_text(self) -> Mapping[str, Question]:
        """The questions by the fingerprint of how they are asked today."""
        return {one.asked.id: one.question for one in self.questions}

    def of(self, objective: str, level: str) -> tuple[PoolQuestion, ...]:
        """Return the questions of one objective and level."""
        return tuple(one for one in self.by_objective.get(objective, ()) if one.question.level == level)

    def question(self, question_id: str) -> PoolQuestion:
        """Return the question of that id; raise NotFound when there is none."""
        for one in self.questions:
            if one.question.id == question_id:
                return one
        raise NotFound(f"question {question_id} of the final assessment")
