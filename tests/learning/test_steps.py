"""A scenario at work: each step an act of its own, a path that only goes on, and a run that counts once."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import Engine

from emm.content.model import Course, Question
from emm.errors import Conflict, InvalidAnswer, Overtaken
from emm.learning import learners
from emm.learning.answering import ACTIONS, Sent
from emm.learning.lessons import Returned
from emm.learning.rules.practice import Action, Practice
from emm.messages import message
from emm.questions import registry
from emm.questions.contract import FormValues
from emm.store.engine import writing
from tests.learning.desk import Deed, Desk, at_once, card_of
from tests.questions.promising import examples_of
from tests.questions.reading import block_of
from tests.support.samples import course_of, lesson_of, question_of
from tests.support.world import FakeWorld

KIND = registry.kind_named("scenario")
KEY = "a-key-of-a-form-0001"
ERROR = message("Choose an answer first.")
Form = Mapping[str, str]


def form(before: str, step: str, letter: str = "") -> Form:
    """Return what the form of a step sends."""
    return {"path": before, "step": step} | ({"answer": letter} if letter else {})


FIRST, OTHER = form("", "first-move", "b"), form("", "first-move", "a")
SECOND = form("first-move:b", "call", "a")
AROUND = form("first-move:a", "closed", "a")


def scenario() -> Question:
    """Return the scenario of the examples."""
    spec = KIND.parse(block_of(examples_of(KIND).good[0].source))
    return question_of("scenario", "rise", spec=spec, hints=("Whom do you know?",))


def course_with(question: Question) -> Course:
    """Return a course with a question before this one."""
    return course_of(lesson_of(question_of(), question))


@pytest.fixture
def walker(desk: Desk) -> Desk:
    """A learner before a scenario."""
    desk.course = course_with(scenario())
    return desk


def send(desk: Desk, fields: Form, action: Action = "answer", key: str = "") -> Practice:
    """Send a form with these fields."""
    sent = Sent(key or desk.world.new_id(), FormValues.of(fields.items()))
    ACTIONS[action](desk.connection, desk.world, desk.exercise("rise"), sent)
    return desk.stand("rise")


def path(desk: Desk) -> list[tuple[object, ...]]:
    """Return the answers that were written down, each with its score."""
    return [(row[4], row[5]) for row in desk.acts() if row[3] == "answer"]


def step_of(desk: Desk, returned: Returned | None = None) -> Any:
    """Return what the form shows."""
    return desk.card("rise", returned=returned).view


def test_each_step_is_an_act_and_the_last_one_has_the_score(walker: Desk):
    assert send(walker, FIRST).state == "open"
    assert send(walker, SECOND).state == "correct"
    assert path(walker) == [("first-move:b", None), ("first-move:b,call:a", 1.0)]


def test_the_consequence_shows_before_the_next_step(walker: Desk):
    send(walker, FIRST)
    shown = walker.card("rise")
    (line,) = shown.lines
    assert (line.given and line.given.plain, line.feedback and line.feedback.plain, line.note) == (
        "Call the contact you met in the dialogue",
        "Good. The network exists for moments like this.",
        None,
    )
    assert (shown.result, step_of(walker)["step"]) == (None, "call")


def test_the_end_says_each_thing_once(walker: Desk):
    send(walker, FIRST)
    send(walker, SECOND)
    shown = walker.card("rise")
    assert [line.mark for line in shown.lines] == ["given-right", "given-right"]
    assert shown.result
    assert [said.plain[:8] for said in shown.result.verdict.feedback] == ["You used"]
    assert (shown.result.solution, shown.opens_anew) == ((), True)


@pytest.mark.parametrize("days", [0, 3])
def test_an_unfinished_scenario_is_found_again_at_its_step(walker: Desk, days: int):
    send(walker, OTHER)
    walker.world.sleep(days=days)
    assert step_of(walker)["step"] == "closed"
    found = walker.overview()
    assert (found.next and found.next.id, found.resume) == ("made", "/en/c/made/made#q-rise")
    welcome = walker.page("made").welcome
    assert (welcome.question.id if welcome else "") == ("rise" if days else "")


def test_the_first_run_counts(walker: Desk):
    walker.answer("q1", "b")
    send(walker, OTHER)
    send(walker, AROUND)
    assert send(walker, form("first-move:a,closed:a", "call", "b")).state == "partial"
    assert walker.done() == ["made"]
    again = send(walker, {}, "again")
    assert (again.state, again.response, again.begun, step_of(walker)["step"]) == ("open", "", True, "first-move")
    assert walker.card("rise").lines == ()
    assert walker.overview().is_finished
    send(walker, FIRST)
    stands = send(walker, SECOND)
    assert (stands.state, stands.right_first_time) == ("correct", False)
    assert [score for _response, score in path(walker)] == [1.0, None, None, 0.5, None, 1.0]


STALE = [
    ("the first step again", [FIRST], OTHER),
    ("the first step again, chosen alike", [FIRST], FIRST),
    ("a step of another way", [FIRST], AROUND),
    ("a step back", [OTHER, AROUND], AROUND),
    ("a step ahead", [], SECOND),
    ("a step from before starting again", [FIRST, SECOND, {"again": ""}], SECOND),
]


@pytest.mark.parametrize(("before", "late"), [case[1:] for case in STALE], ids=[case[0] for case in STALE])
def test_a_form_of_another_step_is_refused_and_changes_nothing(walker: Desk, before: list[Form], late: Form):
    for fields in before:
        send(walker, {}, "again") if "again" in fields else send(walker, fields)
    kept, shown = walker.acts(), step_of(walker)
    with pytest.raises(Overtaken):
        send(walker, late)
    assert walker.acts() == kept
    returned = Returned("rise", FormValues.of(late.items()), ERROR)
    assert step_of(walker, returned) == shown, "the form stands where the answer stands"


def test_a_finished_scenario_takes_no_step(walker: Desk):
    send(walker, FIRST)
    send(walker, SECOND)
    for late in (FIRST, OTHER, SECOND):
        with pytest.raises(Conflict):
            send(walker, late)


def test_the_same_form_again_is_the_same_step(walker: Desk):
    send(walker, FIRST, key=KEY)
    assert send(walker, FIRST, key=KEY).response == "first-move:b"
    send(walker, SECOND)
    assert send(walker, FIRST, key=KEY).state == "correct"
    assert len(path(walker)) == 2


def test_the_same_form_with_another_choice_is_refused(walker: Desk):
    send(walker, FIRST, key=KEY)
    with pytest.raises(InvalidAnswer, match="another answer"):
        send(walker, OTHER, key=KEY)
    assert path(walker) == [("first-move:b", None)]


FORGED = [
    {},
    form("", "call", "a"),
    form("first-move:b", "first-move", "a"),
    form("first-move:b,call:a", "end", "a"),
    form("first-move:b,closed:a", "call", "a"),
    form("first-move:z", "call", "a"),
    form("first-move:b,", "call", "a"),
    form("first-move:b,call", "call", "a"),
    {"step": "first-move", "answer": "b", "path": ","},
]


@pytest.mark.parametrize("fields", FORGED, ids=str)
def test_a_path_that_nobody_can_take_is_refused(walker: Desk, fields: Form):
    with pytest.raises(InvalidAnswer, match="not complete"):
        send(walker, fields)
    assert walker.acts() == []


def test_nothing_chosen_keeps_the_step(walker: Desk):
    send(walker, FIRST)
    empty = form("first-move:b", "call")
    with pytest.raises(InvalidAnswer, match="Choose an answer first"):
        send(walker, empty)
    assert step_of(walker, Returned("rise", FormValues.of(empty.items()), ERROR))["step"] == "call"


def test_a_hint_stays_at_the_step_it_was_asked_for(walker: Desk):
    send(walker, FIRST)
    with pytest.raises(Overtaken):
        send(walker, OTHER, "hint")
    assert send(walker, form("first-move:b", "call", "b"), "hint").hints == 1
    view = step_of(walker)
    assert (view["step"], [option.letter for option in view["options"] if option.checked]) == ("call", ["b"])


def test_a_step_that_is_gone_begins_anew(walker: Desk):
    send(walker, OTHER)
    lesson = walker.course.lesson("made")
    question = lesson.questions[1]
    scenes = tuple(scene for scene in question.spec.scenes if scene.name != "closed")
    first = replace(scenes[0], choices=scenes[0].choices[1:])
    walker.course = course_with(replace(question, spec=replace(question.spec, scenes=(first, *scenes[1:]))))
    assert (walker.stand("rise").updated, step_of(walker)["step"]) == (True, "first-move")
    assert send(walker, FIRST).response == "first-move:b"


@pytest.mark.race
def test_of_many_choices_at_once_exactly_one_is_the_step(engine: Engine, world: FakeWorld):
    with writing(engine) as connection:
        visit = learners.begin(connection, world, seed=0)
        desk = Desk(connection, world, course_with(scenario()))
    desk.learner = visit.learner
    exercise = desk.exercise("rise")

    def choosing(number: int) -> Deed:
        sent = Sent(f"{KEY}{number}", FormValues.of(form("", "first-move", "abc"[number % 3]).items()))
        return lambda connection: ACTIONS["answer"](connection, world, exercise, sent)

    refusals = at_once(engine, visit.token, [choosing(number) for number in range(20)])
    assert sorted(type(refusal).__name__ for refusal in refusals) == ["NoneType", *["Overtaken"] * 19]
    with engine.connect() as connection:
        desk.connection = connection
        assert len(path(desk)) == 1
        assert card_of(desk.page("made"), "rise").practice.response.startswith("first-move:")
