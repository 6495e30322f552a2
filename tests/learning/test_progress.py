"""How far a learner has come in a course: what is done stays done, and what is next is right."""

from dataclasses import replace

import pytest
from sqlalchemy import Connection

from emm.content.model import Course
from emm.learning.progress import mark_done, overview
from tests.learning.desk import Desk
from tests.support.samples import question_of, with_parts, with_question
from tests.support.world import FakeWorld

FIRST, SECOND, THIRD = "first", "second", "third"


def statuses(desk: Desk) -> dict[str, str]:
    """Return the word for each lesson."""
    return {row.lesson.id: row.status for group in desk.overview().topics for row in group.lessons}


def mark(desk: Desk, lesson: str) -> None:
    """Mark a lesson as done by hand."""
    mark_done(desk.connection, desk.world, desk.learner.id, desk.course, desk.course.lesson(lesson))


def test_a_visitor_stands_at_the_beginning(connection: Connection, course: Course):
    found = overview(connection, None, course)
    assert (found.done, found.total, found.minutes_done) == (0, 3, 0)
    assert (found.is_started, found.is_finished, found.last_at) == (False, False, None)
    assert found.next == course.lesson(FIRST)
    assert found.resume == "/en/c/sample/first"


def test_a_new_learner_stands_where_a_visitor_stands(desk: Desk):
    assert desk.overview() == overview(desk.connection, None, desk.course)


def test_topics_and_lessons_come_in_order_and_one_is_next(desk: Desk):
    found = desk.overview()
    rows = [(group.topic.id, row.lesson.id, row.is_next) for group in found.topics for row in group.lessons]
    assert rows == [("start", FIRST, True), ("start", SECOND, False), ("more", THIRD, False)]


@pytest.mark.parametrize(("question", "letter"), [("wrong-option", "a"), ("wrong-option", "b"), ("guess-parts", "c")])
def test_an_answer_puts_a_lesson_in_progress(desk: Desk, question: str, letter: str):
    desk.answer(question, letter)
    assert statuses(desk) == {FIRST: "in-progress", SECOND: "not-started", THIRD: "not-started"}
    assert desk.overview().is_started
    assert desk.overview().last_at == desk.world.time


@pytest.mark.parametrize(
    ("answered", "place"),
    [
        ([], ""),
        (["guess-parts"], "#q-wrong-option"),
        (["wrong-option"], "#q-half-right"),
        (["half-right"], "#q-wrong-option"),
    ],
)
def test_the_way_back_leads_to_the_first_open_question(desk: Desk, answered: list[str], place: str):
    for question in answered:
        desk.answer(question, "a")
    assert desk.overview().resume == f"/en/c/sample/first{place}"


def test_a_hint_alone_does_not_move_the_way_back(desk: Desk):
    desk.hint("wrong-option")
    assert desk.overview().resume == "/en/c/sample/first"
    assert statuses(desk)[FIRST] == "in-progress"


@pytest.mark.parametrize("letter", ["a", "b", "c"])
def test_a_lesson_is_done_with_its_last_answer_right_or_not(desk: Desk, letter: str):
    desk.answer("half-right", letter)
    assert desk.done() == []
    desk.answer("wrong-option", letter)
    assert desk.done() == [FIRST]
    assert statuses(desk)[FIRST] == "done"
    assert desk.overview().next == desk.course.lesson(SECOND)


def test_a_guess_finishes_nothing(desk: Desk):
    desk.answer("guess-parts", "a")
    desk.answer("wrong-option", "b")
    assert desk.done() == []


def test_answering_again_changes_nothing_about_what_is_done(desk: Desk):
    desk.finish(FIRST)
    before = desk.overview()
    desk.again("half-right")
    desk.answer("half-right", "c")
    after = desk.overview()
    assert desk.done() == [FIRST]
    assert (after.done, after.minutes_done, after.minutes_left) == (1, before.minutes_done, before.minutes_left)


def test_minutes_go_from_left_to_done(desk: Desk):
    whole = desk.course.minutes
    assert (desk.overview().minutes_done, desk.overview().minutes_left) == (0, 3)
    desk.finish(FIRST)
    assert desk.overview().minutes_done == desk.course.lesson(FIRST).minutes
    desk.finish(SECOND)
    mark(desk, THIRD)
    found = desk.overview()
    assert (found.minutes_done, found.minutes_left) == (whole, 0)


