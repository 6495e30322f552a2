"""What machines ask: whether the process lives, and whether it can do its work."""

import shutil
from collections.abc import Iterator
from datetime import timedelta

from flask import Blueprint, Response, jsonify
from flask.typing import ResponseReturnValue

from emm.errors import NotFound
from emm.web.context import languages
from emm.web.services import services

blueprint = Blueprint("status", __name__)

CONTACT_HOLDS = timedelta(days=90)
"""How long a contact is said to hold when nobody said until when."""
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


@blueprint.get("/.well-known/security.txt")
def security() -> Response:
    """Say where weaknesses can be reported (RFC 9116); raise NotFound when nobody said so, or no longer."""
    settings, today = services().settings, services().world.now().date()
    expires = settings.security_expires or today + CONTACT_HOLDS
    if not settings.security_contact or expires < today:
        raise NotFound("a contact")
    lines = [f"Contact: {settings.security_contact}", f"Expires: {expires}T23:59:59Z"]
    lines.append(f"Preferred-Languages: {', '.join(languages())}")
    if settings.public_url:
        lines.append(f"Canonical: {settings.public_url}/.well-known/security.txt")
    return Response("\n".join(lines) + "\n", mimetype="text/plain")


def _missing() -> Iterator[str]:
    if not services().can_write():
        yield "database"
    disk = shutil.disk_usage(services().settings.data)
    if disk.free < disk.total * LEAST_FREE:
        yield "disk"
    if not services().catalog.languages:
        yield "content"
