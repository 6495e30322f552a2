"""Two records become one: a union, the better result, nothing lowered, exactly once (S12, decision 9)."""

import json
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, Engine, func, insert, select

from emm.content.model import Course
from emm.errors import EmmError
from emm.learning import learners
from emm.learning.accounts import account_of, keep_code
from emm.learning.learners import choose
from emm.learning.merging import RULES, Added, left_on_device, merge
from emm.learning.preferences import Preferences
from emm.learning.rules.practice import RANKS, Practice
from emm.store.base import Base
from emm.store.engine import writing
from emm.store.people import Learner, Visit
from emm.store.progress import Attempt, LessonDone
from tests.learning.desk import Desk, at_once
from tests.learning.pair import Two
from tests.support.world import FakeWorld

QUESTIONS = ("half-right", "wrong-option", "parts", "topic-lesson")


def test_s12_every_table_of_learners_has_a_rule():
    """Say in emm/learning/merging.py what happens to the rows of a new table."""
    of_learners = {table.name for table in Base.metadata.sorted_tables if "learner_id" in table.columns}
    assert RULES.keys() == of_learners | {"learner"}


def rank(practice: Practice) -> int:
    return RANKS.index(practice.state)


STEPS = st.lists(
    st.tuples(
        st.sampled_from(QUESTIONS),
        st.sampled_from(["answer", "hint", "show", "again", "recall"]),
        st.sets(st.sampled_from("abc"), min_size=1, max_size=2),
        st.booleans(),
    ),
    max_size=12,
)


def do(desk: Desk, steps: list[tuple[str, str, set[str], bool]]) -> None:
    """Do what the steps say, as far as it is allowed."""
    for question, action, letters, sure in steps:
        try:
            if action == "recall":
                desk.recall(question, *sorted(letters), sure=sure, since=desk.world.now())
            else:
                desk.act(action, question, *sorted(letters), sure=sure)  # type: ignore[arg-type]
        except EmmError:
            continue


