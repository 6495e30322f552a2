"""What the doctor finds: nothing where all is well, and with each problem the command that helps."""

import os
import shutil
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace

import pytest

from emm.store import schema
from emm.store.log import mark_of
from emm.upkeep import backup, daily
from emm.upkeep.findings import Finding, examined
from emm.upkeep.site import Site
from emm.world import World
from tests.upkeep.conftest import SECRET, site_at
from tests.upkeep.sites import execute

pytestmark = pytest.mark.thorough


def made_well(site: Site) -> Site:
    """Let nothing be said of a site."""
    for path in site.data.rglob("*"):
        path.chmod(0o700 if path.is_dir() else 0o600)
    daily.make(site, World(), secret=SECRET, most=7)
    return site


@pytest.fixture(scope="module")
def well_pattern(pattern: Site, tmp_path_factory: pytest.TempPathFactory) -> Site:
    """A site of which nothing can be said, from which those on SQLite are copied."""
    place = tmp_path_factory.mktemp("well") / "here"
    shutil.copytree(pattern.data.parent, place)
    return made_well(site_at(place))


@pytest.fixture
def well(site: Site, well_pattern: Site) -> Site:
    """A site of which nothing can be said."""
    if site.database is None:
        return made_well(site)
    shutil.rmtree(site.data)
    shutil.copytree(well_pattern.data, site.data)
    return site


def wrong(site: Site, most: int = 7) -> list[Finding]:
    found = list(examined(site, World(), most=most))
    assert all(bool(one.command) is not one.is_right for one in found)
    return [one for one in found if not one.is_right]


def the_wrong(site: Site) -> Finding:
    (one,) = wrong(site)
    return one


def test_a_site_that_is_well_has_no_problem(well: Site):
    assert wrong(well) == []
    told = {one.what: one.text for one in examined(well, World(), most=7)}
    assert told["program"].startswith("emm ")
    assert told["tables"] == f"version {schema.newest()}, the newest"
    assert "1 courses" in told["courses"]
    assert "1 of them daily" in told["backups"]


@pytest.mark.sqlite
def test_a_disk_that_refused_is_told(well: Site):
    assert well.database
    mark_of(well.database).touch(0o600)
    found = the_wrong(well)
    assert (found.what, found.command) == ("disk", "dmesg | tail")
    assert "refused" in found.text


def test_looking_makes_nothing(other):
    site = other()
    found = {one.what: one.text for one in examined(site, World(), most=7)}
    assert found["database"] == "none yet; the first start makes it"
    assert found["keys"] == "none yet; the first start makes them"
    assert not site.data.exists()


@pytest.mark.sqlite
def test_a_lost_database(well: Site):
    assert well.database
    well.database.unlink()
    one = the_wrong(well)
    assert "is missing" in one.text
    assert one.command == f"emm restore {daily.kept(well)[0]}"


@pytest.mark.sqlite
def test_a_damaged_database(well: Site):
    assert well.database
    well.database.write_bytes(b"x" * 5000)
    one = the_wrong(well)
    assert "is damaged" in one.text
    assert one.command == f"emm restore --replace {daily.kept(well)[0]}"


@pytest.mark.sqlite
def test_a_database_that_cannot_be_opened(well: Site, monkeypatch):
    assert well.database
    shutil.move(well.database, well.database.with_suffix(".x"))
    well.database.mkdir(mode=0o700)
    (well.database / "x").touch()
    assert [one.what for one in wrong(well)] == ["database"]
    assert the_wrong(well).command.startswith("fuser -v ")


@pytest.mark.parametrize(("revision", "command"), [("0003", "emm db upgrade"), ("9999", "emm --version")])
def test_tables_of_another_version(well: Site, revision: str, command: str):
    execute(well, f"UPDATE alembic_version SET version_num = '{revision}'")
    assert the_wrong(well).command == command


def test_lost_and_damaged_keys(well: Site):
    keys = well.data / "signing-keys.json"
    text = keys.read_text()
    keys.write_text(text[:50])
    assert the_wrong(well).what == "keys"
    keys.unlink()
    assert "are missing" in the_wrong(well).text
    assert not keys.exists()


def test_files_that_others_can_read(well: Site):
    (well.data / "secret.key").chmod(0o644)
    assert the_wrong(well).command == f"chmod -R go= {well.data}"


def test_a_folder_that_cannot_be_written_to(well: Site, monkeypatch):
    may = os.access
    monkeypatch.setattr(os, "access", lambda path, *mode: path != well.data and may(path, *mode))
    assert f"chown -R {os.getuid()}:{os.getgid()} {well.data}" in [one.command for one in wrong(well)]


def test_a_disk_that_is_nearly_full(well: Site, monkeypatch):
    monkeypatch.setattr(shutil, "disk_usage", lambda _place: SimpleNamespace(free=4 << 20, total=100 << 20))
    assert "4 of 100 MB are free" in the_wrong(well).text


def test_courses_with_errors_and_without_courses(well: Site):
    (well.content / "sample" / "en" / "course.md").write_text("not a course")
    assert the_wrong(well).command == "emm check"
    shutil.rmtree(well.content)
    well.content.mkdir()
    assert "nothing to show" in the_wrong(well).text


def test_backups_that_are_missing_old_or_cut_off(well: Site):
    (only,) = daily.kept(well)
    raw = only.read_bytes()
    only.write_bytes(raw[:-100])
    assert {one.command for one in wrong(well)} == {f"rm {only} && emm backup", "emm backup"}
    only.write_bytes(raw)
    then = datetime(2026, 1, 1, tzinfo=UTC).timestamp()
    os.utime(only, (then, then))
    assert "days ago" in the_wrong(well).text
    only.unlink()
    assert the_wrong(well).text == f"none in {well.backups}"


def test_a_clock_that_is_behind(well: Site):
    then = datetime(2100, 1, 1, tzinfo=UTC).timestamp()
    os.utime(well.data / "secret.key", (then, then))
    assert "the clock is behind" in the_wrong(well).text


def test_what_was_left_behind_and_set_aside(well: Site):
    draft, aside = well.data / f"{backup.DRAFTS}abc", well.data / "set-aside-2027"
    draft.mkdir()
    aside.mkdir()
    assert the_wrong(well).command == f"rm -r {draft}"
    told = {one.what: one for one in examined(well, World(), most=0)}
    assert told["set aside"].is_right
    assert f"rm -r {aside}" in told["set aside"].text
    assert "switched off" in told["backups"].text


def test_no_more_than_one_look_at_a_disk(well: Site, tmp_path: Path):
    assert [one.what for one in examined(well, World(), most=7)].count("disk") == 1
