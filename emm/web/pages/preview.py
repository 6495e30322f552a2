"""The author's preview: what the checker found, beside the real pages. It exists only in `emm preview`."""

from flask import Blueprint, Response, jsonify
from flask.typing import ResponseReturnValue

from emm.web.context import page
from emm.web.services import services

blueprint = Blueprint("preview", __name__, url_prefix="/preview")


@blueprint.get("/")
def problems() -> Response:
    """List every problem of the content with its place and what to do."""
    return page("preview/problems.html", problems=services().catalog.problems)


@blueprint.get("/epoch")
def epoch() -> ResponseReturnValue:
    """Give the number that grows whenever content changes, so that open pages know when to reload."""
    return jsonify(epoch=services().catalog.epoch)
