"""What every page is given, and the one way to answer with a page or with the part of it that changed."""

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256

from babel import negotiate_locale
from flask import Response, current_app, request

from emm.content.model import Link
from emm.errors import Problem
from emm.rendering import SOURCE_LANGUAGE, folder
from emm.web.htmx import wants_fragment
from emm.web.services import services


@dataclass(frozen=True, slots=True)
class PreviewBar:
    """What the author preview adds to a page."""

    errors: int
    warnings: int
    epoch: int


@dataclass(frozen=True, slots=True)
class Frame:
    """What stands around the content of every page."""

    language: str
    languages: tuple[str, ...]
    path: str
    """The address of this page without its language."""
    links: tuple[Link, ...] = ()
    preview: PreviewBar | None = None


def languages() -> tuple[str, ...]:
    """Return the languages that the site offers, the best fallback first."""
    offered = services().settings.languages
    existing = services().catalog.languages
    return tuple(code for code in offered or existing if code in existing) or (SOURCE_LANGUAGE,)


def preferred_language() -> str:
    """Return the offered language that the browser asks for most, the first one when it asks for none."""
    asked = [code for code, _quality in request.accept_languages]
    return negotiate_locale(asked, languages(), sep="-") or languages()[0]


def page_language() -> str:
    """Return the language of this page: that of its address, else the one the browser prefers."""
    language = (request.view_args or {}).get("language", "")
    return language if language in languages() else preferred_language()


def page(template: str, *, status: int = 200, links: tuple[Link, ...] = (), **values: object) -> Response:
    """Return the template as a whole page."""
    language = page_language()
    frame = Frame(language, languages(), _path_without(language), links, _preview_bar())
    body = services().renderer.render(template, language, frame=frame, **values)
    response = Response(body, status, mimetype="text/html")
    response.vary.update(("Cookie", "HX-Request"))
    return response


def page_or_fragment(
    template: str, part: str, *, status: int = 200, links: tuple[Link, ...] = (), **values: object
) -> Response:
    """Return only the `part` when htmx asks for it, else the whole page that includes it."""
    if not wants_fragment():
        return page(template, status=status, links=links, **values)
    body = services().renderer.render(part, page_language(), **values)
    response = Response(body, status, mimetype="text/html")
    response.vary.update(("Cookie", "HX-Request"))
    return response


def asset_addresses() -> Mapping[str, str]:
    """Return the address of each file in static/, which changes with its content."""
    return {
        path.name: f"/static/{path.name}?v={sha256(path.read_bytes()).hexdigest()[:12]}"
        for path in folder("static").iterdir()
        if path.is_file()
    }


def _path_without(language: str) -> str:
    here = f"/{language}"
    is_page = request.method == "GET" and request.path.startswith(f"{here}/")
    return request.path.removeprefix(here) if is_page else "/"


def _preview_bar() -> PreviewBar | None:
    if not current_app.extensions.get("emm-preview"):
        return None
    problems: tuple[tuple[str, Problem], ...] = services().catalog.problems
    errors = sum(problem.is_error for _course, problem in problems)
    return PreviewBar(errors, len(problems) - errors, services().catalog.epoch)
