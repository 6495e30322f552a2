"""The engine: durable, waiting for its turn, and open about what it is."""

import fcntl
import os
import sqlite3
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from types import SimpleNamespace

import pytest
from sqlalchemy import Engine, create_engine
from sqlalchemy.exc import OperationalError

from emm.errors import NotFound, Unavailable
from emm.store import engine as engine_module
from emm.store import writers as queue
from emm.store.engine import (
    describe,
    engine_options,
    is_fixed,
    make_engine,
    prepare,
    sqlite_module,
    writing,
)
from emm.store.turns import Pen
from tests.store.counting import add_one, number, write

PRAGMAS = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 5000}


def stubborn(path: Path, answers: list[str]) -> Engine:
    """Return an engine whose database refuses to switch to WAL with these answers, then agrees."""

    class Connection(sqlite_module().Connection):  # type: ignore[misc]
        def execute(self, sql, *parameters):
            if sql == "PRAGMA journal_mode=WAL" and answers:
                raise self.OperationalError(answers.pop(0))
            return super().execute(sql, *parameters)

    path.touch()
    url = f"sqlite:///{path}"
    engine = create_engine(url, **engine_options(url), connect_args={"factory": Connection})
    prepare(engine)
    return engine


@pytest.mark.sqlite
def test_every_pooled_connection_is_durable_and_checks_foreign_keys(sqlite: Engine):
    with ExitStack() as stack:
        connections = [stack.enter_context(sqlite.connect()) for _ in range(8)]
        for connection in connections:
            found = {name: connection.exec_driver_sql(f"PRAGMA {name}").scalar_one() for name in PRAGMAS}
            assert found == PRAGMAS
    for _ in range(3):
        with sqlite.connect() as connection:
            assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar_one() == 1


@pytest.mark.sqlite
def test_a_process_that_meets_another_at_the_first_start_asks_again(tmp_path: Path, monkeypatch):
    monkeypatch.setattr(engine_module, "sleep", lambda _seconds: None)
    engine = stubborn(tmp_path / "new.sqlite3", ["database is locked"] * 3)
    with engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar_one() == "wal"
    engine.dispose()


@pytest.mark.sqlite
@pytest.mark.parametrize(("answer", "left"), [("database is locked", 100), ("disk I/O error", 199)])
def test_a_file_that_cannot_be_switched_is_given_up_in_the_end(tmp_path: Path, monkeypatch, answer: str, left: int):
    monkeypatch.setattr(engine_module, "sleep", lambda _seconds: None)
    answers = [answer] * 200
    engine = stubborn(tmp_path / "new.sqlite3", answers)
    with pytest.raises(OperationalError, match=answer):
        engine.connect()
    assert len(answers) == left
    engine.dispose()


@pytest.mark.sqlite
def test_a_second_writer_waits_for_the_first(counter: Engine):
    arrived = threading.Event()

    def second() -> None:
        arrived.set()
        add_one(counter)

    with ThreadPoolExecutor(1) as threads:
        with writing(counter) as first:
            waiting = threads.submit(second)
            arrived.wait()
            write(first, 10)
        waiting.result()
    with counter.connect() as connection:
        assert number(connection) == 11


@pytest.mark.sqlite
def test_a_writer_takes_its_place_before_it_reads(counter: Engine):
    """Without a place in the queue, reading first and writing later fails at once when somebody else wrote."""
    with counter.connect() as late:
        number(late)
        with writing(counter) as early:
            write(early, 10)
        with pytest.raises(OperationalError, match="locked"):
            write(late, 11)
    add_one(counter)
    with counter.connect() as connection:
        assert number(connection) == 11


@pytest.mark.sqlite
def test_readers_go_on_while_somebody_writes(counter: Engine):
    with counter.connect() as reader:
        with writing(counter) as writer:
            write(writer, 10)
            assert number(reader) == 0
        assert number(reader) == 0, "a reader sees one moment"
        reader.rollback()
        assert number(reader) == 10


