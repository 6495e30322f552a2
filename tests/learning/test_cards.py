"""The question card: what it shows in each state, and what it does not hold before it is closed."""

from dataclasses import replace
from typing import Any

import pytest

from emm.learning.cards import Card
from emm.learning.lessons import Returned
from emm.messages import message
from emm.questions.contract import FormValues
from tests.learning.desk import Desk, values
from tests.support.samples import choices, with_question

ONE = "wrong-option"
HALF = "half-right"
SEVERAL = "parts"
GUESS = "guess-parts"


def chosen(shown: Card) -> set[str]:
    """Return the letters that are chosen in the form."""
    assert shown.view
    options: Any = shown.view["options"]
    return {option.letter for option in options if option.checked}


def order(shown: Card) -> list[str]:
    """Return the letters of the form, in order."""
    assert shown.view
    options: Any = shown.view["options"]
    return [option.letter for option in options]


def marks(shown: Card) -> dict[str, str]:
    """Return what is said about each option of an answered card, by the words of the option."""
    return {line.text.plain: line.mark for line in shown.lines if line.mark}


def feedback(shown: Card) -> list[str]:
    """Return the feedback in words."""
    assert shown.result
    return [piece.plain for piece in shown.result.verdict.feedback]


def test_unanswered(desk: Desk):
    shown = desk.card(ONE)
    assert (shown.id, shown.state, shown.count, shown.address) == (
        "q-wrong-option",
        "open",
        2,
        "/en/c/sample/q/wrong-option",
    )
    assert sorted(order(shown)) == ["a", "b", "c"]
    assert chosen(shown) == set()
    assert (shown.lines, shown.result, shown.error, shown.hints) == ((), None, None, ())
    assert (shown.has_more_hints, shown.tries_left, shown.is_old) == (True, 2, False)


def test_not_quite(desk: Desk):
    desk.answer(ONE, "a")
    shown = desk.card(ONE)
    assert (shown.state, shown.view, shown.tries_left) == ("retry", None, 1)
    assert marks(shown) == {"A stem": "given"}
    assert feedback(shown) == ["The stem is what is asked."]
    assert shown.result
    assert (shown.result.name, shown.result.tone) == ("retry", "retry")
    assert (shown.result.solution, shown.result.why) == ((), "")


def test_partly_with_a_try_left(desk: Desk):
    desk.answer(SEVERAL, "a", "b", "c")
    shown = desk.card(SEVERAL)
    assert shown.result
    assert (shown.state, shown.result.name, shown.result.tone) == ("retry", "partial", "part")
    assert [said.text for said in shown.result.verdict.remarks] == [
        "You found %(found)s of %(count)s.",
        "One choice does not belong.",
    ]
    assert set(marks(shown).values()) == {"given"}
    assert (shown.result.solution, shown.result.why) == ((), "")


def test_try_again_keeps_choice_and_feedback(desk: Desk):
    desk.answer(ONE, "a")
    desk.again(ONE)
    shown = desk.card(ONE)
    assert (shown.state, chosen(shown), shown.lines) == ("retry", {"a"}, ())
    assert feedback(shown) == ["The stem is what is asked."]
    assert shown.result
    assert (shown.result.solution, shown.result.why) == ((), "")


@pytest.mark.parametrize("sure", [True, False])
def test_correct(desk: Desk, sure: bool):
    desk.answer(ONE, "b", sure=sure)
    shown = desk.card(ONE)
    assert (shown.state, shown.practice.sure, shown.practice.tries) == ("correct", sure, 1)
    assert marks(shown) == {"A distractor": "given-right"}
    assert shown.result
    assert (shown.result.tone, shown.result.solution) == ("ok", ())
    assert "people really make" in shown.result.why


def test_correct_at_the_second_try(desk: Desk):
    desk.answer(ONE, "a")
    desk.answer(ONE, "b")
    shown = desk.card(ONE)
    assert (shown.state, shown.practice.tries, shown.practice.right_first_time) == ("correct", 2, False)


@pytest.mark.parametrize("last", ["no tries left", "on request"])
def test_here_is_the_answer(desk: Desk, last: str):
    desk.answer(ONE, "a")
    if last == "on request":
        desk.show(ONE)
    else:
        desk.answer(ONE, "a")
    shown = desk.card(ONE)
    assert (shown.state, shown.view) == ("shown", None)
    assert marks(shown) == {"A stem": "given-not", "A distractor": "missed"}
    assert shown.result
    assert [piece.plain for piece in shown.result.solution] == ["A distractor"]
    assert feedback(shown) == ["The stem is what is asked."]
    assert shown.result.why


