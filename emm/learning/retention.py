"""Old records are deleted: once a day, by whichever process comes first (decision 6)."""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import Connection, Select, bindparam, delete, select, text, update

from emm.learning import auditing, forgetting, limiting, passes, visits
from emm.store.people import accounts, duties, learners
from emm.world import World

DUTY = "retention"
AT_A_TIME = 500
"""Records deleted in one transaction: in between, learners who answer get their turn."""

_d, _l = duties.c, learners.c
# Both databases understand this. SQLAlchemy has a construct for each, but not for both.
BEGIN = text("INSERT INTO duty (name, begun_on) VALUES (:name, :never) ON CONFLICT (name) DO NOTHING").bindparams(
    bindparam("never", type_=_d.begun_on.type)
)
CLAIM = (
    update(duties)
    .where(_d.name == bindparam("duty"), _d.begun_on < bindparam("today"))
    .values(begun_on=bindparam("today"))
)
HAS_ACCOUNT = select(accounts.c.learner_id)
IDLE_GUESTS = select(_l.id).where(_l.seen_on < bindparam("before"), _l.id.not_in(HAS_ACCOUNT)).limit(AT_A_TIME)
IDLE_ACCOUNTS = select(_l.id).where(_l.seen_on < bindparam("before"), _l.id.in_(HAS_ACCOUNT)).limit(AT_A_TIME)

Writing = Callable[[], AbstractContextManager[Connection]]
"""Gives a connection whose changes are on disk when the block ends."""


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


def is_mine_today(writing: Writing, world: World) -> bool:
    """Whether this process does the daily round: of many that ask, one a day hears yes."""
    today = world.now().date()
    with writing() as connection:
        connection.execute(BEGIN, {"name": DUTY, "never": date.min})
        return connection.execute(CLAIM, {"duty": DUTY, "today": today}).rowcount == 1


def tidy(writing: Writing, world: World, ages: Ages, forgotten: Sequence[str]) -> Tidied:
    """Delete what has grown old, what has ended, and what had been deleted before; return how much that was."""
    now = world.now()
    with writing() as connection:
        again = forgetting.forget_again(connection, tuple(forgotten))
        ended = visits.clear(connection, now, ages.guest_days)
        passes.clear(connection, now)
        auditing.forget(connection, now)
        limiting.forget(connection, now)
    guests = _delete(writing, IDLE_GUESTS, now.date() - timedelta(days=ages.guest_days))
    old = _delete(writing, IDLE_ACCOUNTS, now.date() - timedelta(days=ages.account_days))
    return Tidied(guests, old, ended, again)


def _delete(writing: Writing, idle: Select[tuple[str]], before: date) -> int:
    count = 0
    while True:
        with writing() as connection:
            ids = connection.scalars(idle, {"before": before}).all()
            connection.execute(delete(learners).where(_l.id.in_(ids)))
        count += len(ids)
        if len(ids) < AT_A_TIME:
            return count
