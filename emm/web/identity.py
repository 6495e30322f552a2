"""Who sends the request: the cookie, the learner behind it, and the token that proves a form to be ours."""

import hmac
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import lru_cache, partial
from typing import Literal, cast

from flask import Flask, Request, Response, current_app, g, request
from flask.sessions import SessionInterface, SessionMixin
from flask_login import AnonymousUserMixin, LoginManager, UserMixin, current_user
from sqlalchemy import Connection
from sqlalchemy.exc import SQLAlchemyError

from emm.errors import NotFound, Unavailable
from emm.learning import learners, visits
from emm.learning.cards import Reader
from emm.learning.learners import KnownLearner
from emm.learning.preferences import DEFAULTS, Preferences
from emm.learning.visits import IDLE, Lasts
from emm.settings import Settings
from emm.web.services import Services, services

COOKIE = "emm"
FOUND = "emm.learner"
"""In the environment of a request: the learner behind its cookie, when the front before the application knows."""
UNTIL_CLOSED = ("browser", "staff")
"""Visits whose cookie the browser forgets when it is closed."""
Who = Literal["visitor", "guest", "member", "staff"]
"""Somebody without a record, with one that only this browser leads to, with an account, or signed in as staff."""


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


@dataclass(frozen=True, slots=True)
class Cookie:
    """The cookie as this response sets it."""

    token: str
    """"" takes it away."""
    lasts: Lasts


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
    return named(_is_secure())


def named(is_secure: bool) -> str:
    """Return the name of the one cookie over https, or not."""
    return f"__Host-{COOKIE}" if is_secure else COOKIE


def may_carry_cookie(header: str) -> bool:
    """Whether there may be our cookie among those of a request, by either of its names."""
    return f"{COOKIE}=" in header


def has_cookie() -> bool:
    """Whether the request carries our cookie, known or not."""
    return cookie_name() in request.cookies


def current_learner() -> KnownLearner | None:
    """Return the learner of this request, None for a visitor."""
    return cast(KnownLearner | None, current_user.known)


def who() -> Who:
    """Return how much the site knows of the reader; of nobody anything while the database cannot be read."""
    try:
        learner = current_learner()
    except SQLAlchemyError:
        return "visitor"
    return who_is(learner)


def who_is(learner: KnownLearner | None) -> Who:
    """Return how much the site knows of a learner, or of nobody."""
    if learner is None:
        return "visitor"
    if learner.is_staff:
        return "staff"
    return "member" if learner.has_account else "guest"


def preferences() -> Preferences:
    """Return what the reader chose, as far as the site lets them; the defaults for a visitor.

    While the database cannot be read, everybody is one.
    """
    try:
        learner = current_learner()
    except SQLAlchemyError:
        learner = None
    return preferences_of(learner, services().settings)


def preferences_of(learner: KnownLearner | None, settings: Settings) -> Preferences:
    """Return what a learner chose, as far as the site lets them; the defaults for nobody."""
    chosen = learner.preferences if learner else DEFAULTS
    return chosen if settings.review else replace(chosen, review="off")


def reader() -> Reader:
    """Return the reader of this page; a visitor meets the options in an arrangement drawn for the page."""
    learner = current_learner()
    if learner is None:
        seed = g.setdefault("seed", services().world.new_seed())
        return Reader(None, seed)
    return reader_of(learner)


def reader_of(learner: KnownLearner) -> Reader:
    """Return a learner as the reader of a page."""
    return Reader(learner.id, learner.seed, learner.preferences.offers_unsure, learner.has_account)


def learner_for_writing(connection: Connection, seed: int) -> KnownLearner:
    """Return the learner of this request, held against other writers; a visitor gets a record now.

    The seed of the page that was answered is kept, so that the options stay where the learner saw them.
    """
    token = _token(request)
    learner = learners.hold(connection, services().world, token) if token else None
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
    learner = learners.hold(connection, services().world, token) if token else None
    if learner is None:
        raise NotFound("the record of the learner")
    g.writer = CurrentLearner(learner, token)
    return learner


def adopt_writer() -> None:
    """Go on as the learner for whom something was written, once it is on disk."""
    if "visit" in g:
        g.cookie = Cookie(g.visit.token, g.visit.learner.lasts)
        g.writer = CurrentLearner(g.visit.learner, g.visit.token)
    g._login_user = g.writer  # Flask-Login's place for the user


def has_written() -> bool:
    """Whether this request has written something for its learner."""
    return "writer" in g


