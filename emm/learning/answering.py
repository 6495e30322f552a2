"""Acts on questions: each is checked, graded and added once, however often its form is sent."""

import json
import re
from dataclasses import dataclass

from sqlalchemy import Connection

from emm.errors import Conflict, InvalidAnswer
from emm.learning import attempts, progress
from emm.learning.attempts import Exercise
from emm.learning.rules.practice import Act, Action
from emm.messages import message
from emm.questions.contract import FormValues
from emm.world import World

KEY = re.compile(r"[A-Za-z0-9_-]{16,64}")
"""What an idempotency key looks like."""


@dataclass(frozen=True, slots=True)
class Sent:
    """A form about one question: its fields, its idempotency key, and whether the learner is sure."""

    key: str
    values: FormValues
    sure: bool = True

    def key_of(self, action: Action) -> str:
        """Return the key of one action, because the buttons of a form share its key."""
        return f"{self.key}:{action}"


def answer(connection: Connection, world: World, exercise: Exercise, sent: Sent) -> None:
    """Grade the answer and add it; the same form sent again adds nothing.

    Raises InvalidAnswer when it cannot be graded or its key was used for another answer, and Conflict when the
    question is closed.
    """
    question = exercise.question
    response = question.kind.read(question.spec, sent.values)
    if _was_added(connection, exercise, sent, "answer", response):
        return
    if attempts.practice(connection, exercise).is_closed:
        raise Conflict(f"question {question.id} is closed")
    score = question.kind.grade(question.spec, response).score if question.kind.graded else None
    act = Act("answer", response, score, sent.sure, question.meaning, world.now())
    attempts.add(connection, exercise, sent.key_of("answer"), act)
    progress.note_answers(connection, world, exercise)


def open_hint(connection: Connection, world: World, exercise: Exercise, sent: Sent) -> None:
    """Open the next hint and keep the form as it stood; with no hint left nothing changes."""
    if _was_added(connection, exercise, sent, "hint"):
        return
    stands = attempts.practice(connection, exercise)
    if stands.takes_answers and stands.hints < len(exercise.question.hints):
        _add(connection, world, exercise, sent, "hint", draft(sent.values))


def show_answer(connection: Connection, world: World, exercise: Exercise, sent: Sent) -> None:
    """Close the question with its solution; before the first try, or when it is closed, nothing changes."""
    if _was_added(connection, exercise, sent, "show"):
        return
    if attempts.practice(connection, exercise).state == "retry":
        _add(connection, world, exercise, sent, "show")
        progress.note_answers(connection, world, exercise)


def open_again(connection: Connection, world: World, exercise: Exercise, sent: Sent) -> None:
    """Open the form again: for the next try, or anew when the question was closed."""
    if _was_added(connection, exercise, sent, "again"):
        return
    if not attempts.practice(connection, exercise).takes_answers:
        _add(connection, world, exercise, sent, "again")


ACTIONS = {"answer": answer, "hint": open_hint, "show": show_answer, "again": open_again}
"""What each action does; every one is called alike."""


def draft(values: FormValues) -> str:
    """Return the fields of a form as text that `undraft` reads."""
    return json.dumps(values.fields, ensure_ascii=False)


def undraft(text: str) -> FormValues:
    """Return the fields that `draft` wrote, none for ""."""
    return FormValues.of((name, value) for name, value in json.loads(text)) if text else FormValues()


def _was_added(
    connection: Connection, exercise: Exercise, sent: Sent, action: Action, response: str | None = None
) -> bool:
    """Whether this very form was handled before.

    A key that came with something else before is refused: two different answers cannot both be the one.
    """
    if not KEY.fullmatch(sent.key):
        raise InvalidAnswer(message("This form was not complete. Please choose again and send it."))
    earlier = attempts.find(connection, exercise.learner_id, sent.key_of(action))
    if earlier is None:
        return False
    if earlier != (exercise.question.id, earlier[1] if response is None else response, sent.sure):
        raise InvalidAnswer(message("You sent this form before with another answer, and that one was saved."))
    return True


def _add(
    connection: Connection, world: World, exercise: Exercise, sent: Sent, action: Action, response: str = ""
) -> None:
    act = Act(action, response, None, sent.sure, exercise.question.meaning, world.now())
    attempts.add(connection, exercise, sent.key_of(action), act)