@pytest.mark.sqlite
def test_nobody_loses_a_step_of_another(counter: Engine):
    with ThreadPoolExecutor(4) as threads:
        for done in [threads.submit(add_one, counter) for _ in range(200)]:
            done.result()
    with counter.connect() as connection:
        assert number(connection) == 200


@pytest.mark.sqlite
def test_what_failed_half_way_was_not_done_and_the_turn_is_passed_on(counter: Engine):
    def fail(engine: Engine) -> None:
        with writing(engine) as connection:
            write(connection, 5)
            raise NotFound("something")

    with pytest.raises(NotFound):
        fail(counter)
    add_one(counter)
    with counter.connect() as connection:
        assert number(connection) == 1


@contextmanager
def foreign_lock(engine: Engine) -> Iterator[None]:
    """Hold SQLite's own lock of writers, as a program would that does not know our queue."""
    with closing(sqlite_module().connect(engine.url.database, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield


@pytest.mark.sqlite
def test_nobody_waits_longer_than_the_patience_however_many_wait(counter: Engine, monkeypatch):
    """Who has waited in the queue while another waited for a foreign lock has only the rest left for that lock."""
    told: list[str] = []
    moments = iter([0, 0, 0, 0, 0, 0, 0, 4.25, 0, 0, 0, 4.5])  # of each round, the first two for who listens
    monkeypatch.setattr(queue, "monotonic", lambda: next(moments))
    for _ in range(3):
        heard = statements(counter, add_one)
        told += [line for line in heard if line.startswith("PRAGMA busy_timeout")]
    assert [line.partition("=")[2] for line in told] == ["750", "5000", "500", "5000"]


@pytest.mark.sqlite
def test_who_waited_in_vain_is_told_so_and_leaves_everything_in_order(counter: Engine, monkeypatch):
    monkeypatch.setattr(queue, "PATIENCE", 0.05)
    with foreign_lock(counter), pytest.raises(OperationalError, match="locked"):
        add_one(counter)
    with writing(counter), ThreadPoolExecutor(1) as threads, pytest.raises(Unavailable):
        threads.submit(add_one, counter).result()
    add_one(counter)
    with counter.connect() as connection:
        assert number(connection) == 1
        assert connection.exec_driver_sql("PRAGMA busy_timeout").scalar_one() == 5000


@pytest.mark.sqlite
def test_a_commit_that_failed_keeps_nobody_waiting(counter: Engine, monkeypatch: pytest.MonkeyPatch):
    """SQLAlchemy takes the transaction for ended, and SQLite does not; who has the next turn must not meet it."""
    unlock = Pen.unlock

    def fail(_driver: object) -> None:
        raise OperationalError("COMMIT", None, OSError("disk I/O error"))

    def look(pen: Pen) -> None:
        with foreign_lock(counter):
            unlock(pen)

    with monkeypatch.context() as patched:
        patched.setattr(counter.dialect, "do_commit", fail)
        patched.setattr(Pen, "unlock", look)
        with pytest.raises(OperationalError, match="disk I/O"):
            add_one(counter)
    add_one(counter)
    with counter.connect() as connection:
        assert number(connection) == 1


@pytest.mark.sqlite
def test_processes_stand_in_one_queue(counter: Engine):
    """Who holds the folder keeps other writers waiting, and readers not."""
    handle = os.open(Path(counter.url.database or "").parent, os.O_RDONLY)
    fcntl.flock(handle, fcntl.LOCK_EX)
    with ThreadPoolExecutor(1) as threads:
        waiting = threads.submit(add_one, counter)
        with counter.connect() as reader:
            assert number(reader) == 0
        assert not waiting.done()
        os.close(handle)
        waiting.result()
    with counter.connect() as reader:
        assert number(reader) == 1


def statements(engine: Engine, act: Callable[[Engine], object]) -> list[str]:
    """Return what SQLite is told while something is done, on both open connections: a writer's, and another."""
    heard: list[str] = []
    with writing(engine) as writer, engine.connect() as reader:
        drivers = [connection.connection.driver_connection for connection in (writer, reader)]
    for driver in drivers:
        driver.set_trace_callback(heard.append)  # type: ignore[union-attr]
    act(engine)
    for driver in drivers:
        driver.set_trace_callback(None)  # type: ignore[union-attr]
    return heard


def read(engine: Engine) -> None:
    """Read the number."""
    with engine.connect() as connection:
        number(connection)


@pytest.mark.sqlite
def test_only_writers_take_the_write_lock(counter: Engine):
    assert "BEGIN IMMEDIATE" in statements(counter, add_one)
    reading = statements(counter, read)
    assert "BEGIN" in reading
    assert "BEGIN IMMEDIATE" not in reading


@pytest.mark.sqlite
def test_writing_once_does_not_make_later_readers_writers(counter: Engine):
    def write_then_read(engine: Engine) -> None:
        add_one(engine)
        read(engine)

    heard = [line for line in statements(counter, write_then_read) if line.startswith("BEGIN")]
    assert heard == ["BEGIN IMMEDIATE", "BEGIN"]


FIXED_VERSIONS = {
    (3, 40, 1): False,
    (3, 44, 5): False,
    (3, 44, 6): True,
    (3, 44, 9): True,
    (3, 45, 0): False,
    (3, 45, 6): False,
    (3, 49, 2): False,
    (3, 50, 6): False,
    (3, 50, 7): True,
    (3, 51, 0): False,
    (3, 51, 2): False,
    (3, 51, 3): True,
    (3, 52, 0): True,
    (3, 100, 0): True,
    (4, 0, 0): True,
    (2, 99, 99): False,
}


@pytest.mark.parametrize(("version", "fixed"), FIXED_VERSIONS.items(), ids=str)
def test_which_releases_of_sqlite_are_sound(version: tuple[int, ...], fixed: bool):
    assert is_fixed(version) is fixed


def test_the_driver_in_use_is_sound():
    assert is_fixed(sqlite_module().sqlite_version_info)


@pytest.mark.parametrize(("version", "own"), [((3, 51, 3), True), ((3, 40, 1), False)])
def test_the_interpreters_own_driver_is_used_when_it_is_sound(monkeypatch, version: tuple[int, ...], own: bool):
    monkeypatch.setattr(engine_module, "sqlite3", SimpleNamespace(sqlite_version_info=version))
    monkeypatch.setitem(__import__("sys").modules, "pysqlite3", SimpleNamespace(sqlite_version_info=(3, 53, 0)))
    assert (sqlite_module().sqlite_version_info == version) is own


@pytest.mark.sqlite
def test_an_unsound_library_is_used_without_wal(monkeypatch, tmp_path: Path):
    monkeypatch.setattr(engine_module, "is_fixed", lambda _version: False)
    monkeypatch.setitem(__import__("sys").modules, "pysqlite3", None)
    engine = make_engine(f"sqlite:///{tmp_path / 'old.sqlite3'}", new=True)
    assert describe(engine) == f"SQLite {sqlite3.sqlite_version}, TRUNCATE, synchronous FULL"
    engine.dispose()


@pytest.mark.sqlite
def test_the_engine_uses_the_sound_driver(sqlite: Engine):
    with sqlite.connect() as connection:
        version = connection.exec_driver_sql("SELECT sqlite_version()").scalar_one()
    assert is_fixed(tuple(int(part) for part in version.split(".")))


def test_postgresql_connections_are_tried_before_use():
    assert engine_options("postgresql+psycopg://db/emm")["pool_pre_ping"] is True


@pytest.mark.sqlite
def test_the_operator_reads_version_and_mode_of_sqlite(sqlite: Engine):
    assert describe(sqlite) == f"SQLite {sqlite_module().sqlite_version}, WAL, synchronous FULL"


def test_the_operator_reads_the_name_of_the_database(engine: Engine):
    assert describe(engine).startswith({"sqlite": "SQLite 3.", "postgresql": "PostgreSQL 1"}[engine.dialect.name])
