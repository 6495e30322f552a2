"""The database engine: SQLite as a durable store for many writers, PostgreSQL likewise; differences live here only."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from time import monotonic, sleep
from typing import Any

from sqlalchemy import Connection, Engine, ExceptionContext, Table, create_engine, event, make_url
from sqlalchemy.exc import DBAPIError, OperationalError

from emm.store.driver import ask
from emm.store.log import emptied
from emm.store.turns import Turns
from emm.store.writers import PATIENCE, Act, Result, Writers

WRITES = "emm_writes"
"""Execution option of a connection whose transaction is going to write: how many seconds it may wait for others."""

WRITERS = "emm_writers"
"""Execution option of an engine whose writers stand in a queue."""

BARELY = 0.2
"""Seconds of waiting that are not worth telling SQLite."""

KEPT = 500
"""Kilobytes of the file that each connection keeps; the system keeps the file in memory as well."""

MOST_THREADS = 64
"""How many threads of a process may want a connection at once; connections are made when they are needed."""

FIXED = ((3, 51, 3), (3, 50, 7), (3, 44, 6))
"""SQLite releases without the bug that lets a commit and a checkpoint of two processes damage a WAL database
(sqlite.org, "WAL-mode File Format", release notes of 3.51.3): any later one, or a later patch of these series."""


def make_engine(url: str, *, new: bool = False) -> Engine:
    """Return an engine for `url` that is ready for use.

    A SQLite file that is not there is made only for who says that it is new: nobody who looks for a database that was
    lost finds an empty one in its place.
    """
    engine = create_engine(url, **engine_options(url))
    if new and (file := sqlite_file(url)):
        file.touch(0o600)
    prepare(engine)
    return engine


def engine_options(url: str) -> dict[str, Any]:
    """Return the arguments that `create_engine` needs for this kind of database."""
    options: dict[str, Any] = {"hide_parameters": True, "max_overflow": MOST_THREADS}
    if make_url(url).get_backend_name() == "sqlite":
        return options | {"module": sqlite_module()}
    return options | {"pool_pre_ping": True}


def sqlite_file(url: str) -> Path | None:
    """Return the file of a SQLite database, None for a database of another sort."""
    parts = make_url(url)
    return Path(parts.database or "").absolute() if parts.get_backend_name() == "sqlite" else None


def prepare(engine: Engine) -> None:
    """Make every connection durable and every transaction say at its start whether it writes.

    Connections wait for the disk by themselves, but for those of writers who stand in a queue: see `log`.
    """
    if engine.dialect.name == "sqlite":
        event.listen(engine, "do_connect", _make_no_file)
        event.listen(engine, "connect", _set_up_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        turns = Turns(Path(engine.url.database or "").absolute().parent, engine.connect, _begin)
        event.listen(engine, "engine_disposed", lambda _engine: turns.let_go())
        engine.update_execution_options(**{WRITERS: Writers(turns)})
    else:
        event.listen(engine, "handle_error", _forget_values)


def _make_no_file(_dialect: object, _record: object, arguments: list[Any], named: dict[str, Any]) -> None:
    arguments[0] = f"{Path(arguments[0]).absolute().as_uri()}?mode=rw"
    named["uri"] = True


def _set_up_sqlite(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # we say BEGIN ourselves
    waits, keeps = f"busy_timeout={PATIENCE * 1000:.0f}", f"cache_size=-{KEPT}"
    for pragma in (waits, keeps, "synchronous=FULL", "foreign_keys=ON", "secure_delete=ON"):
        connection.execute(f"PRAGMA {pragma}").close()
    if is_fixed(sqlite_module().sqlite_version_info):
        _switch_to_wal(connection)
    else:
        connection.execute("PRAGMA journal_mode=TRUNCATE").close()  # slower, and without the bug


def _switch_to_wal(connection: Any) -> None:
    # The file keeps this mode. While another process is switching a new file, SQLite says "locked" at once, whatever
    # the busy timeout; so we ask again, for as long as that would wait.
    end = monotonic() + PATIENCE
    for tries_left in reversed(range(100)):
        try:
            connection.execute("PRAGMA journal_mode=WAL").close()
        except connection.OperationalError as fault:
            if "locked" not in str(fault) or not tries_left or monotonic() > end:
                raise
            sleep(0.05)
        else:
            return


def _begin_sqlite(connection: Connection) -> None:
    # A transaction that reads first and writes later cannot be upgraded once somebody else wrote: it fails at once,
    # whatever the timeout. One that is going to write therefore takes its place in the queue at the start.
    patience = connection.get_execution_options().get(WRITES)
    if patience is None:
        ask(connection, "BEGIN")
    elif patience == PATIENCE:
        ask(connection, "BEGIN IMMEDIATE")
    else:
        ask(connection, f"PRAGMA busy_timeout={patience * 1000:.0f}")
        try:
            ask(connection, "BEGIN IMMEDIATE")
        finally:
            ask(connection, f"PRAGMA busy_timeout={PATIENCE * 1000:.0f}")


def _forget_values(context: ExceptionContext) -> None:
    # PostgreSQL quotes the row that it refuses, below the first line, and what learners wrote must not reach the log.
    told = str(context.original_exception)
    for fault in (context.original_exception, context.sqlalchemy_exception):
        if fault is not None:
            fault.args = tuple(str(part).replace(told, told.partition("\n")[0]) for part in fault.args)


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """Give a connection whose changes are on disk when the block ends, or not made at all when it raises.

    Raises Unavailable, or SQLAlchemy's OperationalError, when nothing can be written.
    """
    writers: Writers | None = engine.get_execution_options().get(WRITERS)
    if writers is None:
        with engine.begin() as connection:
            yield connection
    else:
        with writers.writing() as connection:
            yield connection


def write(engine: Engine, act: Act[Result]) -> Result:
    """Do something in a transaction, and return its result when it is on disk; raises what `writing` does."""
    writers: Writers | None = engine.get_execution_options().get(WRITERS)
    if writers is None:
        with engine.begin() as connection:
            return act(connection)
    return writers.write(act)


def _begin(connection: Connection, patience: float) -> None:
    patience = patience if patience < PATIENCE - BARELY else PATIENCE
    if connection.get_execution_options().get(WRITES) != patience:
        connection.execution_options(**{WRITES: patience})
    connection.begin()


def is_opened_read_only(fault: DBAPIError) -> bool:
    """Whether SQLite opened its files when they could not be written to; it does not look again."""
    code = getattr(fault.orig, "sqlite_errorcode", sqlite3.SQLITE_OK)
    return (code & 0xFF) in (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN)  # the last byte of an extended code


def is_damaged(fault: DBAPIError) -> bool:
    """Whether SQLite says that the file is not what it wrote."""
    code = getattr(fault.orig, "sqlite_errorcode", sqlite3.SQLITE_OK)
    return (code & 0xFF) in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


def is_out_of_reach(fault: DBAPIError) -> bool:
    """Whether the database cannot be used, whatever it is asked: locked, full, away or damaged."""
    return isinstance(fault, OperationalError) or fault.connection_invalidated or is_damaged(fault)


def try_writing(connection: Connection) -> None:
    """Write something that changes nothing, to find out whether it can be written."""
    sqlite = connection.dialect.name == "sqlite"
    connection.exec_driver_sql("PRAGMA user_version=1" if sqlite else "SELECT txid_current()")


def add_alone(connection: Connection, table: Table) -> None:
    """Let nobody else add rows to a table until this transaction ends; on SQLite nobody could anyway."""
    if connection.dialect.name != "sqlite":
        connection.exec_driver_sql(f"LOCK TABLE {table.name} IN SHARE ROW EXCLUSIVE MODE")


def wipe(engine: Engine) -> bool:
    """Take what was deleted out of the files of SQLite; return whether all of it is gone.

    Deleted rows are written over with zeros, but the write-ahead log still holds them until it is emptied, which it
    cannot be while others read. PostgreSQL does this by itself, in its own time (VACUUM).
    """
    if engine.dialect.name != "sqlite":
        return True
    with engine.connect() as connection:
        return emptied(connection)


def sqlite_module() -> Any:
    """Return the SQLite driver to use: the interpreter's own when its library is sound, else the one we ship.

    Where there is none to ship (it is made for Linux on x86-64), the interpreter's own serves, without WAL.
    """
    if is_fixed(sqlite3.sqlite_version_info):
        return sqlite3
    try:
        return import_module("pysqlite3")
    except ImportError:
        return sqlite3


def is_fixed(version: tuple[int, ...]) -> bool:
    """Whether this SQLite release is free of the WAL bug."""
    return version >= FIXED[0] or any(version[:2] == fixed[:2] and version >= fixed for fixed in FIXED)


def describe(engine: Engine) -> str:
    """Return name, version and mode of the database, for the operator."""
    with engine.connect() as connection:
        if engine.dialect.name != "sqlite":
            version = connection.exec_driver_sql("SHOW server_version").scalar_one()
            return f"PostgreSQL {version}"
        version = connection.exec_driver_sql("SELECT sqlite_version()").scalar_one()
        mode = connection.exec_driver_sql("PRAGMA journal_mode").scalar_one()
        synchronous = connection.exec_driver_sql("PRAGMA synchronous").scalar_one()
    level = {0: "OFF", 1: "NORMAL", 2: "FULL", 3: "EXTRA"}[synchronous]
    return f"SQLite {version}, {mode.upper()}, synchronous {level}"
