"""What a server of small machines does about memory: what is looked through, given back, and whom to end first."""

import ctypes
import gc
from contextlib import suppress
from pathlib import Path

M_MMAP_THRESHOLD = -3
"""From malloc.h of the GNU C library."""
LARGE = 1 << 20
"""Bytes from which on a piece of memory goes back to the machine when it is free."""

USUAL = gc.get_threshold()
RARELY = 200_000
"""How many more objects there have to be before any are looked through.

It is more than a start makes, and what courses leave behind that are compiled meanwhile takes 20 MB at most.
"""

OOM_SCORE = Path("/proc/self/oom_score_adj")


def collect_rarely() -> None:
    """Look for garbage seldom while modules and courses are read: nearly all of that is there to stay."""
    gc.set_threshold(RARELY, *USUAL[1:])


def collect_as_usual() -> None:
    """Look for garbage as often as Python does by itself, but never again in what is there now."""
    gc.freeze()  # without looking: of 127,000 objects 700 are garbage, and finding them takes a tenth of a second
    gc.set_threshold(*USUAL)


def give_large_pieces_back() -> None:
    """Let freed memory go back at once: that of a password's hash (19 MiB) would stay with each thread that had it.

    The library's own bound grows with the largest piece that was ever freed; once it is set, it stays (mallopt(3),
    "M_MMAP_THRESHOLD"). Other C libraries give memory back anyway.
    """
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt:
        mallopt(M_MMAP_THRESHOLD, LARGE)


def offer_oneself() -> None:
    """Let the system end this process before others when it runs out of memory (Linux, proc(5), "oom_score_adj").

    A worker that is ended is replaced within a second; without the process that replaces them, the site is gone.
    """
    with suppress(OSError):
        OOM_SCORE.write_text("500")
