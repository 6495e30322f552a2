"""Guests: begun at the first write, found by their token, and nothing known of them but that."""

from datetime import date, timedelta

import pytest
from sqlalchemy import Connection, delete, select

from emm.learning import learners
from emm.learning.visits import token_hash
from emm.store.base import Base
from emm.store.people import Learner, Visit
from emm.world import World
from tests.support.world import BEGINNING, FakeWorld


def contents(connection: Connection) -> str:
    """Return everything that is on disk, as text."""
    return repr([connection.execute(select(table)).all() for table in Base.metadata.sorted_tables])


def test_a_new_learner_is_found_by_the_token(connection: Connection, world: FakeWorld):
    visit = learners.begin(connection, world, seed=7)
    assert learners.find(connection, world, visit.token) == visit.learner
    assert (visit.learner.seed, visit.learner.seen_at) == (7, BEGINNING + timedelta(seconds=1))


def test_two_learners_are_two(connection: Connection, world: FakeWorld):
    one, two = learners.begin(connection, world, seed=1), learners.begin(connection, world, seed=2)
    assert one.token != two.token
    assert learners.find(connection, world, one.token) == one.learner
    assert learners.find(connection, world, two.token) == two.learner


@pytest.mark.parametrize("token", ["", "unknown", "x" * 10_000, "' OR 1=1 --", "ключ", "\x00"])
def test_an_unknown_token_leads_to_nobody(connection: Connection, world: FakeWorld, token: str):
    learners.begin(connection, world, seed=0)
    assert learners.find(connection, world, token) is None


def test_only_a_hash_of_the_token_is_stored(connection: Connection, world: FakeWorld):
    visit = learners.begin(connection, World(), seed=0)
    stored = contents(connection)
    assert visit.token not in stored
    assert token_hash(visit.token) in stored
    assert learners.find(connection, world, token_hash(visit.token)) is None, "what is stored opens nothing"


def test_a_record_says_days_and_nothing_about_the_person(connection: Connection, world: FakeWorld):
    learner = learners.begin(connection, world, seed=3).learner
    row = connection.execute(select(Learner.__table__)).one()
    days = {"created_on": date(2027, 3, 1), "seen_on": date(2027, 3, 1)}
    assert row._asdict() == {"id": learner.id, "seed": 3, **days, "preferences": None}


def test_tokens_are_long_and_never_the_same():
    tokens = {World().new_token() for _ in range(100)}
    assert len(tokens) == 100
    assert all(len(token) >= 43 and token.replace("-", "").replace("_", "").isalnum() for token in tokens)


def test_touching_notes_the_day_and_the_moment(connection: Connection, world: FakeWorld):
    visit = learners.begin(connection, world, seed=0)
    other = learners.begin(connection, world, seed=0)
    world.sleep(days=3)
    learners.touch(connection, world, visit.learner, visit.token)
    now = world.time
    found = learners.find(connection, world, visit.token)
    assert found
    assert found.seen_at == now
    assert connection.scalar(select(Learner.seen_on).where(Learner.id == visit.learner.id)) == date(2027, 3, 4)
    assert learners.find(connection, world, other.token) == other.learner
    assert connection.scalar(select(Learner.seen_on).where(Learner.id == other.learner.id)) == date(2027, 3, 1)


def test_touching_leaves_the_beginning_as_it_was(connection: Connection, world: FakeWorld):
    visit = learners.begin(connection, world, seed=0)
    world.sleep(days=3)
    learners.touch(connection, world, visit.learner, visit.token)
    assert connection.scalar(select(Visit.started_at)) == visit.learner.seen_at
    assert connection.scalar(select(Learner.created_on)) == date(2027, 3, 1)


def test_a_learner_can_be_held_while_there_is_one(connection: Connection, world: FakeWorld):
    visit = learners.begin(connection, world, seed=0)
    assert learners.hold(connection, world, visit.token) == visit.learner
    connection.execute(delete(Learner))
    assert learners.hold(connection, world, visit.token) is None


def test_with_the_record_goes_the_visit(connection: Connection, world: FakeWorld):
    visit = learners.begin(connection, world, seed=0)
    connection.execute(delete(Learner))
    assert learners.find(connection, world, visit.token) is None
