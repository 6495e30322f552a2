"""Answering, hints, solutions and new tries: each is graded and written down once."""

from dataclasses import replace
from itertools import product

import pytest

from emm.errors import Conflict, InvalidAnswer
from emm.learning.answering import ACTIONS, Sent, answer, draft, undraft
from emm.questions.contract import FormValues
from tests.learning.desk import Desk, values
from tests.support.samples import with_question

KEY = "a-key-of-a-form-0001"
ONE = "wrong-option"
HALF = "half-right"
SEVERAL = "parts"
TRUTH = "topic-lesson"
GUESS = "guess-parts"


def actions(desk: Desk) -> list[object]:
    """Return the actions that were written down."""
    return [row[3] for row in desk.acts()]


@pytest.mark.parametrize(
    ("question", "letters", "state"),
    [
        (ONE, "b", "correct"),
        (ONE, "a", "retry"),
        (HALF, "a", "correct"),
        (HALF, "b", "retry"),
        (SEVERAL, "ab", "correct"),
        (SEVERAL, "ba", "correct"),
        (SEVERAL, "a", "retry"),
        (SEVERAL, "cd", "retry"),
        (TRUTH, "b", "correct"),
        (TRUTH, "a", "shown"),
        (GUESS, "a", "kept"),
        (GUESS, "b", "kept"),
    ],
)
def test_a_first_answer(desk: Desk, question: str, letters: str, state: str):
    found = desk.answer(question, *letters)
    assert (found.state, found.tries, found.begun) == (state, 1, True)


@pytest.mark.parametrize(
    ("question", "first", "second", "state"),
    [
        (ONE, "a", "b", "correct"),
        (ONE, "a", "c", "shown"),
        (ONE, "a", "a", "shown"),
        (HALF, "c", "b", "partial"),
        (HALF, "b", "b", "partial"),
        (HALF, "b", "c", "shown"),
        (SEVERAL, "a", "ab", "correct"),
        (SEVERAL, "cd", "a", "partial"),
    ],
)
@pytest.mark.parametrize("opens_form", [True, False])
def test_a_second_try(desk: Desk, question: str, first: str, second: str, state: str, opens_form: bool):
    desk.answer(question, *first)
    if opens_form:
        assert desk.again(question).trying_again
    found = desk.answer(question, *second)
    assert (found.state, found.tries, found.right_first_time) == (state, 2, False)


def test_what_is_written_down_of_an_answer(desk: Desk):
    desk.answer(ONE, "a", key=KEY, sure=False)
    desk.answer(ONE, "b", key=f"{KEY}x")
    assert desk.acts() == [
        (ONE, f"{KEY}:answer", 1, "answer", "a", 0.0, False),
        (ONE, f"{KEY}x:answer", 2, "answer", "b", 1.0, True),
    ]


@pytest.mark.parametrize(("question", "letters", "score"), [(HALF, "b", 0.5), (SEVERAL, "a", 0.5), (GUESS, "b", None)])
def test_the_score_is_written_down_only_where_it_counts(desk: Desk, question: str, letters: str, score: float | None):
    desk.answer(question, *letters)
    assert desk.acts()[0][5] == score


@pytest.mark.parametrize("sure", [True, False])
def test_not_sure_is_remembered_and_changes_no_result(desk: Desk, sure: bool):
    found = desk.answer(ONE, "b", sure=sure)
    assert (found.sure, found.state) == (sure, "correct")


@pytest.mark.parametrize(("question", "tries"), [(ONE, "b"), (ONE, "ac"), (HALF, "bb"), (TRUTH, "a"), (GUESS, "c")])
def test_a_closed_question_takes_no_answer(desk: Desk, question: str, tries: str):
    for letter in tries:
        desk.answer(question, letter)
    before = desk.acts()
    with pytest.raises(Conflict):
        desk.answer(question, "a")
    assert desk.acts() == before


def test_a_shown_question_takes_no_answer(desk: Desk):
    desk.answer(ONE, "a")
    assert desk.show(ONE).state == "shown"
    with pytest.raises(Conflict):
        desk.answer(ONE, "b")


@pytest.mark.parametrize("question", [ONE, SEVERAL, TRUTH, GUESS])
@pytest.mark.parametrize("letters", [(), ("",), ("z",), ("a", "z"), ("A",), ("a,b",), ("a\x00",), ("ａ",)])
def test_what_cannot_be_graded_is_refused_and_not_written_down(desk: Desk, question: str, letters: tuple[str, ...]):
    with pytest.raises(InvalidAnswer):
        desk.answer(question, *letters)
    assert desk.acts() == []
    assert not desk.stand(question).begun


@pytest.mark.parametrize("question", [ONE, HALF, TRUTH, GUESS])
def test_two_answers_to_a_question_of_one_are_refused(desk: Desk, question: str):
    with pytest.raises(InvalidAnswer, match="one answer only"):
        desk.answer(question, "a", "b")


