"""A person who has a keyboard and nothing else; wherever the focus goes, it can be seen."""

import pytest
from playwright.sync_api import Locator, expect

from emm.content.model import Question
from emm.questions.contract import FormValues
from tests.browser.layout import BIG_TEXT, overflow
from tests.browser.outcomes import field_of
from tests.browser.visitor import Visitor

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
SOMEWHERE_AND_SEEN = f"() => [document.activeElement?.tagName !== 'BODY', ({SEEN})()]"
PLACE = "one => [...one.form.elements].indexOf(one)"
IS_IN_GROUP = "one => document.activeElement.name === one.name && document.activeElement.form === one.form"


def answer(person: Visitor, question: Question, letter: str, button: str = "Check answer") -> None:
    """Choose an option and press a button of the card."""
    pick(person, question, letter)
    send(person, question.id, button)


def pick(person: Visitor, question: Question, letter: str) -> None:
    """Go to the options and choose one with Space or an arrow key."""
    reach(person, person.card(question.id).locator("fieldset"), IS_AMONG_OPTIONS, "Tab")
    option = person.page.locator(f"#q-{question.id}-{letter}")
    reach(person, option, IS_FOCUSED, "ArrowDown")
    press(person, "Space")
    expect(option).to_be_checked()


def send(person: Visitor, question: str, name: str) -> None:
    """Go to a button of the card, press it, and see that the focus is not lost."""
    reach(person, person.button(question, name), IS_FOCUSED, "Tab")
    with person.new_card(question):
        press(person, "Enter")
    enlarge(person)
    if person.look.scripts:
        assert person.page.evaluate(SEEN)


def enter(person: Visitor, target: Locator) -> None:
    """Go to a link or a button and through it, to the page behind it."""
    reach(person, target, IS_FOCUSED, "Tab")
    with person.page.expect_navigation():
        press(person, "Enter")
    enlarge(person)


def press(person: Visitor, key: str) -> None:
    """Press a key that does something, as a tap would."""
    person.activations += 1
    person.page.keyboard.press(key)


def write(person: Visitor, field: Locator, text: str) -> None:
    """Go to a line and type a text on it."""
    reach(person, field, IS_FOCUSED, "Tab")
    person.activations += 1
    person.page.keyboard.insert_text(text)


def reach(person: Visitor, target: Locator, there: str, key: str) -> None:
    """Press a key until the focus is there."""
    for _ in range(FAR):
        if target.evaluate(there):
            return
        person.page.keyboard.press(key)
        is_somewhere, is_seen = person.page.evaluate(SOMEWHERE_AND_SEEN)
        assert is_somewhere
        assert is_seen, person.page.evaluate("document.activeElement.outerHTML")
    pytest.fail(f"{key} does not lead to {target}")


def tab(person: Visitor) -> Locator:
    """Press Tab and return what has the focus then."""
    person.page.keyboard.press("Tab")
    return person.page.locator(":focus")


def enlarge(person: Visitor) -> None:
    """Set the text to 150 %, as the settings will, and see that the page still fits."""
    person.page.evaluate(BIG_TEXT)
    assert overflow(person) == [0, []]


def put_by_keyboard(person: Visitor, question: str, form: FormValues) -> None:
    """Fill in the form of a question, field after field in the order of the page."""
    fields = [(field_of(person.card(question), name, value), value) for name, value in form.fields]
    for field, value in sorted(fields, key=lambda one: int(one[0].evaluate(PLACE))):
        _put(person, field, value)


def _put(person: Visitor, field: Locator, value: str) -> None:
    """Go to a field and fill it in."""
    sort = field.evaluate("one => one.type")
    if sort == "radio":
        reach(person, field, IS_IN_GROUP, "Tab")
        reach(person, field, IS_FOCUSED, "ArrowDown")
        press(person, "Space")
    elif sort == "checkbox":
        reach(person, field, IS_FOCUSED, "Tab")
        press(person, "Space")
    elif sort == "select-one":
        reach(person, field, IS_FOCUSED, "Tab")
        _turn_to(person, field, value)
    else:
        write(person, field, value)


def _turn_to(person: Visitor, field: Locator, value: str) -> None:
    """Go down a list to its entry of that value."""
    person.activations += 1
    while field.input_value() != value:
        before = field.input_value()
        person.page.keyboard.press("ArrowDown")
        assert field.input_value() != before, f"no entry {value}"
