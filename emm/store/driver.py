"""SQLite's driver, asked directly: SQLAlchemy takes ten times as long for what is said with every page and answer."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError


def ask(connection: Connection, text: str, values: Sequence[Any] = ()) -> list[Any]:
    """Execute a statement and return its rows; SQLAlchemy does not learn of it.

    Raises SQLAlchemy's DBAPIError, as all that asks the database.
    """
    dialect, driver = connection.dialect, connection.connection.driver_connection
    assert driver
    try:
        found: list[Any] = driver.execute(text, values).fetchall()
    except dialect.loaded_dbapi.Error as fault:
        raise DBAPIError.instance(
            text, None, fault, dialect.loaded_dbapi.Error, hide_parameters=True, dialect=dialect
        ) from fault
    return found
