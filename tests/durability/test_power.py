"""The power goes at any moment: what was acknowledged is there, and the site starts without hand work."""

import random
import shutil
import sqlite3
import sys
from contextlib import closing
from pathlib import Path

import pytest

from emm.store import copies
from emm.upkeep import opening
from emm.upkeep.site import Site
from emm.world import World
from tests.durability.conftest import Noted
from tests.durability.power import Disk, Event, File, watched
from tests.durability.scale import times
from tests.durability.working import SECRET

pytestmark = pytest.mark.sqlite

CUTS = times(25, 100)


@pytest.fixture(scope="module")
def worked(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path, list[Event]]:
    """A data folder, the list of what was acknowledged, and every call that led there."""
    place = tmp_path_factory.mktemp("working")
    data, acknowledged = place / "data", place / "acknowledged"
    data.mkdir()
    command = [sys.executable, "-m", "tests.durability.working", str(data), str(acknowledged)]
    return data, acknowledged, watched(command, place / "trace")


def test_r3_a_power_cut_loses_no_acknowledged_answer(worked, tmp_path: Path, noted: Noted):
    data, acknowledged, events = worked
    dice = random.Random(CUTS)
    interesting = [at for at, event in enumerate(events) if event.pieces[0].startswith(f"{data}/".encode())]
    moments = sorted(dice.choices(interesting, k=CUTS))
    disk, place, at_stake = Disk(data), tmp_path / "found", 0
    told: list[str] = []
    for at, event in enumerate(events):
        disk.see(event)
        if event.call == "write" and event.pieces[0] == str(acknowledged).encode():
            told.append(event.pieces[1].decode().strip())
        for _ in range(moments.count(at)):
            stored = _started(_laid_out(disk, dice, place))
            assert len(stored) == len(set(stored)), "an answer is there twice"
            assert set(told) <= {key.partition(":")[0] for key in stored}, f"lost after call {at}"
            at_stake += len(told)
    assert at_stake > CUTS, "most cuts come after some answers"
    syncs = sum(event.call in ("fsync", "fdatasync") for event in events)
    noted("R3", f"{CUTS} power cuts between {len(interesting)} writes and {syncs} syncs: nothing lost, nothing twice")


def test_without_a_sync_at_each_commit_answers_would_be_lost(worked, tmp_path: Path):
    """The test above can find something: a disk that ignores syncs of the log loses answers."""
    data, acknowledged, events = worked
    dice = random.Random(1)
    disk = Disk(data)
    told: list[str] = []
    for event in events:
        if not (event.call in ("fsync", "fdatasync") and event.pieces[0].endswith(b"-wal") and told):
            disk.see(event)
        if event.call == "write" and event.pieces[0] == str(acknowledged).encode():
            told.append(event.pieces[1].decode().strip())
        if len(told) == 50:
            break
    stored = _started(_laid_out(disk, dice, tmp_path / "found"))
    assert not set(told) <= {key.partition(":")[0] for key in stored}


def test_what_was_watched_is_what_is_there(worked):
    data, _, events = worked
    disk = Disk(data)
    for event in events:
        disk.see(event)
    found = disk.now()
    assert not [name for name in ("emm.sqlite3", "secret.key") if found[name] != (data / name).read_bytes()]


def test_one_process_commits_while_the_other_waits_for_the_disk(worked):
    """Which is what the cuts have to hit: what is written then is not what the wait is for."""
    _, _, events = worked
    waiting: set[int] = set()
    met = 0
    for event in events:
        if event.pieces[0].endswith(b"-wal") and event.call == "pwrite64":
            met += bool(waiting - {event.process})
            waiting.add(event.process)
        elif event.pieces[0].endswith(b"-wal"):
            waiting.discard(event.process)
    assert met > 10


def test_a_sync_does_not_keep_what_is_written_while_it_goes_on():
    file = File()
    file.change(1, (0, b"before"))
    file.change(3, (0, b"during"))
    file.sync(2)
    assert file.kept == b"before"
    file.sync(3)
    assert file.kept == b"during"


def test_what_the_disk_was_not_told_to_keep_may_be_gone():
    file = File()
    file.change(1, (0, b"kept"))
    file.sync(2)
    file.change(3, (4, bytes(2000)))
    file.change(4, 2)
    left = {bytes(file.after_the_cut(random.Random(seed))) for seed in range(40)}
    assert b"kept" in left
    assert b"ke" in left
    assert len(left) > 4


def _laid_out(disk: Disk, dice: random.Random, place: Path) -> Site:
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir()
    for name, raw in disk.after_the_cut(dice).items():
        (place / name).parent.mkdir(parents=True, exist_ok=True)
        (place / name).write_bytes(raw)
    return Site(place, place / "none", f"sqlite:///{place / 'emm.sqlite3'}", place / "backups")


def _started(site: Site) -> list[str]:
    """Start the site as the server does and return the keys of all answers."""
    list(opening.made_ready(site, World(), SECRET))
    assert site.database
    assert copies.fault_in(site.database) == ""
    with closing(sqlite3.connect(site.database)) as connection:
        return [key for (key,) in connection.execute("SELECT key FROM attempt")]
