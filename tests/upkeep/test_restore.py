"""What a backup brings back is what was there, nothing is replaced unasked, and a bad file changes nothing."""

import json
import os
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from shutil import copyfile, copytree
from zipfile import ZIP_DEFLATED, ZipFile

import pytest

from emm.errors import Conflict, EmmError, StorageError
from emm.store import copies, schema
from emm.store.engine import make_engine
from emm.upkeep import backup, restore
from emm.upkeep.archive import unpacked
from emm.upkeep.site import Site, hold
from tests.support.world import FakeWorld
from tests.upkeep.conftest import SECRET, filled, site_at
from tests.upkeep.sites import everything, execute, files, rows

pytestmark = pytest.mark.thorough

ONE = "1" * 32
TWO = "2" * 32
Other = Callable[..., Site]


@pytest.fixture(scope="module")
def packed(pattern: Site, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A backup of the site from which those on SQLite are copied."""
    return backup.make(pattern, FakeWorld(), tmp_path_factory.mktemp("packed") / "site.zip", secret=SECRET).file


@pytest.fixture
def file(site: Site, world: FakeWorld, packed: Path, tmp_path: Path) -> Path:
    """A backup of the site."""
    if site.database is None:
        return backup.make(site, world, tmp_path / "site.zip", secret=SECRET).file
    return Path(copyfile(packed, tmp_path / "site.zip"))


def rewritten(file: Path, change: Callable[[dict[str, bytes]], object]) -> Path:
    """Return a backup with other things in it, whose checksums of the ZIP are right."""
    with ZipFile(file) as packed:
        inside = {name: packed.read(name) for name in packed.namelist()}
    change(inside)
    changed = file.with_name("changed.zip")
    with ZipFile(changed, "w", ZIP_DEFLATED) as packed:
        for name, raw in inside.items():
            packed.writestr(name, raw)
    return changed


def listed(inside: dict[str, bytes], **told: object) -> None:
    """Change the list of a backup, and the sum of the list too."""
    inside["manifest.json"] = json.dumps(json.loads(inside["manifest.json"]) | told).encode()
    inside["manifest.sha256"] = sha256(inside["manifest.json"]).hexdigest().encode()


def test_a_site_comes_back_as_it_was(site: Site, world: FakeWorld, file: Path, other: Other):
    there = other()
    done = restore.restore(there, world, file)
    assert everything(there) == everything(site)
    assert done.aside is None
    assert done.content
    assert there.has_been_used()
    assert sorted(path.name for path in there.data.iterdir()) == [
        "emm.sqlite3",
        "secret.key",
        "signing-keys.json",
        "site.lock",
        "uploads",
    ]


def test_a_site_moves_from_one_sort_of_database_to_the_other_and_back(world: FakeWorld, tmp_path: Path, empty_url: str):
    first = filled(site_at(tmp_path / "first"))
    second = site_at(tmp_path / "second", empty_url if empty_url.startswith("postgresql") else "")
    third = site_at(tmp_path / "third")
    for here, there in ((first, second), (second, third)):
        restore.restore(there, world, backup.make(here, world, tmp_path / "site.zip", secret=SECRET).file)
        assert everything(there) == everything(first)
    assert schema.newest()


def test_the_schema_is_that_of_the_backup_and_can_be_upgraded(
    world: FakeWorld, tmp_path: Path, other: Other, empty_url: str
):
    old = site_at(tmp_path / "old", empty_url)
    old.data.mkdir(parents=True)
    engine = make_engine(empty_url, new=True)
    schema.upgrade(engine, "0001")
    engine.dispose()
    execute(old, f"INSERT INTO learner VALUES ('{ONE}', 3, '2027-03-01', '2027-03-01')")
    file = backup.make(old, world, tmp_path / "old.zip", secret=None).file
    there = other()
    restore.restore(there, world, file)
    engine = make_engine(there.database_url)
    assert schema.current(engine) == "0001"
    schema.upgrade(engine)
    assert schema.differences(engine) == []
    engine.dispose()
    assert rows(there)["learner"].rows == 1


def test_a_site_with_learners_is_not_replaced_unasked(site: Site, world: FakeWorld, file: Path):
    execute(site, f"DELETE FROM learner WHERE id = '{ONE}'")
    before = everything(site)
    with pytest.raises(Conflict, match=r"records of learners already[^$]*--replace"):
        restore.restore(site, world, file)
    assert everything(site) == before


def test_what_is_replaced_is_set_aside(site: Site, world: FakeWorld, file: Path):
    then = everything(site)
    execute(site, f"DELETE FROM learner WHERE id = '{ONE}'")
    (site.data / "secret.key").write_text(SECRET * 2)
    lesson = site.content / "sample" / "en" / "1-start" / "1-first.md"
    lesson.write_text("changed")
    done = restore.restore(site, world, file, replaces=True)
    assert everything(site) == then
    assert done.aside
    assert (done.aside / "secret.key").read_text() == SECRET * 2
    assert (done.aside / "content" / lesson.relative_to(site.content)).read_text() == "changed"
    assert sorted(path.name for path in done.aside.iterdir()) == [
        "content",
        "emm.sqlite3" if site.database else "database.zip",
        "secret.key",
    ]
    if site.database is None:
        place = site.data / "trial"
        place.mkdir()
        assert backup.proven(done.aside / "database.zip", place).tables["learner"].rows == 1


def test_a_site_that_nobody_has_used_needs_no_permission(site: Site, world: FakeWorld, file: Path, other: Other):
    there = other()
    there.data.mkdir(parents=True)
    schema.begin(there.database_url)
    execute(there, "INSERT INTO duty VALUES ('retention', '2027-03-01')")
    restore.restore(there, world, file)
    assert everything(there) == everything(site)


@pytest.mark.sqlite
def test_a_damaged_database_is_replaced_when_that_is_asked_for(site: Site, world: FakeWorld, file: Path):
    then = everything(site)
    assert site.database
    site.database.write_bytes(b"x" * 5000)
    with pytest.raises(Conflict, match="--replace"):
        restore.restore(site, world, file)
    done = restore.restore(site, world, file, replaces=True)
    assert everything(site) == then
    assert done.aside
    assert (done.aside / "emm.sqlite3").read_bytes() == b"x" * 5000


@pytest.mark.sqlite
def test_a_site_that_is_running_is_left_alone(site: Site, world: FakeWorld, file: Path):
    before = everything(site)
    handle = hold(site)
    assert handle is not None
    with pytest.raises(Conflict, match="The site is running"):
        restore.restore(site, world, file, replaces=True)
    os.close(handle)
    assert everything(site) == before
    restore.restore(site, world, file, replaces=True)


def test_the_courses_can_be_kept(site: Site, world: FakeWorld, file: Path, other: Other):
    there = other()
    copytree(site.content, there.content)
    (there.content / "sample" / "en" / "course.md").write_text("another course")
    before = files(there.content)
    with pytest.raises(Conflict, match="are others than those in the backup"):
        restore.restore(there, world, file)
    assert not (there.data / "emm.sqlite3").exists()
    done = restore.restore(there, world, file, content=False)
    assert not done.content
    assert files(there.content) == before
    assert rows(there) == rows(site)


def test_courses_that_cannot_be_written_are_told_before_anything_is_changed(
    site: Site, world: FakeWorld, file: Path, other: Other, monkeypatch
):
    there = other()
    there.content.mkdir(parents=True)
    may = os.access
    monkeypatch.setattr(os, "access", lambda path, *mode: path != there.content and may(path, *mode))
    with pytest.raises(Conflict, match="--keep-courses"):
        restore.restore(there, world, file)
    assert list(there.data.iterdir()) == []


def test_same_courses_are_not_touched(site: Site, world: FakeWorld, file: Path):
    before = {path: path.stat().st_ino for path in site.content.rglob("*")}
    restore.restore(site, world, file, replaces=True)
    assert {path: path.stat().st_ino for path in site.content.rglob("*")} == before


def test_deletions_of_both_lists_are_kept(site: Site, world: FakeWorld, tmp_path: Path):
    deleted = site.data / "deleted.txt"
    deleted.write_text(f"2027-01-01 {ONE}\n")
    file = backup.make(site, world, tmp_path / "site.zip", secret=SECRET).file
    deleted.write_text(f"2027-01-01 {ONE}\n2027-02-01 {TWO}\n")
    assert restore.restore(site, world, file, replaces=True).forgotten == 2
    assert deleted.read_text() == f"2027-01-01 {ONE}\n2027-02-01 {TWO}\n"
    deleted.unlink()
    restore.restore(site, world, file, replaces=True)
    assert deleted.read_text() == f"2027-01-01 {ONE}\n"


def test_without_keys_in_the_backup_those_that_are_there_stay(site: Site, world: FakeWorld, tmp_path: Path):
    file = backup.make(site, world, tmp_path / "site.zip", secret=None).file
    (site.data / "secret.key").write_text(SECRET * 3)
    restore.restore(site, world, file, replaces=True)
    assert (site.data / "secret.key").read_text() == SECRET * 3


CHANGES: dict[str, Callable[[dict[str, bytes]], object]] = {
    "a lesson": lambda inside: inside.update({"content/sample/en/course.md": b"other words"}),
    "same length": lambda inside: inside.update({"keys/secret.key": inside["keys/secret.key"][::-1]}),
    "a file more": lambda inside: inside.update({"content/sample/en/more.md": b"more"}),
    "a file less": lambda inside: inside.pop("content/sample/en/course.md"),
    "the database": lambda inside: inside.update({"database.sqlite3": b"x" * 5000}),
    "the list": lambda inside: inside.update({"manifest.json": inside["manifest.json"].replace(b"SQL", b"SEQ")}),
    "no list": lambda inside: inside.pop("manifest.json"),
    "no sum": lambda inside: inside.pop("manifest.sha256"),
    "a list of nothing": lambda inside: listed(inside, files={}),
    "other counts": lambda inside: listed(inside, tables={}),
    "another sum": lambda inside: inside.update({"manifest.sha256": "é".encode()}),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=list(CHANGES))
def test_a_changed_file_is_refused_and_nothing_is_changed(world: FakeWorld, file: Path, other: Other, change):
    there = other()
    with pytest.raises(StorageError) as told:
        restore.restore(there, world, rewritten(file, change))
    assert "changed.zip" in str(told.value)
    assert len(str(told.value).splitlines()) <= 3
    assert list(there.data.iterdir()) == []


@pytest.mark.parametrize("name", ["content/../../escaped", "/escaped", "content/.git/hook", "data/a\\b", "elsewhere/x"])
def test_names_that_lead_elsewhere_are_refused(world: FakeWorld, file: Path, other: Other, name: str, tmp_path: Path):
    def add(inside: dict[str, bytes]) -> None:
        inside[name] = b"x"
        told = json.loads(inside["manifest.json"])["files"]
        listed(inside, files=told | {name: {"size": 1, "sha256": sha256(b"x").hexdigest()}})

    there = other()
    with pytest.raises(StorageError, match="is not what it was"):
        restore.restore(there, world, rewritten(file, add))
    assert list(there.data.iterdir()) == []
    assert not list(tmp_path.rglob("escaped"))


@pytest.mark.parametrize("told", [{"format": 2, "program": "9.0"}, {"revision": "9999", "program": "9.0"}])
def test_a_backup_of_a_newer_program_is_refused(world: FakeWorld, file: Path, other: Other, told: dict[str, object]):
    with pytest.raises(EmmError, match=r"newer version of this program \(9\.0\)"):
        restore.restore(other(), world, rewritten(file, lambda inside: listed(inside, **told)))


def comes_back(there: Site, spoiled: Path) -> bool:
    """Whether a spoiled backup can be taken apart; if not, it was refused in words."""
    there.data.mkdir(parents=True, exist_ok=True)
    with backup.drafts(there.data) as place:
        try:
            return unpacked(spoiled, place).rows > 0
        except StorageError as refusal:
            told = str(refusal)
    assert "spoiled.zip" in told
    return False


def unpacked_files(file: Path) -> dict[str, bytes]:
    """Return what is in a backup."""
    with ZipFile(file) as packed:
        return {name: packed.read(name) for name in packed.namelist()}


@pytest.mark.no_cover
def test_a_file_that_was_cut_off_or_flipped_anywhere_is_refused_or_harmless(file: Path, other: Other):
    raw = file.read_bytes()
    there = other()
    spoiled = file.with_name("spoiled.zip")
    cut = [raw[: len(raw) * part // 40] for part in range(40)]
    flipped = [bytes([*raw[:at], raw[at] ^ 64, *raw[at + 1 :]]) for at in range(0, len(raw), len(raw) // 200)]
    for bad in cut:
        spoiled.write_bytes(bad)
        assert not comes_back(there, spoiled)
    for bad in flipped:
        spoiled.write_bytes(bad)
        assert not comes_back(there, spoiled) or unpacked_files(spoiled) == unpacked_files(file)


@pytest.mark.sqlite
def test_a_disk_that_keeps_something_else_is_noticed(world: FakeWorld, file: Path, other: Other, monkeypatch):
    there = other()
    move = restore._move

    def forgetful(path: Path, target: Path) -> None:
        move(path, target)
        if target.name == "secret.key":
            target.write_text("something else")

    monkeypatch.setattr(restore, "_move", forgetful)
    with pytest.raises(StorageError, match="The disk may be failing"):
        restore.restore(there, world, file)


def test_contents_do_not_depend_on_the_order_of_rows(site: Site, tmp_path: Path):
    before = rows(site)
    execute(
        site,
        "CREATE TABLE kept AS SELECT * FROM poll_total",
        "DELETE FROM poll_total",
        "INSERT INTO poll_total SELECT * FROM kept ORDER BY option DESC",
        "DROP TABLE kept",
    )
    assert rows(site) == before
    execute(site, "UPDATE poll_total SET votes = votes + 1 WHERE option = '1'")
    assert rows(site)["poll_total"] != before["poll_total"]
    assert isinstance(before["poll_total"], copies.Contents)
