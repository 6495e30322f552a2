"""What a server of small machines asks of the C library: to give back what it no longer needs."""

import ctypes

M_MMAP_THRESHOLD = -3
"""From malloc.h of the GNU C library."""
LARGE = 1 << 20
"""Bytes from which on a piece of memory goes back to the machine when it is free."""


def give_large_pieces_back() -> None:
    """Let freed memory go back at once: that of a password's hash (19 MiB) would stay with each thread that had it.

    The library's own bound grows with the largest piece that was ever freed; once it is set, it stays (mallopt(3),
    "M_MMAP_THRESHOLD"). Other C libraries give memory back anyway.
    """
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt:
        mallopt(M_MMAP_THRESHOLD, LARGE)
