"""Sittings on the database: which of them counts, what is seen, and what cannot be read any more."""

from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import Connection, Engine

from emm.content.assessment import Pool
from emm.content.model import Course
from emm.errors import Conflict, NotFound
from emm.learning import beginning, learners, sittings
from emm.learning.sittings import History
from emm.store.engine import writing
from tests.learning.desk import Desk, at_once, values
from tests.support.pools import with_pool
from tests.support.sample import compiled
from tests.support.world import FakeWorld

MANY = 20


@pytest.fixture
def course(tmp_path: Path) -> Course:
    """The sample course with a final assessment of two questions."""
    return compiled(tmp_path, with_pool()).courses["en"]


@pytest.fixture
def desk(connection: Connection, world: FakeWorld, course: Course) -> Desk:
    return Desk(connection, world, course)


def begin(desk: Desk) -> int:
    return beginning.begin(desk.connection, desk.world, desk.learner.id, desk.course).number


def give(desk: Desk, place: int, letter: str, *, number: int = 1) -> None:
    sittings.save(desk.connection, desk.world, desk.learner.id, desk.course, number, place, values(letter))


def send(desk: Desk, number: int = 1) -> bool | None:
    return sittings.send(desk.connection, desk.world, desk.learner.id, desk.course, number).passed


def history(desk: Desk) -> History:
    return sittings.read(desk.connection, desk.learner.id, desk.course)


def test_nobody_has_a_history(desk: Desk):
    assert sittings.read(desk.connection, None, desk.course) == History()
    assert history(desk) == History()


def test_the_first_that_passes_counts_and_is_never_lost(desk: Desk):
    for letters in ("bb", "aa", "bb"):
        number = begin(desk)
        for place, letter in enumerate(letters, 1):
            give(desk, place, letter, number=number)
        assert send(desk, number) is (letters == "bb")
    found = history(desk)
    assert found.passed
    assert found.passed.number == 1
    assert found.sent
    assert found.sent.number == 3


def test_without_a_pass_the_better_one_counts(desk: Desk):
    for letters in ("aa", "ba", "aa"):
        number = begin(desk)
        for place, letter in enumerate(letters, 1):
            give(desk, place, letter, number=number)
        send(desk, number)
        desk.world.sleep(hours=25)
    assert history(desk).passed is None
    assert (best := history(desk).best)
    assert (best.number, best.points) == (2, 1.0)


def test_a_sitting_that_was_left_has_no_result_and_its_questions_count_as_seen(desk: Desk):
    begin(desk)
    give(desk, 1, "b")
    sittings.leave(desk.connection, desk.world, desk.learner.id, desk.course, 1)
    assert history(desk).open is None
    assert history(desk).best is None
    with pytest.raises(Conflict):
        send(desk)
    begin(desk)
    assert len(history(desk).seen) == 4


def test_what_cannot_be_read_any_more_counts_for_the_learner(desk: Desk, monkeypatch: pytest.MonkeyPatch):
    begin(desk)
    desk.course = replace(desk.course, pool=Pool())
    monkeypatch.setattr(sittings, "reread", lambda *_: None)
    give(desk, 1, "b")
    assert history(desk).sittings[0].open_places == ()
    assert send(desk) is True


def test_a_question_is_that_of_the_course_as_long_as_it_stands_there_as_it_was_asked(desk: Desk):
    begin(desk)
    item = history(desk).sittings[0].items[0]
    assert item.question is desk.course.pool.question(item.question_id).question
    desk.course = replace(desk.course, pool=Pool())
    again = history(desk).sittings[0].items[0].question
    assert again
    assert (again is not item.question, again.id) == (True, item.question_id)


