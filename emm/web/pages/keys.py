"""What programs need to check credentials: the keys of this site, and the list of what was withdrawn."""

from typing import Any

from flask import Blueprint, Response, abort

from emm.credentials.badge import withdrawn_list
from emm.credentials.encoding import canonical
from emm.credentials.keyfile import key_ring
from emm.credentials.keys import did_document
from emm.learning import certificates
from emm.web.issuing import issuer
from emm.web.services import services

blueprint = Blueprint("keys", __name__)


@blueprint.get("/.well-known/jwks.json")
def key_set() -> Response:
    """Send the keys of today and of earlier times."""
    return _open(key_ring(services().settings.data).public.jwks, "application/jwk-set+json")


@blueprint.get("/.well-known/did.json")
def issuer_document() -> Response:
    """Send what `did:web` with the address of this site leads to."""
    _needs_address()
    return _open(did_document(issuer().site, key_ring(services().settings.data).public), "application/did+json")


@blueprint.get("/credentials/withdrawn")
def withdrawn() -> Response:
    """Send the list of withdrawn credentials."""
    _needs_address()
    return _open(withdrawn_list(issuer(), certificates.withdrawn_credentials(services().reading())), "application/json")


def _needs_address() -> None:
    if not services().settings.public_url:
        abort(404)


def _open(value: dict[str, Any], mimetype: str) -> Response:
    """Return JSON that checking pages of other sites may read as well."""
    response = Response(canonical(value), mimetype=mimetype)
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response
