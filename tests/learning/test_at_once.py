"""Many forms of one learner that arrive at the same moment: S36, R9."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import pytest
from sqlalchemy import Connection, Engine, select

from emm.content.model import Course
from emm.errors import Conflict, InvalidAnswer
from emm.learning import learners
from emm.learning.answering import ACTIONS, Sent
from emm.learning.learners import KnownLearner
from emm.learning.progress import mark_done
from emm.learning.records import Exercise
from emm.learning.rounds import recall
from emm.learning.rules.practice import Action
from emm.learning.rules.recall import REST
from emm.store.engine import writing
from emm.store.progress import Attempt, LessonDone
from tests.learning.desk import at_once, values
from tests.support.world import FakeWorld

pytestmark = pytest.mark.race

MANY = 50
KEYS = [f"a-key-of-a-form-{number:04}" for number in range(MANY)]


@dataclass
class Crowd:
    """The windows of one learner, all open at the same time."""

    engine: Engine
    course: Course
    world: FakeWorld
    learner: KnownLearner
    token: str

    def send(self, question: str, forms: Sequence[tuple[Action, str, str]]) -> list[type | None]:
        """Send forms (action, letter, key) at once; return the sort of each refusal."""
        refusals = at_once(self.engine, self.token, [self._form(question, *form) for form in forms])
        return [type(refusal) if refusal else None for refusal in refusals]

    def _form(self, question: str, action: Action, letter: str, key: str) -> Callable[[Connection], object]:
        exercise = Exercise(self.learner.id, self.course, *self.course.question(question))
        sent = Sent(key, values(letter))
        return lambda connection: ACTIONS[action](connection, self.world, exercise, sent)

    def acts(self) -> list[tuple[object, ...]]:
        """Return number, action and response of what is on disk."""
        with self.engine.connect() as connection:
            rows = connection.execute(select(Attempt.number, Attempt.action, Attempt.response).order_by(Attempt.number))
            return [tuple(row) for row in rows]


@pytest.fixture
def crowd(engine: Engine, course: Course, world: FakeWorld) -> Crowd:
    """A learner who is on disk, and has answered nothing."""
    with writing(engine) as connection:
        visit = learners.begin(connection, world, seed=0)
    return Crowd(engine, course, world, visit.learner, visit.token)


@pytest.mark.parametrize("letter", ["a", "b"])
def test_the_same_form_many_times_is_one_answer(crowd: Crowd, letter: str):
    refusals = crowd.send("wrong-option", [("answer", letter, KEYS[0])] * MANY)
    assert refusals == [None] * MANY
    assert crowd.acts() == [(1, "answer", letter)]


def test_of_two_answers_with_one_key_exactly_one_wins(crowd: Crowd):
    forms: list[tuple[Action, str, str]] = [("answer", "ab"[number % 2], KEYS[0]) for number in range(MANY)]
    refusals = crowd.send("wrong-option", forms)
    ((number, action, winner),) = crowd.acts()
    assert (number, action) == (1, "answer")
    expected = [None if letter == winner else InvalidAnswer for _action, letter, _key in forms]
    assert refusals == expected


@pytest.mark.parametrize(("question", "letter", "tries"), [("wrong-option", "a", 2), ("topic-lesson", "a", 1)])
def test_nobody_gets_more_tries_by_opening_more_windows(crowd: Crowd, question: str, letter: str, tries: int):
    refusals = crowd.send(question, [("answer", letter, key) for key in KEYS])
    assert sorted(refusals, key=str) == [Conflict] * (MANY - tries) + [None] * tries
    assert crowd.acts() == [(number, "answer", letter) for number in range(1, tries + 1)]


@pytest.mark.parametrize("keys", [KEYS[:1] * MANY, KEYS], ids=["one form", "many windows"])
def test_a_question_is_recalled_once(crowd: Crowd, keys: list[str]):
    crowd.send("half-right", [("answer", "a", "a-key-of-the-lesson-1")])
    exercise = Exercise(crowd.learner.id, crowd.course, *crowd.course.question("half-right"))
    since = crowd.world.now() - REST

    def recalling(key: str) -> Callable[[Connection], object]:
        return lambda connection: recall(connection, crowd.world, exercise, Sent(key, values("c")), since)

    refusals = at_once(crowd.engine, crowd.token, [recalling(key) for key in keys])
    assert crowd.acts() == [(1, "answer", "a"), (2, "recall", "c")]
    assert sum(refusal is None for refusal in refusals) == (MANY if keys[0] == keys[1] else 1)
    assert {type(refusal) for refusal in refusals} <= {type(None), Conflict}


def test_no_hint_opens_twice(crowd: Crowd):
    assert crowd.send("wrong-option", [("hint", "a", key) for key in KEYS]) == [None] * MANY
    assert [act[:2] for act in crowd.acts()] == [(1, "hint"), (2, "hint")]


def test_acts_are_numbered_without_a_gap_whatever_comes_first(crowd: Crowd):
    cycle: list[Action] = ["answer", "again", "hint", "show"]
    crowd.send("wrong-option", [(cycle[number % 4], "abc"[number % 3], key) for number, key in enumerate(KEYS)])
    acts = crowd.acts()
    assert [act[0] for act in acts] == list(range(1, len(acts) + 1))
    assert acts


def test_a_lesson_is_done_once(crowd: Crowd):
    lesson = crowd.course.lesson("third")
    acts = [lambda connection: mark_done(connection, crowd.world, crowd.learner.id, crowd.course, lesson)] * MANY
    assert at_once(crowd.engine, crowd.token, acts) == [None] * MANY
    with crowd.engine.connect() as connection:
        assert connection.scalars(select(LessonDone.lesson)).all() == ["third"]


def test_the_last_two_answers_of_a_lesson_finish_it_once(crowd: Crowd):
    half = crowd._form("half-right", "answer", "a", KEYS[0])
    one = crowd._form("wrong-option", "answer", "b", KEYS[1])
    assert at_once(crowd.engine, crowd.token, [half, one] * 10) == [None] * 20
    with crowd.engine.connect() as connection:
        assert connection.scalars(select(LessonDone.lesson)).all() == ["first"]
