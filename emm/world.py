"""The only clock, dice and source of identifiers; everything else receives a World."""

import hashlib
import random
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TypeVar

T = TypeVar("T")

Dice = random.Random
"""What throws are made with; only a World hands out some that are worth anything."""

SEEDS = 12
"""How many arrangements of options exist: divisible by 2, 3, 4 and 6, so that no place is favoured."""


class World:
    """Time and chance as they are; tests hand in one that they control."""

    def now(self) -> datetime:
        """Return the present moment in UTC."""
        return datetime.now(UTC)

    def new_id(self) -> str:
        """Return 32 hexadecimal digits that nobody can guess and that were never used before."""
        return secrets.token_hex(16)

    def new_token(self) -> str:
        """Return 256 random bits as 43 signs that are safe in cookies and addresses."""
        return secrets.token_urlsafe(32)

    def new_seed(self) -> int:
        """Return one of the `SEEDS` arrangements of options."""
        return secrets.randbelow(SEEDS)

    def new_dice(self) -> Dice:
        """Return dice whose throws nobody can foresee."""
        return random.SystemRandom()


@dataclass(frozen=True, slots=True)
class Arrangement:
    """The order in which one learner meets the options of one question, the same at every return."""

    name: str
    seed: int

    def of(self, items: Sequence[T]) -> tuple[T, ...]:
        """Return the items shuffled.

        A fixed shuffle per name is rotated by the seed: over all seeds each item stands in each place equally
        often, so the place says nothing about the item.
        """
        start = int(fingerprint(self.name), 16)
        shuffled = list(items)
        random.Random(start).shuffle(shuffled)  # noqa: S311 - an order on screen, not a secret
        cut = (start + self.seed) % len(shuffled) if shuffled else 0
        return tuple(shuffled[cut:] + shuffled[:cut])


def new_signing_seed() -> bytes:
    """Return 256 random bits, which a key for signing is made of."""
    return secrets.token_bytes(32)


def new_secret() -> str:
    """Return a new secret key of 512 random bits."""
    return secrets.token_urlsafe(64)


def fingerprint(text: str) -> str:
    """Return 12 hexadecimal digits that change when the text changes (the head of its SHA-256)."""
    return hashlib.sha256(text.encode()).hexdigest()[:12]
