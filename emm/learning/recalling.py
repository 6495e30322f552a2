"""Quick recall: questions from earlier topics, asked once more, one at a time."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from emm.content.model import Course, Question, Topic
from emm.errors import Conflict, NotFound
from emm.learning import records
from emm.learning.answering import Sent, add, check_place, score_of, was_added
from emm.learning.cards import Card, Reader
from emm.learning.lessons import Returned
from emm.learning.records import Exercise, Record
from emm.learning.rules.practice import Practice
from emm.learning.rules.recall import REST, Known, can_be_recalled, to_recall
from emm.learning.rules.topics import summary
from emm.world import World


@dataclass(frozen=True, slots=True)
class Recall:
    """The quick recall after a topic, as one learner stands in it."""

    address: str
    questions: tuple[Question, ...]
    """Empty when there is nothing to recall."""
    practices: Mapping[str, Practice]
    """Where the learner stands with each of them, by id."""

    @property
    def left(self) -> tuple[Question, ...]:
        """The questions that wait for an answer."""
        return tuple(question for question in self.questions if not self.practices[question.id].is_closed)

    @property
    def right(self) -> int:
        """How many were right."""
        return sum(practice.state == "correct" for practice in self.practices.values())


@dataclass(frozen=True, slots=True)
class Asked:
    """One question of a quick recall on its page."""

    card: Card
    place: int
    """Counts from 1; 0 for one that belongs to an earlier recall."""


def recall_of(record: Record, now: datetime, course: Course, topic: Topic) -> Recall:
    """Return the quick recall after the topic; `record` is what the learner did with all questions of the course."""
    began = summary(topic, record.practices(topic.questions), record.finished).last_at
    earlier = {question.id: question for question in _earlier(course, topic)}
    known = [_known(record, now, question) for question in earlier.values() if _can_be_recalled(record, question)]
    questions = tuple(earlier[question_id] for question_id in to_recall(known, began))
    practices = {question.id: record.recall(question, now - REST) for question in questions}
    return Recall(f"{course.topic_address(topic)}/recall", questions, practices)


def asked(
    record: Record,
    now: datetime,
    reader: Reader,
    course: Course,
    recall: Recall,
    spoken: str = "",
    returned: Returned | None = None,
) -> Asked | None:
    """Return the question to show: the one spoken about, else the first that waits; None when all are answered."""
    question = next((each for each in course.questions if each.id == spoken), None)
    if question is None or not (returned or question in recall.questions or _is_resting(record, now, question)):
        question = next(iter(recall.left), None)
    if question is None:
        return None
    card = Card(
        question=question,
        address=f"{recall.address}/{question.id}",
        count=1,
        place=0,
        practice=record.recall(question, now - REST),
        seed=reader.seed,
        is_visitors=reader.is_visitor,
        offers_unsure=reader.offers_unsure,
        given=returned.values if returned else None,
        error=returned.error if returned else None,
        amiss=returned.amiss if returned else "",
        origin=course.question(question.id)[0],
    )
    ids = [each.id for each in recall.questions]
    return Asked(card, ids.index(question.id) + 1 if question.id in ids else 0)


def recall(connection: Connection, world: World, exercise: Exercise, topic: Topic, sent: Sent) -> Record:
    """Grade what was recalled, add it, and return the learner's record of the course; the same form adds nothing.

    What the learner did in the lesson of the question stays as it is. Raises NotFound when the question is none to
    recall after this topic, InvalidAnswer when the answer cannot be graded or its key was used for another one, and
    Conflict when the question was recalled a moment ago; the Conflict is Overtaken when the form is of another step.
    """
    course, question = exercise.course, exercise.question
    record = records.read(connection, exercise.learner_id, course, course.questions)
    if question not in _earlier(course, topic) or not _can_be_recalled(record, question):
        raise NotFound(f"question {question.id} is not asked after topic {topic.id}")
    response = question.kind.read(question.spec, sent.values)
    if was_added(record, exercise, sent, "recall", response):
        return record
    stands = record.recall(question, world.now() - REST)
    if stands.is_closed:
        raise Conflict(f"question {question.id} was recalled")
    check_place(question, stands, sent)
    return add(connection, world, exercise, record, sent, "recall", response, score_of(question, response))


def _earlier(course: Course, topic: Topic) -> tuple[Question, ...]:
    return tuple(question for each in course.topics[: topic.number - 1] for question in each.questions)


def _can_be_recalled(record: Record, question: Question) -> bool:
    return can_be_recalled(question, record.practice(question))


def _is_resting(record: Record, now: datetime, question: Question) -> bool:
    return record.recall(question, now - REST).is_closed


def _known(record: Record, now: datetime, question: Question) -> Known:
    recalled = [act.at for act in record.acts[question.id] if act.action == "recall" and act.score is not None]
    answered_at = record.practice(question).last_at or now
    recalled_at = max(recalled) if _is_resting(record, now, question) else None
    return Known(question.id, max([answered_at, *recalled]), recalled_at)