def test_the_open_sitting_and_the_one_that_counts_are_those_of_the_history(desk: Desk):
    def found() -> tuple[int | None, int | None]:
        opened = sittings.open_sitting(desk.connection, desk.learner.id, desk.course)
        passed = sittings.passed_sitting(desk.connection, desk.learner.id, desk.course)
        assert opened == history(desk).open
        known = history(desk).passed
        assert (passed and passed.ended_at) == (known and known.ended_at)
        return opened.number if opened else None, passed.number if passed else None

    assert found() == (None, None)
    for letters, number in (("aa", 1), ("bb", 2), ("bb", 3)):
        desk.world.sleep(hours=25)
        begin(desk)
        assert found() == (number, 2 if number > 2 else None)
        for place, letter in enumerate(letters, 1):
            give(desk, place, letter, number=number)
        send(desk, number)
        assert found() == (None, 2 if number > 1 else None)


def test_each_sitting_has_an_order_of_its_own_that_stays(desk: Desk):
    begin(desk)
    sitting = history(desk).sittings[0]
    item = sitting.items[0]
    assert sitting.arrangement(item, 3) == history(desk).sittings[0].arrangement(item, 3)
    assert sitting.arrangement(item, 3) != sitting.arrangement(item, 4)


def test_without_an_assessment_none_begins(desk: Desk, tmp_path: Path):
    desk.course = compiled(tmp_path / "plain", {}).courses["en"]
    assert desk.course.pool.questions == Pool().questions
    with pytest.raises(NotFound):
        begin(desk)


@pytest.fixture
def token(engine: Engine, world: FakeWorld) -> str:
    with writing(engine) as connection:
        return learners.begin(connection, world, seed=0).token


def known(engine: Engine, token: str) -> str:
    with engine.connect() as connection:
        learner = learners.find(connection, FakeWorld(), token)
        assert learner
        return learner.id


def test_many_starts_at_once_are_one_sitting(engine: Engine, token: str, world: FakeWorld, course: Course):
    learner_id = known(engine, token)
    start = lambda connection: beginning.begin(connection, world, learner_id, course)  # noqa: E731 - many of one act
    assert at_once(engine, token, [start] * MANY) == [None] * MANY
    with engine.connect() as connection:
        found = sittings.read(connection, learner_id, course)
    assert [len(sitting.items) for sitting in found.sittings] == [2]


def test_many_ends_at_once_are_one_result(engine: Engine, token: str, world: FakeWorld, course: Course):
    learner_id = known(engine, token)
    with writing(engine) as connection:
        beginning.begin(connection, world, learner_id, course)
    end = lambda connection: sittings.send(connection, world, learner_id, course, 1)  # noqa: E731 - many of one act
    assert at_once(engine, token, [end] * MANY) == [None] * MANY
    with engine.connect() as connection:
        (sitting,) = sittings.read(connection, learner_id, course).sittings
    assert sitting.points == 0


def test_answers_and_the_end_at_once_never_change_a_result(
    engine: Engine, token: str, world: FakeWorld, course: Course
):
    learner_id = known(engine, token)
    with writing(engine) as connection:
        beginning.begin(connection, world, learner_id, course)

    def answer(connection: Connection) -> object:
        return sittings.save(connection, world, learner_id, course, 1, 1, values("b"))

    def end(connection: Connection) -> object:
        return sittings.send(connection, world, learner_id, course, 1)

    refusals = at_once(engine, token, [answer, end] * (MANY // 2))
    assert {type(refusal) for refusal in refusals if refusal} <= {Conflict}
    with engine.connect() as connection:
        (sitting,) = sittings.read(connection, learner_id, course).sittings
    assert sitting.points == sum(item.worth for item in sitting.items)
    assert [item.score for item in sitting.items] == [item.worth for item in sitting.items]


def test_two_learners_who_get_the_same_questions_at_once(engine: Engine, world: FakeWorld, course: Course):
    with writing(engine) as connection:
        learner_ids = [learners.begin(connection, world, seed=0).learner.id for _ in range(MANY)]
    starts = [
        lambda connection, learner_id=learner_id: beginning.begin(connection, world, learner_id, course)
        for learner_id in learner_ids
    ]
    assert at_once(engine, "", starts) == [None] * MANY
