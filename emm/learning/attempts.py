"""Reading and adding the acts of learners on questions."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass
from typing import cast

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from emm.content.model import Course, Lesson, Question
from emm.errors import InvalidAnswer
from emm.learning.rules.practice import Act, Action, Practice, replay
from emm.store.progress import Attempt


@dataclass(frozen=True, slots=True)
class Exercise:
    """One learner before one question."""

    learner_id: str
    course: Course
    lesson: Lesson
    question: Question


def practices(
    session: Session, learner_id: str | None, course: Course, questions: Collection[Question]
) -> Mapping[str, Practice]:
    """Return where the learner stands with each of the questions; without a learner all are open."""
    acts = _acts(session, learner_id, course.id, [question.id for question in questions]) if learner_id else {}
    return {question.id: _practice(question, acts.get(question.id, [])) for question in questions}


def practice(session: Session, exercise: Exercise) -> Practice:
    """Return where the learner stands with the question."""
    question = exercise.question
    return practices(session, exercise.learner_id, exercise.course, [question])[question.id]


def find(session: Session, learner_id: str, key: str) -> tuple[str, str, bool] | None:
    """Return question, response and "sure" of the act added under this key, None when there is none."""
    return session.execute(
        select(Attempt.question, Attempt.response, Attempt.sure).where(
            Attempt.learner_id == learner_id, Attempt.key == key
        )
    ).one_or_none()


def add(session: Session, exercise: Exercise, key: str, act: Act) -> None:
    """Add an act as the learner's next one on the question."""
    place = {
        "learner_id": exercise.learner_id,
        "course": exercise.course.id,
        "question": exercise.question.id,
    }
    last = session.execute(select(func.max(Attempt.number)).filter_by(**place)).scalar_one()
    session.execute(
        insert(Attempt).values(
            **place, key=key, number=(last or 0) + 1, wording=exercise.question.wording, **asdict(act)
        )
    )


def _acts(session: Session, learner_id: str, course_id: str, question_ids: list[str]) -> Mapping[str, list[Act]]:
    rows = session.execute(
        select(
            Attempt.question,
            Attempt.action,
            Attempt.response,
            Attempt.score,
            Attempt.sure,
            Attempt.meaning,
            Attempt.at,
        )
        .where(Attempt.learner_id == learner_id, Attempt.course == course_id, Attempt.question.in_(question_ids))
        .order_by(Attempt.question, Attempt.number)
    )
    acts: dict[str, list[Act]] = defaultdict(list)
    for question_id, action, response, score, sure, meaning, at in rows:
        acts[question_id].append(Act(cast(Action, action), response, score, sure, meaning, at))
    return acts


def _practice(question: Question, acts: list[Act]) -> Practice:
    stands = replay(acts, meaning=question.meaning, tries=question.kind.tries, graded=question.kind.graded)
    if stands.response and not _still_fits(question, stands.response):
        return Practice(updated=True, last_at=stands.last_at)
    return stands


def _still_fits(question: Question, response: str) -> bool:
    """Whether the response can still be shown; an option that was chosen may have been removed since."""
    try:
        question.kind.read(question.spec, question.kind.fill(question.spec, response))
    except InvalidAnswer:
        return False
    return True
