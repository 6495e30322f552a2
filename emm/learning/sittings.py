"""Sittings of the final assessment: begun, answered, sent once, and read again."""

from collections import Counter
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from itertools import groupby
from typing import Any, TypeVar

from sqlalchemy import Connection, bindparam, select, update

from emm.content.assessment import AskedQuestion
from emm.content.model import Course, Question
from emm.content.rereading import reread
from emm.errors import Conflict, NotFound
from emm.learning.rules.assessment import Marked, Outcome, outcome
from emm.questions.contract import FormValues
from emm.store.prepared import Prepared
from emm.store.sittings import asked_texts, sitting_questions, sittings
from emm.world import SEEDS, Arrangement, World

_s, _q, _t = sittings.c, sitting_questions.c, asked_texts.c
OF_COURSE = (_s.learner_id == bindparam("learner_id"), _s.course == bindparam("course"))
HEADS = (
    select(_s.number, _s.edition, _s.pass_mark, _s.one_each, _s.started_at, _s.ended_at, _s.points, _s.passed)
    .where(*OF_COURSE)
    .order_by(_s.number)
)
WIDTH = len(HEADS.selected_columns)
ASKED = (_q.place, _q.question, _q.objective, _q.points, _q.response, _q.score, _q.answered_at, _q.text_id)
ALL = HEADS.add_columns(*ASKED).join_from(sittings, sitting_questions, isouter=True).order_by(_q.place)
READ = Prepared(ALL)
FIND_OPEN = Prepared(ALL.where(_s.ended_at.is_(None)))
TEXTS = select(_t.language, _t.source, _t.id).where(_t.id.in_(bindparam("ids", expanding=True)))

_HERE = (
    update(sitting_questions)
    .where(_q.learner_id == bindparam("of_learner"), _q.course == bindparam("of_course"))
    .where(_q.number == bindparam("of_number"), _q.place == bindparam("of_place"))
)
ANSWER = _HERE.values(response=bindparam("response"), answered_at=bindparam("answered_at"))
MARK = _HERE.values(score=bindparam("score"))


@dataclass(frozen=True, slots=True)
class Item:
    """A question of a sitting, and the answer as it stands."""

    place: int
    """Counts from 1."""
    question_id: str
    objective: str
    points: int
    response: str
    """The kind's canonical text, "" for none."""
    score: float | None
    """From 0 to 1, once the sitting has been sent."""
    answered_at: datetime | None
    question: Question | None
    """As it was asked; None when today's program cannot read it any more."""

    @property
    def is_answered(self) -> bool:
        """Whether there is an answer."""
        return self.response != ""

    @property
    def worth(self) -> float:
        """The score of the answer; a question that nobody can read any more counts for the learner."""
        if self.question is None:
            return 1.0
        if not self.is_answered:
            return 0.0
        return self.question.kind.grade(self.question.spec, self.response).score


@dataclass(frozen=True)
class Head:
    """One sitting of a learner without its questions."""

    number: int
    """Counts from 1."""
    edition: str
    """That of the course when it began."""
    pass_mark: int
    one_each: bool
    started_at: datetime
    ended_at: datetime | None
    points: float | None
    """None until it is sent."""
    passed: bool | None

    @property
    def is_open(self) -> bool:
        """Whether it takes answers."""
        return self.ended_at is None

    @property
    def is_sent(self) -> bool:
        """Whether it was sent, and not left for another one."""
        return self.points is not None


@dataclass(frozen=True)
class Sitting(Head):
    """One sitting of a learner."""

    items: tuple[Item, ...]

    @property
    def open_places(self) -> tuple[int, ...]:
        """The places of the questions without an answer."""
        return tuple(item.place for item in self.items if not item.is_answered and item.question)

    @property
    def answered(self) -> int:
        """How many questions have an answer."""
        return sum(item.is_answered for item in self.items)

    @cached_property
    def outcome(self) -> Outcome:
        """What it brought; ask when it was sent."""
        marked = [Marked(item.objective, item.points, item.score or 0.0) for item in self.items]
        return outcome(marked, pass_mark=self.pass_mark, one_each=self.one_each)

    def item(self, place: int) -> Item:
        """Return the question at that place; raise NotFound when there is none."""
        for item in self.items:
            if item.place == place:
                return item
        raise NotFound(f"question {place} of the sitting")

    def arrangement(self, item: Item, seed: int) -> Arrangement:
        """Return the order of the options, the same for as long as the sitting lasts."""
        return Arrangement(item.question_id, (seed + self.number) % SEEDS)


H = TypeVar("H", bound=Head)


@dataclass(frozen=True)
class History:
    """All sittings of one learner in one course, oldest first."""

    sittings: tuple[Sitting, ...] = ()

    @property
    def open(self) -> Sitting | None:
        """The sitting that takes answers, if there is one."""
        return next((one for one in self.sittings if one.is_open), None)

    @property
    def sent(self) -> Sitting | None:
        """The sitting that was sent last; where two records were joined, that is not always the last one."""
        sent = [one for one in self.sittings if one.is_sent and one.ended_at]
        return max(sent, key=lambda one: (one.ended_at, one.number), default=None)

    @property
    def best(self) -> Sitting | None:
        """The sitting that counts: of those that passed, or else of all, the first with most points."""
        return _best(self.sittings)

    @property
    def passed(self) -> Sitting | None:
        """The sitting that counts, if it passed."""
        return self.best if self.best and self.best.passed else None

    def sitting(self, number: int) -> Sitting:
        """Return the sitting of that number; raise NotFound when there is none."""
        for sitting in self.sittings:
            if sitting.number == number:
                return sitting
        raise NotFound(f"sitting {number}")

    @property
    def seen(self) -> Mapping[str, int]:
        """How often each question was asked, by its id."""
        return Counter(item.question_id for one in self.sittings for item in one.items)


