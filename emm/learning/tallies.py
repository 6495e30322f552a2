"""What others answered: votes are counted as they come, and told in groups, so that nobody is told alone."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from types import MappingProxyType

from sqlalchemy import Connection, bindparam, select, text, tuple_, update

from emm.content.model import Course, Question
from emm.learning.records import Exercise, Record
from emm.questions.contract import Tally
from emm.store.polls import poll_totals

GROUP = 5
"""How many votes are told at once, the first ones as well (assurance.md 5: groups smaller than 5 are merged, and
differences over time single nobody out)."""

ALL = ""
"""The option under which all votes for a poll are counted."""

NOBODY: Mapping[str, Tally] = MappingProxyType({})
"""What others answered where nobody is counted."""

# Both databases understand this, and neither loses a vote by it. SQLAlchemy has a construct for each, but not for both.
RAISE = text(
    "INSERT INTO poll_total (course, question, meaning, option, votes, told)"
    " VALUES (:course, :question, :meaning, :option, 1, 0)"
    " ON CONFLICT (course, question, meaning, option) DO UPDATE SET votes = poll_total.votes + 1"
    " RETURNING votes - told"
)
_t = poll_totals.c
TELL = (
    update(poll_totals)
    .where(_t.course == bindparam("of_course"), _t.question == bindparam("of_question"))
    .where(_t.meaning == bindparam("of_meaning"))
    .values(told=_t.votes)
)
TOLD = select(_t.question, _t.option, _t.told).where(
    _t.course == bindparam("course"),
    tuple_(_t.question, _t.meaning).in_(bindparam("polls", expanding=True)),
    _t.option != ALL,
    _t.told > 0,
)


def count(connection: Connection, exercise: Exercise, response: str) -> None:
    """Count a vote; every fifth one, tell anew how many there are.

    The sum comes first: until this transaction ends it keeps other voters of the poll waiting, so that each vote is
    in the numbers once, whoever else votes at this moment.
    """
    question = exercise.question
    poll = {"course": exercise.course.id, "question": question.id, "meaning": question.meaning}
    untold = connection.execute(RAISE, {**poll, "option": ALL}).scalar_one()
    connection.execute(RAISE, {**poll, "option": response})
    if untold >= GROUP:
        connection.execute(TELL, {f"of_{name}": value for name, value in poll.items()})


def answered(record: Record, questions: Iterable[Question]) -> list[Question]:
    """Return the polls that the learner has voted in, which are those whose numbers may be told."""
    return [question for question in questions if question.kind.has_tally and record.practice(question).is_closed]


def read(connection: Connection, course: Course, polls: Iterable[Question]) -> Mapping[str, Tally]:
    """Return what others answered, by the id of the poll; one with fewer than five votes has no numbers yet."""
    asked = {"course": course.id, "polls": [(poll.id, poll.meaning) for poll in polls]}
    found: dict[str, list[tuple[str, int]]] = defaultdict(list)
    for question_id, option, told in connection.execute(TOLD, asked):
        found[question_id].append((option, told))
    return {question_id: tuple(sorted(votes)) for question_id, votes in found.items()}
