"""The page of a course, the whole course on one page, and the recordings that its lessons play."""

from pathlib import Path

from flask import Blueprint, Response, send_file

from emm.content.model import Course
from emm.content.printing import PrintedLesson, printed, standing_together
from emm.errors import NotFound
from emm.learning import sittings
from emm.learning.certificates import conditions, page_of
from emm.learning.progress import overview
from emm.rendering import Skeleton
from emm.web.context import html, kept, page, page_skeleton, part
from emm.web.due import due
from emm.web.identity import reader
from emm.web.public import public
from emm.web.services import services

blueprint = Blueprint("courses", __name__)


@blueprint.get("/<language>/c/<course_id>")
@public
def show(language: str, course_id: str) -> Response:
    """Show what the course is about, its lessons, and where the reader stands."""
    course = services().catalog.course(course_id, language)
    connection, learner_id = services().reading(), reader().learner_id
    seen = overview(connection, learner_id, course)
    needed = conditions(seen, sittings.passed_sitting(connection, learner_id, course))
    return page("courses/show.html", overview=seen, due=due(language), needed=needed, certificate=page_of(course))


@blueprint.get("/<language>/c/<course_id>/print")
@public
def whole(language: str, course_id: str) -> Response:
    """Show the whole course on one page, for paper and for reading without a connection."""
    course = services().catalog.course(course_id, language)
    address = f"/{language}/c/{course_id}/print"
    return html(kept((address, "whole"), lambda: _together(course, address)).filled({}))


def _together(course: Course, address: str) -> Skeleton:
    """Return the page of the whole course, each lesson in its place."""
    shown = printed(course)

    def rendered(template: str, one: PrintedLesson) -> str:
        return standing_together(part(template, printed=one), course, one.lesson)

    sheets = {one.id: rendered("courses/_sheet.html", one) for one in shown.lessons}
    answers = {f"answers-{one.id}": rendered("courses/_answers.html", one) for one in shown.lessons}
    return Skeleton.of(page_skeleton("courses/print.html", address, page=shown).filled(sheets | answers))


@blueprint.get("/<language>/c/<course_id>/media/<name>")
def media(language: str, course_id: str, name: str) -> Response:
    """Send a recording that a lesson of the course uses; no other file can be asked for."""
    files = services().catalog.course(course_id, language).media
    if name not in files:
        raise NotFound(f"media file {name}")
    return send_file(Path(files[name]), max_age=3600)
