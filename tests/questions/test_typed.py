"""Kinds with typed answers: whatever is typed or written, it is right only if it was accepted."""

from collections.abc import Iterable
from dataclasses import replace
from html import escape
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from emm.errors import ContentError, InvalidAnswer
from emm.questions import registry
from emm.questions.block import Block, Item, Rich
from emm.questions.comparing import comparable
from emm.questions.contract import FormValues, Kind, Line, Verdict
from emm.questions.numbers import number_in
from tests.questions import pages
from tests.questions.promising import NOTHING, ONE, refusal
from tests.questions.reading import block_of

ANY_TEXT = st.text(st.characters(exclude_categories=()))
SHORT, GAPS, NUMERIC = map(registry.kind_named, ("short", "gaps", "numeric"))
TYPED = pytest.mark.parametrize("kind", [SHORT, GAPS, NUMERIC], ids=lambda kind: kind.name)
KEYS = {"short": "= 2018 | Marrakech", "gaps": "= 2018 | Marrakech", "numeric": "= 20..25"}
NEAR_THE_KEY = st.sampled_from(["2018", "the Marrakech.", "٢٠١٨", "22", "22,5", "2 018", "19.99", "marakech"])


def block(kind: Kind[Any], *answers: str, language: str = "en", text: str = "Fill in: ____.") -> Block:
    """Return a question with these answers."""
    lines = (f"### Question: {text}", "", f"`id: q; kind: {kind.name}`", "", *(f"- {answer}" for answer in answers))
    return replace(block_of("\n".join(lines)), path=f"{language}/1-topic/1-lesson.md")


def spec(kind: Kind[Any], *answers: str, **more: str) -> Any:
    """Return what a kind makes of these answers."""
    return kind.parse(block(kind, *answers, **more))


def form(kind: Kind[Any], *texts: str) -> FormValues:
    """Return a form with these texts typed into its fields."""
    names = [f"answer-{number}" for number in range(1, len(texts) + 1)] if kind is GAPS else ["answer"]
    return FormValues.of(zip(names, texts, strict=True))


def verdict(kind: Kind[Any], question: Any, *texts: str) -> Verdict:
    """Return what is said about these texts."""
    return kind.grade(question, kind.read(question, form(kind, *texts)))


def told(lines: Iterable[Line]) -> list[tuple[str, str, str]]:
    """Return mark, given and best answer of each line, in plain words."""
    return [(line.mark, line.given.plain if line.given else "", line.best.plain if line.best else "") for line in lines]


@TYPED
@given(text=ANY_TEXT | NEAR_THE_KEY)
def test_any_text_is_graded_or_refused(kind: Kind[Any], text: str) -> None:
    question = spec(kind, KEYS[kind.name])
    page = pages.render(kind, question, ONE, form(kind, text))
    assert page.encode()
    assert list(pages.faults(page)) == []
    try:
        response = kind.read(question, form(kind, text))
    except InvalidAnswer:
        return
    assert kind.read(question, kind.fill(question, response)) == response
    score = kind.grade(question, response).score
    number = number_in(response)
    is_accepted = number is not None and 20 <= number <= 25 if kind is NUMERIC else _is_accepted(response)
    assert score == float(is_accepted)


def _is_accepted(response: str) -> bool:
    return comparable(response, "en") in {"2018", "marrakech"}


@TYPED
@given(text=ANY_TEXT, sign=st.sampled_from(["=", "~", "else", ""]))
def test_whatever_an_author_accepts_is_a_question_or_a_problem(kind: Kind[Any], text: str, sign: str) -> None:
    item = Item(7, sign, "", Rich(escape(text, quote=False), text))
    right = block(kind, KEYS[kind.name], text="____ and ____")
    try:
        question = kind.parse(replace(right, items=(*right.items, item)))
    except ContentError:
        return
    assert kind.solution(question)
    assert kind.interaction(question, "").correct


@TYPED
def test_too_much_text_is_refused_with_words(kind: Kind[Any]) -> None:
    question = spec(kind, KEYS[kind.name])
    text = "x" * 16_000
    with pytest.raises(InvalidAnswer) as caught:
        kind.read(question, form(kind, text))
    assert caught.value.field == ("answer-1" if kind is GAPS else "answer")
    assert caught.value.message.plural % dict(caught.value.message.values) == "Your text is 14000 signs too long."
    assert text in pages.render(kind, question, ONE, form(kind, text))


