"""What a site has on its disk: the backups, and how much room is left."""

import shutil
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from emm.upkeep import daily
from emm.upkeep.archive import is_backup
from emm.upkeep.site import Site, files_below

LEAST_FREE = 0.05
"""Part of the disk below which it is time to make room."""
BEFORE = "before-"
"""What the names of backups begin with that were made before the tables changed."""

Sort = Literal["daily", "before", "other"]


@dataclass(frozen=True, slots=True)
class Backup:
    """A backup that is there. Those that the program made were restored and compared before they got their name."""

    file: Path
    size: int
    made_at: datetime
    sort: Sort

    @property
    def name(self) -> str:
        """The name of the file."""
        return self.file.name


@dataclass(frozen=True, slots=True)
class Room:
    """How full the disk is."""

    used: int
    """Bytes of the site's own files: database, backups and the rest of the data folder."""
    free: int
    total: int

    @property
    def is_short(self) -> bool:
        """Whether it is time to make room."""
        return self.free < self.total * LEAST_FREE


def backups(site: Site) -> tuple[Backup, ...]:
    """Return the backups in the folder of backups, the newest first; what is no backup, or cut off, is passed over."""
    found = (_backup(path) for path in site.backups.glob("*.zip") if path.is_file() and is_backup(path))
    return tuple(sorted(found, key=lambda one: (one.made_at, one.name), reverse=True))


def room(site: Site) -> Room:
    """Return how full the disk of the data folder is."""
    files = {*files_below(site.data).values(), *files_below(site.backups).values()}
    disk = shutil.disk_usage(site.data)
    return Room(sum(_size(path) for path in files), disk.free, disk.total)


def _backup(path: Path) -> Backup:
    known = path.stat()
    sort: Sort = "daily" if path.name.startswith(daily.NAME) else "before" if path.name.startswith(BEFORE) else "other"
    return Backup(path, known.st_size, datetime.fromtimestamp(known.st_mtime, UTC), sort)


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except FileNotFoundError:  # gone since it was listed
        return 0