def test_partly_right_and_closed(desk: Desk):
    desk.answer(HALF, "c")
    desk.answer(HALF, "b")
    shown = desk.card(HALF)
    assert shown.result
    assert (shown.state, shown.result.name, shown.result.tone) == ("partial", "partial", "part")
    assert marks(shown) == {"The stem": "missed", "The stem or the options": "given-partly"}


def test_a_guess_is_kept_and_nothing_is_said_about_it(desk: Desk):
    desk.answer(GUESS, "b")
    shown = desk.card(GUESS)
    assert shown.result
    assert (shown.state, shown.result.tone, marks(shown)) == ("kept", "kept", {"Two": "given"})
    assert (shown.result.verdict.score, shown.result.solution, shown.result.why) == (0, (), "")


def test_a_hint_keeps_the_form(desk: Desk):
    desk.hint(SEVERAL, "c", "d")
    shown = desk.card(SEVERAL)
    assert chosen(shown) == {"c", "d"}
    assert (len(shown.hints), shown.has_more_hints) == (1, False)


def test_hints_come_in_the_authors_order(desk: Desk):
    _lesson, question = desk.course.question(ONE)
    assert desk.card(ONE).hints == ()
    desk.hint(ONE)
    assert desk.card(ONE).hints == question.hints[:1]
    desk.hint(ONE)
    assert desk.card(ONE).hints == question.hints


def test_a_hint_asked_for_with_nothing_chosen_clears_the_form(desk: Desk):
    desk.answer(SEVERAL, "c")
    desk.again(SEVERAL)
    desk.hint(SEVERAL)
    assert chosen(desk.card(SEVERAL)) == set()


def test_seen_before_from_the_next_day_on(desk: Desk):
    desk.answer(ONE, "b")
    assert not desk.card(ONE).is_old
    desk.world.sleep(hours=14)
    assert not desk.card(ONE).is_old, "still the same day"
    desk.world.sleep(hours=2)
    shown = desk.card(ONE)
    assert (shown.is_old, shown.practice.right_first_time) == (True, True)


def test_what_is_still_open_is_never_folded(desk: Desk):
    desk.answer(ONE, "a")
    desk.world.sleep(days=2)
    assert not desk.card(ONE).is_old


def test_answer_again_opens_a_form_with_nothing_in_it(desk: Desk):
    desk.answer(ONE, "b")
    desk.world.sleep(days=2)
    desk.again(ONE)
    shown = desk.card(ONE)
    assert (shown.state, chosen(shown), shown.result, shown.is_old) == ("open", set(), None, False)


def test_a_changed_meaning_shows_the_question_as_updated(desk: Desk):
    desk.answer(ONE, "b")
    desk.course = with_question(desk.course, ONE, meaning="another-mean")
    shown = desk.card(ONE)
    assert (shown.state, shown.practice.updated, shown.result, chosen(shown)) == ("open", True, None, set())


@pytest.mark.parametrize("letters", ["a", "aa", "b"])
def test_a_vanished_option_shows_the_question_as_updated(desk: Desk, letters: str):
    for letter in letters:
        desk.answer(ONE, letter)
    spec = choices(right="y", letters="xyz")
    desk.course = with_question(desk.course, ONE, spec=spec)
    shown = desk.card(ONE)
    assert (shown.state, shown.practice.updated, shown.result, chosen(shown)) == ("open", True, None, set())
    assert sorted(order(shown)) == ["x", "y", "z"]


def test_a_draft_with_a_vanished_option_is_shown_without_it(desk: Desk):
    desk.hint(SEVERAL, "a", "d")
    _lesson, question = desk.course.question(SEVERAL)
    spec = replace(question.spec, options=question.spec.options[:3])
    desk.course = with_question(desk.course, SEVERAL, spec=spec)
    assert chosen(desk.card(SEVERAL)) == {"a"}


ERROR = message("Choose an answer first.")


@pytest.mark.parametrize("letters", [(), ("a",), ("a", "c"), ("z",)])
def test_a_returned_form_is_filled_in_again(desk: Desk, letters: tuple[str, ...]):
    shown = desk.card(SEVERAL, returned=Returned(SEVERAL, values(*letters), ERROR))
    assert chosen(shown) == set(letters) - {"z"}
    assert shown.error == ERROR


def test_a_returned_form_wins_over_what_was_answered(desk: Desk):
    desk.answer(SEVERAL, "c")
    desk.again(SEVERAL)
    assert chosen(desk.card(SEVERAL, returned=Returned(SEVERAL, FormValues(), ERROR))) == set()


def test_a_form_returned_to_a_closed_question_shows_what_was_saved(desk: Desk):
    desk.answer(ONE, "b")
    shown = desk.card(ONE, returned=Returned(ONE, values("a"), ERROR))
    assert (shown.view, shown.error, marks(shown)) == (None, ERROR, {"A distractor": "given-right"})
