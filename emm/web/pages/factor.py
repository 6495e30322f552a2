"""The second factor of who works for the site: an app that makes codes, and recovery codes in its place."""

from dataclasses import dataclass

import segno
from flask import Blueprint, Response, redirect, request
from flask.typing import ResponseReturnValue

from emm.errors import Conflict, InvalidAnswer, NotPermitted
from emm.learning import accounts, codes, factors
from emm.learning.rules.powers import MUST_PROVE_TWICE
from emm.learning.rules.totp import address, matching_step, spelled
from emm.messages import Message, message
from emm.web.access import may, member_of_staff, requires
from emm.web.addresses import HOME
from emm.web.arriving import noted
from emm.web.context import page
from emm.web.forms import AccountForm, FactorForm, account_form
from emm.web.identity import form_token, proof
from emm.web.services import services

blueprint = Blueprint("factor", __name__, url_prefix=f"{HOME}/second-factor")

WRONG = message("This code does not fit. Look at the app again, and check the clock of your phone.")
NOT_OURS = message("This secret was not made here.")
ERRORS_MENDED = "m"
"""How much of a QR code may be unreadable: a screen shows it whole (ISO/IEC 18004)."""


@dataclass(frozen=True, slots=True)
class FactorPage:
    """How it stands, or the secret to bring into an app."""

    token: str
    is_on: bool
    is_needed: bool
    """Whether nothing else opens before it is on."""
    may_go: bool
    """Whether it may be switched off."""
    can_change: bool
    """Whether the reader has shown lately who they are."""
    left: int = 0
    """Recovery codes that were not used."""
    salt: str = ""
    typed: str = ""
    """The secret, for an app that cannot read the picture."""
    svg: str = ""
    address: str = ""
    error: Message | None = None


@dataclass(frozen=True, slots=True)
class RecoveryPage:
    """The recovery codes, in the only moment in which they can be seen."""

    codes: tuple[str, ...]
    home: str = HOME


@blueprint.get("")
@requires("own account")
def show() -> Response:
    """Show whether it is on; else a new secret to bring into an app."""
    return page("factor/show.html", page=_page(_new_salt()))


@blueprint.post("")
@requires("own account", dangerous=True)
def switch_on() -> ResponseReturnValue:
    """Switch it on for who has an app that makes the right codes, and show recovery codes this one time."""
    form, learner = account_form(FactorForm), member_of_staff()
    salt = _salt_in(form.salt.data)
    recovery = _recovery_codes()
    if learner.has_factor:
        return _shown_again(learner.id, salt, recovery)
    step = matching_step(factors.secret_of(services().key, salt), form.code.data, services().world.now())
    if step is None:
        return page("factor/show.html", status=422, page=_page(form.salt.data, WRONG))
    hashes = factors.recovery_hashes(salt, recovery)
    with services().writing() as connection:
        factors.switch_on(connection, learner.id, salt, step, hashes)
        noted(connection, learner.id, "factor-on")
    return _told(recovery)


@blueprint.post("/codes")
@requires("own account", dangerous=True)
def new_codes() -> ResponseReturnValue:
    """Make new recovery codes, and show them this one time; those of before stop working."""
    account_form(AccountForm)
    learner = member_of_staff()
    salt = factors.salt_of(services().reading(), learner.id)
    if salt is None:
        raise Conflict("there is no second factor")
    recovery = _recovery_codes()
    hashes = factors.recovery_hashes(salt, recovery)
    with services().writing() as connection:
        factors.keep_recovery_codes(connection, learner.id, hashes)
        noted(connection, learner.id, "new-codes")
    return _told(recovery)


@blueprint.post("/off")
@requires("own account", dangerous=True)
def switch_off() -> ResponseReturnValue:
    """Ask for no codes any more; raise NotPermitted for those who may not do without."""
    account_form(AccountForm)
    learner = member_of_staff()
    if learner.role in MUST_PROVE_TWICE:
        raise NotPermitted("to do without a second factor")
    with services().writing() as connection:
        factors.switch_off(connection, learner.id)
        noted(connection, learner.id, "factor-off")
    return redirect(f"{HOME}/second-factor", 303)


def _page(salt: str, error: Message | None = None) -> FactorPage:
    learner = member_of_staff()
    needed = learner.role in MUST_PROVE_TWICE
    shown = FactorPage(
        form_token(),
        is_on=learner.has_factor,
        is_needed=needed and not learner.has_factor,
        may_go=not needed,
        can_change=may("own account", dangerous=True),
        left=factors.recovery_left(services().reading(), learner.id),
        error=error,
    )
    return shown if shown.is_on or not shown.can_change else _with_secret(shown, salt)


def _with_secret(shown: FactorPage, salt: str) -> FactorPage:
    secret = factors.secret_of(services().key, _salt_in(salt))
    account = accounts.account_of(services().reading(), member_of_staff().id)
    told = address(secret, services().settings.site_name, account.name)
    picture = segno.make(told, error=ERRORS_MENDED).svg_inline(omitsize=True, border=4, light="#fff", dark="#000")
    spaced = spelled(secret)
    groups = " ".join(spaced[start : start + 4] for start in range(0, len(spaced), 4))
    return FactorPage(
        shown.token,
        shown.is_on,
        shown.is_needed,
        shown.may_go,
        shown.can_change,
        salt=salt,
        typed=groups,
        svg=picture,
        address=told,
        error=shown.error,
    )


def _new_salt() -> str:
    """Return a new salt as the form carries it."""
    return factors.sealed(services().key, member_of_staff().id, services().world.new_id())


def _salt_in(text: str) -> str:
    salt = factors.unsealed(services().key, member_of_staff().id, text)
    if salt is None:
        raise InvalidAnswer(NOT_OURS)
    return salt


def _recovery_codes() -> tuple[str, ...]:
    """Return codes that follow from the form: whoever reloads the page sees those that work, and not others."""
    form = request.form["csrf_token"]
    return tuple(codes.code_of(int(proof(f"recovery {number}", form), 16)) for number in range(factors.RECOVERY_CODES))


def _shown_again(learner_id: str, salt: str, recovery: tuple[str, ...]) -> ResponseReturnValue:
    """Show the same page after a reload; another form comes too late."""
    if factors.salt_of(services().reading(), learner_id) != salt:
        raise Conflict("the second factor is on already")
    return _told(recovery)


def _told(recovery: tuple[str, ...]) -> Response:
    return page("factor/codes.html", page=RecoveryPage(tuple(map(codes.written, recovery))))
