"""What every page is given, and the one way to answer with a page or with the part of it that changed."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import cast

from babel import negotiate_locale
from flask import Flask, Response, current_app, g, request

from emm.learning.preferences import Look, Preferences
from emm.learning.reviewing import Due
from emm.rendering import Renderer, Skeleton, folder
from emm.web.due import due
from emm.web.htmx import wants_fragment
from emm.web.identity import Who, form_token, preferences, who
from emm.web.kept import Kept
from emm.web.services import Epoch, epoch, services

VARY = "Cookie, Accept-Encoding, HX-Request, Save-Data"
"""What the answer to a request can depend on."""
DUE = "due"
"""The place in the frame of a page where it says how much waits."""
KEPT = "emm-skeletons"
"""Where the application has what is rendered once for all readers who stand alike."""
SKELETONS = 400
"""How many pages and fragments are kept, at some 15 kB each; those of one lesson share its text."""


@dataclass(frozen=True, slots=True)
class Frame:
    """What stands around the content of every page."""

    language: str
    languages: tuple[str, ...]
    path: str
    """The address of this page without its language."""
    look: Look
    who: Who
    """How much the site knows of the reader, for the menu."""


def init_context(app: Flask) -> None:
    """Give the application a place for what is rendered once for all readers who stand alike."""
    app.extensions[KEPT] = Kept[Skeleton](SKELETONS)


def languages() -> tuple[str, ...]:
    """Return the languages that the site offers, the best fallback first."""
    return services().languages


def preferred_language() -> str:
    """Return the language that the reader chose, else the offered one that the browser asks for most, or the first."""
    chosen = preferences().language
    if chosen in languages():
        return chosen
    asked = [code for code, _quality in request.accept_languages]
    return negotiate_locale(asked, languages(), sep="-") or languages()[0]


def page_language() -> str:
    """Return the language of this page: that of its address, else the one that the reader prefers."""
    if "language" not in g:
        language = (request.view_args or {}).get("language", "")
        g.language = language if language in languages() else preferred_language()
    return cast(str, g.language)


def saves_data() -> bool:
    """Whether figures and audio wait until the reader asks for them: as chosen, else as the browser says."""
    return spares(preferences(), is_asked=browser_saves_data())


def spares(chosen: Preferences, *, is_asked: bool) -> bool:
    """Whether figures and audio wait for a reader who chose this, and whose browser asks for little data or not."""
    return is_asked if chosen.saves_data is None else chosen.saves_data


def browser_saves_data() -> bool:
    """Whether the browser asks for little data (Save-Data, WICG)."""
    return is_asked_to_save(request.headers.get("Save-Data", ""))


def is_asked_to_save(header: str) -> bool:
    """Whether a browser that sends this as Save-Data asks for little data."""
    return "on" in header.lower().replace(" ", "").split(";")


def page(template: str, *, status: int = 200, **values: object) -> Response:
    """Return the template as a whole page."""
    language = page_language()
    frame = _frame(language, request.path if request.method == "GET" else "")
    return filled(Skeleton.of(services().renderer.render(template, language, frame=frame, **values)), status)


def page_or_fragment(template: str, part: str, *, status: int = 200, **values: object) -> Response:
    """Return only the `part` when htmx asks for it, else the whole page that includes it."""
    if not wants_fragment():
        return page(template, status=status, **values)
    return filled(Skeleton.of(services().renderer.render(part, page_language(), **values)), status)


def page_skeleton(template: str, address: str, *variant: object, **values: object) -> Skeleton:
    """Return the page at `address` with its places open.

    `values` must be the same for every reader; where an address has several pages, `variant` tells them apart.
    """
    frame = _frame(page_language(), address)

    def make() -> Skeleton:
        return Skeleton.of(services().renderer.render(template, frame.language, frame=frame, **values))

    return kept((address, *variant), make)


def part(template: str, language: str = "", **thing: object) -> str:
    """Return a part of a page, made of one frozen thing, with its places open.

    A text in another `language` than the page brings its interface words along.
    """
    return services().renderer.render(template, language or page_language(), **thing)


def kept(key: tuple[object, ...], make: Callable[[], Skeleton]) -> Skeleton:
    """Return what `make` returned for the same key, language, look, courses and settings of the site."""
    skeletons: Kept[Skeleton] = current_app.extensions[KEPT]
    place = (*standpoint(page_language(), preferences().look, who(), epoch()), *key)
    return skeletons.find(place) or skeletons.keep(place, make())


def standpoint(language: str, look: Look, who: Who, epoch: Epoch) -> tuple[object, ...]:
    """Return what every kept thing depends on: the first part of its key."""
    return (language, look, who, epoch)


def filled(skeleton: Skeleton, status: int = 200) -> Response:
    """Return HTML with new keys and a token in its forms, and with how much waits in the review where that is told."""
    places = skeleton.places
    own = {"token": form_token(), "key": services().world.new_id()} if {"token", "key"} & places else {}
    if DUE in places:
        own[DUE] = _waiting(due(page_language()))
    return html(skeleton.filled(own), status)


def _waiting(due: Due) -> str:
    return kept((DUE, due), lambda: Skeleton.of(part("review/_due.html", due=due))).filled({})


def html(body: str, status: int = 200) -> Response:
    """Return HTML as a response that tells caches what it depends on."""
    response = Response(body, status, mimetype="text/html")
    response.headers["Vary"] = VARY
    if not wants_fragment():
        response.headers.update(announcing_style(services().renderer))
    return response


def announcing_style(renderer: Renderer) -> Mapping[str, str]:
    """Return the header by which a browser asks for the style of a page before it has read the page.

    Nothing shows without the style, and a slow phone takes long to read a page (preload, HTML Living Standard 4.6.7).
    """
    return {"Link": f"<{renderer.assets['emm.css']}>; rel=preload; as=style"}


def asset_addresses() -> Mapping[str, str]:
    """Return the address of each file in static/, which changes with its content."""
    return {
        path.name: f"/static/{path.name}?v={sha256(path.read_bytes()).hexdigest()[:12]}"
        for path in folder("static").iterdir()
        if path.is_file()
    }


def _frame(language: str, address: str) -> Frame:
    here = f"/{language}"
    path = address.removeprefix(here) if address.startswith(f"{here}/") else "/"
    return Frame(language, languages(), path, preferences().look, who())
