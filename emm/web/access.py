"""Which pages are for the staff, and what somebody has to do first who wants to see one."""

from collections.abc import Callable
from functools import wraps
from urllib.parse import urlencode, urlsplit

from flask import current_app, redirect, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

from emm.errors import NotPermitted
from emm.learning.learners import KnownLearner
from emm.learning.rules.powers import Decision, Power, decide
from emm.web.context import languages, page_language
from emm.web.identity import current_learner
from emm.web.services import services

View = Callable[..., ResponseReturnValue]
HOME = "/admin"
"""Where the staff begins."""


def requires(power: Power, *, dangerous: bool = False) -> Callable[[View], View]:
    """Return a decorator for views that only some of the staff may use; `rules/powers.py` decides who.

    Who has to show first who they are is sent to the page that asks, and comes back. Raises NotPermitted for
    somebody who may not, whatever they show.
    """

    def guarded(view: View) -> View:
        @wraps(view)
        def shown(**arguments: str) -> ResponseReturnValue:
            decision = _decision(power, dangerous)
            if decision == "no":
                raise NotPermitted(power)
            return view(**arguments) if decision == "yes" else redirect(_first(decision), 303)

        return shown

    return guarded


def may(power: Power, *, dangerous: bool = False) -> bool:
    """Whether the reader of this page may do something, without having to do something else first."""
    return _decision(power, dangerous) == "yes"


def member_of_staff() -> KnownLearner:
    """Return who uses a page that is for the staff."""
    learner = current_learner()
    assert learner
    assert learner.is_staff
    return learner


def safe_next(path: str, home: str) -> str:
    """Return an address to go to when it is a page of this site that can be looked at, else `home` (S16).

    Whatever a browser could take for the address of another site does not begin with one slash, or is no page here.
    """
    parts = urlsplit(path) if path.startswith("/") and path.isprintable() and "\\" not in path else None
    if parts is None or parts.scheme or parts.netloc or path.startswith("//"):
        return home
    try:
        endpoint, arguments = current_app.url_map.bind("").match(parts.path, method="GET")
    except (HTTPException, RequestRedirect):
        return home
    is_page = endpoint != "static" and arguments.get("language", page_language()) in languages()
    return parts.path if is_page else home


def _decision(power: Power, dangerous: bool) -> Decision:
    learner = current_learner()
    standing = learner.standing(services().world.now()) if learner else None
    return decide(power, standing, dangerous=dangerous)


def _first(decision: Decision) -> str:
    """Return the address of the page on which somebody does what has to be done first."""
    pages = {"sign in": f"/{page_language()}/sign-in", "second factor": f"{HOME}/second-factor"}
    page = pages.get(decision, f"{HOME}/confirm")
    return f"{page}?{urlencode({'next': _back()})}"


def _back() -> str:
    """Return the page to come back to: this one, or that of the form that was sent."""
    return request.path if request.method == "GET" else urlsplit(request.referrer or HOME).path
