"""When questions are asked again, and in which order: the scheduler, and what follows from it.

Only `ladder` decides when. Whoever wants another scheduler writes one more `Scheduler` and names it in `SCHEDULER`:
all that happened is stored, so it can be replayed for every learner.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Protocol

from emm.content.model import Course, Lesson, Question
from emm.learning.rules.practice import Act

STEPS = (2, 6, 16, 40)
"""Days until a question is asked again. After the last of them it rests."""


@dataclass(frozen=True, slots=True)
class Review:
    """Where a question stands in a learner's review."""

    step: int
    """Counts from 0, as in `STEPS`."""
    due: date | None
    """The day from which it is asked again, None while it rests."""
    seen_at: datetime
    """When it was answered last, wherever that was."""
    recalled_at: datetime | None = None
    """When it was answered last outside its lesson."""
    reviewed_at: datetime | None = None
    """When it was answered last on a day on which it was due."""
    reviews: int = 0
    """On how many days it was answered when it was due."""

    @property
    def is_new(self) -> bool:
        """Whether it was never answered on a day on which it was due."""
        return self.reviews == 0

    def is_due(self, today: date) -> bool:
        """Whether it is time to ask."""
        return self.due is not None and self.due <= today

    def was_asked(self, today: date) -> bool:
        """Whether it was due on this day and is answered."""
        return self.reviewed_at is not None and self.reviewed_at.date() == today

    def was_new(self, today: date) -> bool:
        """Whether it was asked on this day, for the first time."""
        return self.was_asked(today) and self.reviews == 1

    def urgency(self, today: date) -> float:
        """Return the days overdue, in lengths of the step; below 0 while it is not due."""
        return float("-inf") if self.due is None else (today - self.due).days / STEPS[self.step]


class Scheduler(Protocol):
    """Decides when a question is asked again."""

    def __call__(self, acts: Iterable[Act], *, keeps: bool = False) -> Review | None:
        """Return where the acts lead, None while the question has not entered the review.

        `acts` are all that a learner did with one question in its present meaning, in order. `keeps` says that
        nothing may rest for good.
        """


@dataclass(frozen=True, slots=True)
class Known:
    """A question that has entered a learner's review."""

    course: Course
    lesson: Lesson
    question: Question
    review: Review


def ladder(acts: Iterable[Act], *, keeps: bool = False) -> Review | None:
    """Return where the acts lead on the ladder of 2, 6, 16 and 40 days; None before the first answer in the lesson.

    A question enters at the first step when its lesson asks it first. Right and sure leads one step up; right, but
    not sure or with a hint, counts the same step anew; not right leads to the first. Right at the last step lets it
    rest, or with `keeps` counts that step anew. A right answer before its day changes nothing: who has just read the
    answer shows nothing by it. Days are those of the clock that all are stored by (UTC).
    """
    review: Review | None = None
    helped_on: date | None = None
    for act in acts:
        if act.action == "cue":
            helped_on = act.at.date()
        elif act.score is None:
            continue
        elif act.action == "recall" and review is not None:
            review = _recalled(review, act, helped=helped_on == act.at.date(), keeps=keeps)
        elif act.action == "answer":
            review = replace(review, seen_at=act.at) if review else _on_step(0, act.at.date(), Review(0, None, act.at))
    return review


SCHEDULER: Scheduler = ladder
"""The one in force."""


def _recalled(before: Review, act: Act, *, helped: bool, keeps: bool) -> Review:
    today = act.at.date()
    was_due = before.is_due(today)
    review = replace(before, seen_at=act.at, recalled_at=act.at)
    if was_due:
        review = replace(review, reviewed_at=act.at, reviews=before.reviews + 1)
    if (act.score or 0.0) < 1:
        return _on_step(0, today, review)
    if not was_due:
        return review
    if helped or not act.sure:
        return _on_step(review.step, today, review)
    return _above(review, today, keeps=keeps)


