"""Before a site is served its database is made once, looked at, and brought up to date with a copy from before."""

import sqlite3
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path

import pytest
from sqlalchemy import Engine

from emm.errors import Conflict, StorageError
from emm.store import engine as engine_module
from emm.store import schema
from emm.store.engine import make_engine, sqlite_module
from emm.upkeep import opening, restore
from emm.upkeep.site import Site
from tests.support.world import FakeWorld
from tests.upkeep.conftest import SECRET, site_at
from tests.upkeep.sites import execute, rows

pytestmark = pytest.mark.thorough

BIG = 400
"""Rows enough for several pages and an index of its own."""


def ready(site: Site, world: FakeWorld | None = None) -> str:
    """Make ready, and return what the operator reads."""
    return "\n".join(opening.made_ready(site, world or FakeWorld(), SECRET))


@pytest.fixture
def large(tmp_path: Path) -> Site:
    """A site on SQLite with some hundred learners, in one file."""
    site = site_at(tmp_path / "large")
    site.data.mkdir(parents=True)
    schema.begin(site.database_url)
    days = "'2027-03-01', '2027-03-01'"
    execute(site, *(f"INSERT INTO learner VALUES ('{n:032x}', 1, {days}, NULL)" for n in range(BIG)))
    site.mark.touch()
    return site


def test_a_new_site_gets_a_database(other, empty_url: str):
    site = other(empty_url)
    site.data.mkdir(parents=True)
    assert ready(site).startswith("Database: ")
    assert rows(site)["learner"].rows == 0


def test_a_site_that_is_up_to_date_is_left_as_it_is(site: Site):
    before = rows(site)
    assert ready(site).splitlines() == [line for line in ready(site).splitlines() if line.startswith("Database: ")]
    assert rows(site) == before
    assert not site.backups.exists()


def test_an_empty_database_never_takes_the_place_of_a_lost_one(site: Site, tmp_path: Path, request):
    if site.database:
        site.database.unlink()
    else:
        execute(site, "DROP SCHEMA public CASCADE", "CREATE SCHEMA public")
    for _ in range(2):
        with pytest.raises(StorageError, match="although this site has been in use") as told:
            ready(site)
        assert "emm restore FILE.zip" in str(told.value)
        assert len(str(told.value).splitlines()) <= 10
        assert not (site.database and site.database.exists())
    opening.begin_anew(site)
    assert rows(site)["learner"].rows == 0
    with pytest.raises(Conflict, match="There is a database already"):
        opening.begin_anew(site)


def test_backups_are_enough_to_know_that_a_site_was_used(other):
    site = other()
    site.backups.mkdir(parents=True)
    (site.backups / "daily-2027-01-01.zip").write_bytes(b"")
    with pytest.raises(StorageError, match=r"emm restore .*/backups/daily-2027-01-01\.zip"):
        ready(site)


def flip(file: Path, at: int, length: int = 40) -> None:
    """Damage bytes in the middle of a file."""
    raw = bytearray(file.read_bytes())
    raw[at : at + length] = bytes(byte ^ 0xA5 for byte in raw[at : at + length])
    file.write_bytes(raw)


def page_of(file: Path, name: str) -> int:
    """Return where the root page of a table or index begins."""
    with closing(sqlite3.connect(file)) as connection:
        (page,) = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = ?", (name,)).fetchone()
        (size,) = connection.execute("PRAGMA page_size").fetchone()
    return int((page - 1) * size)


def without_log(file: Path) -> None:
    """Let a server die, and somebody tidy up after it."""
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("UPDATE learner SET seed = 2")
        connection.commit()
        kept = file.with_name(f"{file.name}-shm").read_bytes()
    file.with_name(f"{file.name}-shm").write_bytes(kept)


