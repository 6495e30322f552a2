"""What every kind of question promises: one function for each promise, which fails when it is broken."""

from dataclasses import FrozenInstanceError, fields, is_dataclass, replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from emm.errors import InvalidAnswer
from emm.questions import registry
from emm.questions.block import Item, Passage, Piece, Row, Step
from emm.questions.contract import FormValues, Kind, Verdict
from emm.rendering import folder
from emm.world import SEEDS
from tests.questions import pages
from tests.questions.promising import (
    ARRANGEMENTS,
    HOSTILE,
    NOTHING,
    ONE,
    TYPES,
    WORDS,
    examples_of,
    good,
    mistakes_found,
    promise,
    refusal,
    responses,
)
from tests.questions.reading import PATH, reading_of


@promise
def says_what_it_is(kind: Kind[Any]) -> None:
    """Names, numbers and words are there, and the class tells authors what the kind is for."""
    assert kind.name == kind.name.lower().replace("_", "-")
    assert kind.keyword == kind.keyword.lower()
    assert kind.tries >= 1
    assert kind.seconds >= 0
    assert kind.instruction.text.endswith(".")
    assert not kind.script or (folder("static") / kind.script).is_file()
    assert type(kind).__doc__


@promise
def has_enough_examples(kind: Kind[Any]) -> None:
    """There is enough to learn from, and enough to test with."""
    examples = examples_of(kind)
    assert len(examples.good) >= 3
    assert len(examples.bad) >= 3
    assert all(example.problems for example in examples.bad)
    assert all(example.scored for example in examples.good)
    assert sum(len(example.refused) for example in examples.good) >= 3
    if kind.graded:
        assert all(score is not None for example in examples.good for _form, score in example.scored)
        assert len({score for example in examples.good for _form, score in example.scored}) >= 2
        assert sum(len(example.secrets) for example in examples.good) >= 3


@promise
def is_found(kind: Kind[Any]) -> None:
    """The good examples are of this kind, as they are written and when the settings say so."""
    for _example, block, _spec in good(kind):
        assert registry.kind_of(block) is kind
        assert registry.kind_of(replace(block, settings={**block.settings, "kind": kind.name})) is kind


@promise
def refuses_bad_blocks(kind: Kind[Any]) -> None:
    """Every mistake is told, at its line, with its code, and with a hint."""
    for example in examples_of(kind).bad:
        reading = reading_of(example.source)
        problems = {*reading.problems, *mistakes_found(kind, reading.block)}
        told = sorted((problem.line, problem.code, problem.message) for problem in problems)
        assert told == sorted(example.problems)
        assert {problem.path for problem in problems} == {PATH}
        assert all(problem.hint for problem in problems)


@promise
def loses_nothing(kind: Kind[Any]) -> None:
    """A piece that the kind does not understand is told, at its line; one that it understands makes a difference."""
    extras: dict[Piece, dict[str, Any]] = {
        "items": {"items": (Item(90, "x", "a", WORDS),)},
        "rows": {"rows": (Row(90, "a", WORDS, WORDS),)},
        "steps": {"steps": (Step(90, "end", WORDS),)},
        "example": {"example": Passage(90, WORDS)},
    }
    for _example, block, spec in good(kind):
        for piece, extra in extras.items():
            other = replace(block, **extra)
            told = mistakes_found(kind, other)
            if piece in kind.uses:
                assert told or kind.parse(other) != spec
            else:
                assert [problem.line for problem in told if problem.code == "E015"] == [90]


@promise
def makes_frozen_specs(kind: Kind[Any]) -> None:
    """A question can be shared by all requests, and reading it again gives an equal one."""
    for _example, block, spec in good(kind):
        assert_frozen(spec)
        assert hash(spec) == hash(kind.parse(block))
        assert spec == kind.parse(block)


@promise
def scores_as_promised(kind: Kind[Any]) -> None:
    """The examples get the scores that stand beside them, and are refused in the words that stand there."""
    for example, _block, spec in good(kind):
        for values, score in example.scored:
            response = kind.read(spec, values)
            assert kind.is_finished(spec, response)
            if score is not None:
                assert kind.grade(spec, response).score == pytest.approx(score, abs=5e-5)
        for values, field, words in example.refused:
            assert refusal(kind, spec, values) == (field, words)


