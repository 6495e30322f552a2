"""Options with letters: how they are read, graded, and told."""

from collections import Counter
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from emm.errors import ContentError, InvalidAnswer, Problem
from emm.messages import Message, counted, message
from emm.questions import registry
from emm.questions.block import Block, Item
from emm.questions.contract import FormValues, Kind
from emm.questions.toolbox import Choices
from emm.world import SEEDS, Arrangement
from tests.questions.reading import block_of, rich

SINGLE, MULTIPLE = registry.kind_named("single"), registry.kind_named("multiple")
TRUE_FALSE, GUESS = registry.kind_named("true-false"), registry.kind_named("guess")
HERE = Arrangement("learner", 0)


def question(marks: str, **settings: str) -> Block:
    """Return a block with one option for each mark, lettered a, b, c; feedback stands with all but the last."""
    items = tuple(
        Item(4 + n, mark, letter, rich(f"Option {letter}"), rich(f"On {letter}") if n < len(marks) else None)
        for n, (mark, letter) in enumerate(zip(marks, "abcdefgh", strict=False), 1)
    )
    return Block("lesson.md", 1, "question", "q", rich("Which?"), {"id": "q", **settings}, 3, "", items)


def problems(kind: Kind[Any], block: Block) -> tuple[Problem, ...]:
    """Return what the kind has to say against the block."""
    with pytest.raises(ContentError) as caught:
        kind.parse(block)
    return caught.value.problems


def marks(kind: Kind[Any], spec: Any, response: str, *, reveal: bool) -> list[str]:
    """Return the marks of the answered question in the author's order."""
    lines = kind.answered(replace(spec, shuffled=False), HERE, response, reveal=reveal)
    return [line.mark for line in lines]


# Reading


def test_options_are_read_as_they_are_written() -> None:
    choices = SINGLE.parse(question("x~ "))
    assert [option.letter for option in choices.options] == ["a", "b", "c"]
    assert [option.share for option in choices.options] == [1, 0.5, 0]
    assert [option.feedback is None for option in choices.options] == [False, False, True]
    assert (choices.shuffled, choices.partial) == (True, True)


@pytest.mark.parametrize("kind", [SINGLE, MULTIPLE, GUESS])
def test_order_and_credit_can_be_set(kind: Kind[Any]) -> None:
    key = "xx~" if kind is MULTIPLE else "x ~"
    choices = kind.parse(question(key, order="fixed", credit="all"))
    assert isinstance(choices, Choices)
    assert (choices.shuffled, choices.partial) == (False, False)
    assert choices.options[2].share == 0


def test_true_and_false_stay_in_their_order_unless_told() -> None:
    block = block_of("### Question: So?\n\n`id: q`\n\n- [x] a) True\n- [ ] b) False")
    assert not TRUE_FALSE.parse(block).shuffled
    assert TRUE_FALSE.parse(replace(block, settings={"id": "q", "order": "shuffle"})).shuffled


def test_a_missing_letter_comes_with_one_that_is_free() -> None:
    block = question("x   ")
    items = tuple(replace(item, letter="" if item.letter in "bd" else item.letter) for item in block.items)
    second, fourth = problems(SINGLE, replace(block, items=items))
    assert second.hint == "Give it the next free letter, or run emm fix to do it for you: d) Option b"
    assert fourth.hint == "Give it the next free letter, or run emm fix to do it for you: e) Option d"


def test_more_options_than_letters_are_still_told() -> None:
    items = tuple(Item(n, "", "", rich("Another")) for n in range(30))
    told = problems(GUESS, replace(question("x"), items=items))
    assert len([problem for problem in told if problem.code == "E118"]) == 30


def test_the_hint_for_a_missing_key_shows_an_option_of_the_question() -> None:
    (problem,) = problems(SINGLE, question("  "))
    assert problem.hint == "Mark the right option with [x], for example: - [x] a) Option a"


def test_an_option_without_words_is_told() -> None:
    block = question("x ")
    items = (block.items[0], replace(block.items[1], text=rich("")))
    (problem,) = problems(SINGLE, replace(block, items=items))
    assert (problem.line, problem.code) == (6, "E014")


def test_a_list_for_typed_words_is_no_list_of_options() -> None:
    told = problems(SINGLE, question("=~ ", kind="single"))
    assert [(problem.line, problem.code) for problem in told] == [(1, "E104"), (5, "E110")]


