"""A card of every kind, answered right, partly, wrong, and shown: by keyboard only, with scripts and without."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Visit
from tests.browser.keyboard import enlarge, put_by_keyboard, send
from tests.browser.outcomes import SHOW, Outcome, outcomes
from tests.browser.servers import Served
from tests.browser.visitor import Look

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "plain"])
@pytest.mark.parametrize("outcome", [one for one in outcomes() if not one.is_shown], ids=str)
def test_it_comes_about_by_keyboard(visit: Visit, kinds: Served, outcome: Outcome, scripts: bool):
    person = visit(kinds, Look(scripts=scripts))
    person.open(outcome.address)
    enlarge(person)
    for form in outcome.forms:
        put_by_keyboard(person, outcome.question, form)
        send(person, outcome.question, outcome.submit)
    assert person.state(outcome.question) == outcome.state
    feedback = person.card(outcome.question).locator(".fb")
    expect(feedback).to_be_visible()
    if outcome.can_be_shown:
        send(person, outcome.question, SHOW)
        assert person.state(outcome.question) in ("shown", "partial")
        expect(feedback).to_be_visible()
