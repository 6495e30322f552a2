"""Passwords and resume codes: which ones will do, and what is stored of them."""

import gzip
import unicodedata
from functools import cache
from itertools import pairwise
from pathlib import Path
from threading import BoundedSemaphore

from argon2 import PasswordHasher, Type
from argon2.exceptions import InvalidHashError, VerificationError
from argon2.low_level import hash_secret_raw

from emm.learning.rules.powers import Role, is_staff
from emm.messages import Message, counted, message

SHORTEST = 10
"""Characters in a learner's password (decision 7; ASVS 5.0, 6.2.1 asks for 8)."""
SHORTEST_OF_STAFF = 15
"""Characters in the password of who works for the site (decision 7; NIST SP 800-63B-4, 3.1.1.2)."""
LONGEST = 1000
"""Bytes in UTF-8; longer ones are refused before they cost anything."""

PASSES, KIBIBYTES, LANES = 2, 19 * 1024, 1
"""The cost of a hash (OWASP, Password Storage Cheat Sheet: argon2id with 19 MiB, 2 passes, 1 lane)."""
AT_ONCE = 2
"""Hashes that a process makes at the same time: each one needs its memory."""
CODE_SALT = b"emm resume code"
"""A code is looked up by its hash, so all have one salt; 58 random bits behind argon2 need no other."""

PERIOD = 5
"""Signs after which a password may not just begin anew."""

_slots = BoundedSemaphore(AT_ONCE)
_hasher = PasswordHasher(PASSES, KIBIBYTES, LANES, type=Type.ID)

TOO_LONG = message("This is longer than a password can be. Use a short sentence.")
TOO_COMMON = message("Many people use this password, so it is easy to guess. A short sentence works well.")
TOO_NEAR = message("Do not use your username or the name of this site as a password. A short sentence works well.")


def weakness(password: str, *own: str, shortest: int = SHORTEST) -> Message | None:
    """Return why a password will not do, None when it will; `own` are words that others know of this learner."""
    if is_too_long(password):
        return TOO_LONG
    password = _composed(password)
    if len(password) < shortest:
        return _too_short(shortest)
    plain = password.casefold()
    if _repeats(plain) or _counts(plain) or {plain, _core(plain)} & _common():
        return TOO_COMMON
    near = {_composed(word).casefold().strip() for word in own} - {""}
    return TOO_NEAR if {plain, _core(plain)} & {*near, *map(_core, near)} - {""} else None


def shortest_for(role: Role) -> int:
    """Return how many characters a password must have at least."""
    return SHORTEST_OF_STAFF if is_staff(role) else SHORTEST


def is_too_long(password: str) -> bool:
    """Whether nobody has such a password, so that it need not be looked at."""
    return len(password.encode("utf-8", "surrogatepass")) > LONGEST


def hashed(password: str) -> str:
    """Return what is stored of a password: its argon2id hash with salt and costs."""
    with _slots:
        return _hasher.hash(_bytes(password))


def matches(stored: str | None, password: str) -> bool:
    """Whether a password is the one that was stored; without one, the same work is done for nothing (S1)."""
    if is_too_long(password):
        return False
    with _slots:
        try:
            _hasher.verify(stored or _nobodys(), _bytes(password))
        except (VerificationError, InvalidHashError):
            return False
    return stored is not None


def is_outdated(stored: str) -> bool:
    """Whether a hash was made at another cost than today's."""
    return _hasher.check_needs_rehash(stored)


def code_hash(code: str, salt: str = "") -> str:
    """Return what is stored of a code: always the same for the same code and salt, and as costly as a password."""
    salted = salt.encode() or CODE_SALT
    with _slots:
        raw = hash_secret_raw(code.encode(), salted, PASSES, KIBIBYTES, LANES, hash_len=32, type=Type.ID)
    return raw.hex()


def _too_short(least: int) -> Message:
    return counted(
        "Use at least %(count)s character. A short sentence works well.",
        "Use at least %(count)s characters. A short sentence works well.",
        least,
    )


def _bytes(password: str) -> bytes:
    return _composed(password).encode("utf-8", "surrogatepass")


def _composed(text: str) -> str:
    """Return a text in the one spelling that keyboards of different devices share (NFKC, Unicode Annex 15)."""
    return unicodedata.normalize("NFKC", text)


def _core(plain: str) -> str:
    """Return a password without the digits and signs around it, with which people lengthen a word."""
    letters = [place for place, sign in enumerate(plain) if sign.isalpha()]
    return plain[letters[0] : letters[-1] + 1] if letters else ""


def _repeats(plain: str) -> bool:
    """Whether the password is a few signs, or a common word, over and over."""
    period = (plain + plain).find(plain, 1)
    return period <= PERIOD or (period < len(plain) and plain[:period] in _common())


def _counts(plain: str) -> bool:
    """Whether each sign follows the one before: abcdef, 987654."""
    steps = {ord(after) - ord(before) for before, after in pairwise(plain)}
    return len(steps) == 1 and abs(steps.pop()) == 1


@cache
def _common() -> frozenset[str]:
    """Return the passwords that many people use (source: common/VENDOR.md)."""
    with gzip.open(Path(__file__).parent / "common" / "passwords.txt.gz", "rt", encoding="utf-8") as file:
        return frozenset(line.strip().casefold() for line in file)


@cache
def _nobodys() -> str:
    """Return the hash of a password that nobody has."""
    return _hasher.hash(b"\xff")
