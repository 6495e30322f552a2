"""How often something may be tried: counted in the database, so that a restart or a second process forgets nothing.

A limit is a constant beside the page that keeps it. Who tries is told apart by a keyed hash (HMAC-SHA256, RFC 2104)
that is another one every day, so that no address can be read from the database; the row goes with the daily round
once its time is over.
"""

import hmac
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil

from sqlalchemy import Connection, bindparam, delete, text, update

from emm.errors import TooMany
from emm.store.base import UtcDateTime
from emm.store.tries import tries
from emm.world import World

LONGEST_WAIT = timedelta(minutes=15)
"""Nobody is shut out for longer, so that guessing at somebody's password cannot keep them away (S2)."""

_t = tries.c
# Both databases understand this. SQLAlchemy has a construct for each, but not for both.
# One statement, as the row of somebody who was right at this moment is deleted between two.
HOLD = (
    text(
        "INSERT INTO tries (who, count, until) VALUES (:who, 0, :until)"
        " ON CONFLICT (who) DO UPDATE SET count = tries.count RETURNING count, until"
    )
    .bindparams(bindparam("until", type_=UtcDateTime))
    .columns(_t.count, _t.until)
)
NOTE = (
    update(tries)
    .where(_t.who == bindparam("hashed"))
    .values(count=bindparam("made"), until=bindparam("ends", type_=UtcDateTime))
)
TAKE_BACK = update(tries).where(_t.who == bindparam("hashed"), _t.count > 0).values(count=_t.count - 1)
BEGIN_ANEW = delete(tries).where(_t.who == bindparam("hashed"))


@dataclass(frozen=True, slots=True)
class Limit:
    """How many tries of one sort somebody has in a span of time, which begins with the first one."""

    sort: str
    most: int
    span: timedelta
    grows: bool = False
    """Whether the wait is a minute at first and then doubles, up to `LONGEST_WAIT`, and the span begins with the last
    try; else the wait lasts until the span is over."""


SECRETS = Limit("secret", 10, timedelta(days=1), grows=True)
"""Wrong secrets for one account, on all paths together (S2)."""
PLACES = Limit("place", 100, timedelta(minutes=10))
"""Wrong secrets from one address: a class of fifty behind it is not shut out (S2)."""


@dataclass(frozen=True, slots=True)
class Try:
    """One more try under a limit, by whom or at what: a hash that nobody can turn back without the site's key."""

    limit: Limit
    hashed: str


def try_of(key: str, world: World, limit: Limit, who: str) -> Try:
    """Return a try by somebody who is not named in it."""
    said = f"tries:{world.now().date()}:{limit.sort}:{who}"
    return Try(limit, hmac.digest(key.encode(), said.encode("utf-8", "surrogatepass"), "sha256").hex())


def count(connection: Connection, world: World, made: Iterable[Try]) -> None:
    """Count a try under each limit before it is made, so that many at once cannot slip through.

    Raises TooMany, with nothing counted, when one of the limits is reached.
    """
    now = world.now()
    noted = [_noted(connection, one, now) for one in sorted(made, key=lambda one: one.hashed)]
    if (longest := max(waits for waits, _values in noted)) > timedelta(0):
        raise TooMany(ceil(longest.total_seconds()))
    connection.execute(NOTE, [values for _waits, values in noted])


def forgive(connection: Connection, made: Iterable[Try]) -> None:
    """Take back tries that were right; where the wait grows, counting begins anew."""
    for one in sorted(made, key=lambda one: one.hashed):
        connection.execute(BEGIN_ANEW if one.limit.grows else TAKE_BACK, {"hashed": one.hashed})


def forget(connection: Connection, now: datetime) -> int:
    """Delete the counts whose time is over; return how many."""
    return connection.execute(delete(tries).where(_t.until <= now)).rowcount


def wait(limit: Limit, made: int, until: datetime, now: datetime) -> timedelta:
    """Return how long to wait before the next try, after some that count until a moment; zero when it may be made."""
    if made < limit.most:
        return timedelta(0)
    if not limit.grows:
        return until - now
    longer = timedelta(minutes=1 << min(made - limit.most, 10))  # beyond that the longest wait is reached anyway
    return until - limit.span + min(longer, LONGEST_WAIT) - now


def _noted(connection: Connection, one: Try, now: datetime) -> tuple[timedelta, dict[str, object]]:
    """Return how long this try has to wait, and the row with it; until the transaction ends, others stand behind."""
    ends = now + one.limit.span
    made, until = connection.execute(HOLD, {"who": one.hashed, "until": ends}).one()
    if until <= now:
        made, until = 0, ends
    waits = wait(one.limit, made, until, now)
    return waits, {"hashed": one.hashed, "made": made + 1, "ends": ends if one.limit.grows else until}
