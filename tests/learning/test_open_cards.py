"""Nothing of the key stands on a card before it is closed, and options stay where they were seen."""

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass, replace

import pytest
from sqlalchemy import Connection

from emm.content.model import Course, Question
from emm.learning.cards import Reader, card
from emm.learning.rules.practice import Practice
from emm.questions.toolbox import Choices, Option
from emm.world import SEEDS
from tests.learning.desk import Desk
from tests.learning.test_cards import order
from tests.support.samples import choices, question_of, with_question
from tests.support.world import FakeWorld

ONE = "wrong-option"
HALF = "half-right"
SEVERAL = "parts"


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


@pytest.mark.parametrize("letter", ["a", "b", "c"])
def test_a_guess_looks_the_same_right_or_not(world: FakeWorld, letter: str):
    practice = Practice(state="kept", tries=1, response="a", begun=True)
    shown = card_of_key("guess", practice, letter, world)
    assert shown == card_of_key("guess", practice, "a", world)
    assert shown[2]


def _question(course: Course) -> Question:
    return course.question(ONE)[1]