def read(connection: Connection, learner_id: str | None, course: Course) -> History:
    """Return the sittings of the learner; without a learner, none."""
    if learner_id is None:
        return History()
    return History(_read(connection, READ, course, learner_id=learner_id))


def open_sitting(connection: Connection, learner_id: str | None, course: Course) -> Sitting | None:
    """Return the learner's sitting that takes answers, None when there is none."""
    return next(iter(_read(connection, FIND_OPEN, course, learner_id=learner_id)), None)


def passed_sitting(connection: Connection, learner_id: str | None, course: Course) -> Head | None:
    """Return the sitting that counts, if it passed; without its questions."""
    rows = connection.execute(HEADS, {"learner_id": learner_id, "course": course.id})
    best = _best([Head(*row) for row in rows])
    return best if best and best.passed else None


def save(
    connection: Connection, world: World, learner_id: str, course: Course, number: int, place: int, values: FormValues
) -> Sitting:
    """Keep an answer in the place of the one before, and return the sitting.

    Raises NotFound when there is no such question, Conflict when the sitting has ended, and InvalidAnswer when the
    answer cannot be graded.
    """
    sitting = _open(connection, learner_id, course, number)
    item = sitting.item(place)
    if item.question is None:
        return sitting
    response = item.question.kind.read(item.question.spec, values)
    if response == item.response:
        return sitting
    where = {"of_learner": learner_id, "of_course": course.id, "of_number": number, "of_place": place}
    answered = replace(item, response=response, answered_at=world.now())
    connection.execute(ANSWER, {**where, "response": response, "answered_at": answered.answered_at})
    return replace(sitting, items=tuple(answered if each is item else each for each in sitting.items))


def send(connection: Connection, world: World, learner_id: str, course: Course, number: int) -> Sitting:
    """Grade a sitting and end it; one that was sent before stays as it is. Return it.

    Raises NotFound when there is no such sitting, and Conflict when it was left for another one.
    """
    sitting = read(connection, learner_id, course).sitting(number)
    if sitting.is_sent:
        return sitting
    if not sitting.is_open:
        raise Conflict(f"sitting {number} was left")
    marked = [Marked(item.objective, item.points, item.worth) for item in sitting.items]
    found = outcome(marked, pass_mark=sitting.pass_mark, one_each=sitting.one_each)
    scores = {item.place: mark.score for item, mark in zip(sitting.items, marked, strict=True)}
    where = {"of_learner": learner_id, "of_course": course.id, "of_number": number}
    connection.execute(MARK, [{**where, "of_place": place, "score": score} for place, score in scores.items()])
    _end(connection, world, learner_id, course, number, points=found.earned, passed=found.passed)
    return read(connection, learner_id, course).sitting(number)


def leave(connection: Connection, world: World, learner_id: str, course: Course, number: int) -> None:
    """End a sitting without a result, so that another one can begin; one that has ended stays as it is."""
    if read(connection, learner_id, course).sitting(number).is_open:
        _end(connection, world, learner_id, course, number, points=None, passed=None)


def _read(connection: Connection, statement: Prepared, course: Course, **asked: object) -> tuple[Sitting, ...]:
    """Return the sittings that the statement finds, in order."""
    rows = statement.rows(connection, {"course": course.id, **asked})
    questions = _questions(connection, course, {row[-1] for row in rows if row[-1]})
    return tuple(_sitting([*some], questions) for _number, some in groupby(rows, key=_number))


def _sitting(rows: Sequence[Any], questions: Mapping[str, Question | None]) -> Sitting:
    items = tuple(Item(*(*row[WIDTH:-1], questions[row[-1]])) for row in rows if row[-1])
    return Sitting(*(*rows[0][:WIDTH], items))


def _number(row: Any) -> int:
    return int(row[0])


def _questions(connection: Connection, course: Course, ids: Set[str]) -> Mapping[str, Question | None]:
    """Return the questions by the ids of their texts; a text is read only when the course has changed it since."""
    found: dict[str, Question | None] = {name: course.pool.by_text.get(name) for name in ids}
    changed = [name for name, question in found.items() if question is None]
    for row in connection.execute(TEXTS, {"ids": changed}) if changed else ():
        found[row.id] = reread(AskedQuestion(row.language, row.source), course)
    return found


def _best(some: Sequence[H]) -> H | None:
    sent = [one for one in some if one.is_sent]
    return max(sent, key=lambda one: (bool(one.passed), one.points or 0.0, -one.number), default=None)


def _end(
    connection: Connection,
    world: World,
    learner_id: str,
    course: Course,
    number: int,
    *,
    points: float | None,
    passed: bool | None,
) -> None:
    where = (_s.learner_id == learner_id, _s.course == course.id, _s.number == number)
    connection.execute(update(sittings).where(*where).values(ended_at=world.now(), points=points, passed=passed))


def _open(connection: Connection, learner_id: str, course: Course, number: int) -> Sitting:
    sitting = read(connection, learner_id, course).sitting(number)
    if not sitting.is_open:
        raise Conflict(f"sitting {number} has ended")
    return sitting
