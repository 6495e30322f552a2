"""How often something may be tried: counted in the database, so that a restart or a second process forgets nothing.

A limit is a constant beside the page that keeps it. Who tries is told apart by a keyed hash (HMAC-SHA256, RFC 2104),
so that no address can be read from the database, and the row goes when its time is over.
"""

import hmac
from dataclasses import dataclass
from datetime import timedelta
from math import ceil

from sqlalchemy import Connection, bindparam, delete, text

from emm.store.tries import tries
from emm.world import World

FORGET = delete(tries).where(tries.c.until <= bindparam("now"))
# Two who try at the same moment both count. Both databases understand this.
COUNT = (
    text(
        "INSERT INTO tries (who, count, until) VALUES (:who, 1, :until) "
        "ON CONFLICT (who) DO UPDATE SET count = tries.count + 1 RETURNING count, until"
    )
    .columns(tries.c.count, tries.c.until)
    .bindparams(bindparam("until", type_=tries.c.until.type))
)


@dataclass(frozen=True, slots=True)
class Limit:
    """How many tries of one sort somebody has in a span of time, which begins with the first one."""

    sort: str
    most: int
    span: timedelta


def count_try(connection: Connection, world: World, key: str, limit: Limit, who: str) -> int:
    """Count a try and return 0 when it may be made, else the seconds until the next one may."""
    now = world.now()
    connection.execute(FORGET, {"now": now})
    said = f"tries:{limit.sort}:{who}"
    hashed = hmac.digest(key.encode(), said.encode(), "sha256").hex()
    made, until = connection.execute(COUNT, {"who": hashed, "until": now + limit.span}).one()
    return ceil((until - now).total_seconds()) if made > limit.most else 0
