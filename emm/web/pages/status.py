"""What machines ask: whether the process lives, and whether it can do its work."""

import shutil
from collections.abc import Iterator

from flask import Blueprint, jsonify
from flask.typing import ResponseReturnValue

from emm.web.services import services

blueprint = Blueprint("status", __name__)

LEAST_FREE = 0.02
"""Part of the disk that must be free."""


@blueprint.get("/healthz")
def health() -> ResponseReturnValue:
    """Say that the process lives."""
    return jsonify(status="ok")


@blueprint.get("/readyz")
def ready() -> ResponseReturnValue:
    """Say whether database, disk and content can be used, and name those that cannot."""
    missing = list(_missing())
    return (jsonify(status="not ready", missing=missing), 503) if missing else (jsonify(status="ok"), 200)


def _missing() -> Iterator[str]:
    if not services().can_write():
        yield "database"
    disk = shutil.disk_usage(services().settings.data)
    if disk.free < disk.total * LEAST_FREE:
        yield "disk"
    if not services().catalog.languages:
        yield "content"
