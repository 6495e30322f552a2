"""Which processors a worker of the server runs on, and how its threads take turns there."""

import os
from collections.abc import Iterable, Set
from contextlib import suppress
from typing import Any

EACH_ITS_OWN = hasattr(os, "sched_setaffinity")
"""Whether the system lets processes choose (Linux)."""


def before_fork(server: Any, worker: Any) -> None:
    """Choose the processors of a worker that is about to begin."""
    if EACH_ITS_OWN:
        there = os.sched_getaffinity(0)
        worker.processors = share(there, server.num_workers, (one.processors for one in server.WORKERS.values()))


def after_fork(_server: Any, worker: Any) -> None:
    """Keep to the processors that were chosen, and let threads finish on a single one; gunicorn's hook `post_fork`."""
    if EACH_ITS_OWN:
        os.sched_setaffinity(0, worker.processors)
        if len(worker.processors) == 1:
            _let_each_finish()


def share(there: Set[int], workers: int, others: Iterable[Set[int]]) -> Set[int]:
    """Return one processor that no other worker has, where there are as many workers as processors; else all.

    The interpreter runs one thread of a process at a time. Threads on several processors that wait for that moment cost
    more than they win (Beazley, "Understanding the Python GIL", PyCon 2010). On a larger machine other programs, and
    other servers of this one, may have chosen the same processor, so there nobody chooses.
    """
    free = there - frozenset().union(*others)
    return {min(free)} if free and len(there) == workers else there


def _let_each_finish() -> None:
    """Keep a thread that wakes from interrupting the one that works, and that mostly holds the interpreter it wants.

    For work that nobody sits before, the system does so (sched(7), "SCHED_BATCH"). A thread that does without the
    interpreter, to hash a password, then works to the end of its slice of some milliseconds before others come. Where
    somebody has chosen otherwise, or it is not allowed, all goes on as it was.
    """
    with suppress(OSError):
        if os.sched_getscheduler(0) == os.SCHED_OTHER:
            os.sched_setscheduler(0, os.SCHED_BATCH, os.sched_param(0))


def run_anywhere() -> None:
    """Leave the processor of the worker that has begun this process."""
    if EACH_ITS_OWN:
        os.sched_setaffinity(0, range(os.cpu_count() or 1))