@pytest.mark.parametrize("name", ["order", "credit"])
def test_a_setting_that_is_not_known_comes_with_those_that_are(name: str) -> None:
    (problem,) = problems(SINGLE, question("x ", **{name: "odd"}))
    assert (problem.line, problem.code) == (3, "E102")
    assert problem.hint in ("Use shuffle or fixed.", "Use partial or all.")


def test_several_right_answers_among_none_are_told_as_missing_options() -> None:
    (problem,) = problems(MULTIPLE, question("", kind="multiple"))
    assert problem.code == "E106"


# Grading


@pytest.mark.parametrize(
    ("key", "credit", "response", "score"),
    [
        ("xx  ", "partial", "a,b", 1),
        ("xx  ", "partial", "a", 1 / 2),
        ("xx  ", "partial", "a,c", 0),
        ("xx  ", "partial", "a,b,c", 1 / 2),
        ("xx  ", "partial", "a,b,c,d", 0),
        ("xx  ", "partial", "c,d", 0),
        ("xxx ", "partial", "a,b", 2 / 3),
        ("xxx ", "partial", "a,b,d", 1 / 3),
        ("xx~ ", "partial", "a,b,c", 3 / 4),
        ("xx~ ", "partial", "a,c", 1 / 4),
        ("xx~ ", "partial", "c", 0),
        ("xx~ ", "all", "a,b", 1),
        ("xx~ ", "all", "a,b,c", 0),
        ("xx~ ", "all", "a", 0),
    ],
)
def test_multiple_gives_right_minus_not_right(key: str, credit: str, response: str, score: float) -> None:
    choices = MULTIPLE.parse(question(key, credit=credit))
    assert MULTIPLE.grade(choices, response).score == pytest.approx(score)


@settings(database=None, deadline=None)
@given(st.text("x~ ", min_size=3, max_size=8).filter(lambda key: 2 <= key.count("x") < len(key)), st.data())
def test_multiple_follows_its_formula(key: str, data: st.DataObject) -> None:
    choices = MULTIPLE.parse(question(key))
    chosen = data.draw(st.sets(st.sampled_from("abcdefgh"[: len(key)]), min_size=1))
    given = [key["abcdefgh".index(letter)] for letter in chosen]
    expected = (given.count("x") - given.count(" ") - given.count("~") / 2) / key.count("x")
    assert MULTIPLE.grade(choices, ",".join(sorted(chosen))).score == pytest.approx(max(0, expected))


@pytest.mark.parametrize(
    ("response", "remarks"),
    [
        ("a,b,c", ()),
        ("a,b", (message("You found %(found)s of %(count)s.", found=2, count=3),)),
        (
            "a,b,e",
            (
                message("You found %(found)s of %(count)s.", found=2, count=3),
                counted("One choice does not belong.", "%(count)s choices do not belong.", 1),
            ),
        ),
        (
            "d,e",
            (
                message("You found %(found)s of %(count)s.", found=0, count=3),
                counted("One choice does not belong.", "%(count)s choices do not belong.", 2),
            ),
        ),
    ],
)
def test_multiple_says_how_near_the_answer_is(response: str, remarks: tuple[Message, ...]) -> None:
    assert MULTIPLE.grade(MULTIPLE.parse(question("xxx~ ")), response).remarks == remarks


def test_feedback_is_given_on_what_was_chosen_only() -> None:
    assert SINGLE.grade(SINGLE.parse(question("x  ")), "b").feedback == (rich("On b"),)
    assert SINGLE.grade(SINGLE.parse(question("x  ")), "c").feedback == ()
    assert MULTIPLE.grade(MULTIPLE.parse(question("xx  ")), "a,c").feedback == (rich("On a"), rich("On c"))


def test_one_of_several_scores_its_own_share() -> None:
    choices = SINGLE.parse(question("x~ "))
    assert [SINGLE.grade(choices, letter).score for letter in "abc"] == [1, 0.5, 0]
    assert SINGLE.grade(choices, "a,b").score == 0


# Answering


def test_a_response_is_sorted_and_says_each_letter_once() -> None:
    choices = MULTIPLE.parse(question("xx  "))
    values = FormValues.of([("answer", "c"), ("answer", "a"), ("answer", "c"), ("sure", "yes")])
    assert MULTIPLE.read(choices, values) == "a,c"


