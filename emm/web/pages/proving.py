"""Showing who one is once more: the second step of signing in, and before something dangerous."""

from dataclasses import dataclass

from flask import Blueprint, Response, redirect, request
from flask.typing import ResponseReturnValue

from emm.errors import TooMany
from emm.learning import accounts, passwords
from emm.learning.learners import KnownLearner
from emm.messages import Message, message
from emm.web.access import HOME, member_of_staff, requires, safe_next
from emm.web.arriving import enter, lasts_for, noted, welcome
from emm.web.context import page
from emm.web.forms import ProofForm, account_form
from emm.web.identity import adopt_writer, come_back, form_token
from emm.web.limits import checked, told_to_wait, when
from emm.web.proving import ask_again, proves, ticket_in
from emm.web.services import services

blueprint = Blueprint("proving", __name__)

WRONG = message("This code does not work. Type the one that your app shows now; each works once.")
NOT_YOU = message("The password or the code is not right.")


@dataclass(frozen=True, slots=True)
class ConfirmPage:
    """The form that asks who somebody is."""

    token: str
    name: str
    has_factor: bool
    next: str
    error: Message | None = None


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
    return _page(safe_next(request.args.get("next", ""), HOME))


@blueprint.post(f"{HOME}/confirm")
@requires("own account")
def confirm() -> ResponseReturnValue:
    """Go on under a new token, for ten minutes as somebody who has just shown who they are (S3, S11)."""
    form, learner = account_form(ProofForm), member_of_staff()
    asked_for = safe_next(form.next.data, HOME)
    try:
        is_right = _is(learner, form)
    except TooMany as refusal:
        return told_to_wait(_page(asked_for, when(refusal)), refusal)
    if not is_right:
        return _page(asked_for, NOT_YOU)
    with services().writing() as connection:
        come_back(connection, learner.id, "staff")
        noted(connection, learner.id, "confirm")
    adopt_writer()
    return redirect(asked_for, 303)


def _is(learner: KnownLearner, form: ProofForm) -> bool:
    """Whether password and, where there is a second factor, code are right."""
    stored = accounts.stored_password(services().reading(), learner.id)
    name = accounts.account_of(services().reading(), learner.id).name
    password = form.password.data or ""
    matches = checked(accounts.tried(name), lambda _connection: passwords.matches(stored, password) or None)
    return bool(matches) and (not learner.has_factor or proves(learner.id, form.code.data))


def _page(asked_for: str, error: Message | None = None) -> Response:
    learner = member_of_staff()
    account = accounts.account_of(services().reading(), learner.id)
    shown = ConfirmPage(form_token(), account.name, learner.has_factor, asked_for, error)
    return page("proving/confirm.html", status=422 if error else 200, page=shown)
