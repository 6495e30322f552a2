"""Guests: known by a token in their browser, made at their first write, and forgotten when idle."""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from emm.store.people import Learner, Visit
from emm.world import World


@dataclass(frozen=True, slots=True)
class KnownLearner:
    """The learner behind a visit."""

    id: str
    seed: int
    seen_at: datetime


@dataclass(frozen=True, slots=True)
class NewVisit:
    """A learner who has just been given a record, and the token that leads back to it."""

    learner: KnownLearner
    token: str


def token_hash(token: str) -> str:
    """Return what is stored of a token: its SHA-256 in hexadecimal digits."""
    return hashlib.sha256(token.encode()).hexdigest()


def find(session: Session, token: str) -> KnownLearner | None:
    """Return the learner whom the token belongs to, None when it is not known (any more)."""
    row = session.execute(
        select(Learner.id, Learner.seed, Visit.seen_at)
        .join(Visit, Visit.learner_id == Learner.id)
        .where(Visit.token_hash == token_hash(token))
    ).one_or_none()
    return KnownLearner(*row) if row else None


def begin(session: Session, world: World, *, seed: int) -> NewVisit:
    """Make a guest who keeps seeing options in the arrangement `seed`, and a visit that leads to them."""
    now = world.now()
    token = world.new_token()
    learner = Learner(id=world.new_id(), seed=seed, created_on=now.date(), seen_on=now.date())
    session.add(learner)
    session.flush()
    session.add(Visit(token_hash=token_hash(token), learner_id=learner.id, started_at=now, seen_at=now))
    session.flush()
    return NewVisit(KnownLearner(learner.id, seed, now), token)


def touch(session: Session, world: World, learner: KnownLearner, token: str) -> None:
    """Note that the learner is here, so that the record does not count as idle."""
    now = world.now()
    session.execute(update(Visit).where(Visit.token_hash == token_hash(token)).values(seen_at=now))
    session.execute(update(Learner).where(Learner.id == learner.id).values(seen_on=now.date()))


def lock(session: Session, learner: KnownLearner) -> bool:
    """Keep every other writer of this learner's record waiting; False when the record is gone."""
    return session.execute(select(Learner.id).where(Learner.id == learner.id).with_for_update()).first() is not None
