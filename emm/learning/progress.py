"""How far a learner has come: lessons done, what is next, and how much time is left."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from emm.content.model import Course, Lesson, Topic
from emm.learning import records
from emm.learning.records import Exercise, Record
from emm.learning.rules.practice import Practice
from emm.learning.rules.progress import (
    Status,
    is_done,
    is_finished,
    minutes,
    question_to_go_on_with,
    seconds_left,
    status,
)
from emm.world import World


@dataclass(frozen=True, slots=True)
class LessonRow:
    """A lesson in the list of a course."""

    lesson: Lesson
    address: str
    """Where the row leads."""
    status: Status
    is_next: bool = False


@dataclass(frozen=True, slots=True)
class TopicRows:
    """A topic and its lessons in the list of a course."""

    topic: Topic
    lessons: tuple[LessonRow, ...]

    @property
    def is_begun(self) -> bool:
        """Whether there is anything to sum up."""
        return any(row.status != "not-started" for row in self.lessons)


@dataclass(frozen=True, slots=True)
class Overview:
    """A course as one learner stands in it."""

    course: Course
    topics: tuple[TopicRows, ...]
    done: int
    total: int
    minutes_done: int
    minutes_left: int
    next: Lesson | None
    """The lesson left half way, else the first that is not done; None when all are."""
    resume: str
    """Address of the first open question of that lesson, or of its beginning."""
    last_at: datetime | None
    """When the learner last did something here, None when never."""

    @property
    def is_started(self) -> bool:
        """Whether there is any progress to show."""
        return self.last_at is not None

    @property
    def is_finished(self) -> bool:
        """Whether every lesson is done."""
        return self.total > 0 and self.done == self.total


def overview(connection: Connection, learner_id: str | None, course: Course) -> Overview:
    """Return where the learner stands in the course; without a learner, at its beginning."""
    return overview_of(records.read(connection, learner_id, course, course.questions), course)


def overview_of(record: Record, course: Course) -> Overview:
    """Return where the learner stands in the course; `record` is what they did with all of its questions."""
    practices, finished = record.practices(course.questions), record.finished
    statuses = {lesson.id: _status(lesson, practices, finished) for lesson in course.lessons}
    todo = [lesson for lesson in course.lessons if statuses[lesson.id] != "done"]
    upcoming = _upcoming(todo, practices)
    times = [*finished.values(), *(p.last_at for p in practices.values() if p.last_at)]
    return Overview(
        course=course,
        topics=tuple(
            TopicRows(topic, tuple(LessonRow(le, le.address, statuses[le.id], le is upcoming) for le in topic.lessons))
            for topic in course.topics
        ),
        done=len(course.lessons) - len(todo),
        total=len(course.lessons),
        minutes_done=course.minutes - sum(lesson.minutes for lesson in todo),
        minutes_left=minutes(sum(_seconds_left(lesson, practices) for lesson in todo)),
        next=upcoming,
        resume=_resume(upcoming, practices) if upcoming else "",
        last_at=max(times, default=None),
    )


def open_lessons(record: Record, course: Course) -> tuple[Lesson, ...]:
    """Return the lessons that are not done; `record` is what the learner did with all questions of the course."""
    return tuple(
        lesson
        for lesson in course.lessons
        if lesson.id not in record.finished and not is_done(lesson, record.practices(lesson.graded))
    )


def rows_to_resume(lessons: Sequence[Lesson], record: Record) -> tuple[LessonRow, ...]:
    """Return rows that lead to the first open question of each lesson; `record` holds what was done in them."""
    practices = record.practices(question for lesson in lessons for question in lesson.questions)
    return tuple(
        LessonRow(lesson, _resume(lesson, practices), _status(lesson, practices, record.finished)) for lesson in lessons
    )


def mark_done(connection: Connection, world: World, learner_id: str, course: Course, lesson: Lesson) -> None:
    """Note that the lesson is finished; the first time counts, and it is never taken back."""
    record = records.read(connection, learner_id, course, ())
    records.add_finished(connection, learner_id, course, lesson, record, world.now())


def note_answers(connection: Connection, world: World, exercise: Exercise, record: Record) -> Record:
    """Note that the lesson is finished when its last open question has just been dealt with; return the record."""
    lesson = exercise.lesson
    if lesson.id in record.finished or any(question.id not in record.acts for question in lesson.graded):
        return record
    if not is_done(lesson, record.practices(lesson.graded)):  # what was done is replayed only when it can be all
        return record
    return records.add_finished(connection, exercise.learner_id, exercise.course, lesson, record, world.now())


def _status(lesson: Lesson, practices: Mapping[str, Practice], finished: Mapping[str, datetime]) -> Status:
    begun = _last_at(lesson, practices) is not None
    return status(done=is_finished(lesson, practices, finished), begun=begun)


def _upcoming(todo: Sequence[Lesson], practices: Mapping[str, Practice]) -> Lesson | None:
    """Return the lesson to go on with: the one left half way last, else the first in order."""
    left = [(at, lesson) for lesson in todo if (at := _last_at(lesson, practices))]
    if left:
        return max(left, key=lambda pair: pair[0])[1]
    return todo[0] if todo else None


def _last_at(lesson: Lesson, practices: Mapping[str, Practice]) -> datetime | None:
    times = [at for question in lesson.questions if (at := practices[question.id].last_at)]
    return max(times, default=None)


def _seconds_left(lesson: Lesson, practices: Mapping[str, Practice]) -> int:
    return seconds_left(lesson, (question.id for question in lesson.questions if practices[question.id].begun))


def _resume(lesson: Lesson, practices: Mapping[str, Practice]) -> str:
    """Return where to go on once something in the lesson was answered, before that its beginning."""
    begun = any(practices[question.id].begun or practices[question.id].is_under_way for question in lesson.questions)
    waiting = question_to_go_on_with(lesson, practices)
    return f"{lesson.address}#q-{waiting}" if begun and waiting else lesson.address
