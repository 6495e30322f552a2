"""When nothing can be saved, answers are refused in words, reading goes on, and the site heals by itself."""

import sqlite3
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest

from tests.durability.clients import Learner, Reply, at_once, check_records, learners
from tests.durability.conftest import Noted
from tests.durability.faults import (
    FileLimit,
    SmallDisk,
    full_disks,
    locked,
    replace_workers,
    set_writable,
    without_powers,
)
from tests.durability.server import Server, get, serving, until

pytestmark = pytest.mark.sqlite

NOT_SAVED = "Your answer was not saved."
NOTICE = "Nothing can be saved right now. You can go on reading, and send your answers later."
"""What every page says at its top meanwhile."""
BUSY_TIMEOUT = 5
"""Seconds that a writer waits for another one."""


@pytest.fixture
def read_only(tmp_path: Path) -> Iterator[tuple[Server, list[Learner]]]:
    """A server whose database may be read only, and learners who have answered before."""
    with serving(tmp_path / "data", before=without_powers()) as server:
        group = learners(server, 6)
        set_writable(server, writable=False)
        replace_workers(server)
        yield server, group


@pytest.mark.parametrize("disk", full_disks(), ids=lambda disk: type(disk).__name__)
def test_r4_a_full_disk_refuses_answers_and_nothing_else(tmp_path: Path, disk: FileLimit | SmallDisk, noted: Noted):
    data = tmp_path / "data"
    with serving(data, before=disk.before(data)) as server:
        group = learners(server, 6)
        until(lambda: _refuses(server, group, disk), "answers are still taken, or refused without words")
        assert_readable(server, group)
        until(lambda: _is_not_ready(server, disk), "the server calls itself ready")
        disk.free(server)
        assert_heals(server, group)
        check_records(disk.copied(server, tmp_path / "copy"), group)
    noted("R4", f"a full disk ({type(disk).__name__}): pages with a notice, answers 503 in words, no restart needed")


def test_a_read_only_database_refuses_answers_and_nothing_else(read_only: tuple[Server, list[Learner]]):
    assert_only_reading(*read_only)


def test_the_notice_goes_when_there_is_room_again_and_nobody_sends_anything(
    read_only: tuple[Server, list[Learner]], noted: Noted
):
    server, group = read_only
    assert all(refused(reply) for reply in at_once(group))
    assert is_told(server, group)
    set_writable(server, writable=True)
    seconds = until(lambda: not is_told(server, group[:1]), "the notice stays", patience=10)
    noted("R5", f"while nothing can be saved every page says so; the notice goes by itself, {seconds:.1f} s after")


def test_a_read_only_database_is_not_ready(read_only: tuple[Server, list[Learner]]):
    server, _group = read_only
    assert get(server.port, "/readyz")[0] == 503


def test_r5_a_database_that_can_be_written_to_again_is(read_only: tuple[Server, list[Learner]], noted: Noted):
    server, group = read_only
    assert all(refused(reply) for reply in at_once(group))
    set_writable(server, writable=True)
    assert_heals(server, group)
    assert server.stop() == 0, server.said()
    check_records(server.database, group)
    noted("R5", "a database that may only be read: read 200, answers 503 in words, taken again without a restart")


def test_a_database_that_cannot_be_opened_is_told_in_words(tmp_path: Path):
    with serving(tmp_path / "data", before=without_powers()) as server:
        group = learners(server, 1)
        server.data.chmod(0)
        replace_workers(server)
        statuses = [at_once(group, work)[0].status for work in (Learner.act, Learner.read)]
        visited = get(server.port, "/en/c/sample/second")[0], get(server.port, "/en/")[0]
        server.data.chmod(0o700)
        assert statuses == [503, 503], server.said()
        assert visited == (200, 200), "who has no record needs no database"
        assert_heals(server, group)


