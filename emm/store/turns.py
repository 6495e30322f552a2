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

from emm.store.log import Log, empty, taken_over

Begin = Callable[[Connection, float], None]
"""Begins a transaction that may write, after waiting for so many seconds at most."""


class Desk:
    """What a writer needs: a connection, its log, and the lock against other processes."""

    def __init__(self, connection: Connection, database: Path, age: int) -> None:
        """Keep the connection, and open the folder of the database: it is there already, and nobody reads it.

        A folder that cannot be opened is not locked: the database will say better what is wrong.
        """
        self.connection = connection
        self.age = age
        self.log: Log | None = taken_over(connection, database)
        self._lock: int | None = None
        with suppress(OSError):
            self._lock = os.open(database.parent, os.O_RDONLY)

    @property
    def is_free(self) -> bool:
        """Whether no transaction is going on."""
        driver = self.connection.connection.driver_connection
        return driver is not None and not driver.in_transaction

    def lock(self) -> None:
        """Wait until no other process writes."""
        if self._lock is not None:
            fcntl.flock(self._lock, fcntl.LOCK_EX)

    def unlock(self) -> None:
        """Let other processes write."""
        if self._lock is not None:
            fcntl.flock(self._lock, fcntl.LOCK_UN)

    def close(self) -> None:
        """Close everything."""
        if self._lock is not None:
            os.close(self._lock)
        if self.log:
            self.log.close()
        _close(self.connection)


class Turns:
    """What gives one writer of this process the turn; in the process itself nobody may ask before the last has ended.

    There is a desk for it, because to take a connection from the pool and to put it back takes longer than to write.
    """

    def __init__(self, database: Path, connect: Callable[[], Connection], begin: Begin) -> None:
        """Keep the database, and how to speak to it."""
        self._database = database
        self._connect = connect
        self._begin = begin
        self._desks: deque[Desk] = deque()  # one at most; taking it is safe among threads
        self._age = 0
        self._is_sound = True

    def begin(self, patience: Callable[[], float]) -> Desk:
        """Wait until no other process writes and begin a transaction, with what is left of the patience by then.

        Raises DBAPIError when nothing can be written.
        """
        desk = self._desks.pop() if self._desks else self._made()
        try:
            desk.lock()
            if not self._is_sound:
                empty(desk.connection)
                self._is_sound = True
            self._begin(desk.connection, patience())
        except BaseException:
            desk.unlock()
            self._leave(desk)
            raise
        return desk

    def commit(self, desk: Desk) -> None:
        """End a transaction; return when what was done is on disk, and raise DBAPIError when it may not be.

        While this writer waits for the disk, other processes write.
        """
        try:
            _end(desk, desk.connection.commit)
            if desk.log:
                self._bring(desk.log)
        finally:
            self._leave(desk)

    def undo(self, desk: Desk) -> None:
        """End a transaction, and keep nothing of what was done."""
        try:
            _end(desk, desk.connection.rollback)
        finally:
            self._leave(desk)

    def let_go(self) -> None:
        """Close what is open, now or when its turn has ended."""
        self._age += 1
        while self._desks:
            self._desks.pop().close()

    def _made(self) -> Desk:
        age, connection = self._age, self._connect()
        try:
            return Desk(connection, self._database, age)
        except BaseException:
            _close(connection)
            raise

    def _bring(self, log: Log) -> None:
        try:
            log.bring()
        except BaseException:
            self._is_sound = False
            raise

    def _leave(self, desk: Desk) -> None:
        """Keep the desk for the next turn, if it is in order."""
        if desk.age == self._age and desk.is_free:
            self._desks.append(desk)
        else:
            desk.close()


def _end(desk: Desk, how: Callable[[], None]) -> None:
    try:
        how()
    except BaseException:
        desk.connection.rollback()
        raise
    finally:
        desk.unlock()


def _close(connection: Connection) -> None:
    connection.invalidate()  # so that nobody gets one from the pool that does not wait for the disk
    connection.close()
