"""The ways in which signed texts are written down: one text for each value, and one value for each text."""

import base64
import binascii
import json
from collections.abc import Iterable
from typing import Any

from emm.errors import InvalidCredential

BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
LONGEST = 200_000
"""Signs of a text that is read."""


def canonical(value: Any) -> str:
    """Return the JSON text of a value that all programs agree on (RFC 8785, JSON Canonicalization Scheme).

    Raises InvalidCredential for a number with a fraction: credentials of ours have none, and languages differ there.
    """
    return json.dumps(_sorted(value), ensure_ascii=False, separators=(",", ":"))


def parsed(text: str) -> dict[str, Any]:
    """Return the object that a JSON text stands for.

    Raises InvalidCredential when it is none, when a name stands in it twice, or when it is larger than any of ours.
    """
    try:
        value = json.loads(text, object_pairs_hook=_object) if len(text) <= LONGEST else None
    except (ValueError, RecursionError) as mistake:
        raise InvalidCredential("It is not readable as JSON.") from mistake
    if not isinstance(value, dict):
        raise InvalidCredential("It is not an object in JSON.")
    return value


def base64url(data: bytes) -> str:
    """Return the bytes as RFC 4648 writes them for addresses, without padding."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def from_base64url(text: str) -> bytes:
    """Return the bytes; raise InvalidCredential for a text that `base64url` would not have written."""
    try:
        data = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError) as mistake:
        raise InvalidCredential("A part of it is not base64url.") from mistake
    if base64url(data) != text:
        raise InvalidCredential("A part of it is written in an unusual way.")
    return data


def base58(data: bytes) -> str:
    """Return the bytes in base58 as Bitcoin writes them, with "z" before them (Multibase)."""
    number, signs = int.from_bytes(data), ""
    while number:
        number, rest = divmod(number, 58)
        signs = BASE58[rest] + signs
    return "z" + "1" * (len(data) - len(data.lstrip(b"\0"))) + signs


def from_base58(text: str, size: int) -> bytes:
    """Return the bytes, `size` of them; raise InvalidCredential for a text that `base58` would not have written."""
    number = 0
    for sign in text[1 : 1 + 2 * size]:
        number = number * 58 + max(BASE58.find(sign), 0)
    data = number.to_bytes(2 * size)[-size:]
    if base58(data) != text:
        raise InvalidCredential("A part of it is not base58, or has another length.")
    return data


def _sorted(value: Any) -> Any:
    """Return the value with the names in its objects in the order of RFC 8785: by UTF-16 code units."""
    if isinstance(value, dict):
        return {name: _sorted(value[name]) for name in sorted(value, key=_utf16)}
    if isinstance(value, list | tuple):
        return [_sorted(one) for one in value]
    if isinstance(value, float):
        raise InvalidCredential("It has a number with a fraction, which cannot be checked.")
    return value


def _utf16(name: str) -> bytes:
    return name.encode("utf-16-be", "surrogatepass")


def _object(pairs: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in pairs:
        if name in found:
            raise ValueError(f"{name} stands there twice")
        found[name] = value
    return found
