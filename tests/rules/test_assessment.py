"""Points, what passes, and when the next sitting may begin."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from emm.content.model import Course
from emm.learning.rules.assessment import (
    WAIT,
    Marked,
    lessons_to_repeat,
    may_begin,
    outcome,
    questions_to_repeat,
    to_practise,
)

NOON = datetime(2027, 3, 1, 12, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


def marked(**scores: list[float]) -> list[Marked]:
    return [Marked(objective, 1, score) for objective, some in scores.items() for score in some]


def test_nine_of_twelve_pass_when_each_objective_has_a_right_answer():
    found = outcome(marked(lo1=[1] * 5, lo2=[1, 1, 0], lo3=[1, 1, 0, 0]), pass_mark=9, one_each=True)
    assert (found.earned, found.points, found.passed, found.empty) == (9, 12, True, ())
    assert [(share.objective, share.earned, share.points) for share in found.shares] == [
        ("lo1", 5, 5),
        ("lo2", 2, 3),
        ("lo3", 2, 4),
    ]


@pytest.mark.parametrize(("one_each", "passed"), [(True, False), (False, True)])
def test_an_objective_without_a_right_answer(one_each: bool, passed: bool):
    found = outcome(marked(lo1=[1] * 9, lo2=[0.9, 0.9, 0.9]), pass_mark=9, one_each=one_each)
    assert found.has_points
    assert (found.passed, found.empty) == (passed, ("lo2",) if one_each else ())
    assert found.weakest.objective == "lo2"


def test_thirds_add_up():
    assert outcome(marked(lo1=[1 / 3] * 3), pass_mark=1, one_each=False).passed
    assert not outcome(marked(lo1=[1 / 3] * 3, lo2=[0.9999]), pass_mark=2, one_each=False).passed


def test_the_weakest_objective_is_the_one_that_is_missing():
    found = outcome(marked(lo1=[0.5, 0.5, 0.5, 0.5], lo2=[1, 0, 0, 0]), pass_mark=3, one_each=True)
    assert found.weakest.objective == "lo1"
    assert outcome(marked(lo1=[1, 1], lo2=[1, 0]), pass_mark=4, one_each=True).weakest.objective == "lo2"


@given(st.lists(st.tuples(st.sampled_from(["lo1", "lo2"]), st.floats(0, 1)), min_size=1, max_size=12), st.data())
def test_a_better_answer_never_fails_a_sitting(answers: list[tuple[str, float]], data: st.DataObject):
    place = data.draw(st.integers(0, len(answers) - 1))
    better = [(name, 1.0 if number == place else score) for number, (name, score) in enumerate(answers)]
    before, after = (
        outcome([Marked(name, 1, score) for name, score in some], pass_mark=max(len(answers) // 2, 1), one_each=True)
        for some in (answers, better)
    )
    assert after.passed or not before.passed
    assert 0 <= before.earned <= before.points


def test_lessons_that_serve_the_objective(course: Course):
    objective = course.lessons[0].graded[0].objective
    found = lessons_to_repeat(course, objective)
    assert found
    assert all(any(question.objective == objective for question in lesson.graded) for lesson in found)


def test_only_answers_after_the_sitting_count_as_practice(course: Course):
    objective = course.lessons[0].graded[0].objective
    questions = questions_to_repeat(lessons_to_repeat(course, objective), objective)
    assert questions
    assert to_practise(questions, {}, NOON) == questions
    before, after = ({one.id: at for one in questions} for at in (NOON, NOON + HOUR))
    assert to_practise(questions, before, NOON) == questions
    assert to_practise(questions, after, NOON) == ()


@pytest.mark.parametrize(
    ("failed_at", "left", "now", "may"),
    [
        (None, [], NOON, True),
        (NOON, [1], NOON + HOUR, False),
        (NOON, [], NOON + HOUR, True),
        (NOON, [1], NOON + WAIT, True),
    ],
)
def test_the_next_sitting(failed_at: datetime | None, left: list[int], now: datetime, may: bool, course: Course):
    assert may_begin(now, failed_at, course.questions[: len(left)]) is may
