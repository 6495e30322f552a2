"""What only some kinds of questions can show."""

from playwright.sync_api import expect

from tests.browser.scenes.scene import scene
from tests.browser.visitor import Visitor

TYPED = "/en/c/author-guide/typed-answers"
LINES = "/en/c/author-guide/questions-with-lines"


@scene("gap left empty", "422", site="real")
def _empty_gap(person: Visitor) -> None:
    person.open(TYPED)
    person.write("fill-rule", "bar", "")
    person.press("fill-rule", "Check answer")


@scene("gaps shown", site="real")
def _gaps_shown(person: Visitor) -> None:
    person.open(TYPED)
    person.write("fill-rule", "a very long word that does not belong into this gap at all", "the Tilde")
    person.press("fill-rule", "Check answer")
    person.press("fill-rule", "Show the answer")


@scene("typed in Arabic", site="real")
def _in_arabic(person: Visitor) -> None:
    _retry_in_arabic(person)


def _retry_in_arabic(person: Visitor) -> None:
    person.open(TYPED)
    person.write("name-wrong", "خيار غير صحيح (a)")
    person.press("name-wrong", "Check answer")
    person.press("name-wrong", "Try again")


@scene("typed in Arabic, shown", site="real")
def _in_arabic_shown(person: Visitor) -> None:
    _retry_in_arabic(person)
    person.press("name-wrong", "Check answer")
    person.write("points-earned", "−١٬٢٣٤٫٥")
    person.press("points-earned", "Check answer")
    person.press("points-earned", "Show the answer")


@scene("number in two ways", "422", site="real")
def _two_ways(person: Visitor) -> None:
    person.open(TYPED)
    person.write("points-earned", "1,500")
    person.press("points-earned", "Check answer")


GUIDE = "/en/c/author-guide/scenarios-reflections-polls"
"""The lesson of the author guide in which everything can be tried out."""


@scene("scenario, second step", site="real")
def _second_step(person: Visitor) -> None:
    _second_step_of(person)
    expect(person.card("brown-water")).to_contain_text("You will know more at noon.")


@scene("scenario, nothing chosen", "422", site="real")
def _no_choice(person: Visitor) -> None:
    _second_step_of(person)
    person.press("brown-water", "Go on")
    person.page.mouse.move(0, 0)


def _second_step_of(person: Visitor) -> None:
    person.open(GUIDE)
    person.answer("brown-water", "b", button="Go on")
    person.page.mouse.move(0, 0)  # an option under the pointer looks otherwise


@scene("scenario, outcome", site="real")
def _outcome(person: Visitor) -> None:
    _second_step_of(person)
    person.answer("brown-water", "a", button="Go on")
    person.answer("brown-water", "b", button="Go on")
    expect(person.feedback("brown-water")).to_have_text("Outcome")


@scene("scenario, another tab", "409", site="real")
def _overtaken(person: Visitor) -> None:
    _second_step_of(person)
    other = person.another_tab()
    other.open(GUIDE)
    other.answer("brown-water", "a", button="Go on")
    person.answer("brown-water", "a", button="Go on")
    expect(person.card("brown-water")).to_contain_text("This is how it stands now.")


@scene("note missing", "422", site="real")
def _no_note(person: Visitor) -> None:
    person.open(GUIDE)
    person.press("own-choice", "Save note")


@scene("note saved", site="real")
def _note(person: Visitor) -> None:
    _save_note(person)


def _save_note(person: Visitor) -> None:
    person.open(GUIDE)
    person.card("own-choice").locator("textarea").fill("We closed a well.\n\nNobody asked who used it.")
    person.press("own-choice", "Save note")


@scene("note being changed", site="real")
def _change(person: Visitor) -> None:
    _save_note(person)
    person.press("own-choice", "Change my note")


@scene("voted", site="real")
def _voted(person: Visitor) -> None:
    person.served.forget_votes()
    person.open(GUIDE)
    person.answer("what-keeps-you", "b", button="Vote")
    expect(person.card("what-keeps-you")).to_contain_text("Results appear after 5 votes.")


@scene("voted, with results", site="real")
def _poll_results(person: Visitor) -> None:
    _vote_with_results(person)


def _vote_with_results(person: Visitor) -> None:
    person.open(GUIDE)
    person.answer("what-keeps-you", "b", button="Vote")
    person.served.votes_are("what-keeps-you", a=3, b=9, c=7, d=1)
    person.open(GUIDE)
    expect(person.card("what-keeps-you")).to_contain_text("Results of 20 votes.")


@scene("paths seen before", site="real")
def _paths_seen(person: Visitor) -> None:
    _save_note(person)
    _second_step_of(person)
    person.answer("brown-water", "a", button="Go on")
    person.answer("brown-water", "b", button="Go on")
    _vote_with_results(person)
    person.served.days_pass()
    person.open(GUIDE)
    for summary in person.page.locator("details.seen-before summary").all():
        person.tap(summary)


@scene("lines in order, a number twice", "422", site="real")
def _number_twice(person: Visitor) -> None:
    person.open(LINES)
    person.number("order-steps", "1", "2", "3", "1")
    person.press("order-steps", "Check answer")


@scene("lines in groups, one missing", "422", site="real")
def _group_missing(person: Visitor) -> None:
    person.open(LINES)
    person.choose("sort-changes", "a-1", "b-3", "d-2")
    person.press("sort-changes", "Check answer")
