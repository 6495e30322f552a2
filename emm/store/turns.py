"""Who writes next: SQLite knows one writer at a time, and a queue is quicker than everybody asking again and again."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock
from time import monotonic

from emm.errors import Unavailable

PATIENCE = 5.0
"""Seconds that a writer waits for others."""


class Turns:
    """The queue before one SQLite database, for all threads and processes of this program.

    SQLite itself lets those who wait sleep and ask again, longer each time, so that the slowest sleep while nobody
    writes. Other programs do not know this queue; against them SQLite's own lock holds.
    """

    def __init__(self, folder: Path) -> None:
        """Keep the folder of the database, which is what processes lock: it is there already, and nobody reads it."""
        self._folder = folder
        self._threads = Lock()

    @contextmanager
    def taken(self) -> Iterator[float]:
        """Wait for the turn, give how many seconds of patience are left, and pass the turn on when the block ends.

        Raises Unavailable when it does not come in time.
        """
        start = monotonic()
        if not self._threads.acquire(timeout=PATIENCE):
            raise Unavailable("others are writing for too long")
        try:
            with self._alone():
                yield max(PATIENCE - (monotonic() - start), 0.0)
        finally:
            self._threads.release()

    @contextmanager
    def _alone(self) -> Iterator[None]:
        handle = self._opened()
        try:
            if handle is not None:
                fcntl.flock(handle, fcntl.LOCK_EX)
            yield
        finally:
            if handle is not None:
                os.close(handle)

    def _opened(self) -> int | None:
        # Each time anew: what is opened before a fork would be one and the same lock in both processes.
        try:
            return os.open(self._folder, os.O_RDONLY)
        except OSError:
            return None  # the database will say better what is wrong
