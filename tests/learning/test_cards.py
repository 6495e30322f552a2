"""The question card: what it shows in each state, and what it does not hold before it is closed."""

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass, replace
from typing import Any

import pytest
from sqlalchemy import Connection

from emm.content.model import Course, Question
from emm.learning.cards import Card, Reader, card
from emm.learning.lessons import Returned
from emm.learning.rules.practice import Practice
from emm.messages import message
from emm.questions.contract import FormValues
from emm.questions.toolbox import Choices, Option
from emm.world import SEEDS
from tests.learning.desk import Desk, values
from tests.support.samples import choices, question_of, with_question
from tests.support.world import FakeWorld

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


@pytest.mark.parametrize("letter", ["a", "b", "c"])
def test_a_guess_looks_the_same_right_or_not(world: FakeWorld, letter: str):
    practice = Practice(state="kept", tries=1, response="a", begun=True)
    shown = card_of_key("guess", practice, letter, world)
    assert shown == card_of_key("guess", practice, "a", world)
    assert shown[2]


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


# Nothing of the key before the card is closed.

WORDS = ("feedback", "why", "share", "right", "correct", "solution", "score")
OPEN_ANSWERS: dict[str, tuple[str, ...]] = {"untouched": (), "not quite": ("a",), "try again": ("a", "again")}


def within(value: object, name: str = "") -> Iterator[tuple[str, object]]:
    """Yield every value that a template can reach, with the name that leads to it."""
    yield name, value
    if isinstance(value, Mapping):
        for key, part in value.items():
            yield from within(part, str(key))
    elif is_dataclass(value):
        for field in fields(value):
            yield from within(getattr(value, field.name), field.name)
    elif isinstance(value, tuple | list | set | frozenset):
        for part in value:
            yield from within(part, name)


def test_the_search_finds_what_is_hidden_deep():
    found = dict(within({"options": (Option("a", question_of().title, 1.0, None),)}))
    assert found["share"] == 1.0
    assert found["feedback"] is None


@pytest.mark.parametrize("lesson", ["first", "second"])
def test_no_open_form_leads_to_the_key(desk: Desk, lesson: str):
    for shown in desk.page(lesson).cards:
        for name, value in within(shown.view):
            assert name not in WORDS
            assert not isinstance(value, Choices | Option)


@pytest.mark.parametrize("lesson", ["first", "second"])
def test_no_open_form_holds_a_word_of_feedback(desk: Desk, lesson: str):
    for shown in desk.page(lesson).cards:
        secrets = [option.feedback.html for option in shown.question.spec.options if option.feedback]
        secrets += [shown.question.why, *shown.question.hints]
        held = "".join(value for _name, value in within((shown.view, shown.lines)) if isinstance(value, str))
        assert not any(secret in held for secret in secrets if secret)


def test_a_second_try_holds_the_feedback_of_the_choice_only(desk: Desk):
    desk.answer(ONE, "a")
    for _ in range(2):
        shown = desk.card(ONE)
        held = "".join(
            value for _name, value in within((shown.view, shown.lines, shown.result)) if isinstance(value, str)
        )
        assert "The stem is what is asked." in held
        for secret in ("draws the eye", "helps to find", "people really make", "given-not", "missed"):
            assert secret not in held
        desk.again(ONE)


def card_of_key(kind: str, practice: Practice, right: str, world: FakeWorld, seed: int = 0) -> tuple[object, ...]:
    """Return what a card shows when these letters are right."""
    spec = choices(right=right, letters="abcd")
    # What an author says about a choice is shown with it; here it must not make the difference.
    spec = replace(spec, options=tuple(replace(option, feedback=None) for option in spec.options))
    shown = card(question_of(kind, spec=spec), practice, Reader(None, seed), world, address="", count=1)
    return shown.view, shown.lines, shown.result, shown.template


@pytest.mark.parametrize("seed", range(SEEDS))
@pytest.mark.parametrize(
    "practice",
    [
        Practice(),
        Practice(hints=1, draft='[["answer", "a"]]'),
        Practice(state="retry", tries=1, response="a", begun=True),
        Practice(state="retry", tries=1, response="a", begun=True, trying_again=True),
    ],
    ids=["open", "hint", "not quite", "try again"],
)
def test_an_open_card_is_the_same_whichever_answer_is_right(world: FakeWorld, practice: Practice, seed: int):
    cards = [card_of_key("single", practice, right, world, seed) for right in "bcd"]
    assert cards[0] == cards[1] == cards[2]


@pytest.mark.parametrize("seed", range(0, SEEDS, 3))
def test_an_open_card_is_the_same_whichever_answers_are_right(world: FakeWorld, seed: int):
    for practice in (Practice(), Practice(state="retry", tries=1, response="a", begun=True)):
        cards = [card_of_key("multiple", practice, right, world, seed) for right in ("bc", "bd", "cd")]
        assert cards[0] == cards[1] == cards[2]


def test_a_closed_card_does_tell(world: FakeWorld):
    """The comparison above can fail."""
    practice = Practice(state="shown", tries=2, response="a", begun=True)
    assert card_of_key("single", practice, "b", world) != card_of_key("single", practice, "c", world)


# The order of the options.


@pytest.mark.parametrize("seed", range(SEEDS))
def test_options_stand_where_the_visitor_saw_them(connection: Connection, world: FakeWorld, course: Course, seed: int):
    desk = Desk(connection, world, course, seed=seed)
    visitor = card(_question(course), Practice(), Reader(None, seed), world, address="", count=2)
    assert order(desk.card(ONE)) == order(visitor)


def test_options_stand_in_the_same_order_at_every_return(desk: Desk):
    before = order(desk.card(ONE))
    words = {option.letter: option.text.plain for option in _question(desk.course).spec.options}
    desk.answer(ONE, "a")
    assert [line.text.plain for line in desk.card(ONE).lines] == [words[letter] for letter in before]
    desk.again(ONE)
    desk.world.sleep(days=30)
    assert order(desk.card(ONE)) == before


def test_a_fixed_order_is_the_authors(desk: Desk):
    fixed = replace(_question(desk.course).spec, shuffled=False)
    desk.course = with_question(desk.course, ONE, spec=fixed)
    for seed in range(SEEDS):
        shown = card(_question(desk.course), Practice(), Reader(None, seed), desk.world, address="", count=1)
        assert order(shown) == ["a", "b", "c"]


def _question(course: Course) -> Question:
    return course.question(ONE)[1]
