"""Turns a backup into the site that it was made from; what it replaces is set aside, and never deleted."""

import os
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from sqlalchemy.exc import DBAPIError

from emm.errors import Conflict, StorageError
from emm.learning.forgetting import LIST as DELETED
from emm.learning.forgetting import forgotten
from emm.private_files import keep_names
from emm.store import copies, schema
from emm.store.engine import make_engine
from emm.upkeep import backup, troubles
from emm.upkeep.archive import CONTENT, DATA, DATABASE, KEYS, Manifest, Sum, sum_of
from emm.upkeep.backup import Say, silent
from emm.upkeep.site import SET_ASIDE, Site, alone, files_below
from emm.world import World

RUNNING = "The site is running. Stop it, then restore: nobody's answers may arrive meanwhile."


@dataclass(frozen=True, slots=True)
class Restored:
    """What was put back, and where that is which stood in its place."""

    manifest: Manifest
    aside: Path | None
    """None when nothing stood in the place of anything."""
    content: bool
    """Whether the courses were put back, too; else those that were there stayed."""
    forgotten: int
    """How many learners are on the list of deletions; the next start deletes again those who came back."""


def restore(
    site: Site, world: World, file: Path, *, replaces: bool = False, content: bool = True, say: Say = silent
) -> Restored:
    """Check a backup, turn it into the site, and compare every row and every file with it.

    `replaces` allows what is there to be set aside; without `content` the courses stay as they are. Raises
    StorageError or Conflict in words; everything that can be found out is found out before anything is changed.
    """
    with backup.drafts(site.data) as place, alone(site) as is_alone:
        if not is_alone and site.database:
            raise Conflict(RUNNING)
        say("Checking the backup")
        manifest = backup.proven(file, place)
        if not schema.is_known(manifest.revision):
            raise Conflict(f"{file} was made by a newer version of this program ({manifest.program}). Install that.")
        content = content and _differs(site.content, manifest.below(CONTENT))
        _refuse(site, replaces=replaces, content=content)
        say("Putting everything in its place")
        aside = _Aside(site.data / f"{SET_ASIDE}{world.now():%Y-%m-%dT%H%M%S}")
        _put_files_back(site, manifest, place, aside)
        if content:
            _put_content_back(site, place, aside)
        _put_database_back(site, world, place / DATABASE, aside)
        say("Comparing")
        compare(site, manifest, file, content=content)
        site.mark.touch(0o600)
        same = content or not _differs(site.content, manifest.below(CONTENT))
        return Restored(manifest, aside.used, same, len(forgotten(site.data)))


def compare(site: Site, manifest: Manifest, file: Path, *, content: bool) -> None:
    """Raise StorageError unless the site is what the backup holds; the list of deletions may be longer."""
    engine = make_engine(site.database_url)
    try:
        with engine.connect() as connection:
            backup.compare(manifest.tables, copies.contents(connection), file)
    finally:
        engine.dispose()
    places = {DATA: site.data, KEYS: site.data} | ({CONTENT: site.content} if content else {})
    for prefix, folder in places.items():
        for name, expected in manifest.below(prefix).items():
            if name != DELETED and sum_of(folder / name) != expected:
                raise StorageError(f"{folder / name} is not what it is in {file}. The disk may be failing.")


