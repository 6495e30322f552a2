"""Windows of one learner that send at the same moment, to several processes: one wins, and nothing is there twice."""

import sqlite3
from collections import Counter
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from itertools import groupby
from pathlib import Path

import pytest

from tests.durability.clients import Learner, at_once, check_records, learners
from tests.durability.conftest import Noted
from tests.durability.scale import times
from tests.durability.server import Server, serving

pytestmark = pytest.mark.sqlite

ROUNDS = times(40, 1000)
WINDOWS = 4
EACH = 20
"""Rounds of one learner: with more in a minute, it is told to slow down."""


@pytest.mark.parametrize("workers", [2, 4])
def test_r9_of_many_windows_one_wins(tmp_path: Path, noted: Noted, workers: int):
    with serving(tmp_path / "data", workers=workers) as server, ThreadPoolExecutor(WINDOWS) as threads:
        people = learners(server, -(-ROUNDS // 2 // EACH))
        for number in range(ROUNDS // 2):
            if number % EACH == 0:
                learner = people.pop()
                assert learner.act().status == 200, "the question is open again"
                crowd = windows(server, learner)
            same, other = f"round-{number:06}-0123456789-same", f"round-{number:06}-0123456789-other"
            pick = number % 2
            keys = [same] * WINDOWS if pick else [f"{other}{window}" for window in range(WINDOWS)]
            statuses = Counter(threads.map(answer, crowd, keys))
            assert set(statuses) <= {200, 409}, statuses
            assert statuses[200] == WINDOWS if pick else statuses[200] >= 1
            assert crowd[0].send("again", f"round-{number:06}-0123456789-again") == 200
            if number % EACH == EACH - 1:
                for one in (learner, *crowd):
                    one.leave()
        assert server.stop() == 0
        assert_legal(server.database, ROUNDS // 2)
    noted("R9", f"{ROUNDS // 2} races of {WINDOWS} windows on {workers} workers: no second answer, no gap")


class Window(Learner):
    """Another window of the same browser."""

    def send(self, action: str, key: str) -> int:
        """Send a form and return the status."""
        path = "/en/c/sample/q/topic-lesson" + ("" if action == "answer" else f"/{action}")
        return self._send("POST", path, f"key={key}&answer=b&seed=1").status


def answer(window: Window, key: str) -> int:
    """Send an answer and return the status."""
    return window.send("answer", key)


def windows(server: Server, learner: Learner) -> list[Window]:
    """Return windows that share the cookie of a learner."""
    made = [Window(server, f"window-{number}") for number in range(WINDOWS)]
    for window in made:
        window.cookie = learner.cookie
    return made


def assert_legal(database: Path, rounds: int) -> None:
    """Check that answers and new tries take turns, and that there is one of each in a round."""
    with closing(sqlite3.connect(database)) as connection:
        rows = connection.execute(
            "SELECT action FROM attempt WHERE question = 'topic-lesson' ORDER BY learner_id, number"
        )
        actions = [action for (action,) in rows]
        keys = [key for (key,) in connection.execute("SELECT key FROM attempt")]
    assert runs(actions) == {"answer": 1, "again": 1}
    assert actions.count("answer") == actions.count("again") == rounds + rounds // EACH
    assert len(keys) == len(set(keys))


def runs(actions: Iterable[str]) -> dict[str, int]:
    """Return how often each action stands in a row at most."""
    return {name: max(len(list(run)) for _, run in same) for name, same in _by_name(actions)}


def _by_name(actions: Iterable[str]) -> Iterable[tuple[str, list[tuple[str, list[str]]]]]:
    found = [(name, list(run)) for name, run in groupby(actions)]
    return [(name, [one for one in found if one[0] == name]) for name in {name for name, _ in found}]


def test_first_answers_of_new_visitors_do_not_mix(tmp_path: Path):
    with serving(tmp_path / "data") as server:
        group = learners(server, 8)
        assert {reply.status for reply in at_once(group)} == {200}
        assert server.stop() == 0
        assert check_records(server.database, group) == 16
