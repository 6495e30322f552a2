"""Who sends the request: the cookie, the learner behind it, and the token that proves a form to be ours."""

import hmac
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import cast

from flask import Flask, Request, Response, current_app, g, request
from flask.sessions import SessionInterface, SessionMixin
from flask_login import AnonymousUserMixin, LoginManager, UserMixin, current_user
from sqlalchemy import Connection
from sqlalchemy.exc import SQLAlchemyError

from emm.errors import NotFound, Unavailable
from emm.learning import learners
from emm.learning.cards import Reader
from emm.learning.learners import KnownLearner
from emm.learning.preferences import DEFAULTS, Preferences
from emm.web.services import services

COOKIE = "emm"
TOUCH_EVERY = timedelta(days=1)
"""A guest's record counts whole days of idleness, so once a day is often enough."""


class NoSession(SessionInterface):
    """Flask's own signed cookie stays unused: what must be remembered is a row, and there is one cookie only."""

    def open_session(self, app: Flask, request: Request) -> SessionMixin | None:
        """Return nothing, so that writing to the session is an error."""
        return None

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        """Keep nothing."""


@dataclass(frozen=True)
class CurrentLearner(UserMixin):
    """The learner of this request, as Flask-Login hands it around."""

    known: KnownLearner
    token: str

    def get_id(self) -> str:
        """Return the learner's id."""
        return self.known.id


class Visitor(AnonymousUserMixin):
    """Somebody without a record, who is left alone until they write something."""

    known = None


def init_identity(app: Flask) -> None:
    """Let Flask-Login find the learner by our cookie."""
    app.session_interface = NoSession()
    manager = LoginManager(app)
    manager.anonymous_user = Visitor
    manager.request_loader(_load)
    app.after_request(_keep_alive)


def cookie_name() -> str:
    """Return the name of the one cookie; over https browsers hold it to this very host."""
    return f"__Host-{COOKIE}" if _is_secure() else COOKIE


def may_carry_cookie(header: str) -> bool:
    """Whether there may be our cookie among those of a request, by either of its names."""
    return f"{COOKIE}=" in header


def has_cookie() -> bool:
    """Whether the request carries our cookie, known or not."""
    return cookie_name() in request.cookies


def current_learner() -> KnownLearner | None:
    """Return the learner of this request, None for a visitor."""
    return cast(KnownLearner | None, current_user.known)


def preferences() -> Preferences:
    """Return what the reader chose; the defaults for a visitor, and while the database cannot be read."""
    try:
        learner = current_learner()
    except SQLAlchemyError:
        return DEFAULTS
    return learner.preferences if learner else DEFAULTS


def reader() -> Reader:
    """Return the reader of this page; a visitor meets the options in an arrangement drawn for the page."""
    learner = current_learner()
    if learner is None:
        seed = g.setdefault("seed", services().world.new_seed())
        return Reader(None, seed)
    return Reader(learner.id, learner.seed, learner.preferences.offers_unsure)


def learner_for_writing(connection: Connection, seed: int) -> KnownLearner:
    """Return the learner of this request, held against other writers; a visitor gets a record now.

    The seed of the page that was answered is kept, so that the options stay where the learner saw them.
    """
    token = _token(request)
    learner = learners.hold(connection, token) if token else None
    if learner is None:
        visit = g.visit = learners.begin(connection, services().world, seed=seed)
        return visit.learner
    g.writer = CurrentLearner(learner, token)
    return learner


def known_for_writing(connection: Connection) -> KnownLearner:
    """Return the learner of this request, held against other writers.

    Raises NotFound for a visitor, and when the record has just been deleted: what is written belongs to it alone.
    """
    token = _token(request)
    learner = learners.hold(connection, token) if token else None
    if learner is None:
        raise NotFound("the record of the learner")
    g.writer = CurrentLearner(learner, token)
    return learner


def adopt_writer() -> None:
    """Go on as the learner for whom something was written, once it is on disk."""
    if "visit" in g:
        g.cookie = g.visit.token
        g.writer = CurrentLearner(g.visit.learner, g.visit.token)
    g._login_user = g.writer  # Flask-Login's place for the user


def has_written() -> bool:
    """Whether this request has written something for its learner."""
    return "writer" in g


def form_token() -> str:
    """Return a token that only this visit's pages carry, different each time; "" for a visitor, who needs none."""
    if not current_user.is_authenticated:
        return ""
    once = services().world.new_id()
    return f"{once}.{_proof(once)}"


def token_is_valid() -> bool:
    """Whether the form that was sent carries a token of this visit."""
    if not current_user.is_authenticated:
        return False
    once, _, proof = request.form.get("csrf_token", "").partition(".")
    return hmac.compare_digest(proof.encode(), _proof(once).encode())


def _proof(once: str) -> str:
    """Return what only this site can say of `once` and the visit (HMAC-SHA256, RFC 2104)."""
    said = f"form:{current_user.token}:{once}"
    return hmac.digest(services().key.encode(), said.encode(), "sha256").hex()


def _token(request: Request) -> str:
    return request.cookies.get(cookie_name(), "")


def _load(request: Request) -> CurrentLearner | None:
    token = _token(request)
    learner = learners.find(services().reading(), token) if token else None
    return CurrentLearner(learner, token) if learner else None


def _keep_alive(response: Response) -> Response:
    """Note once a day that the learner was here, and send the cookie anew whenever it was made or noted."""
    learner: CurrentLearner | Visitor | None = g.get("_login_user")
    if "cookie" not in g and isinstance(learner, CurrentLearner) and _is_due(learner):
        g.cookie = learner.token
        app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
        response.call_on_close(partial(_touch, app, learner))  # nobody waits for the note
    if "cookie" in g:
        response.set_cookie(
            cookie_name(),
            g.cookie,
            max_age=timedelta(days=services().settings.guest_days),
            secure=_is_secure(),
            httponly=True,
            samesite="Lax",
            path="/",
        )
    return response


def _is_due(learner: CurrentLearner) -> bool:
    return services().world.now() - learner.known.seen_at >= TOUCH_EVERY


def _touch(app: Flask, learner: CurrentLearner) -> None:
    with app.app_context(), suppress(Unavailable), services().writing() as connection:
        learners.touch(connection, services().world, learner.known, learner.token)


def _is_secure() -> bool:
    return services().settings.secure or request.is_secure
