"""What SQLite has written into its write-ahead log, checked as it does when it opens a database alone.

All sections are of sqlite.org, "WAL-mode File Format".
"""

from struct import iter_unpack, unpack

HEAD, FRAME = 32, 24
"""Bytes before the first frame of a log, and in each frame before its page (4.1, 4.2)."""


def are_whole(log: bytes, index: bytes) -> bool:
    """Whether all frames that the index of a log counts (2.1) stand in it as written; a checkpoint does not look."""
    (frames,) = unpack("=I", index[16:20])
    if not frames:
        return True
    if len(log) < HEAD:
        return False
    magic, page = unpack(">I", log[:4])[0], unpack(">I", log[8:12])[0]
    order, salt = ">" if magic & 1 else "<", log[16:24]
    sums = _summed(order, log[:24], (0, 0))
    is_whole = unpack(">II", log[24:HEAD]) == sums
    for start in range(HEAD, HEAD + frames * (FRAME + page), FRAME + page):
        frame = log[start : start + FRAME + page]
        if not is_whole or len(frame) < FRAME + page:
            return False
        sums = _summed(order, frame[:8] + frame[FRAME:], sums)
        is_whole = frame[8:16] == salt and unpack(">II", frame[16:FRAME]) == sums
    return is_whole


def _summed(order: str, text: bytes, sums: tuple[int, int]) -> tuple[int, int]:
    """Return the checksum of a text, which goes on from the one of all that stands before it (4.2)."""
    first, second = sums
    for one, other in iter_unpack(f"{order}II", text):
        first = (first + one + second) & 0xFFFFFFFF
        second = (second + other + first) & 0xFFFFFFFF
    return first, second
