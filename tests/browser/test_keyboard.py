"""Lesson 1 by keyboard only, with big text on a dark page: the focus is always somewhere, and can be seen."""

import re

import pytest
from playwright.sync_api import Locator, expect

from emm.content.model import Course, Lesson, Question
from tests.browser.conftest import Visit
from tests.browser.layout import BIG_TEXT, overflow
from tests.browser.scenes.scene import FIRST
from tests.browser.scenes.topics import MORE
from tests.browser.servers import Served
from tests.browser.test_journeys import guess_of, right, wrong
from tests.browser.visitor import LOOKS, Look, Visitor

pytestmark = pytest.mark.browser

FAR = 60
"""Presses of a key after which the thing looked for cannot be reached."""
IS_FOCUSED = "one => one === document.activeElement"
IS_AMONG_OPTIONS = "one => one.querySelector('input:focus') !== null"
SEEN = """() => {
  const one = document.activeElement;
  const ring = (style) => style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2;
  const option = one.matches('.opt input') && getComputedStyle(one.nextElementSibling, '::before');
  const box = (one.closest('label') ?? one).getBoundingClientRect();
  const inView = box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
  return inView && (ring(option || getComputedStyle(one)) || one.tabIndex < 0);
}"""


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


def answer(person: Visitor, question: Question, letter: str, button: str = "Check answer") -> None:
    pick(person, question, letter)
    send(person, question.id, button)


def pick(person: Visitor, question: Question, letter: str) -> None:
    """Go to the options and choose one with Space or an arrow key."""
    reach(person, person.card(question.id).locator("fieldset"), IS_AMONG_OPTIONS, "Tab")
    option = person.page.locator(f"#q-{question.id}-{letter}")
    reach(person, option, IS_FOCUSED, "ArrowDown")
    person.page.keyboard.press("Space")
    expect(option).to_be_checked()


def send(person: Visitor, question: str, name: str) -> None:
    """Go to a button of the card, press it, and see that the focus is not lost."""
    reach(person, person.button(question, name), IS_FOCUSED, "Tab")
    with person.new_card(question):
        person.page.keyboard.press("Enter")
    enlarge(person)
    if person.look.scripts:
        assert person.page.evaluate(SEEN)


def enter(person: Visitor, link: Locator) -> None:
    """Go to a link and through it."""
    reach(person, link, IS_FOCUSED, "Tab")
    with person.page.expect_navigation():
        person.page.keyboard.press("Enter")
    enlarge(person)


def reach(person: Visitor, target: Locator, there: str, key: str) -> None:
    """Press a key until the focus is there."""
    for _ in range(FAR):
        if target.evaluate(there):
            return
        person.page.keyboard.press(key)
        assert person.focused() != "BODY"
        assert person.page.evaluate(SEEN), person.page.evaluate("document.activeElement.outerHTML")
    pytest.fail(f"{key} does not lead to {target}")


def tab(person: Visitor) -> Locator:
    """Press Tab and return what has the focus then."""
    person.page.keyboard.press("Tab")
    return person.page.locator(":focus")


def enlarge(person: Visitor) -> None:
    """Set the text to 150 %, as the settings will, and see that the page still fits."""
    person.page.evaluate(BIG_TEXT)
    assert overflow(person) == [0, []]
