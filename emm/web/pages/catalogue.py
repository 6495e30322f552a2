"""The list of courses, and the way to it."""

from dataclasses import dataclass

from flask import Blueprint, Response, redirect

from emm.learning.progress import Overview, overview
from emm.web.context import page, preferred_language
from emm.web.identity import reader
from emm.web.public import public
from emm.web.services import services

blueprint = Blueprint("catalogue", __name__)


@dataclass(frozen=True, slots=True)
class CataloguePage:
    """The courses as the reader stands in them; `current` is the one to go on with."""

    overviews: tuple[Overview, ...]
    current: Overview | None


@blueprint.get("/")
def root() -> Response:
    """Lead to the list in the reader's language."""
    response = redirect(f"/{preferred_language()}/", 303)
    response.vary.update(("Cookie", "Accept-Language"))
    return response  # type: ignore[return-value]


@blueprint.get("/<language>/")
@public
def show(language: str) -> Response:
    """Show the courses, first the one that was begun last."""
    connection, learner_id = services().reading(), reader().learner_id
    courses = services().catalog.listed(language)
    overviews = tuple(overview(connection, learner_id, course) for course in courses)
    begun = [seen for seen in overviews if seen.last_at and not seen.is_finished]
    current = max(begun, key=lambda seen: str(seen.last_at), default=None)
    return page("catalogue/show.html", page=CataloguePage(overviews, current))
