"""The page of a course, and the recordings that its lessons play."""

from pathlib import Path

from flask import Blueprint, Response, send_file

from emm.errors import NotFound
from emm.learning.progress import overview
from emm.web.context import page
from emm.web.identity import reader
from emm.web.public import public
from emm.web.services import services

blueprint = Blueprint("courses", __name__)


@blueprint.get("/<language>/c/<course_id>")
@public
def show(language: str, course_id: str) -> Response:
    """Show what the course is about, its lessons, and where the reader stands."""
    course = services().catalog.course(course_id, language)
    return page("courses/show.html", overview=overview(services().reading(), reader().learner_id, course))


@blueprint.get("/<language>/c/<course_id>/media/<name>")
def media(language: str, course_id: str, name: str) -> Response:
    """Send a recording that a lesson of the course uses; no other file can be asked for."""
    files = services().catalog.course(course_id, language).media
    if name not in files:
        raise NotFound(f"media file {name}")
    return send_file(Path(files[name]), max_age=3600)
