"""The review: what a learner is asked again today, over all courses, and on which days to come."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal

from sqlalchemy import Connection

from emm.content.model import Course
from emm.learning import records
from emm.learning.cards import Reader
from emm.learning.lessons import Returned
from emm.learning.preferences import CHOICES, Preferences
from emm.learning.records import Record
from emm.learning.rounds import Asked, Item, Round, asked, item_of
from emm.learning.rules.progress import minutes
from emm.learning.rules.recall import to_recall
from emm.learning.rules.review import STEPS, Known, days_ahead, of_today

SOONEST = timedelta(days=STEPS[0])
"""Before a record is so old, nothing in it can be due."""
AWAY = timedelta(days=14)
"""Who did nothing for longer is welcomed back."""
EXTRA = 5
"""How many questions are asked of those who practise anyway."""
COMING = 4
"""How many of the days to come are told."""
CALENDAR = 60
"""How many days a calendar holds."""
HORIZON = STEPS[-1] + CALENDAR
"""After how many days at the latest all that is known to come has come, but for a very long backlog."""

LIMITS = next(tuple(choice.options) for choice in CHOICES if choice.name == "questions")
"""How many questions there can be on one day."""

State = Literal["off", "empty", "nothing", "ready", "away", "stopped", "done"]


@dataclass(frozen=True, slots=True)
class Due:
    """What waits in the review of today."""

    count: int = 0
    minutes: int = 0


NOTHING = Due()
"""For visitors, and whoever has turned the review off."""


@dataclass(frozen=True, slots=True)
class Desk:
    """Everything that a learner has in review, at one moment."""

    now: datetime
    home: str
    """Address of the review."""
    preferences: Preferences
    records: Mapping[str, Record]
    """What was done in each course, by its id."""
    known: tuple[Known, ...]

    @property
    def today(self) -> date:
        """The day by which all that is due is reckoned."""
        return self.now.date()

    @property
    def last_at(self) -> datetime | None:
        """When the learner last did something with a question, None when never."""
        acts = (some[-1].at for record in self.records.values() for some in record.acts.values())
        return max(acts, default=None)


@dataclass(frozen=True, slots=True)
class Done:
    """What came of a round."""

    right: int
    count: int
    course: Course
    """The course of its last question."""

    @property
    def others(self) -> int:
        """How many were not right."""
        return self.count - self.right

    @property
    def days(self) -> int:
        """After how many days these come back."""
        return STEPS[0]


@dataclass(frozen=True, slots=True)
class ReviewPage:
    """The review as a learner finds it."""

    state: State
    round: Round
    due: Due
    done: Done | None
    """None while something waits, or nothing was asked."""
    coming: tuple[tuple[date, int], ...]
    """The next days on which something is asked, and how many."""
    practice: str
    """Address of a round of practice, "" when there is nothing to practise."""
    limit: str
    """How many questions there are on one day, as chosen."""
    limits: tuple[str, ...]
    """What can be chosen."""

    @property
    def later(self) -> tuple[tuple[date, int], ...]:
        """The days to list; the first is told in a sentence when nothing waits today."""
        return self.coming[1:] if self.state == "nothing" else self.coming

    @property
    def has_days(self) -> bool:
        """Whether there is anything for a calendar."""
        return bool(self.coming or self.round.left)


@dataclass(frozen=True, slots=True)
class QuestionPage:
    """One question of the review or of a practice, and what came of the round."""

    asked: Asked
    done: Done | None
    is_practice: bool


def desk(
    connection: Connection,
    learner_id: str | None,
    courses: Iterable[Course],
    now: datetime,
    chosen: Preferences,
    home: str,
) -> Desk:
    """Return what the learner has in review in these courses, and what they chose; without a learner, nothing."""
    acted = records.read_all(connection, learner_id)
    known = [
        one
        for course in courses
        if course.id in acted
        for one in acted[course.id].known(course, course.lessons, keeps=chosen.keeps_reviewing)
    ]
    return Desk(now, home, chosen, acted, tuple(known))


def round_of(here: Desk, practice: datetime | None = None) -> Round:
    """Return the review of today, empty when it is turned off; or the round of practice that began at that moment."""
    chosen: tuple[Known, ...] = ()
    if practice is not None:
        chosen = to_recall(here.known, here.now, EXTRA, since=practice)
    elif here.preferences.reviews:
        chosen = of_today(here.known, here.today, here.preferences.review_limit)
    return Round(here.home, tuple(_item(here, one.course, one.question.id, practice) for one in chosen))


def practice_address(home: str, began: datetime) -> str:
    """Return the address of the round of practice that began at that moment, to the second."""
    return f"{home}/more/{int(began.timestamp())}"


def beginning(now: datetime) -> datetime:
    """Return when the day of `now` began."""
    return datetime.combine(now.date(), time(), UTC)


def due_of(here: Desk) -> Due:
    """Return how much waits today."""
    left = round_of(here).left
    return Due(len(left), minutes(sum(item.question.seconds for item in left)))


def review_page(here: Desk) -> ReviewPage:
    """Return the review as the learner finds it."""
    today = round_of(here)
    has_practice = bool(here.known) and here.preferences.reviews
    return ReviewPage(
        state=_state(here, today),
        round=today,
        due=due_of(here),
        done=done_of(today),
        coming=_coming(here) if here.preferences.reviews else (),
        practice=practice_address(here.home, here.now) if has_practice else "",
        limit=here.preferences.questions,
        limits=LIMITS,
    )


def question_page(
    here: Desk,
    reader: Reader,
    course: Course,
    question_id: str,
    practice: datetime | None = None,
    returned: Returned | None = None,
) -> QuestionPage | None:
    """Return a question of the review of today, or of the round of practice that began at that moment.

    None when it is not asked now; `returned` is a form to show again. Raises NotFound when the course has no such
    question.
    """
    round_ = round_of(here, practice)
    shown = asked(round_, _item(here, course, question_id, practice), reader, returned)
    return QuestionPage(shown, done_of(round_), practice is not None) if shown else None


def done_of(round_: Round) -> Done | None:
    """Return what came of the round, None while something waits or when nothing is asked."""
    if round_.left or not round_.items:
        return None
    return Done(round_.right, len(round_.items), round_.items[-1].course)


def review_days(here: Desk) -> tuple[date, ...]:
    """Return the days for a calendar: as they come when every answer is right and sure."""
    ahead = days_ahead(
        (one.review for one in here.known),
        here.today,
        here.preferences.review_limit,
        days=CALENDAR,
        goes_well=True,
        keeps=here.preferences.keeps_reviewing,
    )
    return tuple(day for day, _count in ahead)


def _item(here: Desk, course: Course, question_id: str, practice: datetime | None) -> Item:
    lesson, question = course.question(question_id)
    base = practice_address(here.home, practice) if practice else here.home
    record = here.records.get(course.id, Record())
    return item_of(record, course, lesson, question, f"{base}/{course.id}", practice or beginning(here.now))


def _state(here: Desk, today: Round) -> State:
    if not here.preferences.reviews:
        return "off"
    if not here.known:
        return "empty"
    if not today.left:
        return "done" if today.items else "nothing"
    if len(today.left) < len(today.items):
        return "stopped"
    return "away" if here.last_at and here.now - here.last_at > AWAY else "ready"


def _coming(here: Desk) -> tuple[tuple[date, int], ...]:
    reviews, limit = (one.review for one in here.known), here.preferences.review_limit
    ahead = days_ahead(reviews, here.today, limit, days=HORIZON)
    return tuple(pair for pair in ahead if pair[0] > here.today)[:COMING]
