"""A credential with a signature, in both forms that verifiers read."""

import hashlib
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from emm.credentials.encoding import base58, base64url, canonical
from emm.credentials.keys import FOR_PROOFS, SigningKey

ALGORITHM = "EdDSA"
"""Of tokens: RFC 9864 calls it Ed25519 now, and verifiers of badges still expect this name."""
CRYPTOSUITE = "eddsa-jcs-2022"


def as_token(credential: Mapping[str, Any], key: SigningKey) -> str:
    """Return the credential as a token (Open Badges 3.0, 8.2: VC-JWT); the payload is the credential itself."""
    issuer = credential["issuer"]["id"]
    header = {"alg": ALGORITHM, "typ": "JWT", "kid": f"{issuer}#{key.public.id}"}
    said = _part(header) + "." + _part({**credential, **claims(credential)})
    return f"{said}.{base64url(key.sign(said.encode()))}"


def with_proof(credential: Mapping[str, Any], key: SigningKey) -> dict[str, Any]:
    """Return the credential with a proof inside (W3C Data Integrity EdDSA Cryptosuites 1.0, 3.3: eddsa-jcs-2022)."""
    proof = {
        "type": "DataIntegrityProof",
        "cryptosuite": CRYPTOSUITE,
        "created": credential["validFrom"],
        "verificationMethod": f"{credential['issuer']['id']}#{key.public.id}{FOR_PROOFS}",
        "proofPurpose": "assertionMethod",
        "@context": credential["@context"],
    }
    return {**credential, "proof": {**proof, "proofValue": base58(key.sign(what_is_signed(credential, proof)))}}


def claims(credential: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a token says once more outside the credential."""
    begins = datetime.fromisoformat(credential["validFrom"])
    return {"iss": credential["issuer"]["id"], "jti": credential["id"], "nbf": int(begins.timestamp())}


def what_is_signed(credential: Mapping[str, Any], proof: Mapping[str, Any]) -> bytes:
    """Return the hashes of a proof without its value and of a credential without its proof."""
    return b"".join(hashlib.sha256(canonical(dict(one)).encode()).digest() for one in (proof, credential))


def _part(value: Mapping[str, Any]) -> str:
    return base64url(canonical(dict(value)).encode())
