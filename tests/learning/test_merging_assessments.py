"""Final assessments and certificates of two records that become one: all stay, the better counts (S12)."""

from collections import Counter
from dataclasses import dataclass
from itertools import count
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, Engine, func, insert, select

from emm.content.model import Course
from emm.learning import certificates, learners, sittings
from emm.learning.merging import Added, left_on_device, merge
from emm.store.certificates import Certificate
from emm.store.engine import writing
from emm.store.sittings import AskedText, Sitting, SittingQuestion
from tests.learning.desk import Desk, at_once
from tests.learning.pair import Two
from tests.store.samples import CERTIFICATE
from tests.support.world import FakeWorld

LEFT = -1.0
"""Stands for the points of a sitting that was left for another one."""
PASS = 9
TEXT = {"id": "a text", "language": "en", "source": "### Question: What?"}


@dataclass(frozen=True)
class Sat:
    """A sitting as it was left behind."""

    points: float | None
    """None while it is open."""
    response: str = ""

    def row(self, now: object) -> dict[str, Any]:
        """Return how it ended."""
        if self.points is None:
            return {}
        if self.points == LEFT:
            return {"ended_at": now}
        return {"ended_at": now, "points": self.points, "passed": self.points >= PASS}


def sit(two: Two, desk: Desk, sat: Sat) -> None:
    """Give somebody a sitting, and one question of it."""
    connection, who, now = two.connection, {"learner_id": desk.learner.id, "course": "sample"}, two.world.now()
    made = connection.scalar(select(func.count()).where(Sitting.learner_id == desk.learner.id)) or 0
    if not connection.scalar(select(func.count()).select_from(AskedText)):
        connection.execute(insert(AskedText), [TEXT])
    row = {**who, "number": made + 1, "edition": "1.0", "pass_mark": PASS, "one_each": False, "started_at": now}
    connection.execute(insert(Sitting), [row | sat.row(now)])
    asked = {"place": 1, "question": "p1", "objective": "lo1", "points": 1, "text_id": "a text"}
    connection.execute(insert(SittingQuestion), [{**who, "number": made + 1, **asked, "response": sat.response}])


def history(two: Two, desk: Desk) -> sittings.History:
    """Return the sittings of somebody."""
    return sittings.read(two.connection, desk.learner.id, two.course)


@pytest.mark.parametrize(
    ("mine", "theirs", "ended"),
    [
        ([], [True], [True]),
        ([], [False], [False]),
        ([True], [True, False], [True, True, False]),
        ([False], [False], [False, True]),
        ([False], [True, False], [False, True, True]),
    ],
)
def test_s12_sittings_come_after_the_learners_own(two: Two, mine: list[bool], theirs: list[bool], ended: list[bool]):
    for desk, some in ((two.hers, mine), (two.guests, theirs)):
        for is_ended in some:
            sit(two, desk, Sat(10.0 if is_ended else None))
    assert left_on_device(two.connection, two.guests.learner.id) == Added(assessments=len(theirs))
    assert two.merge() == Added(assessments=len(theirs))
    rows = two.connection.execute(select(Sitting.learner_id, Sitting.number, Sitting.ended_at).order_by(Sitting.number))
    hers = two.hers.learner.id
    assert [(row.learner_id, row.number, row.ended_at is not None) for row in rows] == [
        (hers, number, is_ended) for number, is_ended in enumerate(ended, 1)
    ]
    asked = select(SittingQuestion.number).where(SittingQuestion.learner_id == hers).order_by(SittingQuestion.number)
    assert two.connection.scalars(asked).all() == list(range(1, len(ended) + 1))
    assert two.merge() == Added()


SAT = st.builds(Sat, st.sampled_from([LEFT, 0.0, 5.5, 9.0, 12.0]), st.sampled_from(["", "a", "b"]))
OPEN = st.lists(st.builds(Sat, st.none(), st.sampled_from(["", "a", "b"])), max_size=1)
SOME = st.tuples(st.lists(SAT, max_size=3), OPEN).map(lambda both: [*both[0], *both[1]])