@pytest.mark.parametrize("kind", [SINGLE, TRUE_FALSE, GUESS])
def test_two_values_for_one_radio_are_refused(kind: Kind[Any]) -> None:
    choices = SINGLE.parse(question("x "))
    with pytest.raises(InvalidAnswer, match="Choose one answer only"):
        kind.read(choices, FormValues.of([("answer", "a"), ("answer", "a")]))


def test_the_form_comes_back_as_it_was_filled() -> None:
    choices = MULTIPLE.parse(question("xx  "))
    view = MULTIPLE.view(choices, HERE, MULTIPLE.fill(choices, "a,d"))
    options: Any = view["options"]
    assert {option.letter for option in options if option.checked} == {"a", "d"}
    assert view["type"] == "checkbox"
    assert {option.letter for option in options} == set("abcd")


@pytest.mark.parametrize("kind", [SINGLE, GUESS])
def test_options_are_shuffled_evenly_unless_told(kind: Kind[Any]) -> None:
    def places(spec: Choices) -> Counter[tuple[int, str]]:
        views: list[Any] = [kind.view(spec, Arrangement("learner", seed), FormValues()) for seed in range(SEEDS)]
        return Counter((place, option.letter) for view in views for place, option in enumerate(view["options"]))

    assert places(kind.parse(question("x  "))) == {(place, letter): 4 for place in range(3) for letter in "abc"}
    assert set(places(kind.parse(question("x  ", order="fixed")))) == {(0, "a"), (1, "b"), (2, "c")}


def test_nothing_chosen_fills_in_nothing() -> None:
    assert MULTIPLE.fill(MULTIPLE.parse(question("xx  ")), "") == FormValues()


# Telling


def test_before_the_reveal_only_what_was_given_is_marked() -> None:
    choices = MULTIPLE.parse(question("xx~ "))
    assert marks(MULTIPLE, choices, "a,c,d", reveal=False) == ["given", "", "given", "given"]


def test_with_the_reveal_each_line_says_what_it_was() -> None:
    choices = MULTIPLE.parse(question("xx~  "))
    told = ["given-right", "missed", "given-partly", "given-not", ""]
    assert marks(MULTIPLE, choices, "a,c,d", reveal=True) == told
    assert marks(SINGLE, SINGLE.parse(question("x~ ")), "b", reveal=True) == ["missed", "given-partly", ""]


def test_the_solution_is_the_key() -> None:
    assert MULTIPLE.solution(MULTIPLE.parse(question("xx~ "))) == (rich("Option a"), rich("Option b"))


def test_choices_are_told_to_the_world_by_letter() -> None:
    told = MULTIPLE.interaction(MULTIPLE.parse(question(" x x")), "a,d")
    assert (told.type, told.correct, told.response) == ("choice", ("b[,]d",), "a[,]d")
    assert told.choices[0] == ("a", "Option a")


def test_the_order_of_writing_does_not_change_what_is_right() -> None:
    block = question("xx ")
    choices = MULTIPLE.parse(replace(block, items=block.items[::-1]))
    told = MULTIPLE.interaction(choices, MULTIPLE.read(choices, MULTIPLE.fill(choices, "b,a")))
    assert told.correct == ("a[,]b",)
    assert told.response == "a[,]b"


@pytest.mark.parametrize(("right", "wrong"), [("True", "False"), ("Vrai", "Faux"), ("صحيح", "خطأ")])
def test_true_and_false_are_told_to_the_world_in_english(right: str, wrong: str) -> None:
    block = block_of(f"### Question: So?\n\n`id: q`\n\n- [ ] a) {right}\n- [x] b) {wrong}")
    told = TRUE_FALSE.interaction(TRUE_FALSE.parse(block), "a")
    assert (told.type, told.correct, told.response) == ("true-false", ("false",), "true")
    assert told.choices == (("true", right), ("false", wrong))


def test_effort_and_tries_are_those_of_the_guide() -> None:
    effort = {kind.name: (kind.tries, kind.seconds) for kind in (SINGLE, MULTIPLE, TRUE_FALSE, GUESS)}
    assert effort == {"single": (2, 30), "multiple": (2, 40), "true-false": (1, 20), "guess": (1, 20)}
    assert [kind.graded for kind in (SINGLE, MULTIPLE, TRUE_FALSE, GUESS)] == [True, True, True, False]
    assert MULTIPLE.instruction == message("Choose all that apply.")
    assert SINGLE.instruction == TRUE_FALSE.instruction == GUESS.instruction == message("Choose one answer.")
