"""What was acknowledged is there, once, after the server was killed, stopped, or lost a worker."""

import os
import random
import signal
import threading
import time
from pathlib import Path

import pytest

from tests.durability.clients import busy, check_records, learners
from tests.durability.server import serving, until
from tests.durability.faults import locked

pytestmark = pytest.mark.sqlite

ROUNDS = 20
CLIENTS = 20


def test_a_killed_server_loses_no_acknowledged_answer(tmp_path: Path):
    dice = random.Random(ROUNDS)
    with serving(tmp_path / "data") as server:
        group = learners(server, CLIENTS)
        with busy(group) as refused:
            for _ in range(ROUNDS):
                time.sleep(dice.uniform(0.1, 1.2))
                server.kill()
                server.start()
        server.stop()
        assert not refused, refused[0].text
        assert check_records(server, group) > CLIENTS * 10


def test_a_stopped_server_cuts_no_answer(tmp_path: Path):
    with serving(tmp_path / "data") as server:
        group = learners(server, CLIENTS)
        with busy(group) as refused:
            time.sleep(1)
            assert server.stop() == 0, server.said()
        assert not refused, refused[0].text
        assert check_records(server, group) == sum(len(learner.acknowledged) for learner in group)


def test_an_answer_that_is_running_when_the_server_stops_is_finished(tmp_path: Path):
    with serving(tmp_path / "data") as server:
        group = learners(server, 5)
        statuses: list[int] = []
        threads = [
            threading.Thread(target=lambda learner=learner: statuses.append(learner.act().status)) for learner in group
        ]
        with locked(server.database):
            for thread in threads:
                thread.start()
            time.sleep(0.5)
            os.kill(server.master, signal.SIGTERM)
            time.sleep(0.5)
        for thread in threads:
            thread.join()
        assert server.stop() == 0
        assert statuses == [200] * 5
        assert check_records(server, group) == 10


def test_a_killed_worker_is_replaced_while_the_other_goes_on(tmp_path: Path):
    with serving(tmp_path / "data") as server:
        group = learners(server, CLIENTS)
        with busy(group) as refused:
            for _ in range(3):
                time.sleep(0.3)
                before = server.workers()
                os.kill(before[0], signal.SIGKILL)
                until(lambda old=before[0]: old not in server.workers() and len(server.workers()) == 2, "no new worker", patience=3)
        assert server.stop() == 0
        assert not refused, refused[0].text
        check_records(server, group)
