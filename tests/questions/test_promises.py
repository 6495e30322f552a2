"""Every promise can be broken: a kind that is spoilt in one place fails the promise about it."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from emm.errors import ContentError, InvalidAnswer
from emm.messages import message
from emm.questions import registry
from emm.questions.block import Block, Rich
from emm.questions.contract import Blank, Box, FormValues, Interaction, Line, Sheet, Verdict
from emm.questions.kinds.ordering import Ranking
from emm.questions.kinds.scenario.story import Story
from emm.questions.pairing import Pairs
from emm.questions.toolbox import Choices
from emm.questions.wording import Mark
from emm.world import Arrangement
from tests.questions import pages, promises, secrecy
from tests.questions.added.walk import KIND as WALK
from tests.questions.examples import Examples
from tests.questions.promising import ONE, PROMISES
from tests.support.kinds import find_also

SINGLE, MULTIPLE = registry.kind_named("single"), registry.kind_named("multiple")
MATCHING, ORDERING = registry.kind_named("matching"), registry.kind_named("ordering")
MATCHING_VIEW = MATCHING.view
ORDERING_READ, ORDERING_ANSWERED = ORDERING.read, ORDERING.answered
SCENARIO = registry.kind_named("scenario")
SCENARIO_VIEW = SCENARIO.view
View = Mapping[str, object]
BY_NAME = {promise.__name__: promise for promise in PROMISES}
VIEW, GRADE, ANSWERED, PARSE = SINGLE.view, SINGLE.grade, SINGLE.answered, SINGLE.parse


def first_item_unseen(_kind: Any, block: Block) -> Any:
    """Read a block with the first item unseen, so that problems are missing or wrong."""
    return PARSE(replace(block, items=block.items[1:] or block.items))


def read_as_list(_kind: Any, block: Block) -> Any:
    """Return something that can be changed."""
    return [PARSE(block)]


def all_full_marks(_kind: Any, _spec: Choices, _response: str) -> Verdict:
    """Find everything right."""
    return Verdict(1.0)


def too_much(_kind: Any, _spec: Choices, _response: str) -> Verdict:
    """Give more than there is."""
    return Verdict(2.0)


def only_what_is_found(_kind: Any, spec: Choices, response: str) -> Verdict:
    """Forgive every wrong choice."""
    return Verdict(sum(option.share == 1 for option in spec.chosen(response)) / len(spec.right))


def first_letter(_kind: Any, spec: Choices, _response: str) -> FormValues:
    """Fill in the first option whatever was given."""
    return FormValues.of([("answer", spec.options[0].letter)])


def same_letter_for_all(_kind: Any, spec: Choices, arrangement: Arrangement, values: FormValues) -> View:
    """Call every option by one letter."""
    options = tuple(replace(option, letter="a") for option in spec.options)
    return VIEW(replace(spec, options=options), arrangement, values)


def what_was_sent(_kind: Any, spec: Choices, arrangement: Arrangement, values: FormValues) -> View:
    """Put what was sent into the page as HTML."""
    sent = Rich("".join(values.many("answer")), "")
    options = tuple(replace(option, text=sent) for option in spec.options)
    return VIEW(replace(spec, options=options), arrangement, values)


def with_feedback(_kind: Any, spec: Choices, arrangement: Arrangement, values: FormValues) -> View:
    """Send the feedback along, out of sight."""
    options = tuple(replace(option, text=Rich(f"<span hidden>{option.feedback}</span>", "")) for option in spec.options)
    return VIEW(replace(spec, options=options), arrangement, values)


def one_sign_more(_kind: Any, spec: Choices, arrangement: Arrangement, values: FormValues) -> View:
    """Make the right option longer by a space."""
    options = tuple(
        replace(option, text=Rich(option.text.html + " " * int(option.share), "")) for option in spec.options
    )
    return VIEW(replace(spec, options=options), arrangement, values)


def right_one_first(_kind: Any, spec: Choices, _arrangement: Arrangement, values: FormValues) -> View:
    """Put the right option on top."""
    options = tuple(sorted(spec.options, key=lambda option: -option.share))
    return VIEW(replace(spec, options=options, shuffled=False), ONE, values)


def right_one_often_first(_kind: Any, spec: Choices, arrangement: Arrangement, values: FormValues) -> View:
    """Shuffle, but put the right option on top for some learners."""
    if arrangement.seed == 0:
        return right_one_first(SINGLE, spec, arrangement, values)
    return VIEW(spec, arrangement, values)


def cells_as_written(_kind: Any, spec: Pairs, _arrangement: Arrangement, values: FormValues) -> View:
    """Offer the cells in the order of the lines."""
    names = [line.target for line in spec.lines]
    cells = (*dict.fromkeys(names), *(cell for cell in spec.targets if cell not in names))
    return MATCHING_VIEW(replace(spec, targets=cells), Unmoved("", 0), values)


class Unmoved(Arrangement):
    """Leaves everything as it is."""

    def of(self, items: Any) -> Any:
        return tuple(items)


def own_match_first(_kind: Any, spec: Pairs, arrangement: Arrangement, values: FormValues) -> View:
    """Offer the first line's match on top, half of the time."""
    view = MATCHING_VIEW(spec, arrangement, values)
    own = spec.lines[0].target
    cells = (own, *(cell for cell in spec.targets if cell != own))
    return view if arrangement.seed % 2 else MATCHING_VIEW(replace(spec, targets=cells), Unmoved("", 0), values)


