"""The write-ahead log of a SQLite database, and when it is on disk.

SQLite can wait for the disk in each commit, and nobody else writes meanwhile. Our writers let it hand its log to the
system only (`PRAGMA synchronous=NORMAL`); then other processes go on, and who has committed waits for the disk before
anybody is told. What is promised is the same: a commit that was told of is on disk, and so are all before it, because
they stand before it in one file. A checkpoint brings the log to the disk by itself before it copies anything out of it
(sqlite.org, "Write-Ahead Logging", 3.2, and "PRAGMA synchronous").
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection
from sqlalchemy.exc import OperationalError

from emm.store.driver import ask

BRING = getattr(os, "fdatasync", os.fsync)
"""Brings the content of a file to the disk; not every system can do so without what is noted about the file."""


class Log:
    """The log, opened for as long as a connection is, so that no fault of the disk is missed.

    The system tells of a fault once, and whoever opens the file later does not hear of it (fsync(2), "EIO").
    """

    def __init__(self, database: Path) -> None:
        """Open the file; raise OperationalError when it cannot be."""
        with _as_fault_of_database("open"):
            self._handle = os.open(f"{database}-wal", os.O_RDONLY)

    def bring(self) -> None:
        """Return when all commits are on disk; raise OperationalError when they may not be."""
        with _as_fault_of_database("sync"):
            BRING(self._handle)

    def close(self) -> None:
        """Close the file."""
        os.close(self._handle)


def taken_over(connection: Connection, database: Path) -> Log | None:
    """Keep the connection from waiting for the disk and return the log; None for a database without, where it waits."""
    if ask(connection, "PRAGMA journal_mode")[0][0] != "wal":
        return None
    ask(connection, "PRAGMA synchronous=NORMAL")
    ask(connection, "SELECT 1 FROM sqlite_schema")  # SQLite makes the log of a new database when somebody reads
    return Log(database)


def empty(connection: Connection) -> None:
    """Take everything out of the log, into the database; raise OperationalError while it cannot be done.

    After a fault of the disk there may be a gap in the log, and what follows a gap is lost, however sure it was.
    """
    is_busy = ask(connection, "PRAGMA wal_checkpoint(TRUNCATE)")[0][0]
    if is_busy:
        raise OperationalError("checkpoint", None, OSError("others are reading what may not be on disk"))


@contextmanager
def _as_fault_of_database(what: str) -> Iterator[None]:
    try:
        yield
    except OSError as fault:
        raise OperationalError(what, None, fault) from fault
