"""Who issues certificates here, where they are checked, and what they look like on paper."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import segno
from flask import request

from emm.credentials.badge import Issuer
from emm.learning.certificates import Certificate
from emm.web.services import services

QUIET = 4
"""Modules of white around a QR code (ISO/IEC 18004, 9.1)."""


@dataclass(frozen=True, slots=True)
class QrCode:
    """A QR code as a picture of squares."""

    size: int
    """How many squares wide and high."""
    path: str
    """What is black, as the data of an SVG path."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A certificate as it is printed."""

    certificate: Certificate
    name: str | None
    """None leaves a line for it to be written on."""
    issuer: str
    site: str
    """The address of the site, with the host that a copy elsewhere would not have."""
    check_page: str
    qr: QrCode
    text: str = ""
    """What the operator lets every certificate say, "" for nothing."""


def sheet(certificate: Certificate, name: str | None) -> Sheet:
    """Return the certificate for paper, with the name that was given."""
    where = check_page(certificate)
    text = services().settings.certificate_text
    return Sheet(certificate, name, issuer().name, site_address(), where, qr_code(where), text)


def issuer() -> Issuer:
    """Return who issues: the organization that runs the site, else the site itself."""
    settings = services().settings
    return Issuer(settings.host_organization or settings.site_name, site_address())


def site_address() -> str:
    """Return the address of the site: the one that its operator set, else the one that this request was sent to."""
    return services().settings.public_url or request.url_root.rstrip("/")


def check_page(certificate: Certificate) -> str:
    """Return the address under which everybody can check the certificate."""
    return f"{site_address()}/verify/{certificate.written_code}"


def qr_code(text: str) -> QrCode:
    """Return the text as a QR code that can still be read when a seventh of it is dirty (level M)."""
    rows = list(segno.make(text, error="m", micro=False).matrix_iter(border=QUIET))
    return QrCode(len(rows), "".join(_runs(rows)))


def _runs(rows: Iterable[Iterable[int]]) -> Iterator[str]:
    """Give each run of black squares in a row as a rectangle."""
    for y, row in enumerate(rows):
        start = None
        for x, is_black in enumerate([*row, 0]):
            if is_black and start is None:
                start = x
            elif not is_black and start is not None:
                yield f"M{start} {y}h{x - start}v1h-{x - start}z"
                start = None
