"""The first start: whoever runs the server makes the first administrator (S10)."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from flask import Blueprint, Response, redirect
from flask.typing import ResponseReturnValue

from emm.errors import Conflict, NotFound, TooMany
from emm.learning import accounts, choosing, codes, first_start, passwords, staff
from emm.learning.accounts import TAKEN
from emm.learning.merging import Added
from emm.messages import Message, message
from emm.web.addresses import HOME
from emm.web.arriving import left_here, not_chosen, noted, take_over
from emm.web.choices import kept_as, wrong_with
from emm.web.context import page
from emm.web.forms import SetUpForm, account_form
from emm.web.identity import adopt_writer, come_back, expect_form, form_token
from emm.web.limits import checked, told_to_wait, when
from emm.web.services import services
from emm.web.watching import take_choices

blueprint = Blueprint("beginning", __name__, url_prefix="/set-up")

UNKNOWN = message("This code does not work. Look at what the server has printed; after 60 minutes, start it again.")

ASKED = ("site_name", "contact")
"""The settings that a site begins with."""
ADD = "add-yes"
"""The field that asks whether to add what was done on the device."""
FIELDS = ("code", "name", "password", *ASKED, ADD)


@dataclass(frozen=True, slots=True)
class SetUpPage:
    """The form that makes the first administrator, and names the site."""

    token: str
    asks: frozenset[str]
    """Which settings are asked for; the environment has decided the others."""
    site_name: str
    contact: str = ""
    code: str = ""
    name: str = ""
    left: Added = field(default_factory=Added)
    """What was done on this device without an account."""
    add: str = ""
    errors: Mapping[str, Message] = field(default_factory=dict)
    """What has to be mended, by the names of fields."""
    shortest: int = passwords.SHORTEST_OF_STAFF

    @property
    def wrong(self) -> tuple[tuple[str, Message | None], ...]:
        """What has to be mended, in the order of the form."""
        return tuple((name, self.errors.get(name)) for name in FIELDS)

    @property
    def add_error(self) -> Message | None:
        """That nothing was chosen, where something has to be."""
        return self.errors.get(ADD)


@blueprint.get("")
def show() -> Response:
    """Show the form, while there is no administrator; raise NotFound afterwards."""
    _refuse_when_done()
    expect_form()
    settings = services().settings
    shown = SetUpPage(form_token(), _asks(), settings.site_name, settings.contact, left=left_here())
    return page("beginning/show.html", page=shown)


@blueprint.post("")
def make() -> ResponseReturnValue:
    """Make the first administrator, for who has the code; of many at once, one is made."""
    form = account_form(SetUpForm)
    _refuse_when_done()
    if errors := _errors(form):
        return _again(form, errors)
    try:
        code_hash = _right_code(form.code.data)
    except TooMany as refusal:
        return told_to_wait(_again(form, {"code": when(refusal)}), refusal)
    if code_hash is None:
        return _again(form, {"code": UNKNOWN})
    try:
        _begin(code_hash, form, passwords.hashed(form.password.data or ""))
    except Conflict:
        return _again(form, {"name": TAKEN})
    adopt_writer()
    take_choices()
    return redirect(f"{HOME}/second-factor", 303)


def _asks() -> frozenset[str]:
    return frozenset(ASKED) - services().settings.given


def _errors(form: SetUpForm) -> dict[str, Message]:
    """Return what has to be mended before the code is looked at."""
    site, name = form.site_name.data.strip() or services().settings.site_name, form.name.data
    found = {
        "name": accounts.refused_name(name),
        "password": passwords.weakness(form.password.data or "", name, site, shortest=passwords.SHORTEST_OF_STAFF),
        **{one: wrong_with(one, form[one].data) for one in _asks()},
        ADD: not_chosen(left_here(), form.add.data),
    }
    return {one: error for one, error in found.items() if error}


def _refuse_when_done() -> None:
    if first_start.has_administrator(services().reading()):
        raise NotFound("there is an administrator")


def _right_code(typed: str) -> str | None:
    code = codes.read(typed)
    if code is None:
        return None
    code_hash = first_start.hashed(code)
    return checked("set-up", lambda connection: first_start.right(connection, services().world, code_hash))


def _begin(code_hash: str, form: SetUpForm, password_hash: str) -> None:
    with services().writing() as connection:
        if not first_start.use(connection, services().world, code_hash):
            raise NotFound("somebody else was faster")
        made = staff.invite(connection, services().world, form.name.data, "admin")
        accounts.keep_password(connection, made, password_hash)
        choosing.choose(connection, {one: kept_as(one, form[one].data) for one in _asks()})
        take_over(connection, made, adds=form.add.data == "yes")
        come_back(connection, made, "staff")
        noted(connection, made, "set-up")


def _again(form: SetUpForm, errors: Mapping[str, Message]) -> Response:
    """Show the form again, filled in but for the password."""
    asks = _asks()
    site_name = form.site_name.data if "site_name" in asks else services().settings.site_name
    shown = SetUpPage(
        form_token(),
        asks,
        site_name,
        form.contact.data,
        form.code.data,
        form.name.data,
        left_here(),
        form.add.data,
        errors,
    )
    return page("beginning/show.html", status=422, page=shown)
