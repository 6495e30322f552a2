"""Keys that sign, and what the world is told of them: Ed25519 (RFC 8032) as JWK sets and DID documents."""

import hashlib
from dataclasses import dataclass
from functools import cached_property
from importlib import import_module
from typing import Any
from urllib.parse import quote, urlsplit

from emm.credentials.encoding import base58, base64url, canonical, from_base64url
from emm.errors import InvalidCredential

OF_ED25519 = bytes.fromhex("ed01")
"""Says of a Multikey that an Ed25519 public key follows (Multicodec table)."""
FOR_PROOFS = "-multikey"
"""Ends the name of the same key where it is written as a Multikey."""


@dataclass(frozen=True)
class PublicKey:
    """A key that signatures are checked with."""

    raw: bytes

    @classmethod
    def from_jwk(cls, jwk: Any) -> "PublicKey":
        """Return the key of a JWK (RFC 8037); raise InvalidCredential for anything but an Ed25519 key."""
        if not isinstance(jwk, dict) or (jwk.get("kty"), jwk.get("crv")) != ("OKP", "Ed25519"):
            raise InvalidCredential("The key set holds a key that is not of the sort Ed25519.")
        raw = from_base64url(str(jwk.get("x", "")))
        if len(raw) != 32:
            raise InvalidCredential("The key set holds a key that is damaged.")
        return cls(raw)

    @cached_property
    def id(self) -> str:
        """Its name, which follows from the key: the JWK thumbprint (RFC 7638)."""
        needed = {"crv": "Ed25519", "kty": "OKP", "x": base64url(self.raw)}
        return base64url(hashlib.sha256(canonical(needed).encode()).digest())

    @property
    def jwk(self) -> dict[str, str]:
        """The key as a JWK."""
        x = base64url(self.raw)
        return {"kty": "OKP", "crv": "Ed25519", "x": x, "kid": self.id, "use": "sig", "alg": "EdDSA"}

    @property
    def multikey(self) -> str:
        """The key as a Multikey (W3C Controlled Identifiers)."""
        return base58(OF_ED25519 + self.raw)

    def signed(self, signature: bytes, data: bytes) -> bool:
        """Whether this is the signature of the key's owner under the data."""
        return bool(_ed25519().is_signed(self.raw, signature, data))


@dataclass(frozen=True)
class SigningKey:
    """A key that signs; its 32 bytes are a secret."""

    secret: bytes

    @cached_property
    def public(self) -> PublicKey:
        """The key that its signatures are checked with."""
        return PublicKey(_ed25519().public_half(self.secret))

    def sign(self, data: bytes) -> bytes:
        """Return the 64 bytes of the signature."""
        signature: bytes = _ed25519().sign(self.secret, data)
        return signature


@dataclass(frozen=True)
class KeySet:
    """Keys that are trusted, the one in force first."""

    keys: tuple[PublicKey, ...]

    @classmethod
    def from_jwks(cls, jwks: Any) -> "KeySet":
        """Return the keys of a JWK set; raise InvalidCredential when it is none, or an empty one."""
        keys = jwks.get("keys") if isinstance(jwks, dict) else None
        if not isinstance(keys, list) or not keys:
            raise InvalidCredential('The key set has no "keys".')
        return cls(tuple(map(PublicKey.from_jwk, keys)))

    @property
    def jwks(self) -> dict[str, Any]:
        """The keys as a JWK set (RFC 7517)."""
        return {"keys": [key.jwk for key in self.keys]}

    def key(self, key_id: str) -> PublicKey:
        """Return the key of that name; raise InvalidCredential when it is not among these."""
        for key in self.keys:
            if key.id == key_id:
                return key
        raise InvalidCredential("It is signed with a key that is not in this key set.")


def _ed25519() -> Any:
    """Return what signs and checks; see there why it is imported when it is needed."""
    return import_module("emm.credentials.ed25519")


def did_of(site: str) -> str:
    """Return what a site with this address is called as an issuer (did:web method specification)."""
    return f"did:web:{quote(urlsplit(site).netloc, safe='')}"


def did_document(site: str, keys: KeySet) -> dict[str, Any]:
    """Return what says which keys sign for the site: each once for tokens, and once for embedded proofs."""
    did = did_of(site)
    methods: list[dict[str, Any]] = []
    for key in keys.keys:
        name = f"{did}#{key.id}"
        token, proof = {"publicKeyJwk": key.jwk}, {"publicKeyMultibase": key.multikey}
        methods.append({"id": name, "type": "JsonWebKey", "controller": did, **token})
        methods.append({"id": name + FOR_PROOFS, "type": "Multikey", "controller": did, **proof})
    return {
        "@context": [
            "https://www.w3.org/ns/did/v1",
            "https://w3id.org/security/jwk/v1",
            "https://w3id.org/security/multikey/v1",
        ],
        "id": did,
        "alsoKnownAs": [site],
        "verificationMethod": methods,
        "assertionMethod": [method["id"] for method in methods],
    }
