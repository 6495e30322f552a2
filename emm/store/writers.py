"""Who writes next: SQLite knows one writer at a time, and a queue is quicker than everybody asking again and again.

The slowest part of writing is the wait for the disk. Writers of one process who wait for their turn at the same moment
therefore go on in one transaction, each after the other, and wait for the disk once, together (group commit: DeWitt et
al., "Implementation Techniques for Main Memory Database Systems", SIGMOD 1984). Nobody is told of success before.
"""

import fcntl
import os
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Lock
from time import monotonic
from typing import Any, Generic, TypeVar, cast

from sqlalchemy import Connection

from emm.errors import Unavailable
from emm.store.driver import ask

PATIENCE = 5.0
"""Seconds that a writer waits for others."""
MOST = 16
"""Writers in one transaction; then another process has its turn."""

Begin = Callable[[Connection, float], None]
"""Begins a transaction that may write, after waiting for so many seconds at most."""
Result = TypeVar("Result")
Act = Callable[[Connection], Result]
"""Does something in a transaction, and keeps to what it is given: it may run in another thread."""


class Shared:
    """A transaction that one writer hands to the next."""

    def __init__(self, connection: Connection, lock: int | None) -> None:
        """Keep the connection, whose transaction has begun, and the lock that is held as long as it lasts."""
        self.connection = connection
        self._lock = lock
        self._writers = 0
        self._is_lost = False
        self._fault: BaseException | None = None
        self._ended = Event()
        self._done: list[_Place[Any]] = []

    @property
    def takes_more(self) -> bool:
        """Whether another writer can go on in it."""
        return not self._is_lost and self._writers < MOST

    @contextmanager
    def part(self) -> Iterator[None]:
        """Let one writer do all of something or nothing, whatever those before and after do."""
        if self._writers:
            ask(self.connection, "SAVEPOINT part")
        try:
            yield
        except BaseException as fault:
            self._undo(fault)
            raise
        self._writers += 1

    def do(self, place: "_Place[Any]", act: Act[Any]) -> None:
        """Do what somebody wants who stands in the queue; when all has ended they are called, those refused as well."""
        self._done.append(place)
        try:
            with self.part():
                place.result = act(self.connection)
        except BaseException as fault:
            place.fault = fault

    def end(self) -> None:
        """Bring all of it to the disk, and tell everybody; what was lost, or cannot be kept, is undone."""
        try:
            if self._is_lost:
                self.connection.rollback()
            else:
                self.connection.commit()
        except BaseException as fault:
            self._is_lost, self._fault = True, fault
            self.connection.rollback()
            raise
        finally:
            unlock(self._lock)  # others need not wait until the connection is put away
            self._ended.set()
            try:
                self.connection.close()
            finally:
                for place in self._done:
                    place.called.set()

    def wait(self) -> None:
        """Return when it is on disk; raise Unavailable when it could not be kept."""
        self._ended.wait()
        if self._is_lost:
            raise Unavailable("what was written together with others could not be kept") from self._fault

    def _undo(self, fault: BaseException) -> None:
        # After some faults (a full disk) SQLite has undone the whole transaction by itself.
        driver = self.connection.connection.driver_connection
        assert driver
        self._is_lost, self._fault = True, fault  # unless this part can be undone
        if self._writers and driver.in_transaction:
            ask(self.connection, "ROLLBACK TO part")
            self._is_lost, self._fault = False, None


class _Place(Generic[Result]):
    """Where a writer stands in the queue: one who writes by themselves, or has something that anybody may do."""

    def __init__(self, act: Act[Result] | None = None) -> None:
        self.act = act
        self.called = Event()
        self.shared: Shared | None = None
        self.result: Result | None = None
        self.fault: BaseException | None = None


