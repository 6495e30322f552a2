"""Who has an account: for administrators, who look after accounts and never see what anybody learned."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import cast
from urllib.parse import urlencode

from flask import Blueprint, Response, redirect, request
from flask.typing import ResponseReturnValue

from emm.errors import Conflict
from emm.learning import accounts, forgetting, passes, staff
from emm.learning.accounts import TAKEN
from emm.learning.auditing import Act
from emm.learning.passes import Pass
from emm.learning.rules.powers import ROLE_NAMES, ROLES, Role
from emm.learning.staff import NOT_YOURSELF, Listed, Person, Refused
from emm.messages import Message, message
from emm.web.access import may, member_of_staff, requires
from emm.web.addresses import HOME
from emm.web.arriving import noted
from emm.web.context import page, page_language
from emm.web.forms import AccountForm, DeleteForm, InviteForm, account_form
from emm.web.identity import form_token
from emm.web.services import services

blueprint = Blueprint("people", __name__, url_prefix=f"{HOME}/people")

CONFIRMATION = "DELETE"
"""What has to be typed before somebody is deleted; it is the same word in all languages."""
NOT_TYPED = message("Type the word %(word)s to delete this account. Nothing was deleted.", word=CONFIRMATION)
CHOOSE_ROLE = message("Choose what this person does here.")
MOST_PAGES = 100_000


@dataclass(frozen=True, slots=True)
class PeoplePage:
    """The list, and the form to invite somebody."""

    token: str
    listed: Listed
    words: str
    can_change: bool
    """Whether the reader has shown lately who they are."""
    roles: Mapping[Role, Message]
    name: str = ""
    role: str = ""
    name_error: Message | None = None
    role_error: Message | None = None

    def address(self, number: int) -> str:
        """Return the address of another page of the list."""
        return f"{HOME}/people?{urlencode({'q': self.words, 'page': number})}"


@dataclass(frozen=True, slots=True)
class PersonPage:
    """One account, and what can be done with it."""

    token: str
    person: Person
    is_me: bool
    waits_until: date | None
    can_change: bool
    roles: Mapping[Role, Message]
    word: str
    error: Message | None = None


@dataclass(frozen=True, slots=True)
class PassPage:
    """A link or a code that was just made, in the only moment in which it can be seen."""

    person: Person
    made: Pass
    link: str
    """"" for a code."""
    ends_at: datetime


@blueprint.get("")
@requires("people")
def show() -> Response:
    """List the accounts with a user name; `?q` finds some of them."""
    return _list()


@blueprint.post("")
@requires("people", dangerous=True)
def invite() -> ResponseReturnValue:
    """Make an account for somebody, and show the link that opens it this one time."""
    form = account_form(InviteForm)
    name_error = accounts.refused_name(form.name.data)
    if name_error or form.role.data not in ROLES:
        role_error = None if form.role.data in ROLES else CHOOSE_ROLE
        return _list(form, name_error, role_error)
    role = cast(Role, form.role.data)
    try:
        with services().writing() as connection:
            person_id = staff.invite(connection, services().world, form.name.data, role)
            made = passes.make_link(connection, services().world, person_id, "invite")
            noted(connection, _me(), "invite", person_id, role)
    except Conflict:
        return _list(form, TAKEN)
    return _pass(person_id, made, is_link=True)


@blueprint.get("/<person_id>")
@requires("people")
def one(person_id: str) -> Response:
    """Show one account."""
    return _person(person_id)


@blueprint.post("/<person_id>/role")
@requires("people", dangerous=True)
def change_role(person_id: str) -> ResponseReturnValue:
    """Change what somebody may do, at once; who joins the staff gets a link to choose a stronger password."""
    form, person = account_form(InviteForm), _somebody_else(person_id)
    if form.role.data not in ROLES:
        return _person(person_id, CHOOSE_ROLE)
    role = cast(Role, form.role.data)
    made = None
    with services().writing() as connection:
        if staff.change_role(connection, person.id, role):
            made = passes.renew_link(connection, services().world, person.id)
        noted(connection, _me(), "role", person.id, role)
    return _pass(person.id, made, is_link=True) if made else _back(person.id)


@blueprint.post("/<person_id>/<any(disable, enable, signout, unpair):act>")
@requires("people", dangerous=True)
def change(person_id: str, act: str) -> ResponseReturnValue:
    """Close an account or open it again, end its sign-ins, or take a lost second factor away."""
    account_form(AccountForm)
    person = _somebody_else(person_id)
    with services().writing() as connection:
        staff.CHANGES[act](connection, services().world, person.id)
        noted(connection, _me(), cast(Act, act), person.id)
    return _back(person.id)


@blueprint.post("/<person_id>/link")
@requires("people", dangerous=True)
def make_link(person_id: str) -> ResponseReturnValue:
    """Show a new link for somebody, with which they choose a password; it works once."""
    account_form(AccountForm)
    person = _somebody_else(person_id)
    with services().writing() as connection:
        made = passes.renew_link(connection, services().world, person.id)
        noted(connection, _me(), "link", person.id)
    return _pass(person.id, made, is_link=True)


@blueprint.post("/<person_id>/code")
@requires("people", dangerous=True)
def make_code(person_id: str) -> ResponseReturnValue:
    """Show a code that signs a learner in once, who has lost everything else."""
    account_form(AccountForm)
    person = _somebody_else(person_id)
    if person.is_staff:
        raise Conflict("the staff gets a link and chooses a password")
    code, code_hash = passes.new_code(services().world)
    with services().writing() as connection:
        made = passes.make_code(connection, services().world, person.id, code, code_hash)
        noted(connection, _me(), "code", person.id)
    return _pass(person.id, made, is_link=False)


@blueprint.post("/<person_id>/delete")
@requires("people", dangerous=True)
def delete(person_id: str) -> ResponseReturnValue:
    """Delete somebody and all that hangs on them, at once and in all files, when the word was typed."""
    form, person = account_form(DeleteForm), _somebody_else(person_id)
    if form.word.data.strip().strip("\"'").upper() != CONFIRMATION:
        return _person(person_id, NOT_TYPED)
    with services().writing() as connection:
        staff.refuse_to_lose(connection, person.id)
        noted(connection, _me(), "delete", person.id)
        forgetting.forget(connection, services().world, services().settings.data, person.id)
    services().wipe()
    return redirect(f"{HOME}/people", 303)


@blueprint.errorhandler(Refused)
def tell_refused(refusal: Refused) -> ResponseReturnValue:
    """Show the account again, and say why nothing was done."""
    arguments = request.view_args or {}
    return _person(arguments["person_id"], refusal.message)


def _somebody_else(person_id: str) -> Person:
    """Return a person; raise NotFound for nobody, and Refused for oneself: nobody changes their own powers (S33)."""
    found = staff.person(services().reading(), person_id)
    if found.id == _me():
        raise Refused(NOT_YOURSELF)
    return found


def _me() -> str:
    return member_of_staff().id


def _list(
    form: InviteForm | None = None, name_error: Message | None = None, role_error: Message | None = None
) -> Response:
    words = request.args.get("q", "")[: accounts.LONGEST_KEY]
    number = request.args.get("page", "1")
    is_number = number.isascii() and number.isdigit() and int(number) <= MOST_PAGES
    shown = PeoplePage(
        form_token(),
        staff.found(services().reading(), words, int(number) if is_number else 1),
        words,
        may("people", dangerous=True),
        ROLE_NAMES,
        form.name.data if form else "",
        form.role.data if form else "",
        name_error,
        role_error,
    )
    return page("people/list.html", status=422 if form else 200, page=shown)


def _person(person_id: str, error: Message | None = None) -> Response:
    connection = services().reading()
    person = staff.person(connection, person_id)
    shown = PersonPage(
        form_token(),
        person,
        person.id == _me(),
        staff.waits_until(connection, person.id),
        may("people", dangerous=True),
        ROLE_NAMES,
        CONFIRMATION,
        error,
    )
    return page("people/show.html", status=422 if error else 200, page=shown)


def _pass(person_id: str, made: Pass, *, is_link: bool) -> Response:
    site = services().settings.public_url or request.host_url.rstrip("/")
    link = f"{site}/{page_language()}/invitation?{urlencode({'code': made.secret})}" if is_link else ""
    person = staff.person(services().reading(), person_id)
    return page("people/pass.html", page=PassPage(person, made, link, made.ends_at))


def _back(person_id: str) -> ResponseReturnValue:
    return redirect(f"{HOME}/people/{person_id}", 303)