@promise
def leads_to_what_is_amiss(kind: Kind[Any]) -> None:
    """The field at fault can be linked to, says that it is invalid, and is described by the error."""
    for example, _block, spec in good(kind):
        assert "aria-invalid" not in pages.render(kind, spec, ONE, NOTHING)
        for values, field, _words in example.refused:
            page = pages.render(kind, spec, ONE, values, amiss=field)
            assert list(pages.faults_of_error(page, field)) == []
            assert list(pages.faults(page)) == []


@promise
def goes_on_step_by_step(kind: Kind[Any]) -> None:
    """After a step the form is another one, an answer is missing in it, and what comes later is not told."""
    for example, _block, spec in good(kind):
        for values in example.steps:
            response = kind.read(spec, values)
            assert not kind.is_finished(spec, response)
            assert kind.read(spec, kind.fill(spec, response)) == response
            following = kind.resume(spec, response)
            page = pages.render(kind, spec, ONE, following)
            assert page not in (pages.render(kind, spec, ONE, values), pages.render(kind, spec, ONE, NOTHING))
            told = str(kind.grade(spec, response).feedback)
            assert not [secret for secret in example.secrets if secret in page and secret not in told]
            assert list(pages.faults(page)) == []
            with pytest.raises(InvalidAnswer):
                kind.read(spec, FormValues.of(pages.hidden(page)))


@promise
def fills_what_it_read(kind: Kind[Any]) -> None:
    """A response fills the form so that reading it gives the response again, and the page shows it."""
    for spec, response in responses(kind):
        values = kind.fill(spec, response)
        assert kind.read(spec, values) == response
        assert pages.render(kind, spec, ONE, values) != pages.render(kind, spec, ONE, NOTHING)
    for _example, _block, spec in good(kind):
        assert pages.render(kind, spec, ONE, kind.fill(spec, "")) == pages.render(kind, spec, ONE, NOTHING)


@promise
def renders_sound_fields(kind: Kind[Any]) -> None:
    """The page has fields, each with its label, and nothing in it that belongs to the card."""
    for _example, _block, spec in good(kind):
        page = pages.render(kind, spec, ONE, NOTHING)
        assert pages.fields(page)
        assert list(pages.faults(page)) == []
    for spec, response in responses(kind):
        page = pages.render(kind, spec, ONE, kind.fill(spec, response))
        assert list(pages.faults(page)) == []


@promise
def escapes_what_was_sent(kind: Kind[Any]) -> None:
    """Whatever is sent, it comes back as text."""
    for _example, _block, spec in good(kind):
        unanswered = pages.render(kind, spec, ONE, NOTHING)
        names = {field["name"] for field in pages.fields(unanswered)} | dict(pages.hidden(unanswered)).keys()
        values = FormValues.of((name, HOSTILE) for name in sorted(names))
        page = pages.render(kind, spec, ONE, values, prefix=HOSTILE)
        assert "<script" not in page
        assert list(pages.faults(page, prefix=HOSTILE)) == []


@promise
def describes_itself_neutrally(kind: Kind[Any]) -> None:
    """Exports find one of xAPI's types, text only, and the best answers among the correct patterns."""
    for spec, response in responses(kind):
        interaction = kind.interaction(spec, response)
        assert interaction.type in TYPES
        assert all(isinstance(text, str) for text in (*interaction.correct, interaction.response))
        assert kind.interaction(spec, "").correct == interaction.correct
        if interaction.type in ("choice", "true-false", "matching", "sequencing"):
            assert (interaction.response in interaction.correct) == (kind.grade(spec, response).score == 1)


