"""The review, practice, and what else tells of them."""

from playwright.sync_api import expect

from tests.browser.scenes.lessons import finish
from tests.browser.scenes.scene import COURSE, scene
from tests.browser.visitor import Visitor

REVIEWED = {"wrong-option": "b", "parts": "a", "half-right": "c", "topic-lesson": "b"}
"""The questions of a review in their order, and how they are answered."""


@scene("review, nothing due")
def _review_nothing(person: Visitor) -> None:
    finish(person)
    person.open("/en/review")
    expect(person.page.locator("main")).to_contain_text("Nothing to review today. Next: 4 questions on ")


@scene("review of today")
def _review(person: Visitor) -> None:
    _come_back(person)
    expect(person.page.locator("header")).to_contain_text("Review (4)")


@scene("review after a long time")
def _review_away(person: Visitor) -> None:
    _come_back(person, days=15)
    expect(person.page.locator("main")).to_contain_text("Welcome back. Here are 4 good ones to restart with.")


@scene("review, a question")
def _review_question(person: Visitor) -> None:
    _begin_review(person)


@scene("review, a hint")
def _review_hint(person: Visitor) -> None:
    _begin_review(person)
    person.press("wrong-option", "Show a hint")


@scene("review, right")
def _review_right(person: Visitor) -> None:
    _begin_review(person)
    person.answer("wrong-option", "b")


@scene("review, not quite")
def _review_not_quite(person: Visitor) -> None:
    _begin_review(person)
    person.answer("wrong-option", "a", button="Not sure – check anyway")


@scene("review, nothing chosen", "422")
def _review_nothing_chosen(person: Visitor) -> None:
    _begin_review(person)
    person.press("wrong-option", "Check answer")


@scene("review in another tab", "409")
def _review_conflict(person: Visitor) -> None:
    _begin_review(person)
    other = person.another_tab()
    other.open("/en/review/sample/wrong-option")
    other.answer("wrong-option", "b")
    person.answer("wrong-option", "a")


@scene("review stopped")
def _review_stopped(person: Visitor) -> None:
    _begin_review(person)
    person.answer("wrong-option", "a")
    person.follow("Stop here")
    expect(person.page.locator("main")).to_contain_text("Saved. The rest will wait.")


@scene("review done")
def _review_done(person: Visitor) -> None:
    _do_review(person)


@scene("review done, seen again")
def _review_again(person: Visitor) -> None:
    _do_review(person)
    person.open("/en/review")
    expect(person.page.locator("main")).to_contain_text("Done for today. 2 of 4 right.")


@scene("review off")
def _review_off(person: Visitor) -> None:
    finish(person)
    person.prefer(review="off")
    person.open("/en/review")
    expect(person.page.get_by_role("button", name="Turn it on")).to_be_visible()


@scene("practice done")
def _practice(person: Visitor) -> None:
    finish(person)
    person.open("/en/review")
    person.follow("Practise anyway (5 mixed questions)")
    for number, (question, letters) in enumerate(REVIEWED.items()):
        if number:
            person.follow("Next question")
        person.answer(question, *letters)
    expect(person.page.locator("#next")).to_contain_text("Done. 2 of 4 right.")


@scene("course with something to review")
def _course_review(person: Visitor) -> None:
    _come_back(person)
    person.open(COURSE)
    expect(person.page.locator("main")).to_contain_text("4 questions are ready for review. About 2 min.")


def _come_back(person: Visitor, days: int = 2) -> None:
    finish(person)
    person.served.days_pass(days)
    person.open("/en/review")


def _begin_review(person: Visitor) -> None:
    _come_back(person)
    person.follow("Start")


def _do_review(person: Visitor) -> None:
    _begin_review(person)
    for number, (question, letters) in enumerate(REVIEWED.items()):
        if number:
            person.follow("Next question")
        person.answer(question, *letters)
    expect(person.page.locator("#next")).to_contain_text("Done for today. 2 of 4 right.")
