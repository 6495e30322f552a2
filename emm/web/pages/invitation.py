"""A one-time link: who opens it chooses a password, and nobody else ever knows that."""

from dataclasses import dataclass

from flask import Blueprint, Response, redirect, request
from flask.typing import ResponseReturnValue

from emm.errors import TooMany
from emm.learning import accounts, passes, passwords, visits
from emm.learning.merging import Added
from emm.learning.passes import Invited
from emm.learning.visits import token_hash
from emm.messages import Message
from emm.web.arriving import left_here, not_chosen, noted, take_over, welcome
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
    left: Added
    """What was done on this device without an account."""
    add: str = ""
    error: Message | None = None
    add_error: Message | None = None


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
    site, shortest = services().settings.site_name, passwords.shortest_for(account.role)
    weakness = passwords.weakness(password, account.name, site, shortest=shortest)
    add_error = not_chosen(_left(found), form.add.data)
    if weakness or add_error:
        return _form(code, found, form.add.data, weakness, add_error)
    password_hash = passwords.hashed(password)
    added = Added()
    with services().writing() as connection:
        if not passes.use(connection, token_hash(code)):
            return _over()
        accounts.keep_password(connection, found.learner_id, password_hash)
        visits.close_all(connection, found.learner_id)
        if account.is_staff:
            noted(connection, found.learner_id, "accept")
        if not account.has_factor:
            added = take_over(connection, found.learner_id, adds=form.add.data == "yes")
            come_back(connection, found.learner_id, "staff" if account.is_staff else "browser")
    if account.has_factor:
        return redirect(f"/{language}/sign-in", 303)
    adopt_writer()
    return redirect(welcome(language, added, ""), 303)


def _found(code: str) -> Invited | None:
    return checked("link", lambda connection: passes.invited(connection, services().world, code)) if code else None


def _left(found: Invited) -> Added:
    """Return what can be added now; who has a second factor is asked when signing in."""
    return Added() if found.account.has_factor else left_here()


def _form(
    code: str, found: Invited, add: str = "", error: Message | None = None, add_error: Message | None = None
) -> Response:
    shortest = passwords.shortest_for(found.account.role)
    left = _left(found)
    shown = InvitationPage(form_token(), code, found.account.name, shortest, left, add, error, add_error)
    return page("invitation/show.html", status=422 if error or add_error else 200, page=shown)


def _over(wait: Message | None = None) -> Response:
    return page("invitation/over.html", status=404, wait=wait)