@TYPED
def test_fields_leave_the_text_to_the_learner(kind: Kind[Any]) -> None:
    (field,) = pages.fields(pages.render(kind, spec(kind, KEYS[kind.name]), ONE, NOTHING))
    wanted = {"autocapitalize": "off", "autocomplete": "off", "spellcheck": "false", "dir": "auto", "type": "text"}
    assert {name: field[name] for name in wanted} == wanted
    assert field["inputmode"] == ("decimal" if kind is NUMERIC else "text")


@TYPED
def test_signs_that_no_page_can_carry_are_left_out(kind: Kind[Any]) -> None:
    question = spec(kind, KEYS[kind.name])
    values = form(kind, "\x0022\ud800\x1b\ufdd0\ufdef\ufffe\U0001ffff\N{RIGHT-TO-LEFT OVERRIDE}")
    assert 'value="22\N{RIGHT-TO-LEFT OVERRIDE}"' in pages.render(kind, question, ONE, values)
    response = kind.read(question, values)
    assert response.encode()
    (line,) = kind.answered(question, ONE, response, reveal=False)
    assert line.given is not None
    assert line.given.html.startswith("<bdi>22")


def test_the_article_of_the_questions_language_does_not_count() -> None:
    assert verdict(SHORT, spec(SHORT, "= Hijra | هجرة", language="ar"), "الهجرة").score == 1
    assert verdict(SHORT, spec(SHORT, "= هجرة"), "الهجرة").score == 0
    assert verdict(SHORT, spec(SHORT, "= État", language="fr"), "l’Etat").score == 1
    assert verdict(GAPS, spec(GAPS, "= Estados", language="es"), "Los estados").score == 1


def test_feedback_follows_what_was_typed() -> None:
    question = spec(SHORT, "= one\n  > First.", "= two", "~ three\n  > Third.", "else\n  > Other.")
    said = {
        text: [rich.plain for rich in verdict(SHORT, question, text).feedback] for text in ("one", "two", "three", "x")
    }
    assert said == {"one": ["First."], "two": [], "three": ["Third."], "x": ["Other."]}


def test_answers_are_shown_as_they_were_typed() -> None:
    question = spec(SHORT, "= States | Governments", "~ Ministers")
    assert told(SHORT.answered(question, ONE, "the GOVERNMENTS", reveal=True)) == [
        ("given-right", "the GOVERNMENTS", "")
    ]
    assert told(SHORT.answered(question, ONE, "ministers", reveal=True)) == [("given-partly", "ministers", "States")]
    assert told(SHORT.answered(question, ONE, "<b>", reveal=True)) == [("given-not", "<b>", "States")]
    assert SHORT.answered(question, ONE, "<b>", reveal=False)[0].given == Rich("<bdi>&lt;b&gt;</bdi>", "<b>")


def test_each_gap_is_told_by_its_number() -> None:
    question = spec(GAPS, "= a | b", "= c | ~ d", "= e\n  > Third.", text="____ ____ ____")
    response = GAPS.read(question, form(GAPS, "B", "d", "x"))
    lines = GAPS.answered(question, ONE, response, reveal=True)
    assert [line.text.plain for line in lines] == ["(1)", "(2)", "(3)"]
    assert told(lines) == [("given-right", "B", ""), ("given-partly", "d", "c"), ("given-not", "x", "e")]
    said = GAPS.grade(question, response)
    assert said.score == 0.5
    in_words = [remark.text % dict(remark.values) for remark in said.remarks]
    in_plural = [remark.plural % dict(remark.values) for remark in said.remarks]
    assert (in_plural[0], in_words[1]) == ("1 of 3 gaps are right.", "1 gap is partly right.")
    assert not said.feedback


def test_a_gap_that_was_added_later_is_empty() -> None:
    question = spec(GAPS, "= a", "= b", text="____ ____")
    assert told(GAPS.answered(question, ONE, "a", reveal=True)) == [("given-right", "a", ""), ("", "", "b")]
    assert GAPS.grade(question, "a").score == 0.5


def test_gaps_are_told_in_neutral_terms() -> None:
    question = spec(GAPS, "= A | The B", "= `[,]` | ~ d", text="____ ____")
    told_ = GAPS.interaction(question, GAPS.read(question, form(GAPS, "The [,]", "d")))
    assert told_.correct == ("a[,][ , ]", "b[,][ , ]")
    assert told_.response == "The [ , ][,]d"
    assert dict(told_.choices) == {"a": "A", "b": "The B", "[ , ]": "[,]"}


