"""Other schedulers behind the interface of ours."""

from collections.abc import Iterable
from datetime import timedelta

from fsrs import Card, Rating
from fsrs import Scheduler as Fsrs

from emm.learning.rules.practice import Act
from emm.learning.rules.review import Review, Scheduler, ladder

FSRS = Fsrs(learning_steps=(), relearning_steps=(), enable_fuzzing=False)
"""With its default parameters and aim (0.9), and by the day, as our visits are."""


def fsrs(acts: Iterable[Act], *, keeps: bool = False) -> Review | None:
    """Return where the acts lead with FSRS: not right is Again, not sure Hard, right and sure Good."""
    card, review = Card(card_id=1), None
    for act in acts:
        if act.score is None or act.action not in ("answer", "recall"):
            continue
        card, _log = FSRS.review_card(card, _rating(act), act.at)
        due = max(card.due.date(), act.at.date() + timedelta(days=1))
        was_due = review is not None and review.is_due(act.at.date())
        recalled_at = act.at if act.action == "recall" else None
        reviews = (review.reviews if review else 0) + was_due
        review = Review(0, due, act.at, recalled_at, act.at if was_due else None, reviews)
    return review


def never(acts: Iterable[Act], *, keeps: bool = False) -> Review | None:
    """Return nothing: no review."""
    return None


def _rating(act: Act) -> Rating:
    if (act.score or 0) < 1:
        return Rating.Again
    return Rating.Good if act.sure else Rating.Hard


SCHEDULERS: dict[str, Scheduler] = {"none": never, "ladder": ladder, "fsrs": fsrs}
"""The schedulers by the names of the table."""
