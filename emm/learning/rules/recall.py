"""Which questions are asked once more now, whether or not they are due."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from emm.learning.rules.review import Known, in_order, mixed

REST = timedelta(hours=12)
"""For how long a question is not asked again once it was recalled: a sitting, whatever the clock says of the day."""


def to_recall(known: Iterable[Known], now: datetime, count: int, *, since: datetime | None = None) -> tuple[Known, ...]:
    """Return so many questions: those recalled since then, then the first in the order of the review.

    The same questions come back until the sitting is over. What was recalled before `since` belongs to another round
    of the same sitting, and rests; without `since` there is no other.
    """
    everything = list(known)
    moments = {one.question: at for one in everything if (at := one.review.recalled_at) and at >= now - REST}
    done = [one for one in everything if one.question in moments and moments[one.question] >= (since or now - REST)]
    done = sorted(done, key=lambda one: moments[one.question])[:count]
    waiting = in_order((one for one in everything if one.question not in moments), now.date())
    return (*done, *mixed(waiting[: count - len(done)], done[-1].lesson if done else None))
