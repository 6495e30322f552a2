"""What a site holds, for comparing one with another."""

from collections.abc import Mapping
from pathlib import Path
from zipfile import ZipFile

from sqlalchemy import Engine

from emm.store import copies
from emm.store.copies import Contents
from emm.store.engine import make_engine
from emm.upkeep.archive import DATABASE
from emm.upkeep.site import Site


def rows(site: Site) -> Mapping[str, Contents]:
    """Return what the tables hold."""
    engine = make_engine(site.database_url)
    with engine.connect() as connection:
        found = copies.contents(connection)
    engine.dispose()
    return found


def files(folder: Path) -> dict[str, bytes]:
    """Return every file of a folder, hidden ones included."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def everything(site: Site) -> tuple[object, ...]:
    """Return all that a backup has to bring back."""
    own = {name: path.read_bytes() for name, path in site.own_files().items()}
    keys = [(site.data / name).read_text() for name in ("secret.key", "signing-keys.json")]
    return rows(site), files(site.content), own, keys


def spoil(backup: Path) -> None:
    """Change a byte of the database in a backup: one in the middle of what is packed, and not of a ZIP's own words."""
    with ZipFile(backup) as packed:
        database = packed.getinfo(DATABASE)
    raw = bytearray(backup.read_bytes())
    raw[database.header_offset + database.compress_size // 2 + len(DATABASE) + 30] ^= 1  # 30: a ZIP's local header
    backup.write_bytes(raw)


def execute(site: Site, *statements: str) -> None:
    """Change the database."""
    engine: Engine = make_engine(site.database_url)
    with engine.begin() as connection:
        for statement in statements:
            connection.exec_driver_sql(statement)
    engine.dispose()
