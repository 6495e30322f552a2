"""A scenario: points along the path, what a page knows of later steps, and which graphs are refused."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from random import Random
from time import monotonic
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from emm.errors import ContentError, Problem
from emm.questions import registry
from emm.questions.block import Block, Item, Passage, Rich, Step
from emm.questions.contract import FormValues
from emm.questions.kinds.scenario.story import Story
from emm.world import SEEDS, Arrangement
from tests.questions import pages
from tests.questions.promising import ARRANGEMENTS, NOTHING, examples_of
from tests.questions.reading import block_of, rich

KIND = registry.kind_named("scenario")
RISE = block_of(examples_of(KIND).good[0].source)
STORY: Story = KIND.parse(RISE)
END = "end"
Graph = dict[str, str]
"""The steps by name, each with what its options lead to: {"start": "ab"}; without options, an end."""


def block(graph: Graph) -> Block:
    """Return a scenario of these steps; the first option of each is right."""
    steps = []
    for number, (name, targets) in enumerate(graph.items()):
        items = tuple(
            Item(100 * number + place, " " if place else "x", chr(97 + place), rich(f"To {target}"), target=target)
            for place, target in enumerate(targets)
        )
        outcome = None if items else Passage(100 * number + 1, rich("Over."))
        steps.append(Step(100 * number, name, rich(f"At {name}"), items, outcome))
    return replace(RISE, steps=tuple(steps))


def problems(of: Block) -> tuple[Problem, ...]:
    """Return what is wrong with a scenario."""
    try:
        KIND.parse(of)
    except ContentError as error:
        return error.problems
    return ()


def told(graph: Graph) -> list[str]:
    """Return codes and messages of what is wrong with the steps."""
    return [f"{one.code} {one.message.partition(': ')[2]}" for one in problems(block(graph))]


def score(response: str, story: Story = STORY) -> float:
    """Return what a path is worth."""
    return KIND.grade(story, response).score


# Points


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("first-move:b,call:a", 1),
        ("first-move:b,call:b", 1 / 2),
        ("first-move:a,closed:a,call:a", 2.5 / 3),
        ("first-move:a,closed:a,call:b", 1.5 / 3),
        ("first-move:c,call:a", 1 / 2),
        ("first-move:b", 1),
        ("", 0),
        ("call:a", 0),
    ],
)
def test_points_are_spread_evenly_over_the_steps_of_the_path(path: str, expected: float):
    assert score(path) == pytest.approx(expected)


def test_without_partial_credit_only_good_choices_count():
    strict = KIND.parse(replace(RISE, settings={**RISE.settings, "credit": "all"}))
    assert [score(path, strict) for path in ("first-move:b,call:a", "first-move:a,closed:a,call:a")] == [1, 0]


def test_the_best_path_is_worth_everything():
    for example in examples_of(KIND).good:
        story: Story = KIND.parse(block_of(example.source))
        (best,) = KIND.interaction(story, "").correct
        response = best.replace("[.]", ":").replace("[,]", ",")
        assert KIND.is_finished(story, response)
        assert score(response, story) == 1


@pytest.mark.parametrize(
    ("graph", "steps"),
    [
        ({"a": "z", "z": ""}, 1),
        ({"a": "bz", "b": "z", "z": ""}, 1),
        ({"a": "bc", "b": "c", "c": "z", "z": ""}, 2),
        ({"a": "b", "b": "c", "c": "zy", "y": "", "z": ""}, 3),
    ],
)
def test_the_time_is_that_of_the_shortest_path(graph: Graph, steps: int):
    assert KIND.effort(KIND.parse(block(graph))) == 30 * steps


# Telling


def test_the_end_tells_what_has_happened_and_the_outcome():
    said = [text.plain for text in KIND.grade(STORY, "first-move:b,call:a").feedback]
    assert said == [
        "Good. The network exists for moments like this.",
        "Yes. Several States share the problem.",
        "You used an informal link for quick facts, and left formal tools for later.",
    ]
    today: Story = KIND.parse(block_of(examples_of(KIND).good[1].source))
    said = [text.plain for text in KIND.grade(today, "only:a").feedback]
    assert said == ["The paper is out.", "It has a mistake in it."]


def test_each_step_is_called_good_workable_or_risky_at_the_end_only():
    path = "first-move:a,closed:a,call:b"
    lines = KIND.answered(STORY, ARRANGEMENTS[0], path, reveal=True)
    assert [line.note.text for line in lines if line.note] == [
        "Your path: workable choice",
        "Your path: good choice",
        "Your path: risky choice",
    ]
    assert {line.note for line in KIND.so_far(STORY, path)} == {None}
    assert [line.feedback for line in KIND.so_far(STORY, path)] == [line.feedback for line in lines]


def test_a_page_knows_nothing_of_what_was_not_chosen_or_comes_later():
    for arrangement in ARRANGEMENTS[:SEEDS]:
        first = pages.render(KIND, STORY, arrangement, NOTHING)
        assert "treaty" in first
        for later in ("has moved", "at night", "informal link", "slow arrivals", "network", "step-call", "closed"):
            assert later not in first
        second = pages.render(KIND, STORY, arrangement, KIND.resume(STORY, "first-move:b"))
        assert "has moved" in second
        for unseen in ("treaty", "Close the crossing", "at night", "several States", "trust"):
            assert unseen not in second


def test_an_answer_of_another_step_is_not_filled_in():
    values = FormValues.of([("path", "first-move:b"), ("step", "first-move"), ("answer", "a")])
    assert "checked" not in pages.render(KIND, STORY, ARRANGEMENTS[0], values)
    values = FormValues.of([("path", "first-move:b"), ("step", "call"), ("answer", "a")])
    assert "checked" in pages.render(KIND, STORY, ARRANGEMENTS[0], values)


def places(story: Story, response: str) -> list[tuple[str, ...]]:
    """Return the order of the options of a step for each arrangement."""
    views: Iterator[Any] = (
        KIND.view(story, Arrangement("q", seed), KIND.resume(story, response)) for seed in range(SEEDS)
    )
    return [tuple(option.letter for option in view["options"]) for view in views]


def test_each_step_is_shuffled_by_itself():
    graph = {"a": "bbb", "b": "ccc", "c": "zzz", "z": ""}
    story: Story = KIND.parse(block(graph))
    orders = [places(story, path) for path in ("", "a:a", "a:a,b:a")]
    for found in orders:
        counts = Counter((place, letter) for order in found for place, letter in enumerate(order))
        assert set(counts.values()) == {SEEDS // 3}
    assert len({tuple(found) for found in orders}) > 1, "the place of the right one does not repeat"
    fixed: Story = KIND.parse(replace(block(graph), settings={**RISE.settings, "order": "fixed"}))
    assert set(places(fixed, "a:a")) == {("a", "b", "c")}


def test_another_mark_or_another_letter_is_another_key():
    step = RISE.steps[0]
    key = KIND.answer_key(STORY)
    for mark in "x ":
        items = (replace(step.items[0], mark=mark), *step.items[1:])
        assert KIND.answer_key(KIND.parse(replace(RISE, steps=(replace(step, items=items), *RISE.steps[1:])))) != key
    reordered = replace(RISE, steps=(replace(step, items=step.items[::-1]), *RISE.steps[1:]))
    assert KIND.answer_key(KIND.parse(reordered)) == key


def test_a_path_is_told_as_xapi_spells_it():
    told = KIND.interaction(STORY, "first-move:b,call:a")
    assert (told.type, told.response, told.correct) == (
        "performance",
        "first-move[.]b[,]call[.]a",
        ("first-move[.]b[,]call[.]a",),
    )
    assert dict(told.choices)["call[.]b"] == "Announce the news in the press"


# Graphs


@pytest.mark.parametrize(
    ("graph", "expected"),
    [
        ({"a": "a", "z": ""}, ["E113 ", "E112 "]),
        ({"a": "b", "b": "az", "z": ""}, ["E113 "]),
        ({"a": "bz", "b": "cz", "c": "az", "z": ""}, ["E113 "]),
        ({"a": "bc", "b": "d", "c": "d", "d": "z", "z": ""}, []),
        ({"a": "bc", "b": "c", "c": "b", "z": ""}, ["E113 ", "E112 "]),
        ({"a": "z", "b": "c", "c": "b", "z": ""}, ["E112 ", "E112 ", "E113 "]),
        ({"a": "z", "z": "", "y": ""}, ["E112 "]),
        ({"a": "xz", "z": ""}, ["E112 "]),
        ({"a": ""}, ["E112 "]),
    ],
)
def test_what_is_refused(graph: Graph, expected: list[str]):
    assert [one.code for one in problems(block(graph))] == [code.strip() for code in expected]


def test_a_loop_is_named_by_its_steps_at_the_choice_that_closes_it():
    (problem,) = problems(block({"a": "bz", "b": "cz", "c": "zb", "z": ""}))
    assert (problem.line, problem.message) == (201, 'Scenario "rise" can go on without end: b → c → b.')
    assert "no path may come back" in problem.hint


@pytest.mark.parametrize(
    ("target", "hint"), [("cal", 'Did you mean "#step-call"?'), ("nothing", "There are these steps: ")]
)
def test_a_link_to_nowhere_is_told_with_what_was_meant(target: str, hint: str):
    step = RISE.steps[0]
    items = (*step.items[:1], replace(step.items[1], target=target), *step.items[2:])
    (problem,) = problems(replace(RISE, steps=(replace(step, items=items), *RISE.steps[1:])))
    assert (problem.code, problem.line) == ("E112", step.items[1].line)
    assert hint in problem.hint


NAMES = "abcdefgh"
GRAPHS = st.dictionaries(st.sampled_from(NAMES), st.text(st.sampled_from(NAMES), max_size=4), min_size=1)


@settings(database=None, deadline=None)
@given(GRAPHS, st.integers(0, 2**32))
def test_any_graph_is_refused_at_a_line_or_ends_on_every_path(graph: Graph, seed: int):
    asked = block(graph)
    found = problems(asked)
    lines = {asked.line, *(step.line for step in asked.steps), *(item.line for s in asked.steps for item in s.items)}
    assert all(problem.line in lines and problem.hint for problem in found)
    assert {problem.code for problem in found} <= {"E112", "E113"}
    if is_endless(graph):
        assert "E113" in {problem.code for problem in found}
    elif not found:
        walk(KIND.parse(asked), seed)


def is_endless(graph: Graph) -> bool:
    """Whether any step can be come back to, found out another way: by taking away ends until nothing is left."""
    left = {name: {target for target in targets if target in graph} for name, targets in graph.items()}
    while ends := {name for name, targets in left.items() if not targets}:
        left = {name: targets - ends for name, targets in left.items() if name not in ends}
    return bool(left)


def walk(story: Story, seed: int) -> None:
    """Choose at random until the end."""
    chance = Random(seed)
    response = ""
    for _step in story.scenes:
        view: Any = KIND.view(story, ARRANGEMENTS[0], KIND.resume(story, response))
        form = [*KIND.resume(story, response).fields, ("answer", chance.choice(view["options"]).letter)]
        response = KIND.read(story, FormValues.of(form))
        if KIND.is_finished(story, response):
            break
    assert KIND.is_finished(story, response)
    assert KIND.grade(story, response).feedback[-1].plain == "Over."


LONG = [f"step{number}" for number in range(400)]


def ladder(*, closed: bool) -> Block:
    """Return a scenario with more paths than anybody could count; closed, it leads back to its beginning."""
    steps = []
    for number, (name, following) in enumerate(zip(LONG, [*LONG[1:], LONG[0] if closed else END], strict=True)):
        text = Rich(name, name)
        items = tuple(
            Item(9 * number + place, mark, letter, text, target=following)
            for place, (mark, letter) in enumerate(zip("x~ ", "abc", strict=True))
        )
        steps.append(Step(9 * number, name, text, items))
    return replace(RISE, steps=(*steps, Step(9999, END, Rich("", ""), (), Passage(9999, rich("Over.")))))


def test_a_long_scenario_is_read_quickly():
    start = monotonic()
    story: Story = KIND.parse(ladder(closed=False))
    assert KIND.effort(story) == 30 * len(LONG)
    assert len(story.best()) == len(LONG)
    assert {problem.code for problem in problems(ladder(closed=True))} == {"E112", "E113"}
    assert monotonic() - start < 5