@pytest.mark.parametrize(
    ("number", "score", "is_close"),
    [("3.3", 1, False), ("3.29", 0, True), ("2.9", 0, True), ("2.89", 0, False), ("4.1", 0, True), ("4.11", 0, False)],
)
def test_near_is_outside_by_as_much_as_the_range_is_wide(number: str, score: float, is_close: bool) -> None:
    said = verdict(NUMERIC, spec(NUMERIC, "= 3.5 ± 0.2"), number)
    assert said.score == score
    assert [remark.text for remark in said.remarks] == ["Close, but outside the range."] * is_close


def test_nothing_is_near_a_single_number() -> None:
    assert verdict(NUMERIC, spec(NUMERIC, "= 23"), "23.0001").remarks == ()
    assert verdict(NUMERIC, spec(NUMERIC, "= 23 ± 0"), "24").remarks == ()


def test_the_author_says_more_than_close() -> None:
    question = spec(NUMERIC, "~ 15..30\n  > Nearly.", "= 20..25", "else\n  > Count again.")
    assert verdict(NUMERIC, question, "20").score == 1
    assert verdict(NUMERIC, question, "28") == Verdict(0.5, (Rich("<p>Nearly.</p>", "Nearly."),))
    assert [rich.plain for rich in verdict(NUMERIC, question, "40").feedback] == ["Count again."]


def test_sums_are_exact_however_long_the_numbers() -> None:
    question = spec(NUMERIC, f"= {'9' * 30} ± 0.{'0' * 28}1")
    (accepted,) = question.accepted
    assert str(accepted.range.high) == f"{'9' * 30}.{'0' * 28}1"
    assert verdict(NUMERIC, question, "9" * 30).score == 1
    assert verdict(NUMERIC, spec(NUMERIC, "= 0.1 ± 0.2"), "0.3").score == 1


def test_learners_are_told_how_a_number_was_read() -> None:
    question = spec(NUMERIC, "= 20..25")
    notes = {}
    for text in ("23", "3.50", "1 234,5", "٢٣", "+5", "-5", "−5"):
        (line,) = NUMERIC.answered(question, ONE, text, reveal=False)
        notes[text] = line.note.text % dict(line.note.values) if line.note else ""
    assert notes == {
        "23": "",
        "3.50": "",
        "1 234,5": "Read as 1234.5.",
        "٢٣": "Read as 23.",
        "+5": "Read as 5.",
        "-5": "",
        "−5": "Read as \N{LEFT-TO-RIGHT MARK}-5.",
    }


def test_a_minus_stays_before_its_number_in_sentences_from_right_to_left() -> None:
    told_ = refusal(NUMERIC, spec(NUMERIC, "= -1250"), form(NUMERIC, "−1,250"))
    mark = "\N{LEFT-TO-RIGHT MARK}"
    assert told_ == ("answer", f"This can be read in two ways. Type {mark}-1250 or {mark}-1,2500.")


def test_numbers_are_told_in_neutral_terms() -> None:
    question = spec(NUMERIC, "= 3.50 ± 0.2", "= 20..25", "= 7", "~ 8")
    told_ = NUMERIC.interaction(question, "1 234,50")
    assert told_.correct == ("20[:]25", "3.3[:]3.7", "7")
    assert told_.response == "1234.5"
    assert [rich.plain for rich in NUMERIC.solution(question)] == ["3.5 ± 0.2"]


@pytest.mark.parametrize(
    ("answer", "advice"),
    [
        ("= 3.5 ± two", "Write ± 2, or another number that is not negative."),
        ("= 25..20", "Write the smaller number first: 20..25."),
        ("= 3,5", "Write a number such as 23 or 3.5, a range such as 20..25, or a tolerance such as 3.5 ± 0.2."),
    ],
)
def test_a_number_that_is_none_is_told_with_a_way_out(answer: str, advice: str) -> None:
    with pytest.raises(ContentError) as caught:
        spec(NUMERIC, answer, "= 7")
    assert [(problem.line, problem.code, problem.hint) for problem in caught.value.problems] == [(5, "E115", advice)]


@TYPED
@pytest.mark.parametrize("sign", ["\ufdd0", "\ufdef", "\ufffe", "\U0001ffff", "\x07", "\ud800"])
def test_each_sign_that_no_page_can_carry_is_left_out(kind: Kind[Any], sign: str) -> None:
    question = spec(kind, KEYS[kind.name])
    assert list(pages.faults(pages.render(kind, question, ONE, form(kind, sign)))) == []
    assert kind.read(question, form(kind, f"20{sign}18")) == kind.read(question, form(kind, "2018"))
