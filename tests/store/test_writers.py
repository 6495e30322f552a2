"""Writers who wait at the same moment share a transaction: each is kept or undone by itself, and told the truth."""

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from threading import Event
from time import sleep

import pytest
from sqlalchemy import Connection, Engine, event
from sqlalchemy.exc import IntegrityError, OperationalError

from emm.errors import NotFound, Unavailable
from emm.store import writers
from emm.store.driver import ask
from emm.store.engine import WRITERS, make_engine, writing

pytestmark = pytest.mark.sqlite

Act = Callable[[Connection], object]


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    """A database with a table of words."""
    engine = make_engine(f"sqlite:///{tmp_path / 'words.sqlite3'}", new=True)
    with writing(engine) as connection:
        connection.exec_driver_sql("CREATE TABLE word (text TEXT NOT NULL UNIQUE)")
        connection.exec_driver_sql("CREATE TABLE echo (text TEXT REFERENCES word (text) DEFERRABLE INITIALLY DEFERRED)")
    yield engine
    engine.dispose()


@pytest.fixture
def commits(engine: Engine) -> list[str]:
    """Grows with each commit."""
    heard: list[str] = []
    event.listen(engine, "commit", lambda _connection: heard.append("commit"))
    return heard


def say(word: str) -> Act:
    """Return what adds a word."""
    return lambda connection: connection.exec_driver_sql("INSERT INTO word VALUES (?)", (word,))


def say_and_fail(word: str) -> Act:
    """Return what adds a word, and then finds that it must not."""

    def act(connection: Connection) -> None:
        say(word)(connection)
        raise NotFound(word)

    return act


def write(engine: Engine, act: Act) -> None:
    """Do something as one writer."""
    with writing(engine) as connection:
        act(connection)


def said(engine: Engine) -> str:
    """Return all words in their order."""
    with engine.connect() as connection:
        return "".join(connection.exec_driver_sql("SELECT text FROM word ORDER BY rowid").scalars())


@contextmanager
def waiting(engine: Engine, *acts: Act, first: Act | None = None) -> Iterator[list["Future[None]"]]:
    """Let the first writer write until all others stand in the queue, in their order; give all, in the end done."""
    queue: writers.Writers = engine.get_execution_options()[WRITERS]
    goes_on = Event()

    def begin(connection: Connection) -> None:
        goes_on.wait(10)
        (first or say("a"))(connection)

    with ThreadPoolExecutor(len(acts) + 1) as threads:
        futures = [threads.submit(write, engine, begin)]
        while not queue._is_busy:
            sleep(0.001)
        for number, act in enumerate(acts, 1):
            futures.append(threads.submit(write, engine, act))
            while len(queue._queue) < number:
                sleep(0.001)
        goes_on.set()
    yield futures


def faults(futures: list["Future[None]"]) -> list[type[BaseException] | None]:
    """Return what each writer was told, None for success."""
    return [type(fault) if (fault := future.exception()) else None for future in futures]


def test_who_waits_goes_on_in_the_same_transaction(engine: Engine, commits: list[str]):
    with waiting(engine, *map(say, "bcdefg")) as futures:
        assert faults(futures) == [None] * 7
    assert said(engine) == "abcdefg"
    assert len(commits) == 1


def test_who_fails_is_undone_alone(engine: Engine, commits: list[str]):
    with waiting(engine, say("b"), say_and_fail("c"), say("d"), say_and_fail("e")) as futures:
        assert faults(futures) == [None, None, NotFound, None, NotFound]
    assert said(engine) == "abd"
    assert len(commits) == 1


def test_a_statement_that_is_refused_spoils_nothing(engine: Engine):
    def twice(connection: Connection) -> None:
        say("b")(connection)
        with pytest.raises(Exception, match="UNIQUE"):
            say("a")(connection)

    with waiting(engine, twice, say("c")) as futures:
        assert faults(futures) == [None, None, None]
    assert said(engine) == "abc"


def test_when_the_first_one_fails_the_others_begin_anew(engine: Engine, commits: list[str]):
    with waiting(engine, say("b"), say("c"), first=say_and_fail("a")) as futures:
        assert faults(futures) == [NotFound, None, None]
    assert said(engine) == "bc"
    assert len(commits) == 1


def test_nobody_is_told_of_success_when_it_cannot_be_kept(engine: Engine):
    """The end fails as it does on a full disk; here because of an echo of what nobody said."""

    def echo(connection: Connection) -> None:
        connection.exec_driver_sql("INSERT INTO echo VALUES ('nothing')")

    with waiting(engine, echo, say("c")) as futures:
        assert faults(futures) == [Unavailable, Unavailable, IntegrityError]
    assert said(engine) == ""
    write(engine, say("d"))
    assert said(engine) == "d"


def test_all_are_told_when_the_database_gave_up_in_the_middle(engine: Engine):
    """As SQLite does when the disk is full: it undoes the whole transaction, not the statement alone."""

    def lose(connection: Connection) -> None:
        driver = connection.connection.driver_connection
        assert driver
        driver.execute("ROLLBACK")
        raise OperationalError("INSERT", None, OSError("disk full"))

    with waiting(engine, say("b"), lose, say("d")) as futures:
        assert faults(futures) == [Unavailable, Unavailable, OperationalError, None]
    assert said(engine) == "d"


def test_what_cannot_be_undone_alone_is_undone_with_all(engine: Engine, monkeypatch: pytest.MonkeyPatch):
    def failing(connection: Connection, text: str) -> list[object]:
        if text.startswith("ROLLBACK TO"):
            raise OperationalError(text, None, OSError("disk"))
        return ask(connection, text)

    monkeypatch.setattr(writers, "ask", failing)
    with waiting(engine, say_and_fail("b"), say("c")) as futures:
        told = faults(futures)
    assert told[:2] == [Unavailable, OperationalError]
    assert said(engine) == ("" if told[2] else "c")


def test_other_processes_have_their_turn_in_between(engine: Engine, commits: list[str]):
    words = "bcdefghijklmnopqrstuvwxyz"
    with waiting(engine, *map(say, words)) as futures:
        assert faults(futures) == [None] * 26
    assert said(engine) == f"a{words}"
    assert len(commits) == -(-26 // writers.MOST)


def test_who_gives_up_is_not_called(engine: Engine, monkeypatch: pytest.MonkeyPatch):
    """The queue goes on without the one who has left it, and what they wanted is not done."""
    monkeypatch.setattr(writers, "PATIENCE", 0.05)

    def dawdle(connection: Connection) -> None:
        sleep(0.2)
        say("a")(connection)

    with waiting(engine, say("b"), first=dawdle) as futures:
        assert faults(futures) == [None, Unavailable]
    monkeypatch.undo()
    write(engine, say("c"))
    assert said(engine) == "ac"
