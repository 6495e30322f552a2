"""The audit list: complete, without gaps, without a word about people, and its seals show what was changed (S51)."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import cast

import pytest
from sqlalchemy import Engine, select

from emm.learning import auditing
from emm.learning.auditing import ACTS, Act, Deed, Entry, note
from emm.learning.rules.powers import ROLE_NAMES
from emm.store.audit import audit_entries
from emm.store.engine import writing
from tests.support.audit import empty_audit_list
from tests.support.world import FakeWorld

KEY = "k" * 40
SOMEBODY, OTHER = "1" * 32, "2" * 32


def write(engine: Engine, world: FakeWorld, *deeds: Deed) -> None:
    for deed in deeds:
        with writing(engine) as connection:
            note(connection, world, KEY, deed)


def read(engine: Engine, key: str = KEY, before: int | None = None, most: int = 50) -> tuple[Entry, ...]:
    with engine.connect() as connection:
        return auditing.entries(connection, key, before, most)


def unguarded(engine: Engine, statement: str) -> None:
    """Change the list past the program, as the owner of the database could."""
    with writing(engine) as connection:
        kept = connection.execute(select(audit_entries)).mappings().all()
        empty_audit_list(connection)
        for row in kept:
            values = dict(row)
            if statement == "leave out 2" and row["number"] == 2:
                continue
            if statement == "change 2" and row["number"] == 2:
                values["about"] = SOMEBODY
            connection.execute(audit_entries.insert(), values)


def test_s51_every_act_is_an_entry(engine: Engine, world: FakeWorld):
    write(engine, world, *(Deed(SOMEBODY, cast(Act, act), OTHER, "author") for act in ACTS))
    found = read(engine)
    assert [entry.number for entry in found] == list(range(len(ACTS), 0, -1))
    assert [entry.did for entry in reversed(found)] == list(ACTS.values())
    assert all(entry.is_whole for entry in found)
    assert {(entry.actor, entry.about, entry.detail) for entry in found} == {(SOMEBODY, OTHER, ROLE_NAMES["author"])}


def test_s51_an_act_that_is_not_done_is_not_noted(engine: Engine, world: FakeWorld):
    with suppress(RuntimeError), writing(engine) as connection:
        note(connection, world, KEY, Deed(SOMEBODY, "delete", OTHER))
        raise RuntimeError("the act failed")
    assert read(engine) == ()


@pytest.mark.race
def test_s51_acts_at_the_same_moment_have_numbers_without_a_gap(engine: Engine, world: FakeWorld):
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda number: write(engine, world, Deed(SOMEBODY, "role", OTHER, str(number))), range(24)))
    found = read(engine)
    assert [entry.number for entry in found] == list(range(24, 0, -1))
    assert all(entry.is_whole for entry in found)


@pytest.mark.parametrize(("change", "broken"), [("leave out 2", [3]), ("change 2", [2]), ("nothing", [])])
def test_s51_what_was_changed_past_the_program_shows(engine: Engine, world: FakeWorld, change: str, broken: list[int]):
    write(engine, world, *(Deed(SOMEBODY, "role", OTHER) for _ in range(4)))
    unguarded(engine, change)
    assert [entry.number for entry in read(engine) if not entry.is_whole] == broken


def test_s51_without_the_key_nobody_makes_up_an_entry(engine: Engine, world: FakeWorld):
    write(engine, world, Deed(SOMEBODY, "role", OTHER))
    assert not read(engine, "another key")[0].is_whole


def test_pages_go_back_in_time(engine: Engine, world: FakeWorld):
    write(engine, world, *(Deed(SOMEBODY, "role", OTHER) for _ in range(7)))
    first = read(engine, most=3)
    assert [entry.number for entry in first] == [7, 6, 5]
    assert all(entry.is_whole for entry in first), "the entry before the last one is there, on the next page"
    assert [entry.number for entry in read(engine, before=5, most=3)] == [4, 3, 2]


def test_after_a_year_entries_go_and_the_rest_is_whole(engine: Engine):
    world = FakeWorld()
    world.time = datetime(2020, 1, 1, tzinfo=UTC)
    write(engine, world, *(Deed(SOMEBODY, "role", OTHER) for _ in range(3)))
    world.time = datetime(2021, 1, 1, tzinfo=UTC)
    write(engine, world, Deed(SOMEBODY, "role", OTHER))
    now = datetime(2021, 1, 1, tzinfo=UTC) + timedelta(days=1)
    with writing(engine) as connection:
        assert auditing.forget(connection, now) == 3
    assert [(entry.number, entry.is_whole) for entry in read(engine)] == [(4, True)]
