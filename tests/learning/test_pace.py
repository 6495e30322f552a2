"""Nobody acts faster than somebody can who reads."""

import pytest

from emm.errors import TooMany
from emm.learning import answering
from tests.learning.desk import Desk

ONE = "wrong-option"
HALF = "half-right"


def test_s45_nobody_acts_faster_than_a_minute_allows(desk: Desk, monkeypatch: pytest.MonkeyPatch):
    assert answering.MOST_IN_A_MINUTE == 120
    monkeypatch.setattr(answering, "MOST_IN_A_MINUTE", 3)
    for question, letter in ((ONE, "a"), (HALF, "b"), (ONE, "b")):
        desk.answer(question, letter)
    with pytest.raises(TooMany) as refusal:
        desk.answer(HALF, "a")
    assert 50 <= refusal.value.seconds < 60
    assert len(desk.acts()) == 3
    desk.world.sleep(seconds=refusal.value.seconds)
    assert desk.answer(HALF, "a").state == "correct"


def test_s45_a_clock_that_is_set_back_stops_nobody(desk: Desk, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(answering, "MOST_IN_A_MINUTE", 1)
    desk.answer(ONE, "a")
    desk.world.sleep(days=-1)
    assert desk.answer(HALF, "a").begun