@promise
def shows_answers_in_the_order_of_the_form(kind: Kind[Any]) -> None:
    """Lines stand as the fields stood that were filled in; what was given is the same before and after the reveal."""
    for spec, response in responses(kind):
        for arrangement in ARRANGEMENTS[:SEEDS]:
            closed = kind.answered(spec, arrangement, response, reveal=False)
            opened = kind.answered(spec, arrangement, response, reveal=True)
            assert [(line.text, line.given) for line in closed] == [(line.text, line.given) for line in opened]
            assert {line.mark for line in closed} <= {"given", ""}
            assert {line.best for line in closed} == {None}
            given = [line.mark == "given" for line in closed]
            assert any(given)
            assert [line.mark.startswith("given") for line in opened] == given
            assert not kind.graded or "given" not in {line.mark for line in opened}
            assert all(kind.words.of(line.mark) or not line.mark for line in opened)
            page = pages.render(kind, spec, arrangement, kind.fill(spec, response))
            assert_same_order(page, [line.text.html for line in closed])


@promise
def solves_itself(kind: Kind[Any]) -> None:
    """The best answer has words, and only a full score comes without a missed or doubtful line."""
    for spec, response in responses(kind):
        assert kind.solution(spec) or not kind.graded
        marks = {line.mark for line in kind.answered(spec, ONE, response, reveal=True)}
        if not kind.graded and marks <= {"given", ""}:
            continue  # nobody judges such an answer
        assert (kind.grade(spec, response).score == 1) == (marks <= {"given-right", ""})


@promise
def grades_or_refuses_anything(kind: Kind[Any]) -> None:
    """Any form at all gives a response with a score from 0 to 1, or words for the learner."""
    for _example, _block, spec in good(kind):
        check_any_form(kind, spec)


@promise
def stands_old_responses(kind: Kind[Any]) -> None:
    """A response to an earlier wording breaks nothing."""
    for _example, _block, spec in good(kind):
        for response in ("", "zz", "a,zz", "a,b,c,d,e", "a:zz,zz:a", "a:b:c", ":,", "zz:1"):
            assert 0 <= kind.grade(spec, response).score <= 1
            lines = kind.answered(spec, ONE, response, reveal=True)
            assert not kind.graded or "given" not in {line.mark for line in lines}
            pages.render(kind, spec, ONE, kind.resume(spec, response))
            assert isinstance(kind.is_finished(spec, response), bool)
            assert isinstance(kind.acknowledge(spec, response, None), Verdict)
            assert kind.effort(spec) >= 0
            assert kind.interaction(spec, response).type in TYPES


def assert_same_order(page: str, texts: list[str]) -> None:
    """Fail unless those of the texts that stand on the page stand there in the same order."""
    place = 0
    for text in texts:
        if text in page:
            place = page.find(text, place)
            assert place >= 0, text


def assert_frozen(value: Any) -> None:
    """Fail unless the value, and all that it holds, can never change."""
    if is_dataclass(value) and not isinstance(value, type):
        for part in fields(value):
            with pytest.raises(FrozenInstanceError):
                setattr(value, part.name, None)
            assert_frozen(getattr(value, part.name))
    elif isinstance(value, tuple | frozenset):
        for part in value:
            assert_frozen(part)
    else:
        assert value is None or isinstance(value, str | int | float | Decimal)


def check_any_form(kind: Kind[Any], spec: Any) -> None:
    """Send forms that a browser would send, and forms that it would not."""
    page = pages.render(kind, spec, ONE, NOTHING)
    known = {field["name"] for field in pages.fields(page)} | {name for name, _value in pages.hidden(page)}
    names = st.sampled_from(sorted(known)) | st.text(max_size=8)
    values = st.sampled_from(pages.values_on(page)) | st.text(max_size=20)

    @settings(database=None, deadline=None)
    @given(st.lists(st.tuples(names, values), max_size=6).map(FormValues.of))
    def check(form: FormValues) -> None:
        pages.render(kind, spec, ONE, form)
        try:
            response = kind.read(spec, form)
        except InvalidAnswer:
            return
        verdict = kind.grade(spec, response)
        assert 0 <= verdict.score <= 1
        assert (verdict.score < 1) or not verdict.remarks
        assert kind.read(spec, kind.fill(spec, response)) == response

    check()
