"""Codes that change every half minute, made by an app and by us from the same secret (RFC 6238, RFC 4226)."""

import hmac
from base64 import b32encode
from datetime import datetime
from urllib.parse import quote, urlencode

STEP = 30
"""Seconds for which a code holds (RFC 6238, 5.2)."""
DIGITS = 6
LEEWAY = 1
"""Steps that the clock of a phone may be behind or ahead (RFC 6238, 5.2 and 6)."""


def step_of(now: datetime) -> int:
    """Return the number of the time step of a moment (RFC 6238, 4.2)."""
    return int(now.timestamp()) // STEP


def code_at(secret: bytes, step: int, digits: int = DIGITS) -> str:
    """Return the code of a time step (HOTP: RFC 4226, 5.3, with SHA-1, which is what all apps know)."""
    digest = hmac.digest(secret, step.to_bytes(8, "big"), "sha1")
    start = digest[-1] & 0xF
    number = int.from_bytes(digest[start : start + 4], "big") & 0x7FFFFFFF
    return f"{number % 10**digits:0{digits}d}"


def matching_step(secret: bytes, typed: str, now: datetime) -> int | None:
    """Return the time step whose code was typed, None when it is not one of those that hold now.

    Spaces between the digits do not count, and digits of any script will do.
    """
    digits = "".join(str(int(sign)) for sign in typed[:40] if sign.isdecimal())
    here = step_of(now)
    found = [
        step for step in range(here - LEEWAY, here + LEEWAY + 1) if hmac.compare_digest(code_at(secret, step), digits)
    ]
    return found[0] if found else None


def spelled(secret: bytes) -> str:
    """Return a secret as people type it into an app: base32 without padding (RFC 4648)."""
    return b32encode(secret).decode().rstrip("=")


def address(secret: bytes, site: str, name: str) -> str:
    """Return what a QR code tells an app (Key Uri Format of Google Authenticator)."""
    label = quote(f"{site}:{name}", safe="")
    return f"otpauth://totp/{label}?{urlencode({'secret': spelled(secret), 'issuer': site}, quote_via=quote)}"
