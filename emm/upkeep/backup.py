"""Makes a backup while the site is served, and believes in it only after having restored it."""

import errno
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory

from emm.credentials.keyfile import NAME as SIGNING_KEYS
from emm.errors import StorageError
from emm.private_files import keep_names
from emm.store import copies
from emm.store.engine import describe, make_engine
from emm.upkeep.archive import CONTENT, DATA, DATABASE, KEYS, Manifest, Packer, is_backup, sum_of, unpacked
from emm.upkeep.site import SECRET_KEY, Site, files_below
from emm.upkeep.troubles import told
from emm.world import World

DRAFTS = ".emm-"
"""What the folders begin with in which something is being made; nobody else looks at them."""
MEGABYTE = 1 << 20


@dataclass(frozen=True, slots=True)
class Made:
    """A backup that was checked."""

    file: Path
    size: int
    sha256: str
    manifest: Manifest


Say = Callable[[str], None]
"""Takes a line about what is being done."""


def silent(_line: str) -> None:
    """Say nothing."""


def make(site: Site, world: World, file: Path, *, secret: str | None, say: Say = silent) -> Made:
    """Write a backup of the whole site as it is now, restore it into a scratch folder, and compare.

    `secret` is the key in force; with None the backup is without keys. The file is there when it has been checked,
    and until then the one that it replaces. Raises StorageError in words when it cannot be made.
    """
    if file.exists() and not is_backup(file):
        raise StorageError(f"{file} is there already and is not a backup. Choose another name.")
    with told(site), drafts(file.parent) as place:
        _refuse_too_large(site, place)
        draft = place / "backup"
        say("Copying database, courses and files")
        _pack(site, world, draft, secret)
        trial = place / "trial"
        trial.mkdir()
        say("Restoring the copy into a scratch folder, and comparing")
        manifest = proven(draft, trial)
        made = sum_of(draft)
        draft.replace(file)
        keep_names(file.parent)
    return Made(file, made.size, made.sha256, manifest)


def proven(file: Path, place: Path) -> Manifest:
    """Restore a backup into an empty folder and return its list; every row and every file is what it was.

    Raises StorageError in words when something is not.
    """
    manifest = unpacked(file, place)
    database = place / DATABASE
    if fault := copies.fault_in(database):
        raise StorageError(f"The database in {file} is damaged: {fault}. Nothing was changed. Take another backup.")
    with copies.opened(database) as connection:
        compare(manifest.tables, copies.contents(connection), file)
    return manifest


def compare(expected: Mapping[str, copies.Contents], found: Mapping[str, copies.Contents], file: Path) -> None:
    """Raise StorageError unless both hold the same rows."""
    differing = sorted(name for name in {*expected, *found} if expected.get(name) != found.get(name))
    if differing:
        raise StorageError(f"The rows are not those of {file}; they differ in: {', '.join(differing)}.")


@contextmanager
def drafts(folder: Path) -> Iterator[Path]:
    """Give a scratch folder inside `folder`; what cannot be written there is told in words."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(prefix=DRAFTS, dir=folder) as place:
            yield Path(place)
    except OSError as fault:
        if fault.errno == errno.ENOSPC:
            free = shutil.disk_usage(folder).free / MEGABYTE
            raise StorageError(
                f"The disk of {folder} is full: {free:.0f} MB are free. Make room there, or name another place."
            ) from fault
        raise StorageError(f"{folder} cannot be used: {fault.strerror or fault}.") from fault


def _refuse_too_large(site: Site, place: Path) -> None:
    """Raise StorageError before the disk is so full that answers have to be refused."""
    database = site.database.stat().st_size if site.database else 0
    needed = 4 * database + 2 * sum(path.stat().st_size for _name, path in _files(site))
    free = shutil.disk_usage(place).free
    if free < needed:
        raise StorageError(
            f"{place.parent} has {free // MEGABYTE} MB free, and a backup of this site needs about "
            f"{needed // MEGABYTE + 1} MB for a moment. Make room there, or name another place."
        )


def _pack(site: Site, world: World, draft: Path, secret: str | None) -> None:
    made_at = world.now()
    snapshot = draft.with_name(DATABASE)
    engine = make_engine(site.database_url)
    try:
        revision, kind = copies.take(engine, snapshot), describe(engine)
    finally:
        engine.dispose()
    with copies.opened(snapshot) as connection:
        tables = copies.contents(connection)
    with closing(Packer(draft)) as packer:
        packer.add(DATABASE, snapshot)
        for name, path in _files(site):
            packer.add(name, path)
        if secret is not None:
            packer.add_text(KEYS + SECRET_KEY, secret)
            if (site.data / SIGNING_KEYS).exists():
                packer.add(KEYS + SIGNING_KEYS, site.data / SIGNING_KEYS)
        packer.finish(Manifest(version("emm"), made_at, revision, kind, tables, packer.sums, site.chosen))
    snapshot.unlink()


def _files(site: Site) -> Iterator[tuple[str, Path]]:
    for name, path in site.own_files().items():
        yield DATA + name, path
    for name, path in files_below(site.content).items():
        yield CONTENT + name, path