def test_time_left_falls_with_each_answer(desk: Desk):
    left = [desk.overview().minutes_left]
    for question in ("wrong-option", "half-right", "parts", "topic-lesson"):
        desk.answer(question, "a")
        left.append(desk.overview().minutes_left)
    assert left == sorted(left, reverse=True)
    assert left[-1] < left[0]


def test_a_course_is_finished_with_its_last_lesson(desk: Desk):
    mark(desk, THIRD)
    desk.finish(SECOND)
    assert not desk.overview().is_finished
    desk.finish(FIRST)
    found = desk.overview()
    assert (found.is_finished, found.done, found.next, found.resume) == (True, 3, None, "")
    assert desk.done() == [THIRD, SECOND, FIRST]


def test_what_comes_next_is_the_first_lesson_that_is_not_done(desk: Desk):
    desk.finish(SECOND)
    assert desk.overview().next == desk.course.lesson(FIRST)
    desk.finish(FIRST)
    assert desk.overview().next == desk.course.lesson(THIRD)


def test_what_comes_next_is_the_lesson_left_half_way_last(desk: Desk):
    desk.answer("parts", "a")
    assert desk.overview().next == desk.course.lesson(SECOND)
    assert desk.overview().resume == "/en/c/sample/second#q-topic-lesson"
    desk.answer("wrong-option", "a")
    assert desk.overview().next == desk.course.lesson(FIRST)
    desk.finish(FIRST)
    assert desk.overview().next == desk.course.lesson(SECOND)
    nexts = [row.lesson.id for group in desk.overview().topics for row in group.lessons if row.is_next]
    assert nexts == [SECOND]


def test_marking_twice_keeps_the_first_moment(desk: Desk):
    mark(desk, THIRD)
    first = desk.overview().last_at
    mark(desk, THIRD)
    assert desk.overview().last_at == first
    assert desk.done() == [THIRD]


def test_one_learner_does_nothing_for_another(desk: Desk):
    other = Desk(desk.connection, desk.world, desk.course)
    desk.finish(FIRST)
    assert other.overview() == overview(desk.connection, None, desk.course)


def test_another_course_with_the_same_names_is_another_course(desk: Desk):
    desk.finish(FIRST)
    desk.course = replace(desk.course, id="another")
    assert not desk.overview().is_started


def test_done_stays_done_when_the_lesson_grows(desk: Desk):
    desk.finish(FIRST)
    parts = desk.course.lesson(FIRST).parts
    desk.course = with_parts(desk.course, FIRST, *parts, question_of("single", "added-later"))
    assert statuses(desk)[FIRST] == "done"
    assert desk.overview().done == 1


def test_done_stays_done_when_a_question_changes_its_meaning(desk: Desk):
    desk.finish(FIRST)
    desk.course = with_question(desk.course, "half-right", meaning="another-mean")
    assert statuses(desk)[FIRST] == "done"
    desk.answer("half-right", "c")
    assert desk.done() == [FIRST]


def test_done_stays_done_when_all_questions_go(desk: Desk):
    desk.finish(FIRST)
    desk.course = with_parts(desk.course, FIRST)
    assert statuses(desk)[FIRST] == "done"


def test_a_lesson_whose_last_open_question_was_taken_out_is_done(desk: Desk):
    """Every graded question in it was answered; nothing is left with which the learner could finish it."""
    desk.answer("wrong-option", "b")
    _lesson, half = desk.course.question("half-right")
    left = [part for part in desk.course.lesson(FIRST).parts if part is not half]
    desk.course = with_parts(desk.course, FIRST, *left)
    assert statuses(desk)[FIRST] == "done"
    assert desk.overview().next == desk.course.lesson(SECOND)


def test_a_course_without_lessons_is_neither_begun_nor_finished(desk: Desk, world: FakeWorld):
    desk.course = replace(desk.course, topics=())
    found = desk.overview()
    assert (found.is_started, found.is_finished, found.next, found.total) == (False, False, None, 0)