def test_r6_answers_wait_for_a_short_lock(tmp_path: Path, noted: Noted):
    with serving(tmp_path / "data") as server, ThreadPoolExecutor(1) as other:
        group = learners(server, 10)
        with locked(server.database):
            replies = other.submit(at_once, group)
            time.sleep(3)
        assert [reply.status for reply in replies.result()] == [200] * len(group)
        assert server.stop() == 0, server.said()
        assert check_records(server.database, group) == 2 * len(group)
    noted("R6", "a foreign lock of 3 s: all answers taken; a long one: 503 in words after 5 s, reading goes on")


def test_answers_do_not_wait_for_a_long_lock(tmp_path: Path):
    with serving(tmp_path / "data") as server, ThreadPoolExecutor(1) as other:
        *group, reader = learners(server, 4)
        with locked(server.database):
            start = time.monotonic()
            replies = other.submit(at_once, group)
            assert reader.read().status == 200
            assert time.monotonic() - start < BUSY_TIMEOUT, "a reader waited for the lock of writers"
            assert all(refused(reply) for reply in replies.result())
            assert time.monotonic() - start < 2 * BUSY_TIMEOUT
        assert_heals(server, group)
        reader.leave()
        assert server.stop() == 0, server.said()
        check_records(server.database, [*group, reader])


def test_somebody_who_comes_back_reads_at_once_while_the_database_is_locked(tmp_path: Path):
    with serving(tmp_path / "data") as server:
        group = learners(server, 1)
        with closing(sqlite3.connect(server.database)) as database, database:
            database.execute("UPDATE visit SET seen_at = '2020-01-01 00:00:00.000000'")
        with locked(server.database):
            start = time.monotonic()
            assert [reply.status for reply in at_once(group, Learner.read)] == [200]
            assert time.monotonic() - start < BUSY_TIMEOUT


def test_many_threads_do_not_starve_each_other(tmp_path: Path):
    with serving(tmp_path / "data", threads=32) as server:
        group = learners(server, 64)
        assert [reply.status for reply in at_once(group)] == [200] * len(group)


def _refuses(server: Server, group: list[Learner], disk: FileLimit | SmallDisk) -> bool:
    # Giving up an answer can end in a checkpoint, which frees space in the log: it is taken again before each try.
    disk.fill(server)
    return all(refused(reply) for reply in at_once(group)) and is_told(server, group)


def _is_not_ready(server: Server, disk: FileLimit | SmallDisk) -> bool:
    disk.fill(server)
    return get(server.port, "/readyz")[0] == 503


def assert_only_reading(server: Server, group: list[Learner]) -> None:
    """Check that answers are refused in words and that everything can be read."""
    assert all(refused(reply) for reply in at_once(group))
    assert is_told(server, group)
    assert_readable(server, group)


def is_told(server: Server, group: list[Learner]) -> bool:
    """Whether pages say that nothing can be saved: to learners, and to who has no record."""
    pages = [page.text for page in at_once(group, Learner.read)]
    pages += [get(server.port, "/en/c/sample/second")[1] for _ in range(4)]
    return all(page.count(NOTICE) == 1 for page in pages)


def assert_readable(server: Server, group: list[Learner]) -> None:
    """Check that everything can be read, answers given before included."""
    pages = at_once(group, Learner.read)
    assert [page.status for page in pages] == [200] * len(group)
    assert all('data-state="correct"' in page.text for page in pages), "earlier answers are shown"
    assert get(server.port, "/en/c/sample/second")[0] == 200
    assert get(server.port, "/healthz")[0] == 200


def assert_heals(server: Server, group: list[Learner]) -> None:
    """Check that within seconds every answer is taken, and that the server says so; it was not restarted."""
    until(lambda: all(reply.status == 200 for reply in at_once(group)), "no answer is taken", patience=5)
    assert get(server.port, "/readyz")[0] == 200
    assert all(NOTICE not in get(server.port, page)[1] for page in ("/en/", "/en/c/sample/second"))


def refused(reply: Reply) -> bool:
    """Whether the reply says in words that the answer was not saved, and when to send it again."""
    return reply.status == 503 and NOT_SAVED in reply.text and "Retry-After" in reply.headers