def under_other_names(_kind: Any, spec: Pairs, arrangement: Arrangement, values: FormValues) -> View:
    """Call the fields otherwise than the answers."""
    lines: Any = MATCHING_VIEW(spec, arrangement, values)["lines"]
    return {"lines": tuple(replace(line, key=f"{line.key}{line.key}") for line in lines)}


def first_of_all_is_missing(_kind: Any, spec: Ranking, values: FormValues) -> str:
    """Say first what is amiss with the line that belongs on top."""
    if not values.first(spec.entries[0].field):
        raise InvalidAnswer(message("Choose a number for line %(number)s.", number=1), spec.entries[0].field)
    return ORDERING_READ(spec, values)


def in_the_right_order(
    _kind: Any, spec: Ranking, arrangement: Arrangement, response: str, *, reveal: bool
) -> tuple[Line, ...]:
    """List what was answered as it should have been."""
    told = {line.text: line for line in ORDERING_ANSWERED(spec, arrangement, response, reveal=reveal)}
    return tuple(told[entry.text] for entry in spec.entries)


def where_it_leads(_kind: Any, spec: Story, arrangement: Arrangement, values: FormValues) -> View:
    """Name the step that follows beside each choice."""
    scenes = tuple(
        replace(
            scene,
            choices=tuple(
                replace(choice, text=Rich(f"{choice.text.html} ({choice.target})", "")) for choice in scene.choices
            ),
        )
        for scene in spec.scenes
    )
    return SCENARIO_VIEW(replace(spec, scenes=scenes), arrangement, values)


def right_one_first_on_paper(_kind: Any, spec: Choices, _arrangement: Arrangement) -> Sheet:
    """Put the right option on top when it is printed."""
    options = sorted(spec.options, key=lambda option: -option.share)
    return Sheet((Blank(boxes=tuple(Box(option.text) for option in options)),))


def feedback_on_paper(_kind: Any, spec: Choices, _arrangement: Arrangement) -> Sheet:
    """Print what is said about the choices."""
    return Sheet((Blank(boxes=tuple(Box(option.feedback or option.text) for option in spec.options)),))


def unheard_of(_kind: Any, _spec: Choices, response: str) -> Interaction:
    """Invent a type."""
    return Interaction("riddle", (), response)  # type: ignore[arg-type]


def told_at_once(
    _kind: Any, spec: Choices, arrangement: Arrangement, response: str, *, reveal: bool
) -> tuple[Line, ...]:
    """Tell right from wrong too early."""
    return ANSWERED(spec, arrangement, response, reveal=True)


def nothing_missed(
    _kind: Any, spec: Choices, arrangement: Arrangement, response: str, *, reveal: bool
) -> tuple[Line, ...]:
    """Call every answer right."""
    mark: Mark = "given-right" if reveal else "given"
    return tuple(
        replace(line, mark=mark if line.mark.startswith("given") else "")
        for line in ANSWERED(spec, arrangement, response, reveal=reveal)
    )


def str_of(case: Any) -> str:
    """Return how a spoilt part is called in the list of tests."""
    return str(getattr(case, "name", "") or getattr(case, "__name__", case))


