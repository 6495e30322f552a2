"""The backups that are made by themselves: one a day, the last ones kept, the oldest tried; one at a time."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from time import sleep

from emm.errors import StorageError
from emm.upkeep import backup
from emm.upkeep.backup import Made, Say, silent
from emm.upkeep.site import Site
from emm.world import World

NAME = "daily-"
BUSY = "A backup is being made at this moment. Wait until it is there."
TRIES = 10
"""A tenth of a second each: who only looks whether a backup is being made is in the way for less than that."""


@dataclass(frozen=True, slots=True)
class Kept:
    """The backup of today, and the oldest one that is kept, which could be restored as well."""

    made: Made
    oldest: Path
    count: int


def make(site: Site, world: World, *, secret: str, most: int, say: Say = silent) -> Kept:
    """Make the backup of today, keep the newest `most` of them, and prove that the oldest can still be restored.

    Raises StorageError in words when one of that cannot be done, or is being done by somebody else.
    """
    with _turn(site):
        return _make(site, world, secret, most, say)


def is_being_made(site: Site) -> bool:
    """Whether somebody makes a backup of the day at this moment, in whichever process of this machine."""
    if not site.backups.exists():
        return False
    handle = os.open(site.backups, os.O_RDONLY)
    try:
        return not _is_free(handle, fcntl.LOCK_SH)
    finally:
        os.close(handle)


def _make(site: Site, world: World, secret: str, most: int, say: Say) -> Kept:
    made = backup.make(site, world, file_of(site, world.now().date()), secret=secret, say=say)
    found = kept(site)
    for old in found[:-most]:
        old.unlink()
    oldest = found[-most:][0]
    say(f"Trying the oldest backup, {oldest.name}")
    with backup.drafts(site.backups) as place:
        backup.proven(oldest, place)
    return Kept(made, oldest, min(most, len(found)))


def file_of(site: Site, day: date) -> Path:
    """Return where the backup of a day is."""
    return site.backups / f"{NAME}{day}.zip"


def kept(site: Site) -> list[Path]:
    """Return the backups that were made by themselves, the oldest first."""
    return sorted(site.backups.glob(f"{NAME}*.zip"))


@contextmanager
def _turn(site: Site) -> Iterator[None]:
    """Keep everybody else from making a backup; the folder itself is what is locked, so nothing is left behind."""
    with backup.drafts(site.backups):
        handle = os.open(site.backups, os.O_RDONLY)
    try:
        if not _is_free_soon(handle):
            raise StorageError(BUSY)
        yield
    finally:
        os.close(handle)


def _is_free_soon(handle: int) -> bool:
    for _ in range(TRIES):
        if _is_free(handle, fcntl.LOCK_EX):
            return True
        sleep(0.1)
    return False


def _is_free(handle: int, lock: int) -> bool:
    try:
        fcntl.flock(handle, lock | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
