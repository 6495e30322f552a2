"""Signatures of the sort Ed25519 (RFC 8032), by the library that knows them.

Imported when something is signed or checked: it takes 6 MB of a server's memory, and most processes never sign.
"""

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey


def public_half(secret: bytes) -> bytes:
    """Return the 32 bytes that signatures made with these 32 secret ones are checked with."""
    return Ed25519PrivateKey.from_private_bytes(secret).public_key().public_bytes_raw()


def sign(secret: bytes, data: bytes) -> bytes:
    """Return the 64 bytes of the signature."""
    return Ed25519PrivateKey.from_private_bytes(secret).sign(data)


def is_signed(public: bytes, signature: bytes, data: bytes) -> bool:
    """Whether this is the signature under the data, of the owner of the public half."""
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, data)
    except InvalidSignature:
        return False
    return True
