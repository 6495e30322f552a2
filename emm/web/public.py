"""Pages for visitors without a record are the same for all of them: rendered once, kept compressed, with an ETag.

They are answered in front of the application, which then has nothing to do. Only the arrangement of options makes a
difference, and whether the browser saves data.
"""

import gzip
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import wraps
from typing import TYPE_CHECKING

from flask import Flask, g, make_response, request
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import Headers
from werkzeug.http import parse_etags

from emm.web.compression import packed, takes_gzip
from emm.web.context import is_asked_to_save
from emm.web.identity import may_carry_cookie
from emm.web.kept import Kept
from emm.web.services import Services
from emm.world import SEEDS, fingerprint

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

LIMIT = 2000
"""How many pages are kept, at some 6 kB each."""
WANTED = "emm.public"
"""In the environment of a request that a stored page may answer: what the page is made of."""
OF_THE_BODY = ("Content-Length", "Content-Encoding", "ETag", "Cache-Control")
"""Headers that are said anew for the stored page."""


@dataclass(slots=True)
class Wanted:
    """A page that is to be stored, while it is made."""

    seed: int
    """The arrangement of its options."""
    body: bytes = b""
    """What was made; nothing for a page that is not everybody's."""


@dataclass(frozen=True, slots=True)
class PublicPage:
    """A page that is ready to be sent."""

    body: bytes
    """Compressed with gzip."""
    etag: str
    headers: Sequence[tuple[str, str]]
    """All but those of the body."""

    def sent(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        """Answer with the page, or say that the browser has it."""
        known = environ.get("HTTP_IF_NONE_MATCH")
        tag = [("ETag", f'W/"{self.etag}"'), ("Cache-Control", "no-cache")]
        if known and parse_etags(known).contains_weak(self.etag):
            start_response("304 NOT MODIFIED", [*self.headers, *tag])
            return ()
        is_packed = takes_gzip(environ.get("HTTP_ACCEPT_ENCODING", ""))
        body = self.body if is_packed else gzip.decompress(self.body)
        coding = [("Content-Encoding", "gzip")] if is_packed else []
        start_response("200 OK", [*self.headers, *tag, *coding, ("Content-Length", str(len(body)))])
        return (body,) if environ["REQUEST_METHOD"] == "GET" else ()


class Front:
    """Stands before the application and answers what is stored; everything else goes through."""

    def __init__(self, app: "WSGIApplication", services: Services, pages: Kept[PublicPage]) -> None:
        """Keep the application and what is stored."""
        self._app = app
        self._services = services
        self._pages = pages

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        """Answer a request (PEP 3333)."""
        if not is_plain(environ, self._services) or may_carry_cookie(environ.get("HTTP_COOKIE", "")):
            return self._app(environ, start_response)
        seed = self._seed(environ)
        saves_data = is_asked_to_save(environ.get("HTTP_SAVE_DATA", ""))
        key = (environ["PATH_INFO"], seed, saves_data, self._host(environ), self._services.epoch)
        page = self._pages.find(key)
        if page is not None:
            return page.sent(environ, start_response)
        return self._made(key, Wanted(seed), environ, start_response)

    def _made(
        self, key: tuple[object, ...], wanted: Wanted, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        """Let the application answer; what it says is everybody's is stored, and sent from there."""
        environ[WANTED] = wanted
        said: list[tuple[str, list[tuple[str, str]]]] = []

        def listen(status: str, headers: list[tuple[str, str]], *_fault: object) -> Callable[[bytes], object]:
            said.append((status, headers))
            return _nothing

        answer = self._app(environ, listen)
        status, headers = said[-1]
        if not wanted.body:
            start_response(status, headers)
            return answer
        _close(answer)
        kept = Headers(headers)
        for name in OF_THE_BODY:
            kept.remove(name)
        etag = f"{wanted.seed}-{fingerprint(wanted.body.decode())}"
        page = PublicPage(packed(wanted.body), etag, kept.to_wsgi_list())
        return self._pages.keep(key, page).sent(environ, start_response)

    def _host(self, environ: "WSGIEnvironment") -> str:
        """Return whom the request is meant for, where that matters: the application refuses what is not its own."""
        return environ.get("HTTP_HOST", "") if self._services.settings.public_url else ""

    def _seed(self, environ: "WSGIEnvironment") -> int:
        """Return the arrangement of options that the browser has seen on this page, a new one for a new visitor."""
        known = environ.get("HTTP_IF_NONE_MATCH")
        for etag in parse_etags(known).as_set(include_weak=True) if known else ():
            number = etag.split("-")[0]
            if number.isascii() and number.isdigit() and int(number) < SEEDS:
                return int(number)
        return self._services.world.new_seed()


def init_public_pages(app: Flask, services: Services) -> None:
    """Give the application a place for rendered pages, and let them be answered before it."""
    pages: Kept[PublicPage] = Kept(LIMIT)
    app.extensions["emm-public-pages"] = pages
    app.wsgi_app = Front(app.wsgi_app, services, pages)  # type: ignore[method-assign]


def public(view: Callable[..., ResponseReturnValue]) -> Callable[..., ResponseReturnValue]:
    """Return the view such that its page is stored for all visitors without a record."""

    @wraps(view)
    def shown(**arguments: str) -> ResponseReturnValue:
        wanted: Wanted | None = request.environ.get(WANTED)
        if wanted is None:
            return view(**arguments)
        g.seed = wanted.seed
        response = make_response(view(**arguments))
        if response.status_code == 200:
            wanted.body = response.get_data()
        return response

    return shown


def is_plain(environ: "WSGIEnvironment", services: Services) -> bool:
    """Whether the request asks for a whole page as it is at its address, and the page has nothing to say beyond."""
    return (
        services.saving.works
        and environ["REQUEST_METHOD"] in ("GET", "HEAD")
        and not environ.get("QUERY_STRING")
        and "HTTP_HX_REQUEST" not in environ
    )


def _close(answer: Iterable[bytes]) -> None:
    close = getattr(answer, "close", None)
    if close:
        close()


def _nothing(_data: bytes) -> None:
    """Stand in for the old way to write a body (PEP 3333), which Flask does not use."""