SPOILT = [
    ("says_what_it_is", SINGLE, "tries", 0),
    ("says_what_it_is", ORDERING, "script", "missing.js"),
    ("is_found", SINGLE, "claims", lambda *_: False),
    ("refuses_bad_blocks", SINGLE, "parse", first_item_unseen),
    ("loses_nothing", SINGLE, "uses", ("items", "rows", "steps", "example")),
    ("makes_frozen_specs", SINGLE, "parse", read_as_list),
    ("scores_as_promised", SINGLE, "grade", all_full_marks),
    ("leads_to_what_is_amiss", MATCHING, "view", under_other_names),
    ("goes_on_step_by_step", WALK, "is_finished", lambda *_: True),
    ("goes_on_step_by_step", WALK, "resume", lambda *_: FormValues()),
    ("fills_what_it_read", SINGLE, "fill", first_letter),
    ("renders_sound_fields", SINGLE, "view", same_letter_for_all),
    ("escapes_what_was_sent", SINGLE, "view", what_was_sent),
    ("keeps_its_secrets", SINGLE, "view", with_feedback),
    ("keeps_its_secrets_on_paper", SINGLE, "sheet", right_one_first_on_paper),
    ("keeps_its_secrets_on_paper", SINGLE, "sheet", feedback_on_paper),
    ("leaves_no_trace_of_the_key", SINGLE, "view", one_sign_more),
    ("leaves_no_trace_of_the_key", SINGLE, "answered", told_at_once),
    ("leaves_no_trace_of_the_key", MATCHING, "view", cells_as_written),
    ("leaves_no_trace_of_the_key", ORDERING, "read", first_of_all_is_missing),
    ("leaves_no_trace_of_the_key", SCENARIO, "view", where_it_leads),
    ("places_say_nothing", MATCHING, "view", own_match_first),
    ("places_say_nothing", SINGLE, "view", right_one_first),
    ("places_say_nothing", SINGLE, "view", right_one_often_first),
    ("describes_itself_neutrally", SINGLE, "interaction", unheard_of),
    ("shows_answers_in_the_order_of_the_form", SINGLE, "answered", told_at_once),
    ("shows_answers_in_the_order_of_the_form", ORDERING, "answered", in_the_right_order),
    ("solves_itself", SINGLE, "solution", lambda *_: ()),
    ("solves_itself", SINGLE, "answered", nothing_missed),
    ("grades_or_refuses_anything", SINGLE, "grade", too_much),
    ("gains_nothing_by_wrong_choices", SINGLE, "grade", all_full_marks),
    ("gains_nothing_by_wrong_choices", MATCHING, "grade", all_full_marks),
    ("gains_nothing_by_wrong_choices", MULTIPLE, "grade", only_what_is_found),
    ("stands_old_responses", SINGLE, "grade", too_much),
]


@pytest.fixture(autouse=True)
def _walk_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    find_also(monkeypatch, WALK)


@pytest.mark.thorough
@pytest.mark.no_cover
@pytest.mark.parametrize("kind", [SINGLE, MULTIPLE, MATCHING, ORDERING, WALK], ids=str_of)
def test_what_is_not_spoilt_keeps_every_promise(kind: Any) -> None:
    for promise in PROMISES:
        promise(kind)


@pytest.mark.parametrize(("promise", "kind", "part", "spoilt"), SPOILT, ids=str_of)
def test_a_spoilt_kind_is_found_out(
    promise: str, kind: Any, part: str, spoilt: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(type(kind), part, spoilt)
    with pytest.raises((AssertionError, ContentError, pytest.fail.Exception)):
        BY_NAME[promise](kind)


def test_a_kind_without_examples_is_found_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(promises, "examples_of", lambda _kind: Examples())
    with pytest.raises(AssertionError):
        promises.has_enough_examples(SINGLE)


def test_a_crash_is_found_out(monkeypatch: pytest.MonkeyPatch) -> None:
    read = type(SINGLE).read

    def crash(kind: Any, spec: Choices, values: FormValues) -> str:
        assert values.many("answer")[0] is not None
        return read(kind, spec, values)

    monkeypatch.setattr(type(SINGLE), "read", crash)
    with pytest.raises(IndexError):
        promises.grades_or_refuses_anything(SINGLE)


def test_each_promise_is_broken_once() -> None:
    assert {promise.__module__ for promise in PROMISES} == {promises.__name__, secrecy.__name__}
    broken = {"has_enough_examples", *(promise for promise, *_ in SPOILT)}
    assert broken == BY_NAME.keys()


@pytest.mark.parametrize(
    "page",
    [
        '<input type="radio" id="q-example-a" name="answer">',
        '<label for="q-example-a">A</label><input id="q-example-a" name="score">',
        '<label for="a">A</label><input id="a" name="answer">',
        '<form action="/"></form>',
        '<p data-hx-get="/">A</p>',
        '<p onclick="go()">A</p>',
        '<p style="color: red">A</p>',
        '<p id="q-example">A</p><p id="q-example">B</p>',
    ],
)
def test_unsound_fields_are_found_out(page: str) -> None:
    assert list(pages.faults(page))
