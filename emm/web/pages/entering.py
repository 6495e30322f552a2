"""Sign in, choose a new password, sign out."""

from dataclasses import dataclass

from flask import Blueprint, Response, redirect, request
from flask.typing import ResponseReturnValue

from emm.errors import TooMany
from emm.learning import accounts, codes, forgetting, passes, passwords, visits
from emm.learning.merging import Added
from emm.messages import Message, message
from emm.web.addresses import safe_next
from emm.web.arriving import enter, lasts_for, left_here, not_chosen, welcome
from emm.web.context import page, page_language
from emm.web.forms import SignInForm, SignOutForm, account_form
from emm.web.identity import (
    adopt_writer,
    come_back,
    current_learner,
    current_token,
    expect_form,
    form_token,
    leave,
)
from emm.web.limits import checked, told_to_wait, when
from emm.web.proving import ask_for_code
from emm.web.security import cleared
from emm.web.services import services

blueprint = Blueprint("entering", __name__)

UNKNOWN_CODE = message("We do not know this code. Check each group; there is no O, I, L or U.")
NO_MATCH = message("The username and password do not match.")
NO_MATCH_CODE = message("The username and resume code do not match.")


@dataclass(frozen=True, slots=True)
class SignInPage:
    """The form, filled in as it was sent, and what was wrong."""

    token: str
    left: Added
    """What was done on this device without an account."""
    next: str = ""
    """Address of the page that asked to sign in."""
    way: str = "code"
    code: str = ""
    name: str = ""
    keep: bool = False
    add: str = ""
    error: Message | None = None
    add_error: Message | None = None
    is_member: bool = False
    """Whether somebody with an account is signed in now."""


@dataclass(frozen=True, slots=True)
class Found:
    """Whom a code or a password leads to."""

    learner_id: str
    first: str = ""
    """Address of the page that they have to see first."""


@dataclass(frozen=True, slots=True)
class PasswordPage:
    """The form for a new password."""

    token: str
    name: str = ""
    keep: bool = False
    error: Message | None = None
    password_error: Message | None = None
    shortest: int = passwords.SHORTEST

    @property
    def is_wrong(self) -> bool:
        """Whether something has to be mended."""
        return bool(self.error or self.password_error)


@dataclass(frozen=True, slots=True)
class SignOutPage:
    """What signing out means for this reader."""

    token: str
    is_known: bool
    has_account: bool
    has_code: bool


@blueprint.get("/<language>/sign-in")
def show(language: str) -> Response:
    """Show the two ways to sign in."""
    expect_form()
    return page("entering/show.html", page=_empty())


@blueprint.post("/<language>/sign-in")
def sign_in(language: str) -> ResponseReturnValue:
    """Let a browser go on as the learner whom a code or a password leads to; unknown ones answer alike (S1)."""
    form = account_form(SignInForm)
    left = left_here()
    if add_error := not_chosen(left, form.add.data):
        return _again(form, left, add_error=add_error)
    try:
        found = _by_password(form) if form.way.data == "password" else _by_code(form)
    except TooMany as refusal:
        return told_to_wait(_again(form, left, error=when(refusal)), refusal)
    if found is None:
        return _again(form, left, error=NO_MATCH if form.way.data == "password" else UNKNOWN_CODE)
    adds, asked_for = form.add.data == "yes", found.first or form.next.data
    if accounts.account_of(services().reading(), found.learner_id).has_factor:
        return ask_for_code(found.learner_id, adds=adds, asked_for=asked_for)
    added = enter(found.learner_id, lasts_for(found.learner_id, keep=form.keep.data), adds=adds)
    return redirect(welcome(language, added, asked_for), 303)


@blueprint.get("/<language>/new-password")
def show_password(language: str) -> Response:
    """Show the form for a new password."""
    expect_form()
    return page("entering/password.html", page=PasswordPage(form_token()))


@blueprint.post("/<language>/new-password")
def new_password(language: str) -> ResponseReturnValue:
    """Change the password of who has the resume code, and end all their visits (S5)."""
    form = account_form(SignInForm)
    weakness = passwords.weakness(form.password.data or "", form.name.data, services().settings.site_name)
    if weakness:
        return _password_again(form, password_error=weakness)
    try:
        found = _by_name_and_code(form)
    except TooMany as refusal:
        return told_to_wait(_password_again(form, error=when(refusal)), refusal)
    if found is None:
        return _password_again(form, error=NO_MATCH_CODE)
    password_hash = passwords.hashed(form.password.data)
    with services().writing() as connection:
        accounts.keep_password(connection, found, password_hash)
        visits.close_all(connection, found)
        come_back(connection, found, "month" if form.keep.data else "browser")
    adopt_writer()
    return redirect(f"/{language}/me", 303)


