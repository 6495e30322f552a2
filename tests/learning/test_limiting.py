"""Limits: counted exactly, for each one apart, also at the same moment, and forgotten in time."""

from datetime import timedelta

import pytest
from sqlalchemy import Connection, Engine, func, select

from emm.learning import learners
from emm.learning.limiting import Limit, count_try
from emm.store.engine import writing
from emm.store.tries import tries
from tests.learning.desk import at_once
from tests.support.world import FakeWorld

LIMIT = Limit("test", 3, timedelta(minutes=10))
OTHER = Limit("other", 3, timedelta(minutes=10))


@pytest.fixture
def tried(connection: Connection, world: FakeWorld):
    """Try something; return the seconds to wait."""
    return lambda who="somebody", limit=LIMIT, key="key": count_try(connection, world, key, limit, who)


def test_as_many_as_the_limit_says(tried, world: FakeWorld):
    assert [tried() for _ in range(3)] == [0, 0, 0]
    assert [tried() for _ in range(2)] == [597, 596]
    world.sleep(minutes=9)
    assert tried() == 55
    world.sleep(minutes=1)
    assert tried() == 0


def test_others_and_other_things_are_counted_apart(tried):
    for _ in range(4):
        tried()
    assert tried("somebody else") == 0
    assert tried(limit=OTHER) == 0
    assert tried(key="another secret") == 0


def test_what_is_over_is_forgotten(tried, world: FakeWorld, connection: Connection):
    for number in range(5):
        tried(f"visitor {number}")
    assert connection.scalar(select(func.count()).select_from(tries)) == 5
    world.sleep(minutes=10)
    tried()
    assert connection.scalar(select(func.count()).select_from(tries)) == 1


def test_many_at_the_same_moment_get_no_more(engine: Engine, world: FakeWorld):
    with writing(engine) as connection:
        token = learners.begin(connection, world, seed=0).token
    waits: list[int] = []
    acts = [lambda connection: waits.append(count_try(connection, world, "key", LIMIT, "crowd"))] * 30
    at_once(engine, token, acts)
    assert waits.count(0) == 3
