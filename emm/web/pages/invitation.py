"""A one-time link: who opens it chooses a password, and nobody else ever knows that."""

from dataclasses import dataclass

from flask import Blueprint, Response, redirect, request
from flask.typing import ResponseReturnValue

from emm.errors import TooMany
from emm.learning import accounts, passes, passwords, visits
from emm.learning.passes import Invited
from emm.learning.visits import token_hash
from emm.messages import Message
from emm.web.addresses import HOME
from emm.web.arriving import noted
from emm.web.context import page
from emm.web.forms import LinkForm, account_form
from emm.web.identity import adopt_writer, come_back, expect_form, form_token
from emm.web.limits import checked, told_to_wait, when
from emm.web.services import services

blueprint = Blueprint("invitation", __name__)


@dataclass(frozen=True, slots=True)
class InvitationPage:
    """The form to choose a password, for whom the link leads to."""

    token: str
    code: str
    name: str
    shortest: int
    error: Message | None = None


@blueprint.get("/<language>/invitation")
def show(language: str) -> Response:
    """Show the form; a link that leads to nobody any more is told as such."""
    expect_form()
    code = request.args.get("code", "")
    found = _found(code)
    return _form(code, found) if found else _over()


@blueprint.post("/<language>/invitation")
def accept(language: str) -> ResponseReturnValue:
    """Keep the password, end whatever led to the account before, and sign in, or ask for the second factor (S9)."""
    form = account_form(LinkForm)
    code, password = form.code.data, form.password.data or ""
    try:
        found = _found(code)
    except TooMany as refusal:
        return told_to_wait(_over(when(refusal)), refusal)
    if found is None:
        return _over()
    account = found.account
    weakness = passwords.weakness(
        password, account.name, services().settings.site_name, shortest=passwords.shortest_for(account.role)
    )
    if weakness:
        return _form(code, found, weakness)
    password_hash = passwords.hashed(password)
    with services().writing() as connection:
        if not passes.use(connection, token_hash(code)):
            return _over()
        accounts.keep_password(connection, found.learner_id, password_hash)
        visits.close_all(connection, found.learner_id)
        if account.is_staff:
            noted(connection, found.learner_id, "accept")
        if not account.has_factor:
            come_back(connection, found.learner_id, "staff" if account.is_staff else "browser")
    if account.has_factor:
        return redirect(f"/{language}/sign-in", 303)
    adopt_writer()
    return redirect(HOME if account.is_staff else f"/{language}/me", 303)


def _found(code: str) -> Invited | None:
    return checked("link", lambda connection: passes.invited(connection, services().world, code)) if code else None


def _form(code: str, found: Invited, error: Message | None = None) -> Response:
    shortest = passwords.shortest_for(found.account.role)
    shown = InvitationPage(form_token(), code, found.account.name, shortest, error)
    return page("invitation/show.html", status=422 if error else 200, page=shown)


def _over(wait: Message | None = None) -> Response:
    return page("invitation/over.html", status=404, wait=wait)
