"""What a page asks of the database."""

from sqlalchemy import event

from emm.web.database import db
from tests.support.client import PageClient


def questions_of(client: PageClient, address: str) -> list[str]:
    """Return the statements that it takes to show a page to this client, those that read."""
    told: list[str] = []

    def note(*arguments: object) -> None:
        told.append(str(arguments[2]))

    with client.client.application.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        client.get(address)
    finally:
        event.remove(engine, "before_cursor_execute", note)
    return [statement for statement in told if statement.startswith("SELECT")]