@settings(
    max_examples=min(60, settings().max_examples),
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(mine=STEPS, theirs=STEPS, later=STEPS)
def test_s12_the_union_never_lowers_anything_and_twice_is_once(engine: Engine, course: Course, mine, theirs, later):
    with engine.connect().execution_options() as connection, connection.begin() as transaction:
        two = Two(connection, FakeWorld(), course)
        do(two.hers, mine)
        do(two.guests, theirs)
        before = [desk.whole_record() for desk in (two.hers, two.guests)]
        acts = two.acts()
        two.merge()
        after = two.hers.whole_record()
        assert two.acts() == acts, "the union, and nothing twice"
        assert set(after.finished) >= {name for record in before for name in record.finished}
        for question in course.questions:
            got = after.practice(question)
            for had in (record.practice(question) for record in before):
                assert rank(got) >= rank(had)
                assert got.begun >= had.begun
                assert got.right_first_time >= had.right_first_time
            numbers = connection.scalars(
                select(Attempt.number).where(Attempt.question == question.id).order_by(Attempt.number)
            ).all()
            assert list(numbers) == list(range(1, len(numbers) + 1))
        once = two.state()
        assert two.merge() == Added()
        assert two.state() == once
        do(two.hers, later)  # and everything goes on
        begun = [name for name, practice in after.practices(course.questions).items() if practice.begun]
        assert all(two.hers.whole_record().practice(course.question(name)[1]).begun for name in begun)
        transaction.rollback()


@pytest.mark.parametrize(
    ("mine", "theirs", "state"),
    [
        (["a"], ["b"], "correct"),
        (["b"], ["a"], "correct"),
        (["a", "again", "a"], ["b"], "correct"),
        (["b"], ["a", "again", "a"], "correct"),
        (["a"], ["a", "again", "b"], "correct"),
        (["a"], ["a"], "retry"),
        (["a", "show"], ["a"], "shown"),
        (["a"], [], "retry"),
        ([], ["a"], "retry"),
        ([], [], "open"),
    ],
)
def test_s12_the_better_result_stands(two: Two, mine: list[str], theirs: list[str], state: str):
    for desk, steps in ((two.hers, mine), (two.guests, theirs)):
        for step in steps:
            if step in ("again", "show"):
                desk.act(step, "wrong-option")  # type: ignore[arg-type]
            else:
                desk.answer("wrong-option", step)
    two.merge()
    assert two.hers.stand("wrong-option").state == state


def test_s12_a_guess_that_was_wrong_first_does_not_hide_one_that_was_right_first(two: Two):
    two.hers.answer("wrong-option", "a")
    two.guests.answer("wrong-option", "b")
    two.merge()
    assert two.hers.stand("wrong-option").right_first_time


def test_after_joining_one_goes_on_from_the_better_result(two: Two):
    two.hers.answer("wrong-option", "a")
    two.guests.answer("wrong-option", "a")
    two.guests.again("wrong-option")
    two.merge()
    stands = two.hers.answer("wrong-option", "b")
    assert (stands.state, stands.tries) == ("correct", 2)


def test_two_halves_make_a_lesson(two: Two):
    two.hers.answer("wrong-option", "b")
    two.guests.answer("half-right", "a")
    assert two.merge() == Added(answers=1, lessons=1)
    assert two.connection.scalars(select(LessonDone.lesson)).all() == ["first"]


def test_what_was_added_is_counted(two: Two):
    two.guests.finish("first")
    two.guests.finish("second")
    two.hers.finish("first")
    found = left_on_device(two.connection, two.guests.learner.id)
    assert found == Added(answers=4, lessons=2)
    assert two.merge() == Added(answers=4, lessons=1)


def test_of_a_lesson_that_both_did_the_earlier_day_stands(two: Two):
    two.guests.finish("first")
    earlier = two.connection.scalar(select(LessonDone.at))
    two.world.sleep(days=3)
    two.hers.finish("first")
    two.merge()
    assert two.connection.scalars(select(LessonDone.at)).all() == [earlier]


def test_a_form_that_was_sent_in_both_counts_once(two: Two):
    two.hers.answer("wrong-option", "a", key="the-same-form-0001")
    two.guests.answer("wrong-option", "b", key="the-same-form-0001")
    assert two.merge() == Added()
    assert two.hers.stand("wrong-option").response == "a"
    assert two.connection.scalar(select(func.count()).select_from(Attempt)) == 1


def test_an_old_form_of_the_guest_adds_nothing_afterwards(two: Two):
    two.guests.answer("wrong-option", "b", key="an-old-form-000001")
    two.merge()
    before = two.acts()
    two.hers.answer("wrong-option", "b", key="an-old-form-000001")
    assert two.acts() == before


def test_s12_the_guest_is_gone_and_so_are_its_tokens(two: Two, world: FakeWorld):
    guest = learners.begin(two.connection, world, seed=0)
    two.guests.learner = guest.learner
    two.guests.answer("wrong-option", "b")
    two.merge()
    assert learners.find(two.connection, world, guest.token) is None
    assert two.connection.scalar(select(func.count()).where(Learner.id == guest.learner.id)) == 0
    assert two.connection.scalar(select(func.count()).where(Visit.learner_id == guest.learner.id)) == 0


def test_s12_a_record_with_an_account_is_never_added_to_another(two: Two):
    keep_code(two.connection, two.world, two.guests.learner.id, "f" * 64)
    two.guests.answer("wrong-option", "b")
    before = two.state()
    assert two.merge() == Added()
    assert two.state() == before


def test_nobody_is_added_to_themselves_or_to_nobody(two: Two):
    two.hers.answer("wrong-option", "b")
    before = two.state()
    for guest, learner in [(two.hers, two.hers.learner.id), (two.guests, "0" * 32)]:
        assert merge(two.connection, two.world, [two.course], guest.learner.id, learner) == Added()
    assert merge(two.connection, two.world, [two.course], "0" * 32, two.hers.learner.id) == Added()
    assert two.state() == before
    assert account_of(two.connection, two.hers.learner.id).exists


def test_choices_that_only_the_guest_made_are_taken_over(two: Two):
    choose(two.connection, two.hers.learner, Preferences(theme="dark"))
    choose(two.connection, two.guests.learner, Preferences(theme="light", size="125"))
    two.merge()
    row = two.connection.execute(select(Learner.preferences)).scalar_one()
    assert json.loads(str(row)) == {"theme": "dark", "size": "125"}


def test_the_review_goes_on_as_if_all_had_been_done_in_one_record(two: Two):
    """Where a later row tells of an earlier day: not right on the guest's day, then right on the learner's."""
    two.hers.answer("wrong-option", "b")
    two.guests.answer("wrong-option", "b")
    begun = two.world.now().date()
    two.world.sleep(days=2)
    two.guests.recall("wrong-option", "a")
    two.world.sleep(days=2)
    two.hers.recall("wrong-option", "b")
    assert due(two.hers) == begun + timedelta(days=4 + 6)
    two.merge()
    assert due(two.hers) == begun + timedelta(days=4 + 6)


def due(desk: Desk) -> date | None:
    """Return when the question comes back."""
    review = desk.whole_record().review(desk.course.question("wrong-option")[1])
    assert review
    return review.due


def test_two_guests_join_one_after_the_other(two: Two):
    two.hers.answer("wrong-option", "a")
    two.guests.answer("wrong-option", "a")
    two.merge()
    two.guests = Desk(two.connection, two.world, two.course)
    two.guests.answer("wrong-option", "b")
    two.merge()
    assert two.hers.stand("wrong-option").state == "correct"


def test_a_course_that_is_not_there_any_more_is_added_as_well(two: Two):
    row = {"course": "gone", "question": "gone", "number": 1, "key": "a-key-of-a-form-1", "action": "answer"}
    row |= {"response": "a", "score": 1.0, "sure": True, "wording": "w", "meaning": "m", "at": two.world.now()}
    two.connection.execute(insert(Attempt), [row | {"learner_id": two.guests.learner.id}])
    assert two.merge() == Added(answers=1)


@pytest.mark.parametrize("both", [True, False])
@pytest.mark.race
def test_s12_twenty_merges_at_once_are_one(engine: Engine, world: FakeWorld, course: Course, both: bool):
    with writing(engine) as connection:
        two = Two(connection, world, course)
        two.guests.answer("wrong-option", "b")
        if both:
            two.hers.answer("wrong-option", "a")
        token = learners.come_back(connection, world, two.hers.learner.id, "browser").token
        hers, guest = two.hers.learner.id, two.guests.learner.id
    results: list[Added] = []

    def once(connection: Connection) -> object:
        results.append(merge(connection, world, [course], guest, hers))
        return None

    refusals = at_once(engine, token, [once] * 20)
    assert refusals == [None] * 20
    assert sorted(results, key=bool) == [Added()] * 19 + [Added(answers=1)]
    with engine.connect() as connection:
        assert connection.scalar(select(func.count()).select_from(Attempt)) == (3 if both else 1)
        assert connection.scalar(select(func.count()).select_from(Learner)) == 1
