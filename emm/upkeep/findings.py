"""What `emm doctor` finds: each thing that must be right, whether it is, and the command that helps."""

import os
import shutil
import stat
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from importlib.metadata import version
from pathlib import Path

from sqlalchemy.exc import DBAPIError

from emm.content.catalog import Catalog
from emm.credentials.keyfile import NAME as SIGNING_KEYS
from emm.credentials.keyfile import key_ring
from emm.errors import EmmError
from emm.store import schema
from emm.store.engine import describe, is_fixed, make_engine, sqlite_module
from emm.store.log import mark_of
from emm.upkeep import daily, opening
from emm.upkeep.archive import is_backup
from emm.upkeep.backup import DRAFTS, MEGABYTE
from emm.upkeep.holdings import LEAST_FREE
from emm.upkeep.site import KEYS, SET_ASIDE, Site
from emm.world import World

OLDEST = timedelta(days=2)
"""Age of the newest backup from which on something is wrong with making them."""
OTHERS = 0o077
"""Permissions of people who are not the owner."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at."""

    what: str
    text: str
    is_right: bool = True
    command: str = ""
    """What helps, as it is typed; "" when nothing has to be done."""


def _wrong(what: str, text: str, command: str) -> Finding:
    return Finding(what, text, is_right=False, command=command)


def examined(site: Site, world: World, *, most: int) -> Iterator[Finding]:
    """Look at everything that a site stands on; nothing is changed, and nothing is made."""
    yield Finding("program", f"emm {version('emm')}, Python {sys.version.partition(' ')[0]}")
    yield from _folder(site)
    yield from _disk(site)
    yield from _database(site)
    yield from _keys(site)
    yield from _content(site)
    yield from _backups(site, world, most)
    yield from _clock(site, world)
    yield from _leftovers(site)


def _folder(site: Site) -> Iterator[Finding]:
    data = site.data
    if not data.exists():
        yield Finding("data", f"{data} is not there yet; the first start makes it")
    elif not os.access(data, os.W_OK | os.X_OK):
        owner = f"{os.getuid()}:{os.getgid()}"
        yield _wrong("data", f"{data} cannot be written to.", f"chown -R {owner} {data}")
    elif readable := [path for path in _private(site) if stat.S_IMODE(path.stat().st_mode) & OTHERS]:
        text = f"{readable[0]} can be read by other users of this machine."
        yield _wrong("data", text, f"chmod -R go= {data}")
    else:
        yield Finding("data", str(data))


def _private(site: Site) -> list[Path]:
    database = [site.database] if site.database else []
    return [path for path in [*database, *(site.data / name for name in KEYS)] if path.exists()]


def _disk(site: Site) -> Iterator[Finding]:
    folders = {path.stat().st_dev: path for path in (site.backups, site.data) if path.exists()}
    for folder in folders.values():
        disk = shutil.disk_usage(folder)
        text = f"{folder}: {disk.free // MEGABYTE} of {disk.total // MEGABYTE} MB are free"
        is_full = disk.free < disk.total * LEAST_FREE
        yield _wrong("disk", text, f"du -xh {folder} | sort -h | tail") if is_full else Finding("disk", text)
    if site.database and mark_of(site.database).exists():
        yield _wrong("disk", "The disk refused to keep what was written, and may be about to fail.", "dmesg | tail")


def _database(site: Site) -> Iterator[Finding]:
    if site.database and not site.database.exists() and not site.has_been_used():
        yield Finding("database", "none yet; the first start makes it")
        return
    try:
        opening.examine(site)
        engine = make_engine(site.database_url)
        try:
            yield Finding("database", describe(engine))
            yield from _schema(schema.current(engine))
        finally:
            engine.dispose()
    except EmmError as fault:
        yield _told("database", fault)
        return
    except DBAPIError as fault:
        reason = str(fault.orig).strip().partition("\n")[0]
        yield _wrong("database", f"cannot be used: {reason}", _who_holds(site))
        return
    if site.database and not is_fixed(sqlite_module().sqlite_version_info):
        text = "this SQLite has a fault that its fast mode can meet, so a slower mode is used"
        yield _wrong("database", text, "pip install --upgrade pysqlite3")


