"""Answers in several steps, and answers that are only kept."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from emm.content.model import Question
from emm.learning.answering import ACTIONS, Sent
from emm.learning.cards import Card, Reader, card
from emm.learning.rules.practice import Action, Practice
from emm.messages import counted, message
from emm.questions.choosing import ChoosingOne
from emm.questions.contract import FormValues, Line, Tally, Verdict
from emm.questions.wording import Wording
from emm.world import Arrangement
from tests.learning.desk import Desk
from tests.questions.added.walk import KIND as WALK
from tests.questions.promising import examples_of
from tests.questions.reading import block_of
from tests.support.kinds import find_also
from tests.support.samples import course_of, lesson_of, question_of
from tests.support.world import FakeWorld

STEP = {"step": "first-move", "answer": "a"}
LAST = {"path": "first-move:a", "step": "call", "answer": "a"}


def walk() -> Question:
    """Return a question with two steps."""
    spec = WALK.parse(block_of(examples_of(WALK).good[0].source))
    return replace(question_of(question_id="walk"), kind=WALK, spec=spec)


@pytest.fixture
def walker(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """A learner before a question with steps."""
    find_also(monkeypatch, WALK)
    desk.course = course_of(lesson_of(walk()))
    return desk


def act(desk: Desk, fields: Mapping[str, str], action: Action = "answer") -> Practice:
    """Send a form with these fields."""
    sent = Sent(desk.world.new_id(), FormValues.of(fields.items()))
    ACTIONS[action](desk.connection, desk.world, desk.exercise("walk"), sent)
    return desk.stand("walk")


def test_a_step_is_kept_and_costs_nothing(walker: Desk) -> None:
    stands = act(walker, STEP)
    assert (stands.state, stands.response, stands.tries, stands.begun) == ("open", "first-move:a", 0, False)
    assert [(row[4], row[5]) for row in walker.acts()] == [("first-move:a", None)]
    assert walker.done() == []


def test_the_card_goes_on_where_the_path_leads(walker: Desk) -> None:
    act(walker, STEP)
    shown = walker.card("walk")
    view: Any = shown.view
    assert (view["path"], view["step"], [past.choice.plain for past in view["taken"]]) == (
        "first-move:a",
        "call",
        ["Wait"],
    )
    assert (shown.lines, shown.result, shown.opens_anew) == ((), None, False)


def test_the_path_stays_when_a_hint_is_asked_for(walker: Desk) -> None:
    act(walker, STEP)
    act(walker, LAST, "hint")
    view: Any = walker.card("walk").view
    assert (view["path"], [option.checked for option in view["options"]]) == ("first-move:a", [True, False])


def test_the_last_step_closes_and_the_first_run_counts(walker: Desk) -> None:
    act(walker, STEP)
    stands = act(walker, LAST)
    assert (stands.state, stands.response, stands.tries) == ("partial", "first-move:a,call:a", 1)
    assert [row[5] for row in walker.acts()] == [None, 0.75]
    assert walker.done() == ["made"]
    shown = walker.card("walk")
    assert [line.mark for line in shown.lines] == ["given-partly", "given-right"]
    assert shown.opens_anew
    again = act(walker, {}, "again")
    assert (again.state, again.response, again.begun) == ("open", "", True)


class Vote(ChoosingOne):
    """Options of which none is right."""

    name = "vote"
    graded = False
    reveals = False
    seconds = 15
    words = Wording(again=None, kept=message("Thank you"))

    def claims(self, block: Any) -> bool:
        return False

    def acknowledge(self, spec: Any, response: str, tally: Tally | None) -> Verdict:
        return Verdict(0.0, remarks=() if tally else (message("Results appear after 5 votes."),))

    def tallied(self, spec: Any, arrangement: Arrangement, response: str, tally: Tally) -> tuple[Line, ...]:
        votes = dict(tally)
        return tuple(
            Line(option.text, "given" if option.letter == response else "", note=_votes(votes.get(option.letter, 0)))
            for option in spec.arranged(arrangement)
        )


def _votes(number: int) -> Any:
    return counted("One vote", "%(count)s votes", number)


def vote_card(world: FakeWorld, practice: Practice, kind: Any = None, **options: Any) -> Card:
    """Return the card of a vote."""
    question = replace(question_of(), kind=kind or Vote())
    return card(question, practice, Reader(None, 0), world, address="", count=1, **options)


KEPT = Practice(state="kept", tries=1, response="b", begun=True)


def test_what_others_answered_shows_with_the_own_answer(world: FakeWorld) -> None:
    shown = vote_card(world, KEPT, tally=(("a", 1), ("b", 6)))
    told = {line.text.plain: (line.mark, line.note) for line in shown.lines}
    assert told["Option b"] == ("given", _votes(6))
    assert told["Option c"] == ("", _votes(0))
    assert shown.result
    assert shown.result.verdict.remarks == ()


def test_without_enough_others_the_own_answer_stands_alone(world: FakeWorld) -> None:
    shown = vote_card(world, KEPT)
    assert {line.note for line in shown.lines} == {None}
    assert shown.result
    assert [said.text for said in shown.result.verdict.remarks] == ["Results appear after 5 votes."]
    assert (shown.result.solution, shown.result.why, shown.opens_anew) == ((), "", False)


def test_an_open_card_tells_nothing_of_others(world: FakeWorld) -> None:
    shown = vote_card(world, Practice(), tally=(("a", 9),))
    assert (shown.lines, shown.result) == ((), None)
    assert shown != vote_card(world, Practice())


class Note(Vote):
    """What may be changed."""

    words = Wording(again=message("Change my note"), again_at_once=True)


def test_a_kept_answer_may_be_changed_at_once_where_the_kind_says_so(world: FakeWorld) -> None:
    shown = vote_card(world, KEPT, Note())
    assert shown.opens_anew
    opened: Any = vote_card(world, Practice(response="b", begun=True), Note()).view
    assert [option.letter for option in opened["options"] if option.checked] == ["b"]


def test_a_question_that_is_answered_once_is_not_opened_again(desk: Desk) -> None:
    desk.answer("guess-parts", "a")
    assert desk.again("guess-parts").state == "kept"
    assert len(desk.acts()) == 1
