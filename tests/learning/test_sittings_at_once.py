"""Final assessment and certificate when many windows of one learner act at the same moment: S36 to S38, R9."""

from dataclasses import dataclass

import pytest
from sqlalchemy import Connection, Engine, func, select

from emm.content.model import Course
from emm.errors import Conflict
from emm.learning import beginning, certificates, learners, sittings
from emm.learning.certificates import Certificate
from emm.learning.progress import overview
from emm.learning.sittings import History, Sitting
from emm.store.certificates import certificates as certificate_table
from emm.store.engine import writing
from tests.learning.desk import Deed, at_once, values
from tests.support.passing import finish
from tests.support.pools import with_pool
from tests.support.sample import compiled
from tests.support.world import FakeWorld

pytestmark = pytest.mark.race

MANY = 50
ALL_TAKEN = [None] * MANY
NAMES = [f"Amina {number}" for number in range(MANY)]


@dataclass
class Windows:
    """One learner, who has the same page open many times."""

    engine: Engine
    world: FakeWorld
    course: Course
    learner_id: str
    token: str

    def act(self, *acts: Deed) -> list[type | None]:
        """Do all this at the same moment; return the sort of each refusal."""
        refusals = at_once(self.engine, self.token, acts)
        return [type(refusal) if refusal else None for refusal in refusals]

    def start(self, connection: Connection) -> Sitting:
        """Press Start."""
        return beginning.begin(connection, self.world, self.learner_id, self.course)

    def start_over(self, connection: Connection) -> Sitting:
        """Leave the first sitting and begin another one."""
        sittings.leave(connection, self.world, self.learner_id, self.course, 1)
        return self.start(connection)

    def give(self, letter: str, place: int = 1) -> Deed:
        """Return what answers a question of the first sitting."""
        form = values(letter)
        return lambda connection: sittings.save(connection, self.world, self.learner_id, self.course, 1, place, form)

    def send(self, connection: Connection) -> Sitting:
        """Send the answers of the first sitting."""
        return sittings.send(connection, self.world, self.learner_id, self.course, 1)

    def make(self, name: str) -> Deed:
        """Return what makes the certificate as its page does: where the learner stands was looked up before."""
        with self.engine.connect() as connection:
            view = overview(connection, self.learner_id, self.course)
            passed = sittings.passed_sitting(connection, self.learner_id, self.course)
        return lambda connection: certificates.issue(connection, self.world, self.learner_id, view, passed, name)

    def rename(self, name: str) -> Deed:
        """Return what changes the name on the certificate as its page does."""
        (made,) = self.certificates

        def act(connection: Connection) -> None:
            certificates.rename(connection, certificates.own(connection, self.learner_id, made.code), name)

        return act

    def passes(self) -> None:
        """Pass the final assessment and do every lesson."""
        with writing(self.engine) as connection:
            finish(connection, self.learner_id, self.course, self.world.now())
            self.start(connection)
            for place in (1, 2):
                self.give("b", place)(connection)
            self.send(connection)

    @property
    def history(self) -> History:
        """All sittings on disk."""
        with self.engine.connect() as connection:
            return sittings.read(connection, self.learner_id, self.course)

    @property
    def certificates(self) -> tuple[Certificate, ...]:
        """All certificates on disk, whoever holds them."""
        with self.engine.connect() as connection:
            return certificates.everything(connection)


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Course:
    """The sample course with a final assessment of two questions."""
    return compiled(tmp_path_factory.mktemp("course"), with_pool()).courses["en"]


@pytest.fixture
def windows(engine: Engine, world: FakeWorld, course: Course) -> Windows:
    """A learner who is on disk, and has begun nothing."""
    with writing(engine) as connection:
        visit = learners.begin(connection, world, seed=0)
    return Windows(engine, world, course, visit.learner.id, visit.token)


@pytest.fixture
def sitting(windows: Windows) -> Windows:
    """The same learner in a sitting."""
    with writing(windows.engine) as connection:
        windows.start(connection)
    return windows


def test_many_starts_are_one_sitting(windows: Windows):
    assert windows.act(*[windows.start] * MANY) == ALL_TAKEN
    assert [len(one.items) for one in windows.history.sittings] == [2]


def test_many_who_start_over_leave_one_sitting_and_begin_one(sitting: Windows):
    assert sitting.act(*[sitting.start_over] * MANY) == ALL_TAKEN
    assert [one.is_open for one in sitting.history.sittings] == [False, True]


def test_whoever_has_to_wait_cannot_start_however_often_it_is_tried(sitting: Windows):
    with writing(sitting.engine) as connection:
        sitting.send(connection)
    assert sitting.act(*[sitting.start] * MANY) == [Conflict] * MANY
    assert len(sitting.history.sittings) == 1


def test_many_answers_to_one_question_leave_one_of_them(sitting: Windows):
    assert sitting.act(*(sitting.give("ab"[number % 2]) for number in range(MANY))) == ALL_TAKEN
    first, second = sitting.history.sittings[0].items
    assert first.response in ("a", "b")
    assert not second.is_answered


def test_answers_to_different_questions_do_not_overwrite_each_other(sitting: Windows):
    assert sitting.act(*(sitting.give("b", 1 + number % 2) for number in range(MANY))) == ALL_TAKEN
    assert [item.response for item in sitting.history.sittings[0].items] == ["b", "b"]


def test_many_ends_are_one_result(sitting: Windows):
    with writing(sitting.engine) as connection:
        sitting.give("b")(connection)
    assert sitting.act(*[sitting.send] * MANY) == ALL_TAKEN
    assert [one.points for one in sitting.history.sittings] == [1]


def test_answers_and_the_end_never_change_a_result(sitting: Windows):
    refusals = sitting.act(*[sitting.give("b"), sitting.send] * (MANY // 2))
    assert set(refusals) <= {None, Conflict}
    assert refusals[1::2] == [None] * (MANY // 2), "an end is never refused"
    (found,) = sitting.history.sittings
    assert found.points == sum(item.worth for item in found.items)
    assert [item.score for item in found.items] == [item.worth for item in found.items]


def test_learners_who_get_the_same_questions_do_not_wait_for_each_other(windows: Windows):
    with writing(windows.engine) as connection:
        others = [learners.begin(connection, windows.world, seed=0).learner.id for _ in range(MANY)]
    starts = [
        lambda connection, learner_id=one: beginning.begin(connection, windows.world, learner_id, windows.course)
        for one in others
    ]
    assert at_once(windows.engine, "", starts) == ALL_TAKEN


def test_many_requests_make_one_certificate(windows: Windows):
    windows.passes()
    assert windows.act(*map(windows.make, NAMES)) == ALL_TAKEN
    with windows.engine.connect() as connection:
        assert connection.scalar(select(func.count()).select_from(certificate_table)) == 1


def test_a_name_changes_once_whatever_is_typed_elsewhere(windows: Windows):
    windows.passes()
    windows.act(windows.make("Amina"))
    refusals = windows.act(*map(windows.rename, NAMES))
    assert sorted(refusals, key=str) == [Conflict] * (MANY - 1) + [None]
    assert [one.name for one in windows.certificates] == [NAMES[refusals.index(None)]]
