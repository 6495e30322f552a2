"""How far a learner has come: lessons done, what is next, and how much time is left."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, bindparam, insert, select

from emm.content.model import Course, Lesson, Topic
from emm.learning import attempts
from emm.learning.attempts import Exercise
from emm.learning.rules.practice import Practice
from emm.learning.rules.progress import Status, is_done, minutes, open_questions, seconds_left, status
from emm.store import progress as store
from emm.world import World

DONE = select(store.lessons_done.c.lesson, store.lessons_done.c.at).where(
    store.lessons_done.c.learner_id == bindparam("learner_id"), store.lessons_done.c.course == bindparam("course")
)


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
    practices = attempts.practices(connection, learner_id, course, questions)
    finished = lessons_done(connection, learner_id, course)
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


def lessons_done(connection: Connection, learner_id: str | None, course: Course) -> Mapping[str, datetime]:
    """Return the ids of the lessons that the learner finished, each with the moment."""
    if learner_id is None:
        return {}
    rows = connection.execute(DONE, {"learner_id": learner_id, "course": course.id})
    return {row.lesson: row.at for row in rows}


def mark_done(connection: Connection, world: World, learner_id: str, course: Course, lesson: Lesson) -> None:
    """Note that the lesson is finished; the first time counts, and it is never taken back."""
    if lesson.id not in lessons_done(connection, learner_id, course):
        place = {"learner_id": learner_id, "course": course.id, "lesson": lesson.id}
        connection.execute(insert(store.lessons_done), {**place, "at": world.now()})


def note_answers(connection: Connection, world: World, exercise: Exercise) -> None:
    """Note that the lesson is finished when its last open question has just been dealt with."""
    lesson = exercise.lesson
    practices = attempts.practices(connection, exercise.learner_id, exercise.course, lesson.graded)
    if is_done(lesson, practices):
        mark_done(connection, world, exercise.learner_id, exercise.course, lesson)


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
