"""Sittings of the final assessment: begun, answered, sent once, and read again."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from typing import Any

from sqlalchemy import Connection, bindparam, select, update

from emm.content.assessment import AskedQuestion
from emm.content.model import Course, Question
from emm.content.rereading import reread
from emm.errors import Conflict, NotFound
from emm.learning.rules.assessment import Marked, Outcome, outcome
from emm.questions.contract import FormValues
from emm.store.sittings import asked_texts, sitting_questions, sittings
from emm.world import SEEDS, Arrangement, World

_s, _q, _t = sittings.c, sitting_questions.c, asked_texts.c
OF_COURSE = (
    select(_s.number, _s.edition, _s.pass_mark, _s.one_each, _s.started_at, _s.ended_at, _s.points, _s.passed)
    .where(_s.learner_id == bindparam("learner_id"), _s.course == bindparam("course"))
    .order_by(_s.number)
)
ASKED = (
    select(
        _q.number, _q.place, _q.question, _q.objective, _q.points, _q.response, _q.score, _q.answered_at,
        _t.language, _t.source,
    )
    .join_from(sitting_questions, asked_texts, _q.text_id == _t.id)
    .where(_q.learner_id == bindparam("learner_id"), _q.course == bindparam("course"))
    .order_by(_q.number, _q.place)
)  # fmt: skip

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
class Sitting:
    """One sitting of a learner."""

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
    items: tuple[Item, ...]

    @property
    def is_open(self) -> bool:
        """Whether it takes answers."""
        return self.ended_at is None

    @property
    def is_sent(self) -> bool:
        """Whether it was sent, and not left for another one."""
        return self.points is not None

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
        sent = [one for one in self.sittings if one.is_sent]
        return max(sent, key=lambda one: (bool(one.passed), one.points or 0.0, -one.number), default=None)

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
    asked = {"learner_id": learner_id, "course": course.id}
    heads = connection.execute(OF_COURSE, asked).all()
    items: dict[int, list[Item]] = {head.number: [] for head in heads}
    for row in connection.execute(ASKED, asked).all() if heads else ():
        items[row.number].append(_item(row, course))
    return History(tuple(Sitting(*head, tuple(items[head.number])) for head in heads))


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


def _item(row: Any, course: Course) -> Item:
    return Item(
        place=row.place,
        question_id=row.question,
        objective=row.objective,
        points=row.points,
        response=row.response,
        score=row.score,
        answered_at=row.answered_at,
        question=reread(AskedQuestion(row.language, row.source), course),
    )


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
