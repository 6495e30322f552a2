"""The journeys of the design that learners make, with scripts and without, on a phone and on a desk."""

import re

import pytest
from playwright.sync_api import expect

from emm.content.model import Course, Lesson, Question
from tests.browser.conftest import Visit
from tests.browser.servers import Served
from tests.browser.visitor import LOOKS, Look, Visitor, tell

pytestmark = [pytest.mark.browser, pytest.mark.parametrize("look", LOOKS, ids=str)]

STEADY = 2
"""Pixels that the top of a card may move by while the rest of it changes."""
STEP = 64
"""Pixels that it may move by when only so the place of the focus comes into view."""
TOUCHES_EDGE = """() => {
  const box = document.activeElement.getBoundingClientRect();
  return Math.min(Math.abs(box.top), Math.abs(innerHeight - box.bottom)) <= 20;
}"""


def right(question: Question) -> list[str]:
    return [option.letter for option in question.spec.right]


def wrong(question: Question) -> list[str]:
    return [option.letter for option in question.spec.options if option.letter not in right(question)]


def guess_of(lesson: Lesson) -> Question:
    return next(question for question in lesson.questions if not question.kind.graded)


def answer_first_lesson(person: Visitor, lesson: Lesson) -> None:
    person.open("/")
    person.follow("International cooperation on migration")
    person.follow("Start lesson 1")
    person.answer(guess_of(lesson).id, "a", button="Keep my guess")
    for question in lesson.graded:
        person.answer(question.id, *right(question))


def test_a_newcomer_finishes_lesson_1_and_stands_on_lesson_2(visit: Visit, real: Served, lesson: Lesson, look: Look):
    """T1."""
    person = visit(real, look)
    answer_first_lesson(person, lesson)
    for question in lesson.graded:
        expect(person.feedback(question.id)).to_have_text("Correct")
    expect(person.page.locator("#standing")).to_have_text("Lesson 1 of 11 – Done")
    person.follow("Next lesson")
    assert person.path.endswith("/why-partner")
    tell(f"T1 {look}: {person.activations} activations")
    assert person.activations <= 9


def test_a_learner_comes_back_after_a_day_to_the_first_open_question(
    visit: Visit, real: Served, lesson: Lesson, look: Look
):
    """T2."""
    first, second = lesson.graded
    before = visit(real, look)
    before.open(lesson.address)
    before.answer(first.id, *right(first))
    real.days_pass()
    person = before.another_tab()
    person.open("/")
    person.follow(re.compile("^Continue:"))
    assert person.activations == 1
    assert person.path == f"{lesson.address}#q-{second.id}"
    expect(person.card(second.id)).to_be_in_viewport()
    assert person.state(second.id) == "open"
    expect(person.page.locator(".welcome")).to_contain_text("Welcome back. You stopped here on")
    expect(person.card(first.id)).to_contain_text("right first time.")
    tell(f"T2 {look}: {person.activations} activation")


def test_a_learner_needs_help_and_never_loses_the_place(visit: Visit, real: Served, lesson: Lesson, look: Look):
    """T4: not quite, a hint, not quite, the answer and why."""
    question = next(question for question in lesson.graded if question.hints)
    slips = wrong(question)
    person = visit(real, look)
    person.open(lesson.address)
    person.choose(question.id, slips[0])
    press_in_place(person, question, "Check answer")
    hears(person, question, "Not quite")
    press_in_place(person, question, "Try again")
    press_in_place(person, question, "Show a hint")
    expect(person.card(question.id).locator(".hint")).to_contain_text("Hint:")
    if look.scripts:
        expect(person.card(question.id).locator(".hint")).to_be_focused()
    person.choose(question.id, slips[1])
    press_in_place(person, question, "Check answer")
    hears(person, question, "Here is the answer")
    expect(person.card(question.id)).to_contain_text("Best answer:")
    expect(person.card(question.id)).to_contain_text("Why:")
    with person.page.expect_event("framenavigated"):
        person.tap(person.card(question.id).get_by_role("link", name="Read this part again"))
    expect(person.page.locator(person.page.url[person.page.url.index("#") :])).to_be_in_viewport()


def test_a_learner_sums_a_topic_up_and_recalls_it_after_the_next(
    visit: Visit, real: Served, course: Course, lesson: Lesson, look: Look
):
    """P4: the guess comes back, the way leads on, and two questions of topic 1 are asked again after topic 2."""
    person = visit(real, look)
    answer_first_lesson(person, lesson)
    person.follow("Next: Topic summary")
    expect(person.page.locator("h1")).to_have_text("Topic 1 done: Introduction")
    expect(person.page.locator(".note")).to_contain_text("Your guess:")
    expect(person.page.locator("main")).to_contain_text("You answered 2 of 2 right first time.")
    person.follow(re.compile("^Next: Topic 2, "))
    assert person.path.endswith("/why-partner")
    person.open(course.topic_address(course.topics[1]))
    person.follow("Start quick recall")
    first, second = lesson.graded
    person.answer(first.id, *right(first))
    hears(person, first, "Correct", "Correct – ")
    person.follow("Next question")
    person.answer(second.id, wrong(second)[0], button="Not sure – check anyway")
    hears(person, second, "Here is the answer")
    expect(person.page.locator("#next")).to_contain_text("Done. 1 of 2 right.")
    person.open(lesson.address)
    expect(person.page.locator("#standing")).to_contain_text("Done")
    expect(person.feedback(second.id)).to_have_text("Correct")


def press_in_place(person: Visitor, question: Question, name: str) -> None:
    """Press a button, and see that the card stays where it is, or comes to the top of a new page."""
    card, button = person.card(question.id), person.button(question.id, name)
    card.evaluate("card => scrollTo(0, scrollY + card.getBoundingClientRect().top + 10)")
    button.scroll_into_view_if_needed()
    before = top_of(person, question)
    person.press(question.id, name)
    if person.look.scripts:
        moved = abs(top_of(person, question) - before)
        assert moved <= STEADY or (moved <= STEP and person.page.evaluate(TOUCHES_EDGE)), (name, moved)
    else:
        expect(card.locator("h2")).to_be_in_viewport()


def top_of(person: Visitor, question: Question) -> float:
    return float(person.card(question.id).evaluate("card => card.getBoundingClientRect().top"))


def hears(person: Visitor, question: Question, heading: str, title: str = "Not quite – ") -> None:
    """See that the feedback begins with these words and has the focus, or that the title of the new page says so."""
    feedback = person.feedback(question.id)
    expect(feedback).to_have_text(heading)
    if person.look.scripts:
        expect(feedback).to_be_focused()
        expect(feedback).to_be_in_viewport(ratio=1)
    else:
        expect(person.page).to_have_title(re.compile(f"^{title}"))