def test_other_fields_of_the_form_change_nothing(desk: Desk):
    forged = FormValues.of([("answer", "a"), ("score", "1"), ("state", "correct"), ("number", "9"), ("why", "x")])
    answer(desk.connection, desk.world, desk.exercise(ONE), Sent(KEY, forged))
    assert desk.acts() == [(ONE, f"{KEY}:answer", 1, "answer", "a", 0.0, True)]


BAD_KEYS = ["", "short", "a" * 15, "a" * 65, "sixteen signs !!", "ключ-ключ-ключ-1", "a" * 16 + "\n", "a:answer" * 3]


@pytest.mark.parametrize(("action", "key"), list(product(ACTIONS, BAD_KEYS)))
def test_a_form_without_a_proper_key_is_refused(desk: Desk, action, key: str):
    sent = Sent(key, values("a"))
    with pytest.raises(InvalidAnswer, match="not complete"):
        ACTIONS[action](desk.connection, desk.world, desk.exercise(ONE), sent)
    assert desk.acts() == []


@pytest.mark.parametrize("key", ["a" * 16, "Z" * 64, "A-b_9" * 5])
def test_a_proper_key_is_taken(desk: Desk, key: str):
    assert desk.answer(ONE, "b", key=key).state == "correct"


@pytest.mark.parametrize(("letter", "state"), [("a", "retry"), ("b", "correct")])
def test_the_same_form_sent_again_adds_nothing(desk: Desk, letter: str, state: str):
    for _ in range(3):
        assert desk.answer(ONE, letter, key=KEY).state == state
    assert actions(desk) == ["answer"]


def test_the_order_of_choices_makes_no_other_answer(desk: Desk):
    desk.answer(SEVERAL, "a", "b", key=KEY)
    desk.answer(SEVERAL, "b", "a", "a", key=KEY)
    assert actions(desk) == ["answer"]


def test_a_form_sent_again_much_later_adds_nothing(desk: Desk):
    desk.answer(ONE, "a", key=KEY)
    desk.again(ONE)
    assert desk.answer(ONE, "b").state == "correct"
    assert desk.answer(ONE, "a", key=KEY).state == "correct"
    assert actions(desk) == ["answer", "again", "answer"]


def test_the_same_key_with_another_answer_is_refused(desk: Desk):
    desk.answer(ONE, "a", key=KEY)
    with pytest.raises(InvalidAnswer, match="another answer"):
        desk.answer(ONE, "b", key=KEY)
    assert desk.stand(ONE).response == "a"


def test_the_same_key_with_other_certainty_is_refused(desk: Desk):
    desk.answer(ONE, "a", key=KEY)
    with pytest.raises(InvalidAnswer, match="another answer"):
        desk.answer(ONE, "a", key=KEY, sure=False)


@pytest.mark.parametrize("action", ["answer", "hint", "again"])
def test_the_same_key_for_another_question_is_refused(desk: Desk, action):
    desk.answer(HALF, "a")
    desk.act(action, HALF if action == "again" else ONE, "a", key=KEY)
    other = ONE if action == "again" else SEVERAL
    before = desk.acts()
    # PostgreSQL takes no further statement in a transaction that it has refused, so the act has one of its own.
    with pytest.raises(InvalidAnswer, match="another answer"), desk.connection.begin_nested():
        desk.act(action, other, "a", key=KEY)
    assert desk.acts() == before
    assert not desk.stand(other).begun


def test_the_buttons_of_one_form_share_its_key(desk: Desk):
    desk.hint(ONE, key=KEY)
    desk.answer(ONE, "a", key=KEY)
    desk.again(ONE, key=KEY)
    desk.show(ONE, key=KEY)
    assert actions(desk) == ["hint", "answer", "again", "show"]


def test_a_question_of_the_same_name_in_another_course_is_another_question(desk: Desk):
    desk.answer(ONE, "b")
    desk.course = replace(desk.course, id="another")
    assert not desk.stand(ONE).begun
    assert desk.answer(ONE, "a").state == "retry"
    assert [row[2] for row in desk.acts()] == [1, 1]


def test_two_learners_may_have_the_same_key(desk: Desk):
    other = Desk(desk.connection, desk.world, desk.course)
    desk.answer(ONE, "a", key=KEY)
    assert other.answer(ONE, "b", key=KEY).state == "correct"
    assert desk.stand(ONE).state == "retry"


def test_a_hint_opens_and_the_form_stays_as_it_stood(desk: Desk):
    found = desk.hint(SEVERAL, "a", "d")
    assert (found.hints, found.state) == (1, "open")
    assert undraft(found.draft) == values("a", "d")


