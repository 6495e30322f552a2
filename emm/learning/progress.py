"""How far a learner has come: lessons done, what is next, and how much time is left."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from emm.content.model import Course, Lesson, Topic
from emm.learning import records
from emm.learning.records import Exercise, Record
from emm.learning.rules.practice import Practice
from emm.learning.rules.progress import Status, is_done, minutes, open_questions, seconds_left, status
from emm.world import World


@dataclass(frozen=True, slots=True)
class LessonRow:
    """A lesson in the list of a course."""

    lesson: Lesson
    status: Status
    is_next: bool


@dataclass(frozen=True, slots=True)
class TopicRows:
    """A topic and its lessons in the list of a course."""

    topic: Topic
    lessons: tuple[LessonRow, ...]


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
    questions = [question for lesson in course.lessons for question in lesson.questions]
    record = records.read(connection, learner_id, course, questions)
    practices, finished = record.practices(questions), record.finished
    statuses = {lesson.id: _status(lesson, practices, finished) for lesson in course.lessons}
    todo = [lesson for lesson in course.lessons if statuses[lesson.id] != "done"]
    upcoming = _upcoming(todo, practices)
    times = [*finished.values(), *(p.last_at for p in practices.values() if p.last_at)]
    return Overview(
        course=course,
        topics=tuple(
            TopicRows(topic, tuple(LessonRow(le, statuses[le.id], le is upcoming) for le in topic.lessons))
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


def mark_done(connection: Connection, world: World, learner_id: str, course: Course, lesson: Lesson) -> None:
    """Note that the lesson is finished; the first time counts, and it is never taken back."""
    record = records.read(connection, learner_id, course, ())
    records.add_finished(connection, learner_id, course, lesson, record, world.now())


def note_answers(connection: Connection, world: World, exercise: Exercise, record: Record) -> Record:
    """Note that the lesson is finished when its last open question has just been dealt with; return the record."""
    lesson = exercise.lesson
    if lesson.id in record.finished or not is_done(lesson, record.practices(lesson.graded)):
        return record
    return records.add_finished(connection, exercise.learner_id, exercise.course, lesson, record, world.now())


def is_finished(lesson: Lesson, practices: Mapping[str, Practice], finished: Mapping[str, datetime]) -> bool:
    """Whether the lesson was noted as done, or nothing in it is open any more since its author changed it."""
    return lesson.id in finished or is_done(lesson, practices)


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
    """Return the lesson's first open question once something in it was answered, before that its beginning."""
    begun = any(practices[question.id].begun for question in lesson.questions)
    waiting = open_questions(lesson, practices)
    return f"{lesson.address}#q-{waiting[0]}" if begun and waiting else lesson.address
