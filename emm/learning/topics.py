"""The page that sums a topic up, and the way on from it."""

from dataclasses import dataclass
from datetime import datetime

from emm.content.model import Course, Lesson, Question, Topic
from emm.learning.cards import Reader
from emm.learning.lessons import Returned
from emm.learning.progress import LessonRow, overview_of, rows_to_resume
from emm.learning.recalling import recall_item, recall_of
from emm.learning.records import Record
from emm.learning.rounds import Asked, Round, asked
from emm.learning.rules.topics import Summary, may_tell_guess, summary
from emm.questions.block import Rich
from emm.world import Arrangement


@dataclass(frozen=True, slots=True)
class Remembered:
    """A guess beside what the topic says."""

    question: Question
    guess: tuple[Rich, ...]
    right: tuple[Rich, ...]


@dataclass(frozen=True, slots=True)
class Again:
    """A question worth another look."""

    question: Question
    address: str


@dataclass(frozen=True, slots=True)
class Ahead:
    """What comes after a topic."""

    course: Course
    topic: Topic | None
    """The next topic, None after the last."""
    lesson: Lesson | None
    """After the last topic: a lesson that is not done, None when all are."""
    address: str
    """Where the way leads on."""


@dataclass(frozen=True, slots=True)
class TopicPage:
    """A topic, summed up for one reader."""

    course: Course
    topic: Topic
    summary: Summary
    open: tuple[LessonRow, ...]
    look_again: tuple[Again, ...]
    guess: Remembered | None
    recall: Round
    ahead: Ahead


@dataclass(frozen=True, slots=True)
class RecallPage:
    """One question of a quick recall, and the way on."""

    course: Course
    topic: Topic
    asked: Asked
    ahead: Ahead


def topic_page(record: Record, now: datetime, course: Course, topic: Topic) -> TopicPage:
    """Return the topic, summed up; `record` is what the reader did with all questions of the course."""
    found = summary(topic, record.practices(topic.questions), record.finished)
    return TopicPage(
        course=course,
        topic=topic,
        summary=found,
        open=rows_to_resume(found.open, record),
        look_again=tuple(
            Again(question, f"{course.question(question.id)[0].address}#q-{question.id}")
            for question in found.look_again
        ),
        guess=_remembered(record, course, topic, found),
        recall=recall_of(record, now, course, topic),
        ahead=ahead_of(record, course, topic),
    )


def recall_page(
    record: Record,
    now: datetime,
    reader: Reader,
    course: Course,
    topic: Topic,
    question_id: str,
    returned: Returned | None = None,
) -> RecallPage | None:
    """Return a question of the quick recall after the topic, None when it is not asked there now.

    `record` is what the reader did with all questions of the course; `returned` is a form to show again.
    """
    item = recall_item(record, now, course, topic, question_id)
    shown = asked(recall_of(record, now, course, topic), item, reader, returned)
    return RecallPage(course, topic, shown, ahead_of(record, course, topic)) if shown else None


def ahead_of(record: Record, course: Course, topic: Topic) -> Ahead:
    """Return what comes after the topic; after the last one, a lesson that was left out or else the course."""
    after = course.topic_after(topic)
    if after:
        return Ahead(course, after, None, after.lessons[0].address)
    left = overview_of(record, course)
    return Ahead(course, None, left.next, left.resume or course.address)


def _remembered(record: Record, course: Course, topic: Topic, found: Summary) -> Remembered | None:
    if not topic.guess:
        return None
    _lesson, question = course.question(topic.guess)
    practice = record.practice(question)
    if not may_tell_guess(found, practice):
        return None
    kind, spec = question.kind, question.spec
    lines = kind.answered(spec, Arrangement(question.id, 0), practice.response, reveal=False)
    return Remembered(question, tuple(line.text for line in lines if line.mark == "given"), kind.solution(spec))
