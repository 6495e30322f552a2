"""Frames of the log are checked as SQLite checks them: here against the logs that it writes."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from emm.store.engine import sqlite_module
from emm.store.frames import FRAME, HEAD, are_whole

pytestmark = pytest.mark.sqlite

PAGE = 512


@pytest.fixture
def written(tmp_path: Path) -> Iterator[tuple[bytes, bytes]]:
    """The log of a small database and its index: begun anew once, so that old frames stand behind the new ones."""
    with closing(sqlite_module().connect(tmp_path / "words.sqlite3", isolation_level=None)) as connection:
        connection.execute(f"PRAGMA page_size={PAGE}")
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("CREATE TABLE word (text)")
        connection.executemany("INSERT INTO word VALUES (?)", [("long ago " * 40,)] * 20)
        connection.execute("PRAGMA wal_checkpoint")
        connection.executemany("INSERT INTO word VALUES (?)", [("now " * 100,)] * 3)
        yield (tmp_path / "words.sqlite3-wal").read_bytes(), (tmp_path / "words.sqlite3-shm").read_bytes()


def counted(index: bytes) -> int:
    """Return how many frames an index counts."""
    return int.from_bytes(index[16:20], "little" if (1).to_bytes(2, "little")[0] else "big")


def test_what_sqlite_wrote_is_whole(written: tuple[bytes, bytes]):
    log, index = written
    assert 0 < counted(index) < (len(log) - HEAD) // (FRAME + PAGE), "there are old frames, which do not count"
    assert are_whole(log, index)


@pytest.mark.parametrize("part", ["head", "frame", "salt", "page", "last"])
def test_one_bit_that_changed_is_found(written: tuple[bytes, bytes], part: str):
    log, index = written
    last = HEAD + (counted(index) - 1) * (FRAME + PAGE)
    page = HEAD + FRAME + 100
    place = {"head": 15, "frame": HEAD, "salt": HEAD + 9, "page": page, "last": last + FRAME + PAGE - 1}[part]
    assert not are_whole(log[:place] + bytes([log[place] ^ 1]) + log[place + 1 :], index)


def test_what_stands_behind_the_last_frame_does_not_count(written: tuple[bytes, bytes]):
    log, index = written
    end = HEAD + counted(index) * (FRAME + PAGE)
    assert are_whole(log[:end], index)
    assert are_whole(log[:end] + bytes(len(log) - end), index)


@pytest.mark.parametrize("missing", [1, FRAME + PAGE, 10_000])
def test_a_log_that_is_too_short_is_not_whole(written: tuple[bytes, bytes], missing: int):
    log, index = written
    end = HEAD + counted(index) * (FRAME + PAGE)
    assert not are_whole(log[: max(end - missing, 0)], index)


def test_an_empty_log_of_which_nothing_counts_is_whole(written: tuple[bytes, bytes]):
    _, index = written
    assert are_whole(b"", index[:16] + bytes(4) + index[20:])
    assert not are_whole(b"", index)
