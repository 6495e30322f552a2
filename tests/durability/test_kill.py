"""What was acknowledged is there, once, after the server was killed, stopped, or lost a worker."""

import os
import random
import signal
import socket
import sqlite3
import threading
import time
from contextlib import ExitStack, closing
from functools import partial
from pathlib import Path

import pytest

from tests.durability.clients import Reply, at_once, busy, check_records, learners
from tests.durability.conftest import Noted
from tests.durability.faults import locked
from tests.durability.scale import times
from tests.durability.server import Server, serving, until

pytestmark = pytest.mark.sqlite

ROUNDS = times(6, 200)
CLIENTS = times(20, 50)
WORKERS_KILLED = times(3, 50)


def test_r1_a_killed_server_loses_no_acknowledged_answer(tmp_path: Path, noted: Noted):
    dice = random.Random(ROUNDS)
    with serving(tmp_path / "data") as server:
        group = learners(server, CLIENTS)
        with busy(group) as refused:
            for _ in range(ROUNDS):
                time.sleep(dice.uniform(0.05, 0.8))
                server.kill()
                server.start()
        assert server.stop() == 0, server.said()
        assert not refused, refused[0].text
        answers = check_records(server.database, group)
        assert answers > CLIENTS * 2
    noted("R1", f"{ROUNDS} kills of all processes, {CLIENTS} clients: {answers} answers, none lost, none twice")


def test_r15_a_stopped_server_cuts_no_answer(tmp_path: Path, noted: Noted):
    with serving(tmp_path / "data") as server:
        group = learners(server, CLIENTS)
        with busy(group) as refused:
            time.sleep(1)
            assert server.stop() == 0, server.said()
        assert not refused, refused[0].text
        answers = check_records(server.database, group)
        assert answers == sum(len(learner.acknowledged) for learner in group)
    noted("R15", f"SIGTERM with {CLIENTS} clients: exit 0, {answers} answers, none cut off")


def test_an_answer_that_is_running_when_the_server_stops_is_finished(tmp_path: Path):
    with serving(tmp_path / "data") as server:
        group = learners(server, 5)
        replies: list[Reply] = []
        sending = threading.Thread(target=lambda: replies.extend(at_once(group)))
        with locked(server.database):
            sending.start()
            time.sleep(0.5)
            os.kill(server.master, signal.SIGTERM)
            time.sleep(0.5)
        sending.join()
        assert server.stop() == 0, server.said()
        assert [reply.status for reply in replies] == [200] * len(group)
        assert check_records(server.database, group) == 2 * len(group)


def test_a_stopped_server_leaves_everything_in_one_file(tmp_path: Path):
    with serving(tmp_path / "data") as server:
        learners(server, 1)
        assert server.stop() == 0, server.said()
        left = {"compiled", "emm.sqlite3", "secret.key", "signing-keys.json", "site.lock"}
        assert {path.name for path in server.data.iterdir()} == left


def test_r2_a_killed_worker_is_replaced_while_the_other_goes_on(tmp_path: Path, noted: Noted):
    with serving(tmp_path / "data") as server:
        group = learners(server, CLIENTS)
        with busy(group) as refused:
            waits = []
            for _ in range(WORKERS_KILLED):
                time.sleep(0.3)
                victim = server.workers()[0]
                os.kill(victim, signal.SIGKILL)
                waits.append(until(partial(_was_replaced, server, victim), "there is no new worker"))
        assert server.stop() == 0, server.said()
        assert not refused, refused[0].text
        assert check_records(server.database, group) > CLIENTS
    noted("R2", f"{WORKERS_KILLED} workers killed: each replaced within {max(waits):.1f} s, nothing lost or refused")


def test_each_worker_has_a_processor_of_its_own_and_so_has_its_successor(tmp_path: Path):
    there = sorted(os.sched_getaffinity(0))[:2]
    only = ("taskset", "--cpu-list", ",".join(map(str, there)))
    with serving(tmp_path / "data", before=only, workers=len(there)) as server:
        until(lambda: processors_of(server) == [{one} for one in there], "not each has its own")
        until(lambda: turns_of(server) == {os.SCHED_BATCH}, "threads interrupt each other")
        victim = server.workers()[0]
        os.kill(victim, signal.SIGKILL)
        until(partial(_was_replaced, server, victim), "there is no new worker")
        until(lambda: processors_of(server) == [{one} for one in there], "its successor has another")


def test_workers_share_new_connections_evenly(tmp_path: Path):
    with serving(tmp_path / "data", workers=2) as server:
        assert any(_catches_up(server) for _ in range(3)), "who has fewer gets no more than others"


def _catches_up(server: Server) -> bool:
    """Whether a worker that was stopped for 16 connections has nearly as many as the other after 40 more.

    If the next one went to either, one of thirty would.
    """
    one, other = server.workers()
    with ExitStack() as opened:

        def ahead(more: int = 0) -> int:
            for _ in range(more):
                opened.enter_context(socket.create_connection(("127.0.0.1", server.port)))
                time.sleep(0.01)
            return connections_of(one) - connections_of(other)

        until(lambda: ahead() == 0, "what was asked before does not end")
        os.kill(other, signal.SIGSTOP)
        try:
            ahead(16)
            until(lambda: ahead() == 16, "the one that is left does not take all")
        finally:
            os.kill(other, signal.SIGCONT)
        return any(ahead(1) <= 2 for _ in range(40))


def connections_of(worker: int) -> int:
    """Return how many sockets a worker has open."""
    return sum(file.is_socket() for file in Path(f"/proc/{worker}/fd").iterdir())


def processors_of(server: Server) -> list[set[int]]:
    """Return what the workers run on, in the order of processors."""
    return sorted((os.sched_getaffinity(worker) for worker in server.workers()), key=min)


def turns_of(server: Server) -> set[int]:
    """Return how the system lets the workers take turns."""
    return {os.sched_getscheduler(worker) for worker in server.workers()}


def test_two_servers_can_start_at_once_on_an_empty_folder(tmp_path: Path):
    with serving(tmp_path / "data", wait=False) as one, serving(tmp_path / "data", wait=False) as other:
        one.wait()
        other.wait()
        learner = learners(one, 1)[0]
        learner.port = other.port
        assert learner.act().status == 200, other.said()
        learner.leave()
        assert (one.stop(), other.stop()) == (0, 0)
        assert check_records(one.database, [learner]) == 2
        keys = sorted(path.name for path in one.data.iterdir() if "key" in path.name)
        assert keys == ["secret.key", "signing-keys.json"]
        with closing(sqlite3.connect(one.database)) as database:
            assert len(database.execute("SELECT version_num FROM alembic_version").fetchall()) == 1


def _was_replaced(server: Server, worker: int) -> bool:
    workers = server.workers()
    return worker not in workers and len(workers) == 2
