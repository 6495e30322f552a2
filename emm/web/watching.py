"""What each process looks after all the time: what somebody chose for the site, what failed, and whether it can save.

Requests never wait for it, and it never waits for them: a choice is in force in the process that took it when it is
saved, and in all others at their next look.
"""

import logging
from collections.abc import Callable
from contextlib import suppress
from threading import Event, Lock, Thread
from typing import cast

from flask import Flask, current_app
from sqlalchemy.exc import SQLAlchemyError

from emm.errors import Unavailable
from emm.learning import choosing, failing
from emm.web.services import services

logger = logging.getLogger(__name__)

LOOK_EVERY = 1.0
"""Seconds until what was chosen in one process holds in all others."""


class Count:
    """A number that many threads add to."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self._lock = Lock()
        self._number = 0

    def add(self, more: int = 1) -> None:
        """Make it larger."""
        with self._lock:
            self._number += more

    def take(self) -> int:
        """Return it, and begin with nothing again."""
        with self._lock:
            number, self._number = self._number, 0
        return number


def init_watching(app: Flask) -> None:
    """Give the application a place to count what fails, and let it begin with what was chosen before."""
    app.extensions["emm-failures"] = Count()
    with app.app_context(), suppress(SQLAlchemyError):  # without its database a site is served as it was set up
        look()


def begin(app: Flask, stopped: Event | None = None) -> Thread:
    """Begin to look all the time; return the thread that does."""
    thread = Thread(target=_watch, args=(app, stopped or Event()), name="watching", daemon=True)
    thread.start()
    return thread


def look() -> None:
    """Take what was chosen, and note what failed; raises SQLAlchemyError when the database cannot be read."""
    take_choices()
    note_failures()


def take_choices() -> None:
    """Let what was chosen, in whichever process, hold here too; raises SQLAlchemyError when it cannot be read."""
    services().choices.take(choosing.chosen(services().reading()))


def try_to_save() -> None:
    """While nothing can be saved, find out whether it can be again, because nobody may send anything."""
    if not services().saving.works:
        services().can_write()


def count_failure() -> None:
    """Count a request that failed; nothing is known of it later than the hour."""
    _failures().add()


def note_failures() -> None:
    """Write down how many requests failed since the last time; while that cannot be done, go on counting."""
    more = _failures().take()
    if not more:
        return
    try:
        with services().writing() as connection:
            failing.note(connection, services().world.now(), more)
    except (Unavailable, SQLAlchemyError):
        _failures().add(more)


def _failures() -> Count:
    return cast(Count, current_app.extensions["emm-failures"])


def _watch(app: Flask, stopped: Event) -> None:
    while not stopped.wait(LOOK_EVERY):
        _try(app, take_choices)
        _try(app, note_failures)
        _try(app, try_to_save)


def _try(app: Flask, work: Callable[[], None]) -> None:
    """Do it; what the database refuses now is done at the next look, and a mistake of ours must not end looking."""
    try:
        with app.app_context():
            work()
    except SQLAlchemyError:
        return
    except Exception:
        logger.exception("the site could not be looked after; the next look is in a second")
