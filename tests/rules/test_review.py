"""The review: when a question is asked again, in which order, and on which days to come."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import pairwise, permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from emm.content.model import Lesson
from emm.learning.rules.practice import Act, Action
from emm.learning.rules.review import STEPS, Known, Review, days_ahead, in_order, ladder, mixed, of_today
from tests.support.samples import course_of_topics, lesson_of, question_of
from tests.support.world import BEGINNING

TODAY = BEGINNING.date()
RIGHT, HALF, WRONG = 1.0, 0.5, 0.0


def act(day: int, action: Action = "recall", score: float | None = RIGHT, *, sure: bool = True, hour: int = 0) -> Act:
    """Return something done on a day, counted from the answer in the lesson."""
    return Act(action, "b", score, sure, "meaning", BEGINNING + timedelta(days=day, hours=hour))


def where(*acts: Act, keeps: bool = False) -> tuple[int, int | None] | None:
    """Return the step, from 1, and the day on which the question is due."""
    review = ladder(acts, keeps=keeps)
    if review is None:
        return None
    return review.step + 1, None if review.due is None else (review.due - TODAY).days


ENTERED = act(0, "answer")
UP = (ENTERED, act(2), act(8), act(24))
"""Right and sure, each time on its day."""

CASES: dict[str, tuple[tuple[Act, ...], tuple[int, int | None] | None]] = {
    "nothing": ((), None),
    "a hint in the lesson is no answer": ((act(0, "hint", None),), None),
    "a step of an answer is none": ((act(0, "answer", None),), None),
    "recalled before the lesson": ((act(0),), None),
    "recalled before the lesson, then answered": ((act(0), act(1, "answer")), (1, 3)),
    "right in the lesson": ((ENTERED,), (1, 2)),
    "not right in the lesson": ((act(0, "answer", WRONG),), (1, 2)),
    "not sure in the lesson": ((act(0, "answer", sure=False),), (1, 2)),
    "the second try changes nothing": ((act(0, "answer", WRONG), act(1, "answer")), (1, 2)),
    "right and sure": (UP[:2], (2, 8)),
    "twice": (UP[:3], (3, 24)),
    "three times": (UP, (4, 64)),
    "four times, so it rests": ((*UP, act(64)), (4, None)),
    "late": ((ENTERED, act(5)), (2, 11)),
    "partly right": ((*UP[:3], act(24, score=HALF)), (1, 26)),
    "not right": ((*UP[:3], act(24, score=WRONG)), (1, 26)),
    "right, not sure": ((*UP[:3], act(24, sure=False)), (3, 40)),
    "not right and not sure": ((*UP[:3], act(24, score=WRONG, sure=False)), (1, 26)),
    "right with a hint": ((*UP[:3], act(24, "cue", None), act(24, hour=1)), (3, 40)),
    "the hint of another day": ((*UP[:3], act(23, "cue", None), act(24)), (4, 64)),
    "a hint in the lesson meanwhile": ((*UP[:3], act(24, "hint", None), act(24, hour=1)), (4, 64)),
    "a step of an answer on its day": ((ENTERED, act(2, score=None)), (1, 2)),
    "right before its day": ((ENTERED, act(1)), (1, 2)),
    "right and then right before its day": ((ENTERED, act(2), act(3), act(7)), (2, 8)),
    "not sure before its day": ((*UP[:2], act(5, sure=False)), (2, 8)),
    "not right before its day": ((*UP[:2], act(5, score=WRONG)), (1, 7)),
    "right while it rests": ((*UP, act(64), act(70)), (4, None)),
    "not right while it rests": ((*UP, act(64), act(70, score=WRONG)), (1, 72)),
    "not sure at the last step": ((*UP, act(64, sure=False)), (4, 104)),
    "answered again in the lesson": ((*UP[:2], act(3, "again", None), act(3, "answer", WRONG)), (2, 8)),
}


@pytest.mark.parametrize(("acts", "expected"), CASES.values(), ids=CASES)
def test_the_ladder(acts: tuple[Act, ...], expected: tuple[int, int | None] | None):
    assert where(*acts) == expected


def test_who_keeps_reviewing_never_rests():
    assert where(*UP, act(64), keeps=True) == (4, 104)
    assert where(*UP, act(64), act(104), keeps=True) == (4, 144)
    assert where(*UP, act(64), act(104, score=WRONG), keeps=True) == (1, 106)


def test_the_day_counts_and_not_the_hour():
    late = ENTERED._replace(at=datetime(2027, 3, 1, 23, 59, tzinfo=BEGINNING.tzinfo))
    early = act(2)._replace(at=datetime(2027, 3, 3, 0, 1, tzinfo=BEGINNING.tzinfo))
    assert where(late, early) == (2, 8)


def test_moments_are_told():
    review = ladder([ENTERED, act(2), act(3)])
    assert review
    assert review.seen_at == review.recalled_at == BEGINNING + timedelta(days=3)
    assert review.reviewed_at == BEGINNING + timedelta(days=2)
    assert [review.was_asked(TODAY + timedelta(days=day)) for day in (1, 2, 3)] == [False, True, False]


def histories() -> st.SearchStrategy[list[Act]]:
    """Give what somebody may have done with a question over a year, in order."""
    actions: st.SearchStrategy[Action] = st.sampled_from(
        ["answer", "hint", "show", "again", "recall", "recall", "recall", "cue"]
    )
    gaps = st.one_of(st.integers(0, 3), st.integers(0, 60))
    steps = st.lists(st.tuples(gaps, actions, st.sampled_from([RIGHT, RIGHT, HALF, WRONG, None]), st.booleans()))

    def placed(some: list[tuple[int, Action, float | None, bool]]) -> list[Act]:
        day, acts = 0, []
        for number, (gap, action, score, sure) in enumerate(some):
            day += gap
            graded = score if action in ("answer", "recall") else None
            moment = BEGINNING + timedelta(days=day, seconds=number)
            acts.append(act(day, action, graded, sure=sure)._replace(at=moment))
        return acts

    return steps.map(placed)


@given(histories(), st.booleans())
def test_replay_is_stable(acts: list[Act], keeps: bool):
    assert ladder(acts, keeps=keeps) == ladder(iter(acts), keeps=keeps)
    for cut in range(len(acts)):
        ladder(acts[:cut], keeps=keeps)  # any beginning of it leads somewhere


@given(histories(), st.booleans())
def test_it_moves_only_as_the_rule_says(acts: list[Act], keeps: bool):
    """The rule in the words of the design, told a second time, act by act."""
    for cut, done in enumerate(acts):
        before, after = ladder(acts[:cut], keeps=keeps), ladder(acts[: cut + 1], keeps=keeps)
        today = done.at.date()
        if before is None:
            entered = done.action == "answer" and done.score is not None
            assert (after is not None) is entered
            assert after is None or (after.step, after.due) == (0, today + timedelta(days=2))
            continue
        assert after is not None
        if done.action != "recall" or done.score is None:
            assert (after.step, after.due) == (before.step, before.due)
        elif done.score < 1:
            assert (after.step, after.due) == (0, today + timedelta(days=2))
        elif before.due is None or today < before.due:
            assert (after.step, after.due) == (before.step, before.due)
        else:
            helped = any(one.action == "cue" and one.at.date() == today for one in acts[:cut])
            climbs = done.sure and not helped
            rests = climbs and before.step == 3 and not keeps
            step = min(before.step + climbs, 3)
            assert after.step == step
            assert after.due == (None if rests else today + timedelta(days=STEPS[step]))


@given(histories(), st.booleans())
def test_it_is_never_due_before_its_step(acts: list[Act], keeps: bool):
    review = ladder(acts, keeps=keeps)
    if review and review.due:
        last = max(one.at for one in acts if one.score is not None and one.action in ("answer", "recall"))
        counted = review.reviewed_at or last
        assert (review.due - min(counted, last).date()).days >= STEPS[review.step] or review.step == 0
        assert review.due - TODAY >= timedelta(days=STEPS[0])
    assert not (keeps and review and review.due is None)


LESSONS = course_of_topics([lesson_of(question_of(question_id=name), lesson_id=name) for name in "abc"])


def known(lesson: str, due: int, *, step: int = 0, seen: int = 0, asked: int | None = None) -> Known:
    """Return a question due so many days from today; `asked` is the hour of today at which it was answered."""
    found = LESSONS.lesson(lesson)
    asked_at = None if asked is None else BEGINNING + timedelta(hours=asked)
    day = TODAY + timedelta(days=due)
    review = Review(
        step, day, asked_at or BEGINNING - timedelta(days=90 - seen), asked_at, asked_at, step + (asked is not None)
    )
    return Known(LESSONS, found, question_of(question_id=f"{lesson}-{due}-{step}-{seen}"), review)


def names(chosen: Sequence[Known]) -> list[str]:
    return [one.question.id for one in chosen]


def test_the_order_is_days_overdue_in_lengths_of_the_step():
    a, b, c, d = known("a", -8, step=2), known("b", -4, step=1), known("c", -2), known("a", 1)
    resting = replace(a, review=replace(a.review, due=None))
    assert in_order([resting, d, a, b, c], TODAY) == [c, b, a, d, resting]


def test_of_two_alike_the_oldest_comes_first():
    first, second = known("a", -2, seen=1), known("b", -2, seen=2)
    assert in_order([second, first], TODAY) == [first, second]


lessons = st.lists(st.sampled_from("abc"), max_size=7)


def neighbours(chosen: Sequence[Known], after: Lesson | None) -> int:
    """Return how often a question follows one of its own lesson."""
    row = [after, *(one.lesson for one in chosen)]
    return sum(left is right for left, right in pairwise(row))


@given(lessons, st.none() | st.sampled_from("abc"))
def test_neighbours_come_from_different_lessons_where_that_is_possible(places: list[str], before: str | None):
    chosen = [known(lesson, 0, seen=number) for number, lesson in enumerate(places)]
    after = LESSONS.lesson(before) if before else None
    arranged = mixed(chosen, after)
    assert sorted(names(arranged)) == sorted(names(chosen))
    fewest = min(neighbours(some, after) for some in permutations(chosen)) if len(chosen) < 7 else None
    assert fewest is None or (neighbours(arranged, after) == 0) is (fewest == 0)


def test_what_needs_no_mixing_stays_in_order():
    chosen = [known("a", -4), known("b", -3), known("c", -2), known("a", -1)]
    assert list(mixed(chosen)) == chosen


def test_the_review_of_today_has_a_limit_and_no_other_days():
    waiting = [known("abc"[number % 3], -number, step=1) for number in range(10)]
    tomorrow = [known("a", 1, step=1)]
    assert len(of_today([*waiting, *tomorrow], TODAY, 8)) == 8
    assert set(names(of_today([*waiting, *tomorrow], TODAY, 12))) == set(names(waiting))


def test_half_of_the_places_are_for_what_returns():
    new = [known("abc"[number % 3], -9, seen=number) for number in range(12)]
    returning = [known("abc"[number % 3], 0, step=1, seen=number) for number in range(12)]
    for limit, few in ((5, 3), (9, 5), (12, 6)):
        assert sum(one.review.is_new for one in of_today([*new, *returning], TODAY, limit)) == few
        assert len(of_today([*new, *returning], TODAY, limit)) == limit
        assert len(of_today(new, TODAY, limit)) == few, "what was learned at once comes on several days"
        assert len(of_today(returning, TODAY, limit)) == limit
    done = [known("a", 2, asked=hour, seen=hour) for hour in range(4)]
    assert names(of_today([*done, *new], TODAY, 9))[:4] == names(done)
    assert len(of_today([*done, *new], TODAY, 9)) == 5
    assert len(of_today([*done, *returning], TODAY, 9)) == 9


@given(st.lists(st.tuples(st.sampled_from("abc"), st.integers(-9, 3), st.integers(0, 3)), max_size=14), st.data())
def test_the_same_questions_all_day(some: list[tuple[str, int, int]], data: st.DataObject):
    all_known = [known(lesson, due, step=step, seen=n) for n, (lesson, due, step) in enumerate(some)]
    asked = of_today(all_known, TODAY, 8)
    for hour in range(len(asked)):
        now = of_today(all_known, TODAY, 8)
        assert set(names(now)) == set(names(asked))
        assert names(now[:hour]) == names([one for one in now if one.review.was_asked(TODAY)])
        chosen = data.draw(st.sampled_from(now[hour:]))
        moment = BEGINNING + timedelta(hours=hour)
        answered = replace(chosen.review, due=TODAY + timedelta(days=2), seen_at=moment, reviewed_at=moment)
        answered = replace(answered, reviews=answered.reviews + 1)
        all_known = [replace(one, review=answered) if one is chosen else one for one in all_known]
    assert all(one.review.was_asked(TODAY) for one in of_today(all_known, TODAY, 8))


def test_a_lower_limit_takes_nothing_back():
    done = [known("a", 2, asked=hour, seen=hour) for hour in range(6)]
    assert names(of_today([*done, known("b", -1)], TODAY, 5)) == names(done)


def at(due: int, step: int = 0) -> Review:
    return known("a", due, step=step).review


def days(*pairs: tuple[date, int]) -> list[tuple[int, int]]:
    return [((day - TODAY).days, count) for day, count in pairs]


def test_the_days_to_come():
    reviews = [at(-3), at(0), at(4, 1), at(4, 1), at(200, 3), replace(at(0), due=None)]
    assert days(*days_ahead(reviews, TODAY, 8, days=60)) == [(0, 2), (4, 2)]


def test_what_is_above_the_limit_waits_for_the_next_day():
    assert days(*days_ahead([at(0, 1)] * 12, TODAY, 5, days=60)) == [(0, 5), (1, 5), (2, 2)]
    assert days(*days_ahead([at(0)] * 8, TODAY, 5, days=60)) == [(0, 3), (1, 3), (2, 2)]
    asked = [known("a", 60, asked=hour).review for hour in range(4)]
    assert days(*days_ahead([*asked, *[at(0, 1)] * 12], TODAY, 5, days=60)) == [(0, 1), (1, 5), (2, 5), (3, 1)]
    assert days(*days_ahead([*asked, *asked, *[at(0, 1)] * 2], TODAY, 5, days=60)) == [(1, 2)]


def test_the_days_to_come_are_those_that_come():
    """What is told today is what is asked then, when every answer is right and sure."""
    waiting = [known("abc"[number % 3], number // 4, seen=number) for number in range(14)]
    told = dict(days_ahead([one.review for one in waiting], TODAY, 5, days=60, goes_well=True))
    found: dict[date, int] = {}
    for number in range(60):
        day = TODAY + timedelta(days=number)
        asked = of_today(waiting, day, 5)
        if asked:
            found[day] = len(asked)
        moment = BEGINNING + timedelta(days=number)
        up = {one.question.id: next_review(one.review, moment) for one in asked}
        waiting = [replace(one, review=up.get(one.question.id, one.review)) for one in waiting]
    assert told == found


def next_review(review: Review, moment: datetime) -> Review:
    """Return what becomes of a question that is recalled on its day, right and sure."""
    is_last = review.step == len(STEPS) - 1
    step = min(review.step + 1, len(STEPS) - 1)
    due = None if is_last else moment.date() + timedelta(days=STEPS[step])
    return Review(step, due, moment, moment, moment, review.reviews + 1)


def test_a_calendar_goes_up_the_ladder():
    assert days(*days_ahead([at(2)], TODAY, 8, days=70, goes_well=True)) == [(2, 1), (8, 1), (24, 1), (64, 1)]
    assert days(*days_ahead([at(0, 3)], TODAY, 8, days=90, goes_well=True)) == [(0, 1)]
    assert days(*days_ahead([at(0, 3)], TODAY, 8, days=90, goes_well=True, keeps=True)) == [(0, 1), (40, 1), (80, 1)]
