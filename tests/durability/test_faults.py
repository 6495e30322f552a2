"""When nothing can be saved, answers are refused in words, reading goes on, and the site heals by itself."""

import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.durability.clients import Learner, Reply, at_once, check_records, learners
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


@pytest.mark.parametrize("disk", full_disks(), ids=lambda disk: type(disk).__name__)
def test_a_full_disk_refuses_answers_and_nothing_else(tmp_path: Path, disk: FileLimit | SmallDisk):
    data = tmp_path / "data"
    with serving(data, before=disk.before(data)) as server:
        group = learners(server, 6)
        disk.fill(server)
        until(lambda: all(reply.status == 503 for reply in at_once(group)), "answers are still taken")
        assert_only_reading(server, group)
        disk.free(server)
        assert until(lambda: all(reply.status == 200 for reply in at_once(group)), "no answer is taken again") < 5
        assert get(server.port, "/readyz")[0] == 200
        check_records(disk.folder(server) / server.database.name, group)


def test_a_read_only_database_refuses_answers_and_nothing_else(tmp_path: Path):
    with serving(tmp_path / "data", before=without_powers()) as server:
        group = learners(server, 6)
        set_writable(server, writable=False)
        replace_workers(server)
        assert_only_reading(server, group)
        set_writable(server, writable=True)
        assert until(lambda: all(reply.status == 200 for reply in at_once(group)), "no answer is taken again") < 5
        assert server.stop() == 0, server.said()
        check_records(server.database, group)


def test_answers_wait_for_a_short_lock(tmp_path: Path):
    with serving(tmp_path / "data") as server, ThreadPoolExecutor(1) as other:
        group = learners(server, 10)
        with locked(server.database):
            replies = other.submit(at_once, group)
            time.sleep(3)
        assert [reply.status for reply in replies.result()] == [200] * len(group)
        assert server.stop() == 0, server.said()
        assert check_records(server.database, group) == 2 * len(group)


def test_answers_do_not_wait_for_a_long_lock(tmp_path: Path):
    with serving(tmp_path / "data") as server, ThreadPoolExecutor(1) as other:
        *group, reader = learners(server, 5)
        with locked(server.database):
            start = time.monotonic()
            replies = other.submit(at_once, group)
            assert reader.read().status == 200
            assert time.monotonic() - start < 3, "readers wait for the lock of writers"
            assert [refused(reply) for reply in replies.result()] == [True] * len(group)
            assert time.monotonic() - start < 10
        assert [reply.status for reply in at_once(group)] == [200] * len(group)
        reader.leave()
        assert server.stop() == 0, server.said()
        check_records(server.database, [*group, reader])


def assert_only_reading(server: Server, group: list[Learner]) -> None:
    """Check that answers are refused in words and that everything can be read."""
    assert [refused(reply) for reply in at_once(group)] == [True] * len(group)
    pages = at_once(group, Learner.read)
    assert [page.status for page in pages] == [200] * len(group)
    assert all('data-state="correct"' in page.text for page in pages), "earlier answers are shown"
    assert get(server.port, "/en/c/sample/second")[0] == 200
    assert get(server.port, "/healthz")[0] == 200
    status, words = get(server.port, "/readyz")
    assert (status, "database" in words) == (503, True)


def refused(reply: Reply) -> bool:
    """Whether the reply says in words that the answer was not saved, and when to send it again."""
    return reply.status == 503 and NOT_SAVED in reply.text and "Retry-After" in reply.headers
