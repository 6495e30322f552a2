"""Lesson 1 by keyboard only, with big text on a dark page: the focus is always somewhere, and can be seen."""

import re

import pytest
from playwright.sync_api import expect

from emm.content.model import Course, Lesson
from tests.browser.conftest import Visit
from tests.browser.keyboard import answer, enlarge, enter, pick, send, tab
from tests.browser.scenes.scene import FIRST
from tests.browser.scenes.topics import MORE
from tests.browser.servers import Served
from tests.browser.test_journeys import guess_of, right, wrong
from tests.browser.visitor import LOOKS, Look

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("look", [Look(look.scripts, look.width, dark=True) for look in LOOKS], ids=str)
def test_lesson_1_by_keyboard(visit: Visit, real: Served, lesson: Lesson, look: Look):
    """T10."""
    person = visit(real, look)
    person.open("/")
    enlarge(person)
    assert tab(person).get_attribute("class") == "skip"
    enter(person, person.page.get_by_role("link", name="International cooperation on migration"))
    enter(person, person.page.get_by_role("link", name="Start lesson 1"))
    answer(person, guess_of(lesson), "b", "Keep my guess")
    first, second = lesson.graded
    answer(person, first, wrong(first)[0])
    send(person, first.id, "Try again")
    answer(person, first, *right(first))
    expect(person.feedback(first.id)).to_have_text("Correct now")
    answer(person, second, *right(second))
    expect(person.page.locator("#standing")).to_contain_text("Done")
    enter(person, person.page.get_by_role("link", name="Next: Topic summary"))
    assert person.path.endswith("/t/introduction")
    enter(person, person.page.get_by_role("link", name=re.compile("^Next: Topic 2")))
    assert person.path.endswith("/why-partner")


@pytest.mark.parametrize("look", [Look(dark=True), Look(scripts=False)], ids=str)
def test_quick_recall_by_keyboard(visit: Visit, real: Served, course: Course, lesson: Lesson, look: Look):
    person = visit(real, look)
    person.open(lesson.address)
    first, second = lesson.graded
    for question in (first, second):
        person.answer(question.id, *right(question))
    person.open(course.topic_address(course.topics[1]))
    enlarge(person)
    enter(person, person.page.get_by_role("link", name="Start quick recall"))
    answer(person, first, *right(first))
    expect(person.feedback(first.id)).to_have_text("Correct")
    enter(person, person.page.get_by_role("link", name="Next question"))
    answer(person, second, wrong(second)[0], "Not sure – check anyway")
    expect(person.page.locator("#next")).to_contain_text("Done. 1 of 2 right.")


def test_the_next_question_comes_right_after_the_feedback(visit: Visit, sample: Served):
    person = visit(sample)
    person.open(FIRST)
    person.answer("half-right", "a")
    person.answer("wrong-option", "b")
    person.open(f"{MORE}/recall")
    person.answer("half-right", "c")
    expect(person.feedback("half-right")).to_be_focused()
    assert tab(person).inner_text() == "Next question"


def test_the_skip_link_leads_past_the_header(visit: Visit, real: Served, lesson: Lesson):
    person = visit(real)
    person.open(lesson.address)
    enlarge(person)
    tab(person)
    person.page.keyboard.press("Enter")
    assert tab(person).inner_text() == "International cooperation on migration"


def test_enter_in_an_option_checks_the_answer(visit: Visit, real: Served, lesson: Lesson):
    person = visit(real)
    person.open(lesson.address)
    enlarge(person)
    question = lesson.graded[0]
    pick(person, question, right(question)[0])
    with person.new_card(question.id):
        person.page.keyboard.press("Enter")
    expect(person.feedback(question.id)).to_be_focused()
    assert person.state(question.id) == "correct"


def test_nothing_chosen_by_keyboard(visit: Visit, real: Served, lesson: Lesson):
    person = visit(real)
    person.watch.expected.append("422")
    person.open(lesson.address)
    enlarge(person)
    question = lesson.graded[0]
    send(person, question.id, "Check answer")
    expect(person.card(question.id).locator(".err-msg")).to_be_focused()
    answer(person, question, *right(question))
    assert person.state(question.id) == "correct"
