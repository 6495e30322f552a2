"""The review in a browser: with scripts and without, by keyboard, and pressed twice."""

import re
from collections.abc import Callable
from functools import partial
from itertools import pairwise

import pytest
from playwright.sync_api import expect

from emm.content.model import Course, Question
from emm.learning import learners
from emm.learning.answering import Sent, answer
from emm.learning.records import Exercise
from emm.learning.reviewing import beginning
from emm.learning.rounds import recall
from emm.questions.contract import FormValues
from emm.store.engine import writing
from emm.world import World
from tests.browser.conftest import Visit
from tests.browser.keyboard import answer as answer_by_keyboard
from tests.browser.keyboard import enlarge, enter
from tests.browser.servers import Served
from tests.browser.test_journeys import right, wrong
from tests.browser.visitor import LOOKS, Look, Visitor, tell

pytestmark = pytest.mark.browser

COUNT, MOST = 8, 26
"""Questions of T5, and activations it may take."""
RETURNING = 3
"""How many of them are not asked for the first time."""
DONE = "Done for today. "


def chosen(course: Course) -> list[Question]:
    """Return questions of the course that are answered by one option."""
    every = (question for question in course.questions if question.is_reviewed)
    return [question for question in every if question.kind.name in ("single", "true-false")][:COUNT]


def come_back(person: Visitor, course: Course) -> None:
    """Let the questions of T5 wait for somebody, of whom some were reviewed before; they have a cookie."""
    first, *others = chosen(course)
    assert len(others) == COUNT - 1
    person.open(course.question(first.id)[0].address)
    person.answer(first.id, *right(first))
    for question in others:
        act(person, course, question, answer)
    person.served.days_pass(2)
    for question in others[-RETURNING:]:
        act(person, course, question, partial(recall, since=beginning(World().now())))
    person.served.days_pass(6)
    person.open(course.address)


def act(person: Visitor, course: Course, question: Question, deed: Callable[..., object]) -> None:
    """Answer a question as it is right, in its lesson or outside."""
    token = next(str(one.get("value")) for one in person.page.context.cookies())
    engine = person.served.engine
    with writing(engine) as connection:
        learner = learners.find(connection, World(), token)
        assert learner
        exercise = Exercise(learner.id, course, *course.question(question.id))
        values = FormValues.of(("answer", letter) for letter in right(question))
        deed(connection, World(), exercise, Sent(World().new_id(), values))
    engine.dispose()


def asked(person: Visitor, course: Course) -> Question:
    """Return the question on the page."""
    name = person.page.locator(".q").get_attribute("id") or ""
    return course.question(name.removeprefix("q-"))[1]


@pytest.mark.parametrize("look", LOOKS, ids=str)
def test_a_learner_reviews_what_is_due(visit: Visit, real: Served, course: Course, look: Look):
    """T5."""
    person = visit(real, look)
    come_back(person, course)
    person.activations = 0
    person.follow(re.compile(r"^Review \(8\)$"))
    person.follow("Start")
    lessons = []
    for number in range(1, COUNT + 1):
        if number > 1:
            person.follow("Next question")
        expect(person.page.locator("h1")).to_have_text(f"Review – {number} of {COUNT}")
        question = asked(person, course)
        lessons.append(course.question(question.id)[0])
        person.answer(question.id, *right(question))
        expect(person.feedback(question.id)).to_have_text("Correct")
        if look.scripts:
            expect(person.feedback(question.id)).to_be_focused()
        else:
            expect(person.page).to_have_title(re.compile("^Correct – Review – "))
    expect(person.page.locator("#next")).to_contain_text(f"{DONE}8 of 8 right.")
    expect(person.page.locator("header")).not_to_contain_text("(")
    assert person.activations <= MOST
    assert all(one is not other for one, other in pairwise(lessons))
    tell(f"T5 {look}: {person.activations} activations")
    person.follow("Back to course")
    assert person.path == course.address


@pytest.mark.parametrize("look", [Look(dark=True), Look(scripts=False)], ids=str)
def test_the_review_by_keyboard(visit: Visit, real: Served, course: Course, look: Look):
    """T5 without a pointer, at 150 %."""
    person = visit(real, look)
    come_back(person, course)
    person.activations = 0
    enlarge(person)
    enter(person, person.page.get_by_role("link", name="Review (8)"))
    enter(person, person.page.get_by_role("link", name="Start"))
    for number in range(COUNT):
        if number:
            enter(person, person.page.get_by_role("link", name="Next question"))
        question = asked(person, course)
        if number:
            answer_by_keyboard(person, question, right(question)[0])
        else:
            answer_by_keyboard(person, question, wrong(question)[0], "Not sure – check anyway")
    expect(person.page.locator("#next")).to_contain_text(f"{DONE}7 of 8 right. The other one comes back in 2 days.")
    expect(person.page.locator("header")).not_to_contain_text("(")
    assert person.activations <= MOST
    tell(f"T5 {look} by keyboard: {person.activations} activations")


@pytest.mark.parametrize("look", [Look(), Look(scripts=False)], ids=str)
def test_a_double_click_reviews_once(visit: Visit, real: Served, course: Course, look: Look):
    person = visit(real, look)
    come_back(person, course)
    person.follow("Review (8)")
    person.follow("Start")
    question = asked(person, course)
    person.choose(question.id, right(question)[0])
    before = real.answers("recall")
    with person.new_card(question.id):
        person.button(question.id, "Check answer").dblclick()
    expect(person.feedback(question.id)).to_have_text("Correct")
    person.page.wait_for_load_state("networkidle")
    assert real.answers("recall") == before + 1
    expect(person.page.locator("header")).to_contain_text("Review (7)")


def test_stopping_half_way_and_going_on(visit: Visit, real: Served, course: Course):
    person = visit(real)
    come_back(person, course)
    person.follow("Review (8)")
    person.follow("Start")
    question = asked(person, course)
    person.answer(question.id, *right(question))
    person.follow("Stop here")
    expect(person.page.locator("main")).to_contain_text("Saved. The rest will wait.")
    person.follow("Go on")
    expect(person.page.locator("h1")).to_have_text("Review – 2 of 8")
    assert asked(person, course) is not question


def test_the_days_come_as_a_file(visit: Visit, real: Served, course: Course):
    person = visit(real)
    come_back(person, course)
    person.follow("Review (8)")
    with person.page.expect_download() as download:
        person.page.get_by_role("link", name="Add review days to my calendar").click()
    assert download.value.suggested_filename == "review.ics"
    assert download.value.path().read_bytes().startswith(b"BEGIN:VCALENDAR\r\n")
