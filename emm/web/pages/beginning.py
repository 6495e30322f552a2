"""The first start: whoever runs the server makes the first administrator (S10)."""

from dataclasses import dataclass

from flask import Blueprint, Response, redirect
from flask.typing import ResponseReturnValue

from emm.errors import Conflict, NotFound, TooMany
from emm.learning import accounts, codes, first_start, passwords, staff
from emm.learning.accounts import TAKEN
from emm.messages import Message, message
from emm.web.addresses import HOME
from emm.web.arriving import noted
from emm.web.context import page
from emm.web.forms import SetUpForm, account_form
from emm.web.identity import adopt_writer, come_back, expect_form, form_token
from emm.web.limits import checked, told_to_wait, when
from emm.web.services import services

blueprint = Blueprint("beginning", __name__, url_prefix="/set-up")

UNKNOWN = message("This code does not work. Look at what the server has printed; after 60 minutes, start it again.")


@dataclass(frozen=True, slots=True)
class SetUpPage:
    """The form that makes the first administrator."""

    token: str
    code: str = ""
    name: str = ""
    code_error: Message | None = None
    name_error: Message | None = None
    password_error: Message | None = None
    shortest: int = passwords.SHORTEST_OF_STAFF

    @property
    def is_wrong(self) -> bool:
        """Whether something has to be mended."""
        return bool(self.code_error or self.name_error or self.password_error)


@blueprint.get("")
def show() -> Response:
    """Show the form, while there is no administrator; raise NotFound afterwards."""
    _refuse_when_done()
    expect_form()
    return page("beginning/show.html", page=SetUpPage(form_token()))


@blueprint.post("")
def make() -> ResponseReturnValue:
    """Make the first administrator, for who has the code; of many at once, one is made."""
    form = account_form(SetUpForm)
    _refuse_when_done()
    name, password = form.name.data, form.password.data or ""
    weakness = passwords.weakness(password, name, services().settings.site_name, shortest=passwords.SHORTEST_OF_STAFF)
    name_error = accounts.refused_name(name)
    if weakness or name_error:
        return _again(form, name_error=name_error, password_error=weakness)
    try:
        code_hash = _right_code(form.code.data)
    except TooMany as refusal:
        return told_to_wait(_again(form, code_error=when(refusal)), refusal)
    if code_hash is None:
        return _again(form, code_error=UNKNOWN)
    try:
        _begin(code_hash, name, passwords.hashed(password))
    except Conflict:
        return _again(form, name_error=TAKEN)
    adopt_writer()
    return redirect(f"{HOME}/second-factor", 303)


def _refuse_when_done() -> None:
    if first_start.has_administrator(services().reading()):
        raise NotFound("there is an administrator")


def _right_code(typed: str) -> str | None:
    code = codes.read(typed)
    if code is None:
        return None
    code_hash = first_start.hashed(code)
    return checked("set-up", lambda connection: first_start.right(connection, services().world, code_hash))


def _begin(code_hash: str, name: str, password_hash: str) -> None:
    with services().writing() as connection:
        if not first_start.use(connection, services().world, code_hash):
            raise NotFound("somebody else was faster")
        made = staff.invite(connection, services().world, name, "admin")
        accounts.keep_password(connection, made, password_hash)
        come_back(connection, made, "staff")
        noted(connection, made, "set-up")


def _again(
    form: SetUpForm,
    code_error: Message | None = None,
    name_error: Message | None = None,
    password_error: Message | None = None,
) -> Response:
    """Show the form again, filled in but for the password."""
    shown = SetUpPage(form_token(), form.code.data, form.name.data, code_error, name_error, password_error)
    return page("beginning/show.html", status=422, page=shown)
