"""What a page needs of the program: the courses, the world, the settings, and a session to read or write with."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import cast

from flask import Flask, current_app
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from emm.content.catalog import Catalog
from emm.errors import Unavailable
from emm.rendering import Renderer
from emm.settings import Settings
from emm.store.engine import begin_writing
from emm.web.database import db
from emm.world import World


@dataclass(frozen=True, slots=True)
class Services:
    """Everything that outlives a request."""

    settings: Settings
    catalog: Catalog
    renderer: Renderer
    world: World
    key: str
    """The secret that signs form tokens."""

    def reading(self) -> Session:
        """Return the request's session; it ends with the request."""
        return cast(Session, db.session())

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """Give a session whose changes are on disk when the block ends, or not made at all.

        This is the only place that commits. Raises Unavailable when the database cannot be written to.
        """
        session = self.reading()
        try:
            begin_writing(session)
            yield session
            session.commit()
        except OperationalError as fault:
            raise Unavailable("the database cannot be written to") from fault
        finally:
            session.rollback()


def init_services(app: Flask, services: Services) -> None:
    """Let the pages of the application find the services."""
    app.extensions["emm"] = services


def services() -> Services:
    """Return the services of the application that handles this request."""
    return cast(Services, current_app.extensions["emm"])
