"""A change of the tables is cut off at any moment: the next start completes it, and the copy from before is good."""

import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest

from emm.store import copies, schema
from emm.store.engine import make_engine
from emm.upkeep import backup
from tests.durability.conftest import Noted
from tests.durability.scale import times
from tests.durability.server import emm

pytestmark = pytest.mark.sqlite

KILLS = times(2, 50)
ANSWERS = times(1_000, 100_000)
OLD = "0001"
FILL = """
WITH RECURSIVE number(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM number WHERE i < {last})
INSERT INTO attempt (learner_id, course, question, number, key, action, response, score, sure, wording, meaning, at)
SELECT {learner}, 'sample', 'question-' || i, 1, printf('%030d', i) || ':answer', 'answer', 'b', 1.0, 1,
'0123456789ab', 'ba9876543210', '2027-03-01 12:00:00.000000' FROM number
"""


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """A data folder of an earlier version, with many answers."""
    data = tmp_path / "old"
    data.mkdir()
    engine = make_engine(f"sqlite:///{data / 'emm.sqlite3'}", new=True)
    schema.upgrade(engine, OLD)
    with engine.begin() as connection:
        connection.exec_driver_sql(f"INSERT INTO learner VALUES ('{'1' * 32}', 3, '2027-03-01', '2027-03-01')")
        connection.exec_driver_sql(FILL.format(last=ANSWERS - 1, learner=f"'{'1' * 32}'"))
    engine.dispose()
    (data / "site.lock").touch()
    return data


def test_r10_a_migration_that_is_cut_off_is_completed_by_the_next_start(old: Path, tmp_path: Path, noted: Noted):
    dice = random.Random(KILLS)
    shutil.copytree(old, tmp_path / "whole")
    process = begun(tmp_path / "whole")
    whole = time.monotonic()
    assert process.wait(120) == 0
    whole = time.monotonic() - whole
    half_way = 0
    for number in range(KILLS):
        data = tmp_path / f"cut-{number}"
        shutil.copytree(old, data)
        half_way += killed(data, dice.uniform(0, 1.05) * whole if number else 0)
        ended = emm(data, "db", "upgrade")
        assert ended.returncode == 0, ended.stderr
        assert_upgraded(data, tmp_path / "trial")
        shutil.rmtree(data)
    noted("R10", f"{KILLS} kills of a migration with {ANSWERS:,} answers ({whole:.1f} s): each one completed")
    assert half_way, "no kill came before the end"


def test_r10_two_that_start_at_once_migrate_once(old: Path, tmp_path: Path):
    started = [start(old) for _ in range(2)]
    assert [process.wait(60) for process in started] == [0, 0]
    assert_upgraded(old, tmp_path / "trial")


def start(data: Path) -> subprocess.Popen[bytes]:
    """Begin to upgrade."""
    environment = os.environ | {"EMM_DATA": str(data), "EMM_CONTENT": str(data / "none")}
    return subprocess.Popen(
        [sys.executable, "-m", "emm", "db", "upgrade"],
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def begun(data: Path) -> subprocess.Popen[bytes]:
    """Begin to upgrade, and return when the work on the data has begun: when there is a place for the copy."""
    process = start(data)
    while process.poll() is None and not (data / "backups").exists():
        time.sleep(0.005)
    return process


def killed(data: Path, seconds: float) -> bool:
    """Kill an upgrade some seconds after its work has begun; whether it was still at work."""
    process = begun(data)
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        process.send_signal(signal.SIGKILL)
        process.wait()
        return True
    return False


def assert_upgraded(data: Path, trial: Path) -> None:
    """Check that all is there, in the newest form, and that the copies from before can be restored."""
    database = data / "emm.sqlite3"
    assert copies.fault_in(database) == ""
    with closing(sqlite3.connect(database)) as connection:
        assert connection.execute("SELECT count(*) FROM attempt").fetchone() == (ANSWERS,)
        assert connection.execute("SELECT version_num FROM alembic_version").fetchall() == [(schema.newest(),)]
    found = list((data / "backups").glob("*.zip"))
    assert found
    for copy in found:
        trial.mkdir()
        manifest = backup.proven(copy, trial)
        assert manifest.tables["attempt"].rows == ANSWERS
        shutil.rmtree(trial)
