"""What a learner has done, in all courses, told in words and without comparing anybody with anybody."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from emm.content.model import Course, Lesson, Question
from emm.learning import records
from emm.learning.progress import Overview, overview_of
from emm.learning.records import Record


@dataclass(frozen=True, slots=True)
class Known:
    """How far a learner has come with one objective of a course."""

    text: str
    language: str
    practised: int
    count: int
    """The questions about it."""
    right: int
    """Those that were right first time."""


@dataclass(frozen=True, slots=True)
class Note:
    """A reflection, for its writer alone."""

    question: Question
    lesson: Lesson
    address: str
    text: str
    at: datetime


@dataclass(frozen=True, slots=True)
class MyCourse:
    """One course that was begun."""

    overview: Overview
    known: tuple[Known, ...]
    """By objective, those that were practised."""
    notes: tuple[Note, ...]


def my_courses(connection: Connection, learner_id: str | None, courses: Iterable[Course]) -> tuple[MyCourse, ...]:
    """Return the courses that the learner has begun; none for a visitor."""
    if learner_id is None:
        return ()
    found = (_mine(records.read(connection, learner_id, course, course.questions), course) for course in courses)
    return tuple(mine for mine in found if mine.overview.is_started)


def _mine(record: Record, course: Course) -> MyCourse:
    return MyCourse(overview_of(record, course), tuple(_known(record, course)), tuple(_notes(record, course)))


def _known(record: Record, course: Course) -> Iterable[Known]:
    for objective, text in course.objectives.items():
        questions = [
            question for question in course.questions if question.objective == objective and question.kind.graded
        ]
        practices = record.practices(questions).values()
        if any(practice.begun for practice in practices):
            yield Known(
                text,
                course.language_of(objective),
                practised=sum(practice.begun for practice in practices),
                count=len(questions),
                right=sum(practice.right_first_time for practice in practices),
            )


def _notes(record: Record, course: Course) -> Iterable[Note]:
    for lesson in course.lessons:
        for question in lesson.questions:
            practice = record.practice(question)
            if question.kind.is_note and practice.response and practice.last_at:
                address = f"{lesson.address}#q-{question.id}"
                yield Note(question, lesson, address, practice.response, practice.last_at)
