"""Writers who wait at the same moment share a transaction: each is kept or undone by itself, and told the truth."""

from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager
from functools import partial
from itertools import cycle, repeat
from pathlib import Path
from threading import Event, get_ident
from time import sleep

import pytest
from sqlalchemy import Connection, Engine, event
from sqlalchemy.exc import IntegrityError, OperationalError

from emm.errors import NotFound, Unavailable
from emm.store import writers
from emm.store.driver import ask
from emm.store.engine import WRITERS, make_engine, write, writing

pytestmark = pytest.mark.sqlite

Act = Callable[[Connection], object]
Write = Callable[[Engine, Act], object]
Waiting = Callable[..., AbstractContextManager[list["Future[object]"]]]


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


def write_alone(engine: Engine, act: Act) -> None:
    """Do something as a writer who does it by themselves."""
    with writing(engine) as connection:
        act(connection)


def name_of_way(ways: list[Write]) -> str:
    """Return how a way of writing is called in the list of tests."""
    return " and ".join(way.__name__ for way in ways)


def said(engine: Engine) -> str:
    """Return all words in their order."""
    with engine.connect() as connection:
        return "".join(connection.exec_driver_sql("SELECT text FROM word ORDER BY rowid").scalars())


@pytest.fixture(params=[[write_alone], [write], [write_alone, write], [write, write_alone]], ids=name_of_way)
def waiting(engine: Engine, request: pytest.FixtureRequest) -> "Waiting":
    """Let writers write, each by themselves, or all by whoever has the turn, or now this way and now that."""
    return partial(all_waiting, engine, cycle(request.param))


@contextmanager
def all_waiting(
    engine: Engine, ways: Iterator[Write], *acts: Act, first: Act | None = None
) -> Iterator[list["Future[object]"]]:
    """Let the first writer write until all others stand in the queue, in their order; give all, in the end done."""
    queue: writers.Writers = engine.get_execution_options()[WRITERS]
    goes_on = Event()

    def begin(connection: Connection) -> None:
        goes_on.wait(10)
        (first or say("a"))(connection)

    with ThreadPoolExecutor(len(acts) + 1) as threads:
        futures = [threads.submit(next(ways), engine, begin)]
        while not queue._is_busy:
            sleep(0.001)
        for number, act in enumerate(acts, 1):
            futures.append(threads.submit(next(ways), engine, act))
            while len(queue._queue) < number:
                sleep(0.001)
        goes_on.set()
    yield futures


def faults(futures: list["Future[object]"]) -> list[type[BaseException] | None]:
    """Return what each writer was told, None for success."""
    return [type(fault) if (fault := future.exception()) else None for future in futures]


def test_who_waits_goes_on_in_the_same_transaction(waiting: Waiting, engine: Engine, commits: list[str]):
    with waiting(*map(say, "bcdefg")) as futures:
        assert faults(futures) == [None] * 7
    assert said(engine) == "abcdefg"
    assert len(commits) == 1


def test_who_fails_is_undone_alone(waiting: Waiting, engine: Engine, commits: list[str]):
    with waiting(say("b"), say_and_fail("c"), say("d"), say_and_fail("e")) as futures:
        assert faults(futures) == [None, None, NotFound, None, NotFound]
    assert said(engine) == "abd"
    assert len(commits) == 1


def test_a_statement_that_is_refused_spoils_nothing(waiting: Waiting, engine: Engine):
    def twice(connection: Connection) -> None:
        say("b")(connection)
        with pytest.raises(Exception, match="UNIQUE"):
            say("a")(connection)

    with waiting(twice, say("c")) as futures:
        assert faults(futures) == [None, None, None]
    assert said(engine) == "abc"


def test_when_the_first_one_fails_the_others_begin_anew(waiting: Waiting, engine: Engine, commits: list[str]):
    with waiting(say("b"), say("c"), first=say_and_fail("a")) as futures:
        assert faults(futures) == [NotFound, None, None]
    assert said(engine) == "bc"
    assert len(commits) == 1


