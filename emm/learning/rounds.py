"""Rounds: questions that are asked once more outside their lessons, one at a time, with one try each.

A round is nothing that is stored. It follows from what the learner did since some moment, so reloading, going back and
a second window all see the same. Quick recall, the review and practice differ in which questions they ask.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from emm.content.model import Course, Lesson, Question
from emm.errors import Conflict, NotFound
from emm.learning import records
from emm.learning.answering import Sent, add, check_place, draft, score_of, was_added
from emm.learning.cards import Card, Reader
from emm.learning.lessons import Returned
from emm.learning.records import Exercise, Record
from emm.learning.rules.practice import Practice
from emm.world import World


@dataclass(frozen=True, slots=True)
class Item:
    """A question of a round, as the learner stands with it there."""

    course: Course
    lesson: Lesson
    question: Question
    address: str
    """Where it is asked and answered."""
    practice: Practice


@dataclass(frozen=True, slots=True)
class Round:
    """The questions of one round."""

    home: str
    """Address of the page that leads here, and that one goes back to."""
    items: tuple[Item, ...]
    """Empty when there is nothing to ask."""

    @property
    def left(self) -> tuple[Item, ...]:
        """What waits for an answer."""
        return tuple(item for item in self.items if not item.practice.is_closed)

    @property
    def right(self) -> int:
        """How many were right."""
        return sum(item.practice.state == "correct" for item in self.items)


@dataclass(frozen=True, slots=True)
class Asked:
    """One question of a round on its page."""

    round: Round
    card: Card
    place: int
    """Counts from 1; 0 for one that belongs to an earlier round."""

    @property
    def waits(self) -> bool:
        """Whether it is still to be answered."""
        return not self.card.practice.is_closed


def item_of(record: Record, course: Course, lesson: Lesson, question: Question, address: str, since: datetime) -> Item:
    """Return the question in a round at `address`, in which what was answered after `since` counts."""
    return Item(course, lesson, question, f"{address}/{question.id}", record.recall(question, since))


def asked(round_: Round, item: Item, reader: Reader, returned: Returned | None = None) -> Asked | None:
    """Return the question on its page; `returned` is a form to show again.

    None when it is not asked: it does not belong to the round, and nothing was done with it since the round began.
    """
    places = [each.address for each in round_.items]
    if item.address not in places and not returned and item.practice.last_at is None:
        return None
    card = Card(
        question=item.question,
        address=item.address,
        count=1,
        place=0,
        practice=item.practice,
        seed=reader.seed,
        is_visitors=reader.is_visitor,
        offers_unsure=reader.offers_unsure,
        given=returned.values if returned else None,
        error=returned.error if returned else None,
        amiss=returned.amiss if returned else "",
        origin=item.lesson,
    )
    return Asked(round_, card, places.index(item.address) + 1 if item.address in places else 0)


def recall(
    connection: Connection, world: World, exercise: Exercise, sent: Sent, since: datetime, *, only_known: bool = True
) -> Record:
    """Grade what was recalled, add it, and return the learner's record of the course; the same form adds nothing.

    What the learner did in the lesson of the question stays as it is. With `only_known`, it must have been answered
    there. Raises NotFound when the question is not asked outside its lesson, InvalidAnswer when the answer cannot be
    graded or its key was used for another one, and Conflict when the question was answered outside its lesson after
    `since`; the Conflict is Overtaken when the form is of another step.
    """
    question = exercise.question
    record = _record(connection, exercise, only_known=only_known)
    response = question.kind.read(question.spec, sent.values)
    if was_added(record, exercise, sent, "recall", response):
        return record
    stands = record.recall(question, since)
    if stands.is_closed:
        raise Conflict(f"question {question.id} was recalled")
    check_place(question, stands, sent)
    return add(connection, world, exercise, record, sent, "recall", response, score_of(question, response))


def open_hint(
    connection: Connection, world: World, exercise: Exercise, sent: Sent, since: datetime, *, only_known: bool = True
) -> Record:
    """Open the next hint, keep the form as it stood, and return the record; with no hint left nothing changes.

    Raises what `recall` raises, but for a question that is answered nothing changes.
    """
    question = exercise.question
    record = _record(connection, exercise, only_known=only_known)
    stands = record.recall(question, since)
    if was_added(record, exercise, sent, "cue") or stands.is_closed or stands.hints >= len(question.hints):
        return record
    check_place(question, stands, sent)
    return add(connection, world, exercise, record, sent, "cue", draft(sent.values))


ACTIONS = {"recall": recall, "hint": open_hint}
"""What can be done with a question of a round; both are called alike."""


def _record(connection: Connection, exercise: Exercise, *, only_known: bool) -> Record:
    question = exercise.question
    record = records.read(connection, exercise.learner_id, exercise.course, exercise.course.questions)
    is_asked = record.review(question) is not None if only_known else question.is_reviewed
    if not is_asked:
        raise NotFound(f"question {question.id} is not asked outside its lesson")
    return record
