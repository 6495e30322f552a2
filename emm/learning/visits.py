"""Visits: browsers that hold a token, how long each one lasts, and how they end."""

import hashlib
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal

from sqlalchemy import Connection, bindparam, delete, insert, or_, select, update

from emm.store.people import visits
from emm.world import World, fingerprint

Lasts = Literal["device", "month", "browser", "staff"]
"""How long a browser keeps its token: as a device of its own, for a month, or until it is closed; the staff's too ends
with the browser, and much sooner by itself."""

IDLE: dict[str, timedelta] = {
    "month": timedelta(days=30),
    "browser": timedelta(days=1),
    "staff": timedelta(minutes=30),
}
"""How long after it was last seen a visit ends (decision 4). One of a device ends with the days of guests."""
LONGEST: dict[str, timedelta] = {"staff": timedelta(hours=12)}
"""How long after it began a visit ends, however much it is used (decision 4)."""
NOTED_EVERY: dict[str, timedelta] = {
    "device": timedelta(days=1),
    "month": timedelta(days=1),
    "browser": timedelta(minutes=15),
    "staff": timedelta(minutes=5),  # of half an hour, a quarter would be too much to lose
}
"""How seldom it is enough to note that a visit was seen."""

_v = visits.c
OF_LEARNER = (
    select(_v.token_hash, _v.started_at, _v.seen_at, _v.lasts)
    .where(_v.learner_id == bindparam("learner_id"))
    .order_by(_v.started_at.desc(), _v.token_hash)
)


@dataclass(frozen=True, slots=True)
class SignIn:
    """A browser that is signed in, as its learner sees it in a list."""

    id: str
    """Names it in a form; it opens nothing."""
    began_on: date
    seen_on: date
    lasts: Lasts
    is_this: bool


def token_hash(token: str) -> str:
    """Return what is stored of a token: its SHA-256 in hexadecimal digits."""
    return hashlib.sha256(token.encode()).hexdigest()


def is_over(lasts: str, started_at: datetime, seen_at: datetime, now: datetime) -> bool:
    """Whether a visit has ended by itself."""
    is_idle = lasts in IDLE and now - seen_at >= IDLE[lasts]
    return is_idle or (lasts in LONGEST and now - started_at >= LONGEST[lasts])


def is_to_be_noted(lasts: str, seen_at: datetime, now: datetime) -> bool:
    """Whether it has to be written down that the learner was here."""
    return now - seen_at >= NOTED_EVERY[lasts]


def begin(connection: Connection, world: World, learner_id: str, lasts: Lasts, now: datetime) -> str:
    """Add a visit of a learner and return its token, which is not stored."""
    token = world.new_token()
    row = {"token_hash": token_hash(token), "learner_id": learner_id, "started_at": now, "seen_at": now, "lasts": lasts}
    connection.execute(insert(visits), row)
    return token


def note(connection: Connection, token: str, now: datetime) -> None:
    """Note when a visit was seen."""
    connection.execute(update(visits).where(_v.token_hash == token_hash(token)).values(seen_at=now))


def shorten(connection: Connection, token: str) -> None:
    """Let a visit end when its browser is closed."""
    connection.execute(update(visits).where(_v.token_hash == token_hash(token)).values(lasts="browser"))


def close(connection: Connection, token: str) -> None:
    """End the visit of a token, if there is one: the token opens nothing any more."""
    connection.execute(delete(visits).where(_v.token_hash == token_hash(token)))


def close_all(connection: Connection, learner_id: str) -> None:
    """End every visit of a learner."""
    connection.execute(delete(visits).where(_v.learner_id == learner_id))


def close_one(connection: Connection, learner_id: str, visit_id: str) -> None:
    """End the visit that `sign_ins` lists under this id; when it has ended already, nothing changes."""
    hashes = connection.scalars(select(_v.token_hash).where(_v.learner_id == learner_id)).all()
    ended = [one for one in hashes if fingerprint(one) == visit_id]
    connection.execute(delete(visits).where(_v.learner_id == learner_id, _v.token_hash.in_(ended)))


def sign_ins(connection: Connection, world: World, learner_id: str, token: str) -> tuple[SignIn, ...]:
    """Return the visits of a learner that have not ended: first that of this browser, then the newest."""
    rows = connection.execute(OF_LEARNER, {"learner_id": learner_id}).all()
    here, now = token_hash(token), world.now()
    found = [
        SignIn(
            fingerprint(row.token_hash), row.started_at.date(), row.seen_at.date(), row.lasts, row.token_hash == here
        )
        for row in rows
        if not is_over(row.lasts, row.started_at, row.seen_at, now)
    ]
    return tuple(sorted(found, key=lambda one: not one.is_this))


def clear(connection: Connection, now: datetime, guest_days: int) -> int:
    """Delete the visits that have ended by themselves; return how many."""
    idle = {**IDLE, "device": timedelta(days=guest_days)}
    ended = [((_v.lasts == lasts) & (_v.seen_at < now - time)) for lasts, time in idle.items()]
    ended += [((_v.lasts == lasts) & (_v.started_at < now - time)) for lasts, time in LONGEST.items()]
    return connection.execute(delete(visits).where(or_(*ended))).rowcount
