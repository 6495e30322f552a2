"""What counts as done, and how much time is left."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from math import ceil
from typing import Literal

from emm.content.model import Lesson
from emm.learning.rules.practice import Practice

Status = Literal["not-started", "in-progress", "done"]


def open_questions(lesson: Lesson, practices: Mapping[str, Practice]) -> tuple[str, ...]:
    """Return the ids of the graded questions that were neither answered nor shown."""
    return tuple(question.id for question in lesson.graded if not practices[question.id].begun)


def question_to_go_on_with(lesson: Lesson, practices: Mapping[str, Practice]) -> str:
    """Return the id of the question that was left half way, else of the first open one; "" when none is open."""
    waiting = open_questions(lesson, practices)
    return next((name for name in waiting if practices[name].is_under_way), next(iter(waiting), ""))


def is_done(lesson: Lesson, practices: Mapping[str, Practice]) -> bool:
    """Whether the answers finish the lesson; one without graded questions is finished by hand only."""
    return bool(lesson.graded) and not open_questions(lesson, practices)


def is_finished(lesson: Lesson, practices: Mapping[str, Practice], finished: Mapping[str, datetime]) -> bool:
    """Whether the lesson was noted as done, or nothing in it is open any more since its author changed it."""
    return lesson.id in finished or is_done(lesson, practices)


def seconds_left(lesson: Lesson, begun: Iterable[str]) -> int:
    """Return the estimated seconds that remain when the questions `begun` are behind the learner."""
    behind = set(begun)
    spent = sum(question.seconds for question in lesson.questions if question.id in behind)
    return max(lesson.seconds - spent, 0)


def minutes(seconds: int) -> int:
    """Return whole minutes, rounded up; 0 stands for less than one."""
    return 0 if seconds < 60 else ceil(seconds / 60)


def status(*, done: bool, begun: bool) -> Status:
    """Return the one word that describes a lesson."""
    if done:
        return "done"
    return "in-progress" if begun else "not-started"
