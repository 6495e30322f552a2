"""Whether what readers send can be kept: noted at each try to write, and asked for again while it cannot."""

import mmap
from collections.abc import Callable
from threading import Event, Thread

TRY_AGAIN = 2.0
"""Seconds between two tries while nothing can be saved."""


class Saving:
    """What the last try to write came to, in any process of this server: they share one byte."""

    def __init__(self) -> None:
        """Begin in good faith; made before the workers are, who inherit it."""
        self._failed = mmap.mmap(-1, 1)

    @property
    def works(self) -> bool:
        """Whether the last try succeeded."""
        return not self._failed[0]

    def note(self, *, works: bool) -> None:
        """Note what a try came to."""
        self._failed[0] = not works


def begin(saving: Saving, can_write: Callable[[], bool], stopped: Event | None = None) -> Thread:
    """Begin to try again while nothing can be saved, because nobody may send anything; return the thread that does.

    `can_write` tries, and notes what came of it.
    """
    thread = Thread(target=_watch, args=(saving, can_write, stopped or Event()), name="saving", daemon=True)
    thread.start()
    return thread


def _watch(saving: Saving, can_write: Callable[[], bool], stopped: Event) -> None:
    while not stopped.wait(TRY_AGAIN):
        if not saving.works:
            can_write()
