"""What is read of a learner at once, and when two learners stand alike."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from emm.errors import InvalidAnswer
from emm.learning import records
from emm.learning.progress import mark_done
from emm.learning.records import FEW, SHORT, Record
from emm.learning.rules.practice import Act
from tests.learning.desk import Desk

ONE, HALF, SEVERAL = "wrong-option", "half-right", "parts"
KEY = "a-key-of-a-form-0001"


def test_without_a_learner_there_is_nothing(desk: Desk):
    lesson = desk.course.lesson("first")
    assert records.read(desk.connection, None, desk.course, lesson.questions) == Record()
    assert desk.record("first") == Record()


def test_acts_come_in_their_order_with_their_keys(desk: Desk):
    desk.answer(ONE, "a", key=KEY)
    desk.again(ONE)
    desk.answer(ONE, "b")
    desk.answer(HALF, "c")
    found = desk.record("first")
    assert [(act.action, act.response) for act in found.acts[ONE]] == [("answer", "a"), ("again", ""), ("answer", "b")]
    assert found.keys[f"{KEY}:answer"] == (ONE, found.acts[ONE][0])
    assert len(found.keys) == 4
    assert set(found.finished) == {"first"}


def test_other_lessons_and_learners_are_left_out(desk: Desk):
    other = Desk(desk.connection, desk.world, desk.course)
    other.answer(ONE, "a")
    desk.answer(SEVERAL, "a")
    assert desk.record("first") == Record()
    assert set(desk.record("second").acts) == {SEVERAL}


def test_what_is_returned_after_an_act_is_what_is_read_then(desk: Desk):
    lesson = desk.course.lesson("first")
    for question in lesson.graded:
        exercise, sent = desk.exercise(question.id), desk.sent("a")
        found = records.read(desk.connection, desk.learner.id, desk.course, lesson.questions)
        act = Act("answer", "a", 1.0, True, question.meaning, desk.world.now())
        added = records.add_act(desk.connection, exercise, found, sent.key, act)
        assert added == desk.record("first")
    done = records.add_finished(desk.connection, desk.learner.id, desk.course, lesson, added, desk.world.now())
    assert done == desk.record("first")


def test_a_key_of_another_lesson_is_refused(desk: Desk):
    desk.answer(ONE, "a", key=KEY)
    with pytest.raises(InvalidAnswer, match="with another answer"):
        desk.answer(SEVERAL, "a", key=KEY)


def by_minutes(desk: Desk) -> None:
    """Do something at another minute of the same day."""
    desk.world.sleep(minutes=5)
    desk.answer(ONE, "a")


def by_a_day(desk: Desk) -> None:
    """Do something on another day."""
    desk.world.sleep(days=1)
    desk.answer(ONE, "a")


def and_another_lesson(desk: Desk) -> None:
    """Do something, and finish another lesson."""
    desk.answer(ONE, "a")
    mark_done(desk.connection, desk.world, desk.learner.id, desk.course, desk.course.lesson("third"))


ALIKE: dict[str, Callable[[Desk], object]] = {"at another minute": by_minutes}
UNLIKE: dict[str, Callable[[Desk], object]] = {
    "nothing": lambda desk: None,
    "another option": lambda desk: desk.answer(ONE, "c"),
    "another question": lambda desk: desk.answer(HALF, "a"),
    "not sure": lambda desk: desk.answer(ONE, "a", sure=False),
    "a hint first": lambda desk: (desk.hint(ONE, "a"), desk.answer(ONE, "a")),
    "a second try": lambda desk: (desk.answer(ONE, "a"), desk.answer(ONE, "a")),
    "shown": lambda desk: (desk.answer(ONE, "a"), desk.show(ONE)),
    "another day": by_a_day,
    "another lesson done": and_another_lesson,
}


@pytest.mark.parametrize(("act", "is_alike"), [*((a, True) for a in ALIKE), *((a, False) for a in UNLIKE)])
def test_only_who_did_the_same_on_the_same_day_stands_alike(desk: Desk, act: str, is_alike: bool):
    """Pages are kept by the standing: one that is taken for another would show somebody else's answer."""
    other = Desk(desk.connection, desk.world, desk.course)
    desk.answer(ONE, "a")
    (ALIKE | UNLIKE)[act](other)
    assert (desk.record("first").standing == other.record("first").standing) is is_alike


def test_the_order_of_finishing_is_part_of_the_standing():
    early, late = datetime(2027, 3, 1, 9, tzinfo=UTC), datetime(2027, 3, 1, 10, tzinfo=UTC)
    one, other = Record(finished={"a": early, "b": late}), Record(finished={"a": late, "b": early})
    assert one.standing != other.standing


@pytest.mark.parametrize(("length", "common"), [(0, True), (SHORT, True), (SHORT + 1, False)])
def test_what_was_typed_is_nobody_elses(length: int, common: bool):
    act = Act("answer", "x" * length, None, True, "m", datetime(2027, 3, 1, tzinfo=UTC))
    assert Record(acts={"q": (act,)}).is_common is common


@pytest.mark.parametrize(("number", "common"), [(FEW, True), (FEW + 1, False)])
def test_a_long_way_is_nobody_elses(number: int, common: bool):
    """What is kept for others is found by all of it, so that a program that goes on for hours would fill the memory."""
    act = Act("answer", "a", None, True, "m", datetime(2027, 3, 1, tzinfo=UTC))
    assert Record(acts={"q": (act,), "r": (act,) * (number - 1)}).is_common is common


def test_the_order_of_two_answers_makes_another_standing(desk: Desk):
    """The last answer is the one that shows, so a page that is kept must not be taken for the other."""
    other = Desk(desk.connection, desk.world, desk.course)
    for learner, letters in ((desk, "ac"), (other, "ca")):
        for letter in letters:
            learner.answer(ONE, letter)
    assert desk.card(ONE).practice.response != other.card(ONE).practice.response
    assert desk.record("first").standing != other.record("first").standing
