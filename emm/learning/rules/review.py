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

    def is_due(self, today: date) -> bool:
        """Whether it is time to ask."""
        return self.due is not None and self.due <= today

    def was_asked(self, today: date) -> bool:
        """Whether it was due on this day and is answered."""
        return self.reviewed_at is not None and self.reviewed_at.date() == today

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
    review = replace(before, seen_at=act.at, recalled_at=act.at, reviewed_at=act.at if was_due else before.reviewed_at)
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


def of_today(known: Iterable[Known], today: date, limit: int) -> tuple[Known, ...]:
    """Return the review of today: what was due and is answered, then what waits, both together up to the limit.

    The same questions come back all day, whatever is answered meanwhile.
    """
    everything = list(known)
    done = sorted((one for one in everything if one.review.was_asked(today)), key=lambda one: one.review.seen_at)
    waiting = in_order((one for one in everything if one.review.is_due(today)), today)
    return (*done, *mixed(waiting[: max(limit - len(done), 0)], done[-1].lesson if done else None))


def days_ahead(
    reviews: Iterable[Review],
    today: date,
    limit: int,
    *,
    days: int,
    spent: int = 0,
    goes_well: bool = False,
    keeps: bool = False,
) -> tuple[tuple[date, int], ...]:
    """Return the days from today on, less than `days` of them away, on which something is asked, and how many.

    What is above the limit of a day waits for the next; `spent` of today's are asked already. With `goes_well` every
    answer is taken to be right and sure, so that the question comes back at its next step; without it, only what is
    known to come is counted.
    """
    waiting, found = list(reviews), list[tuple[date, int]]()
    for number in range(days):
        day, room = today + timedelta(days=number), limit if number else max(limit - spent, 0)
        waiting = _most_urgent_first(waiting, day)
        due = [one for one in waiting if one.is_due(day)][:room]
        again = [_above(one, day, keeps=keeps) for one in due] if goes_well else []
        waiting = waiting[len(due) :] + again
        if due:
            found.append((day, len(due)))
    return tuple(found)


def _most_urgent_first(reviews: Iterable[Review], today: date) -> list[Review]:
    return sorted(reviews, key=lambda one: -one.urgency(today))
