"""Copies of a database: taken while others write, compared row by row, and put into a database of another sort."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, DateTime, Engine, TableClause, column, insert, inspect, select, table
from sqlalchemy.exc import DatabaseError
from sqlalchemy.types import TypeEngine

from emm.errors import StorageError
from emm.store import schema
from emm.store.base import UtcDateTime
from emm.store.engine import is_damaged, make_engine

REVISION_TABLE = "alembic_version"
HOUSEKEEPING = ("duty", "set_up", "tries")
"""Tables that fill while nobody learns."""
AT_A_TIME = 1000
"""Rows that are in memory at the same time."""
ALL = 1 << 256


@dataclass(frozen=True, slots=True)
class Contents:
    """What a table holds: how many rows, and a sum over all of them that is the same whatever their order."""

    rows: int
    digest: str


def take(engine: Engine, file: Path) -> str:
    """Write the database as it is at one moment into a new SQLite file; return the revision of its schema.

    Others go on reading and writing meanwhile. Rows that were deleted are not in the copy.
    """
    if engine.dialect.name == "sqlite":
        with engine.connect() as connection:
            driver: Any = connection.connection.driver_connection
            driver.execute("VACUUM INTO ?", (str(file),)).close()
    else:
        with _one_moment(engine) as source:
            copy(source, file, _revision(source))
    with opened(file) as taken:
        return _revision(taken)


def copy(source: Connection, file: Path, revision: str) -> None:
    """Copy all rows into a new SQLite file with the tables of `revision`."""
    engine = make_engine(f"sqlite:///{file}", new=True)
    fill(source, engine, revision)
    engine.dispose()


def fill(source: Connection, engine: Engine, revision: str) -> None:
    """Put all rows of a database into another one, in place of all that was there: all of it, or nothing."""
    with schema.made_anew(engine, revision) as target:
        targets = tables(target)
        for name, there in tables(source).items():
            for rows in source.execute(select(there)).mappings().partitions(AT_A_TIME):
                target.execute(insert(targets[name]), [dict(row) for row in rows])


@contextmanager
def opened(file: Path) -> Iterator[Connection]:
    """Give a connection to a SQLite file of our own making, which nobody else uses."""
    engine = make_engine(f"sqlite:///{file}")
    try:
        with engine.connect() as connection:
            yield connection
    finally:
        engine.dispose()


def contents(connection: Connection) -> Mapping[str, Contents]:
    """Return what each table holds; equal for equal rows on SQLite and on PostgreSQL."""
    return {name: _contents(connection, there) for name, there in tables(connection).items()}


def tables(connection: Connection) -> Mapping[str, TableClause]:
    """Return the tables as they are in this database, parents first, whatever the program knows of them.

    Only names, columns and what refers to what are read: the rest says nothing about rows, and takes long to read.
    """
    looking = inspect(connection)
    columns = looking.get_multi_columns()
    return {
        name: table(name, *(column(one["name"], _with_zone(one["type"])) for one in columns[None, name]))
        for name, _references in looking.get_sorted_table_and_fkc_names()
        if name is not None and name != REVISION_TABLE
    }


def has_rows(connection: Connection) -> bool:
    """Whether anything of anybody is remembered in this database."""
    kept = [rows for name, rows in tables(connection).items() if name not in HOUSEKEEPING]
    return any(connection.execute(select(rows).limit(1)).first() is not None for rows in kept)


def fault_in(file: Path, *, quickly: bool = False) -> str:
    """Return what is wrong with a SQLite file, in one line; "" when it is sound.

    It is looked through from end to end, or with `quickly` without comparing tables and their indexes. Raises
    SQLAlchemy's OperationalError when it cannot be opened, which says nothing about what is in it.
    """
    if file.stat().st_size == 0:
        return "it is empty"
    if has_lost_its_log(file):
        return f"{file.name}-wal, which holds the newest rows, is missing"
    try:
        with opened(file) as connection:
            return _fault(connection, "quick_check" if quickly else "integrity_check")
    except DatabaseError as fault:
        if not is_damaged(fault):
            raise
        return str(fault.orig)


def has_lost_its_log(file: Path) -> bool:
    """Whether somebody removed the file in which SQLite keeps the newest rows.

    SQLite would not miss it. It makes two files beside the database, and removes the one that is left here first.
    """
    log, index = (file.with_name(f"{file.name}-{end}") for end in ("wal", "shm"))
    return index.exists() and not log.exists()


def _fault(connection: Connection, check: str) -> str:
    found = connection.exec_driver_sql(f"PRAGMA {check}(1)").scalar_one()
    if found != "ok":
        return " ".join(str(found).split())
    orphan = connection.exec_driver_sql("PRAGMA foreign_key_check").first()
    return f"a row of the table {orphan[0]} has lost its owner" if orphan else ""


@contextmanager
def _one_moment(engine: Engine) -> Iterator[Connection]:
    with engine.connect().execution_options(isolation_level="REPEATABLE READ", yield_per=AT_A_TIME) as connection:
        yield connection


def _revision(connection: Connection) -> str:
    found = schema.revision_of(connection)
    if found is None:
        raise StorageError("The database has no tables yet, so there is nothing to back up.")
    return found


def _with_zone(kind: TypeEngine[Any]) -> TypeEngine[Any]:
    """Return the type of a column; SQLite keeps no zone, so a moment would lose it on the way to PostgreSQL."""
    return UtcDateTime() if isinstance(kind, DateTime) else kind


def _contents(connection: Connection, there: TableClause) -> Contents:
    columns = sorted(there.columns, key=lambda column: column.name)
    total = count = 0
    asked = connection.execution_options(yield_per=AT_A_TIME).execute(select(*columns))
    for row in asked:
        total += int.from_bytes(sha256(repr(tuple(row)).encode()).digest())
        count += 1
    return Contents(count, f"{total % ALL:064x}")
