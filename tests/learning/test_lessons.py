"""The lesson page as one reader sees it: where they stand, what comes next, and a word when they come back."""

from dataclasses import replace

import pytest
from sqlalchemy import Connection

from emm.content.model import Course
from emm.learning.cards import Reader
from emm.learning.lessons import REMINDERS, LessonPage, Returned, lesson_page
from emm.learning.progress import mark_done
from emm.learning.records import Record
from emm.messages import message
from tests.learning.desk import Desk, values
from tests.support.samples import course_of, lesson_of, question_of, with_parts
from tests.support.world import FakeWorld


def visit(world: FakeWorld, course: Course, lesson: str) -> LessonPage:
    """Open a lesson as a visitor."""
    return lesson_page(Record(), world, Reader(None, 0), course, course.lesson(lesson))


def test_a_visitor_finds_every_question_open(world: FakeWorld, course: Course):
    page = visit(world, course, "first")
    assert [shown.question.id for shown in page.cards] == ["guess-parts", "wrong-option", "half-right"]
    assert {shown.state for shown in page.cards} == {"open"}
    assert (page.course, page.lesson, page.welcome, page.spoken) == (course, course.lesson("first"), None, None)


def test_where_a_visitor_stands(world: FakeWorld, course: Course):
    found = visit(world, course, "first").standing
    assert (found.count, found.done, found.is_done, found.minutes_left) == (3, 0, False, 2)


def test_a_new_learner_stands_where_a_visitor_stands(desk: Desk):
    visitor = visit(desk.world, desk.course, "first")
    page = desk.page("first")
    assert (page.standing, page.welcome) == (visitor.standing, None)
    assert page.onward == replace(visitor.onward, is_visitors=False)


def test_standing_moves_with_each_question(desk: Desk):
    found = [desk.page("first").standing]
    for question in ("guess-parts", "wrong-option", "half-right"):
        desk.answer(question, "a")
        found.append(desk.page("first").standing)
    assert [standing.done for standing in found] == [0, 0, 1, 2]
    assert [standing.is_done for standing in found] == [False, False, False, True]
    left = [standing.minutes_left for standing in found]
    assert left == sorted(left, reverse=True)


def test_what_is_open_is_listed_in_order(desk: Desk):
    assert desk.page("first").onward.open == ("wrong-option", "half-right")
    desk.answer("wrong-option", "a")
    assert desk.page("first").onward.open == ("half-right",)
    desk.answer("half-right", "a")
    assert desk.page("first").onward.open == ()


@pytest.mark.parametrize(
    ("lesson", "before", "after"), [("first", None, "second"), ("second", "first", "third"), ("third", "second", None)]
)
def test_the_way_on_and_back(desk: Desk, lesson: str, before: str | None, after: str | None):
    onward = desk.page(lesson).onward
    assert onward.before == (desk.course.lesson(before) if before else None)
    assert onward.next == (desk.course.lesson(after) if after else None)


def test_only_a_lesson_without_questions_is_marked_by_hand_and_once(desk: Desk):
    assert not desk.page("first").onward.is_marked_by_hand
    assert desk.page("third").onward.is_marked_by_hand
    mark_done(desk.connection, desk.world, desk.learner.id, desk.course, desk.course.lesson("third"))
    onward = desk.page("third").onward
    assert (onward.is_marked_by_hand, onward.is_done) == (False, True)


@pytest.mark.parametrize("seed", [0, 7])
def test_forms_know_whether_the_reader_has_a_record_and_which_order_they_show(desk: Desk, seed: int):
    lesson = desk.course.lesson("first")
    for reader in (Reader(None, seed), Reader(desk.learner.id, seed)):
        page = lesson_page(Record(), desk.world, reader, desk.course, lesson)
        assert {(shown.is_visitors, shown.seed) for shown in page.cards} == {(reader.is_visitor, seed)}
        assert (page.onward.is_visitors, page.onward.seed) == (reader.is_visitor, seed)


@pytest.mark.parametrize(
    ("spoken", "found"), [("half-right", "q-half-right"), ("", None), ("parts", None), ("x", None)]
)
def test_the_page_is_loaded_for_a_question_of_its_own_only(desk: Desk, spoken: str, found: str | None):
    shown = desk.page("first", spoken=spoken).spoken
    assert (shown.id if shown else None) == found


def test_a_returned_form_goes_to_its_question(desk: Desk):
    returned = Returned("half-right", values("c"), message("Choose an answer first."))
    page = desk.page("first", returned=returned)
    assert [shown.id for shown in page.cards if shown.error] == ["q-half-right"]


def test_no_welcome_on_the_same_day(desk: Desk):
    desk.answer("wrong-option", "a")
    assert desk.page("first").welcome is None


def test_a_welcome_after_a_day_leads_to_the_first_open_question(desk: Desk):
    desk.answer("guess-parts", "a")
    desk.answer("wrong-option", "a")
    stopped = desk.world.time
    desk.world.sleep(days=1)
    welcome = desk.page("first").welcome
    assert welcome
    assert (welcome.at, welcome.question.id) == (stopped, "half-right")


def test_no_welcome_to_a_lesson_that_was_not_begun_or_is_done(desk: Desk):
    desk.finish("first")
    desk.world.sleep(days=2)
    assert desk.page("first").welcome is None
    assert desk.page("second").welcome is None


def test_no_welcome_when_nothing_is_open_any_more(desk: Desk):
    desk.answer("wrong-option", "b")
    desk.world.sleep(days=2)
    kept = [part for part in desk.course.lesson("first").parts if part is not desk.course.question("half-right")[1]]
    desk.course = with_parts(desk.course, "first", *kept)
    page = desk.page("first")
    assert (page.welcome, page.standing.is_done, page.onward.is_done) == (None, True, True)
    assert not page.onward.is_marked_by_hand


@pytest.fixture
def long(connection: Connection, world: FakeWorld) -> Desk:
    """A learner on a course of ten lessons with a question each."""
    lessons = (lesson_of(question_of("single", f"q{n}"), lesson_id=f"lesson-{n}") for n in range(1, 11))
    return Desk(connection, world, course_of(*lessons))


def test_guests_are_reminded_after_some_lessons(long: Desk):
    reminded = []
    for number in range(1, 11):
        assert not long.page(f"lesson-{number}").onward.reminds
        long.finish(f"lesson-{number}")
        if long.page(f"lesson-{number}").onward.reminds:
            reminded.append(number)
    assert tuple(reminded) == REMINDERS == (1, 4, 8)


def test_the_reminder_stands_in_the_lesson_just_finished_only(long: Desk):
    long.finish("lesson-2")
    assert long.page("lesson-2").onward.reminds
    assert not long.page("lesson-1").onward.reminds
    long.finish("lesson-1")
    assert not long.page("lesson-2").onward.reminds


def test_numbers_of_a_long_course(long: Desk):
    for number in (1, 2, 3):
        long.finish(f"lesson-{number}")
    assert long.page("lesson-4").standing.count == 10
    assert long.page("lesson-4").lesson.number == 4
    assert (long.overview().done, long.overview().total) == (3, 10)
