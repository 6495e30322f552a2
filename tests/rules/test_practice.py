"""Where a learner stands with a question: the states of the question card, one by one, and what holds for all."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from emm.learning.rules.practice import Act, Action, Practice, replay

MEANING = "meaning-one"
EARLIER = "meaning-old"
BEGINNING = datetime(2027, 3, 1, 9, 0, tzinfo=UTC)

Step = tuple[Action, float | None]
RIGHT: Step = ("answer", 1.0)
PARTLY: Step = ("answer", 0.5)
WRONG: Step = ("answer", 0.0)
HINT: Step = ("hint", None)
SHOW: Step = ("show", None)
AGAIN: Step = ("again", None)


def acts(*steps: Step, meaning: str = MEANING, sure: bool = True) -> list[Act]:
    """Return these steps as acts, one second apart; the response of an answer tells its place."""
    return [
        Act(action, f"response-{number}", score, sure, meaning, BEGINNING + timedelta(seconds=number))
        for number, (action, score) in enumerate(steps, 1)
    ]


def stand(*steps: Step, tries: int = 2, graded: bool = True) -> Practice:
    """Return where these steps lead."""
    return replay(acts(*steps), meaning=MEANING, tries=tries, graded=graded)


STATES: dict[str, tuple[tuple[Step, ...], str, bool]] = {
    "untouched": ((), "open", True),
    "correct, 1st try": ((RIGHT,), "correct", False),
    "not quite, tries left": ((WRONG,), "retry", False),
    "partly, tries left": ((PARTLY,), "retry", False),
    "try again": ((WRONG, AGAIN), "retry", True),
    "correct, 2nd try": ((WRONG, AGAIN, RIGHT), "correct", False),
    "correct, 2nd try without a step between": ((WRONG, RIGHT), "correct", False),
    "no tries left": ((WRONG, AGAIN, WRONG), "shown", False),
    "no tries left, partly right": ((WRONG, AGAIN, PARTLY), "partial", False),
    "partly, then not quite": ((PARTLY, AGAIN, WRONG), "shown", False),
    "partly twice": ((PARTLY, AGAIN, PARTLY), "partial", False),
    "shown on request": ((WRONG, SHOW), "shown", False),
    "shown while trying again": ((WRONG, AGAIN, SHOW), "shown", False),
    "hint open": ((HINT,), "open", True),
    "hint while trying again": ((WRONG, AGAIN, HINT), "retry", True),
    "answer again": ((RIGHT, AGAIN), "open", True),
    "answer again, not quite": ((RIGHT, AGAIN, WRONG), "retry", False),
    "answer again after the answer was shown": ((WRONG, SHOW, AGAIN), "open", True),
    "answered again to the end": ((WRONG, SHOW, AGAIN, WRONG, AGAIN, RIGHT), "correct", False),
}


@pytest.mark.parametrize(("steps", "state", "takes_answers"), STATES.values(), ids=STATES)
def test_each_state_of_the_card(steps: tuple[Step, ...], state: str, takes_answers: bool):
    found = stand(*steps)
    assert (found.state, found.takes_answers) == (state, takes_answers)


@pytest.mark.parametrize(("state", "closed"), [("open", False), ("retry", False), ("correct", True), ("kept", True)])
def test_what_counts_as_closed(state, closed: bool):
    assert Practice(state=state).is_closed is closed


@pytest.mark.parametrize(("step", "state"), [(RIGHT, "correct"), (PARTLY, "partial"), (WRONG, "shown")])
def test_a_single_try_closes_at_once(step: Step, state: str):
    assert stand(step, tries=1).state == state


@pytest.mark.parametrize("step", [RIGHT, WRONG, ("answer", None)])
def test_what_is_not_graded_is_kept(step: Step):
    found = stand(step, graded=False)
    assert (found.state, found.is_closed, found.response) == ("kept", True, "response-1")


STEP: Step = ("answer", None)


def test_a_step_on_the_way_keeps_the_path_and_costs_nothing():
    found = stand(STEP, HINT, STEP, tries=1)
    assert (found.state, found.takes_answers, found.response, found.draft) == ("open", True, "response-3", "")
    assert (found.tries, found.begun, found.hints, found.last_at) == (0, False, 1, BEGINNING + timedelta(seconds=3))


@pytest.mark.parametrize(
    ("steps", "under_way"),
    [
        ((), False),
        ((HINT,), False),
        ((STEP,), True),
        ((STEP, HINT), True),
        ((STEP, RIGHT), False),
        ((STEP, RIGHT, AGAIN), False),
        ((STEP, RIGHT, AGAIN, STEP), False),
    ],
)
def test_an_answer_is_under_way_between_its_first_step_and_its_end(steps: tuple[Step, ...], under_way: bool):
    assert stand(*steps, tries=1).is_under_way is under_way


@pytest.mark.parametrize(("last", "state"), [(RIGHT, "correct"), (PARTLY, "partial"), (WRONG, "shown")])
def test_the_last_step_is_the_answer(last: Step, state: str):
    found = stand(STEP, STEP, last, tries=1)
    assert (found.state, found.tries, found.begun, found.response) == (state, 1, True, "response-3")
    assert found.right_first_time is (last == RIGHT)


def test_starting_again_begins_with_the_first_step():
    assert stand(STEP, WRONG, AGAIN, tries=1).response == ""


def test_what_was_kept_stands_in_the_form_again():
    found = stand(STEP, AGAIN, graded=False)
    assert (found.state, found.response, found.tries, found.begun) == ("open", "response-1", 0, True)


@pytest.mark.parametrize("score", [1.0, 1.0000001])
def test_full_marks_are_right(score: float):
    assert stand(("answer", score)).state == "correct"


def test_almost_all_is_not_right():
    assert stand(("answer", 0.99)).state == "retry"


def test_a_hint_keeps_the_form_as_it_stood():
    found = stand(WRONG, AGAIN, HINT)
    assert (found.hints, found.draft, found.response) == (1, "response-3", "response-1")


def test_hints_stay_open_and_the_draft_goes_with_the_next_answer():
    found = stand(HINT, HINT, WRONG)
    assert (found.hints, found.draft, found.response) == (2, "", "response-3")


def test_the_answer_before_stays_while_trying_again():
    found = stand(WRONG, AGAIN)
    assert (found.trying_again, found.response, found.tries) == (True, "response-1", 1)


def test_answering_again_begins_with_an_empty_form():
    found = stand(HINT, WRONG, AGAIN, WRONG, AGAIN)
    assert found == Practice(begun=True, last_at=found.last_at)


@pytest.mark.parametrize("sure", [True, False])
def test_the_last_answer_says_whether_the_learner_was_sure(sure: bool):
    found = replay(acts(RIGHT, sure=sure), meaning=MEANING, tries=2, graded=True)
    assert found.sure is sure


@pytest.mark.parametrize(
    ("steps", "first_time"),
    [
        ((RIGHT,), True),
        ((HINT, RIGHT), True),
        ((RIGHT, AGAIN, WRONG), True),
        ((WRONG, AGAIN, RIGHT), False),
        ((PARTLY, AGAIN, RIGHT), False),
        ((WRONG, SHOW, AGAIN, RIGHT), False),
    ],
)
def test_only_the_first_answer_is_right_first_time(steps: tuple[Step, ...], first_time: bool):
    assert stand(*steps).right_first_time is first_time


@pytest.mark.parametrize(("steps", "begun"), [((), False), ((HINT,), False), ((WRONG,), True), ((SHOW,), True)])
def test_answers_and_solutions_count_as_begun(steps: tuple[Step, ...], begun: bool):
    assert stand(*steps).begun is begun


def test_another_meaning_opens_the_question_and_says_so():
    found = replay(acts(RIGHT, meaning=EARLIER), meaning=MEANING, tries=2, graded=True)
    assert found == Practice(updated=True, last_at=BEGINNING + timedelta(seconds=1))


def test_an_answer_to_the_new_meaning_ends_the_notice():
    both = [*acts(WRONG, AGAIN, RIGHT, meaning=EARLIER), *acts(RIGHT)]
    found = replay(both, meaning=MEANING, tries=2, graded=True)
    assert (found.state, found.updated, found.tries, found.right_first_time) == ("correct", False, 1, True)


def test_a_hint_to_the_new_meaning_leaves_the_notice():
    both = [*acts(RIGHT, meaning=EARLIER), *acts(HINT)]
    assert replay(both, meaning=MEANING, tries=2, graded=True).updated


scores = st.one_of(st.none(), st.floats(0, 1))
moments = st.datetimes(timezones=st.just(UTC))
any_act = st.builds(
    Act,
    st.sampled_from(["answer", "hint", "show", "again"]),
    st.text(max_size=5),
    scores,
    st.booleans(),
    st.sampled_from([MEANING, EARLIER]),
    moments,
)
histories = st.lists(any_act, max_size=12)
one_meaning = st.lists(any_act.map(lambda act: act._replace(meaning=MEANING)), max_size=12)
rules = st.fixed_dictionaries({"tries": st.integers(1, 4), "graded": st.booleans()})


def journey(history: list[Act], rule) -> list[Practice]:
    """Return where the learner stands after each act."""
    return [replay(history[:end], meaning=MEANING, **rule) for end in range(len(history) + 1)]


@given(histories, rules)
def test_whatever_was_done_leads_somewhere(history: list[Act], rule):
    for found in journey(history, rule):
        assert not (found.is_closed and found.takes_answers)
        assert found.state in ("open", "retry", "correct", "partial", "shown", "kept")
        assert 0 <= found.tries <= rule["tries"]


@given(histories, rules)
def test_the_same_history_leads_to_the_same_place(history: list[Act], rule):
    assert replay(iter(history), meaning=MEANING, **rule) == replay(tuple(history), meaning=MEANING, **rule)


@given(one_meaning, rules)
@example(acts(SHOW, WRONG), {"tries": 2, "graded": True})
@example(acts(RIGHT, WRONG), {"tries": 3, "graded": True})
def test_what_is_closed_stays_closed_until_it_is_opened_again(history: list[Act], rule):
    places = journey(history, rule)
    for before, act, after in zip(places, history, places[1:], strict=False):
        if before.is_closed and act.action != "again":
            assert after == before


@given(one_meaning, rules)
def test_opening_again_always_gives_a_form(history: list[Act], rule):
    opened = replay([*history, *acts(AGAIN)], meaning=MEANING, **rule)
    assert opened.takes_answers


@given(one_meaning, rules)
def test_what_has_begun_never_goes_back(history: list[Act], rule):
    begun = [found.begun for found in journey(history, rule)]
    assert begun == sorted(begun)


@given(histories, rules)
def test_only_the_present_meaning_counts(history: list[Act], rule):
    changes = [number for number, act in enumerate(history) if act.meaning != MEANING]
    since = history[changes[-1] + 1 :] if changes else history
    found = replay(history, meaning=MEANING, **rule)
    fresh = replay(since, meaning=MEANING, **rule)
    assert found._replace(updated=False, last_at=None) == fresh._replace(updated=False, last_at=None)


recalls = any_act.map(lambda act: act._replace(action="recall"))


@given(histories, st.lists(recalls, max_size=3), rules, st.data())
def test_what_was_recalled_never_touches_progress(history: list[Act], recalled: list[Act], rule, data: st.DataObject):
    mixed = list(history)
    for act in recalled:
        mixed.insert(data.draw(st.integers(0, len(mixed))), act)
    found, without = (replay(some, meaning=MEANING, **rule) for some in (mixed, history))
    assert (found.begun, found.right_first_time) == (without.begun, without.right_first_time)


@given(histories, recalls, rules)
@example(acts(WRONG), acts(("recall", 1.0))[0], {"tries": 2, "graded": True})
@example(acts(WRONG, AGAIN), acts(("recall", 0.0))[0], {"tries": 2, "graded": True})
@example(acts(WRONG), acts(("recall", None))[0], {"tries": 2, "graded": True})
@example(acts(WRONG), acts(("recall", 1.0), meaning=EARLIER)[0], {"tries": 2, "graded": True})
def test_who_has_seen_the_answer_elsewhere_has_no_try_left_and_nothing_else_changes(history, recall: Act, rule):
    before = replay(history, meaning=MEANING, **rule)
    after = replay([*history, recall], meaning=MEANING, **rule)
    if before.state == "retry" and recall.meaning == MEANING and recall.score is not None:
        assert after == before._replace(state="shown", trying_again=False)
    else:
        assert after == before


@given(histories, rules)
def test_an_open_question_has_cost_no_try(history: list[Act], rule):
    found = replay(history, meaning=MEANING, **rule)
    assert found.state != "open" or found.tries == 0
