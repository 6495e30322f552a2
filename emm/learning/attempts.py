"""Reading and adding the acts of learners on questions."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass, replace

from sqlalchemy import Connection, bindparam, func, insert, select

from emm.content.model import Course, Lesson, Question
from emm.errors import InvalidAnswer
from emm.learning.rules.practice import Act, Practice, replay
from emm.store.progress import attempts

# Statements are made once: making one costs as much as asking it.
BY_KEY = select(attempts.c.question, attempts.c.response, attempts.c.sure).where(
    attempts.c.learner_id == bindparam("learner_id"), attempts.c.key == bindparam("key")
)
LAST_NUMBER = select(func.max(attempts.c.number)).where(
    attempts.c.learner_id == bindparam("learner_id"),
    attempts.c.course == bindparam("course"),
    attempts.c.question == bindparam("question"),
)
ON_QUESTIONS = (
    select(
        attempts.c.question,
        attempts.c.action,
        attempts.c.response,
        attempts.c.score,
        attempts.c.sure,
        attempts.c.meaning,
        attempts.c.at,
    )
    .where(
        attempts.c.learner_id == bindparam("learner_id"),
        attempts.c.course == bindparam("course"),
        attempts.c.question.in_(bindparam("questions", expanding=True)),
    )
    .order_by(attempts.c.question, attempts.c.number)
)


@dataclass(frozen=True, slots=True)
class Exercise:
    """One learner before one question."""

    learner_id: str
    course: Course
    lesson: Lesson
    question: Question


def practices(
    connection: Connection, learner_id: str | None, course: Course, questions: Collection[Question]
) -> Mapping[str, Practice]:
    """Return where the learner stands with each of the questions; without a learner all are open."""
    acts = _acts(connection, learner_id, course.id, [question.id for question in questions]) if learner_id else {}
    return {question.id: _practice(question, acts.get(question.id, [])) for question in questions}


def practice(connection: Connection, exercise: Exercise) -> Practice:
    """Return where the learner stands with the question."""
    question = exercise.question
    return practices(connection, exercise.learner_id, exercise.course, [question])[question.id]


def find(connection: Connection, learner_id: str, key: str) -> tuple[str, str, bool] | None:
    """Return question, response and "sure" of the act added under this key, None when there is none."""
    row = connection.execute(BY_KEY, {"learner_id": learner_id, "key": key}).one_or_none()
    return tuple(row) if row else None


def add(connection: Connection, exercise: Exercise, key: str, act: Act) -> None:
    """Add an act as the learner's next one on the question."""
    place = {
        "learner_id": exercise.learner_id,
        "course": exercise.course.id,
        "question": exercise.question.id,
    }
    last = connection.execute(LAST_NUMBER, place).scalar_one()
    connection.execute(
        insert(attempts),
        {**place, "key": key, "number": (last or 0) + 1, "wording": exercise.question.wording, **asdict(act)},
    )


def _acts(connection: Connection, learner_id: str, course_id: str, question_ids: list[str]) -> Mapping[str, list[Act]]:
    asked = {"learner_id": learner_id, "course": course_id, "questions": question_ids}
    acts: dict[str, list[Act]] = defaultdict(list)
    for question_id, action, response, score, sure, meaning, at in connection.execute(ON_QUESTIONS, asked):
        acts[question_id].append(Act(action, response, score, sure, meaning, at))
    return acts


def _practice(question: Question, acts: list[Act]) -> Practice:
    known = (act if _still_fits(question, act) else replace(act, meaning="") for act in acts)
    return replay(known, meaning=question.meaning, tries=question.kind.tries, graded=question.kind.graded)


def _still_fits(question: Question, act: Act) -> bool:
    """Whether an answer can still be shown; an option that was chosen may have been removed since."""
    if act.action != "answer":
        return True
    try:
        question.kind.read(question.spec, question.kind.fill(question.spec, act.response))
    except InvalidAnswer:
        return False
    return True
