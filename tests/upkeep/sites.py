"""What a site holds, for comparing one with another."""

from collections.abc import Mapping
from pathlib import Path

from sqlalchemy import Engine

from emm.store import copies
from emm.store.copies import Contents
from emm.store.engine import make_engine
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


def execute(site: Site, *statements: str) -> None:
    """Change the database."""
    engine: Engine = make_engine(site.database_url)
    with engine.begin() as connection:
        for statement in statements:
            connection.exec_driver_sql(statement)
    engine.dispose()
