"""Many learners and a long time: neither makes the site slow, large or hungry."""

import os
import statistics
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import insert

from emm.learning import learners as people
from emm.store.engine import make_engine, writing
from emm.store.progress import Attempt
from emm.world import World
from tests.durability.clients import LOST, Learner, Reply, at_once, learners
from tests.durability.conftest import Noted
from tests.durability.scale import LONG, times
from tests.durability.server import Server, serving
from tests.store.samples import ATTEMPT

pytestmark = pytest.mark.sqlite

GUESTS = times(1_000, 10_000)
EACH = 3
SOAK = times(6, int(os.environ.get("EMM_TEST_SOAK") or 3_600))
"""Seconds of steady work."""


def test_r17_many_guests_cost_little(tmp_path: Path, noted: Noted):
    with serving(tmp_path / "data") as server:
        group = learners(server, 4)
        before = p95(group)
        fill(server)
        after, memory = p95(group), server.memory()
        assert server.stop() == 0
        size = server.database.stat().st_size / (1 << 20)
    noted(
        "R17",
        f"{GUESTS:,} guests with {EACH} answers: {size:.1f} MB of database, {memory:.0f} MB of memory, "
        f"page p95 {after * 1000:.0f} ms beside {before * 1000:.0f} ms",
    )
    assert size <= 15 * GUESTS / 10_000 + 0.5
    assert memory <= 150
    assert not LONG or after <= 1.2 * before + 0.002


def test_r23_a_long_time_changes_nothing(tmp_path: Path, noted: Noted):
    with serving(tmp_path / "data") as server:
        group = learners(server, 4)
        work(server, group, SOAK / 3)
        before = server.memory(), handles(server)
        log = work(server, group, SOAK)
        after = server.memory(), handles(server)
        for learner in group:
            learner.leave()
    noted(
        "R23",
        f"{SOAK} s at 20 requests a second: {before[0]:.0f} to {after[0]:.0f} MB of memory, "
        f"{before[1]} to {after[1]} files open, log of at most {log / 1024:.0f} KB",
    )
    assert after[0] <= before[0] * 1.05 + 2
    assert after[1] <= before[1] + 8
    assert log <= 16 << 20


def fill(server: Server) -> None:
    """Add guests with some answers each."""
    engine, world = make_engine(f"sqlite:///{server.database}"), World()
    for _ in range(GUESTS // 500):
        with writing(engine) as connection:
            made = [people.begin(connection, world, seed=1).learner.id for _ in range(500)]
            rows = [
                ATTEMPT | {"learner_id": one, "question": f"question-{number}", "key": f"{one}-{number}:answer"}
                for one in made
                for number in range(EACH)
            ]
            connection.execute(insert(Attempt), rows)
    engine.dispose()


def p95(group: list[Learner]) -> float:
    """Return how long a lesson takes for learners with a record."""
    waits = []
    for _ in range(50):
        start = time.monotonic()
        assert {page.status for page in at_once(group, Learner.read)} == {200}
        waits.append(time.monotonic() - start)
    return statistics.quantiles(waits, n=20)[18]


def work(server: Server, group: list[Learner], seconds: float) -> int:
    """Read and answer at a steady pace; return the largest size of the log."""
    end, largest = time.monotonic() + seconds, 0
    while time.monotonic() < end:
        start = time.monotonic()
        for learner in group:
            assert again_if_closed(learner.act).status == 200
            assert [again_if_closed(learner.read).status for _ in range(4)] == [200] * 4
        log = server.database.with_name("emm.sqlite3-wal")
        largest = max(largest, log.stat().st_size if log.exists() else 0)
        time.sleep(max(0.0, 1 - (time.monotonic() - start)))
    return largest


def again_if_closed(send: Callable[[], Reply]) -> Reply:
    """Send, and once more where the server has closed a connection that was kept, as browsers do (RFC 9112, 9.3.1).

    It does so after many thousands of requests, when a worker makes room for a new one.
    """
    try:
        return send()
    except LOST:
        return send()


def handles(server: Server) -> int:
    """Return how many files all processes hold open."""
    return sum(len(list(Path(f"/proc/{one}/fd").iterdir())) for one in (server.master, *server.workers()))
