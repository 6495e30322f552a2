"""The certificate of a learner: made, shown to its holder, printed, downloaded, and shared as the holder wants."""

from dataclasses import dataclass

from flask import Blueprint, Response, abort, redirect
from flask.typing import ResponseReturnValue

from emm.content.model import Course
from emm.credentials.encoding import canonical
from emm.credentials.keyfile import key_ring
from emm.credentials.signing import as_token, with_proof
from emm.errors import InvalidName, NotFound
from emm.learning import certificates, codes, sittings
from emm.learning.badges import credential
from emm.learning.certificates import Certificate, Condition
from emm.learning.names import holder_name
from emm.learning.progress import Overview, overview
from emm.learning.sittings import Head
from emm.messages import Message, message
from emm.web import paper
from emm.web.context import page, part
from emm.web.forms import CertificateForm, certificate_form
from emm.web.identity import adopt_writer, current_learner, form_token, known_for_writing, reader, who
from emm.web.issuing import Sheet, check_page, issuer, sheet
from emm.web.services import services

blueprint = Blueprint("certificates", __name__)


LABEL = message("Name on the certificate")
ONCE = message("Write it as it should appear. You can change it once.")
LAST = message("Write it as it should appear. This is the one change; after it the name stays.")
NOT_KEPT = message("It is not stored.")


@dataclass(frozen=True, slots=True)
class NameField:
    """The field for the name, with what was typed and what is wrong with it."""

    hint: Message
    typed: str = ""
    error: Message | None = None
    label: Message = LABEL


@dataclass(frozen=True, slots=True)
class MakingPage:
    """What is still to be done, or the form that makes the certificate."""

    course: Course
    conditions: tuple[Condition, ...]
    token: str
    address: str
    field: NameField

    @property
    def is_earned(self) -> bool:
        """Whether the certificate can be made."""
        return all(one.is_met for one in self.conditions)


@dataclass(frozen=True, slots=True)
class HolderPage:
    """The certificate, and what its holder can do with it."""

    certificate: Certificate
    sheet: Sheet
    address: str
    check_page: str
    has_pdf: bool
    has_credential: bool
    token: str
    rename: NameField
    once: NameField
    days: int
    """How long after the holder's last visit it can still be checked."""


@blueprint.get("/<language>/c/<course_id>/certificate")
def make(language: str, course_id: str) -> ResponseReturnValue:
    """Ask for the name when everything is done, else tell what is missing; who has the certificate is led to it."""
    course, view, passed = _standing(language, course_id)
    made = _made(course, passed)
    if made:
        return redirect(certificates.address(language, made), 303)
    return _making(course, view, passed)


@blueprint.post("/<language>/c/<course_id>/certificate")
def issue(language: str, course_id: str) -> ResponseReturnValue:
    """Make the certificate, once, however often it is asked for."""
    form = certificate_form()
    course, view, passed = _standing(language, course_id)
    if current_learner() is None or not certificates.is_earned(view, passed):
        return _making(course, view, passed, 409)
    try:
        name = None if form.without.data else holder_name(form.name.data or "")
    except InvalidName as mistake:
        return _making(course, view, passed, 422, typed=form.name.data or "", error=mistake.message)
    with services().writing() as connection:
        made = certificates.issue(connection, services().world, known_for_writing(connection).id, view, passed, name)
    adopt_writer()
    return redirect(certificates.address(language, made), 303)


@blueprint.get("/<language>/certificate/<code>")
def show(language: str, code: str) -> Response:
    """Show the certificate to its holder, and to nobody else."""
    return _shown(_own(code), language)


@blueprint.post("/<language>/certificate/<code>/name")
def rename(language: str, code: str) -> ResponseReturnValue:
    """Change the name, once."""
    form, certificate = certificate_form(), _own(code)
    try:
        name = holder_name(form.name.data or "")
    except InvalidName as mistake:
        return _wrong(certificate, language, form, mistake)
    with services().writing() as connection:
        certificates.rename(
            connection, certificates.own(connection, known_for_writing(connection).id, certificate.code), name
        )
    adopt_writer()
    return redirect(certificates.address(language, certificate), 303)


@blueprint.post("/<language>/certificate/<code>/sharing")
def share(language: str, code: str) -> ResponseReturnValue:
    """Let the check page show the name, or not any more."""
    form, certificate = certificate_form(), _own(code)
    with services().writing() as connection:
        known_for_writing(connection)
        certificates.show_name(connection, certificate, form.shown.data == "yes")
    adopt_writer()
    return redirect(certificates.address(language, certificate), 303)


