"""The write-ahead log of a SQLite database, and when it is on disk.

SQLite can wait for the disk in each commit, and nobody else writes meanwhile. Our writers let it hand its log to the
system only (`PRAGMA synchronous=NORMAL`); then other processes go on, and who has committed waits for the disk before
anybody is told. What is promised is the same: a commit that was told of is on disk, and so are all before it, because
they stand before it in one file. A checkpoint brings the log to the disk by itself before it copies anything out of it
(sqlite.org, "Write-Ahead Logging", 3.2, and "PRAGMA synchronous"). Whoever reads may see a commit a moment before.

A disk that refuses leaves what may be a gap in the log, and what stands behind a gap is lost, however sure it was. So
nothing is added before all of the log is in the database, which every process is told by a mark beside it.
"""

import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection
from sqlalchemy.exc import OperationalError

from emm.store.driver import ask
from emm.store.frames import are_whole

logger = logging.getLogger(__name__)

READERS = 0.2
"""Seconds that readers are waited for who still read what is in the log."""

bring_to_disk = getattr(os, "fdatasync", os.fsync)  # not every system can leave out what is noted about the file


class Log:
    """The log, opened for as long as a connection is.

    The system tells of a fault once to everybody who has the file open, and to nobody who opens it later (fsync(2)).
    """

    def __init__(self, database: Path) -> None:
        """Open the file; raise OperationalError when it cannot be."""
        self._path = database.with_name(f"{database.name}-wal")
        self._index = database.with_name(f"{database.name}-shm")
        self._mark = str(mark_of(database))
        self._has_refused = False
        with _as_fault_of_database("open"):
            self._handle = os.open(self._path, os.O_RDONLY)

    @property
    def is_doubtful(self) -> bool:
        """Whether the disk has refused, and nothing may be added."""
        return self._has_refused or os.access(self._mark, os.F_OK)

    def bring(self) -> None:
        """Return when all commits are on disk; mark the log and raise OperationalError when they may not be."""
        try:
            bring_to_disk(self._handle)
        except OSError as fault:
            logger.exception("the disk refused to keep what was written; look after the disk")
            self._has_refused = True
            with _as_fault_of_database("mark"):
                Path(self._mark).touch(0o600)
            raise OperationalError("sync", None, fault) from fault

    def mend(self, connection: Connection) -> None:
        """Take everything out of a doubtful log, into the database, while nobody else writes.

        Raises OperationalError while it cannot be done, or when a part of it is gone: then it stays as it is.
        """
        with _as_fault_of_database("read the log"):
            is_whole = are_whole(self._path.read_bytes(), self._index.read_bytes())
        if not is_whole:
            raise OperationalError("mend", None, OSError("the disk has lost a part of the log"))
        if not emptied(connection):
            raise OperationalError("mend", None, OSError("others are reading what may not be on disk"))
        with _as_fault_of_database("mark"):
            Path(self._mark).unlink(missing_ok=True)
        self._has_refused = False

    def close(self) -> None:
        """Close the file."""
        os.close(self._handle)


def taken_over(connection: Connection) -> Log | None:
    """Keep the connection from waiting for the disk and return the log; None for a database without, where it waits."""
    if ask(connection, "PRAGMA journal_mode")[0][0] != "wal":
        return None
    ask(connection, "PRAGMA synchronous=NORMAL")
    ask(connection, "SELECT 1 FROM sqlite_schema")  # SQLite makes the log of a new database when somebody reads
    return Log(Path(ask(connection, "PRAGMA database_list")[0][2]))  # which is not the path given, if that is a link


def emptied(connection: Connection) -> bool:
    """Take everything out of the log, into the database; return False when others still read some of it."""
    (patience,) = ask(connection, "PRAGMA busy_timeout")[0]
    ask(connection, f"PRAGMA busy_timeout={READERS * 1000:.0f}")
    try:
        is_busy = ask(connection, "PRAGMA wal_checkpoint(TRUNCATE)")[0][0]
    finally:
        ask(connection, f"PRAGMA busy_timeout={patience}")
    return not is_busy


def mark_of(database: Path) -> Path:
    """Return the file that says that the disk has refused what was in the log; it is where the database itself is."""
    real = database.resolve()
    return real.with_name(f"{real.name}-refused")


@contextmanager
def _as_fault_of_database(what: str) -> Iterator[None]:
    try:
        yield
    except OSError as fault:
        raise OperationalError(what, None, fault) from fault
