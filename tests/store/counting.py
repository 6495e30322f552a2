"""A database with one number in it, and what is done with it."""

from sqlalchemy import Connection, Engine, text

from emm.store.engine import writing


def number(connection: Connection) -> int:
    """Return the number."""
    return int(connection.execute(text("SELECT number FROM counter")).scalar_one())


def write(connection: Connection, value: int) -> None:
    """Set the number."""
    connection.execute(text("UPDATE counter SET number = :value"), {"value": value})


def add_one(engine: Engine) -> None:
    """Read the number, then write one more, as a service does."""
    with writing(engine) as connection:
        write(connection, number(connection) + 1)
