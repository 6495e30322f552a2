"""The lesson page as one reader sees it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from emm.content.model import Course, Lesson, Question, Topic
from emm.learning.cards import Card, Reader, card
from emm.learning.records import Record
from emm.learning.rules.practice import Practice
from emm.learning.rules.progress import is_finished, minutes, open_questions, question_to_go_on_with, seconds_left
from emm.learning.tallies import NOBODY
from emm.messages import Message
from emm.questions.contract import FormValues, Tally
from emm.world import World

REMINDERS = (1, 4, 8)
"""After how many lessons a guest is told that the progress is kept on this device only."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Where the reader stands in the lesson."""

    lesson: Lesson
    count: int
    """How many lessons the course has."""
    is_done: bool
    minutes_left: int
    done: int
    """Graded questions that are behind the reader."""


@dataclass(frozen=True, slots=True)
class Onward:
    """What the end of the lesson offers."""

    lesson: Lesson
    course: Course
    before: Lesson | None
    next: Lesson | None
    topic: Topic | None
    """The topic that ends here, to be summed up before what comes next."""
    open: tuple[str, ...]
    """Ids of the graded questions that wait for an answer."""
    is_done: bool
    is_marked_by_hand: bool
    """Whether the lesson has no graded question, so that the reader says when it is done."""
    reminds: bool
    """Whether to say that progress is kept on this device only."""
    is_visitors: bool
    """Whether the reader has no record yet."""
    seed: int

    @property
    def keeping(self) -> str:
        """Address of the page that gives a resume code."""
        return self.course.address.partition("/c/")[0] + "/save"


@dataclass(frozen=True, slots=True)
class Welcome:
    """A word to somebody who comes back to a lesson left half way."""

    at: datetime
    question: Question


@dataclass(frozen=True, slots=True)
class LessonPage:
    """What in a lesson is the reader's own; the text is everybody's."""

    course: Course
    lesson: Lesson
    cards: tuple[Card, ...]
    standing: Standing
    onward: Onward
    welcome: Welcome | None
    spoken: Card | None
    """The card that has just been answered, if the page was loaded for it."""


@dataclass(frozen=True, slots=True)
class Returned:
    """A form that could not be used: the question, what was sent, and what to say about it."""

    question_id: str
    values: FormValues
    error: Message
    amiss: str = ""
    """The name of the field at fault."""


def lesson_page(
    record: Record,
    world: World,
    reader: Reader,
    course: Course,
    lesson: Lesson,
    *,
    spoken: str = "",
    returned: Returned | None = None,
    tallies: Mapping[str, Tally] = NOBODY,
) -> LessonPage:
    """Return the lesson with the reader's answers in it; `record` is what the reader did with its questions.

    `spoken` is the id of the question that the page is loaded for; `returned` is a form to show again; `tallies` is
    what others answered, by the id of the question.
    """
    practices, finished = record.practices(lesson.questions), record.finished
    done = is_finished(lesson, practices, finished)
    cards = tuple(
        _card(question, practices[question.id], reader, world, course, lesson, returned, tallies, place)
        for place, question in enumerate(lesson.questions)
    )
    return LessonPage(
        course=course,
        lesson=lesson,
        cards=cards,
        standing=_standing(course, lesson, practices, is_done=done),
        onward=_onward(course, lesson, practices, finished, reader, is_done=done),
        welcome=None if done else _welcome(lesson, practices, world.now()),
        spoken=next((card for card in cards if card.question.id == spoken), None),
    )


def _card(
    question: Question,
    practice: Practice,
    reader: Reader,
    world: World,
    course: Course,
    lesson: Lesson,
    returned: Returned | None,
    tallies: Mapping[str, Tally],
    place: int,
) -> Card:
    back = returned if returned and returned.question_id == question.id else None
    return card(
        question,
        practice,
        reader,
        world,
        address=course.question_address(question),
        count=len(lesson.graded),
        place=place,
        given=back.values if back else None,
        error=back.error if back else None,
        amiss=back.amiss if back else "",
        tally=tallies.get(question.id),
    )


def _standing(course: Course, lesson: Lesson, practices: Mapping[str, Practice], *, is_done: bool) -> Standing:
    begun = [question_id for question_id, practice in practices.items() if practice.begun]
    return Standing(
        lesson=lesson,
        count=len(course.lessons),
        is_done=is_done,
        minutes_left=minutes(seconds_left(lesson, begun)),
        done=len(lesson.graded) - len(open_questions(lesson, practices)),
    )


def _onward(
    course: Course,
    lesson: Lesson,
    practices: Mapping[str, Practice],
    finished: Mapping[str, datetime],
    reader: Reader,
    *,
    is_done: bool,
) -> Onward:
    before, after = course.neighbours(lesson)
    topic = course.topic_of(lesson)
    latest = max(finished, key=lambda lesson_id: finished[lesson_id], default="")
    return Onward(
        lesson=lesson,
        course=course,
        before=before,
        next=after,
        topic=topic if topic.lessons[-1].id == lesson.id else None,
        open=open_questions(lesson, practices),
        is_done=is_done,
        is_marked_by_hand=not lesson.graded and not is_done,
        reminds=latest == lesson.id and len(finished) in REMINDERS and not reader.has_account,
        is_visitors=reader.is_visitor,
        seed=reader.seed,
    )


def _welcome(lesson: Lesson, practices: Mapping[str, Practice], now: datetime) -> Welcome | None:
    times = [practice.last_at for practice in practices.values() if practice.last_at]
    waiting = question_to_go_on_with(lesson, practices)
    if not times or not waiting or max(times).date() >= now.date():
        return None
    return Welcome(max(times), next(question for question in lesson.graded if question.id == waiting))