@blueprint.post("/<language>/certificate/<code>/print")
def print_once(language: str, code: str) -> ResponseReturnValue:
    """Show the certificate with a name that is not kept."""
    form, certificate = certificate_form(), _own(code)
    try:
        return _shown(certificate, language, name=holder_name(form.name.data or ""))
    except InvalidName as mistake:
        return _wrong(certificate, language, form, mistake)


@blueprint.get("/<language>/certificate/<code>.pdf")
def as_pdf(language: str, code: str) -> Response:
    """Send the certificate as PDF, where the site can make one."""
    certificate = _valid(code)
    if not paper.is_offered():
        raise NotFound("certificates as PDF")
    document = part("certificates/paper.html", sheet=sheet(certificate, certificate.name))
    return _download(paper.pdf_of(document), "application/pdf", certificate, "pdf")


@blueprint.get("/<language>/certificate/<code>.<any(json, jwt):form>")
def as_credential(language: str, code: str, form: str) -> Response:
    """Send the certificate as a signed credential, in one of its two forms."""
    certificate = _valid(code)
    if not services().settings.public_url:
        raise NotFound("credentials of a site without an address")
    key = key_ring(services().settings.data).signing
    unsigned = credential(certificate, issuer(), check_page(certificate))
    if form == "jwt":
        return _download(as_token(unsigned, key).encode(), "application/vc+jwt", certificate, form)
    return _download(canonical(with_proof(unsigned, key)).encode(), "application/vc+ld+json", certificate, form)


def _standing(language: str, course_id: str) -> tuple[Course, Overview, Head | None]:
    """Return the course and where the reader stands; raise NotFound when the course gives no certificate."""
    course = services().catalog.course(course_id, language)
    connection, learner_id = services().reading(), reader().learner_id
    view = overview(connection, learner_id, course)
    passed = sittings.passed_sitting(connection, learner_id, course)
    if not certificates.conditions(view, passed):
        raise NotFound(f"certificate of course {course_id}")
    return course, view, passed


def _made(course: Course, passed: Head | None) -> Certificate | None:
    """Return the certificate for what was passed, else the latest one for another edition; a valid one first."""
    made = certificates.of_course(services().reading(), reader().learner_id, course.id)
    edition = passed.edition if passed else ""
    return max(made, key=lambda one: (one.edition == edition, one.is_valid, one.issued_on), default=None)


def _making(
    course: Course,
    view: Overview,
    passed: Head | None,
    status: int = 200,
    *,
    typed: str = "",
    error: Message | None = None,
) -> Response:
    needed = certificates.conditions(view, passed)
    field = NameField(ONCE, typed, error)
    shown = MakingPage(course, needed, form_token(), certificates.page_of(course), field)
    return page("certificates/make.html", status=status, page=shown)


def _own(code: str) -> Certificate:
    """Return the reader's certificate with that code; raise NotFound for any other, theirs or not."""
    return certificates.own(services().reading(), reader().learner_id, codes.read(code) or "")


def _valid(code: str) -> Certificate:
    certificate = _own(code)
    if not certificate.is_valid:
        abort(404)
    return certificate


def _wrong(certificate: Certificate, language: str, form: CertificateForm, mistake: InvalidName) -> Response:
    return _shown(certificate, language, 422, typed=form.name.data or "", error=mistake.message)


def _shown(
    certificate: Certificate,
    language: str,
    status: int = 200,
    *,
    name: str | None = None,
    typed: str = "",
    error: Message | None = None,
) -> Response:
    shown = HolderPage(
        certificate=certificate,
        sheet=sheet(certificate, name or certificate.name),
        address=certificates.address(language, certificate),
        check_page=check_page(certificate),
        has_pdf=paper.is_offered(),
        has_credential=bool(services().settings.public_url),
        token=form_token(),
        rename=NameField(LAST, typed, error),
        once=NameField(NOT_KEPT, typed, error),
        days=services().settings.account_days if who() == "member" else services().settings.guest_days,
    )
    return page("certificates/show.html", status=status, page=shown)


def _download(body: bytes, mimetype: str, certificate: Certificate, ending: str) -> Response:
    response = Response(body, mimetype=mimetype)
    response.headers["Content-Disposition"] = f'attachment; filename="certificate-{certificate.course}.{ending}"'
    return response
