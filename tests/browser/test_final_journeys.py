"""The final assessment and what follows, whole and by keyboard only, on a phone with big text: T6 and T7."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Locator, expect

from emm.content.model import Course, Question
from tests.browser.conftest import Visit
from tests.browser.keyboard import enlarge, enter, put_by_keyboard, send, write
from tests.browser.scenes.certificates import NAME, earn
from tests.browser.servers import Served
from tests.browser.visitor import Look, Visitor, tell
from tests.support.answers import right_answer

pytestmark = [
    pytest.mark.browser,
    pytest.mark.parametrize("look", [Look(), Look(scripts=False)], ids=str),
]

QUESTIONS = 12
MOST = 36
"""Activations that T6 may take."""


def test_passed_certified_and_checked_by_somebody_else(visit: Visit, real: Served, course: Course, look: Look):
    """T6, where a question is answered by one choice; the other lines of one that has several come on top."""
    holder, checker = visit(real, look), visit(real, look)
    earn(holder, sits=False)
    holder.open(course.address)
    enlarge(holder)
    enter(holder, link(holder, "Final assessment"))
    enter(holder, button(holder, "Start"))
    more = 0
    for question in asked_in_turn(holder, course):
        form = right_answer(question)
        put_by_keyboard(holder, question.id, form)
        more += len(form.fields) - 1
        enter(holder, button(holder, "Save and continue"))
    enter(holder, button(holder, "Send my answers"))
    expect(holder.page.locator("main")).to_contain_text("Passed: 12 of 12")
    enter(holder, link(holder, "Get my certificate"))
    write(holder, holder.page.locator("#name"), NAME)
    enter(holder, button(holder, "Make my certificate"))
    expect(holder.page.locator(".holder")).to_have_text(NAME)
    code = holder.page.locator(".code").inner_text()

    checker.open("/en/verify")
    enlarge(checker)
    write(checker, checker.page.locator("#code"), code)
    enter(checker, button(checker, "Check"))
    expect(checker.page.locator("main")).to_contain_text("Valid. The holder completed")
    expect(checker.page.locator("main")).not_to_contain_text(NAME)
    write(checker, checker.page.locator("#name"), NAME)
    enter(checker, button(checker, "Compare"))
    expect(checker.page.locator(".match")).to_contain_text("Match.")
    assert checker.page.context.cookies() == []

    taken = holder.activations + checker.activations
    tell(f"T6 {look}: {taken - more} activations, and {more} for further lines of questions that have several")
    assert taken - more <= MOST


def test_not_passed_then_practised_then_other_questions(visit: Visit, real: Served, course: Course, look: Look):
    """T7."""
    person = visit(real, look)
    person.open(course.assessment_address)
    enlarge(person)
    enter(person, button(person, "Start"))
    first = skip_all(person, course)
    enter(person, button(person, "Send my answers"))
    expect(person.page.locator("main")).to_contain_text("Not passed yet: 0 of 12. You need 9.")
    expect(person.page.locator("main")).not_to_contain_text("Best answer")
    expect(person.page.locator("main")).to_contain_text("What to do next")

    enter(person, link(person, re.compile(r"^Practise \d+ questions$")))
    practised = 0
    while True:
        practised += 1
        question = lesson_question(person, course)
        put_by_keyboard(person, question.id, right_answer(question))
        send(person, question.id, "Check answer")
        expect(person.feedback(question.id)).to_have_text("Correct")
        if not link(person, "Next question").count():
            break
        enter(person, link(person, "Next question"))
    expect(person.page.locator("#next")).to_contain_text(f"Done. {practised} of {practised} right.")
    enter(person, link(person, "New attempt"))
    expect(person.page.locator("main")).to_contain_text("You will get other questions. Your best result counts.")
    enter(person, button(person, "Start"))
    second = skip_all(person, course)
    assert (len(first), len(second)) == (QUESTIONS, QUESTIONS)
    assert not first & second
    tell(f"T7 {look}: {practised} questions practised, {person.activations} activations")


def link(person: Visitor, name: str | re.Pattern[str]) -> Locator:
    """Return the first link of that name on the page itself."""
    exact = isinstance(name, str)
    return person.page.locator("main").get_by_role("link", name=name, exact=exact).first


def button(person: Visitor, name: str) -> Locator:
    """Return the button of that name."""
    return person.page.get_by_role("button", name=name, exact=True)


def asked_in_turn(person: Visitor, course: Course) -> Iterator[Question]:
    """Yield the questions of a sitting, each while it is on the page, until all are to be checked."""
    for number in range(1, QUESTIONS + 1):
        expect(person.page.locator("h1")).to_have_text(f"Question {number} of {QUESTIONS}")
        yield course.pool.question(shown(person)).question
    expect(person.page.locator("h1")).to_have_text("Check your answers")


def skip_all(person: Visitor, course: Course) -> set[str]:
    """Skip every question of a sitting, and return their ids."""
    ids = set()
    for question in asked_in_turn(person, course):
        ids.add(question.id)
        enter(person, link(person, "Skip for now"))
    return ids


def lesson_question(person: Visitor, course: Course) -> Question:
    """Return the question of a lesson that is on the page."""
    return course.question(shown(person))[1]


def shown(person: Visitor) -> str:
    """Return the id of the question on the page."""
    return (person.page.locator("section.q").get_attribute("id") or "").removeprefix("q-")
