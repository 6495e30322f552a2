"""A backup at the push of a button: made apart from what learners wait for, and one at a time."""

import logging
from collections.abc import Callable
from threading import Thread
from typing import cast

from flask import Flask, current_app

from emm.errors import StorageError
from emm.settings import key_in_force
from emm.upkeep import daily
from emm.upkeep.site import Site
from emm.web.place import site_of
from emm.web.services import services
from emm.world import World

logger = logging.getLogger(__name__)

PATIENCE = 10.0
"""Seconds that a page waits for it; a large site's goes on after that."""
NAME = "emm-back-up"

BackUp = Callable[[], str]
"""Backs up the site and returns what was done; raises StorageError in words."""


def init_backing_up(app: Flask) -> None:
    """Let backups be made inside this process, until somebody says otherwise."""
    app.extensions[NAME] = _back_up_here


def back_up_by(app: Flask, back_up: BackUp) -> None:
    """Let backups be made in another way."""
    app.extensions[NAME] = back_up


def place() -> Site:
    """Return where this site keeps what must not be lost."""
    return site_of(services().choices.given)


def back_up_now() -> str:
    """Begin to make a backup and wait for it a little; return why it failed, "" when it did not or goes on still."""
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    failed: list[str] = []
    thread = Thread(target=_back_up, args=(app, failed), name="backup", daemon=True)
    thread.start()
    thread.join(PATIENCE)
    return failed[0] if failed else ""


def _back_up(app: Flask, failed: list[str]) -> None:
    with app.app_context():
        try:
            done = cast(BackUp, app.extensions[NAME])()
        except (StorageError, OSError) as fault:
            logger.error("the backup could not be made: %s", fault)
            failed.append(str(fault))
        else:
            logger.info("a backup was asked for: %s", done)


def _back_up_here() -> str:
    settings = services().choices.given
    kept = daily.make(site_of(settings), World(), secret=key_in_force(settings), most=max(settings.backups, 1))
    return str(kept.made.file)
