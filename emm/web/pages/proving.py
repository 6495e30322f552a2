"""Showing who one is once more: the second step of signing in, and before something dangerous."""

from flask import Blueprint, Response, redirect, request
from flask.typing import ResponseReturnValue

from emm.errors import TooMany
from emm.messages import message
from emm.web import confirming
from emm.web.access import requires
from emm.web.addresses import HOME, safe_next
from emm.web.arriving import enter, lasts_for, welcome
from emm.web.confirming import Question
from emm.web.forms import ConfirmForm, ProofForm, account_form
from emm.web.limits import told_to_wait, when
from emm.web.proving import ask_again, proves, ticket_in

blueprint = Blueprint("proving", __name__)

WRONG = message("This code does not work. Type the one that your app shows now; each works once.")


@blueprint.get("/<language>/sign-in/second")
def begin(language: str) -> ResponseReturnValue:
    """Begin at the first step: the second follows from it."""
    return redirect(f"/{language}/sign-in", 303)


@blueprint.post("/<language>/sign-in/second")
def second(language: str) -> ResponseReturnValue:
    """Sign in who has given the password before, and now a code."""
    form = account_form(ProofForm)
    ticket = ticket_in(form.ticket.data)
    if ticket is None:
        return begin(language)
    try:
        is_right = proves(ticket.learner_id, form.code.data)
    except TooMany as refusal:
        return told_to_wait(ask_again(ticket, form.next.data, when(refusal)), refusal)
    if not is_right:
        return ask_again(ticket, form.next.data, WRONG)
    added = enter(ticket.learner_id, lasts_for(ticket.learner_id, keep=False), adds=ticket.adds)
    return redirect(welcome(language, added, form.next.data), 303)


@blueprint.get(f"{HOME}/confirm")
@requires("own account")
def show() -> Response:
    """Ask who somebody is before something dangerous; `?next` is where they go then."""
    return confirming.ask(_question(request.args.get("next", "")))


@blueprint.post(f"{HOME}/confirm")
@requires("own account")
def confirm() -> ResponseReturnValue:
    """Go on under a new token, for ten minutes as somebody who has just shown who they are (S3, S11)."""
    question = _question(account_form(ConfirmForm).next.data)
    return confirming.prove(question) or redirect(question.back, 303)


def _question(asked_for: str) -> Question:
    back = safe_next(asked_for, HOME)
    return Question(f"{HOME}/confirm", back, (("next", back),))
