"""Whether a signed credential is what its issuer signed: told from the file and the issuer's keys, and nothing else."""

import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from emm.credentials.badge import identity_hash
from emm.credentials.encoding import from_base58, from_base64url, parsed
from emm.credentials.keys import FOR_PROOFS, KeySet
from emm.credentials.signing import ALGORITHM, CRYPTOSUITE, claims, what_is_signed
from emm.errors import InvalidCredential

SIGNATURE = 64
"""Bytes."""


@dataclass(frozen=True, slots=True)
class Verified:
    """What a credential says whose signature is right."""

    form: str
    key_id: str
    title: str
    edition: str
    issuer: str
    issuer_id: str
    issued_on: str
    check_page: str
    identifiers: tuple[Mapping[str, Any], ...]

    @property
    def has_name(self) -> bool:
        """Whether it can be compared with a name."""
        return any(one.get("identityType") == "name" for one in self.identifiers)

    def belongs_to(self, name: str) -> bool:
        """Whether it was made out to this name, sign by sign."""
        return any(
            one.get("identityType") == "name"
            and hmac.compare_digest(str(one.get("identityHash")), identity_hash(name, str(one.get("salt"))))
            for one in self.identifiers
        )


def verify(text: str, keys: KeySet) -> Verified:
    """Return what the credential says; its form, a token or JSON with a proof, is seen from the text.

    Raises InvalidCredential, with the reason, unless one of the keys signed every sign of it.
    """
    text = text.strip()
    return _json(text, keys) if text.startswith("{") else _token(text, keys)


def _token(text: str, keys: KeySet) -> Verified:
    head, _, rest = text.partition(".")
    payload, _, signature = rest.partition(".")
    header = _object(head)
    if header.get("alg") != ALGORITHM or header.keys() - {"alg", "typ", "kid"}:
        raise InvalidCredential("It is not signed in a way that is known here.")
    key = keys.key(_named(header.get("kid"))[1])
    if not key.signed(_signature(from_base64url(signature)), f"{head}.{payload}".encode()):
        raise _changed()
    credential = _object(payload)
    found = _told("token (VC-JWT)", key.id, header.get("kid"), credential)
    if any(credential.get(name) != value for name, value in claims(credential).items()):
        raise InvalidCredential("It says two different things about itself.")
    return found


def _json(text: str, keys: KeySet) -> Verified:
    credential = parsed(text)
    proof = credential.pop("proof", None)
    if not isinstance(proof, dict) or proof.get("cryptosuite") != CRYPTOSUITE:
        raise InvalidCredential(f"It has no proof of the sort {CRYPTOSUITE}.")
    expected = {"type": "DataIntegrityProof", "proofPurpose": "assertionMethod", "@context": credential.get("@context")}
    if any(proof.get(name) != value for name, value in expected.items()):
        raise InvalidCredential("Its proof is not one for credentials.")
    method = str(proof.get("verificationMethod"))
    key = keys.key(_named(method.removesuffix(FOR_PROOFS))[1])
    signature = _signature(from_base58(str(proof.pop("proofValue", "")), SIGNATURE))
    if not key.signed(signature, what_is_signed(credential, proof)):
        raise _changed()
    return _told(f"embedded proof ({CRYPTOSUITE})", key.id, method, credential)


def _told(form: str, key_id: str, signer: object, credential: Mapping[str, Any]) -> Verified:
    """Return what a credential says whose signature is right, and which must be a badge of the signer's own."""
    try:
        achievement = credential["credentialSubject"]["achievement"]
        issuer = credential["issuer"]
        found = Verified(
            form=form,
            key_id=key_id,
            title=str(achievement["name"]),
            edition=str(achievement["version"]),
            issuer=str(issuer["name"]),
            issuer_id=str(issuer["id"]),
            issued_on=str(credential["validFrom"]).partition("T")[0],
            check_page=str(credential["evidence"][0]["id"]),
            identifiers=tuple(credential["credentialSubject"]["identifier"]),
        )
    except (KeyError, TypeError, IndexError) as mistake:
        raise InvalidCredential("It is signed, but it is not a certificate of a course.") from mistake
    if _named(signer)[0] != found.issuer_id:
        raise InvalidCredential("It names another issuer than the one whose key signed it.")
    return found


def _object(part: str) -> dict[str, Any]:
    try:
        return parsed(from_base64url(part).decode())
    except UnicodeDecodeError as mistake:
        raise InvalidCredential("It is not readable as text.") from mistake


def _named(method: object) -> tuple[str, str]:
    """Return the issuer and the name of the key that a signature says it is made with."""
    issuer, _, key_id = str(method).partition("#")
    return issuer, key_id


def _signature(data: bytes) -> bytes:
    if len(data) != SIGNATURE:
        raise InvalidCredential("Its signature is damaged.")
    return data


def _changed() -> InvalidCredential:
    return InvalidCredential("It was changed after it was signed, or signed by somebody else.")
