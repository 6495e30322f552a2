"""Addresses to go to: where the staff begins, and which of those that a form or a link names is one of ours."""

from urllib.parse import urlsplit

from flask import current_app
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

from emm.web.context import languages, page_language

HOME = "/admin"
"""Where the staff begins."""


def safe_next(path: str, home: str) -> str:
    """Return an address to go to when it is a page of this site that can be looked at, else `home` (S16).

    Whatever a browser could take for the address of another site does not begin with one slash, or is no page here.
    """
    parts = urlsplit(path) if path.startswith("/") and path.isprintable() and "\\" not in path else None
    if parts is None or parts.scheme or parts.netloc or path.startswith("//"):
        return home
    try:
        endpoint, arguments = current_app.url_map.bind("").match(parts.path, method="GET")
    except (HTTPException, RequestRedirect):
        return home
    is_page = endpoint != "static" and arguments.get("language", page_language()) in languages()
    return parts.path if is_page else home
