"""What every kind of question promises: one function for each promise, which fails when it is broken."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import FrozenInstanceError, fields, is_dataclass, replace
from itertools import combinations
from typing import Any, get_args, get_type_hints

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from emm.errors import ContentError, InvalidAnswer
from emm.questions import registry
from emm.questions.contract import Block, FormValues, Interaction, Kind
from emm.world import SEEDS, Arrangement
from tests.questions import pages
from tests.questions.examples import Example, Examples, examples_in
from tests.questions.reading import PATH, block_of

ARRANGEMENTS = [Arrangement(f"learner {n}", seed) for n in range(20) for seed in range(SEEDS)]
ONE = ARRANGEMENTS[0]
NOTHING = FormValues()
HOSTILE = "\"'><script>alert(1)</script>"
TYPES = get_args(get_type_hints(Interaction)["type"])
BOXES = {"x", " ", "~"}

Promise = Callable[[Kind[Any]], None]
PROMISES: list[Promise] = []


def promise(function: Promise) -> Promise:
    """Add a function to those that every kind must pass."""
    PROMISES.append(function)
    return function


def examples_of(kind: Kind[Any]) -> Examples:
    """Return the examples that stand beside the kind."""
    return examples_in(registry.folder(kind))


def good(kind: Kind[Any]) -> Iterator[tuple[Example, Block, Any]]:
    """Yield each good example with its block and what the kind makes of it."""
    for example in examples_of(kind).good:
        block = block_of(example.source)
        yield example, block, kind.parse(block)


def responses(kind: Kind[Any]) -> Iterator[tuple[Any, str]]:
    """Yield each question with each response that its examples give."""
    for example, _block, spec in good(kind):
        for values, _score in example.scored:
            yield spec, kind.read(spec, values)


@promise
def says_what_it_is(kind: Kind[Any]) -> None:
    """Names, numbers and words are there, and the class tells authors what the kind is for."""
    assert kind.name == kind.name.lower().replace("_", "-")
    assert kind.keyword == kind.keyword.lower()
    assert kind.tries >= 1
    assert kind.seconds > 0
    assert kind.instruction.text.endswith(".")
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
        with pytest.raises(ContentError) as caught:
            kind.parse(block_of(example.source))
        problems = caught.value.problems
        told = sorted((problem.line, problem.code, problem.message) for problem in problems)
        assert told == sorted(example.problems)
        assert {problem.path for problem in problems} == {PATH}
        assert all(problem.hint for problem in problems)


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
            assert kind.grade(spec, kind.read(spec, values)).score == pytest.approx(score, abs=5e-5)
        for values, words in example.refused:
            assert refusal(kind, spec, values) == words


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
        names = {field["name"] for field in pages.fields(pages.render(kind, spec, ONE, NOTHING))}
        values = FormValues.of((name, HOSTILE) for name in sorted(names))
        page = pages.render(kind, spec, ONE, values, prefix=HOSTILE)
        assert "<script" not in page
        assert list(pages.faults(page, prefix=HOSTILE)) == []


@promise
def keeps_its_secrets(kind: Kind[Any]) -> None:
    """What would tell the answer stands neither on the page nor in the lines before the reveal."""
    for example, _block, spec in good(kind):
        page = "".join(pages.render(kind, spec, arrangement, NOTHING) for arrangement in ARRANGEMENTS[:SEEDS])
        lines = [kind.answered(spec, ONE, kind.read(spec, values), reveal=False) for values, _ in example.scored]
        for secret in example.secrets:
            assert secret in example.source
            assert secret not in page
            assert secret not in str(lines)


@promise
def leaves_no_trace_of_the_key(kind: Kind[Any]) -> None:
    """With the right mark at another option the page is the same to the byte, and so is the closed answer."""
    for example, block, spec in good(kind):
        for other in other_keys(block):
            moved = kind.parse(other)
            for arrangement in ARRANGEMENTS[: 2 * SEEDS]:
                assert pages.render(kind, moved, arrangement, NOTHING) == pages.render(kind, spec, arrangement, NOTHING)
            for values, _score in example.scored:
                response = kind.read(spec, values)
                assert kind.answered(moved, ONE, response, reveal=False) == kind.answered(
                    spec, ONE, response, reveal=False
                )


@promise
def places_say_nothing(kind: Kind[Any]) -> None:
    """Options stay as written, or each stands in each place equally often, so places know nothing of the key.

    The count is exact where the number of options divides the number of seeds; otherwise each name may have
    one more here and one less there.
    """
    for _example, block, spec in good(kind):
        letters = [item.letter for item in block.items]
        orders = Counter(shown(kind, spec, arrangement) for arrangement in ARRANGEMENTS)
        if len(orders) == 1:
            assert list(orders) in ([tuple(letters)], [()])
            continue
        even = len(ARRANGEMENTS) / len(letters)
        slack = len(ARRANGEMENTS) / SEEDS if SEEDS % len(letters) else 0
        for place in range(len(letters)):
            counts = Counter(order[place] for order in orders.elements())
            assert all(abs(counts[letter] - even) <= slack for letter in letters)


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
    """Lines stand as the fields stood; what was given is marked the same before and after the reveal."""
    for spec, response in responses(kind):
        for arrangement in ARRANGEMENTS[:SEEDS]:
            closed = kind.answered(spec, arrangement, response, reveal=False)
            opened = kind.answered(spec, arrangement, response, reveal=True)
            assert [line.text for line in closed] == [line.text for line in opened]
            assert {line.mark for line in closed} <= {"given", ""}
            given = [line.mark == "given" for line in closed]
            assert any(given)
            assert [line.mark.startswith("given-") for line in opened] == given
            assert_same_order(kind, spec, arrangement, [line.text.html for line in closed])


@promise
def solves_itself(kind: Kind[Any]) -> None:
    """The best answer has words, and only a full score comes without a missed or doubtful line."""
    for spec, response in responses(kind):
        assert kind.solution(spec) or not kind.graded
        marks = {line.mark for line in kind.answered(spec, ONE, response, reveal=True)}
        assert (kind.grade(spec, response).score == 1) == (marks <= {"given-right", ""})


@promise
def grades_or_refuses_anything(kind: Kind[Any]) -> None:
    """Any form at all gives a response with a score from 0 to 1, or words for the learner."""
    for _example, _block, spec in good(kind):
        check_any_form(kind, spec)


@promise
def gains_nothing_by_wrong_choices(kind: Kind[Any]) -> None:
    """Among all ways to tick boxes, only the key is worth 1, and no wrong tick ever adds to a score."""
    for _example, block, spec in good(kind):
        if not is_task_list(block):
            continue
        right = {item.letter for item in block.items if item.mark == "x"}
        scores = all_scores(kind, spec, [item.letter for item in block.items])
        assert {chosen for chosen, score in scores.items() if score == 1} == {frozenset(right)}
        for chosen, score in scores.items():
            for letter in chosen - right:
                assert scores.get(chosen - {letter}, 1) >= score


@promise
def stands_old_responses(kind: Kind[Any]) -> None:
    """A response to an earlier wording breaks nothing."""
    for _example, _block, spec in good(kind):
        for response in ("", "zz", "a,zz", "a,b,c,d,e"):
            assert 0 <= kind.grade(spec, response).score <= 1
            lines = kind.answered(spec, ONE, response, reveal=True)
            assert "given" not in {line.mark for line in lines}
            assert kind.interaction(spec, response).type in TYPES


def refusal(kind: Kind[Any], spec: Any, values: FormValues) -> str:
    """Return the words with which the kind refuses the values."""
    with pytest.raises(InvalidAnswer) as caught:
        kind.read(spec, values)
    return caught.value.message.text


def shown(kind: Kind[Any], spec: Any, arrangement: Arrangement) -> tuple[str, ...]:
    """Return the values of radios and check boxes named `answer`, from top to bottom."""
    found = pages.fields(pages.render(kind, spec, arrangement, NOTHING))
    return tuple(
        field["value"] for field in found if field["name"] == "answer" and field.get("type") in ("radio", "checkbox")
    )


def is_task_list(block: Block) -> bool:
    """Whether the answers are options with check boxes."""
    return bool(block.items) and all(item.mark in BOXES for item in block.items)


def other_keys(block: Block) -> Iterator[Block]:
    """Yield the same question with its marks and feedback moved on by one option, by two, and so on."""
    if not is_task_list(block):
        return
    for shift in range(1, len(block.items)):
        moved = block.items[shift:] + block.items[:shift]
        items = tuple(
            replace(item, mark=other.mark, feedback=other.feedback)
            for item, other in zip(block.items, moved, strict=True)
        )
        yield replace(block, items=items)


def all_scores(kind: Kind[Any], spec: Any, letters: list[str]) -> dict[frozenset[str], float]:
    """Return the score of each set of letters that the kind accepts."""
    scores = {}
    for size in range(len(letters) + 1):
        for chosen in combinations(letters, size):
            values = FormValues.of(("answer", letter) for letter in chosen)
            try:
                scores[frozenset(chosen)] = kind.grade(spec, kind.read(spec, values)).score
            except InvalidAnswer:
                continue
    return scores


def assert_same_order(kind: Kind[Any], spec: Any, arrangement: Arrangement, texts: list[str]) -> None:
    """Fail unless those of the texts that stand on the page stand there in the same order."""
    page = pages.render(kind, spec, arrangement, NOTHING)
    places = [page.index(text) for text in texts if text in page]
    assert places == sorted(places)


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
        assert value is None or isinstance(value, str | int | float)


def check_any_form(kind: Kind[Any], spec: Any) -> None:
    """Send forms that a browser would send, and forms that it would not."""
    found = pages.fields(pages.render(kind, spec, ONE, NOTHING))
    names = st.sampled_from(sorted({field["name"] for field in found})) | st.text(max_size=8)
    values = st.sampled_from(sorted({field.get("value", "") for field in found})) | st.text(max_size=20)

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
