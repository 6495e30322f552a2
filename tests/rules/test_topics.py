"""What is said at the end of a topic."""

from datetime import datetime

import pytest

from emm.content.model import Topic
from emm.learning.rules.practice import Practice
from emm.learning.rules.topics import Summary, may_tell_guess, summary
from tests.support.samples import course_of, lesson_of, question_of
from tests.support.world import BEGINNING

RIGHT = Practice(state="correct", begun=True, right_first_time=True)
LATER = Practice(state="correct", begun=True)
MIDWAY = Practice(state="retry", begun=True)
OPEN = Practice()
FINISHED = {"a": BEGINNING, "b": BEGINNING}


def topic() -> Topic:
    """Return a topic of two lessons: a guess and two questions, and one question."""
    one = lesson_of(
        question_of("guess", "g"), question_of("single", "q1"), question_of("multiple", "q2"), lesson_id="a"
    )
    return course_of(one, lesson_of(question_of("single", "q3"), lesson_id="b")).topics[0]


def found(*stands: Practice, guess: Practice = OPEN, finished: dict[str, datetime] | None = None) -> Summary:
    """Return the summary for somebody who stands so with the three questions."""
    practices = dict(zip(("q1", "q2", "q3"), stands, strict=True)) | {"g": guess}
    return summary(topic(), practices, finished or {})


@pytest.mark.parametrize(
    ("stands", "finished", "left"),
    [
        ((OPEN, OPEN, OPEN), {}, ["a", "b"]),
        ((RIGHT, OPEN, OPEN), {}, ["a", "b"]),
        ((RIGHT, RIGHT, OPEN), {}, ["b"]),
        ((OPEN, OPEN, RIGHT), {}, ["a"]),
        ((RIGHT, MIDWAY, RIGHT), {}, []),
        ((OPEN, OPEN, OPEN), FINISHED, []),
        ((OPEN, OPEN, OPEN), {"b": BEGINNING}, ["a"]),
    ],
)
def test_what_is_open(stands: tuple[Practice, ...], finished: dict[str, datetime], left: list[str]):
    summed = found(*stands, finished=finished)
    assert [lesson.id for lesson in summed.open] == left
    assert summed.is_done is (not left)


@pytest.mark.parametrize(
    ("stands", "right", "again"),
    [
        ((OPEN, OPEN, OPEN), "0 of 0", []),
        ((RIGHT, OPEN, OPEN), "1 of 1", []),
        ((RIGHT, RIGHT, RIGHT), "3 of 3", []),
        ((LATER, RIGHT, MIDWAY), "1 of 3", ["q1", "q3"]),
        ((MIDWAY, OPEN, OPEN), "0 of 1", ["q1"]),
    ],
)
def test_how_many_were_right_first_time(stands: tuple[Practice, ...], right: str, again: list[str]):
    summed = found(*stands, guess=Practice(state="kept", begun=True, response="a"))
    assert f"{summed.right} of {summed.answered}" == right
    assert [question.id for question in summed.look_again] == again


def test_when_something_was_done_last():
    assert found(OPEN, OPEN, OPEN).last_at is None
    early, late = BEGINNING.replace(hour=1), BEGINNING.replace(hour=2)
    assert found(Practice(last_at=late), OPEN, Practice(last_at=early)).last_at == late
    assert found(OPEN, OPEN, Practice(last_at=early), finished={"a": late, "elsewhere": BEGINNING}).last_at == late


GUESSED = Practice(state="kept", begun=True, response="a")


@pytest.mark.parametrize(
    ("stands", "guess", "told"),
    [
        ((RIGHT, RIGHT, RIGHT), GUESSED, True),
        ((RIGHT, RIGHT, RIGHT), OPEN, False),
        ((RIGHT, RIGHT, RIGHT), Practice(updated=True), False),
        ((RIGHT, RIGHT, OPEN), GUESSED, False),
        ((OPEN, OPEN, OPEN), GUESSED, False),
    ],
)
def test_a_guess_is_told_when_it_was_made_and_the_topic_is_done(
    stands: tuple[Practice, ...], guess: Practice, told: bool
):
    assert may_tell_guess(found(*stands, guess=guess), guess) is told
