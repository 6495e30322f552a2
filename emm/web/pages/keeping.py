"""Keep my progress: a resume code, shown once, and a user name with a password for who wants one."""

from dataclasses import dataclass
from datetime import timedelta

from flask import Blueprint, Response, redirect, request
from flask.typing import ResponseReturnValue

from emm.errors import Conflict, NotAllowed, NotPermitted, TooMany
from emm.learning import accounts, codes, passwords, visits
from emm.learning.accounts import NONE, TAKEN, Account
from emm.learning.learners import KnownLearner
from emm.learning.limiting import Limit
from emm.messages import Message, message
from emm.web.arriving import noted
from emm.web.context import page, page_language
from emm.web.forms import AccountForm, NameForm, PasswordForm, account_form
from emm.web.identity import (
    adopt_writer,
    become_member,
    come_back,
    current_learner,
    current_token,
    expect_form,
    form_token,
    learner_for_writing,
    proof,
)
from emm.web.limits import admit, checked, told_to_wait, visitor_address, when
from emm.web.services import services

blueprint = Blueprint("keeping", __name__)

CODES = Limit("codes made", 200, timedelta(hours=1))
"""Resume codes made from one address; each costs a hash, and a school makes one for everybody in one morning."""
NAMES = Limit("names tried", 10, timedelta(minutes=10))
"""User names that one learner may try, because the page says which are taken (S1)."""
WRONG_PASSWORD = message("This is not your password of now.")
NAMES_FROM_PLACE = Limit("names tried from a place", 100, timedelta(minutes=10))


@dataclass(frozen=True, slots=True)
class KeepPage:
    """What leads back already, and what has just been tried."""

    account: Account
    token: str
    is_known: bool
    """Whether there is any progress to keep."""
    code: str = ""
    """The resume code that has just been made, in groups."""
    name: str = ""
    name_error: Message | None = None
    password_error: Message | None = None
    current_error: Message | None = None
    """About the password of now, when it is to be changed."""
    new_error: Message | None = None
    shortest: int = passwords.SHORTEST
    site: str = ""
    """The site's own address, for paper."""
    home: str = ""
    """Address of the reader's progress."""
    address: str = ""
    """Of this page."""

    @property
    def is_wrong(self) -> bool:
        """Whether something has to be mended."""
        return bool(self.name_error or self.password_error or self.is_wrong_change)

    @property
    def is_wrong_change(self) -> bool:
        """Whether something has to be mended before the password can be changed."""
        return bool(self.current_error or self.new_error)


@blueprint.get("/<language>/save")
def show(language: str) -> Response:
    """Show how to come back; `?named` is where choosing a user name leads to."""
    expect_form()
    return page("keeping/show.html", page=_page(), is_named="named" in request.args)


@blueprint.post("/<language>/save")
def make_code(language: str) -> Response:
    """Make a resume code, and show it this one time; the one before stops working.

    The code follows from the form: whoever reloads the page sees the code that works and not a third one.
    """
    account_form(AccountForm)
    _refuse_staff()
    admit(CODES, visitor_address())
    code = codes.code_of(int(proof("code", request.form["csrf_token"]), 16))
    code_hash = passwords.code_hash(code)
    with services().writing() as connection:
        learner = learner_for_writing(connection, services().world.new_seed())
        accounts.keep_code(connection, services().world, learner.id, code_hash)
    adopt_writer()
    become_member()
    return page("keeping/code.html", page=_page(code=codes.written(code)))


@blueprint.post("/<language>/save/name")
def choose_name(language: str) -> ResponseReturnValue:
    """Let a user name and a password lead to the learner as well, and end what other browsers know (S3, S5)."""
    form = account_form(NameForm)
    name, password = form.name.data, form.password.data or ""
    wrong = _wrong(name, password)
    if wrong.is_wrong:
        return page("keeping/show.html", status=422, page=wrong, is_named=False)
    if wrong.account.name:
        raise Conflict("who has a user name changes the password with the resume code")
    admit(NAMES_FROM_PLACE, visitor_address())
    admit(NAMES, current_token())
    password_hash = passwords.hashed(password)
    try:
        with services().writing() as connection:
            writer = learner_for_writing(connection, services().world.new_seed())
            accounts.keep_name(connection, writer.id, name, password_hash)
            visits.close_all(connection, writer.id)
            come_back(connection, writer.id, writer.lasts)
    except Conflict:
        return page("keeping/show.html", status=422, page=_page(name=name, name_error=TAKEN), is_named=False)
    adopt_writer()
    return redirect(f"/{language}/save?named", 303)


@blueprint.post("/<language>/save/password")
def change_password(language: str) -> ResponseReturnValue:
    """Change the password of who knows the one of now, and sign all other browsers out (S3, S5)."""
    form, learner = account_form(PasswordForm), current_learner()
    if learner is None:
        raise NotAllowed("a visitor has no password")
    account = accounts.account_of(services().reading(), learner.id)
    if not account.name:
        raise Conflict("who has no user name has no password")
    weakness = passwords.weakness(
        form.password.data or "",
        account.name,
        services().settings.site_name,
        shortest=passwords.shortest_for(account.role),
    )
    try:
        current_error = None if weakness or _is_current(learner, account, form.current.data or "") else WRONG_PASSWORD
    except TooMany as refusal:
        shown = _page(current_error=when(refusal))
        return told_to_wait(page("keeping/show.html", page=shown, is_named=False), refusal)
    if weakness or current_error:
        shown = _page(new_error=weakness, current_error=current_error)
        return page("keeping/show.html", status=422, page=shown, is_named=False)
    password_hash = passwords.hashed(form.password.data)
    with services().writing() as connection:
        accounts.keep_password(connection, learner.id, password_hash)
        visits.close_all(connection, learner.id)
        come_back(connection, learner.id, learner.lasts)
        if account.is_staff:
            noted(connection, learner.id, "password")
    adopt_writer()
    return redirect(f"/{language}/save?named", 303)


def _is_current(learner: KnownLearner, account: Account, password: str) -> bool:
    stored = accounts.stored_password(services().reading(), learner.id)
    return bool(checked(accounts.tried(account.name), lambda _reading: passwords.matches(stored, password) or None))


def _refuse_staff() -> None:
    """Raise NotPermitted for who works for the site: a code alone does not open their account."""
    learner = current_learner()
    if learner and accounts.account_of(services().reading(), learner.id).is_staff:
        raise NotPermitted("a resume code")


def _wrong(name: str, password: str) -> KeepPage:
    """Return the page with what is wrong with name and password, as far as that can be told without asking anybody."""
    weakness = passwords.weakness(password, name, services().settings.site_name)
    return _page(name=name, name_error=accounts.refused_name(name), password_error=weakness)


def _page(
    code: str = "",
    name: str = "",
    name_error: Message | None = None,
    password_error: Message | None = None,
    current_error: Message | None = None,
    new_error: Message | None = None,
) -> KeepPage:
    learner = current_learner()
    account = accounts.account_of(services().reading(), learner.id) if learner else NONE
    return KeepPage(
        account,
        form_token(),
        learner is not None,
        code=code,
        name=name,
        name_error=name_error,
        password_error=password_error,
        current_error=current_error,
        new_error=new_error,
        shortest=passwords.shortest_for(account.role),
        site=services().settings.public_url,
        home=f"/{page_language()}/me",
        address=f"/{page_language()}/save",
    )
