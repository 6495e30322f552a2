"""Learners: known by a token in their browser, and made at their first write."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import NamedTuple

from sqlalchemy import Connection, Text, bindparam, func, insert, select, update

from emm.learning import visits
from emm.learning.preferences import DEFAULTS, Preferences, restored, stored
from emm.learning.rules.powers import Role, Standing, is_staff
from emm.learning.visits import Lasts, is_over, token_hash
from emm.store.people import accounts, learners
from emm.store.people import visits as visit
from emm.store.prepared import Prepared
from emm.store.progress import attempts
from emm.world import World

# Statements are made once: making one costs as much as asking it.
ACTS = select(func.count()).where(attempts.c.learner_id == learners.c.id).scalar_subquery().label("acts")
BY_TOKEN = (
    select(
        learners.c.id,
        learners.c.seed,
        visit.c.seen_at,
        learners.c.created_on,
        learners.c.preferences,
        ACTS,
        visit.c.lasts,
        visit.c.started_at,
        accounts.c.learner_id.label("account"),
        accounts.c.role,
        accounts.c.disabled_on,
        accounts.c.factor_salt.is_not(None).label("has_factor"),
    )
    .join_from(visit, learners)
    .outerjoin(accounts)
    .where(visit.c.token_hash == bindparam("token_hash"))
)
FIND = Prepared(BY_TOKEN)
HOLD = Prepared(BY_TOKEN.with_for_update(of=learners))
CHOOSE = (
    update(learners).where(learners.c.id == bindparam("learner_id")).values(preferences=bindparam("chosen", type_=Text))
)


NEVER = datetime.min.replace(tzinfo=UTC)


class KnownLearner(NamedTuple):
    """The learner behind a visit."""

    id: str
    seed: int
    seen_at: datetime
    created_on: date
    preferences: Preferences = DEFAULTS
    acts: int = 0
    """How many acts on questions are stored: what follows from them stays the same until there is another."""
    lasts: Lasts = "device"
    has_account: bool = False
    """Whether a resume code or a password leads back, and not this browser alone."""
    role: Role = "learner"
    has_factor: bool = False
    """Whether a code is asked for besides the password."""
    proved_at: datetime = NEVER
    """When they last showed who they are."""

    @property
    def is_staff(self) -> bool:
        """Whether they work for the site, and have signed in as such."""
        return self.lasts == "staff" and is_staff(self.role)

    def standing(self, now: datetime) -> Standing:
        """Return what decides whether they may do something."""
        return Standing(self.role, self.lasts == "staff", self.has_factor, now - self.proved_at)


@dataclass(frozen=True, slots=True)
class NewVisit:
    """A learner and the token that has just been made for their browser."""

    learner: KnownLearner
    token: str


def find(connection: Connection, world: World, token: str) -> KnownLearner | None:
    """Return the learner whom the token belongs to, None when it is not known (any more)."""
    return _known(connection, FIND, world, token)


def hold(connection: Connection, world: World, token: str) -> KnownLearner | None:
    """Return the learner whom the token belongs to, and keep every other writer of the record waiting."""
    return _known(connection, HOLD, world, token)


def hold_all(connection: Connection, learner_ids: Sequence[str]) -> set[str]:
    """Return which of these learners there are, and keep every other writer of their records waiting."""
    rows = select(learners.c.id).where(learners.c.id.in_(learner_ids)).order_by(learners.c.id).with_for_update()
    return set(connection.scalars(rows))


def begin(connection: Connection, world: World, *, seed: int) -> NewVisit:
    """Make a guest who keeps seeing options in the arrangement `seed`, and a visit that leads to them."""
    now = world.now()
    learner = KnownLearner(world.new_id(), seed, now, now.date(), proved_at=now)
    connection.execute(
        insert(learners), {"id": learner.id, "seed": seed, "created_on": now.date(), "seen_on": now.date()}
    )
    return NewVisit(learner, visits.begin(connection, world, learner.id, "device", now))


def come_back(connection: Connection, world: World, learner_id: str, lasts: Lasts) -> NewVisit:
    """Add a visit of a learner who has just shown who they are, under a token that nobody had before (S3)."""
    now = world.now()
    token = visits.begin(connection, world, learner_id, lasts, now)
    _touch_record(connection, learner_id, now)
    learner = find(connection, world, token)
    assert learner
    return NewVisit(learner, token)


def touch(connection: Connection, world: World, learner: KnownLearner, token: str) -> None:
    """Note that the learner is here, so that neither the record nor the visit counts as idle."""
    now = world.now()
    visits.note(connection, token, now)
    _touch_record(connection, learner.id, now)


def choose(connection: Connection, learner: KnownLearner, preferences: Preferences) -> None:
    """Keep what the learner chose on the settings page."""
    connection.execute(CHOOSE, {"learner_id": learner.id, "chosen": stored(preferences)})


def _touch_record(connection: Connection, learner_id: str, now: datetime) -> None:
    connection.execute(update(learners).where(learners.c.id == learner_id).values(seen_on=now.date()))


def _known(connection: Connection, asked: Prepared, world: World, token: str) -> KnownLearner | None:
    row = next(iter(asked.rows(connection, {"token_hash": token_hash(token)})), None)
    if row is None or row.disabled_on or is_over(row.lasts, row.started_at, row.seen_at, world.now()):
        return None
    return KnownLearner(
        row.id,
        row.seed,
        row.seen_at,
        row.created_on,
        restored(row.preferences),
        row.acts,
        row.lasts,
        row.account is not None,
        row.role or "learner",
        row.has_factor,
        row.started_at,
    )
