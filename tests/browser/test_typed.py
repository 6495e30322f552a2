"""Questions with typed answers by keyboard only, with scripts and without, on small and large pages."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Visit
from tests.browser.keyboard import IS_FOCUSED, enlarge, reach
from tests.browser.scenes.kinds import TYPED
from tests.browser.servers import Served
from tests.browser.visitor import LOOKS, Look, Visitor

pytestmark = pytest.mark.browser

GAPS, SHORT, NUMBER = "fill-rule", "name-wrong", "points-earned"
IS_IN_FIELD = "one => one.contains(document.activeElement) && document.activeElement.matches('input[type=text]')"


def type_in(person: Visitor, question: str, *texts: str) -> None:
    """Go to the fields of a card with the Tab key and type, each text in place of what was there."""
    reach(person, person.card(question).locator("fieldset"), IS_IN_FIELD, "Tab")
    for place, text in enumerate(texts):
        if place:
            person.page.keyboard.press("Tab")
        person.page.keyboard.press("ControlOrMeta+a")
        person.page.keyboard.press("Delete")
        person.page.keyboard.insert_text(text)


def check(person: Visitor, question: str) -> None:
    """Press Enter where the focus is."""
    with person.new_card(question):
        person.page.keyboard.press("Enter")
    enlarge(person)


def press(person: Visitor, question: str, name: str) -> None:
    """Go to a button of the card and press it."""
    reach(person, person.button(question, name), IS_FOCUSED, "Tab")
    check(person, question)


@pytest.mark.parametrize("look", [*LOOKS, Look(width=320, dark=True)], ids=str)
def test_typed_answers_by_keyboard(visit: Visit, real: Served, look: Look) -> None:
    person = visit(real, look)
    person.watch.expected.append("422")
    person.open(TYPED)
    enlarge(person)

    type_in(person, GAPS, "vertical bar", "")
    check(person, GAPS)
    expect(person.card(GAPS).locator(".err-msg")).to_have_text("Fill gap 2.")
    expect(person.page.locator(f"#q-{GAPS}-1")).to_have_value("vertical bar")
    reach(person, person.card(GAPS).locator(".err-msg a"), IS_FOCUSED, "Tab")
    person.page.keyboard.press("Enter")
    expect(person.page.locator(f"#q-{GAPS}-2")).to_be_focused()
    person.page.keyboard.insert_text("wave")
    check(person, GAPS)
    expect(person.feedback(GAPS)).to_have_text("Partly right")
    press(person, GAPS, "Show the answer")
    expect(person.card(GAPS)).to_contain_text("Right answer: tilde")

    type_in(person, SHORT, "توزيع")
    check(person, SHORT)
    expect(person.feedback(SHORT)).to_have_text("Not quite")
    expect(person.card(SHORT)).not_to_contain_text("distractor")
    press(person, SHORT, "Try again")
    expect(person.page.locator(f"#q-{SHORT}-answer")).to_have_value("توزيع")
    type_in(person, SHORT, "the Distractor.")
    check(person, SHORT)
    expect(person.feedback(SHORT)).to_have_text("Correct now")

    type_in(person, NUMBER, "1,500")
    check(person, NUMBER)
    expect(person.card(NUMBER).locator(".err-msg")).to_contain_text("two ways")
    type_in(person, NUMBER, "١٫٥")
    check(person, NUMBER)
    expect(person.feedback(NUMBER)).to_have_text("Correct")
    expect(person.card(NUMBER)).to_contain_text("Read as 1.5.")