@settings(
    max_examples=min(60, settings().max_examples),
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(mine=SOME, theirs=SOME)
def test_s12_sittings_are_united_and_the_best_one_counts(engine: Engine, course: Course, mine, theirs):
    with engine.connect() as connection, connection.begin() as transaction:
        two = Two(connection, FakeWorld(), course)
        for desk, some in ((two.hers, mine), (two.guests, theirs)):
            for sat in some:
                sit(two, desk, sat)
        one, other = (history(two, desk) for desk in (two.hers, two.guests))
        assert two.merge() == Added(assessments=len(theirs))
        after = history(two, two.hers)
        assert [sitting.number for sitting in after.sittings] == list(range(1, len(mine) + len(theirs) + 1))
        assert answers(after) == answers(one) + answers(other), "no answer is lost"
        assert sum(sitting.is_open for sitting in after.sittings) == bool(one.open or other.open)
        if one.open:
            assert after.open == one.open, "the learner's own goes on"
        assert standing(after) == max(standing(one), standing(other))
        once = two.state()
        assert two.merge() == Added()
        assert two.state() == once
        transaction.rollback()


def answers(history: sittings.History) -> Counter[tuple[object, ...]]:
    """Return what was answered, whether it was sent or not, and what came of it."""
    return Counter(
        (sitting.started_at, sitting.points, sitting.passed, item.question_id, item.response)
        for sitting in history.sittings
        for item in sitting.items
    )


def standing(history: sittings.History) -> tuple[bool, float]:
    """Return what counts: passed or not, and the points."""
    best = history.best
    return (bool(best.passed), best.points or 0.0) if best else (False, LEFT)


def test_the_wait_for_a_retake_begins_with_the_sitting_that_was_sent_last(two: Two):
    sit(two, two.guests, Sat(3.0))
    two.world.sleep(days=3)
    sit(two, two.hers, Sat(5.0))
    two.merge()
    sent = history(two, two.hers).sent
    assert sent
    assert sent.points == 5.0


numbers = count(10)


def certify(two: Two, desk: Desk, **changes: Any) -> str:
    """Give somebody a certificate; return its code."""
    number = next(numbers)
    row = CERTIFICATE | {"code": f"2345678923{number}", "credential": f"credential {number}"} | changes
    two.connection.execute(insert(Certificate), [{"learner_id": desk.learner.id, **row}])
    return str(row["code"])


@pytest.mark.parametrize("edition", ["1.0", "2.0"])
def test_s12_every_certificate_stays_valid_under_its_code(two: Two, edition: str):
    codes = [certify(two, two.hers, name="Amina"), certify(two, two.guests, edition=edition)]
    assert left_on_device(two.connection, two.guests.learner.id) == Added(certificates=1)
    assert two.merge() == Added(certificates=1)
    held = certificates.of_learner(two.connection, two.hers.learner.id)
    assert sorted(one.code for one in held) == sorted(codes)
    assert all(found and found.is_valid for found in (certificates.find(two.connection, code) for code in codes))
    assert two.merge() == Added()
    assert certificates.of_learner(two.connection, two.hers.learner.id) == held


def test_joining_does_not_undo_that_a_certificate_was_withdrawn(two: Two):
    certify(two, two.hers)
    certify(two, two.guests, credential="bad", withdrawn_on=two.world.now().date(), reason="Made by mistake")
    two.merge()
    assert certificates.withdrawn_credentials(two.connection) == ("bad",)


@pytest.mark.race
def test_twenty_merges_at_once_keep_one_open_sitting(engine: Engine, world: FakeWorld, course: Course):
    with writing(engine) as connection:
        two = Two(connection, world, course)
        sit(two, two.hers, Sat(None, "a"))
        sit(two, two.guests, Sat(None, "b"))
        certify(two, two.guests)
        token = learners.come_back(connection, world, two.hers.learner.id, "browser").token
        hers, guest = two.hers.learner.id, two.guests.learner.id
    results: list[Added] = []

    def once(connection: Connection) -> None:
        results.append(merge(connection, world, [course], guest, hers))

    assert at_once(engine, token, [once] * 20) == [None] * 20
    assert sorted(results, key=bool) == [Added()] * 19 + [Added(assessments=1, certificates=1)]
    with engine.connect() as connection:
        assert sorted(connection.scalars(select(SittingQuestion.response))) == ["a", "b"]
        assert connection.scalar(select(func.count()).where(Sitting.ended_at.is_(None))) == 1
