"""The one limiter: exact with many at once, blind to who it is, and kind to a class behind one address (S2, S45)."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import Connection, Engine, func, select

from emm.errors import TooMany
from emm.learning.limiting import LONGEST_WAIT, PLACES, SECRETS, Limit, count, forget, forgive, try_of, wait
from emm.store.engine import writing
from emm.store.tries import Tries
from tests.support.world import BEGINNING, FakeWorld

KEY = "a key of a site that nobody else knows"
FEW = Limit("few", 3, timedelta(minutes=10))


def tries(
    connection: Connection, world: FakeWorld, number: int, limit: Limit = FEW, value: str = "somebody"
) -> list[int | None]:
    """Try so often; return the seconds to wait of each refusal, None for those that were allowed."""
    refused: list[int | None] = []
    for _ in range(number):
        try:
            count(connection, world, [try_of(KEY, world, limit, value)])
        except TooMany as refusal:
            refused.append(refusal.seconds)
        else:
            refused.append(None)
    return refused


def test_s45_what_is_over_the_limit_waits_for_the_end_of_the_time(connection: Connection, world: FakeWorld):
    assert tries(connection, world, 3) == [None] * 3
    (seconds,) = tries(connection, world, 1)
    assert seconds
    assert 590 <= seconds <= 600
    world.sleep(seconds=seconds)
    assert tries(connection, world, 4)[:3] == [None] * 3


def test_s2_a_refused_try_does_not_make_the_wait_longer(connection: Connection, world: FakeWorld):
    assert tries(connection, world, 10, SECRETS) == [None] * 10
    first, *_more, last = tries(connection, world, 20, SECRETS)
    assert first
    assert last
    assert 55 <= first <= 60
    assert last < first


def test_s2_the_right_password_works_within_a_quarter_of_an_hour(connection: Connection, world: FakeWorld):
    for _ in range(40):
        world.sleep(minutes=1)
        tries(connection, world, 5, SECRETS)
    world.sleep(minutes=15)
    assert tries(connection, world, 1, SECRETS) == [None]


def test_others_are_not_touched(connection: Connection, world: FakeWorld):
    assert tries(connection, world, 4)[3] is not None
    assert tries(connection, world, 3, value="somebody else") == [None] * 3
    assert tries(connection, world, 3, Limit("other", 3, FEW.span)) == [None] * 3


def test_when_one_limit_is_reached_nothing_is_counted(connection: Connection, world: FakeWorld):
    full, empty = (try_of(KEY, world, FEW, name) for name in ("full", "empty"))
    for _ in range(3):
        count(connection, world, [full])
    with pytest.raises(TooMany):
        count(connection, world, [full, empty])
    assert connection.scalars(select(Tries.count).where(Tries.who == empty.hashed)).one() == 0


def test_s2_what_was_right_does_not_count(connection: Connection, world: FakeWorld):
    """Fifty and more people sign in from one address within ten minutes."""
    for number in range(PLACES.most + 50):
        one = [try_of(KEY, world, PLACES, "school"), try_of(KEY, world, SECRETS, f"learner {number}")]
        count(connection, world, one)
        forgive(connection, one)
    assert connection.scalar(select(func.sum(Tries.count))) == 0


def test_s2_an_account_begins_anew_after_the_right_password(connection: Connection, world: FakeWorld):
    one = try_of(KEY, world, SECRETS, "somebody")
    tries(connection, world, 9, SECRETS)
    forgive(connection, [one])
    assert tries(connection, world, 10, SECRETS) == [None] * 10


def test_nothing_goes_below_zero(connection: Connection, world: FakeWorld):
    one = try_of(KEY, world, FEW, "somebody")
    count(connection, world, [one])
    forgive(connection, [one, one])
    forgive(connection, [try_of(KEY, world, FEW, "nobody")])
    assert connection.scalar(select(Tries.count)) == 0


def test_s52_nobody_can_tell_who_it_was(connection: Connection, world: FakeWorld):
    tries(connection, world, 1, value="203.0.113.7")
    stored = repr(connection.execute(select(Tries)).all())
    assert "203.0.113" not in stored
    today = try_of(KEY, world, FEW, "203.0.113.7")
    assert try_of("another key", world, FEW, "203.0.113.7") != today
    world.sleep(days=1)
    assert try_of(KEY, world, FEW, "203.0.113.7") != today


def test_s52_what_is_a_day_old_is_forgotten(connection: Connection, world: FakeWorld):
    tries(connection, world, 2)
    assert forget(connection, world.now()) == 0
    world.sleep(days=1)
    assert forget(connection, world.now()) == 1
    assert connection.scalar(select(func.count()).select_from(Tries)) == 0


@pytest.mark.parametrize("value", ["", "x" * 100_000, "\ud800", "\x00", "'; DROP TABLE tried"])
def test_any_value_can_be_counted(connection: Connection, world: FakeWorld, value: str):
    assert tries(connection, world, 4, value=value)[2:] != [None, None]


MINUTE = timedelta(minutes=1)


@pytest.mark.parametrize(
    ("made", "minutes"), [(0, 0), (9, 0), (10, 1), (11, 2), (12, 4), (13, 8), (14, 15), (15, 15), (10_000, 15)]
)
def test_s2_the_wait_doubles_and_never_grows_beyond_a_quarter_of_an_hour(made: int, minutes: int):
    until = BEGINNING + SECRETS.span
    assert wait(SECRETS, made, until, BEGINNING) == minutes * MINUTE
    assert wait(SECRETS, made, until, BEGINNING + LONGEST_WAIT) <= timedelta(0)


@pytest.mark.parametrize(("made", "minutes"), [(0, 0), (2, 0), (3, 7), (500, 7)])
def test_s45_a_fixed_limit_lasts_until_its_time_is_over(made: int, minutes: int):
    assert wait(FEW, made, BEGINNING + 10 * MINUTE, BEGINNING + 3 * MINUTE) == minutes * MINUTE


@pytest.mark.race
@pytest.mark.parametrize("known", [True, False])
def test_s2_of_many_at_once_exactly_as_many_pass_as_may(engine: Engine, world: FakeWorld, known: bool):
    one = try_of(KEY, world, SECRETS, "somebody")
    place = try_of(KEY, world, PLACES, "school")
    before = 4 if known else 0
    with writing(engine) as connection:
        for _ in range(before):
            count(connection, world, [one])

    def attempt(_number: int) -> bool:
        try:
            with writing(engine) as connection:
                count(connection, world, [one, place])
        except TooMany:
            return False
        return True

    with ThreadPoolExecutor(20) as pool:
        passed = sum(pool.map(attempt, range(30)))
    assert passed == SECRETS.most - before


@pytest.mark.race
def test_s2_one_who_is_forgiven_does_not_stop_those_who_try_at_the_same_moment(engine: Engine, world: FakeWorld):
    one = try_of(KEY, world, SECRETS, "somebody")

    def right(_number: int) -> None:
        with writing(engine) as connection:
            count(connection, world, [one])
        with writing(engine) as connection:
            forgive(connection, [one])

    with ThreadPoolExecutor(10) as pool:
        list(pool.map(right, range(60)))
    with engine.connect() as connection:
        assert not connection.scalar(select(func.count()).select_from(Tries))
