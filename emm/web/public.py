"""Pages for visitors without a record are the same for all of them: rendered once, kept compressed, with an ETag.

Only whether the browser saves data makes a difference.
"""

import gzip
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps

from flask import Flask, Response, current_app, g, make_response, request
from flask.typing import ResponseReturnValue

from emm.web.compression import packed
from emm.web.context import VARY, browser_saves_data
from emm.web.htmx import wants_fragment
from emm.web.identity import has_cookie
from emm.web.kept import Kept
from emm.web.services import services
from emm.world import SEEDS, fingerprint

LIMIT = 2000
"""How many pages are kept, at some 6 kB each."""


@dataclass(frozen=True, slots=True)
class PublicPage:
    """A rendered page."""

    body: bytes
    """Compressed with gzip."""
    etag: str


def init_public_pages(app: Flask) -> None:
    """Give the application a place for rendered pages."""
    app.extensions["emm-public-pages"] = Kept[PublicPage](LIMIT)


def public(view: Callable[..., ResponseReturnValue]) -> Callable[..., ResponseReturnValue]:
    """Return the view such that visitors without a record get its page from the store of rendered pages."""

    @wraps(view)
    def shown(**arguments: str) -> ResponseReturnValue:
        if has_cookie() or request.query_string or wants_fragment():
            return view(**arguments)
        return _kept(lambda: view(**arguments))

    return shown


def _kept(build: Callable[[], ResponseReturnValue]) -> Response:
    pages: Kept[PublicPage] = current_app.extensions["emm-public-pages"]
    seed = g.seed = _seed()
    key = (request.path, seed, browser_saves_data(), services().catalog.epoch)
    page = pages.find(key)
    if page is None:
        response = make_response(build())
        if response.status_code != 200:
            return response
        body = response.get_data()
        page = pages.keep(key, PublicPage(packed(body), f"{seed}-{fingerprint(body.decode())}"))
    return _response(page)


def _seed() -> int:
    """Return the arrangement of options that the browser has seen on this page, a new one for a new visitor."""
    for etag in request.if_none_match.as_set(include_weak=True):
        number = etag.split("-")[0]
        if number.isascii() and number.isdigit() and int(number) < SEEDS:
            return int(number)
    return services().world.new_seed()


def _response(page: PublicPage) -> Response:
    if request.if_none_match.contains_weak(page.etag):
        response = Response(status=304)
    elif request.accept_encodings["gzip"]:
        response = Response(page.body, mimetype="text/html", headers={"Content-Encoding": "gzip"})
    else:
        response = Response(gzip.decompress(page.body), mimetype="text/html")
    response.set_etag(page.etag, weak=True)
    response.headers["Cache-Control"] = "no-cache"
    response.headers["Vary"] = VARY
    return response
