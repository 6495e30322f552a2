"""A backup while learners answer: it holds what was acknowledged before, it can be restored, and nobody waits long."""

import sqlite3
import statistics
import time
from contextlib import closing
from pathlib import Path

import pytest

from tests.durability.clients import Learner, busy, check_records, learners
from tests.durability.conftest import Noted
from tests.durability.scale import times
from tests.durability.server import emm, serving

pytestmark = pytest.mark.sqlite

CLIENTS = times(6, 50)
ROUNDS = times(1, 10)
CALM = times(1, 10)
"""Seconds of answers before the first backup."""


def test_r14_a_backup_under_load_can_be_restored_anywhere(tmp_path: Path, noted: Noted):
    file, there = tmp_path / "site.zip", tmp_path / "there"
    with serving(tmp_path / "data") as server:
        group = learners(server, CLIENTS)
        with busy(group) as refused:
            time.sleep(CALM)
            calm = p95(group)
            for number in range(ROUNDS):
                time.sleep(0.3)
                before = {key for learner in group for key in learner.acknowledged}
                start = time.monotonic()
                made = emm(server.data, "backup", file)
                seconds = time.monotonic() - start
                assert made.returncode == 0, made.stderr
                restored = emm(there, "restore", file, "--replace")
                assert restored.returncode == 0, restored.stderr
                assert "are the same" in restored.stdout
                assert before <= keys(there / "emm.sqlite3"), f"missing in backup {number}"
        waits = p95(group)
        assert not refused, refused[0].text
        assert server.stop() == 0
        check_records(server.database, group)
    noted(
        "R14",
        f"{ROUNDS} backups under {CLIENTS} clients ({seconds:.1f} s each): answer p95 {waits * 1000:.0f} ms meanwhile, "
        f"{calm * 1000:.0f} ms before",
    )


def test_r14_a_site_that_is_served_is_not_replaced(tmp_path: Path):
    file = tmp_path / "site.zip"
    with serving(tmp_path / "data") as server:
        learners(server, 1)
        assert emm(server.data, "backup", file).returncode == 0
        refused = emm(server.data, "restore", file, "--replace")
        assert refused.returncode == 1
        assert "The site is running. Stop it" in refused.stderr
        server.kill()
        assert emm(server.data, "restore", file, "--replace").returncode == 0


def p95(group: list[Learner]) -> float:
    """Return how long an answer has taken since the last time it was asked."""
    waits = [wait for learner in group for wait in learner.waits]
    for learner in group:
        learner.waits.clear()
    return statistics.quantiles(waits, n=20)[18]


def keys(database: Path) -> set[str]:
    """Return the keys of all answers in a database."""
    with closing(sqlite3.connect(database)) as connection:
        return {key for (key,) in connection.execute("SELECT key FROM attempt")}
