"""Which questions a round of recall or practice asks."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from emm.learning.rules.recall import REST, to_recall
from emm.learning.rules.review import Known, Review
from tests.support.samples import course_of_topics, lesson_of, question_of
from tests.support.world import BEGINNING

COURSE = course_of_topics([lesson_of(*(question_of(question_id=name) for name in "abcdef"))])
NOW = BEGINNING + timedelta(minutes=100)


def at(minute: int) -> datetime:
    return BEGINNING + timedelta(minutes=minute)


def known(name: str, seen: int, recalled: int | None = None) -> Known:
    """Return a question that was answered and recalled at these minutes."""
    recalled_at = None if recalled is None else at(recalled)
    review = Review(0, BEGINNING.date() + timedelta(days=2), recalled_at or at(seen), recalled_at)
    return Known(COURSE, COURSE.lessons[0], COURSE.question(name)[1], review)


def names(chosen: tuple[Known, ...]) -> str:
    return "".join(one.question.id for one in chosen)


CASES: dict[str, tuple[list[Known], int | None, str]] = {
    "nothing": ([], 0, ""),
    "one": ([known("a", 1)], 0, "a"),
    "oldest first": ([known("a", 3), known("b", 1), known("c", 2)], 0, "bc"),
    "one recalled": ([known("a", 1, 21), known("b", 2), known("c", 3)], 10, "ab"),
    "both recalled": ([known("a", 1, 22), known("b", 2, 21), known("c", 3)], 10, "ba"),
    "more recalled than asked": ([known("a", 1, 23), known("b", 1, 22), known("c", 1, 21)], 10, "cb"),
    "recalled before": ([known("a", 1, 5), known("b", 1, 6), known("c", 8), known("d", 7)], 10, "dc"),
    "all rest": ([known("a", 1, 5), known("b", 1, 6)], 10, ""),
    "without a moment": ([known("a", 1, 5), known("b", 1)], None, "ab"),
}


@pytest.mark.parametrize(("questions", "since", "asked"), CASES.values(), ids=CASES)
def test_what_is_asked(questions: list[Known], since: int | None, asked: str):
    assert names(to_recall(questions, NOW, 2, since=None if since is None else at(since))) == asked


def test_the_most_urgent_comes_first():
    late = replace(known("a", 9).review, due=BEGINNING.date() - timedelta(days=2))
    assert names(to_recall([known("b", 1), replace(known("a", 9), review=late)], NOW, 2)) == "ab"


def test_after_the_rest_it_is_asked_again():
    questions = [known("a", 1, 5), known("b", 1)]
    assert names(to_recall(questions, at(5) + REST, 2, since=at(10))) == "b"
    assert names(to_recall(questions, at(6) + REST, 2, since=at(10))) == "ba"


minutes = st.integers(0, 100)
questions = st.lists(st.builds(known, st.sampled_from("abcdef"), minutes, st.none() | minutes), max_size=6)


@given(questions, st.integers(1, 5), minutes.map(at))
def test_the_questions_stay_while_they_are_answered(drawn: list[Known], count: int, since: datetime):
    everything = list({one.question.id: one for one in drawn}.values())
    asked = to_recall(everything, NOW, count, since=since)
    assert len(asked) == len(set(names(asked))) <= count
    later = NOW
    for chosen in asked:
        recalled = chosen.review.recalled_at
        assert recalled is None or recalled >= since
        if recalled is None:
            later += timedelta(minutes=1)
            answered = replace(chosen.review, seen_at=later, recalled_at=later)
            everything = [replace(one, review=answered) if one is chosen else one for one in everything]
        assert set(names(to_recall(everything, later, count, since=since))) == set(names(asked))
