"""The schema: brought to the newest version, one process at a time; a newer one than ours is refused."""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sqlalchemy import Connection, Engine, MetaData, inspect, text

from emm.errors import Conflict
from emm.private_files import keep_names
from emm.store import (  # noqa: F401 - they bring their tables
    audit,
    certificates,
    people,
    polls,
    progress,
    site,
    sittings,
    tries,
)
from emm.store.driver import ask
from emm.store.engine import WRITES, make_engine, sqlite_file
from emm.store.writers import PATIENCE

LOCK = 0x656D6D
"""Number of the advisory lock that keeps two processes from migrating a PostgreSQL database at once."""

MIGRATIONS = Path(__file__).parent / "migrations"
VERSIONS = "[0-9]*_*.py"
"""The steps of the schema, each named by its revision."""
NOTED = "alembic_version"
"""The table that says at which revision the database is."""
TOO_NEW = "The database was made by a newer version of this program. Install that version, or restore a backup."


def upgrade(engine: Engine, revision: str = "head") -> None:
    """Bring the schema to `revision`; doing it again changes nothing.

    Raises Conflict when the database was written by a newer version of the program.
    """
    with _migrating(engine) as connection:
        _alembic().upgrade(connection, revision)


def begin(url: str) -> None:
    """Make a new database with the newest schema; of two processes that do so at the same moment, the first one wins.

    A SQLite file is whole or not there, so that one without tables is always one that was damaged.
    """
    file = sqlite_file(url)
    if file is None:
        engine = make_engine(url)
        upgrade(engine)
        engine.dispose()
        return
    with TemporaryDirectory(prefix=".emm-", dir=file.parent) as place:
        draft = Path(place) / file.name
        engine = make_engine(f"sqlite:///{draft}", new=True)
        upgrade(engine)
        engine.dispose()
        with suppress(FileExistsError):
            os.link(draft, file)
        keep_names(file.parent)


@contextmanager
def made_anew(engine: Engine, revision: str) -> Iterator[Connection]:
    """Drop all tables, make those of `revision`, and give the connection to fill them: all of it, or nothing."""
    with _migrating(engine) as connection:
        there = MetaData()
        there.reflect(connection)
        there.drop_all(connection)
        _alembic().upgrade(connection, revision)
        yield connection


def is_known(revision: str) -> bool:
    """Whether this program knows the revision; one that it does not know was made by a newer program."""
    return revision in _revisions()


def downgrade(engine: Engine, revision: str) -> None:
    """Take the schema back to `revision` ("base" for nothing)."""
    with _migrating(engine) as connection:
        _alembic().downgrade(connection, revision)


def current(engine: Engine) -> str | None:
    """Return the revision that the database is at, None for an empty one."""
    with engine.connect() as connection:
        return revision_of(connection)


def revision_of(connection: Connection) -> str | None:
    """Return the revision that a database is at, None for an empty one."""
    if not inspect(connection).has_table(NOTED):
        return None
    revision: str | None = connection.exec_driver_sql(f"SELECT version_num FROM {NOTED}").scalar_one_or_none()  # noqa: S608 - ours
    return revision


def newest() -> str:
    """Return the revision that this program needs."""
    return _revisions()[-1]


def differences(engine: Engine) -> list[object]:
    """Return what differs between the tables as declared and as they are; empty when they agree."""
    with engine.connect() as connection:
        found: list[object] = _alembic().differences(connection)
        return found


def _revisions() -> list[str]:
    return sorted(file.name.partition("_")[0] for file in (MIGRATIONS / "versions").glob(VERSIONS))


def _alembic() -> Any:
    """Return what changes tables: it takes a tenth of the server's memory, and most starts need none of it."""
    return import_module("emm.store.migrating")


@contextmanager
def _migrating(engine: Engine) -> Iterator[Connection]:
    """Hold the one connection on which the schema may change, in one transaction."""
    with engine.connect().execution_options(**{WRITES: PATIENCE}) as connection:
        _pause_foreign_keys(connection)
        try:
            with connection.begin():
                if engine.dialect.name == "postgresql":
                    connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
                yield connection
                _check_foreign_keys(connection)
        finally:
            connection.invalidate()  # whatever happened: nobody gets a connection that does not check foreign keys


def _pause_foreign_keys(connection: Connection) -> None:
    # Changing a SQLite table means building a new one and dropping the old, and dropping a parent with foreign keys
    # on deletes the children's rows. The switch works outside a transaction only.
    if connection.dialect.name == "sqlite":
        ask(connection, "PRAGMA foreign_keys=OFF")


def _check_foreign_keys(connection: Connection) -> None:
    if connection.dialect.name == "sqlite" and connection.exec_driver_sql("PRAGMA foreign_key_check").first():
        raise Conflict("The change of the database would leave rows without an owner; nothing was changed.")