DAMAGES: dict[str, Callable[[Path], object]] = {
    "header": lambda file: flip(file, 0, 100),
    "root page of a table": lambda file: flip(file, page_of(file, "learner")),
    "root page of an index": lambda file: flip(file, page_of(file, "ix_learner_seen_on")),
    "schema": lambda file: flip(file, 100),
    "cut in the middle": lambda file: file.write_bytes(file.read_bytes()[: file.stat().st_size // 2]),
    "cut in the first page": lambda file: file.write_bytes(file.read_bytes()[:700]),
    "no bytes": lambda file: file.write_bytes(b""),
    "another file": lambda file: file.write_bytes(b"%PDF-1.7" * 2000),
    "log removed": without_log,
}


@pytest.mark.no_cover
@pytest.mark.parametrize("damage", DAMAGES.values(), ids=list(DAMAGES))
def test_r7_a_damaged_database_stops_the_start_with_words(large: Site, damage: Callable[[Path], object]):
    assert large.database
    ready(large)
    damage(large.database)
    before = large.database.read_bytes()
    with pytest.raises(StorageError) as told:
        ready(large)
    words = str(told.value)
    assert f"The database {large.database} is damaged: " in words
    assert "emm restore --replace FILE.zip" in words
    assert len(words.splitlines()) <= 10
    assert large.database.read_bytes() == before


@pytest.mark.sqlite
def test_r7_a_file_without_tables_is_damaged(site: Site):
    assert site.database
    site.database.unlink()
    with closing(sqlite3.connect(site.database)) as connection:
        connection.execute("VACUUM")
    with pytest.raises(StorageError, match=r"is damaged: it (is empty|has no tables)"):
        ready(site)


def test_lost_keys_are_told(site: Site):
    (site.data / "signing-keys.json").unlink()
    assert "certificates of earlier days cannot be checked" in ready(site)


def test_the_newest_backup_is_named(large: Site):
    large.backups.mkdir()
    for day in (1, 2):
        (large.backups / f"daily-2027-01-0{day}.zip").write_bytes(b"")
    assert large.database
    large.database.write_bytes(b"")
    with pytest.raises(StorageError, match=r"emm restore --replace .*daily-2027-01-02\.zip"):
        ready(large)


def test_a_change_of_the_tables_leaves_a_copy_that_leads_back(world: FakeWorld, other, empty_url: str):
    site = other(empty_url if empty_url.startswith("postgresql") else "")
    site.data.mkdir(parents=True)
    engine: Engine = make_engine(site.database_url, new=True)
    schema.upgrade(engine, "0002")
    before = rows(site)
    told = ready(site, world)
    (copy,) = site.backups.glob("before-*.zip")
    assert f"brought from 0002 to {schema.newest()}" in told
    assert f"emm restore --replace {copy}" in told
    assert schema.current(engine) == schema.newest()
    engine.dispose()
    restore.restore(site, world, copy, replaces=True)
    engine = make_engine(site.database_url)
    assert schema.current(engine) == "0002"
    engine.dispose()
    assert rows(site) == before


def test_tables_of_a_newer_program_are_left_alone(site: Site):
    execute(site, "UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(Conflict, match="newer version of this program"):
        ready(site)
    assert not site.backups.exists()


@pytest.mark.sqlite
def test_r6_a_locked_database_is_told_and_served(site: Site, monkeypatch):
    monkeypatch.setattr(engine_module, "PATIENCE", 0.1)
    assert site.database
    with closing(sqlite_module().connect(site.database, isolation_level=None)) as other:
        other.execute("PRAGMA locking_mode=EXCLUSIVE")
        other.execute("BEGIN EXCLUSIVE")
        other.execute("UPDATE learner SET seed = 2")
        told = ready(site)
    assert "database is locked" in told
    assert "emm doctor" in told
    assert "Until then lessons can be read" in told


def test_a_postgresql_that_is_away_is_told_in_words(tmp_path: Path):
    site = site_at(tmp_path, "postgresql+psycopg://nobody@127.0.0.1:1/emm")
    with pytest.raises(StorageError, match="PostgreSQL cannot be used: connection failed") as told:
        ready(site)
    assert "EMM_DATABASE_URL" in str(told.value)
    assert len(str(told.value).splitlines()) <= 10


def test_the_first_of_two_that_make_the_database_wins(tmp_path: Path):
    site = site_at(tmp_path)
    site.data.mkdir()
    schema.begin(site.database_url)
    execute(site, "INSERT INTO learner VALUES ('a', 1, '2027-03-01', '2027-03-01', NULL)")
    schema.begin(site.database_url)
    assert rows(site)["learner"].rows == 1
    with suppress(FileNotFoundError):
        assert [path.name for path in site.data.iterdir()] == ["emm.sqlite3"]
