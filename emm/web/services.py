"""What a page needs of the program: the courses, the world, the settings, and a session to read or write with."""

import gc
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import cast

from flask import Flask, current_app, g, has_app_context, request
from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError

from emm.content.catalog import Catalog
from emm.errors import Unavailable
from emm.rendering import SOURCE_LANGUAGE, Renderer
from emm.settings import Settings
from emm.store.engine import is_damaged, is_opened_read_only, is_out_of_reach, try_writing, wipe, write, writing
from emm.store.writers import Act, Result
from emm.web.choices import Choices
from emm.web.saving import Saving
from emm.world import World

logger = logging.getLogger(__name__)

Epoch = tuple[int, int]
"""Grows with the courses, and with what was chosen for the site."""
EPOCH = "emm.epoch"
"""In the environment of a request: the epoch in which the front before the application has looked up the course."""


@dataclass(frozen=True, slots=True)
class Services:
    """Everything that outlives a request."""

    choices: Choices
    catalog: Catalog
    renderer: Renderer
    world: World
    key: str
    """The secret that signs form tokens."""
    engine: Engine
    saving: Saving = field(default_factory=Saving)

    @property
    def settings(self) -> Settings:
        """The settings in force at this moment."""
        return self.choices.settings

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages that the site offers, the best fallback first."""
        offered, existing = self.settings.languages, self.catalog.languages
        return tuple(code for code in offered or existing if code in existing) or (SOURCE_LANGUAGE,)

    @property
    def epoch(self) -> Epoch:
        """What is another one whenever pages could look otherwise: the courses changed, or what was chosen did."""
        return self.catalog.epoch, self.choices.epoch

    def reading(self) -> Connection:
        """Return the request's connection for reading; it ends with the request, or when something is written."""
        if "reading" not in g:
            try:
                g.reading = self.engine.connect()
            except DBAPIError as fault:
                g.reading = _OutOfReach(fault)
        return cast(Connection, g.reading)

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Give a connection whose changes are on disk when the block ends, or not made at all.

        This and `write` are the only places that commit. Raises Unavailable when the database cannot be written to.
        """
        end_reading()
        with self._telling(), writing(self.engine) as connection:
            yield connection

    def write(self, act: Act[Result]) -> Result:
        """Do something that many want to do at the same moment, and return its result when it is on disk.

        They wait for one disk and not for each other, and so `act` may run in another thread. It is for who stands
        before the application, and has read nothing yet. Raises what it raises, and Unavailable when the database
        cannot be written to.
        """
        with self._telling():
            return write(self.engine, act)

    @contextmanager
    def _telling(self) -> Iterator[None]:
        """Note whether the database can be written to, and raise Unavailable when it cannot."""
        try:
            yield
        except DBAPIError as fault:
            if not is_out_of_reach(fault):
                raise
            self.saving.note(works=False)
            if is_damaged(fault):
                logger.error("the database is damaged; stop the site and run: emm doctor")
            if is_opened_read_only(fault):
                self._let_go_of_connections()
            raise Unavailable("the database cannot be written to") from fault
        self.saving.note(works=True)

    def can_write(self) -> bool:
        """Whether an answer could be kept right now; the second try is on a new connection."""
        return self._has_written() or self._has_written()

    def wipe(self) -> bool:
        """Take what was deleted out of the files of the database; return whether all of it is gone.

        What others are reading at this moment goes at the next daily round.
        """
        end_reading()
        return wipe(self.engine)

    def _let_go_of_connections(self) -> None:
        # SQLite shares what it found out about the files among all connections of a process: the last one must be
        # closed. On a full disk all of them stay: who opens the files then needs room for it, even to read.
        if has_app_context():
            end_reading()
        self.engine.dispose()
        gc.collect()  # a pool that was let go of by another thread may still hold some

    def _has_written(self) -> bool:
        try:
            with self.writing() as connection:
                try_writing(connection)
        except Unavailable:
            return False
        return True


class _OutOfReach:
    """Stands for a connection that could not be made: a page that asks it for nothing is shown all the same."""

    def __init__(self, fault: DBAPIError) -> None:
        self._fault = fault

    def __getattr__(self, name: str) -> object:
        raise self._fault

    def close(self) -> None:
        """Do nothing: there is nothing to close."""


def init_services(app: Flask, services: Services) -> None:
    """Let the pages of the application find the services."""
    app.extensions["emm"] = services
    app.before_request(_hold_epoch)
    app.teardown_appcontext(end_reading)


def _hold_epoch() -> None:
    # Before any course is looked up: a page of what was must not be kept as one of what came since.
    g.epoch = request.environ.get(EPOCH) or services().epoch


def end_reading(_error: BaseException | None = None) -> None:
    """Give back the connection that this request reads with, so that what is read next is what holds then."""
    connection: Connection | None = g.pop("reading", None)
    if connection is not None:
        connection.close()


def services() -> Services:
    """Return the services of the application that handles this request."""
    return cast(Services, current_app.extensions["emm"])


def epoch() -> Epoch:
    """Return the epoch that this request began with."""
    return cast(Epoch, g.setdefault("epoch", services().epoch))