def _above(review: Review, today: date, *, keeps: bool) -> Review:
    last = len(STEPS) - 1
    if review.step == last and not keeps:
        return replace(review, due=None)
    return _on_step(min(review.step + 1, last), today, review)


def _on_step(step: int, today: date, review: Review) -> Review:
    return replace(review, step=step, due=today + timedelta(days=STEPS[step]))


def in_order(known: Iterable[Known], today: date) -> list[Known]:
    """Return the questions as they should be asked: by days overdue in lengths of their step, then the oldest first."""
    return sorted(known, key=lambda one: (-one.review.urgency(today), one.review.seen_at))


def mixed(known: Sequence[Known], after: Lesson | None = None) -> tuple[Known, ...]:
    """Return the questions so that neighbours come from different lessons, as far as that is possible.

    Apart from this they stay in order. `after` is the lesson of the question before.
    """
    waiting, arranged = list(known), list[Known]()
    left = Counter(one.lesson for one in waiting)
    while waiting:
        most = max(left, key=lambda lesson: left[lesson])
        has_to_be = most is not after and left[most] * 2 > len(waiting)
        chosen = next((one for one in waiting if (one.lesson is most if has_to_be else one.lesson is not after)), None)
        chosen = chosen or waiting[0]
        waiting.remove(chosen)
        arranged.append(chosen)
        after = chosen.lesson
        left[after] -= 1
    return tuple(arranged)


def newcomers(limit: int) -> int:
    """Return how many questions of one day may be asked for the first time.

    Each of them comes back three times and more. With half of the places for those that return, these find one on
    their day, and what was learned all at once is spread over the next reviews.
    """
    return (limit + 1) // 2


def of_today(known: Iterable[Known], today: date, limit: int) -> tuple[Known, ...]:
    """Return the review of today: what was due and is answered, then what waits, both together up to the limit.

    Of those asked for the first time there are `newcomers` at most. The same questions come back all day, whatever is
    answered meanwhile.
    """
    everything = list(known)
    done = sorted((one for one in everything if one.review.was_asked(today)), key=lambda one: one.review.seen_at)
    ordered = in_order(everything, today)
    places = _places([one.review for one in ordered], today, limit)
    return (*done, *mixed([ordered[place] for place in places], done[-1].lesson if done else None))


def days_ahead(
    reviews: Iterable[Review],
    today: date,
    limit: int,
    *,
    days: int,
    goes_well: bool = False,
    keeps: bool = False,
) -> tuple[tuple[date, int], ...]:
    """Return the days from today on, less than `days` of them away, on which something is asked, and how many.

    What is above the limit of a day waits for the next; what is answered today counts. With `goes_well` every answer
    is taken to be right and sure, so that the question comes back at its next step; without it, only what is known to
    come is counted.
    """
    waiting, found = list(reviews), list[tuple[date, int]]()
    for number in range(days):
        day = today + timedelta(days=number)
        ordered = _most_urgent_first(waiting, day)
        places = _places(ordered, day, limit)
        again = [_recalled_well(ordered[place], day, keeps=keeps) for place in places] if goes_well else []
        waiting = [one for place, one in enumerate(ordered) if place not in places] + again
        if places:
            found.append((day, len(places)))
    return tuple(found)


def _places(ordered: Sequence[Review], today: date, limit: int) -> list[int]:
    """Return which questions wait today, by their places in the order in which they should be asked."""
    asked = [one for one in ordered if one.was_asked(today)]
    room, new = limit - len(asked), newcomers(limit) - sum(one.was_new(today) for one in asked)
    places: list[int] = []
    for place, one in enumerate(ordered):
        if one.is_due(today) and len(places) < room and (new > 0 or not one.is_new):
            places.append(place)
            new -= one.is_new
    return places


def _recalled_well(review: Review, today: date, *, keeps: bool) -> Review:
    return replace(_above(review, today, keeps=keeps), reviews=review.reviews + 1)


def _most_urgent_first(reviews: Iterable[Review], today: date) -> list[Review]:
    return sorted(reviews, key=lambda one: -one.urgency(today))
