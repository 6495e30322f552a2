"""The backups that are made by themselves: one a day, the last ones kept, the oldest tried."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from emm.upkeep import backup
from emm.upkeep.backup import Made, Say, silent
from emm.upkeep.site import Site
from emm.world import World

NAME = "daily-"


@dataclass(frozen=True, slots=True)
class Kept:
    """The backup of today, and the oldest one that is kept, which could be restored as well."""

    made: Made
    oldest: Path
    count: int


def make(site: Site, world: World, *, secret: str, most: int, say: Say = silent) -> Kept:
    """Make the backup of today, keep the newest `most` of them, and prove that the oldest can still be restored.

    Raises StorageError in words when one of that cannot be done.
    """
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
