"""The files of a SQLite database: never made in place of a lost one, and without what was deleted."""

import sqlite3
import time
from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError, OperationalError

from emm.store.engine import is_damaged, is_out_of_reach, make_engine, wipe, writing
from tests.store.counting import add_one

pytestmark = pytest.mark.sqlite


def test_what_was_committed_is_there_for_another_program(counter: Engine):
    add_one(counter)
    other = sqlite3.connect(counter.url.database or "")
    try:
        assert other.execute("SELECT number FROM counter").fetchone() == (1,)
    finally:
        other.close()


@pytest.mark.parametrize("place", ["x.sqlite3", "nowhere/x.sqlite3"])
def test_a_database_that_is_not_there_is_an_error_and_is_not_made(tmp_path: Path, place: str):
    engine = make_engine(f"sqlite:///{tmp_path / place}")
    with pytest.raises(OperationalError, match="unable to open"):
        engine.connect()
    engine.dispose()
    assert list(tmp_path.iterdir()) == []


def test_a_database_that_vanishes_while_it_is_used_is_not_made_anew(counter: Engine):
    file = Path(counter.url.database or "")
    counter.dispose()
    file.unlink()
    with pytest.raises(OperationalError, match="unable to open") as told:
        add_one(counter)
    assert is_out_of_reach(told.value)
    assert not file.exists()


def test_damage_is_told_from_other_faults(counter: Engine):
    with counter.connect() as connection, pytest.raises(DBAPIError) as wrong:
        connection.exec_driver_sql("SELECT nothing")
    assert not is_damaged(wrong.value)
    counter.dispose()
    Path(counter.url.database or "").write_bytes(b"not what it was" * 400)
    with pytest.raises(DBAPIError) as told:
        add_one(counter)
    assert is_damaged(told.value)
    assert is_out_of_reach(told.value)


def test_s54_what_is_deleted_leaves_the_files(tmp_path: Path):
    engine = make_engine(f"sqlite:///{tmp_path / 'a.sqlite3'}", new=True)
    with writing(engine) as connection:
        connection.exec_driver_sql("CREATE TABLE note (text TEXT)")
        connection.exec_driver_sql("INSERT INTO note VALUES ('Zanzibar-7391'), ('stays here')")
    assert any(b"Zanzibar-7391" in file.read_bytes() for file in tmp_path.iterdir())
    with writing(engine) as connection:
        connection.exec_driver_sql("DELETE FROM note WHERE text LIKE 'Zanzibar%%'")
    assert wipe(engine)
    assert not any(b"Zanzibar-7391" in file.read_bytes() for file in tmp_path.iterdir())
    assert any(b"stays here" in file.read_bytes() for file in tmp_path.iterdir())
    engine.dispose()


def test_while_others_read_the_log_stays_and_nobody_waits_long(tmp_path: Path):
    engine = make_engine(f"sqlite:///{tmp_path / 'a.sqlite3'}", new=True)
    with writing(engine) as connection:
        connection.exec_driver_sql("CREATE TABLE note (text TEXT)")
    with engine.connect() as reader:
        reader.exec_driver_sql("SELECT * FROM note").all()
        with writing(engine) as connection:
            connection.exec_driver_sql("INSERT INTO note VALUES ('a')")
        start = time.monotonic()
        assert not wipe(engine)
        assert time.monotonic() - start < 3
    assert wipe(engine)
    engine.dispose()
