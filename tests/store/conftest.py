"""Databases of a test's own, of the sort under test and of SQLite."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine, make_url

from emm.store.engine import make_engine


@pytest.fixture
def empty_url(database_url: str, tmp_path: Path) -> Iterator[str]:
    """The address of a database without any table, of the sort under test."""
    url = make_url(database_url)
    if url.get_backend_name() == "sqlite":
        yield f"sqlite:///{tmp_path / 'empty.sqlite3'}"
        return
    server = create_engine(url, isolation_level="AUTOCOMMIT")
    name = f"empty_{os.urandom(8).hex()}"
    with server.connect() as connection:
        connection.exec_driver_sql(f"CREATE DATABASE {name}")
        yield url.set(database=name).render_as_string(hide_password=False)
        connection.exec_driver_sql(f"DROP DATABASE {name} WITH (FORCE)")
    server.dispose()


@pytest.fixture
def empty(empty_url: str) -> Iterator[Engine]:
    """The engine of a database without any table."""
    engine = make_engine(empty_url, new=True)
    yield engine
    engine.dispose()


@pytest.fixture
def sqlite(tmp_path: Path) -> Iterator[Engine]:
    """The engine of a SQLite file, whichever database is under test."""
    engine = make_engine(f"sqlite:///{tmp_path / 'own.sqlite3'}", new=True)
    yield engine
    engine.dispose()


@pytest.fixture
def counter(sqlite: Engine) -> Engine:
    """A database with one number in it, which is 0."""
    with sqlite.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE counter (number INTEGER NOT NULL)")
        connection.exec_driver_sql("INSERT INTO counter VALUES (0)")
    return sqlite