def _schema(revision: str | None) -> Iterator[Finding]:
    if revision == schema.newest():
        yield Finding("tables", f"version {revision}, the newest")
    elif revision is None or schema.is_known(revision):
        text = f"version {revision or 'none'}, and this program needs {schema.newest()}"
        yield _wrong("tables", text, "emm db upgrade")
    else:
        yield _wrong("tables", schema.TOO_NEW, "emm --version")


def _who_holds(site: Site) -> str:
    return f"fuser -v {site.database}*" if site.database else "emm settings"


def _keys(site: Site) -> Iterator[Finding]:
    if not (site.data / SIGNING_KEYS).exists():
        if site.has_been_used():
            text = "the keys that sign certificates are missing; new ones would not vouch for earlier certificates"
            yield _wrong("keys", text, "emm restore --replace FILE.zip")
        else:
            yield Finding("keys", "none yet; the first start makes them")
        return
    try:
        count = len(key_ring(site.data).public.keys)
    except EmmError as fault:
        yield _told("keys", fault, "emm restore --replace FILE.zip")
    else:
        yield Finding("keys", f"{count} for signing certificates")


def _content(site: Site) -> Iterator[Finding]:
    catalog = Catalog(site.content)
    catalog.load()
    courses = {course.id for language in catalog.languages for course in catalog.courses(language)}
    errors = sum(problem.is_error for _name, problem in catalog.problems)
    text = f"{site.content}: {len(courses)} courses"
    if errors:
        yield _wrong("courses", f"{text}, and {errors} errors that keep some from being shown", "emm check")
    elif not courses:
        yield _wrong("courses", f"{text}; there is nothing to show", "emm new course FOLDER")
    else:
        yield Finding("courses", text)


def _backups(site: Site, world: World, most: int) -> Iterator[Finding]:
    found = sorted(site.backups.glob("*.zip"), key=lambda path: path.stat().st_mtime)
    broken = [path for path in found if not is_backup(path)]
    for path in broken:
        yield _wrong("backups", f"{path} is cut off", f"rm {path} && emm backup")
    good = [path for path in found if path not in broken]
    if not good and not site.has_been_used():
        return
    if not good:
        yield _wrong("backups", f"none in {site.backups}", "emm backup")
        return
    age = world.now() - datetime.fromtimestamp(good[-1].stat().st_mtime, UTC)
    text = f"{len(good)} in {site.backups}, {len(daily.kept(site))} of them daily; the newest: {good[-1].name}"
    is_right = age < OLDEST
    yield Finding(
        "backups", text if is_right else f"{text}, {age.days} days ago", is_right, "" if is_right else "emm backup"
    )
    if not most:
        yield Finding("backups", "the daily backup is switched off (EMM_BACKUPS=0)")


def _clock(site: Site, world: World) -> Iterator[Finding]:
    newest = max((path.stat().st_mtime for path in _private(site)), default=0.0)
    ahead = datetime.fromtimestamp(newest, UTC) - world.now()
    if ahead > timedelta(minutes=5):
        text = f"the clock is behind: something was written {ahead} from now"
        yield _wrong("clock", text, "timedatectl set-ntp true")
    else:
        yield Finding("clock", f"{world.now():%Y-%m-%d %H:%M} UTC")


def _leftovers(site: Site) -> Iterator[Finding]:
    places = dict.fromkeys((site.data, site.backups))
    for path in sorted(path for place in places for path in place.glob(f"{DRAFTS}*")):
        yield _wrong("leftovers", f"{path} was left behind by work that was cut off", f"rm -r {path}")
    for path in sorted(site.data.glob(f"{SET_ASIDE}*")):
        yield Finding("set aside", f"{path} holds what a restore replaced; when nobody misses it: rm -r {path}")


def _told(what: str, fault: EmmError, command: str = "") -> Finding:
    lines = str(fault).splitlines()
    command = next((line.strip() for line in lines if line.strip().startswith("emm ")), command)
    return _wrong(what, lines[0], command)
