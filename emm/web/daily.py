"""The daily round of the server: in a thread of each process, and done by one of them."""

import logging
from collections.abc import Callable
from functools import partial
from threading import Event, Thread

from flask import Flask
from sqlalchemy.exc import SQLAlchemyError

from emm.errors import StorageError, Unavailable
from emm.learning import forgetting, retention
from emm.learning.duties import is_mine_today
from emm.learning.retention import Ages, Tidied
from emm.settings import Settings
from emm.web.services import services
from emm.web.watching import take_choices

logger = logging.getLogger(__name__)

LOOK_EVERY = 600.0
"""Seconds between two questions whether it is time."""
BACKUP_AFTER = 60.0
"""Seconds after which a server that has just started has time for a backup."""
BACKUP = "backup"
"""The name of the duty."""


BackUp = Callable[[], str]
"""Backs up the site and returns what was done; raises StorageError in words."""


def begin(app: Flask, stopped: Event | None = None, *, back_up: BackUp | None = None) -> Thread:
    """Begin to look from time to time whether the daily round is due; return the thread that does.

    With `back_up`, the backup of the day is part of it, from a while after the start on.
    """
    thread = Thread(target=_watch, args=(app, stopped or Event(), back_up), name="daily", daemon=True)
    thread.start()
    return thread


def round_if_due() -> Tidied | None:
    """Do the daily round when it has not been done today, by anybody; return what was deleted, else None."""
    if not is_mine_today(services().writing, services().world, retention.DUTY):
        return None
    return round_now()


def round_now() -> Tidied:
    """Do the round, whenever the last one was, and return what was deleted.

    What administrators chose is asked for now: a process that has not heard of it must not delete by older numbers.
    """
    take_choices()
    settings = services().settings
    forgotten = forgetting.forgotten(settings.data)
    tidied = retention.tidy(services().writing, services().world, ages_of(settings), forgotten)
    services().wipe()
    return tidied


def ages_of(settings: Settings) -> Ages:
    """Return after how many days records end."""
    return Ages(settings.guest_days, settings.account_days)


def forget_again() -> int:
    """Delete learners who had asked for it before, and whom a restored database brings back; return how many."""
    ids = forgetting.forgotten(services().settings.data)
    if not ids:
        return 0
    with services().writing() as connection:
        return forgetting.forget_again(connection, ids)


def back_up_if_due(back_up: BackUp) -> str:
    """Back up when that has not been done today, by anybody; return what was done, else ""."""
    return back_up() if is_mine_today(services().writing, services().world, BACKUP) else ""


def _watch(app: Flask, stopped: Event, back_up: BackUp | None) -> None:
    _look(app, round_if_due, "round")
    pause = BACKUP_AFTER if back_up else LOOK_EVERY
    while not stopped.wait(pause):
        _look(app, round_if_due, "round")
        if back_up:
            _look(app, partial(back_up_if_due, back_up), "backup")
        pause = LOOK_EVERY


def _look(app: Flask, work: Callable[[], object], name: str) -> None:
    """Look once; what goes wrong is told, and tried again at the next look or on the next day."""
    try:
        with app.app_context():
            done = work()
    except StorageError as fault:
        logger.error("the daily %s could not be done: %s", name, fault)
    except (Unavailable, SQLAlchemyError, OSError) as fault:
        logger.error("the daily %s could not be done: %s", name, type(fault).__name__)
    else:
        if done:
            logger.info("the daily %s: %s", name, done)
