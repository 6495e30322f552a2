"""The daily round of the server: in a thread of each process, and done by one of them."""

import logging
from threading import Event, Thread

from flask import Flask
from sqlalchemy.exc import SQLAlchemyError

from emm.errors import Unavailable
from emm.learning import forgetting, retention
from emm.learning.retention import Ages, Tidied
from emm.web.services import services

logger = logging.getLogger(__name__)

LOOK_EVERY = 600.0
"""Seconds between two questions whether it is time."""


def begin(app: Flask, stopped: Event | None = None) -> Thread:
    """Begin to look from time to time whether the daily round is due; return the thread that does."""
    thread = Thread(target=_watch, args=(app, stopped or Event()), name="daily", daemon=True)
    thread.start()
    return thread


def round_if_due() -> Tidied | None:
    """Do the daily round when it has not been done today, by anybody; return what was deleted, else None."""
    if not retention.is_mine_today(services().writing, services().world):
        return None
    return round_now()


def round_now() -> Tidied:
    """Do the round, whenever the last one was, and return what was deleted."""
    settings = services().settings
    ages = Ages(settings.guest_days, settings.account_days)
    tidied = retention.tidy(services().writing, services().world, ages, forgetting.forgotten(settings.data))
    services().wipe()
    return tidied


def forget_again() -> int:
    """Delete learners who had asked for it before, and whom a restored database brings back; return how many."""
    ids = forgetting.forgotten(services().settings.data)
    if not ids:
        return 0
    with services().writing() as connection:
        return forgetting.forget_again(connection, ids)


def _watch(app: Flask, stopped: Event) -> None:
    while True:
        _look(app)
        if stopped.wait(LOOK_EVERY):
            return


def _look(app: Flask) -> None:
    """Look once; what goes wrong is told, and tried again at the next look or on the next day."""
    try:
        with app.app_context():
            done = round_if_due()
    except (Unavailable, SQLAlchemyError, OSError) as fault:
        logger.error("the daily round could not be done: %s", type(fault).__name__)
    else:
        if done:
            logger.info("old records deleted: %s", done)
