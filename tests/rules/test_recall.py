"""Which questions a quick recall asks."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from emm.learning.rules.practice import Practice
from emm.learning.rules.recall import QUESTIONS, Known, can_be_recalled, to_recall
from tests.support.samples import question_of
from tests.support.world import BEGINNING


def at(minute: int) -> datetime:
    return BEGINNING + timedelta(minutes=minute)


def known(name: str, seen: int, recalled: int | None = None) -> Known:
    """Return a question that was answered and recalled at these minutes."""
    return Known(name, at(seen), None if recalled is None else at(recalled))


CASES: dict[str, tuple[list[Known], int | None, tuple[str, ...]]] = {
    "nothing": ([], 0, ()),
    "one": ([known("a", 1)], 0, ("a",)),
    "oldest first": ([known("a", 3), known("b", 1), known("c", 2)], 0, ("b", "c")),
    "one recalled": ([known("a", 21, 21), known("b", 2), known("c", 3)], 10, ("a", "b")),
    "both recalled": ([known("a", 22, 22), known("b", 21, 21), known("c", 3)], 10, ("b", "a")),
    "more recalled than asked": ([known("a", 23, 23), known("b", 22, 22), known("c", 21, 21)], 10, ("c", "b")),
    "recalled before": ([known("a", 5, 5), known("b", 6, 6), known("c", 8), known("d", 7)], 10, ("d", "c")),
    "all rest": ([known("a", 5, 5), known("b", 6, 6)], 10, ()),
    "nothing done in the topic": ([known("a", 5, 5), known("b", 1)], None, ("a", "b")),
}


@pytest.mark.parametrize(("questions", "since", "asked"), CASES.values(), ids=CASES)
def test_what_is_asked(questions: list[Known], since: int | None, asked: tuple[str, ...]):
    assert to_recall(questions, None if since is None else at(since)) == asked


minutes = st.integers(0, 100)
questions = st.lists(st.builds(known, st.uuids().map(str), minutes, st.none() | minutes), max_size=6)


@given(questions, st.none() | minutes.map(at))
def test_few_are_asked_and_none_that_rests(all_known: list[Known], since: datetime | None):
    asked = to_recall(all_known, since)
    assert len(asked) == len(set(asked)) <= QUESTIONS
    for one in all_known:
        if one.recalled_at and since and one.recalled_at <= since:
            assert one.question_id not in asked


@given(questions, minutes.map(at))
def test_the_questions_stay_while_they_are_answered(all_known: list[Known], since: datetime):
    asked = to_recall(all_known, since)
    later = at(200)
    for question_id in asked:
        is_waiting = next(one for one in all_known if one.question_id == question_id).recalled_at is None
        if is_waiting:
            all_known = [
                replace(one, seen_at=later, recalled_at=later) if one.question_id == question_id else one
                for one in all_known
            ]
            later += timedelta(minutes=1)
        assert to_recall(all_known, since) == asked


CLOSED = Practice(state="correct", begun=True)


@pytest.mark.parametrize(
    ("changes", "practice", "expected"),
    [
        ({}, CLOSED, True),
        ({}, Practice(state="partial", begun=True), True),
        ({}, Practice(state="shown", begun=True), True),
        ({}, Practice(begun=True), True),  # opened again: its answer was shown before
        ({}, Practice(), False),
        ({}, Practice(hints=1), False),
        ({}, Practice(state="retry", begun=True), False),
        ({}, Practice(updated=True), False),
        ({"review": False}, CLOSED, False),
    ],
)
def test_only_what_was_closed_is_recalled(changes: dict[str, Any], practice: Practice, expected: bool):
    assert can_be_recalled(question_of(**changes), practice) is expected


def test_a_guess_is_not_recalled():
    assert not can_be_recalled(question_of("guess"), Practice(state="kept", begun=True))
