"""Writers leave the wait for the disk to their log, and nobody is told before it is over."""

import errno
import fcntl
import gc
import os
import weakref
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event

import pytest
from sqlalchemy import Connection, Engine
from sqlalchemy.exc import OperationalError

from emm.store import engine as engines
from emm.store import log
from emm.store.engine import make_engine, write, writing

pytestmark = pytest.mark.sqlite

PATIENCE = 0.1


@pytest.fixture
def engine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Engine]:
    """A database with a table of words, whose writers do not wait long for its readers."""
    monkeypatch.setattr(engines, "PATIENCE", PATIENCE)
    engine = make_engine(f"sqlite:///{tmp_path / 'words.sqlite3'}", new=True)
    with writing(engine) as connection:
        connection.exec_driver_sql("CREATE TABLE word (text TEXT NOT NULL)")
    yield engine
    engine.dispose()


@pytest.fixture
def brought(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Grows whenever the log is brought to the disk."""
    handles: list[int] = []
    bring = log.bring_to_disk

    def counted(handle: int) -> None:
        bring(handle)
        handles.append(handle)

    monkeypatch.setattr(log, "bring_to_disk", counted)
    return handles


@pytest.fixture
def refusal(monkeypatch: pytest.MonkeyPatch) -> None:
    """The disk refuses once, as one does that is about to die."""
    bring, refusals = log.bring_to_disk, [OSError(errno.EIO, os.strerror(errno.EIO))]

    def refused(handle: int) -> None:
        if refusals:
            raise refusals.pop()
        bring(handle)

    monkeypatch.setattr(log, "bring_to_disk", refused)


def say(word: str) -> Callable[[Connection], object]:
    """Return what adds a word."""
    return lambda connection: connection.exec_driver_sql("INSERT INTO word VALUES (?)", (word,))


def said(engine: Engine) -> str:
    """Return all words in their order."""
    with engine.connect() as connection:
        return "".join(connection.exec_driver_sql("SELECT text FROM word ORDER BY rowid").scalars())


def log_of(engine: Engine) -> Path:
    """Return the file that SQLite writes to first."""
    return Path(f"{engine.url.database}-wal")


def open_files() -> int:
    """Return how many files this process has open."""
    return len(list(Path("/proc/self/fd").iterdir()))


def test_nobody_is_told_before_the_log_is_on_disk(engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Meanwhile other processes have their turn."""
    waits, goes_on = Event(), Event()

    def slow(_handle: int) -> None:
        waits.set()
        goes_on.wait(10)

    monkeypatch.setattr(log, "bring_to_disk", slow)
    folder = os.open(tmp_path, os.O_RDONLY)
    with ThreadPoolExecutor(2) as threads:
        futures = [threads.submit(write, engine, say(word)) for word in "ab"]
        waits.wait(10)
        fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
        is_told = [future.done() for future in futures]
        os.close(folder)
        goes_on.set()
    assert is_told == [False, False]
    assert set(said(engine)) == {"a", "b"}


def test_the_log_itself_is_brought_to_the_disk(engine: Engine, monkeypatch: pytest.MonkeyPatch):
    files: list[Path] = []
    monkeypatch.setattr(log, "bring_to_disk", lambda handle: files.append(Path(f"/proc/self/fd/{handle}").readlink()))
    write(engine, say("a"))
    assert files == [log_of(engine)]


def test_who_finds_that_it_was_done_is_told_when_it_is_on_disk(engine: Engine, brought: list[int]):
    """What was written just before may be another's, who still waits."""
    write(engine, lambda connection: connection.exec_driver_sql("SELECT 1").scalar_one())
    assert len(brought) == 1


def test_every_transaction_is_brought_by_itself(engine: Engine, brought: list[int]):
    for word in "abc":
        write(engine, say(word))
        with writing(engine) as connection:
            say(word)(connection)
    assert len(brought) == 6


def refused(engine: Engine, word: str = "a") -> Path:
    """Let the disk refuse a word, and return the mark that says so."""
    with pytest.raises(OperationalError, match="Input/output error"):
        write(engine, say(word))
    return log.mark_of(Path(engine.url.database or ""))


def another(engine: Engine) -> Engine:
    """Return what another process has that begins later."""
    return make_engine(str(engine.url))


def test_a_refusal_of_the_disk_is_told_and_the_log_is_emptied_before_anything_is_added(engine: Engine, refusal: None):
    mark = refused(engine)
    assert mark.exists()
    sizes: list[int] = []
    for word in "bc":
        with writing(engine) as connection:
            sizes.append(log_of(engine).stat().st_size)
            say(word)(connection)
    assert sizes[0] == 0, "what may have a gap is in the database, and not in the log"
    assert sizes[1] > 0, "it is emptied once"
    assert not mark.exists()
    assert said(engine) == "abc"


def test_who_did_not_hear_of_the_refusal_does_not_add_to_the_log_either(engine: Engine, refusal: None):
    refused(engine)
    later = another(engine)
    with writing(later):
        assert log_of(engine).stat().st_size == 0
    later.dispose()


def test_nothing_is_added_to_a_gap_while_somebody_reads_what_is_behind_it(engine: Engine, refusal: None):
    mark, later = refused(engine), another(engine)
    with engine.connect() as reader:
        assert reader.exec_driver_sql("SELECT text FROM word").scalars().all() == ["a"]
        for one in (engine, later):
            with pytest.raises(OperationalError, match="others are reading"):
                write(one, say("b"))
    assert mark.exists()
    write(later, say("c"))
    assert said(engine) == "ac"
    later.dispose()


def test_what_the_disk_has_lost_is_not_copied_into_the_database(engine: Engine, refusal: None):
    """As on systems that let go of what they could not write: the log then reads as it was before."""
    mark = refused(engine)
    with log_of(engine).open("r+b") as file:
        file.seek(-2000, os.SEEK_END)
        file.write(b"x" * 1000)
    before = Path(engine.url.database or "").read_bytes()
    with pytest.raises(OperationalError, match="lost a part of the log"):
        write(engine, say("b"))
    assert Path(engine.url.database or "").read_bytes() == before
    assert mark.exists()


def read_only(_path: Path, _mode: int) -> None:
    """Refuse to make a file."""
    raise OSError(errno.EROFS, os.strerror(errno.EROFS))


def test_where_no_mark_can_be_made_this_process_remembers(
    engine: Engine, refusal: None, monkeypatch: pytest.MonkeyPatch
):
    with monkeypatch.context() as patched:
        patched.setattr(Path, "touch", read_only)
        with pytest.raises(OperationalError):
            write(engine, say("a"))
    with engine.connect() as reader:
        assert reader.exec_driver_sql("SELECT text FROM word").scalars().all() == ["a"]
        with pytest.raises(OperationalError, match="others are reading"):
            write(engine, say("b"))


def test_a_log_that_cannot_be_opened_is_told(engine: Engine, monkeypatch: pytest.MonkeyPatch):
    def refused(path: object, _flags: int) -> int:
        raise OSError(errno.EMFILE, os.strerror(errno.EMFILE), path)

    engine.dispose()
    with monkeypatch.context() as patched:
        patched.setattr("emm.store.log.os.open", refused)
        with pytest.raises(OperationalError, match="Too many open files"):
            write(engine, say("a"))
    write(engine, say("b"))
    assert said(engine) == "b"


def test_a_database_without_a_log_waits_by_itself(tmp_path: Path, brought: list[int], monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(engines, "is_fixed", lambda _version: False)
    engine = make_engine(f"sqlite:///{tmp_path / 'old.sqlite3'}", new=True)
    with writing(engine) as connection:
        assert connection.exec_driver_sql("PRAGMA synchronous").scalar_one() == 2
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar_one() == "truncate"
    engine.dispose()
    assert not brought


def test_only_the_connection_of_writers_leaves_the_wait_to_the_log(engine: Engine):
    def synchronous(connection: Connection) -> int:
        return int(connection.exec_driver_sql("PRAGMA synchronous").scalar_one())

    with engine.connect() as reader:
        assert (write(engine, synchronous), synchronous(reader)) == (1, 2)
    engine.dispose()
    with engine.connect() as reader:
        assert synchronous(reader) == 2


def test_who_lets_go_of_the_database_closes_all_of_it(tmp_path: Path):
    files = open_files()
    engine = make_engine(f"sqlite:///{tmp_path / 'closed.sqlite3'}", new=True)
    with writing(engine) as connection:
        connection.exec_driver_sql("CREATE TABLE word (text TEXT NOT NULL)")
        engine.dispose()
        say("a")(connection)
    assert not log_of(engine).exists(), "the last connection takes it away"
    assert open_files() == files
    write(engine, say("b"))
    engine.dispose()
    assert not log_of(engine).exists()
    assert open_files() == files
    assert said(engine) == "ab"
    engine.dispose()


def test_a_database_behind_a_link_has_its_log_where_the_file_is(tmp_path: Path):
    (tmp_path / "disk").mkdir()
    (tmp_path / "linked.sqlite3").symlink_to(tmp_path / "disk" / "words.sqlite3")
    make_engine(f"sqlite:///{tmp_path / 'disk' / 'words.sqlite3'}", new=True).dispose()
    engine = make_engine(f"sqlite:///{tmp_path / 'linked.sqlite3'}")
    with writing(engine) as connection:
        connection.exec_driver_sql("CREATE TABLE word (text TEXT NOT NULL)")
    write(engine, say("a"))
    assert said(engine) == "a"
    assert log.mark_of(tmp_path / "linked.sqlite3") == tmp_path / "disk" / "words.sqlite3-refused"
    engine.dispose()


def test_a_copy_of_the_process_has_a_pen_of_its_own(engine: Engine, monkeypatch: pytest.MonkeyPatch):
    """And lets go of nothing of the other one, as SQLite demands; who collects garbage would close it."""

    def of_writers() -> "weakref.ref[Connection]":
        with writing(engine) as connection:
            return weakref.ref(connection)

    engine.dispose()  # the pen that made the table is known to the fixture
    first = of_writers()
    monkeypatch.setattr("emm.store.turns.os.getpid", lambda: -1)
    second = of_writers()
    engine.dispose(close=False)
    gc.collect()
    assert second() is None
    left = first()
    assert left
    assert left.exec_driver_sql("SELECT count(*) FROM word").scalar_one() == 0