def come_back(connection: Connection, learner_id: str, lasts: Lasts) -> None:
    """Let this browser go on as a learner who has shown who they are: under a new token, and the old one is dead."""
    visits.close(connection, _token(request))
    g.visit = learners.come_back(connection, services().world, learner_id, lasts)


def become_member() -> None:
    """Go on as the same learner, to whom more than this browser leads from now on."""
    writer: CurrentLearner = g._login_user
    g._login_user = replace(writer, known=writer.known._replace(has_account=True))


def leave() -> None:
    """Go on as somebody whom nobody knows, and take the cookie away, once the visit has ended on disk."""
    g.cookie = Cookie("", "browser")
    g._login_user = Visitor()


def keep_until_closed(connection: Connection, learner: KnownLearner) -> None:
    """Let this browser forget the learner when it is closed."""
    token = _token(request)
    visits.shorten(connection, token)
    g.cookie = Cookie(token, "browser")
    g.writer = CurrentLearner(learner._replace(lasts="browser"), token)


def current_token() -> str:
    """Return what this browser proves itself with, "" when it has nothing yet."""
    if current_user.is_authenticated:
        return cast(str, current_user.token)
    return cast(Cookie, g.cookie).token if "cookie" in g else _token(request)


def expect_form() -> None:
    """Give a browser without a cookie one until it is closed, so that a form can be told to be its own (S14).

    It leads to nobody; who signs in gets another one.
    """
    if not has_cookie() and "cookie" not in g:
        g.cookie = Cookie(services().world.new_token(), "browser")


def form_token() -> str:
    """Return a token that only pages for this browser carry, different each time; "" for one without a cookie."""
    token = current_token()
    return new_form_token(services(), token) if token else ""


def new_form_token(services: Services, token: str) -> str:
    """Return a token that only pages for the browser with this cookie carry, different each time."""
    once = services.world.new_id()
    return f"{once}.{_proof(services.key, token, 'form', once)}"


def token_is_valid() -> bool:
    """Whether the form that was sent carries a token of this browser."""
    once, _, shown = request.form.get("csrf_token", "").partition(".")
    return bool(current_token()) and hmac.compare_digest(shown.encode(), proof("form", once).encode())


def proof(purpose: str, text: str) -> str:
    """Return what only this site can say of a text to this browser, for one purpose (HMAC-SHA256, RFC 2104)."""
    return _proof(services().key, current_token(), purpose, text)


def _proof(key: str, token: str, purpose: str, text: str) -> str:
    told = _begun(key).copy()
    told.update(f"{purpose}:{token}:{text}".encode())
    return told.hexdigest()


@lru_cache(maxsize=1)
def _begun(key: str) -> hmac.HMAC:
    return hmac.new(key.encode(), digestmod="sha256")


def _token(request: Request) -> str:
    return request.cookies.get(cookie_name(), "")


def _load(request: Request) -> CurrentLearner | None:
    token = _token(request)
    if (found := request.environ.get(FOUND)) is not None:
        return CurrentLearner(found, token)
    learner = learners.find(services().reading(), services().world, token) if token else None
    return CurrentLearner(learner, token) if learner else None


def _keep_alive(response: Response) -> Response:
    """Note from time to time that the learner was here, and send the cookie anew whenever it was made or noted."""
    learner: CurrentLearner | Visitor | None = g.get("_login_user")
    if "cookie" not in g and isinstance(learner, CurrentLearner) and _is_due(learner):
        g.cookie = Cookie(learner.token, learner.known.lasts)
        app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
        response.call_on_close(partial(_touch, app, learner))  # nobody waits for the note
    if "cookie" in g:
        _set(response, g.cookie)
    return response


def _set(response: Response, cookie: Cookie) -> None:
    response.set_cookie(
        cookie_name(),
        cookie.token,
        max_age=_max_age(cookie),
        secure=_is_secure(),
        httponly=True,
        samesite="Lax",
        path="/",
    )


def _max_age(cookie: Cookie) -> timedelta | None:
    """Return how long the browser keeps the cookie, None until it is closed."""
    if not cookie.token:
        return timedelta(0)
    if cookie.lasts in UNTIL_CLOSED:
        return None
    return IDLE.get(cookie.lasts, timedelta(days=services().settings.guest_days))


def _is_due(learner: CurrentLearner) -> bool:
    return visits.is_to_be_noted(learner.known.lasts, learner.known.seen_at, services().world.now())


def _touch(app: Flask, learner: CurrentLearner) -> None:
    with app.app_context(), suppress(Unavailable), services().writing() as connection:
        learners.touch(connection, services().world, learner.known, learner.token)


def _is_secure() -> bool:
    return services().settings.secure or request.is_secure
