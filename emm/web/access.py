"""Which pages are for the staff, and what somebody has to do first who wants to see one."""

from collections.abc import Callable
from functools import partial, wraps
from urllib.parse import urlencode, urlsplit

from flask import redirect, request
from flask.typing import ResponseReturnValue

from emm.errors import NotPermitted
from emm.learning.learners import KnownLearner
from emm.learning.rules.powers import Decision, Power, decide, is_staff
from emm.web.addresses import HOME
from emm.web.confirming import confirm_first
from emm.web.context import page_language
from emm.web.identity import current_learner
from emm.web.services import services

View = Callable[..., ResponseReturnValue]


def requires(power: Power, *, dangerous: bool = False) -> Callable[[View], View]:
    """Return a decorator for views that only some of the staff may use; `rules/powers.py` decides who.

    Who has to show first who they are is sent to the page that asks, and comes back; a form that they sent is kept
    meanwhile. Raises NotPermitted for somebody who may not, whatever they show.
    """

    def guarded(view: View) -> View:
        @wraps(view)
        def shown(**arguments: str) -> ResponseReturnValue:
            return _allowed(_decision(power, dangerous), power, partial(view, **arguments))

        return shown

    return guarded


def with_own_data(view: View) -> View:
    """Return the view of what people do with all their data; who works for the site shows first who they are (S11)."""

    @wraps(view)
    def shown(**arguments: str) -> ResponseReturnValue:
        learner = current_learner()
        works_here = bool(learner and is_staff(learner.role))
        decision = _decision("own account", dangerous=True) if works_here else "yes"
        return _allowed(decision, "own account", partial(view, **arguments))

    return shown


def may(power: Power, *, dangerous: bool = False) -> bool:
    """Whether the reader of this page may do something, without having to do something else first."""
    return _decision(power, dangerous) == "yes"


def member_of_staff() -> KnownLearner:
    """Return who uses a page that is for the staff."""
    learner = current_learner()
    assert learner
    assert learner.is_staff
    return learner


def _allowed(decision: Decision, power: Power, go_on: Callable[[], ResponseReturnValue]) -> ResponseReturnValue:
    if decision == "no":
        raise NotPermitted(power)
    if decision == "confirm" and request.method == "POST":
        return confirm_first(_back(), go_on)
    return go_on() if decision == "yes" else redirect(_first(decision), 303)


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
