"""Who writes next: SQLite knows one writer at a time, and a queue is quicker than everybody asking again and again.

The slowest part of writing is the wait for the disk. Writers of one process who wait for their turn at the same moment
therefore go on in one transaction, each after the other, and wait for the disk once, together (group commit: DeWitt et
al., "Implementation Techniques for Main Memory Database Systems", SIGMOD 1984). Nobody is told of success before.
"""

from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Lock
from time import monotonic
from typing import Any, Generic, TypeVar, cast

from sqlalchemy import Connection

from emm.errors import Unavailable
from emm.store.driver import ask
from emm.store.turns import Pen, Turns

PATIENCE = 5.0
"""Seconds that a writer waits for others."""
MOST = 16
"""Writers in one transaction; then another process has its turn."""

Result = TypeVar("Result")
Act = Callable[[Connection], Result]
"""Does something in a transaction, and keeps to what it is given: it may run in another thread."""


class _Place(Generic[Result]):
    """Where a writer stands in the queue: one who writes by themselves, or has something that anybody may do."""

    def __init__(self, act: Act[Result] | None = None) -> None:
        self.act = act
        self.shared: Shared | None = None
        self.is_done = False
        self.result: Result | None = None
        self.fault: BaseException | None = None
        self._silence = Lock()  # an Event does the same, and takes as long to be made as a question to the database
        self._silence.acquire()

    def call(self) -> None:
        """Let the writer go on: it is their turn, or all is done and told."""
        self._silence.release()

    def wait(self, patience: float = -1) -> bool:
        """Wait for the next call, for so many seconds at most; return whether it came."""
        return self._silence.acquire(timeout=patience)


class Shared:
    """A transaction that one writer hands to the next."""

    def __init__(self, turns: Turns, pen: Pen) -> None:
        """Keep where the transaction has begun, and what ends it."""
        self.connection = pen.connection
        self._turns = turns
        self._pen = pen
        self._places: list[_Place[Any]] = []
        self._writers = 0
        self._is_lost = False
        self._fault: BaseException | None = None

    @property
    def takes_more(self) -> bool:
        """Whether another writer can go on in it."""
        return not self._is_lost and self._writers < MOST

    @contextmanager
    def part(self, place: _Place[Any]) -> Iterator[None]:
        """Let one writer do all of something or nothing, whatever those before and after do; at the end call them."""
        self._places.append(place)
        if self._writers:
            ask(self.connection, "SAVEPOINT part")
        try:
            yield
        except BaseException as fault:
            self._undo(fault)
            raise
        self._writers += 1

    def do(self, place: _Place[Any], act: Act[Any]) -> None:
        """Do what somebody wants who stands in the queue."""
        place.is_done = True
        try:
            with self.part(place):
                place.result = act(self.connection)
        except BaseException as fault:
            place.fault = fault

    def end(self) -> None:
        """Bring all of it to the disk, and call everybody; what was lost, or cannot be kept, is undone."""
        try:
            (self._turns.undo if self._is_lost else self._turns.commit)(self._pen)
        except BaseException as fault:
            self._is_lost, self._fault = True, fault
            raise
        finally:
            for place in self._places:
                place.call()

    def check(self) -> None:
        """Raise Unavailable when it could not be kept; to be called when it has ended."""
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


class Writers:
    """The queue before one SQLite database, for all threads of this process."""

    def __init__(self, turns: Turns) -> None:
        """Keep what gives the first in the queue the turn among all processes."""
        self._turns = turns
        self._mutex = Lock()
        self._queue: deque[_Place[Any]] = deque()
        self._is_busy = False

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Wait for the turn, and give a connection; when the block has ended, what it did is on disk.

        Raises Unavailable when the turn does not come in time, or when what was done could not be kept.
        """
        place = _Place[None]()
        shared = self._turn(place)
        try:
            with shared.part(place):
                yield shared.connection
        finally:
            self._go_on(shared)
        place.wait()
        shared.check()

    def write(self, act: Act[Result]) -> Result:
        """Let somebody whose turn it is do this, perhaps in another thread; return its result when it is on disk.

        Whoever writes does what all others want who stand next, because waking each of them takes longer than that
        (flat combining: Hendler et al., "Flat Combining and the Synchronization-Parallelism Tradeoff", SPAA 2010).
        Raises what `act` does, and Unavailable as `writing` does.
        """
        place = _Place(act)
        shared = self._turn(place)
        if not place.is_done:
            shared.do(place, act)
            self._go_on(shared)
            place.wait()
        if place.fault:
            raise place.fault
        shared.check()
        return cast(Result, place.result)

    def _turn(self, place: _Place[Any]) -> Shared:
        """Wait for the turn; return the transaction that the writer before has handed on, or a new one."""
        start = monotonic()
        if self._has_to_wait(place) and not place.wait(PATIENCE):
            self._give_up(place)
        if place.shared:
            return place.shared
        try:
            return Shared(self._turns, self._turns.begin(lambda: max(PATIENCE - (monotonic() - start), 0.0)))
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
        place.wait()

    def _go_on(self, shared: Shared) -> None:
        """Do what those want who stand next, until one of them writes by themselves; after the last one, end it."""
        while shared.takes_more and (place := self._next(shared)):
            if place.act is None:
                place.call()
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
            place.call()
