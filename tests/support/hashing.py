"""What hashes of passwords and codes cost. Most tests are about who gets in, and need not pay for it each time."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from argon2 import PasswordHasher, Type

from emm.learning import passwords

REAL = passwords.PASSES, passwords.KIBIBYTES, passwords.LANES
CHEAPEST = 1, 8, 1
"""What argon2 takes at least: passes, kibibytes, lanes."""


@contextmanager
def costing(passes: int, kibibytes: int, lanes: int) -> Iterator[None]:
    """Let a hash cost so much."""
    with pytest.MonkeyPatch.context() as patch:
        for name, value in (("PASSES", passes), ("KIBIBYTES", kibibytes), ("LANES", lanes)):
            patch.setattr(passwords, name, value)
        patch.setattr(passwords, "_hasher", PasswordHasher(passes, kibibytes, lanes, type=Type.ID))
        passwords._nobodys.cache_clear()
        yield
    passwords._nobodys.cache_clear()
