"""Where a site keeps what must not be lost, and how it is known that somebody is using it."""

import fcntl
import os
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from emm.credentials.keyfile import NAME as SIGNING_KEYS
from emm.store.engine import sqlite_file

MARK = "site.lock"
"""The file in the data folder that says that a database was made for it; held by the server as long as it runs."""
SECRET_KEY = "secret.key"  # noqa: S105 - the name of a file
KEYS = (SECRET_KEY, SIGNING_KEYS)
COMPILED = "compiled"
"""The folder in the data folder with what can be made again from the courses, and so belongs to no backup."""
SET_ASIDE = "set-aside-"
"""What the folders begin with that hold what a restore has replaced."""
_DATABASE = re.compile(r"\.sqlite3(-wal|-shm|-journal)?$")
"""Names of databases, that of a site which has moved to PostgreSQL included."""
HIDDEN = "."
"""What names begin with that are no part of a site: drafts, and folders of version control."""


@dataclass(frozen=True, slots=True)
class Site:
    """The places of one site."""

    data: Path
    content: Path
    database_url: str
    backups: Path
    chosen: Mapping[str, str] = field(default_factory=dict)
    """Settings that are not at their default, without secrets: a new machine needs them too."""

    @property
    def database(self) -> Path | None:
        """The file of the database; None for a database that is no file."""
        return sqlite_file(self.database_url)

    @property
    def mark(self) -> Path:
        """The file that is there once a database was made."""
        return self.data / MARK

    def has_been_used(self) -> bool:
        """Whether there must be a database somewhere."""
        return self.mark.exists() or any(self.backups.glob("*.zip"))

    def own_files(self) -> dict[str, Path]:
        """Return the files of the data folder besides database, keys, copies and compiled courses, by their names."""
        own = {name: path for name, path in files_below(self.data).items() if not self._is_set_apart(path)}
        return {name: path for name, path in own.items() if name not in (MARK, *KEYS) and not _DATABASE.search(name)}

    def _is_set_apart(self, path: Path) -> bool:
        first = path.relative_to(self.data).parts[0]
        return path.is_relative_to(self.backups) or first == COMPILED or first.startswith(SET_ASIDE)


def files_below(folder: Path) -> dict[str, Path]:
    """Return all files in a folder and its folders by their names in it, but hidden ones and links, in order."""
    found = {}
    for place, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith(HIDDEN))
        for path in (Path(place) / name for name in sorted(names) if not name.startswith(HIDDEN)):
            if path.is_file() and not path.is_symlink():
                found[path.relative_to(folder).as_posix()] = path
    return found


def hold(site: Site) -> int | None:
    """Mark the site as used, and as being served until this process and its children end.

    Return what holds it; None where the data folder cannot be written to, and so cannot be restored into either.
    """
    try:
        handle = os.open(site.mark, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError:
        return None
    fcntl.flock(handle, fcntl.LOCK_SH)
    return handle


@contextmanager
def alone(site: Site) -> Iterator[bool]:
    """Keep servers from starting, and say whether none is running; a site without a mark has never been served."""
    if not site.mark.exists():
        yield True
        return
    handle = os.open(site.mark, os.O_RDWR)
    try:
        yield _is_free(handle)
    finally:
        os.close(handle)


def _is_free(handle: int) -> bool:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