class _Aside:
    """The folder for what is replaced; it is made when something is."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.used: Path | None = None

    def path(self, name: str) -> Path:
        """Return where a file of that name goes."""
        path = self._folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        self.used = self._folder
        return path

    def put(self, path: Path, name: str) -> None:
        """Move a file or folder there."""
        shutil.move(path, self.path(name))


def _refuse(site: Site, *, replaces: bool, content: bool) -> None:
    has_rows = _has_rows(site)
    if content and site.content.exists() and not os.access(site.content, os.W_OK):
        raise Conflict(
            f"The courses in the backup are not those in {site.content}, and that folder cannot be written to.\n"
            "To keep the courses that are there: emm restore --keep-courses FILE\n"
            "To restore them as well, let EMM_CONTENT name a folder that can be written to."
        )
    if replaces:
        return
    if has_rows:
        raise Conflict(
            "This site has records of learners already. Nothing was changed.\n"
            f"To set it aside in {site.data} and put the backup in its place: emm restore --replace FILE"
        )
    if content and files_below(site.content):
        raise Conflict(
            f"The courses in {site.content} are others than those in the backup. Nothing was changed.\n"
            "To set them aside and put those of the backup in their place: emm restore --replace FILE\n"
            "To keep them: emm restore --keep-courses FILE"
        )


def _has_rows(site: Site) -> bool:
    """Whether the database holds anything, or something that nobody can read."""
    if site.database and not site.database.exists():
        return False
    engine = make_engine(site.database_url)
    try:
        with engine.connect() as connection:
            return copies.has_rows(connection)
    except DBAPIError as fault:
        if site.database is None:
            raise troubles.out_of_reach(site, fault) from fault
        return True
    finally:
        engine.dispose()


def _put_files_back(site: Site, manifest: Manifest, place: Path, aside: _Aside) -> None:
    _join_deletions(site.data / DELETED, place / DATA / DELETED)
    for prefix in (DATA, KEYS):
        for name, expected in manifest.below(prefix).items():
            there = site.data / name
            if there.exists() and sum_of(there) != expected:
                aside.put(there, name)
            _move(place / prefix / name, there)


def _put_content_back(site: Site, unpacked: Path, aside: _Aside) -> None:
    for path in sorted(site.content.glob("[!.]*")):
        aside.put(path, CONTENT + path.name)
    for path in sorted((unpacked / CONTENT).iterdir()):
        _move(path, site.content / path.name)
    for place, _folders, names in os.walk(site.content):  # authors may be other users than the server
        Path(place).chmod(0o755)
        for name in names:
            (Path(place) / name).chmod(0o644)


def _put_database_back(site: Site, world: World, snapshot: Path, aside: _Aside) -> None:
    if site.database is None:
        _fill(site, world, snapshot, aside)
        return
    for path in sorted(site.database.parent.glob(f"{site.database.name}*")):
        aside.put(path, path.name)
    _move(snapshot, site.database)


def _fill(site: Site, world: World, snapshot: Path, aside: _Aside) -> None:
    """Put the rows into PostgreSQL; servers that are running see the old rows or the new ones, and nothing between."""
    if _has_rows(site):
        whole = replace(site, content=site.data / "none")
        backup.make(whole, world, aside.path("database.zip"), secret=None)
    engine = make_engine(site.database_url)
    try:
        with copies.opened(snapshot) as source:
            copies.fill(source, engine, str(schema.revision_of(source)))
    finally:
        engine.dispose()


def _join_deletions(there: Path, restored: Path) -> None:
    """Put the lines of both lists into the restored one: a deletion holds, whichever of them tells of it."""
    lines = [line for path in (restored, there) if path.exists() for line in path.read_text("ascii").splitlines()]
    if lines:
        restored.parent.mkdir(exist_ok=True)
        restored.write_text("".join(f"{line}\n" for line in dict.fromkeys(lines)), "ascii")


def _differs(content: Path, expected: Mapping[str, Sum]) -> bool:
    there = files_below(content)
    return there.keys() != expected.keys() or any(sum_of(path) != expected[name] for name, path in there.items())


def _move(path: Path, target: Path) -> None:
    """Put a file or folder in its place, on disk before this returns."""
    target.parent.mkdir(parents=True, exist_ok=True)
    for file in _files(path):
        with file.open("rb") as stream:
            os.fsync(stream.fileno())
    shutil.move(path, target)
    keep_names(target.parent)


def _files(path: Path) -> Iterator[Path]:
    yield from files_below(path).values() if path.is_dir() else (path,)
