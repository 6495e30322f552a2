"""A poll: votes in words and shares, as far as they are told."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from emm.questions import registry
from emm.questions.toolbox import Choices
from tests.questions.promising import ARRANGEMENTS, ONE, examples_of
from tests.questions.reading import block_of

KIND = registry.kind_named("poll")
PARTNER: Choices = KIND.parse(block_of(examples_of(KIND).good[0].source))


def said(response: str, **votes: int) -> dict[str, str]:
    """Return the remark on each option, by its words."""
    lines = KIND.tallied(PARTNER, ONE, response, tuple(votes.items()))
    return {line.text.plain: line.note.plural % dict(line.note.values) for line in lines if line.note}


def test_each_option_has_its_votes_and_its_share():
    assert said("a", a=3, b=1, c=1) == {
        "Another ministry": "3 votes (60%)",
        "A city": "1 votes (20%)",
        "An organization of migrants": "1 votes (20%)",
    }
    (line,) = [line for line in KIND.tallied(PARTNER, ONE, "b", (("a", 4), ("b", 1))) if line.mark]
    assert line.note
    assert (line.note.text % dict(line.note.values), line.percent) == ("1 vote (20%)", 20)


def test_an_option_without_votes_and_one_that_is_gone():
    assert set(said("a", a=5, z=5).values()) == {"5 votes (100%)", "0 votes (0%)"}


@pytest.mark.parametrize(("votes", "total", "percent"), [(1, 8, 13), (1, 3, 33), (2, 3, 67), (1, 200, 1), (0, 5, 0)])
def test_shares_are_rounded(votes: int, total: int, percent: int):
    lines = KIND.tallied(PARTNER, ONE, "a", (("a", votes), ("b", total - votes)))
    assert next(line.percent for line in lines if line.mark) == percent


@given(st.dictionaries(st.sampled_from("abcz"), st.integers(0, 10**6)))
def test_any_votes_can_be_told(votes: dict[str, int]):
    for arrangement in ARRANGEMENTS[:3]:
        lines = KIND.tallied(PARTNER, arrangement, "b", tuple(votes.items()))
        plain = KIND.answered(PARTNER, arrangement, "b", reveal=False)
        assert [(line.text, line.mark) for line in lines] == [(line.text, line.mark) for line in plain]
        assert all(line.percent is not None and 0 <= line.percent <= 100 for line in lines)


def test_too_few_votes_are_not_told():
    (remark,) = KIND.acknowledge(PARTNER, "a", None).remarks
    assert remark.text == "Results appear after 5 votes."
    (remark,) = KIND.acknowledge(PARTNER, "a", (("a", 6), ("b", 4))).remarks
    assert remark.text % dict(remark.values) == "Results of 10 votes. They change after every 5 more."


def test_nobody_is_told_right_or_not():
    for reveal in (False, True):
        marks = {line.mark for line in KIND.answered(PARTNER, ONE, "a", reveal=reveal)}
        assert marks == {"given", ""}
    told = KIND.interaction(PARTNER, "a")
    assert (told.type, told.correct, told.response) == ("choice", (), "a")
    assert KIND.solution(PARTNER) == ()
