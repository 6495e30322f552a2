"""Votes are counted once each, whoever votes at the same moment, and told in groups of five."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Barrier

import pytest
from sqlalchemy import Connection, Engine, delete, event, select

from emm.content.model import Course, Question
from emm.errors import Conflict
from emm.learning import learners, tallies
from emm.learning.answering import Sent, answer
from emm.learning.records import Exercise, Record
from emm.learning.tallies import ALL, GROUP
from emm.questions import registry
from emm.questions.contract import Tally
from emm.store.engine import writing
from emm.store.people import Learner
from emm.store.polls import PollTotal
from tests.learning.desk import Desk, at_once, values
from tests.questions.promising import examples_of
from tests.questions.reading import block_of
from tests.support.samples import course_of, lesson_of, question_of
from tests.support.world import FakeWorld

KIND = registry.kind_named("poll")
KEY = "a-key-of-a-form-0001"
MANY = 50


def poll() -> Question:
    """Return a poll with the options a, b and c."""
    return question_of("poll", "opinion", spec=KIND.parse(block_of(examples_of(KIND).good[0].source)))


COURSE = course_of(lesson_of(poll()))


@pytest.fixture
def voters(connection: Connection, world: FakeWorld) -> "Voters":
    """Learners who vote one after the other."""
    return Voters(connection, world)


class Voters:
    """Learners who vote one after the other, each once."""

    def __init__(self, connection: Connection, world: FakeWorld) -> None:
        """Begin with nobody."""
        self.connection = connection
        self.world = world
        self.course: Course = COURSE
        self.last = Desk(connection, world, COURSE)

    def vote(self, letters: str) -> None:
        """Let a learner vote for each of the letters."""
        for letter in letters:
            self.last = Desk(self.connection, self.world, self.course)
            self.last.answer("opinion", letter)

    def told(self) -> Tally | None:
        """Return what the last voter is told."""
        record, questions = self.last.record("made"), self.course.lesson("made").questions
        found = tallies.read(self.connection, self.course, tallies.answered(record, questions))
        return found.get("opinion")

    def counted(self, meaning: str = "meaning-one") -> dict[str, int]:
        """Return the votes as they are kept."""
        asked = select(PollTotal.option, PollTotal.votes).where(PollTotal.meaning == meaning)
        return dict(self.connection.execute(asked).all())


def test_results_appear_with_the_fifth_vote(voters: Voters):
    voters.vote("aaba")
    assert voters.told() is None
    assert voters.counted() == {ALL: 4, "a": 3, "b": 1}
    voters.vote("c")
    assert voters.told() == (("a", 3), ("b", 1), ("c", 1))


def test_results_change_by_five_votes_at_a_time(voters: Voters):
    """Whoever looks before and after somebody has voted must not learn how."""
    seen = []
    for letter in "abcab" * 5:
        voters.vote(letter)
        seen.append(voters.told())
    totals = [sum(votes for _option, votes in tally or ()) for tally in seen]
    assert totals == [number // GROUP * GROUP for number in range(1, 26)]
    assert len(set(seen)) == 6
    assert voters.counted() == {ALL: 25, "a": 10, "b": 10, "c": 5}


def test_the_same_form_sent_again_is_one_vote(voters: Voters):
    desk = voters.last
    for _ in range(3):
        desk.answer("opinion", "b", key=KEY)
    with pytest.raises(Conflict):
        desk.answer("opinion", "c")
    desk.again("opinion")
    assert desk.stand("opinion").response == "b"
    assert voters.counted() == {ALL: 1, "b": 1}


def test_another_meaning_is_counted_afresh(voters: Voters):
    voters.vote("aaaaa")
    voters.course = course_of(lesson_of(replace(poll(), meaning="meaning-two")))
    voters.vote("b")
    assert voters.told() is None
    assert (voters.counted(), voters.counted("meaning-two")) == ({ALL: 5, "a": 5}, {ALL: 1, "b": 1})


def test_votes_stay_when_their_learners_are_deleted(voters: Voters):
    voters.vote("aabbc")
    voters.connection.execute(delete(Learner))
    assert voters.counted() == {ALL: 5, "a": 2, "b": 2, "c": 1}


def test_who_has_not_voted_is_told_nothing(voters: Voters):
    voters.vote("aabbc")
    desk = Desk(voters.connection, voters.world, COURSE)
    assert tallies.answered(desk.record("made"), COURSE.lesson("made").questions) == []
    assert tallies.answered(Record(), COURSE.lesson("made").questions) == []
    assert desk.card("opinion").tally is None


def test_other_kinds_are_not_counted(desk: Desk):
    desk.answer("wrong-option", "b")
    desk.answer("guess-parts", "b")
    assert desk.connection.execute(select(PollTotal.votes)).all() == []


def test_the_numbers_of_several_polls_come_at_once(voters: Voters):
    lesson = lesson_of(poll(), replace(poll(), id="another"))
    voters.course = course_of(lesson)
    for question, letters in (("opinion", "aabbc"), ("another", "ccccc")):
        for letter in letters:
            voters.last = Desk(voters.connection, voters.world, voters.course)
            voters.last.answer(question, letter)
    statements: list[str] = []
    event.listen(voters.connection, "before_cursor_execute", lambda *told: statements.append(told[2]))
    found = tallies.read(voters.connection, voters.course, lesson.questions)
    assert found == {"opinion": (("a", 2), ("b", 2), ("c", 1)), "another": (("c", 5),)}
    assert len(statements) == 1


@pytest.mark.race
def test_fifty_votes_at_once_are_fifty_votes(engine: Engine, world: FakeWorld):
    with writing(engine) as connection:
        people = [learners.begin(connection, world, seed=0).learner for _ in range(MANY)]
    gate = Barrier(MANY)

    def vote(number: int) -> None:
        exercise = Exercise(people[number].id, COURSE, *COURSE.question("opinion"))
        sent = Sent(f"{KEY}-{number}", values("abc"[number % 3]))
        gate.wait()
        with writing(engine) as connection:
            answer(connection, world, exercise, sent)

    with ThreadPoolExecutor(MANY) as threads:
        list(threads.map(vote, range(MANY)))
    expected = {ALL: 50, "a": 17, "b": 17, "c": 16}
    with engine.connect() as connection:
        rows = connection.execute(select(PollTotal.option, PollTotal.votes, PollTotal.told)).all()
    assert {option: votes for option, votes, _told in rows} == expected
    assert {option: told for option, _votes, told in rows} == expected, "the fiftieth vote tells all"


@pytest.mark.race
def test_one_learner_at_fifty_windows_has_one_vote(engine: Engine, world: FakeWorld):
    with writing(engine) as connection:
        visit = learners.begin(connection, world, seed=0)
    exercise = Exercise(visit.learner.id, COURSE, *COURSE.question("opinion"))
    forms = [Sent(f"{KEY}-{number % 5}", values("abc"[number % 5 % 3])) for number in range(MANY)]
    acts = [lambda connection, sent=sent: answer(connection, world, exercise, sent) for sent in forms]
    refusals = at_once(engine, visit.token, acts)
    assert refusals.count(None) == MANY // 5, "the forms with the one key that won"
    with engine.connect() as connection:
        votes = connection.execute(select(PollTotal.votes).where(PollTotal.option == ALL)).scalar_one()
    assert votes == 1
