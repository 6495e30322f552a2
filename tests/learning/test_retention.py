"""Old records end, deletions hold, and one process a day does it (decision 6, S54)."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from sqlalchemy import Connection, Engine, func, select

from emm.errors import Unavailable
from emm.learning import forgetting, learners, retention
from emm.learning.accounts import keep_code
from emm.learning.duties import is_mine_today
from emm.learning.learners import NewVisit
from emm.learning.retention import Ages, Tidied, tidy
from emm.store.engine import writing
from emm.store.people import Account, Learner, Visit
from tests.support.world import FakeWorld

AGES = Ages(guest_days=180, account_days=730)
Writing = Callable[[], AbstractContextManager[Connection]]


@pytest.fixture
def write(engine: Engine) -> Writing:
    """Give connections that write."""
    return lambda: writing(engine)


def begin(write: Writing, world: FakeWorld, *, account: bool = False) -> NewVisit:
    with write() as connection:
        visit = learners.begin(connection, world, seed=0)
        if account:
            keep_code(connection, world, visit.learner.id, visit.learner.id * 2)
    return visit


def left(engine: Engine) -> set[str]:
    with engine.connect() as connection:
        return set(connection.scalars(select(Learner.id)))


@pytest.mark.parametrize(
    ("account", "days", "stays"),
    [(False, 180, True), (False, 181, False), (True, 181, True), (True, 730, True), (True, 731, False)],
)
def test_an_idle_record_ends_after_its_time(
    write: Writing, engine: Engine, world: FakeWorld, account: bool, days: int, stays: bool
):
    begin(write, world, account=account)
    world.sleep(days=days)
    done = tidy(write, world, AGES, ())
    assert (len(left(engine)) == 1) is stays
    assert done.guests + done.accounts == (not stays)


def test_who_comes_back_starts_the_time_anew(write: Writing, engine: Engine, world: FakeWorld):
    visit = begin(write, world)
    world.sleep(days=170)
    with write() as connection:
        learners.touch(connection, world, visit.learner, visit.token)
    world.sleep(days=170)
    assert tidy(write, world, AGES, ()) == Tidied()
    assert left(engine) == {visit.learner.id}


def test_a_record_takes_everything_along(write: Writing, engine: Engine, world: FakeWorld):
    begin(write, world, account=True)
    world.sleep(days=731)
    tidy(write, world, AGES, ())
    with engine.connect() as connection:
        for table in (Learner, Account, Visit):
            assert connection.scalar(select(func.count()).select_from(table)) == 0


@pytest.mark.parametrize(("lasts", "days"), [("browser", 1), ("month", 30), ("device", 180)])
def test_a_visit_that_has_ended_is_deleted_and_the_record_stays(
    write: Writing, engine: Engine, world: FakeWorld, lasts, days: int
):
    visit = begin(write, world, account=True)
    with write() as connection:
        connection.execute(Visit.__table__.delete())  # type: ignore[attr-defined]
        learners.come_back(connection, world, visit.learner.id, lasts)
    world.sleep(days=days - 1)
    assert tidy(write, world, AGES, ()).visits == 0
    world.sleep(days=2)
    assert tidy(write, world, AGES, ()).visits == 1
    assert left(engine) == {visit.learner.id}


def test_many_records_end_a_few_at_a_time(write: Writing, engine: Engine, world: FakeWorld, monkeypatch):
    asked = retention.IDLE_GUESTS.limit(None).limit(3)
    monkeypatch.setattr(retention, "AT_A_TIME", 3)
    monkeypatch.setattr(retention, "IDLE_GUESTS", asked)
    for _ in range(7):
        begin(write, world)
    world.sleep(days=200)
    stays = begin(write, world)
    assert tidy(write, world, AGES, ()).guests == 7
    assert left(engine) == {stays.learner.id}


def test_of_many_processes_one_a_day_does_it(write: Writing, world: FakeWorld):
    for _day in range(3):
        with ThreadPoolExecutor(12) as pool:
            answers = list(pool.map(lambda _number: is_mine_today(write, world, retention.DUTY), range(12)))
        assert sorted(answers) == [False] * 11 + [True]
        world.sleep(days=1)


def test_s54_deletions_hold_after_a_restore(write: Writing, engine: Engine, world: FakeWorld, tmp_path: Path):
    gone, stays = begin(write, world), begin(write, world)
    with write() as connection:
        forgetting.forget(connection, world, tmp_path, gone.learner.id)
    assert left(engine) == {stays.learner.id}
    with write() as connection:  # a backup from before is restored
        row = {"id": gone.learner.id, "seed": 0, "created_on": world.time.date(), "seen_on": world.time.date()}
        connection.execute(Learner.__table__.insert(), row)  # type: ignore[attr-defined]
    assert tidy(write, world, AGES, forgetting.forgotten(tmp_path)) == Tidied(again=1)
    assert left(engine) == {stays.learner.id}


def test_s54_the_list_holds_days_and_random_numbers_only(write: Writing, world: FakeWorld, tmp_path: Path):
    ids = []
    for _ in range(3):
        visit = begin(write, world)
        ids.append(visit.learner.id)
        with write() as connection:
            forgetting.forget(connection, world, tmp_path, visit.learner.id)
    path = tmp_path / forgetting.LIST
    assert path.read_text() == "".join(f"{world.time.date()} {one}\n" for one in ids)
    assert path.stat().st_mode & 0o077 == 0
    assert forgetting.forgotten(tmp_path) == tuple(ids)
    path.write_text(f"a note by hand\n\n{path.read_text()}half a li")
    assert forgetting.forgotten(tmp_path) == tuple(ids)
    assert forgetting.forgotten(tmp_path / "elsewhere") == ()


def test_s54_what_cannot_be_remembered_is_not_deleted(write: Writing, engine: Engine, world: FakeWorld, tmp_path: Path):
    visit = begin(write, world)
    with pytest.raises(Unavailable), write() as connection:
        forgetting.forget(connection, world, tmp_path / "nowhere", visit.learner.id)
    assert left(engine) == {visit.learner.id}


def test_a_long_list_is_worked_through(write: Writing, engine: Engine, world: FakeWorld):
    visit = begin(write, world)
    ids = (*(f"{number:032x}" for number in range(10**6, 10**6 + 1500)), visit.learner.id)
    with write() as connection:
        assert forgetting.forget_again(connection, ids) == 1
    assert left(engine) == set()
