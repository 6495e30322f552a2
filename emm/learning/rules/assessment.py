"""What comes of a sitting of the final assessment: points, whether they pass, and when the next sitting may begin."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from emm.content.model import Course, Lesson, Question

WAIT = timedelta(hours=24)
"""After so long a new sitting may begin, whatever was practised."""
CLOSE_ENOUGH = 1e-9
"""Thirds of points do not add up exactly."""


@dataclass(frozen=True, slots=True)
class Marked:
    """A question of a sitting and what the answer was worth."""

    objective: str
    points: int
    score: float
    """From 0 to 1."""

    @property
    def earned(self) -> float:
        """The points for the answer."""
        return self.score * self.points


@dataclass(frozen=True, slots=True)
class Share:
    """The points of one objective."""

    objective: str
    earned: float
    points: int
    has_right_answer: bool

    @property
    def part(self) -> float:
        """How much of it was earned, from 0 to 1."""
        return self.earned / self.points


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a sitting brought."""

    earned: float
    points: int
    pass_mark: int
    shares: tuple[Share, ...]
    """In the order of the questions."""
    empty: tuple[str, ...]
    """Objectives without a right answer, where each needs one."""

    @property
    def has_points(self) -> bool:
        """Whether the points alone would pass."""
        return self.earned >= self.pass_mark - CLOSE_ENOUGH

    @property
    def passed(self) -> bool:
        """Whether it is passed."""
        return self.has_points and not self.empty

    @property
    def weakest(self) -> Share:
        """The objective to work on: one without a right answer if that is what is missing, else the weakest."""
        return min(self.shares, key=lambda share: (share.objective not in self.empty, share.part))


def outcome(marked: Sequence[Marked], *, pass_mark: int, one_each: bool) -> Outcome:
    """Return what these answers bring; with `one_each`, every objective needs an answer that is right altogether."""
    objectives = dict.fromkeys(one.objective for one in marked)
    shares = tuple(_share(objective, [one for one in marked if one.objective == objective]) for objective in objectives)
    return Outcome(
        earned=sum(one.earned for one in marked),
        points=sum(one.points for one in marked),
        pass_mark=pass_mark,
        shares=shares,
        empty=tuple(share.objective for share in shares if one_each and not share.has_right_answer),
    )


def lessons_to_repeat(course: Course, objective: str) -> tuple[Lesson, ...]:
    """Return the lessons with a question that serves the objective, broken ones left out."""
    return tuple(
        lesson
        for lesson in course.lessons
        if not lesson.problems and any(question.objective == objective for question in lesson.graded)
    )


def questions_to_repeat(lessons: Sequence[Lesson], objective: str) -> tuple[Question, ...]:
    """Return the questions of these lessons that serve the objective and may be asked outside their lesson."""
    return tuple(
        question
        for lesson in lessons
        for question in lesson.graded
        if question.objective == objective and question.is_reviewed
    )


def to_practise(
    questions: Sequence[Question], answered: Mapping[str, datetime], since: datetime
) -> tuple[Question, ...]:
    """Return the questions that were not answered again after `since`; `answered` says when each was, by its id."""
    return tuple(one for one in questions if one.id not in answered or answered[one.id] <= since)


def may_begin(now: datetime, failed_at: datetime | None, left_to_practise: Collection[Question]) -> bool:
    """Whether a new sitting may begin: at once unless one was failed, else after practice or after `WAIT`."""
    return failed_at is None or not left_to_practise or now >= failed_at + WAIT


def _share(objective: str, marked: Sequence[Marked]) -> Share:
    return Share(
        objective=objective,
        earned=sum(one.earned for one in marked),
        points=sum(one.points for one in marked),
        has_right_answer=any(one.score >= 1 for one in marked),
    )