@blueprint.get("/<language>/sign-out")
def show_sign_out(language: str) -> Response:
    """Ask where to sign out; for somebody who is not signed in, say that they are not."""
    learner = current_learner()
    if learner is None:
        return page("entering/out.html", is_done="done" in request.args)
    account = accounts.account_of(services().reading(), learner.id)
    return page("entering/leaving.html", page=SignOutPage(form_token(), True, account.exists, account.has_code))


@blueprint.post("/<language>/sign-out")
def sign_out(language: str) -> ResponseReturnValue:
    """End the visit of this browser or of all; a guest whom nothing leads back is deleted, as the button says."""
    form = account_form(SignOutForm)
    learner = current_learner()
    if learner and learner.has_account:
        with services().writing() as connection:
            if form.where.data == "everywhere":
                visits.close_all(connection, learner.id)
            else:
                visits.close(connection, current_token())
    elif learner:
        with services().writing() as connection:
            forgetting.forget(connection, services().world, services().settings.data, learner.id)
        services().wipe()
    leave()
    return cleared(redirect(f"/{language}/sign-out" + ("?done" if learner and learner.has_account else ""), 303))


def _by_code(form: SignInForm) -> Found | None:
    code = codes.read(form.code.data)
    if code is None:
        return None
    code_hash = passwords.code_hash(code)
    return checked(f"browser {current_token()}", lambda _connection: _resumed(code_hash) or _passed(code_hash))


def _resumed(code_hash: str) -> Found | None:
    """Return whom a resume code leads to."""
    found = accounts.by_code(services().reading(), code_hash)
    return Found(found) if found else None


def _passed(code_hash: str) -> Found | None:
    """Return whom a code leads to that the staff gave; it works once, and they need a new resume code then."""
    found = passes.by_code(services().reading(), services().world, code_hash)
    if found is None:
        return None
    with services().writing() as connection:
        return Found(found, f"/{page_language()}/save") if passes.use(connection, code_hash) else None


def _by_password(form: SignInForm) -> Found | None:
    name, password = form.name.data, form.password.data or ""
    found = checked(accounts.tried(name), lambda connection: accounts.by_password(connection, name, password))
    if found is None:
        return None
    _renew_hash(found, password)
    return Found(found)


def _by_name_and_code(form: SignInForm) -> str | None:
    code = codes.read(form.code.data)
    if code is None:
        return None
    return checked(
        accounts.tried(form.name.data),
        lambda connection: accounts.by_name_and_code(connection, form.name.data, passwords.code_hash(code)),
    )


def _renew_hash(learner_id: str, password: str) -> None:
    """Keep the password at today's cost (S8)."""
    stored = accounts.stored_password(services().reading(), learner_id)
    if stored and passwords.is_outdated(stored):
        password_hash = passwords.hashed(password)
        with services().writing() as connection:
            accounts.keep_password(connection, learner_id, password_hash)


def _empty() -> SignInPage:
    learner = current_learner()
    asked_for = safe_next(request.args.get("next", ""), "")
    return SignInPage(form_token(), left_here(), asked_for, is_member=bool(learner and learner.has_account))


def _again(form: SignInForm, left: Added, error: Message | None = None, add_error: Message | None = None) -> Response:
    """Show the form again, filled in but for the password."""
    way = "password" if form.way.data == "password" else "code"
    filled = SignInPage(
        form_token(),
        left,
        safe_next(form.next.data, ""),
        way,
        code=form.code.data,
        name=form.name.data,
        keep=form.keep.data,
        add=form.add.data,
        error=error,
        add_error=add_error,
    )
    return page("entering/show.html", status=422, page=filled)


def _password_again(form: SignInForm, error: Message | None = None, password_error: Message | None = None) -> Response:
    filled = PasswordPage(form_token(), form.name.data, form.keep.data, error, password_error)
    return page("entering/password.html", status=422, page=filled)
