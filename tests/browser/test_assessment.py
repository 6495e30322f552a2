"""The final assessment in the browser: passed by hand, with scripts and without, and sent twice."""

import pytest
from playwright.sync_api import expect

from emm.content.model import Course, Question
from tests.browser.conftest import Visit
from tests.browser.outcomes import put
from tests.browser.scenes.assessment import ASSESSMENT, begin, press
from tests.browser.servers import Served
from tests.browser.test_transfer import PLAIN, metered
from tests.browser.visitor import LOOKS, Look, Visitor, tell
from tests.support.answers import right_answer

pytestmark = pytest.mark.browser

QUESTIONS = 12


def asked(person: Visitor, course: Course) -> Question:
    """Return the question on the page."""
    name = person.page.locator("section.q").get_attribute("id") or ""
    return course.pool.question(name.removeprefix("q-")).question


@pytest.mark.parametrize("look", LOOKS, ids=str)
def test_it_is_passed_and_explained(visit: Visit, real: Served, course: Course, look: Look):
    person = visit(real, look)
    begin(person)
    for _number in range(QUESTIONS):
        question = asked(person, course)
        for name, value in right_answer(question).fields:
            put(person.card(question.id), name, value)
        press(person, "Save and continue")
    expect(person.page.locator("h1")).to_have_text("Check your answers")
    press(person, "Send my answers")
    expect(person.page.locator("main")).to_contain_text("Passed: 12 of 12")
    expect(person.page.locator(".marked .why").first).to_be_visible()


def test_going_back_and_sending_again_changes_nothing(visit: Visit, real: Served):
    person = visit(real)
    begin(person)
    person.open(f"{ASSESSMENT}/check")
    press(person, "Send my answers")
    result = person.page.locator("main").inner_text()
    person.page.go_back()
    if person.page.get_by_role("button", name="Send my answers").count():
        press(person, "Send my answers")
    person.open(f"{ASSESSMENT}/result/1")
    assert person.page.locator("main").inner_text() == result


def test_question_pages_are_light(visit: Visit, real: Served):
    person = visit(real)
    begin(person)
    for place in range(1, QUESTIONS + 1):
        with metered(person) as meter:
            person.open(f"{ASSESSMENT}/{place}")
        tell(f"question {place}: {meter}")
        assert 1000 < meter.bytes <= PLAIN
