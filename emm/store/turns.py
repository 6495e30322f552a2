"""Transactions that write to a SQLite database: one after the other, among all processes of this program.

SQLite lets those who wait sleep and ask again, longer each time, so that the slowest sleep while nobody writes. Other
programs do not know of these turns; against them SQLite's own lock holds.
"""

import fcntl
import os
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from sqlalchemy import Connection

from emm.store.driver import ask
from emm.store.log import taken_over

_FOREIGN: list["Pen"] = []
"""Pens of the process that this one is a copy of. SQLite wants nobody to touch them, and so they are never let go of
(sqlite.org, "How To Corrupt An SQLite Database File", 2.6)."""

Begin = Callable[[Connection, float], None]
"""Begins a transaction that may write, after waiting for so many seconds at most."""


class Pen:
    """What a writer needs: a connection, its log, and the lock against other processes."""

    def __init__(self, connection: Connection, folder: Path, age: int) -> None:
        """Keep the connection, and open the folder of the database: it is there already, and nobody reads it.

        A folder that cannot be opened is not locked: the database will say better what is wrong.
        """
        self.connection = connection
        self.age = age
        self.log = taken_over(connection)
        self._process = os.getpid()
        self._lock: int | None = None
        with suppress(OSError):
            self._lock = os.open(folder, os.O_RDONLY)

    @property
    def is_ours(self) -> bool:
        """Whether it was made in this process, and not in the one that this process is a copy of."""
        return self._process == os.getpid()

    @property
    def is_free(self) -> bool:
        """Whether no transaction is going on."""
        return not self._is_amid and not self.connection.in_transaction()

    def lock(self) -> None:
        """Wait until no other process writes."""
        if self._lock is not None:
            fcntl.flock(self._lock, fcntl.LOCK_EX)

    def unlock(self) -> None:
        """Let other processes write."""
        if self._lock is not None:
            fcntl.flock(self._lock, fcntl.LOCK_UN)

    def end(self, how: Callable[[], None]) -> None:
        """End the transaction in one way, or undo it when that fails, and let other processes write."""
        try:
            how()
        except BaseException:
            if self._is_amid:
                ask(self.connection, "ROLLBACK")  # SQLAlchemy takes a commit that has failed for the end
            self.connection.rollback()
            raise
        finally:
            self.unlock()

    @property
    def _is_amid(self) -> bool:
        """Whether SQLite says that a transaction is going on."""
        driver = self.connection.connection.driver_connection
        return driver is None or driver.in_transaction

    def close(self) -> None:
        """Close everything; what belongs to another process is left alone."""
        if not self.is_ours:
            _FOREIGN.append(self)
            return
        if self._lock is not None:
            os.close(self._lock)
        if self.log:
            self.log.close()
        _close(self.connection)


class Turns:
    """What gives one writer of this process the turn; in the process itself nobody may ask before the last has ended.

    There is one pen, because to take a connection from the pool and to put it back takes longer than to write.
    """

    def __init__(self, folder: Path, connect: Callable[[], Connection], begin: Begin) -> None:
        """Keep the folder of the database, and how to speak to it."""
        self._folder = folder
        self._connect = connect
        self._begin = begin
        self._pens: deque[Pen] = deque()  # one at most; taking it is safe among threads
        self._age = 0

    def begin(self, patience: Callable[[], float]) -> Pen:
        """Wait until no other process writes and begin a transaction, with what is left of the patience by then.

        Raises DBAPIError when nothing can be written.
        """
        pen = self._taken()
        try:
            pen.lock()
            if pen.log and pen.log.is_doubtful:
                pen.log.mend(pen.connection)
            self._begin(pen.connection, patience())
        except BaseException:
            pen.unlock()
            self._put_back(pen)
            raise
        return pen

    def commit(self, pen: Pen) -> None:
        """End a transaction; return when what was done is on disk, and raise DBAPIError when it may not be.

        While this writer waits for the disk, other processes write.
        """
        try:
            pen.end(pen.connection.commit)
            if pen.log:
                pen.log.bring()
        finally:
            self._put_back(pen)

    def undo(self, pen: Pen) -> None:
        """End a transaction, and keep nothing of what was done."""
        try:
            pen.end(pen.connection.rollback)
        finally:
            self._put_back(pen)

    def let_go(self) -> None:
        """Close what is open, now or when its turn has ended."""
        self._age += 1
        while pen := self._kept():
            pen.close()

    def _taken(self) -> Pen:
        while pen := self._kept():
            if pen.is_ours:
                return pen
            pen.close()
        return self._made()

    def _kept(self) -> Pen | None:
        try:
            return self._pens.pop()
        except IndexError:
            return None

    def _made(self) -> Pen:
        age, connection = self._age, self._connect()
        try:
            return Pen(connection, self._folder, age)
        except BaseException:
            _close(connection)
            raise

    def _put_back(self, pen: Pen) -> None:
        """Keep the pen for the next turn, if it is in order."""
        if not pen.is_free:
            pen.close()
            return
        self._pens.append(pen)
        if pen.age != self._age:  # looked at when it can be found, so that one of two finds out
            self.let_go()


def _close(connection: Connection) -> None:
    connection.invalidate()  # so that nobody gets one from the pool that does not wait for the disk
    connection.close()
