"""The summary of a topic: what it says of a learner, when it tells the guess, and where it leads."""

import pytest

from emm.errors import NotFound
from emm.learning.progress import mark_done
from emm.learning.records import Record
from emm.learning.topics import topic_page
from tests.learning.desk import Desk
from tests.support.samples import course_of_topics, lesson_of, question_of, with_question

GUESS = "guess-parts"


def finish(desk: Desk) -> None:
    """Do the first topic."""
    desk.finish("first")
    desk.finish("second")


def test_a_visitor_sees_what_there_is(desk: Desk):
    page = topic_page(Record(), desk.world.now(), desk.course, desk.course.topic("start"))
    assert [(row.lesson.id, row.address, row.status) for row in page.open] == [
        ("first", "/en/c/sample/first", "not-started"),
        ("second", "/en/c/sample/second", "not-started"),
    ]
    assert (page.summary.answered, page.look_again, page.guess, page.recall.items) == (0, (), None, ())
    assert (page.ahead.topic, page.ahead.address) == (desk.course.topic("more"), "/en/c/sample/third")


def test_a_topic_that_is_not_there(desk: Desk):
    with pytest.raises(NotFound):
        desk.summary("nothing")


def test_what_is_open_leads_to_its_first_open_question(desk: Desk):
    desk.answer("wrong-option", "a")
    rows = [(row.address, row.status) for row in desk.summary("start").open]
    assert rows == [("/en/c/sample/first#q-half-right", "in-progress"), ("/en/c/sample/second", "not-started")]
    desk.answer("half-right", "a")
    page = desk.summary("start")
    assert [row.lesson.id for row in page.open] == ["second"]
    assert (page.summary.right, page.summary.answered) == (1, 2)
    assert [(again.question.id, again.address) for again in page.look_again] == [
        ("wrong-option", "/en/c/sample/first#q-wrong-option")
    ]


def test_a_guess_comes_back_beside_the_answer(desk: Desk):
    desk.answer(GUESS, "a")
    desk.finish("first")
    assert desk.summary("start").guess is None
    desk.finish("second")
    guess = desk.summary("start").guess
    assert guess
    assert [piece.plain for piece in (*guess.guess, *guess.right)] == ["One", "Two"]


def test_without_a_guess_nothing_is_told(desk: Desk):
    finish(desk)
    assert desk.summary("start").guess is None
    assert desk.summary("more").guess is None


def test_a_guess_at_another_question_is_not_told(desk: Desk):
    desk.answer(GUESS, "a")
    finish(desk)
    desk.course = with_question(desk.course, GUESS, meaning="new")
    assert desk.summary("start").guess is None


def test_the_last_topic_leads_to_what_is_left_and_then_to_the_course(desk: Desk):
    desk.answer("wrong-option", "a")
    ahead = desk.summary("more").ahead
    assert (ahead.topic, ahead.lesson, ahead.address) == (
        None,
        desk.course.lesson("first"),
        "/en/c/sample/first#q-half-right",
    )
    finish(desk)
    mark_done(desk.connection, desk.world, desk.learner.id, desk.course, desk.course.lesson("third"))
    ahead = desk.summary("more").ahead
    assert (ahead.topic, ahead.lesson, ahead.address) == (None, None, "/en/c/sample")


def test_a_topic_without_lessons_is_passed_over(desk: Desk):
    lessons = [lesson_of(question_of(question_id=q), lesson_id=f"lesson-{q}") for q in "ab"]
    desk.course = course_of_topics(lessons[:1], [], lessons[1:])
    assert desk.summary("topic").ahead.address == "/en/c/made/lesson-b"
    assert desk.summary("topic-2").ahead.address == "/en/c/made/lesson-b"


def test_the_last_lesson_of_a_topic_leads_to_its_summary(desk: Desk):
    ends = {lesson.id: desk.page(lesson.id).onward.topic for lesson in desk.course.lessons}
    assert ends == {"first": None, "second": desk.course.topic("start"), "third": desk.course.topic("more")}


def test_the_course_page_knows_what_was_begun(desk: Desk):
    assert [rows.is_begun for rows in desk.overview().topics] == [False, False]
    desk.answer("wrong-option", "a")
    assert [rows.is_begun for rows in desk.overview().topics] == [True, False]
