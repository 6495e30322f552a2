"""Acts on questions: each is checked, graded and added once, however often its form is sent."""

import json
import re
from datetime import datetime, timedelta
from math import ceil
from typing import NamedTuple

from sqlalchemy import Connection

from emm.content.model import Question
from emm.errors import Conflict, InvalidAnswer, Overtaken, TooMany
from emm.learning import records, tallies
from emm.learning.progress import note_answers
from emm.learning.records import USED, Exercise, Record
from emm.learning.rules.practice import Act, Action, Practice
from emm.messages import message
from emm.questions.contract import FormValues
from emm.world import World

KEY = re.compile(r"[A-Za-z0-9_-]{16,64}")
"""What an idempotency key looks like."""
MINUTE = timedelta(minutes=1)
MOST_IN_A_MINUTE = 120
"""Acts of one learner in one lesson: a program that sends forms is stopped, a person never meets this (S45)."""


class Sent(NamedTuple):
    """A form about one question: its fields, its idempotency key, and whether the learner is sure."""

    key: str
    values: FormValues
    sure: bool = True

    def key_of(self, action: Action) -> str:
        """Return the key of one action, because the buttons of a form share its key."""
        return f"{self.key}:{action}"


def answer(connection: Connection, world: World, exercise: Exercise, sent: Sent) -> Record:
    """Grade the answer, add it, and return the learner's record of the lesson; the same form again adds nothing.

    Raises InvalidAnswer when it cannot be graded or its key was used for another answer, Conflict when the question
    is closed, and Overtaken when the form belongs to a step that lies behind.
    """
    question = exercise.question
    response = question.kind.read(question.spec, sent.values)
    record = _record(connection, exercise)
    if was_added(record, exercise, sent, "answer", response):
        return record
    stands = record.practice(question)
    if stands.is_closed:
        raise Conflict(f"question {question.id} is closed")
    check_place(question, stands, sent)
    record = add(connection, world, exercise, record, sent, "answer", response, score_of(question, response))
    if question.kind.has_tally:
        tallies.count(connection, exercise, response)
    return note_answers(connection, world, exercise, record)


def open_hint(connection: Connection, world: World, exercise: Exercise, sent: Sent) -> Record:
    """Open the next hint, keep the form as it stood, and return the record; with no hint left nothing changes.

    Raises Overtaken when the form belongs to a step that lies behind.
    """
    record = _record(connection, exercise)
    if was_added(record, exercise, sent, "hint"):
        return record
    stands = record.practice(exercise.question)
    if not stands.takes_answers or stands.hints >= len(exercise.question.hints):
        return record
    check_place(exercise.question, stands, sent)
    return add(connection, world, exercise, record, sent, "hint", draft(sent.values))


def show_answer(connection: Connection, world: World, exercise: Exercise, sent: Sent) -> Record:
    """Close the question with its solution and return the record; before the first try nothing changes."""
    record = _record(connection, exercise)
    if was_added(record, exercise, sent, "show") or record.practice(exercise.question).state != "retry":
        return record
    record = add(connection, world, exercise, record, sent, "show")
    return note_answers(connection, world, exercise, record)


def open_again(connection: Connection, world: World, exercise: Exercise, sent: Sent) -> Record:
    """Open the form for the next try, or anew when a closed question may be answered again; return the record."""
    record = _record(connection, exercise)
    stands = record.practice(exercise.question)
    is_allowed = stands.state == "retry" or exercise.question.kind.words.again is not None
    if was_added(record, exercise, sent, "again") or stands.takes_answers or not is_allowed:
        return record
    return add(connection, world, exercise, record, sent, "again")


ACTIONS = {"answer": answer, "hint": open_hint, "show": show_answer, "again": open_again}
"""What each action does; every one is called alike."""


def goes_on(question: Question, stands: Practice, values: FormValues) -> bool:
    """Whether a form was filled in where the answer stands: at its next step, if it takes several.

    The form says where it was filled in, and that must be what `Kind.resume` says now.
    """
    if question.kind.is_finished(question.spec, stands.response):
        return True
    here = question.kind.resume(question.spec, stands.response)
    return all(values.first(name) == value for name, value in here.fields)


def check_place(question: Question, stands: Practice, sent: Sent) -> None:
    """Raise Overtaken when the form was filled in at a step where the answer does not stand any more."""
    if not goes_on(question, stands, sent.values):
        raise Overtaken(f"the form is of another step of question {question.id}")


def draft(values: FormValues) -> str:
    """Return the fields of a form as text that `undraft` reads."""
    return json.dumps(values.fields, ensure_ascii=False)


def undraft(text: str) -> FormValues:
    """Return the fields that `draft` wrote, none for ""."""
    return FormValues.of((name, value) for name, value in json.loads(text)) if text else FormValues()


def was_added(record: Record, exercise: Exercise, sent: Sent, action: Action, response: str | None = None) -> bool:
    """Whether this very form was handled before.

    Raises InvalidAnswer for a key that came with something else before: two different answers cannot both be the one.
    """
    if not KEY.fullmatch(sent.key):
        raise InvalidAnswer(message("This form was not complete. Please choose again and send it."))
    if (earlier := record.keys.get(sent.key_of(action))) is None:
        return False
    question_id, act = earlier
    if (question_id, act.sure) != (exercise.question.id, sent.sure) or response not in (None, act.response):
        raise InvalidAnswer(USED)
    return True


def score_of(question: Question, response: str) -> float | None:
    """Return what a response is worth, None when it is only kept or a step on the way."""
    counts = question.kind.graded and question.kind.is_finished(question.spec, response)
    return question.kind.grade(question.spec, response).score if counts else None


def add(
    connection: Connection,
    world: World,
    exercise: Exercise,
    record: Record,
    sent: Sent,
    action: Action,
    response: str = "",
    score: float | None = None,
) -> Record:
    """Write down what was done just now, and return the record with it.

    Raises TooMany when more was done in the lesson within a minute than anybody can who reads.
    """
    now = world.now()
    _keep_pace(record, now)
    act = Act(action, response, score, sent.sure, exercise.question.meaning, now)
    return records.add_act(connection, exercise, record, sent.key_of(action), act)


def _keep_pace(record: Record, now: datetime) -> None:
    recent = [act.at for acts in record.acts.values() for act in acts if now - MINUTE < act.at <= now]
    if len(recent) >= MOST_IN_A_MINUTE:
        raise TooMany(ceil((min(recent) + MINUTE - now).total_seconds()))


def _record(connection: Connection, exercise: Exercise) -> Record:
    return records.read(connection, exercise.learner_id, exercise.course, exercise.lesson.questions)
