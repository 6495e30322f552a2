"""What counts as done, and how much time is left."""

from math import ceil

import pytest
from hypothesis import given
from hypothesis import strategies as st

from emm.content.model import Lesson
from emm.content.pieces import Prose
from emm.learning.rules.practice import Practice
from emm.learning.rules.progress import (
    is_done,
    minutes,
    open_questions,
    question_to_go_on_with,
    seconds_left,
    status,
)
from tests.support.samples import lesson_of, question_of

READING = 90
"""Seconds for the text of each lesson made here."""


def lesson(*kinds: str) -> Lesson:
    """Return a lesson with one question of each of these kinds, called q1, q2 and so on."""
    questions = [question_of(kind, f"q{number}") for number, kind in enumerate(kinds, 1)]
    return lesson_of(Prose("<p>Read this.</p>", "en"), *questions, reading=READING)


def behind(**begun: bool) -> dict[str, Practice]:
    """Return practices that say which questions are behind the learner."""
    return {name: Practice(begun=value) for name, value in begun.items()}


@pytest.mark.parametrize(
    ("practices", "open_ones", "done"),
    [
        (behind(q1=False, q2=False), ("q1", "q2"), False),
        (behind(q1=True, q2=False), ("q2",), False),
        (behind(q1=False, q2=True), ("q1",), False),
        (behind(q1=True, q2=True), (), True),
    ],
)
def test_a_lesson_is_done_when_every_question_is_behind(practices, open_ones, done: bool):
    both = lesson("single", "multiple")
    assert open_questions(both, practices) == open_ones
    assert is_done(both, practices) is done


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        (Practice(), Practice(), "q1"),
        (Practice(), Practice(response="a:b"), "q2"),
        (Practice(begun=True), Practice(), "q2"),
        (Practice(response="a:b"), Practice(response="a:b"), "q1"),
        (Practice(begun=True, response="a"), Practice(begun=True, response="a:b"), ""),
        (Practice(), Practice(begun=True, response="a:b"), "q1"),
    ],
)
def test_what_was_left_half_way_comes_first(first: Practice, second: Practice, expected: str):
    assert question_to_go_on_with(lesson("single", "single"), {"q1": first, "q2": second}) == expected


def test_a_guess_neither_counts_nor_keeps_waiting():
    practices = behind(q1=False, q2=True)
    assert open_questions(lesson("guess", "single"), practices) == ()
    assert is_done(lesson("guess", "single"), practices)


@pytest.mark.parametrize("kinds", [(), ("guess",)])
def test_answers_never_finish_a_lesson_without_graded_questions(kinds: tuple[str, ...]):
    assert not is_done(lesson(*kinds), behind(q1=True))


@pytest.mark.parametrize(
    ("seconds", "shown"), [(0, 0), (1, 0), (59, 0), (60, 1), (61, 2), (119, 2), (120, 2), (121, 3), (3600, 60)]
)
def test_minutes_are_rounded_up_and_less_than_one_is_told_apart(seconds: int, shown: int):
    assert minutes(seconds) == shown


@given(st.integers(60, 10**6))
def test_minutes_never_promise_too_little(seconds: int):
    assert minutes(seconds) == ceil(seconds / 60)
    assert 0 <= minutes(seconds) * 60 - seconds < 60


@pytest.mark.parametrize(
    ("begun", "left"),
    [((), READING + 50), (("q1",), READING + 30), (("q2",), READING + 20), (("q1", "q2"), READING)],
)
def test_what_is_behind_takes_no_more_time(begun: tuple[str, ...], left: int):
    assert seconds_left(lesson("guess", "single"), begun) == left


def test_a_question_is_spent_once():
    assert seconds_left(lesson("single"), ["q1", "q1", "unknown"]) == READING


kinds = st.lists(st.sampled_from(["single", "multiple", "true-false", "guess"]), max_size=5)


@given(kinds, st.sets(st.integers(1, 6)), st.integers(-1000, 0))
def test_time_left_is_never_below_nothing_nor_above_all(names: list[str], begun: set[int], shorter: int):
    questions = [question_of(kind, f"q{number}") for number, kind in enumerate(names, 1)]
    short = lesson_of(*questions, reading=shorter)
    assert 0 <= seconds_left(short, (f"q{number}" for number in begun)) <= max(short.seconds, 0)


@pytest.mark.parametrize(
    ("done", "begun", "word"),
    [
        (False, False, "not-started"),
        (False, True, "in-progress"),
        (True, False, "done"),
        (True, True, "done"),
    ],
)
def test_one_word_describes_a_lesson(done: bool, begun: bool, word: str):
    assert status(done=done, begun=begun) == word
