"""Sittings on the database: which of them counts, what is seen, and what cannot be read any more."""

from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import Connection

from emm.content.assessment import Pool
from emm.content.model import Course
from emm.errors import Conflict, NotFound
from emm.learning import beginning, sittings
from emm.learning.sittings import History
from tests.learning.desk import Desk, values
from tests.support.pools import with_pool
from tests.support.sample import compiled
from tests.support.world import FakeWorld


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
