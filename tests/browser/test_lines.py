"""Lines that are put in order or into groups: by buttons, by keyboard only, and without scripts."""

import re

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.conftest import Visit
from tests.browser.keyboard import IS_FOCUSED, enlarge, reach, send
from tests.browser.layout import too_small
from tests.browser.scenes.kinds import LINES
from tests.browser.servers import Served
from tests.browser.visitor import LOOKS, Look, Visitor

pytestmark = pytest.mark.browser

ORDER, GROUPS = "order-steps", "sort-changes"
RIGHT = ["You write the question into a file", "You read it in the preview", "The check finds no mistakes",
         "Learners answer it"]  # fmt: skip
GROUP_OF = {"a": "1", "b": "3", "c": "1", "d": "2"}
"""The items by the alphabet: spelling, id, order, key."""
LISTEN = """status => {
  window.said = [];
  new MutationObserver(() => said.push(status.textContent)).observe(status, { childList: true });
}"""
EITHER = pytest.mark.parametrize("look", LOOKS, ids=str)


def rows(person: Visitor) -> list[str]:
    """Return what stands in each line, from top to bottom."""
    return person.card(ORDER).locator("li label").all_inner_texts()


def numbers(person: Visitor) -> list[str]:
    """Return the numbers of the lines, from top to bottom."""
    return [field.input_value() for field in person.card(ORDER).locator("select").all()]


def mover(person: Visitor, item: str, way: str) -> Locator:
    """Return the button that moves an item."""
    return person.button(ORDER, f"Move “{item}” {way}")


def sort(person: Visitor) -> None:
    """Move every item up to where it belongs, by keyboard."""
    for place, item in enumerate(RIGHT):
        reach_back(person, mover(person, item, "up"))
        while rows(person).index(item) > place:
            person.page.keyboard.press("Enter")
            expect(mover(person, item, "up")).to_be_focused()


def reach_back(person: Visitor, target: Locator) -> None:
    """Go to the first line and from there to the target."""
    person.card(ORDER).locator("select").first.focus()
    reach(person, target, IS_FOCUSED, "Tab")


def test_a_moved_line_keeps_the_focus_and_says_where_it_is(visit: Visit, real: Served):
    person = visit(real)
    person.open(LINES)
    first, second, *rest = rows(person)
    status = person.card(ORDER).get_by_role("status")
    status.evaluate(LISTEN)
    down = mover(person, first, "down")
    down.focus()
    person.page.keyboard.press("Space")
    expect(down).to_be_focused()
    assert rows(person) == [second, first, *rest]
    assert numbers(person) == ["1", "2", "3", "4"]
    person.page.keyboard.press("Space")
    expect(down).to_be_focused()
    assert rows(person) == [second, rest[0], first, rest[1]]
    assert person.page.evaluate("said") == [f"“{first}” is now {place} of 4." for place in (2, 3)]
    mover(person, second, "up").click()
    expect(status).to_have_text(f"“{second}” is now 1 of 4.")
    assert rows(person)[0] == second


def test_moving_goes_on_from_the_numbers_that_were_chosen(visit: Visit, real: Served):
    person = visit(real)
    person.open(LINES)
    before = rows(person)
    person.number(ORDER, "4", "3", "2", "1")
    assert rows(person) == before
    mover(person, before[0], "up").click()
    assert rows(person) == [before[3], before[2], before[0], before[1]]
    assert numbers(person) == ["1", "2", "3", "4"]


@pytest.mark.parametrize("width", [320, 1280])
def test_an_order_made_with_buttons_is_what_is_sent(visit: Visit, real: Served, width: int):
    person = visit(real, width=width)
    person.open(LINES)
    assert too_small(person) == []
    enlarge(person)
    wrong = [*RIGHT[1:], RIGHT[0]]
    sort(person)
    mover(person, RIGHT[0], "down").focus()
    for _ in RIGHT[1:]:
        person.page.keyboard.press("Enter")
    assert rows(person) == wrong
    send(person, ORDER, "Check answer")
    expect(person.feedback(ORDER)).to_have_text("Not quite")
    told = person.card(ORDER).locator(".given li .opt-text")
    assert told.all_inner_texts() == wrong
    send(person, ORDER, "Try again")
    assert rows(person) == wrong
    assert numbers(person) == ["1", "2", "3", "4"]
    sort(person)
    assert rows(person) == RIGHT
    send(person, ORDER, "Check answer")
    expect(person.feedback(ORDER)).to_have_text("Correct now")


@EITHER
def test_an_order_by_numbers(visit: Visit, real: Served, look: Look):
    person = visit(real, look)
    person.watch.expected.append("422")
    person.open(LINES)
    assert person.card(ORDER).locator(".move").count() == (8 if look.scripts else 0)
    before = rows(person)
    person.number(ORDER, "1", "2", "3", "")
    person.press(ORDER, "Check answer")
    person.tap(person.card(ORDER).get_by_role("link", name="Choose a number for line 4."))
    expect(person.card(ORDER).locator("select:focus")).to_have_attribute("aria-invalid", "true")
    assert rows(person) == before
    assert person.card(ORDER).locator(".move").count() == (8 if look.scripts else 0)
    person.number(ORDER, *(str(RIGHT.index(item) + 1) for item in before))
    person.press(ORDER, "Check answer")
    expect(person.feedback(ORDER)).to_have_text("Correct")
    assert person.card(ORDER).locator(".given li .opt-text").all_inner_texts() == RIGHT


@EITHER
def test_groups_by_keyboard(visit: Visit, real: Served, look: Look):
    person = visit(real, look)
    person.watch.expected.append("422")
    person.open(LINES)
    enlarge(person)
    for item, group in list(GROUP_OF.items())[:3]:
        put(person, item, group)
    send(person, GROUPS, "Check answer")
    person.tap(person.card(GROUPS).get_by_role("link", name="Choose a group for line 4."))
    person.page.keyboard.press("Tab")
    expect(person.page.locator(f"#q-{GROUPS}-d input:focus")).to_be_attached()
    put(person, "d", "1")
    send(person, GROUPS, "Check answer")
    expect(person.card(GROUPS)).to_contain_text(re.compile(r"Partly right.*3 of 4 are in the right group\.", re.DOTALL))
    send(person, GROUPS, "Try again")
    put(person, "d", GROUP_OF["d"])
    send(person, GROUPS, "Check answer")
    expect(person.feedback(GROUPS)).to_have_text("Correct now")


def put(person: Visitor, item: str, group: str) -> None:
    """Go to an item and choose its group with the arrow keys."""
    reach(person, person.page.locator(f"#q-{GROUPS}-{item}"), "one => one.querySelector('input:focus') !== null", "Tab")
    option = person.page.locator(f"#q-{GROUPS}-{item}-{group}")
    reach(person, option, IS_FOCUSED, "ArrowDown")
    person.page.keyboard.press("Space")
    expect(option).to_be_checked()
