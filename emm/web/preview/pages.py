"""The preview's own pages: all problems, a lesson in two languages, and what its script and switches ask."""

from flask import Blueprint, Response, jsonify, redirect, request
from flask.typing import ResponseReturnValue

from emm.content.model import Course
from emm.errors import InvalidAnswer
from emm.messages import message
from emm.web.context import page, page_language
from emm.web.preview.bar import COOKIE, SWITCHES, chosen
from emm.web.preview.comparison import compared
from emm.web.preview.findings import located, worst_first
from emm.web.services import services

YEAR = 31_536_000
"""Seconds."""

blueprint = Blueprint("preview", __name__, url_prefix="/preview")


@blueprint.get("/")
def problems() -> Response:
    """List every problem of the content with the way to its place and what to do."""
    catalog = services().catalog
    findings = worst_first(located(catalog, course, problem) for course, problem in catalog.problems)
    return page("preview/problems.html", findings=findings)


@blueprint.get("/epoch")
def epoch() -> ResponseReturnValue:
    """Give the number that grows whenever content changes, so that open pages know when to reload."""
    return jsonify(epoch=services().catalog.epoch)


@blueprint.get("/switch")
def switch() -> ResponseReturnValue:
    """Turn a switch on or off, and go back to the page."""
    name, back = request.args.get("turn", ""), request.args.get("back", "")
    if name not in SWITCHES:
        raise InvalidAnswer(message("There is no such switch."), "turn")
    response = redirect(back if _is_here(back) else "/", 303)
    response.set_cookie(COOKIE, ".".join(sorted(chosen() ^ {name})), max_age=YEAR, httponly=True, samesite="Lax")
    return response


@blueprint.get("/<course_id>/<lesson_id>/languages")
def languages(course_id: str, lesson_id: str) -> Response:
    """Show a lesson in two languages side by side; without a choice, the source and the reader's language."""
    source = services().catalog.course(course_id, "")
    one = _offered(request.args.get("one", ""), source) or source.languages[0]
    other = _offered(request.args.get("other", page_language()), source)
    if other in ("", one) and "other" not in request.args:
        other = next((code for code in source.languages if code != one), one)
    sides = tuple(services().catalog.course(course_id, code) for code in (one, other or one))
    return page("preview/languages.html", page=compared(sides[0], sides[1], lesson_id))


def _offered(language: str, course: Course) -> str:
    return language if language in course.languages else ""


def _is_here(address: str) -> bool:
    """Whether an address leads to a page of this site."""
    return address.startswith("/") and not address.startswith(("//", "/\\"))
