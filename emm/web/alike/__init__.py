"""Learners are answered in front of the application when readers who stand alike have been sent the same before.

What differs is filled in: the keys and the token of forms, and how much waits in the review. Everything else, and
whatever is out of the ordinary, goes through to the application, which keeps what it makes for the next reader.
"""

import logging
from collections.abc import Iterable
from typing import TYPE_CHECKING, Protocol

from flask import Flask

from emm.web.alike.answers import Answers
from emm.web.alike.lessons import Lessons
from emm.web.alike.made import Made, Ready
from emm.web.compression import SMALLEST, takes_gzip
from emm.web.identity import may_carry_cookie
from emm.web.services import Services

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

logger = logging.getLogger(__name__)


class Sort(Protocol):
    """A sort of requests that can be answered here."""

    def ready(self, environ: "WSGIEnvironment") -> Ready | None:
        """Return the answer, None when only the application can make it."""


class LearnersFront:
    """Stands before the application and answers with what has been made."""

    def __init__(self, app: Flask, services: Services) -> None:
        """Keep the application, and what it makes."""
        made = Made(app, services)
        lessons = Lessons(made)
        self._behind = app.wsgi_app
        self._sorts: dict[str, Sort] = {"GET": lessons, "HEAD": lessons, "POST": Answers(made)}

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        """Answer a request (PEP 3333)."""
        ready = self._ready(environ) if may_carry_cookie(environ.get("HTTP_COOKIE", "")) else None
        return _sent(ready, environ, start_response) if ready else self._behind(environ, start_response)

    def _ready(self, environ: "WSGIEnvironment") -> Ready | None:
        sort = self._sorts.get(environ["REQUEST_METHOD"])
        try:
            return sort.ready(environ) if sort else None
        except Exception:  # a mistake of ours must not keep the application from answering
            logger.exception("a request could not be answered before the application")
            return None


def init_learners_front(app: Flask, services: Services) -> None:
    """Let lessons and answers be served before the application."""
    app.wsgi_app = LearnersFront(app, services)  # type: ignore[method-assign]


def _sent(ready: Ready, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
    headers = list(ready.headers)
    if ready.text.size >= SMALLEST and takes_gzip(environ.get("HTTP_ACCEPT_ENCODING", "")):
        body = ready.text.gzipped(ready.own)
        headers.append(("Content-Encoding", "gzip"))
    else:
        body = ready.text.plain(ready.own)
    start_response("200 OK", [*headers, ("Content-Length", str(len(body)))])
    return () if environ["REQUEST_METHOD"] == "HEAD" else (body,)
