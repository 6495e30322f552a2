"""Old records are deleted: once a day, by whichever process comes first (decision 6)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import Connection, Select, bindparam, delete, func, select

from emm.learning import auditing, failing, forgetting, limiting, passes, visits
from emm.learning.duties import Writing
from emm.store.people import accounts, learners
from emm.world import World

DUTY = "retention"
AT_A_TIME = 500
"""Records deleted in one transaction: in between, learners who answer get their turn."""

_l = learners.c
HAS_ACCOUNT = select(accounts.c.learner_id)
IDLE_GUESTS = select(_l.id).where(_l.seen_on < bindparam("before"), _l.id.not_in(HAS_ACCOUNT)).limit(AT_A_TIME)
IDLE_ACCOUNTS = select(_l.id).where(_l.seen_on < bindparam("before"), _l.id.in_(HAS_ACCOUNT)).limit(AT_A_TIME)


@dataclass(frozen=True, slots=True)
class Ages:
    """After how many days without a visit a record ends."""

    guest_days: int
    account_days: int


@dataclass(frozen=True, slots=True)
class Tidied:
    """What a round has deleted."""

    guests: int = 0
    accounts: int = 0
    visits: int = 0
    again: int = 0
    """Learners who had asked for it before, and whom a restored database had brought back."""


@dataclass(frozen=True, slots=True)
class Old:
    """How many records end at the next round."""

    guests: int
    accounts: int

    def __bool__(self) -> bool:
        """Whether there is any."""
        return bool(self.guests or self.accounts)


def old(connection: Connection, now: datetime, ages: Ages) -> Old:
    """Return how many records have grown old, by these numbers."""
    guests = _count(connection, IDLE_GUESTS, _before(now, ages.guest_days))
    return Old(guests, _count(connection, IDLE_ACCOUNTS, _before(now, ages.account_days)))


def tidy(writing: Writing, world: World, ages: Ages, forgotten: Sequence[str]) -> Tidied:
    """Delete what has grown old, what has ended, and what had been deleted before; return how much that was."""
    now = world.now()
    with writing() as connection:
        again = forgetting.forget_again(connection, tuple(forgotten))
        ended = visits.clear(connection, now, ages.guest_days)
        passes.clear(connection, now)
        auditing.forget(connection, now)
        limiting.forget(connection, now)
        failing.forget(connection, now)
    guests = _delete(writing, IDLE_GUESTS, _before(now, ages.guest_days))
    old = _delete(writing, IDLE_ACCOUNTS, _before(now, ages.account_days))
    return Tidied(guests, old, ended, again)


def _before(now: datetime, days: int) -> date:
    return now.date() - timedelta(days=days)


def _count(connection: Connection, idle: Select[tuple[str]], before: date) -> int:
    asked = select(func.count()).select_from(idle.limit(None).subquery())
    return connection.scalar(asked, {"before": before}) or 0


def _delete(writing: Writing, idle: Select[tuple[str]], before: date) -> int:
    count = 0
    while True:
        with writing() as connection:
            ids = connection.scalars(idle, {"before": before}).all()
            connection.execute(delete(learners).where(_l.id.in_(ids)))
        count += len(ids)
        if len(ids) < AT_A_TIME:
            return count
