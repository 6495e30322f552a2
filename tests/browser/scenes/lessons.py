"""Lessons of the sample course, and what can come of their cards."""

from playwright.sync_api import expect

from tests.browser.scenes.scene import COURSE, FIRST, SECOND, THIRD, scene
from tests.browser.visitor import Visitor


def finish(person: Visitor) -> None:
    """Do all there is to do in the sample course."""
    person.open(FIRST)
    person.answer("wrong-option", "b")
    person.answer("half-right", "a")
    person.open(SECOND)
    person.answer("parts", "a", "b")
    person.answer("topic-lesson", "b")
    person.open(THIRD)
    with person.page.expect_navigation():
        person.tap(person.page.get_by_role("button", name="Mark as done"))


@scene("catalogue in progress")
def _catalogue(person: Visitor) -> None:
    person.open(FIRST)
    person.answer("wrong-option", "b")
    person.open("/en/")


@scene("course in progress")
def _course(person: Visitor) -> None:
    person.open(FIRST)
    person.answer("wrong-option", "b")
    person.answer("half-right", "a")
    person.open(COURSE)


@scene("course done")
def _course_done(person: Visitor) -> None:
    finish(person)
    person.open(COURSE)


@scene("lesson marked by hand")
def _by_hand(person: Visitor) -> None:
    person.open(THIRD)


@scene("welcome back")
def _welcome(person: Visitor) -> None:
    person.open(FIRST)
    person.answer("wrong-option", "b")
    person.served.days_pass()
    person.open(FIRST)


@scene("several answers")
def _several(person: Visitor) -> None:
    person.open(SECOND)


@scene("nothing chosen", "422")
def _nothing(person: Visitor) -> None:
    person.open(FIRST)
    person.press("wrong-option", "Check answer")


@scene("nothing chosen, page", "422")
def _nothing_page(person: Visitor) -> None:
    person.lack("*.js")
    person.open(FIRST)
    with person.page.expect_navigation():
        person.tap(person.button("wrong-option", "Check answer"))


@scene("not quite")
def _not_quite(person: Visitor) -> None:
    person.open(FIRST)
    person.answer("wrong-option", "a")


@scene("trying again")
def _again(person: Visitor) -> None:
    _not_quite_again(person)


def _not_quite_again(person: Visitor) -> None:
    person.open(FIRST)
    person.answer("wrong-option", "a")
    person.press("wrong-option", "Try again")


@scene("hint open")
def _hint(person: Visitor) -> None:
    _not_quite_again(person)
    person.press("wrong-option", "Show a hint")
    person.press("wrong-option", "Show another hint")


@scene("partly right")
def _partly(person: Visitor) -> None:
    person.open(FIRST)
    person.answer("half-right", "b")


@scene("partly right at the end")
def _partial(person: Visitor) -> None:
    person.open(SECOND)
    person.answer("parts", "a")
    person.press("parts", "Try again")
    person.press("parts", "Check answer")
    assert person.state("parts") == "partial"


@scene("correct")
def _correct(person: Visitor) -> None:
    person.open(FIRST)
    person.answer("wrong-option", "b")


@scene("correct, not sure")
def _not_sure(person: Visitor) -> None:
    person.open(FIRST)
    person.answer("wrong-option", "b", button="Not sure – check anyway")


@scene("correct now, lesson done")
def _correct_now(person: Visitor) -> None:
    _not_quite_again(person)
    person.answer("wrong-option", "b")
    person.answer("half-right", "a")


@scene("answer shown")
def _shown(person: Visitor) -> None:
    person.open(FIRST)
    person.answer("wrong-option", "a")
    person.press("wrong-option", "Show the answer")


@scene("guess kept")
def _kept(person: Visitor) -> None:
    person.open(FIRST)
    person.answer("guess-parts", "a", button="Keep my guess")


@scene("seen before")
def _seen(person: Visitor) -> None:
    _all_seen(person)


@scene("seen before, unfolded")
def _unfolded(person: Visitor) -> None:
    _all_seen(person)
    for summary in person.page.locator("details.seen-before summary").all():
        person.tap(summary)


def _all_seen(person: Visitor) -> None:
    person.open(FIRST)
    person.answer("guess-parts", "a", button="Keep my guess")
    person.answer("wrong-option", "b")
    person.answer("half-right", "c")
    person.press("half-right", "Show the answer")
    person.served.days_pass()
    person.open(FIRST)


@scene("updated")
def _updated(person: Visitor) -> None:
    person.open(FIRST)
    person.answer("wrong-option", "a")
    person.served.questions_change()
    person.open(FIRST)
    expect(person.card("wrong-option")).to_contain_text("This question was updated.")


@scene("answered in another tab", "409", "422")
def _conflict(person: Visitor) -> None:
    person.open(FIRST)
    other = person.another_tab()
    other.open(FIRST)
    other.answer("wrong-option", "b")
    person.answer("wrong-option", "a")


@scene("no connection", "net::ERR_INTERNET_DISCONNECTED", "Failed to fetch")
def _offline(person: Visitor) -> None:
    person.open(FIRST)
    person.choose("wrong-option", "a")
    person.page.context.set_offline(True)
    person.tap(person.button("wrong-option", "Check answer"))
    expect(person.card("wrong-option").get_by_role("status")).to_contain_text("No connection.")
    person.page.context.set_offline(False)


@scene("broken question")
def _broken_question(person: Visitor) -> None:
    person.open("/en/c/broken/first")
    expect(person.page.locator(".q.broken")).to_contain_text("It does not count.")


@scene("broken lesson")
def _broken_lesson(person: Visitor) -> None:
    person.open("/en/c/broken/second")
    expect(person.page.locator("h1")).to_have_text("This lesson cannot be shown right now")
