"""Numbers about a site as a whole, for those who run it: never a person, and nothing of what was learned."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, func, select

from emm.learning import failing
from emm.learning.rules.powers import ROLES, is_staff
from emm.store.people import accounts, learners

WEEK, MONTH = 7, 30
STAFF = tuple(role for role in ROLES if is_staff(role))

_a, _l = accounts.c, learners.c
ROLE = select(_a.role, func.count(), func.count(_a.factor_salt)).where(
    _a.role.in_(STAFF), _a.password_hash.is_not(None), _a.disabled_on.is_(None)
)


@dataclass(frozen=True, slots=True)
class Numbers:
    """How a site stands."""

    week: int
    """Learners who were here within 7 days, guests included."""
    month: int
    """The same, within 30 days."""
    failures: int
    """Requests that failed within 24 hours."""
    administrators: int
    """Who can look after the site."""
    without_factor: int
    """Members of the staff who sign in with a password alone."""


def numbers(connection: Connection, now: datetime) -> Numbers:
    """Return the numbers of this moment."""
    rows = connection.execute(ROLE.group_by(_a.role)).all()
    by_role = {role: (count, with_factor) for role, count, with_factor in rows}
    return Numbers(
        week=_active(connection, now, WEEK),
        month=_active(connection, now, MONTH),
        failures=failing.of_a_day(connection, now),
        administrators=by_role.get("admin", (0, 0))[0],
        without_factor=sum(count - with_factor for count, with_factor in by_role.values()),
    )


def _active(connection: Connection, now: datetime, days: int) -> int:
    since = now.date() - timedelta(days=days - 1)
    of_staff = select(_a.learner_id).where(_a.role.in_(STAFF))
    asked = select(func.count()).where(_l.seen_on >= since, _l.id.not_in(of_staff))
    return connection.scalar(asked) or 0
