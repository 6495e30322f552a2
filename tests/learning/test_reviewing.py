"""The review of a learner: over several courses, within what they chose."""

from dataclasses import replace
from datetime import timedelta

import pytest

from emm.content.model import Course
from emm.learning.preferences import DEFAULTS, Preferences
from emm.learning.reviewing import Desk as Shelf
from emm.learning.reviewing import beginning, desk, due_of, practice_address, question_page, review_days, round_of
from emm.learning.rounds import Round
from tests.learning.desk import Desk
from tests.support.samples import course_of_topics, lesson_of, question_of

ONE, HALF, PARTS, STATEMENT = "wrong-option", "half-right", "parts", "topic-lesson"
KEEPS = Preferences(keep="on")


@pytest.fixture
def other() -> Course:
    """Another course, with a question of the same name as one of the sample."""
    return course_of_topics([lesson_of(question_of(question_id=ONE), question_of(question_id="alone"))])


@pytest.fixture
def shelf(desk: Desk, other: Course):
    """Somebody who answered two questions in each of two courses, two days ago."""
    first = desk.course
    for course, questions in ((first, (ONE, PARTS)), (other, (ONE, "alone"))):
        desk.course = course
        for question in questions:
            desk.answer(question, "b" if question != PARTS else "a")
    desk.course = first
    desk.world.sleep(days=2)
    return lambda preferences=DEFAULTS: of_both(desk, other, preferences)


def of_both(here: Desk, other: Course, preferences: Preferences) -> Shelf:
    courses = (here.course, other)
    return desk(here.connection, here.learner.id, courses, here.world.now(), preferences, "/en/review")


def addresses(round_: Round) -> list[str]:
    return [item.address.removeprefix("/en/review/") for item in round_.items]


def test_all_courses_come_together(shelf):
    assert addresses(round_of(shelf())) == ["sample/wrong-option", "made/wrong-option", "sample/parts", "made/alone"]
    assert (due_of(shelf()).count, due_of(shelf()).minutes) == (4, 3)


def test_a_question_of_one_course_is_not_that_of_another(shelf, desk: Desk, other: Course):
    first, desk.course = desk.course, other
    desk.recall(ONE, "b", since=beginning(desk.world.now()))
    desk.course = first
    assert [item.address.removeprefix("/en/review/") for item in round_of(shelf()).left] == [
        "sample/wrong-option",
        "sample/parts",
        "made/alone",
    ]


def test_a_course_that_is_gone_is_left_out(desk: Desk, shelf, other: Course):
    here = shelf()
    assert len(of_only(desk, [desk.course]).known) == 2
    assert len(here.known) == 4


def of_only(here: Desk, courses: list[Course]) -> Shelf:
    return desk(here.connection, here.learner.id, courses, here.world.now(), DEFAULTS, "/en/review")


@pytest.mark.parametrize(("limit", "new"), [("5", 3), ("9", 5), ("12", 6)])
def test_the_limit_is_the_one_chosen(desk: Desk, limit: str, new: int):
    names = [f"q{number}" for number in range(14)]
    desk.course = course_of_topics([lesson_of(*(question_of(question_id=name) for name in names))])
    for name in names:
        desk.answer(name, "b")
    desk.world.sleep(days=2)
    chosen = Preferences(questions=limit)
    page = desk.review(chosen)
    assert (len(page.round.items), page.due.count, page.limit) == (new, new, limit)
    assert page.limits == ("5", "9", "12")
    assert page.coming[0][1] == new, "the others wait"
    for name in names:
        desk.recall(name, "b", since=beginning(desk.world.now()))
    desk.world.sleep(days=6)
    page = desk.review(chosen)
    assert (len(page.round.items), page.due.count) == (int(limit), int(limit))
    assert sum(count for _day, count in page.coming) == 14 - int(limit)


def test_off_means_that_nothing_waits(shelf):
    here = shelf(Preferences(review="off"))
    assert (round_of(here).items, due_of(here).count) == ((), 0)


def test_a_calendar_takes_every_answer_to_be_right(shelf, desk: Desk):
    here = shelf()
    assert [(day - here.today).days for day in review_days(here)] == [0, 6, 22]
    for question in (ONE, PARTS):
        desk.recall(question, "c")
    assert [(day - here.today).days for day in review_days(shelf())] == [0, 2, 6, 8, 22, 24]


def test_what_rests_comes_back_for_who_keeps_reviewing(desk: Desk):
    desk.answer(ONE, "b")
    for days in (2, 6, 16, 40):
        desk.world.sleep(days=days)
        desk.recall(ONE, "b")
    desk.world.sleep(days=1)
    assert (desk.review().state, desk.review().coming) == ("nothing", ())
    page = desk.review(KEEPS)
    assert page.coming == ((desk.shelf().today + timedelta(days=39), 1),)
    assert [day - desk.shelf().today for day in review_days(desk.shelf(KEEPS))] == [timedelta(days=39)]


def test_practice_asks_others_than_those_just_recalled(shelf, desk: Desk):
    here = shelf()
    since = here.now
    desk.recall(ONE, "b", since=since)
    assert [item.practice.is_closed for item in round_of(shelf(), since).items] == [True, False, False, False]
    later = desk.world.now()
    assert ONE not in [item.question.id for item in round_of(shelf(), later).items if item.course is desk.course]
    assert practice_address("/en/review", since) == f"/en/review/more/{int(since.timestamp())}"


def test_practice_before_its_day_moves_nothing_up(desk: Desk):
    desk.answer(ONE, "b")
    before = desk.review().coming
    page = question_page(desk.shelf(), desk.reader, desk.course, ONE, desk.world.now())
    assert page
    assert page.is_practice
    desk.recall(ONE, "b")
    assert desk.review().coming == before


def test_the_states_of_the_page(desk: Desk):
    assert desk.review().state == "empty"
    assert desk.review(Preferences(review="off")).state == "off"
    desk.answer(ONE, "b")
    desk.answer(PARTS, "a")
    assert desk.review().state == "nothing"
    desk.world.sleep(days=2)
    assert desk.review().state == "ready"
    desk.world.sleep(days=11, hours=23)
    assert desk.review().state == "ready"
    desk.world.sleep(hours=1)
    assert desk.review().state == "away"
    desk.recall(ONE, "b")
    assert (desk.review().state, desk.review().done) == ("stopped", None)
    desk.recall(PARTS, "c")
    page = desk.review()
    assert page.done
    assert (page.state, page.done.right, page.done.others, page.done.days) == ("done", 1, 1, 2)
    assert page.done.course is desk.course


def test_another_question_of_the_same_meaning_stays_known(desk: Desk):
    desk.answer(ONE, "b")
    lesson, question = desk.course.question(ONE)
    record = desk.record(lesson.id)
    assert record.review(question)
    assert record.review(replace(question, meaning="new")) is None
    assert record.review(replace(question, review=False)) is None
