"""The first administrator: made with a code that only who runs the server sees, while there is no other (S10)."""

import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, bindparam, delete, func, select, text

from emm.learning import codes, passwords
from emm.store.base import UtcDateTime
from emm.store.people import accounts, set_ups
from emm.world import World

LASTS = timedelta(minutes=60)
FIRST = "administrator"
"""The name of the one row; whoever adds it first has made the code."""

_a, _s = accounts.c, set_ups.c
# Both databases understand this. SQLAlchemy has a construct for each, but not for both.
# One statement, as whoever uses the code at this moment deletes the row between two.
HOLD = (
    text(
        "INSERT INTO set_up (name, code_hash, ends_at) VALUES (:name, :code_hash, :ends_at)"
        " ON CONFLICT (name) DO UPDATE SET ends_at = set_up.ends_at RETURNING ends_at"
    )
    .bindparams(bindparam("ends_at", type_=UtcDateTime))
    .columns(_s.ends_at)
)


@dataclass(frozen=True, slots=True)
class SetUpCode:
    """The code, as it is printed."""

    code: str
    ends_at: datetime


def has_administrator(connection: Connection) -> bool:
    """Whether anybody can look after this site."""
    asked = select(func.count()).where(_a.role == "admin", _a.password_hash.is_not(None))
    return bool(connection.scalar(asked))


def set_up_code(connection: Connection, world: World, key: str) -> SetUpCode | None:
    """Return the code that makes the first administrator, None when there is one.

    However many processes begin at once, one makes the code and the others tell the same one; so does a server that
    begins anew, until the code has ended. It follows from the site's key and the moment, and only its hash is stored.
    """
    if has_administrator(connection):
        connection.execute(delete(set_ups))
        return None
    now = world.now()
    connection.execute(delete(set_ups).where(_s.ends_at <= now))
    ends_at = now + LASTS
    made = {"name": FIRST, "code_hash": hashed(_code(key, ends_at)), "ends_at": ends_at}
    kept = connection.scalars(HOLD, made).one()
    return SetUpCode(codes.written(_code(key, kept)), kept)


def right(connection: Connection, world: World, code_hash: str) -> str | None:
    """Return the hash of a code that makes the first administrator now, None for any other."""
    return connection.scalar(select(_s.code_hash).where(_s.code_hash == code_hash, _s.ends_at > world.now()))


def use(connection: Connection, world: World, code_hash: str) -> bool:
    """Whether the code is right and nobody has used it before; of many at once, one hears yes."""
    used = delete(set_ups).where(_s.code_hash == code_hash, _s.ends_at > world.now())
    return connection.execute(used).rowcount == 1 and not has_administrator(connection)


def _code(key: str, ends_at: datetime) -> str:
    said = f"set-up:{ends_at.isoformat()}"
    return codes.code_of(int.from_bytes(hmac.digest(key.encode(), said.encode(), "sha256"), "big"))


def hashed(code: str) -> str:
    """Return what is stored of a set-up code."""
    return passwords.code_hash(code, "set-up code")
