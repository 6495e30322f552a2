"""Lessons, as learners read them who have a record."""

from contextlib import nullcontext
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy.exc import SQLAlchemyError

from emm.content.model import Course, Lesson
from emm.errors import NotFound
from emm.learning import learners, records, visits
from emm.learning.learners import KnownLearner
from emm.learning.reviewing import NOTHING, Due
from emm.web import due
from emm.web.alike.made import Made, Ready, Sender
from emm.web.context import DUE, announcing_style
from emm.web.identity import FOUND, preferences_of
from emm.web.public import is_plain
from emm.web.reading import PAGE, READING
from emm.web.security import OF_PAGES

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

LEVELS = 5
"""Parts of a lesson's address between slashes: nothing, language, "c", course, lesson."""


class Asked(NamedTuple):
    """What a request for a lesson says."""

    sender: Sender
    course: Course
    lesson: Lesson


class Lessons:
    """Whole lessons at their addresses."""

    def __init__(self, made: Made) -> None:
        """Keep what has been made."""
        self._made = made
        self._services = made.services
        self._headers = (*made.headers(OF_PAGES), *announcing_style(made.services.renderer).items())

    def ready(self, environ: "WSGIEnvironment") -> Ready | None:
        """Return the lesson that is asked for, None when only the application can make it.

        What has been read for it is then in the environment.
        """
        try:
            asked = self._asked(environ)
            return self._page(asked, environ) if asked else None
        except (NotFound, SQLAlchemyError):
            return None

    def _asked(self, environ: "WSGIEnvironment") -> Asked | None:
        """Return what is asked for, None when it is not the whole of a lesson."""
        place = environ["PATH_INFO"].split("/")
        if len(place) != LEVELS or place[2] != "c" or not is_plain(environ, self._services):
            return None
        _, language, _, course_id, lesson_id = place
        sender = self._made.sender(environ, language)
        course = self._services.catalog.course(course_id, language)
        return Asked(sender, course, course.lesson(lesson_id)) if sender else None

    def _page(self, asked: Asked, environ: "WSGIEnvironment") -> Ready | None:
        now = self._services.world.now()
        with self._services.engine.connect() as connection:
            learner = learners.find(connection, self._services.world, asked.sender.token)
            if learner is None:
                return None
            environ[FOUND] = learner
            if visits.is_to_be_noted(learner.lasts, learner.seen_at, now):
                return None
            record = records.read(connection, learner.id, asked.course, asked.lesson.questions)
            reading = asked.sender.reading(learner, asked.course, asked.lesson, record, lambda: nullcontext(connection))
            environ[READING] = reading
        key, waiting = reading.key(now.date()), self._due(learner, asked, now.date())
        if key is None or waiting is None:
            return None
        found = self._made.found(asked.sender, learner, (PAGE, *key), (DUE, waiting))
        return Ready(*found, self._headers) if found else None

    def _due(self, learner: KnownLearner, asked: Asked, today: date) -> Due | None:
        """Return how much waits, None when the application has to count."""
        if not due.can_have_due(learner, preferences_of(learner, self._services.settings), today):
            return NOTHING
        return self._made.dues.find(due.due_key(learner, asked.sender.language, today, asked.sender.epoch))