def test_nobody_is_told_of_success_when_it_cannot_be_kept(waiting: Waiting, engine: Engine):
    """The end fails as it does on a full disk; here because of an echo of what nobody said."""

    def echo(connection: Connection) -> None:
        connection.exec_driver_sql("INSERT INTO echo VALUES ('nothing')")

    with waiting(echo, say("c")) as futures:
        assert Counter(faults(futures)) == {Unavailable: 2, IntegrityError: 1}  # who ends it knows why
    assert said(engine) == ""
    write(engine, say("d"))
    assert said(engine) == "d"


def test_all_are_told_when_the_database_gave_up_in_the_middle(waiting: Waiting, engine: Engine):
    """As SQLite does when the disk is full: it undoes the whole transaction, not the statement alone."""

    def lose(connection: Connection) -> None:
        driver = connection.connection.driver_connection
        assert driver
        driver.execute("ROLLBACK")
        raise OperationalError("INSERT", None, OSError("disk full"))

    with waiting(say("b"), lose, say("d")) as futures:
        assert faults(futures) == [Unavailable, Unavailable, OperationalError, None]
    assert said(engine) == "d"


def test_what_cannot_be_undone_alone_is_undone_with_all(
    waiting: Waiting, engine: Engine, monkeypatch: pytest.MonkeyPatch
):
    def failing(connection: Connection, text: str) -> list[object]:
        if text.startswith("ROLLBACK TO"):
            raise OperationalError(text, None, OSError("disk"))
        return ask(connection, text)

    monkeypatch.setattr(writers, "ask", failing)
    with waiting(say_and_fail("b"), say("c")) as futures:
        told = faults(futures)
    assert told[:2] == [Unavailable, OperationalError]
    assert said(engine) == ("" if told[2] else "c")


def test_other_processes_have_their_turn_in_between(waiting: Waiting, engine: Engine, commits: list[str]):
    words = "bcdefghijklmnopqrstuvwxyz"
    with waiting(*map(say, words)) as futures:
        assert faults(futures) == [None] * 26
    assert said(engine) == f"a{words}"
    assert len(commits) == -(-26 // writers.MOST)


def test_who_gives_up_is_not_called(waiting: Waiting, engine: Engine, monkeypatch: pytest.MonkeyPatch):
    """The queue goes on without the one who has left it, and what they wanted is not done."""
    monkeypatch.setattr(writers, "PATIENCE", 0.05)

    def dawdle(connection: Connection) -> None:
        sleep(0.2)
        say("a")(connection)

    with waiting(say("b"), first=dawdle) as futures:
        assert faults(futures) == [None, Unavailable]
    monkeypatch.undo()
    write(engine, say("c"))
    assert said(engine) == "ac"


def test_who_loses_patience_while_it_is_done_is_told_what_comes_of_it(engine: Engine, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(writers, "PATIENCE", 0.3)

    def dawdle(connection: Connection) -> None:
        sleep(0.6)
        say_and_fail("b")(connection)

    with all_waiting(engine, repeat(write), dawdle) as futures:
        assert faults(futures) == [None, NotFound]
    assert said(engine) == "a"


def test_what_anybody_may_do_is_done_by_the_one_who_writes(engine: Engine):
    """Until somebody comes who does it by themselves: from there on, it is done by them."""
    ways: Iterator[Write] = iter([write, write, write, write_alone, write, write])
    doers: list[int] = []

    def note(_connection: Connection) -> None:
        doers.append(get_ident())

    with all_waiting(engine, ways, *[note] * 5, first=note) as futures:
        assert faults(futures) == [None] * 6
    first, *others = doers
    assert others[:2] == [first] * 2
    assert others[2] != first
    assert others[2:] == [others[2]] * 3


def test_the_result_is_given_to_the_one_who_asked(engine: Engine):
    with ThreadPoolExecutor(8) as threads:
        results = [threads.submit(write, engine, lambda _connection, number=number: number) for number in range(100)]
        assert [result.result() for result in results] == list(range(100))
