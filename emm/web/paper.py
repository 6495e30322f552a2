"""Certificates as PDF, for sites that have installed the extra `pdf`; without it, browsers print the page."""

from functools import cache
from importlib import import_module
from threading import Lock
from typing import Any

from emm.rendering import folder

VARIANT = "pdf/ua-1"
"""Tagged, with title and language: PDF/UA-1, ISO 14289-1."""
ONE_AT_A_TIME = Lock()
"""Making one takes a fifth of a second and some memory; small servers make them one after another."""


@cache
def weasyprint() -> Any:
    """Return the library that makes PDFs, None where it, or what it needs of the system, is not installed.

    It is asked for when the first page of a certificate is shown: loading it costs a second and some 40 MB.
    """
    try:
        return import_module("weasyprint")
    except (ImportError, OSError):
        return None


def is_offered() -> bool:
    """Whether this site can make PDFs."""
    return weasyprint() is not None


def pdf_of(html: str) -> bytes:
    """Return the document as PDF in the style of certificates; `is_offered()` must hold."""
    maker = weasyprint()
    style = maker.CSS(filename=folder("static") / "certificate.css", url_fetcher=_nothing)
    with ONE_AT_A_TIME:
        made: bytes = maker.HTML(string=html, url_fetcher=_nothing).write_pdf(stylesheets=[style], pdf_variant=VARIANT)
    return made


def _nothing(url: str, *_arguments: object, **_options: object) -> dict[str, Any]:
    """Fetch nothing: a certificate is made of its own text alone."""
    raise ValueError(f"a certificate asks for {url}")
