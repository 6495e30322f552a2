"""The final assessment."""

from playwright.sync_api import expect

from tests.browser.scenes.scene import scene
from tests.browser.visitor import Visitor

ASSESSMENT = "/en/c/international-cooperation/assessment"


@scene("assessment, start", site="real")
def _start(person: Visitor) -> None:
    person.open(ASSESSMENT)


@scene("assessment, question", site="real")
def _question(person: Visitor) -> None:
    begin(person)


@scene("assessment, nothing chosen", "422", site="real")
def _nothing(person: Visitor) -> None:
    begin(person)
    press(person, "Save and continue")


@scene("assessment, under way", site="real")
def _under_way(person: Visitor) -> None:
    begin(person)
    person.open(ASSESSMENT)
    expect(person.page.get_by_role("link", name="Continue")).to_be_visible()


@scene("assessment, check", site="real")
def _check(person: Visitor) -> None:
    begin(person)
    answer_all(person, every=3)


@scene("assessment, start over", site="real")
def _over(person: Visitor) -> None:
    begin(person)
    person.open(ASSESSMENT)
    person.follow("Start over")


@scene("assessment, not passed", site="real")
def _not_passed(person: Visitor) -> None:
    begin(person)
    answer_all(person, every=2)
    press(person, "Send my answers")
    expect(person.page.locator("h1")).to_have_text("Your result")


@scene("assessment, waiting", site="real")
def _waiting(person: Visitor) -> None:
    _send_nothing(person)
    person.open(ASSESSMENT)


@scene("assessment, sent in another tab", "409", site="real")
def _too_late(person: Visitor) -> None:
    begin(person)
    other = person.another_tab()
    other.open(f"{ASSESSMENT}/check")
    press(other, "Send my answers")
    person.give_anything(person.page.locator("section.q"))
    press(person, "Save and continue")


def _send_nothing(person: Visitor) -> None:
    begin(person)
    person.open(f"{ASSESSMENT}/check")
    press(person, "Send my answers")


def begin(person: Visitor) -> None:
    """Start a sitting."""
    person.open(ASSESSMENT)
    press(person, "Start")
    expect(person.page.locator("h1")).to_contain_text("Question 1 of 12")


def press(person: Visitor, name: str) -> None:
    """Press a button and wait for the page behind it."""
    with person.page.expect_navigation():
        person.tap(person.page.get_by_role("button", name=name, exact=True))


def answer_all(person: Visitor, every: int = 1) -> None:
    """Give some answer to every second, or third, question, and go to the check page."""
    for number in range(1, 13):
        if number % every:
            person.follow("Skip for now")
        else:
            person.give_anything(person.page.locator("section.q"))
            press(person, "Save and continue")
    expect(person.page.locator("h1")).to_have_text("Check your answers")
