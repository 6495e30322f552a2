"""What a page asks of the database."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Engine, event

from emm.web.database import db
from tests.support.client import PageClient


def questions_of(client: PageClient, address: str) -> list[str]:
    """Return the statements that it takes to show a page to this client, those that read."""
    with client.client.application.app_context():
        engine = db.engine
    with heard(engine) as told:
        client.get(address)
    return [statement for statement in told if statement.startswith("SELECT")]


@contextmanager
def heard(engine: Engine) -> Iterator[list[str]]:
    """Give the statements that the database is told in this block."""
    told: list[str] = []
    if engine.dialect.name == "sqlite":
        listeners = {"checkout": lambda driver, *_: driver.set_trace_callback(told.append), "checkin": _leave}
    else:
        listeners = {"before_cursor_execute": lambda *arguments: told.append(str(arguments[2]))}
    for name, listener in listeners.items():
        event.listen(engine, name, listener)
    yield told
    for name, listener in listeners.items():
        event.remove(engine, name, listener)


def _leave(driver: Any, *_more: object) -> None:
    driver.set_trace_callback(None)
