"""What waits in the review of whoever sends the request."""

from datetime import date
from typing import cast

from flask import Flask, current_app
from sqlalchemy.exc import SQLAlchemyError

from emm.learning.learners import KnownLearner
from emm.learning.preferences import Preferences
from emm.learning.reviewing import NOTHING, SOONEST, Desk, Due, desk, due_of
from emm.web.identity import current_learner, has_written, preferences, reader
from emm.web.kept import Kept
from emm.web.services import Epoch, epoch, services

KEPT = "emm-due"
"""Where the application has what is known to wait."""
LIMIT = 5000
"""For how many learners it is kept, at some 500 bytes each."""


def init_due(app: Flask) -> None:
    """Give the application a place for what waits."""
    app.extensions[KEPT] = Kept[Due](LIMIT)


def review_desk(language: str) -> Desk:
    """Return what the reader of this page has in review."""
    found = services()
    courses, home = found.catalog.courses(language), f"/{language}/review"
    return desk(found.reading(), reader().learner_id, courses, found.world.now(), preferences(), home)


def due(language: str) -> Due:
    """Return how much waits today, nothing while the database cannot be read.

    Visitors and young records, in which nothing can be due, cost nothing; nor does anybody who did nothing new. What
    has just been written counts.
    """
    try:
        learner = current_learner()
        if learner is None or not can_have_due(learner, preferences(), services().world.now().date()):
            return NOTHING
        return due_of(review_desk(language)) if has_written() else _kept(learner, language)
    except SQLAlchemyError:
        return NOTHING


def can_have_due(learner: KnownLearner, chosen: Preferences, today: date) -> bool:
    """Whether anything can wait for a learner who chose this: they want it, and their record is old enough."""
    return chosen.reviews and today - learner.created_on >= SOONEST


def due_key(learner: KnownLearner, language: str, today: date, epoch: Epoch) -> tuple[object, ...]:
    """Return what it depends on how much waits for a learner."""
    return (learner.id, learner.acts, learner.preferences, language, today, epoch)


def _kept(learner: KnownLearner, language: str) -> Due:
    kept = cast(Kept[Due], current_app.extensions[KEPT])
    key = due_key(learner, language, services().world.now().date(), epoch())
    return kept.find(key) or kept.keep(key, due_of(review_desk(language)))
