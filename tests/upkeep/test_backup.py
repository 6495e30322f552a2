"""A backup is made while others write, holds everything, and counts only when it could be restored."""

import errno
import os
import shutil
import stat
from pathlib import Path
from types import SimpleNamespace
from zipfile import ZipFile

import pytest

from emm.errors import StorageError
from emm.store import copies
from emm.store.engine import make_engine, writing
from emm.upkeep import archive, backup
from emm.upkeep.site import Site
from tests.support.world import FakeWorld
from tests.upkeep.conftest import SECRET
from tests.upkeep.sites import execute, files, rows, spoil


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Where the backup goes."""
    return tmp_path / "stick" / "site.zip"


def make(site: Site, world: FakeWorld, file: Path, secret: str | None = SECRET) -> backup.Made:
    return backup.make(site, world, file, secret=secret)


def names(file: Path) -> set[str]:
    with ZipFile(file) as packed:
        return set(packed.namelist())


def test_a_backup_holds_database_courses_keys_and_files(site: Site, world: FakeWorld, file: Path):
    made = make(site, world, file)
    assert made.manifest.tables == rows(site)
    assert made.manifest.rows > 10
    content = {f"content/{name}" for name in files(site.content)}
    own = {"database.sqlite3", "data/uploads/logo.svg", "keys/secret.key", "keys/signing-keys.json"}
    assert names(file) == content | own | {"manifest.json", "manifest.sha256"}
    assert made.manifest.made_at < world.now()
    assert (made.size, made.sha256) == (file.stat().st_size, archive.sum_of(file).sha256)


def test_only_its_owner_can_read_it_and_nothing_is_left_beside_it(site: Site, world: FakeWorld, file: Path):
    make(site, world, file)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert list(file.parent.iterdir()) == [file]


def test_the_keys_can_be_left_out(site: Site, world: FakeWorld, file: Path):
    made = make(site, world, file, secret=None)
    assert not made.manifest.has_keys
    assert not {name for name in names(file) if "key" in name}
    assert SECRET.encode() not in file.read_bytes()


def test_what_is_no_part_of_the_site_stays_out(site: Site, world: FakeWorld, file: Path):
    before = make(site, world, file).manifest.files.keys()
    (site.data / "emm.sqlite3-wal").touch()
    for path in (
        "data/earlier.sqlite3/x.sqlite3",
        "data/backups/daily-2027-01-01.zip",
        "data/compiled/0.course",
        "data/set-aside-2027/emm.sqlite3",
        "data/.emm-x/draft",
    ):
        (site.data.parent / path).parent.mkdir(parents=True)
        (site.data.parent / path).write_text("x")
    (site.content / ".git").mkdir()
    (site.content / ".git" / "HEAD").write_text("x")
    (site.content / "passwords").symlink_to("/etc/passwd")
    assert make(site, world, file).manifest.files.keys() == before


def test_deleted_rows_are_not_in_the_copy(site: Site, world: FakeWorld, file: Path, tmp_path: Path):
    execute(site, "UPDATE certificate SET title = 'Somebody said this once'", "DELETE FROM learner")
    make(site, world, file)
    with ZipFile(file) as packed:
        assert b"Somebody said" not in packed.read("database.sqlite3")


def test_rows_that_arrive_meanwhile_belong_to_the_next_backup(site: Site, world: FakeWorld, file: Path, monkeypatch):
    before = rows(site)
    take = copies.take

    def taken_then_written(engine, snapshot):
        revision = take(engine, snapshot)
        execute(site, "DELETE FROM learner")
        return revision

    monkeypatch.setattr(copies, "take", taken_then_written)
    assert make(site, world, file).manifest.tables == before


def test_a_backup_is_made_while_somebody_writes(site: Site, world: FakeWorld, file: Path):
    engine = make_engine(site.database_url)
    before = rows(site)
    with writing(engine) as connection:
        connection.exec_driver_sql("DELETE FROM poll_total")
        assert make(site, world, file).manifest.tables == before
    engine.dispose()


def test_another_file_is_never_overwritten_and_an_older_backup_is(site: Site, world: FakeWorld, file: Path):
    file.parent.mkdir()
    file.write_text("my thesis")
    with pytest.raises(StorageError, match="is there already and is not a backup"):
        make(site, world, file)
    assert file.read_text() == "my thesis"
    file.unlink()
    first = make(site, world, file)
    assert make(site, world, file).sha256 != first.sha256


def test_a_backup_that_cannot_be_restored_is_not_made(site: Site, world: FakeWorld, file: Path, monkeypatch):
    pack = backup._pack

    def spoiled(*arguments):
        pack(*arguments)
        spoil(arguments[2])

    monkeypatch.setattr(backup, "_pack", spoiled)
    with pytest.raises(StorageError, match="is damaged or was changed"):
        make(site, world, file)
    assert list(file.parent.iterdir()) == []


def test_rows_that_differ_are_named(site: Site):
    found = dict(rows(site))
    backup.compare(found, found, Path("x.zip"))
    with pytest.raises(StorageError, match="they differ in: learner"):
        backup.compare(found | {"learner": copies.Contents(1, "0")}, found, Path("x.zip"))


def test_a_disk_with_too_little_room_is_told_before_it_is_full(site: Site, world: FakeWorld, file: Path, monkeypatch):
    monkeypatch.setattr(shutil, "disk_usage", lambda _place: SimpleNamespace(free=9, total=10))
    with pytest.raises(StorageError, match="0 MB free, and a backup of this site needs about 1 MB"):
        make(site, world, file)


@pytest.mark.parametrize(
    ("number", "words"), [(errno.ENOSPC, "The disk of .* is full"), (errno.EROFS, "cannot be used: Read-only")]
)
def test_a_disk_that_cannot_be_written_to_is_told_in_words(
    site: Site, world: FakeWorld, file: Path, monkeypatch, number: int, words: str
):
    def fail(*_arguments):
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(backup, "_pack", fail)
    with pytest.raises(StorageError, match=words):
        make(site, world, file)
    assert list(file.parent.iterdir()) == []


@pytest.mark.sqlite
def test_a_lost_database_is_told_and_not_made(site: Site, world: FakeWorld, file: Path):
    assert site.database
    site.database.unlink()
    with pytest.raises(StorageError, match="is missing, although this site has been in use"):
        make(site, world, file)
    assert not site.database.exists()


@pytest.mark.sqlite
def test_a_damaged_database_is_told_in_words(site: Site, world: FakeWorld, file: Path):
    assert site.database
    site.database.write_bytes(b"x" * 9000)
    with pytest.raises(StorageError, match="is damaged: file is not a database"):
        make(site, world, file)


def test_a_database_without_tables_has_nothing_to_back_up(world: FakeWorld, file: Path, other, empty_url: str):
    site = other(empty_url)
    site.data.mkdir(parents=True)
    make_engine(site.database_url, new=True)
    if site.database:
        site.database.touch()
    with pytest.raises(StorageError, match="no tables yet"):
        make(site, world, file)