class Writers:
    """The queue before one SQLite database, for all threads and processes of this program.

    SQLite itself lets those who wait sleep and ask again, longer each time, so that the slowest sleep while nobody
    writes. Other programs do not know this queue; against them SQLite's own lock holds.
    """

    def __init__(self, folder: Path, connect: Callable[[], Connection], begin: Begin) -> None:
        """Keep the folder of the database, which is what processes lock: it is there already, and nobody reads it."""
        self._folder = folder
        self._connect = connect
        self._begin = begin
        self._mutex = Lock()
        self._queue: deque[_Place[Any]] = deque()
        self._is_busy = False

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Wait for the turn, and give a connection; when the block has ended, what it did is on disk.

        Raises Unavailable when the turn does not come in time, or when what was done could not be kept.
        """
        shared = self._turn(_Place())
        try:
            with shared.part():
                yield shared.connection
        finally:
            self._go_on(shared)
        shared.wait()

    def write(self, act: Act[Result]) -> Result:
        """Let somebody whose turn it is do this, perhaps in another thread; return its result when it is on disk.

        Whoever writes does what all others want who stand next, because waking each of them takes longer than that
        (flat combining: Hendler et al., "Flat Combining and the Synchronization-Parallelism Tradeoff", SPAA 2010).
        Raises what `act` does, and Unavailable as `writing` does.
        """
        place = _Place(act)
        shared = self._turn(place)
        if place.shared is None:
            shared.do(place, act)
            self._go_on(shared)
        if place.fault:
            raise place.fault
        shared.wait()
        return cast(Result, place.result)

    def _turn(self, place: _Place[Any]) -> Shared:
        """Wait for the turn; return the transaction that the writer before has handed on, or a new one."""
        start = monotonic()
        if self._has_to_wait(place) and not place.called.wait(PATIENCE):
            self._give_up(place)
        if place.shared:
            return place.shared
        try:
            return self._begun(start)
        except BaseException:
            self._call_next()
            raise

    def _has_to_wait(self, place: _Place[Any]) -> bool:
        """Take a place in the queue, unless nobody writes."""
        with self._mutex:
            if self._is_busy:
                self._queue.append(place)
                return True
            self._is_busy = True
            return False

    def _give_up(self, place: _Place[Any]) -> None:
        """Leave the queue and raise Unavailable, unless the turn has come at this very moment."""
        with self._mutex:
            if place in self._queue:
                self._queue.remove(place)
                raise Unavailable("others are writing for too long")
        place.called.wait()

    def _begun(self, start: float) -> Shared:
        connection = self._connect()
        try:
            return Shared(connection, self._begun_alone(connection, start))
        except BaseException:
            connection.close()
            raise

    def _begun_alone(self, connection: Connection, start: float) -> int | None:
        """Begin a transaction while no other process writes, and return the lock that keeps it so."""
        lock = locked(self._folder)
        try:
            self._begin(connection, max(PATIENCE - (monotonic() - start), 0.0))
        except BaseException:
            unlock(lock)
            raise
        return lock

    def _go_on(self, shared: Shared) -> None:
        """Do what those want who stand next, until one of them writes by themselves; after the last one, end it."""
        while shared.takes_more and (place := self._next(shared)):
            if place.act is None:
                place.called.set()
                return
            shared.do(place, place.act)
        try:
            shared.end()
        finally:
            self._call_next()

    def _next(self, shared: Shared | None) -> _Place[Any] | None:
        """Take the next one out of the queue, who goes on in a transaction or begins one."""
        with self._mutex:
            if not self._queue:
                self._is_busy = shared is not None
                return None
            place = self._queue.popleft()
            place.shared = shared
            return place

    def _call_next(self) -> None:
        """Call the next one, who begins a transaction."""
        if place := self._next(None):
            place.called.set()


def locked(folder: Path) -> int | None:
    """Lock a folder against other processes, and return what `unlock` needs; None when it cannot be opened."""
    # Each time anew: what is opened before a fork would be one and the same lock in both processes.
    try:
        handle = os.open(folder, os.O_RDONLY)
    except OSError:
        return None  # the database will say better what is wrong
    fcntl.flock(handle, fcntl.LOCK_EX)
    return handle


def unlock(handle: int | None) -> None:
    """Let other processes have their turn."""
    if handle is not None:
        os.close(handle)
