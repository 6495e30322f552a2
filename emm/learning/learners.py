"""Guests: known by a token in their browser, made at their first write, and forgotten when idle."""

import hashlib
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, Select, Text, bindparam, func, insert, select, update

from emm.learning.preferences import DEFAULTS, Preferences, restored, stored
from emm.store.people import learners, visits
from emm.store.progress import attempts
from emm.world import World

# Statements are made once: making one costs as much as asking it.
ACTS = select(func.count()).where(attempts.c.learner_id == learners.c.id).scalar_subquery().label("acts")
BY_TOKEN = (
    select(learners.c.id, learners.c.seed, visits.c.seen_at, learners.c.created_on, learners.c.preferences, ACTS)
    .join_from(visits, learners)
    .where(visits.c.token_hash == bindparam("token_hash"))
)
HELD = BY_TOKEN.with_for_update(of=learners)
CHOOSE = (
    update(learners).where(learners.c.id == bindparam("learner_id")).values(preferences=bindparam("chosen", type_=Text))
)


@dataclass(frozen=True, slots=True)
class KnownLearner:
    """The learner behind a visit."""

    id: str
    seed: int
    seen_at: datetime
    created_on: date
    preferences: Preferences = DEFAULTS
    acts: int = 0
    """How many acts on questions are stored: what follows from them stays the same until there is another."""


@dataclass(frozen=True, slots=True)
class NewVisit:
    """A learner who has just been given a record, and the token that leads back to it."""

    learner: KnownLearner
    token: str


def token_hash(token: str) -> str:
    """Return what is stored of a token: its SHA-256 in hexadecimal digits."""
    return hashlib.sha256(token.encode()).hexdigest()


def find(connection: Connection, token: str) -> KnownLearner | None:
    """Return the learner whom the token belongs to, None when it is not known (any more)."""
    return _known(connection, BY_TOKEN, token)


def hold(connection: Connection, token: str) -> KnownLearner | None:
    """Return the learner whom the token belongs to, and keep every other writer of the record waiting."""
    return _known(connection, HELD, token)


def begin(connection: Connection, world: World, *, seed: int) -> NewVisit:
    """Make a guest who keeps seeing options in the arrangement `seed`, and a visit that leads to them."""
    now = world.now()
    token = world.new_token()
    learner = KnownLearner(world.new_id(), seed, now, now.date())
    connection.execute(
        insert(learners), {"id": learner.id, "seed": seed, "created_on": now.date(), "seen_on": now.date()}
    )
    connection.execute(
        insert(visits),
        {"token_hash": token_hash(token), "learner_id": learner.id, "started_at": now, "seen_at": now},
    )
    return NewVisit(learner, token)


def touch(connection: Connection, world: World, learner: KnownLearner, token: str) -> None:
    """Note that the learner is here, so that the record does not count as idle."""
    now = world.now()
    connection.execute(update(visits).where(visits.c.token_hash == token_hash(token)).values(seen_at=now))
    connection.execute(update(learners).where(learners.c.id == learner.id).values(seen_on=now.date()))


def choose(connection: Connection, learner: KnownLearner, preferences: Preferences) -> None:
    """Keep what the learner chose on the settings page."""
    connection.execute(CHOOSE, {"learner_id": learner.id, "chosen": stored(preferences)})


def _known(
    connection: Connection, asked: Select[tuple[str, int, datetime, date, str | None, int]], token: str
) -> KnownLearner | None:
    row = connection.execute(asked, {"token_hash": token_hash(token)}).one_or_none()
    if row is None:
        return None
    return KnownLearner(row.id, row.seed, row.seen_at, row.created_on, restored(row.preferences), row.acts)
