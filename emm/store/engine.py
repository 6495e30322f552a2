"""The database engine: SQLite as a durable store for many writers, PostgreSQL likewise; differences live here only."""

import sqlite3
from importlib import import_module
from time import sleep
from typing import Any

from sqlalchemy import Connection, Engine, ExceptionContext, create_engine, event, make_url
from sqlalchemy.orm import Session

WRITES = "emm_writes"
"""Execution option of a connection whose transaction is going to write."""

MOST_THREADS = 64
"""How many threads of a process may want a connection at once; connections are made when they are needed."""

FIXED = ((3, 51, 3), (3, 50, 7), (3, 44, 6))
"""SQLite releases without the bug that lets a commit and a checkpoint of two processes damage a WAL database
(sqlite.org, "WAL-mode File Format", release notes of 3.51.3): any later one, or a later patch of these series."""


def make_engine(url: str) -> Engine:
    """Return an engine for `url` that is ready for use."""
    engine = create_engine(url, **engine_options(url))
    prepare(engine)
    return engine


def engine_options(url: str) -> dict[str, Any]:
    """Return the arguments that `create_engine` needs for this kind of database."""
    options: dict[str, Any] = {"hide_parameters": True, "max_overflow": MOST_THREADS}
    if make_url(url).get_backend_name() == "sqlite":
        return options | {"module": sqlite_module()}
    return options | {"pool_pre_ping": True}


def prepare(engine: Engine) -> None:
    """Make every connection durable and every transaction say at its start whether it writes."""
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _set_up_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    else:
        event.listen(engine, "handle_error", _forget_values)


def _set_up_sqlite(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # we say BEGIN ourselves
    for pragma in ("busy_timeout=5000", "synchronous=FULL", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {pragma}").close()
    if is_fixed(sqlite_module().sqlite_version_info):
        _switch_to_wal(connection)
    else:
        connection.execute("PRAGMA journal_mode=TRUNCATE").close()  # slower, and without the bug


def _switch_to_wal(connection: Any) -> None:
    # The file keeps this mode. While another process is switching a new file, SQLite says "locked" at once, whatever
    # the busy timeout; so we ask again, for as long as that would wait.
    for tries_left in reversed(range(100)):
        try:
            connection.execute("PRAGMA journal_mode=WAL").close()
        except connection.OperationalError as fault:
            if "locked" not in str(fault) or not tries_left:
                raise
            sleep(0.05)
        else:
            return


def _begin_sqlite(connection: Connection) -> None:
    # A transaction that reads first and writes later cannot be upgraded once somebody else wrote: it fails at once,
    # whatever the timeout. One that is going to write therefore takes its place in the queue at the start.
    writes = connection.get_execution_options().get(WRITES, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _forget_values(context: ExceptionContext) -> None:
    # PostgreSQL quotes the row that it refuses, below the first line, and what learners wrote must not reach the log.
    told = str(context.original_exception)
    for fault in (context.original_exception, context.sqlalchemy_exception):
        if fault is not None:
            fault.args = tuple(str(part).replace(told, told.partition("\n")[0]) for part in fault.args)


def begin_writing(session: Session) -> Connection:
    """End what the session was reading, and return its connection in a transaction that writes."""
    session.rollback()
    return session.connection(execution_options={WRITES: True})


def try_writing(connection: Connection) -> None:
    """Write something that changes nothing, to find out whether it can be written."""
    sqlite = connection.dialect.name == "sqlite"
    connection.exec_driver_sql("PRAGMA user_version=1" if sqlite else "SELECT txid_current()")


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
