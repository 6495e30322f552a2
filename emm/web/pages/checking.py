"""The public page on which anybody who holds a code, or scans one, checks a certificate."""

from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import quote

from flask import Blueprint, Response, redirect, request
from flask.typing import ResponseReturnValue

from emm.errors import TooMany
from emm.learning import certificates, codes
from emm.learning.certificates import Certificate
from emm.learning.limiting import Limit
from emm.messages import Message, message
from emm.web.context import page, page_language, preferred_language
from emm.web.forms import certificate_form, cleaned
from emm.web.identity import form_token
from emm.web.issuing import issuer
from emm.web.limits import admit, told_to_wait, visitor_address, when
from emm.web.services import services

blueprint = Blueprint("checking", __name__)

CODES = Limit("certificate code", 10, timedelta(minutes=1))
NAMES = Limit("certificate name", 5, timedelta(minutes=10))
LONGEST_CODE, LONGEST_NAME = 100, 200

UNKNOWN = message("No certificate has this code. Check the letters; there is no O, I or L.")
NO_NAME = message("Type the name as it stands on the certificate.")


@dataclass(frozen=True, slots=True)
class CheckPage:
    """The form, and what came of it."""

    typed: str = ""
    certificate: Certificate | None = None
    address: str = ""
    """Where the name is sent to."""
    error: Message | None = None
    issuer: str = ""
    token: str = ""
    name: str = ""
    """What was typed to compare the name with."""
    is_match: bool | None = None
    """None while nothing was compared."""
    name_error: Message | None = None


@blueprint.get("/verify")
@blueprint.get("/verify/<code>")
def in_any_language(code: str = "") -> ResponseReturnValue:
    """Lead from the address on paper to the page in the reader's language."""
    return redirect(f"/{preferred_language()}/verify" + (f"/{quote(code)}" if code else ""), 303)


@blueprint.get("/<language>/verify")
@blueprint.get("/<language>/verify/<code>")
def check(language: str, code: str = "") -> Response:
    """Tell whether a code belongs to a certificate, and what is public about it."""
    typed = cleaned(code or request.args.get("code"))[:LONGEST_CODE].strip()
    if not typed:
        return page("checking/show.html", page=CheckPage())
    try:
        certificate = _found(typed)
    except TooMany as refusal:
        return told_to_wait(page("checking/show.html", page=CheckPage(typed, error=when(refusal))), refusal)
    if certificate is None:
        return page("checking/show.html", status=404, page=CheckPage(typed, error=UNKNOWN))
    return page("checking/show.html", page=_about(certificate))


@blueprint.post("/<language>/verify/<code>")
def compare(language: str, code: str) -> Response:
    """Tell whether the certificate is made out to the name that was typed."""
    name = (certificate_form().name.data or "")[:LONGEST_NAME]
    certificate = _found(code)
    if certificate is None:
        return page("checking/show.html", status=404, page=CheckPage(cleaned(code)[:LONGEST_CODE], error=UNKNOWN))
    if not name.strip():
        return page("checking/show.html", status=422, page=_about(certificate, name_error=NO_NAME))
    try:
        admit(NAMES, certificate.code)
    except TooMany as refusal:
        shown = _about(certificate, name=name, name_error=when(refusal))
        return told_to_wait(page("checking/show.html", page=shown), refusal)
    return page("checking/show.html", page=_about(certificate, name=name, is_match=certificate.is_of(name)))


def _found(typed: str) -> Certificate | None:
    """Return the certificate with the code; raise TooMany when too many were tried from the visitor's address."""
    admit(CODES, visitor_address())
    return certificates.find(services().reading(), codes.read(typed) or "")


def _about(
    certificate: Certificate, *, name: str = "", is_match: bool | None = None, name_error: Message | None = None
) -> CheckPage:
    return CheckPage(
        typed=certificate.written_code,
        certificate=certificate,
        address=f"/{page_language()}/verify/{certificate.written_code}",
        issuer=issuer().name,
        token=form_token(),
        name=name,
        is_match=is_match,
        name_error=name_error,
    )
