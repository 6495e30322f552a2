"""Lessons of learners are answered in front of the application when readers who stand alike have seen the same page.

What differs is filled in: the keys and the token of its forms, and how much waits in the review. Everything else, and
whatever is out of the ordinary, goes through to the application, which keeps the page for the next reader.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from flask import Flask
from sqlalchemy import Connection
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.http import parse_cookie
from werkzeug.sansio.utils import host_is_trusted

from emm.content.model import Course, Lesson
from emm.errors import NotFound
from emm.learning import learners, records, visits
from emm.learning.learners import KnownLearner
from emm.learning.reviewing import NOTHING, Due
from emm.rendering import Skeleton
from emm.web import context, due
from emm.web.compression import packed_once, takes_gzip
from emm.web.context import DUE, is_asked_to_save, standpoint
from emm.web.database import db
from emm.web.identity import FOUND, may_carry_cookie, named, new_form_token, preferences_of, reader_of, who_is
from emm.web.kept import Kept
from emm.web.public import is_plain
from emm.web.reading import PAGE, READING, Reading, tallies_for
from emm.web.security import NOT_STORED, OF_PAGES, headers_of
from emm.web.services import Epoch, Services

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

LEVELS = 5
"""Parts of a lesson's address between slashes: nothing, language, "c", course, lesson."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a request for a lesson says."""

    language: str
    course: Course
    lesson: Lesson
    token: str
    """What the browser proves itself with."""
    saves_data: bool
    """Whether the browser asks for little data."""
    epoch: Epoch
    """From before the lesson was looked up."""


class LearnersFront:
    """Stands before the application and answers with what it keeps of lessons."""

    def __init__(self, app: Flask, services: Services) -> None:
        """Keep the application, and the stores that it fills."""
        self._behind = app.wsgi_app
        self._services = services
        self._hosts: list[str] | None = app.config["TRUSTED_HOSTS"]
        self._skeletons: Kept[Skeleton] = app.extensions[context.KEPT]
        self._dues: Kept[Due] = app.extensions[due.KEPT]
        self._headers = [
            ("Content-Type", "text/html; charset=utf-8"),
            ("Vary", context.VARY),
            *headers_of(OF_PAGES, services.settings).items(),
            ("Cache-Control", NOT_STORED),
        ]
        with app.app_context():
            self._engine = db.engine

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        """Answer a request (PEP 3333)."""
        body = self._body(environ)
        if body is None:
            return self._behind(environ, start_response)
        return self._sent(body, environ, start_response)

    def _body(self, environ: "WSGIEnvironment") -> str | None:
        """Return the page that is asked for, None when only the application can make it."""
        try:
            asked = self._asked(environ)
            return self._page(asked, environ) if asked else None
        except (NotFound, SQLAlchemyError):
            return None

    def _asked(self, environ: "WSGIEnvironment") -> Asked | None:
        """Return what is asked for, None when it is not the whole of a lesson, by somebody with a cookie."""
        place = environ["PATH_INFO"].split("/")
        cookies = environ.get("HTTP_COOKIE", "")
        if len(place) != LEVELS or place[2] != "c" or not may_carry_cookie(cookies):
            return None
        if not is_plain(environ, self._services) or not host_is_trusted(environ.get("HTTP_HOST"), self._hosts):
            return None
        _, language, _, course_id, lesson_id = place
        epoch = self._services.epoch
        course = self._services.catalog.course(course_id, language)
        is_secure = self._services.settings.secure or environ["wsgi.url_scheme"] == "https"
        token = parse_cookie(cookies).get(named(is_secure), "")
        saves_data = is_asked_to_save(environ.get("HTTP_SAVE_DATA", ""))
        return Asked(language, course, course.lesson(lesson_id), token, saves_data, epoch)

    def _page(self, asked: Asked, environ: "WSGIEnvironment") -> str | None:
        now = self._services.world.now()
        with self._engine.connect() as connection:
            learner = learners.find(connection, self._services.world, asked.token)
            if learner is None:
                return None
            environ[FOUND] = learner
            if visits.is_to_be_noted(learner.lasts, learner.seen_at, now):
                return None
            reading = environ[READING] = _reading(connection, learner, asked)
        key = reading.key(now.date())
        return self._filled(asked, learner, now.date(), key) if key else None

    def _filled(self, asked: Asked, learner: KnownLearner, today: date, key: tuple[object, ...]) -> str | None:
        """Return the page with what is its reader's own, None when nobody who stands alike has seen it."""
        here = standpoint(asked.language, learner.preferences.look, who_is(learner), asked.epoch)
        page = self._skeletons.find((*here, PAGE, *key))
        waiting = self._skeletons.find((*here, DUE, self._due(learner, asked, today)))
        if page is None or waiting is None:
            return None
        token = new_form_token(self._services, asked.token)
        return page.filled({DUE: waiting.filled({}), "key": self._services.world.new_id(), "token": token})

    def _due(self, learner: KnownLearner, asked: Asked, today: date) -> Due | None:
        """Return how much waits, None when the application has to count."""
        if not due.can_have_due(learner, preferences_of(learner, self._services.settings), today):
            return NOTHING
        return self._dues.find(due.due_key(learner, asked.language, today, asked.epoch))

    def _sent(self, body: str, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        data, coding = body.encode(), []
        if takes_gzip(environ.get("HTTP_ACCEPT_ENCODING", "")):
            data, coding = packed_once(data), [("Content-Encoding", "gzip")]
        start_response("200 OK", [*self._headers, *coding, ("Content-Length", str(len(data)))])
        return (data,) if environ["REQUEST_METHOD"] == "GET" else ()


def init_lessons_of_learners(app: Flask, services: Services) -> None:
    """Let lessons be answered before the application."""
    app.wsgi_app = LearnersFront(app, services)  # type: ignore[method-assign]


def _reading(connection: Connection, learner: KnownLearner, asked: Asked) -> Reading:
    """Return what the page is made of, as the application would."""
    course, lesson = asked.course, asked.lesson
    record = records.read(connection, learner.id, course, lesson.questions)
    others = tallies_for(lambda: connection, course, lesson, record)
    chosen = learner.preferences.saves_data
    spares = asked.saves_data if chosen is None else chosen
    return Reading(course, lesson, reader_of(learner), record, others, asked=() if spares else None)
