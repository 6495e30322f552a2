"""A scenario, a note and a vote by keyboard only, with scripts and without, small and wide, light and dark."""

import pytest
from playwright.sync_api import expect

from emm.content.catalog import Catalog
from emm.content.model import Question
from tests.browser.conftest import Visit
from tests.browser.keyboard import IS_FOCUSED, answer, enlarge, reach, send
from tests.browser.scenes.kinds import GUIDE
from tests.browser.servers import ROOT, Served
from tests.browser.visitor import LOOKS, Look, Visitor

pytestmark = pytest.mark.browser

NOTE = "Line one & <two>\n\nLine three"


@pytest.fixture(scope="module")
def questions() -> dict[str, Question]:
    """The questions of the lesson in which everything can be tried out, by id."""
    catalog = Catalog(ROOT / "content")
    catalog.load()
    lesson = catalog.course("author-guide", "en").lesson("scenarios-reflections-polls")
    return {question.id: question for question in lesson.questions}


def arrive(visit: Visit, real: Served, look: Look) -> Visitor:
    """Open the lesson, with big text."""
    person = visit(real, look)
    person.open(GUIDE)
    enlarge(person)
    return person


@pytest.mark.parametrize("look", [*LOOKS, Look(dark=True), Look(scripts=False, dark=True)], ids=str)
def test_a_scenario_by_keyboard(visit: Visit, real: Served, questions: dict[str, Question], look: Look):
    person, case = arrive(visit, real, look), questions["brown-water"]
    card = person.card(case.id)
    answer(person, case, "b", "Go on")
    expect(card).to_contain_text("You will know more at noon.")
    if look.scripts:
        expect(card.locator(".said")).to_be_focused()
    answer(person, case, "a", "Go on")
    person.open(GUIDE)
    enlarge(person)
    expect(card.locator(".said")).to_have_count(2)
    answer(person, case, "b", "Go on")
    expect(person.feedback(case.id)).to_have_text("Outcome")
    assert person.state(case.id) == "partial"
    send(person, case.id, "Start again")
    expect(card.locator(".said")).to_have_count(0)
    answer(person, case, "a", "Go on")
    answer(person, case, "a", "Go on")
    assert person.state(case.id) == "correct"


@pytest.mark.parametrize("look", LOOKS, ids=str)
def test_a_note_by_keyboard(visit: Visit, real: Served, questions: dict[str, Question], look: Look):
    person, note = arrive(visit, real, look), questions["own-choice"]
    person.watch.expected.append("422")
    field = person.card(note.id).locator("textarea")
    send(person, note.id, "Save note")
    expect(person.card(note.id).locator(".err-msg")).to_have_text("Write something first, or skip.")
    reach(person, field, IS_FOCUSED, "Tab")
    person.page.keyboard.type(NOTE)
    send(person, note.id, "Save note")
    assert person.card(note.id).locator(".given .opt-text").inner_text() == NOTE
    send(person, note.id, "Change my note")
    assert field.input_value() == NOTE
    reach(person, field, IS_FOCUSED, "Tab")
    person.page.keyboard.press("Control+A")
    person.page.keyboard.type("Shorter")
    send(person, note.id, "Save note")
    expect(person.card(note.id)).to_contain_text("Shorter")
    expect(person.card(note.id)).not_to_contain_text("Line")


@pytest.mark.parametrize("look", LOOKS, ids=str)
def test_a_vote_by_keyboard(visit: Visit, real: Served, questions: dict[str, Question], look: Look):
    real.forget_votes()
    poll = questions["what-keeps-you"]
    for _ in range(5):
        person = arrive(visit, real, look)
        answer(person, poll, "b", "Vote")
    card = person.card(poll.id)
    expect(card).to_contain_text("5 votes (100%)")
    expect(card).to_contain_text("Results of 5 votes.")
    assert person.state(poll.id) == "kept"
    expect(card.locator("button, input, a")).to_have_count(0)
