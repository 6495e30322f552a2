"""A card of every kind, answered right, partly, wrong, and shown: by keyboard only, with scripts and without."""

import pytest
from playwright.sync_api import Locator, expect

from emm.questions.contract import FormValues
from tests.browser.conftest import Visit
from tests.browser.outcomes import SHOW, Outcome, field_of, outcomes
from tests.browser.servers import Served
from tests.browser.test_keyboard import IS_FOCUSED, enlarge, reach, send
from tests.browser.visitor import Look, Visitor

pytestmark = pytest.mark.browser

PLACE = "one => [...one.form.elements].indexOf(one)"
IS_IN_GROUP = "one => document.activeElement.name === one.name && document.activeElement.form === one.form"


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "plain"])
@pytest.mark.parametrize("outcome", outcomes(), ids=str)
def test_it_comes_about_by_keyboard(visit: Visit, kinds: Served, outcome: Outcome, scripts: bool):
    person = visit(kinds, Look(scripts=scripts))
    person.open(outcome.address)
    enlarge(person)
    for form in outcome.forms:
        put_by_keyboard(person, outcome.question, form)
        send(person, outcome.question, outcome.submit)
    assert person.state(outcome.question) == outcome.state
    if outcome.is_shown:
        send(person, outcome.question, SHOW)
        assert person.state(outcome.question) in ("shown", "partial")
    expect(person.card(outcome.question).locator(".fb")).to_be_visible()


def put_by_keyboard(person: Visitor, question: str, form: FormValues) -> None:
    """Fill in the form of a question, field after field in the order of the page."""
    fields = [(field_of(person.card(question), name, value), value) for name, value in form.fields]
    for field, value in sorted(fields, key=lambda one: int(one[0].evaluate(PLACE))):
        _put(person, field, value)


def _put(person: Visitor, field: Locator, value: str) -> None:
    """Go to a field and fill it in."""
    sort, keys = field.evaluate("one => one.type"), person.page.keyboard
    if sort == "radio":
        reach(person, field, IS_IN_GROUP, "Tab")
        reach(person, field, IS_FOCUSED, "ArrowDown")
        keys.press("Space")
        return
    reach(person, field, IS_FOCUSED, "Tab")
    if sort == "checkbox":
        keys.press("Space")
    elif sort == "select-one":
        while field.input_value() != value:
            before = field.input_value()
            keys.press("ArrowDown")
            assert field.input_value() != before, f"no entry {value}"
    else:
        keys.insert_text(value)
