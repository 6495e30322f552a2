"""Starts and stops: everybody stays signed in, nothing is cut off, and a lost database is never replaced."""

import os
import signal
import subprocess
import sys
import time
from itertools import cycle, islice
from pathlib import Path

import pytest

from tests.durability.clients import LOST, Learner, at_once, busy, check_records, learners
from tests.durability.conftest import Noted
from tests.durability.faults import locked, set_writable, without_powers
from tests.durability.scale import times
from tests.durability.server import emm, get, serving, until

pytestmark = pytest.mark.sqlite

RESTARTS = times(3, 20)
SIGNALS = (signal.SIGTERM, signal.SIGINT, signal.SIGKILL)


def test_r16_restarts_sign_nobody_out(tmp_path: Path, noted: Noted):
    with serving(tmp_path / "data") as server:
        group = learners(server, 10)
        with busy(group) as refused:
            for how in islice(cycle(SIGNALS), RESTARTS):
                time.sleep(0.5)
                server.end(how)
                server.start()
        assert not refused, refused[0].text
        assert server.stop() == 0
        answers = check_records(server.database, group)
    noted("R16", f"{RESTARTS} restarts under load: 10 of 10 learners kept, {answers} answers, none lost")


def test_r15_a_second_signal_does_not_cut_an_answer(tmp_path: Path, noted: Noted):
    with serving(tmp_path / "data") as server:
        group = learners(server, 3)
        with locked(server.database):
            sending = _sending(server.port, group[0])
            time.sleep(0.5)
            for _ in range(2):
                os.kill(server.master, signal.SIGTERM)
                time.sleep(0.2)
        assert sending.wait(20) == 0, "the answer that was on its way is acknowledged"
        start = time.monotonic()
        assert server.stop() == 0, server.said()
    noted("R15", f"SIGTERM twice with an answer on its way: acknowledged, ended {time.monotonic() - start:.1f} s later")


def test_r7_a_database_that_vanishes_is_told_and_never_made_anew(tmp_path: Path, noted: Noted):
    with serving(tmp_path / "data") as server:
        group = learners(server, 2)
        hidden = server.database.with_name("hidden")
        assert server.stop() == 0
        server.database.rename(hidden)
        ended = emm(server.data, "db", "upgrade")
        assert ended.returncode == 1
        assert "is missing, although this site has been in use" in ended.stderr
        assert "Traceback" not in ended.stderr
        assert not server.database.exists()
        hidden.rename(server.database)
        server.start()
        hidden = server.data / "away"
        hidden.mkdir()
        for path in server.data.glob("emm.sqlite3*"):
            path.rename(hidden / path.name)
        for worker in server.workers():
            os.kill(worker, signal.SIGKILL)
        until(lambda: server.workers() != [] and _answers(server.port), "no new workers")
        assert [reply.status for reply in at_once(group)] == [503, 503]
        assert get(server.port, "/en/c/sample/second")[0] == 200, "lessons need no database"
        assert not server.database.exists()
    noted("R7", "a database that vanished: start refused with words, 503 while running, no empty one made")


def test_r7_a_database_that_is_damaged_while_it_is_used_answers_503(tmp_path: Path, noted: Noted):
    with serving(tmp_path / "data") as server:
        group = learners(server, 2)
        assert server.stop() == 0
        server.start()
        raw = server.database.read_bytes()
        server.database.write_bytes(raw[:100] + b"\xa5" * (len(raw) - 100))
        statuses = {reply.status for reply in at_once(group)} | {reply.status for reply in at_once(group, Learner.read)}
        assert statuses == {503}, server.said()
        assert "the database is damaged; stop the site and run: emm doctor" in server.said()
        assert "Traceback" not in server.said()
        server.kill()
        ended = emm(server.data, "db", "upgrade")
        assert ended.returncode == 1
        assert "is damaged: " in ended.stderr
        assert len(ended.stderr.splitlines()) <= 10
    noted("R7", "a database damaged while it is used: 503 in words; the next start is refused with the command")


def test_r5_a_site_that_may_only_be_read_starts_and_shows_lessons(tmp_path: Path, noted: Noted):
    with serving(tmp_path / "data", before=without_powers()) as server:
        group = learners(server, 2)
        assert server.stop() == 0
        set_writable(server, writable=False)
        start = time.monotonic()
        server.start()
        seconds = time.monotonic() - start
        assert get(server.port, "/en/c/sample/second")[0] == 200
        assert [reply.status for reply in at_once(group)] == [503, 503]
        assert "Until then lessons can be read" in server.said()
        set_writable(server, writable=True)
        until(lambda: {reply.status for reply in at_once(group)} == {200}, "no answer is taken", patience=5)
    noted("R5", f"a start that may only read: lessons after {seconds:.1f} s, answers once it may write")


def _answers(port: int) -> bool:
    try:
        return get(port, "/healthz")[0] == 200
    except LOST:
        return False


def _sending(port: int, learner: Learner) -> subprocess.Popen[bytes]:
    """Send one answer from another process, which ends with 0 when it is acknowledged."""
    script = (
        "import sys, http.client; port, cookie, key = sys.argv[1:]; "
        "c = http.client.HTTPConnection('127.0.0.1', int(port), timeout=20); "
        "c.request('POST', '/en/c/sample/q/topic-lesson/again', f'key={key}&seed=1', {'Cookie': cookie, "
        "'Sec-Fetch-Site': 'same-origin', 'HX-Request': 'true', 'Content-Type': 'application/x-www-form-urlencoded'}); "
        "sys.exit(c.getresponse().status != 200)"
    )
    return subprocess.Popen([sys.executable, "-c", script, str(port), learner.cookie, "a-key-of-its-own-0123456789"])
