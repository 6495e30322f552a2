"""All that the program knows of htmx: which requests want a fragment, and what the answer must say."""

from typing import TYPE_CHECKING

from flask import Flask, request
from htmx_flask import Htmx

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment


def init_htmx(app: Flask) -> None:
    """Let requests say what htmx told about them."""
    Htmx(app)


def wants_fragment() -> bool:
    """Whether the part of the page that changes is enough: htmx asks, and will not show it as a whole page."""
    htmx = request.htmx  # type: ignore[attr-defined]
    if not htmx or htmx.boosted or htmx.history_restore_request:
        return False
    return request.headers.get("HX-Request-Type") != "full"


def asks_for_fragment(environ: "WSGIEnvironment") -> bool:
    """Whether htmx asks for a part of the page in the most usual way; `wants_fragment` knows the others."""
    return (
        environ.get("HTTP_HX_REQUEST") == "true"
        and environ.get("HTTP_HX_REQUEST_TYPE") != "full"
        and "HTTP_HX_BOOSTED" not in environ
        and "HTTP_HX_HISTORY_RESTORE_REQUEST" not in environ
    )