def test_hints_open_one_by_one_and_end(desk: Desk):
    assert [desk.hint(ONE).hints for _ in range(4)] == [1, 2, 2, 2]
    assert actions(desk) == ["hint", "hint"]


def test_the_same_request_for_a_hint_opens_one(desk: Desk):
    desk.hint(ONE, "a", key=KEY)
    assert desk.hint(ONE, "c", key=KEY).hints == 1


@pytest.mark.parametrize("letter", ["a", "b"])
def test_no_hint_once_the_question_was_answered(desk: Desk, letter: str):
    desk.answer(ONE, letter)
    assert desk.hint(ONE).hints == 0


def test_a_question_without_hints_opens_none(desk: Desk):
    assert desk.hint(HALF).hints == 0
    assert desk.acts() == []


def test_a_draft_of_anything_comes_back():
    given = FormValues.of([("answer", "a"), ("answer", "ا"), ("text", '"\\\n'), ("", "")])
    assert undraft(draft(given)) == given
    assert undraft("") == FormValues()


def test_the_answer_is_shown_after_a_try_only(desk: Desk):
    assert desk.show(ONE).state == "open"
    desk.answer(ONE, "a")
    assert desk.show(ONE).state == "shown"
    assert actions(desk) == ["answer", "show"]


@pytest.mark.parametrize("letters", ["b", "ac"])
def test_showing_the_answer_of_a_closed_question_changes_nothing(desk: Desk, letters: str):
    for letter in letters:
        desk.answer(ONE, letter)
    before = desk.stand(ONE)
    assert desk.show(ONE) == before


def test_asking_for_the_answer_with_the_same_form_shows_it_once(desk: Desk):
    desk.answer(ONE, "a")
    desk.show(ONE, key=KEY)
    desk.again(ONE)
    desk.answer(ONE, "a")
    assert desk.show(ONE, key=KEY).state == "retry"


def test_an_open_question_is_not_opened_again(desk: Desk):
    assert desk.again(ONE).state == "open"
    desk.answer(ONE, "a")
    desk.again(ONE)
    desk.again(ONE)
    assert actions(desk) == ["answer", "again"]


@pytest.mark.parametrize(("question", "letters"), [(ONE, "b"), (ONE, "ac"), (TRUTH, "a")])
def test_a_closed_question_can_be_answered_again(desk: Desk, question: str, letters: str):
    for letter in letters:
        desk.answer(question, letter)
    opened = desk.again(question)
    assert (opened.state, opened.tries, opened.response, opened.begun) == ("open", 0, "", True)
    assert desk.answer(question, "b").response == "b"


def test_opening_again_with_the_same_form_opens_once(desk: Desk):
    desk.answer(ONE, "b")
    desk.again(ONE, key=KEY)
    desk.answer(ONE, "b")
    assert desk.again(ONE, key=KEY).state == "correct"


def test_an_answer_keeps_what_the_question_said_and_meant(desk: Desk):
    from sqlalchemy import select

    from emm.store.progress import Attempt

    _lesson, question = desk.course.question(ONE)
    desk.answer(ONE, "b")
    kept = desk.connection.execute(select(Attempt.wording, Attempt.meaning)).one()
    assert kept == (question.wording, question.meaning)
    assert len(question.meaning) == 12


def test_another_wording_leaves_the_answer_in_place(desk: Desk):
    desk.answer(ONE, "b")
    desk.course = with_question(desk.course, ONE, wording="another-word")
    assert desk.stand(ONE).state == "correct"


def test_another_meaning_asks_anew_and_takes_two_tries(desk: Desk):
    desk.answer(ONE, "b")
    desk.course = with_question(desk.course, ONE, meaning="another-mean")
    assert (desk.stand(ONE).state, desk.stand(ONE).updated) == ("open", True)
    assert desk.answer(ONE, "a").state == "retry"
    assert desk.answer(ONE, "b").state == "correct"


@pytest.mark.parametrize("tries", ["c", "ac", "cb", "ca"])
def test_when_a_chosen_option_is_gone_the_question_can_be_answered(desk: Desk, tries: str):
    _lesson, question = desk.course.question(ONE)
    for letter in tries:
        if desk.stand(ONE).is_closed:
            desk.again(ONE)
        desk.answer(ONE, letter)
    without = replace(question.spec, options=tuple(o for o in question.spec.options if o.letter != "c"))
    desk.course = with_question(desk.course, ONE, spec=without)
    if tries.endswith("c"):
        assert (desk.stand(ONE).state, desk.stand(ONE).updated) == ("open", True)
        assert desk.answer(ONE, "a").state == "retry", "the lost answer has cost no try"
        assert desk.answer(ONE, "b").state == "correct"
    else:
        assert desk.stand(ONE).response == tries[-1]
        assert not desk.stand(ONE).updated
