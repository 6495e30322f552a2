"""The second factor of the staff: codes of an app, each of which works once, and recovery codes in their place."""

import hmac
from collections.abc import Sequence

from sqlalchemy import Connection, delete, func, insert, or_, select, update

from emm.learning import passwords
from emm.learning.rules.totp import matching_step
from emm.store.people import accounts, recovery_codes
from emm.world import World

SECRET_BYTES = 20
"""As many as the hash gives (RFC 4226, 4, R6 recommends 160 bits)."""
RECOVERY_CODES = 8

_a, _r = accounts.c, recovery_codes.c


def secret_of(key: str, salt: str) -> bytes:
    """Return the secret that app and site share: it follows from the site's key and a number that is stored.

    A copy of the database alone makes no codes.
    """
    return hmac.digest(key.encode(), f"second factor:{salt}".encode(), "sha512")[:SECRET_BYTES]


def sealed(key: str, learner_id: str, salt: str) -> str:
    """Return a salt as a form carries it: nobody can choose one of their own, or take that of somebody else."""
    said = f"salt:{learner_id}:{salt}"
    return f"{salt}.{hmac.digest(key.encode(), said.encode('utf-8', 'surrogatepass'), 'sha256').hex()}"


def unsealed(key: str, learner_id: str, text: str) -> str | None:
    """Return the salt in a text, None when it was not sealed for this learner."""
    salt = text.partition(".")[0]
    given, expected = (one.encode("utf-8", "surrogatepass") for one in (text, sealed(key, learner_id, salt)))
    return salt if hmac.compare_digest(given, expected) else None


def recovery_hashes(salt: str, recovery: Sequence[str]) -> tuple[str, ...]:
    """Return what is stored of recovery codes."""
    return tuple(passwords.code_hash(code, salt) for code in recovery)


def switch_on(connection: Connection, learner_id: str, salt: str, step: int, hashes: Sequence[str]) -> None:
    """Ask for codes that follow from `salt` from now on; the code of `step` has been used already."""
    connection.execute(update(accounts).where(_a.learner_id == learner_id).values(factor_salt=salt, factor_step=step))
    keep_recovery_codes(connection, learner_id, hashes)


def keep_recovery_codes(connection: Connection, learner_id: str, hashes: Sequence[str]) -> None:
    """Let these recovery codes work, and those of before not any more."""
    connection.execute(delete(recovery_codes).where(_r.learner_id == learner_id))
    connection.execute(insert(recovery_codes), [{"learner_id": learner_id, "code_hash": one} for one in hashes])


def switch_off(connection: Connection, learner_id: str) -> None:
    """Ask for no codes any more."""
    connection.execute(update(accounts).where(_a.learner_id == learner_id).values(factor_salt=None, factor_step=None))
    connection.execute(delete(recovery_codes).where(_r.learner_id == learner_id))


def salt_of(connection: Connection, learner_id: str) -> str | None:
    """Return what the secret of a learner follows from, None without a second factor."""
    return connection.scalar(select(_a.factor_salt).where(_a.learner_id == learner_id))


def recovery_left(connection: Connection, learner_id: str) -> int:
    """Return how many recovery codes have not been used."""
    return connection.scalar(select(func.count()).where(_r.learner_id == learner_id)) or 0


def use_code(connection: Connection, world: World, key: str, learner_id: str, typed: str) -> bool:
    """Whether a code of the app is right; then neither it nor an earlier one works again, wherever it is sent."""
    salt = salt_of(connection, learner_id)
    step = matching_step(secret_of(key, salt), typed, world.now()) if salt else None
    if step is None:
        return False
    is_new = or_(_a.factor_step.is_(None), _a.factor_step < step)
    used = update(accounts).where(_a.learner_id == learner_id, _a.factor_salt == salt, is_new)
    return connection.execute(used.values(factor_step=step)).rowcount == 1


def use_recovery_code(connection: Connection, learner_id: str, hashed: str) -> bool:
    """Whether a recovery code is right; then it does not work again."""
    used = delete(recovery_codes).where(_r.learner_id == learner_id, _r.code_hash == hashed)
    return connection.execute(used).rowcount == 1
