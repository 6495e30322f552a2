"""What learners do with questions, when htmx sends it and wants the part of the page that changes."""

from functools import partial
from io import BytesIO
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import parse_qsl

from sqlalchemy import Connection
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.sansio.utils import get_host

from emm.content.model import Course, Lesson, Question
from emm.errors import NotFound, TooLarge
from emm.learning import learners, visits
from emm.learning.answering import ACTIONS
from emm.learning.learners import KnownLearner
from emm.learning.records import Exercise, Record
from emm.web.alike.made import Made, Ready, Sender
from emm.web.forms import SentForm, sent_form
from emm.web.htmx import asks_for_fragment
from emm.web.identity import FOUND
from emm.web.reading import ACTED, FRAGMENT
from emm.web.security import OF_FRAGMENTS, word_of_browser

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

LEVELS = (6, 7)
"""Parts of the address of a question between slashes: nothing, language, "c", course, "q", question, and an action."""
FORM = "application/x-www-form-urlencoded"


class Asked(NamedTuple):
    """What a request says that acts on a question."""

    sender: Sender
    course: Course
    lesson: Lesson
    question: Question
    action: str
    form: SentForm


class Answers:
    """Forms of questions at their addresses."""

    def __init__(self, made: Made) -> None:
        """Keep what has been made."""
        self._made = made
        self._services = made.services
        self._headers = made.headers(OF_FRAGMENTS)
        self._longest: int = made.app.config["MAX_CONTENT_LENGTH"]

    def ready(self, environ: "WSGIEnvironment") -> Ready | None:
        """Do what a form asks for and return what changes, None when the application has to tell it.

        What has been done, or why it could not be, is then in the environment.
        """
        place = environ["PATH_INFO"].split("/")
        if len(place) not in LEVELS or (place[2], place[4]) != ("c", "q") or not self._is_ours(environ):
            return None
        asked = self._asked(place, environ)
        learner = self._acted(asked, environ) if asked else None
        return self._changed(asked, learner, environ[ACTED]) if asked and learner else None

    def _is_ours(self, environ: "WSGIEnvironment") -> bool:
        """Whether htmx sends it, from a page of this site."""
        return (
            asks_for_fragment(environ)
            and not environ.get("QUERY_STRING")
            and word_of_browser(
                environ.get("HTTP_SEC_FETCH_SITE", ""),
                environ.get("HTTP_ORIGIN") or environ.get("HTTP_REFERER") or "",
                {get_host(environ["wsgi.url_scheme"], environ.get("HTTP_HOST"))},
            )
            is True
        )

    def _asked(self, place: list[str], environ: "WSGIEnvironment") -> Asked | None:
        """Return what is asked for, None when it is out of the ordinary."""
        _, language, _, course_id, _, question_id, *more = place
        action = more[0] if more else "answer"
        sender = self._made.sender(environ, language)
        if action not in ACTIONS or more == ["answer"] or language not in self._services.languages or sender is None:
            return None
        try:
            course = self._services.catalog.course(course_id, language)
            lesson, question = course.question(question_id)
            form = sent_form(_fields(environ, self._longest))
        except (NotFound, TooLarge, ValueError):
            return None
        return Asked(sender, course, lesson, question, "hint" if form.wants_hint else action, form)

    def _acted(self, asked: Asked, environ: "WSGIEnvironment") -> KnownLearner | None:
        """Do what is asked for and return the learner, None when it was not done."""
        try:
            done = self._services.write(partial(self._act, asked))
        except Exception as refusal:  # whatever it is, the application says it in words
            environ[ACTED] = refusal
            return None
        if done is None:
            return None
        environ[FOUND], environ[ACTED] = done
        return done[0]

    def _act(self, asked: Asked, connection: Connection) -> tuple[KnownLearner, Record] | None:
        """Do what is asked for and return learner and record, None when it is for the application to do."""
        world = self._services.world
        learner = learners.hold(connection, world, asked.sender.token)
        if learner is None or visits.is_to_be_noted(learner.lasts, learner.seen_at, world.now()):
            return None
        exercise = Exercise(learner.id, asked.course, asked.lesson, asked.question)
        return learner, ACTIONS[asked.action](connection, world, exercise, asked.form.sent)

    def _changed(self, asked: Asked, learner: KnownLearner, record: Record) -> Ready | None:
        """Return what the act changes, None when nobody who stands alike has seen it."""
        connect, question = self._services.engine.connect, asked.question
        try:
            reading = asked.sender.reading(learner, asked.course, asked.lesson, record, connect, question.id)
        except SQLAlchemyError:
            return None
        key = reading.key(self._services.world.now().date())
        found = self._made.found(asked.sender, learner, (FRAGMENT, *key)) if key else None
        return Ready(*found, self._headers) if found else None


def _fields(environ: "WSGIEnvironment", longest: int) -> list[tuple[str, str]]:
    """Return the fields of the form that is sent, in order, and leave it there to be read again.

    Raises ValueError for everything but a short form of which every sign is legible.
    """
    length = environ.get("CONTENT_LENGTH", "")
    if environ.get("CONTENT_TYPE", "").partition(";")[0].strip() != FORM or not 0 < int(length) <= longest:
        raise ValueError("not a form that is read here")
    body = environ["wsgi.input"].read(int(length))
    environ["wsgi.input"] = BytesIO(body)
    if len(body) != int(length):
        raise ValueError("a form whose end is missing")
    return parse_qsl(body.decode(), keep_blank_values=True, errors="strict")
