"""How often requests failed, by the hour: numbers of all processes together, without a trail of anybody."""

from datetime import datetime, timedelta

from sqlalchemy import Connection, bindparam, delete, func, select, text

from emm.store.base import UtcDateTime
from emm.store.site import failures

DAY = timedelta(hours=24)
KEPT = timedelta(hours=48)

_f = failures.c
# Both databases understand this. SQLAlchemy has a construct for each, but not for both.
NOTE = text(
    "INSERT INTO failures (hour, count) VALUES (:hour, :more)"
    " ON CONFLICT (hour) DO UPDATE SET count = failures.count + :more"
).bindparams(bindparam("hour", type_=UtcDateTime))


def note(connection: Connection, now: datetime, more: int) -> None:
    """Add to the number of this hour."""
    connection.execute(NOTE, {"hour": now.replace(minute=0, second=0, microsecond=0), "more": more})


def of_a_day(connection: Connection, now: datetime) -> int:
    """Return how many there were within the last 24 hours, or some minutes more: hours are counted whole."""
    return connection.scalar(select(func.sum(_f.count)).where(_f.hour > now - DAY - timedelta(hours=1))) or 0


def forget(connection: Connection, now: datetime) -> int:
    """Delete the numbers that nobody asks for any more; return of how many hours."""
    return connection.execute(delete(failures).where(_f.hour < now - KEPT)).rowcount
