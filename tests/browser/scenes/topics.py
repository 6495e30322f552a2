"""Summaries of topics, and quick recall."""

from playwright.sync_api import expect

from tests.browser.scenes.lessons import finish
from tests.browser.scenes.scene import COURSE, FIRST, SECOND, scene
from tests.browser.visitor import Visitor

START, MORE = f"{COURSE}/t/start", f"{COURSE}/t/more"


@scene("topic so far")
def _topic_so_far(person: Visitor) -> None:
    person.open(FIRST)
    person.answer("guess-parts", "a", button="Keep my guess")
    person.answer("wrong-option", "a")
    person.open(START)
    expect(person.page.locator("h1")).to_contain_text("so far")


@scene("topic done")
def _topic_done(person: Visitor) -> None:
    finish(person)
    person.open(START)
    expect(person.page.locator("h1")).to_contain_text("done")


@scene("topic done, with a guess")
def _topic_guess(person: Visitor) -> None:
    person.open(FIRST)
    person.answer("guess-parts", "a", button="Keep my guess")
    person.answer("wrong-option", "a")
    person.press("wrong-option", "Show the answer")
    person.answer("half-right", "c")
    person.press("half-right", "Show the answer")
    person.open(SECOND)
    person.answer("parts", "a", "b")
    person.answer("topic-lesson", "b")
    person.open(START)
    expect(person.page.locator(".note")).to_contain_text("What you read:")


@scene("topic with something to recall")
def _topic_recall(person: Visitor) -> None:
    finish(person)
    person.open(MORE)
    expect(person.page.get_by_role("link", name="Start quick recall")).to_be_visible()


@scene("recall")
def _recall(person: Visitor) -> None:
    _begin_recall(person)


@scene("recall, right")
def _recall_right(person: Visitor) -> None:
    _begin_recall(person)
    person.answer("wrong-option", "b")


@scene("recall, not quite")
def _recall_not_quite(person: Visitor) -> None:
    _begin_recall(person)
    person.answer("wrong-option", "a")


@scene("recall, nothing chosen", "422")
def _recall_nothing(person: Visitor) -> None:
    _begin_recall(person)
    person.press("wrong-option", "Check answer")


@scene("recall, nothing chosen, page", "422")
def _recall_nothing_page(person: Visitor) -> None:
    person.lack("*.js")
    _begin_recall(person)
    with person.page.expect_navigation():
        person.tap(person.button("wrong-option", "Check answer"))


@scene("recall in another tab", "409")
def _recall_conflict(person: Visitor) -> None:
    _begin_recall(person)
    other = person.another_tab()
    other.open(f"{MORE}/recall")
    other.answer("wrong-option", "b")
    person.answer("wrong-option", "a")


@scene("recall done")
def _recall_done(person: Visitor) -> None:
    _do_recall(person)


@scene("recall done, seen again")
def _recall_again(person: Visitor) -> None:
    _do_recall(person)
    person.open(f"{MORE}/recall")


@scene("topic after its recall")
def _topic_recalled(person: Visitor) -> None:
    _do_recall(person)
    person.open(MORE)


def _begin_recall(person: Visitor) -> None:
    finish(person)
    person.open(MORE)
    person.follow("Start quick recall")


def _do_recall(person: Visitor) -> None:
    _begin_recall(person)
    person.answer("wrong-option", "b")
    person.follow("Next question")
    person.answer("half-right", "b")
    expect(person.page.locator("#next")).to_contain_text("Done. 1 of 2 right.")
