"""What keeps requests from elsewhere out and hostile content harmless: headers, and the cross-site guard."""

from collections.abc import Collection, Mapping
from typing import TypeVar
from urllib.parse import urlsplit

from flask import Flask, Response, request
from werkzeug.wrappers import Response as AnyResponse

from emm.errors import NotAllowed
from emm.settings import Settings
from emm.web.htmx import wants_fragment
from emm.web.identity import has_cookie, token_is_valid
from emm.web.services import services

ResponseT = TypeVar("ResponseT", bound=AnyResponse)
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})

CONTENT_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "font-src 'self'",
        "media-src 'self'",
        "connect-src 'self'",
        "manifest-src 'self'",
        "worker-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
        "object-src 'none'",
    )
)

HEADERS = {
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
"""Sent with every response, errors and fragments included."""
OF_PAGES = {
    "Content-Security-Policy": CONTENT_POLICY,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}
"""Sent with everything that a browser may open by itself."""
OF_FRAGMENTS = {
    "Content-Security-Policy": "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
}
"""Sent with what htmx asks for: it becomes part of a page that has its own policies, and alone it may do nothing."""

NOT_STORED = "no-store"
"""Cache-Control of what is somebody's own."""
TRANSPORT = "max-age=31536000; includeSubDomains"


def init_security(app: Flask) -> None:
    """Guard every write, and put the security headers on every response."""
    app.before_request(refuse_endless_bodies)
    app.before_request(refuse_foreign_writes)
    app.after_request(add_headers)


def add_headers(response: Response) -> Response:
    """Return the response with the security headers."""
    response.headers.extend(headers_of(OF_FRAGMENTS if wants_fragment() else OF_PAGES, services().settings))
    response.headers.setdefault("Cache-Control", NOT_STORED)
    return response


def headers_of(sort: Mapping[str, str], settings: Settings) -> Mapping[str, str]:
    """Return the security headers of one sort of response: `OF_PAGES` or `OF_FRAGMENTS`."""
    transport = {"Strict-Transport-Security": TRANSPORT} if settings.secure else {}
    return {**HEADERS, **sort, **transport}


def cleared(response: ResponseT) -> ResponseT:
    """Return the response such that the browser forgets what it stores for this site (Clear-Site-Data, W3C; S55)."""
    response.headers["Clear-Site-Data"] = '"storage"'
    return response


def refuse_endless_bodies() -> None:
    """Raise RequestEntityTooLarge for a body that does not say its length and goes on beyond the limit.

    Werkzeug reads up to the limit and takes what it has for all; only who asks for more is told.
    """
    if request.method not in SAFE_METHODS and request.content_length is None:
        request.get_data()
        request.stream.read(1)


def refuse_foreign_writes() -> None:
    """Raise NotAllowed for a write that another site may have caused.

    A browser's own word is believed first (Fetch Metadata, W3C; Origin, RFC 6454). Browsers that say nothing must
    bring a form token of ours, unless there is no cookie: then there is nothing that another site could ride on.
    """
    if request.method in SAFE_METHODS:
        return
    site = request.headers.get("Sec-Fetch-Site", "")
    source = request.headers.get("Origin") or request.headers.get("Referer") or ""
    word = word_of_browser(site, source, {request.host, urlsplit(services().settings.public_url).netloc})
    if word is False:
        raise NotAllowed("the request comes from another site")
    if word is None and not token_is_valid() and has_cookie():
        raise NotAllowed("the request does not say where it comes from")


def word_of_browser(site: str, source: str, ours: Collection[str]) -> bool | None:
    """Return whether a browser says that a page of ours sends a request, None when it says nothing.

    `site` is its Sec-Fetch-Site, `source` the address that it names, `ours` are the names and ports of this site.
    """
    try:
        place = urlsplit(source).netloc
    except ValueError:
        return False
    if site == "cross-site" or (source and (not place or place not in ours)):
        return False
    return True if site == "same-origin" or source else None
