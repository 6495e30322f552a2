"""All that the program knows of htmx: which requests want a fragment, and what the answer must say."""

from flask import Flask, request
from htmx_flask import Htmx


def init_htmx(app: Flask) -> None:
    """Let requests say what htmx told about them."""
    Htmx(app)


def wants_fragment() -> bool:
    """Whether the part of the page that changes is enough: htmx asks, and will not show it as a whole page."""
    htmx = request.htmx  # type: ignore[attr-defined]
    if not htmx or htmx.boosted or htmx.history_restore_request:
        return False
    return request.headers.get("HX-Request-Type") != "full"
