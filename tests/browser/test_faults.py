"""Nothing that a learner chose is lost: bad connections, impatient fingers, several tabs, missing scripts."""

import sqlite3
from contextlib import closing

import pytest
from playwright.sync_api import Route, expect

from emm.content.model import Lesson
from tests.browser.conftest import Visit
from tests.browser.scenes.scene import FIRST, SECOND
from tests.browser.scenes.site import as_if_from_elsewhere, swell
from tests.browser.scenes.topics import MORE
from tests.browser.servers import Served
from tests.browser.test_journeys import answer_first_lesson
from tests.browser.visitor import LOOKS, Look, Visitor

pytestmark = pytest.mark.browser

EVERY_LOOK = pytest.mark.parametrize("look", LOOKS, ids=str)
WITH_AND_WITHOUT = pytest.mark.parametrize("look", [Look(), Look(scripts=False)], ids=str)
QUESTION = "wrong-option"
OFFLINE = ("net::ERR_INTERNET_DISCONNECTED", "Failed to fetch")


def chosen(person: Visitor) -> list[str]:
    return [str(field.input_value()) for field in person.card(QUESTION).locator("input:checked").all()]


def message(person: Visitor) -> str:
    return person.card(QUESTION).get_by_role("status").inner_text()


def open_and_choose(person: Visitor, letter: str = "a") -> None:
    person.open(FIRST)
    person.choose(QUESTION, letter)


def fails(person: Visitor, words: str, button: str = "Check answer") -> None:
    """Press a button in vain: the card stays as it is and says so, and the focus stays where it was."""
    person.tap(person.button(QUESTION, button))
    expect(person.card(QUESTION).get_by_role("status")).to_contain_text(words)
    expect(person.button(QUESTION, "Try again")).to_be_visible()
    expect(person.button(QUESTION, button)).to_be_focused()
    assert "Your answer is still here." in message(person)
    assert chosen(person) == ["a"]
    assert person.state(QUESTION) == "open"


@pytest.mark.parametrize("width", [320, 1280])
def test_the_connection_drops_during_a_check(visit: Visit, sample: Served, width: int):
    """T8."""
    person = visit(sample, width=width)
    person.watch.expected += OFFLINE
    open_and_choose(person)
    before = sample.answers()
    person.page.context.set_offline(True)
    fails(person, "No connection.")
    person.tap(person.button(QUESTION, "Try again"))
    expect(person.button(QUESTION, "Try again")).to_be_visible()
    expect(person.button(QUESTION, "Check answer")).to_be_focused()
    person.page.context.set_offline(False)
    person.press(QUESTION, "Try again")
    expect(person.feedback(QUESTION)).to_have_text("Not quite")
    expect(person.feedback(QUESTION)).to_be_focused()
    assert sample.answers() == before + 1


@pytest.mark.parametrize("width", [320, 1280])
def test_the_connection_drops_without_scripts(visit: Visit, sample: Served, width: int):
    """T8: the browser says what happened, and the form is as it was on the page before."""
    person = visit(sample, scripts=False, width=width)
    person.watch.expected += OFFLINE
    open_and_choose(person)
    before = sample.answers()
    person.page.context.set_offline(True)
    with person.page.expect_event("requestfailed"):
        person.tap(person.button(QUESTION, "Check answer"))
    expect(person.card(QUESTION)).not_to_be_attached()
    person.page.context.set_offline(False)
    person.page.go_back()
    assert chosen(person) == ["a"]
    person.press(QUESTION, "Check answer")
    expect(person.feedback(QUESTION)).to_have_text("Not quite")
    assert sample.answers() == before + 1


def test_the_answer_arrives_but_its_reply_does_not(visit: Visit, sample: Served):
    person = visit(sample)
    person.watch.expected += ["net::ERR_FAILED", "Failed to fetch"]
    person.open(FIRST)
    person.answer("half-right", "a")
    person.choose(QUESTION, "a")
    before = sample.answers()

    def lose_the_reply(route: Route) -> None:
        route.fetch(max_redirects=0)
        route.abort()

    person.page.route("**/q/*", lose_the_reply, times=1)
    fails(person, "No connection.")
    person.press(QUESTION, "Try again")
    expect(person.feedback(QUESTION)).to_have_text("Not quite")
    assert sample.answers() == before + 1


def test_the_retry_repeats_what_was_pressed(visit: Visit, sample: Served):
    person = visit(sample)
    person.watch.expected += OFFLINE
    open_and_choose(person)
    for name in ("Not sure – check anyway", "Show a hint"):
        person.page.context.set_offline(True)
        fails(person, "No connection.", name)
    person.page.context.set_offline(False)
    person.press(QUESTION, "Try again")
    expect(person.card(QUESTION).locator(".hint")).to_be_focused()
    assert chosen(person) == ["a"]


def test_the_server_cannot_save(visit: Visit, sample: Served):
    person = visit(sample)
    person.watch.expected += ["503"]
    open_and_choose(person)
    with closing(sqlite3.connect(sample.data / "emm.sqlite3", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        person.tap(person.button(QUESTION, "Check answer"))
        expect(person.card(QUESTION)).to_have_attribute("aria-busy", "true")
        assert message(person) == "Checking…"
        expect(person.button(QUESTION, "Try again")).to_be_visible()
        assert message(person).startswith("Your answer was not saved. Your answer is still here.")
        assert person.card(QUESTION).get_attribute("aria-busy") is None
        other.execute("ROLLBACK")
    person.press(QUESTION, "Try again")
    expect(person.feedback(QUESTION)).to_have_text("Not quite")


def test_the_server_refuses(visit: Visit, sample: Served):
    person = visit(sample)
    person.watch.expected += ["403", "413"]
    open_and_choose(person)
    person.page.route("**/q/*", as_if_from_elsewhere, times=1)
    fails(person, "We could not see that this form came from this site")
    swell(person)
    fails(person, "What you sent is longer than an answer can be.")


@pytest.mark.parametrize("status", [200, 502])
def test_somebody_else_answers(visit: Visit, sample: Served, status: int):
    """A wireless network that wants a sign-in, or a proxy that has lost the site."""
    person = visit(sample)
    person.watch.expected += ["502"]
    open_and_choose(person)
    other = "<!doctype html><title>Sign in</title><h1>Free wireless network</h1>"
    person.page.route(
        "**/q/*", lambda route: route.fulfill(status=status, body=other, content_type="text/html"), times=1
    )
    fails(person, "No connection.")
    assert "Free wireless network" not in person.page.content()
    person.press(QUESTION, "Try again")
    expect(person.feedback(QUESTION)).to_have_text("Not quite")


def test_a_slow_answer_does_not_pull_a_reader_back(visit: Visit, sample: Served):
    person = visit(sample)
    waiting: list[Route] = []

    def hold(route: Route) -> None:
        waiting.append(route)

    person.page.route("**/q/*", hold, times=1)
    open_and_choose(person)
    person.tap(person.button(QUESTION, "Check answer"))
    person.choose("half-right", "a")
    waiting[0].continue_()
    expect(person.feedback(QUESTION)).to_have_text("Not quite")
    expect(person.page.locator("#q-half-right-a")).to_be_focused()


@WITH_AND_WITHOUT
def test_a_double_click_gives_one_answer(visit: Visit, sample: Served, look: Look):
    person = visit(sample, look)
    open_and_choose(person)
    before = sample.answers()
    with person.new_card(QUESTION):
        person.button(QUESTION, "Check answer").dblclick()
    expect(person.feedback(QUESTION)).to_have_text("Not quite")
    expect(person.card(QUESTION)).to_contain_text("1 try left")
    person.page.wait_for_load_state("networkidle")
    assert sample.answers() == before + 1


@WITH_AND_WITHOUT
def test_a_double_click_recalls_once(visit: Visit, sample: Served, look: Look):
    person = visit(sample, look)
    person.open(FIRST)
    person.answer("half-right", "a")
    person.answer(QUESTION, "b")
    person.open(f"{MORE}/recall")
    person.choose("half-right", "c")
    before = sample.answers("recall")
    with person.new_card("half-right"):
        person.button("half-right", "Check answer").dblclick()
    expect(person.feedback("half-right")).to_have_text("Here is the answer")
    person.page.wait_for_load_state("networkidle")
    assert sample.answers("recall") == before + 1
    person.follow("Next question")
    person.page.go_back()
    expect(person.page.locator("h1")).to_contain_text("Quick recall")
    expect(person.card("half-right").locator("form")).to_have_count(0)
    assert sample.answers("recall") == before + 1


@EVERY_LOOK
def test_two_tabs(visit: Visit, sample: Served, look: Look):
    person = visit(sample, look)
    person.watch.expected += ["409", "422"]
    person.open(SECOND)
    other = person.another_tab()
    other.open(SECOND)
    shares_the_form = person.key("topic-lesson") == other.key("topic-lesson")
    other.answer("topic-lesson", "b")
    person.answer("topic-lesson", "a")
    told = "that one was saved" if shares_the_form else "This question was answered before"
    expect(person.card("topic-lesson")).to_contain_text(told)
    expect(person.feedback("topic-lesson")).to_have_text("Correct")
    person.answer("parts", "a", "b")
    other.page.reload()
    expect(other.feedback("parts")).to_have_text("Correct")


@EVERY_LOOK
def test_a_page_left_open_since_yesterday(visit: Visit, sample: Served, look: Look):
    person = visit(sample, look)
    person.watch.expected += ["409"]
    person.open(FIRST)
    person.answer(QUESTION, "b")
    person.open(SECOND)
    person.choose("parts", "a", "b")
    other = person.another_tab()
    other.open(SECOND)
    other.answer("topic-lesson", "b")
    sample.days_pass()
    person.press("parts", "Check answer")
    expect(person.feedback("parts")).to_have_text("Correct")
    if look.scripts:
        person.answer("topic-lesson", "a")
        expect(person.card("topic-lesson")).to_contain_text("This question was answered before")
    expect(person.card("topic-lesson")).to_contain_text("right first time.")


@EVERY_LOOK
def test_the_back_button_loses_nothing(visit: Visit, sample: Served, look: Look):
    person = visit(sample, look)
    person.open(FIRST)
    person.answer(QUESTION, "b")
    person.follow("Next: The second lesson")
    for _ in range(1 if look.scripts else 2):
        person.page.go_back()
        assert person.page.url.split("?")[0].endswith(FIRST)
        expect(person.feedback(QUESTION)).to_have_text("Correct")
    person.answer("half-right", "a")
    expect(person.feedback("half-right")).to_have_text("Correct")


@pytest.mark.parametrize("missing", ["htmx.min.js", "emm.js", "*.js"])
def test_scripts_that_never_arrive(visit: Visit, real: Served, lesson: Lesson, missing: str):
    person = visit(real)
    person.lack(missing)
    answer_first_lesson(person, lesson)
    expect(person.page.locator("#standing")).to_contain_text("Done")


def test_what_replaces_parts_of_a_page_is_fetched_after_what_shows_it(visit: Visit, real: Served, lesson: Lesson):
    person = visit(real)
    person.open(lesson.address)
    style, script = person.page.evaluate(
        """["emm.css", "htmx"].map((name) =>
            performance.getEntriesByType("resource").find((one) => one.name.includes(name)).toJSON())"""
    )
    assert style["responseEnd"] <= script["startTime"]


def test_a_page_that_was_opened_behind_another_has_its_scripts_too(visit: Visit, sample: Served):
    """Nothing is painted there, so nothing can be waited for: it may be read when the connection has gone."""
    person = visit(sample)
    person.page.add_init_script(
        "Object.defineProperty(document, 'hidden', { value: true }); window.requestAnimationFrame = () => 0;"
    )
    person.open(FIRST)
    assert person.page.evaluate("typeof htmx") == "object"


def test_nobody_is_known_before_the_first_answer(visit: Visit, sample: Served):
    person = visit(sample)
    for path in ("/", "/en/c/sample", FIRST, SECOND):
        person.open(path)
    assert person.page.context.cookies() == []
    assert person.page.evaluate("[localStorage.length, sessionStorage.length]") == [0, 0]
    person.answer("parts", "a")
    assert len(person.page.context.cookies()) == 1
