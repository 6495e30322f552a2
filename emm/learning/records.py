"""What a learner did, as far as a page needs it: read in one statement, and added to."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from functools import cache
from types import MappingProxyType
from typing import Any, NamedTuple

from sqlalchemy import BindParameter, Connection, bindparam, insert, literal, null, select, true
from sqlalchemy.exc import IntegrityError

from emm.content.model import Course, Lesson, Question
from emm.errors import InvalidAnswer
from emm.learning.rules.practice import Act, Action, Practice, as_done, replay
from emm.learning.rules.review import SCHEDULER, Known, Review
from emm.messages import message
from emm.store.prepared import Prepared
from emm.store.progress import attempts, lessons_done

# Statements are made once: making one costs as much as asking it.
ADD_ACT = Prepared(insert(attempts))
ADD_FINISHED = insert(lessons_done)
ALL = (
    select(
        *(
            attempts.c[name]
            for name in ("course", "question", "key", "action", "response", "score", "sure", "meaning", "at")
        )
    )
    .where(attempts.c.learner_id == bindparam("learner_id"))
    .order_by(attempts.c.number)
)

USED = message("You sent this form before with another answer, and that one was saved.")


OUTSIDE: Mapping[Action, Action] = {"recall": "answer", "cue": "hint"}
"""What is done outside the lesson, and what the same is called in it."""
SHORT = 40
"""Signs in a response that is chosen; longer ones are typed, and hardly two of them are alike."""
FEW = 60
"""Acts in a lesson that many learners do alike; who does more goes a way of their own, and a long one to remember."""
EMPTY: Mapping[str, Any] = MappingProxyType({})
"""What there is before anything was done."""


class Record(NamedTuple):
    """What one learner did with some questions of a course, and which of its lessons are finished."""

    acts: Mapping[str, tuple[Act, ...]] = EMPTY
    """By the id of the question, in order."""
    keys: Mapping[str, tuple[str, Act]] = EMPTY
    """Question and act by the key of the form that it came with."""
    finished: Mapping[str, datetime] = EMPTY
    """The lessons of the course that are done, each with the moment."""

    def practice(self, question: Question) -> Practice:
        """Return where the learner stands with the question."""
        return _replayed(question, self.acts.get(question.id, ()), tries=question.kind.tries)

    def recall(self, question: Question, since: datetime) -> Practice:
        """Return where the learner stands with the question outside its lesson, where there is one try."""
        acts = (act for act in self.acts.get(question.id, ()) if act.action in OUTSIDE and act.at >= since)
        return _replayed(question, (act._replace(action=OUTSIDE[act.action]) for act in acts), tries=1)

    def review(self, question: Question, *, keeps: bool = False) -> Review | None:
        """Return when the question is to be asked again, None when it is not or was never answered."""
        if not question.is_reviewed:
            return None
        acts = (act for act in as_done(self.acts.get(question.id, ())) if act.meaning == question.meaning)
        return SCHEDULER(acts, keeps=keeps)

    def known(self, course: Course, lessons: Iterable[Lesson], *, keeps: bool = False) -> tuple[Known, ...]:
        """Return the questions of these lessons of the course that are to be asked again."""
        return tuple(
            Known(course, lesson, question, review)
            for lesson in lessons
            for question in lesson.graded
            if question.id in self.acts and (review := self.review(question, keeps=keeps))
        )

    def practices(self, questions: Iterable[Question]) -> dict[str, Practice]:
        """Return where the learner stands with each of the questions, by its id."""
        return {question.id: self.practice(question) for question in questions}

    @property
    def is_common(self) -> bool:
        """Whether other learners are likely to have the same standing."""
        acts = [act for some in self.acts.values() for act in some]
        return len(acts) <= FEW and all(len(act.response) <= SHORT for act in acts)

    @property
    def standing(self) -> tuple[object, ...]:
        """What was done, without the moments of a day: equal for learners whose pages look the same."""
        acts = (
            (question_id, act.action, act.response, act.score, act.sure, act.meaning, act.at.date())
            for question_id, some in sorted(self.acts.items())
            for act in some  # in order, for the last answer is the one that shows
        )
        return (*sorted(self.finished, key=lambda lesson_id: self.finished[lesson_id]), *acts)


class Exercise(NamedTuple):
    """One learner before one question."""

    learner_id: str
    course: Course
    lesson: Lesson
    question: Question


def read(connection: Connection, learner_id: str | None, course: Course, questions: Sequence[Question]) -> Record:
    """Return what the learner did with the questions; without a learner, nothing."""
    if learner_id is None:
        return Record()
    asked = {"learner_id": learner_id, "course": course.id}
    asked.update((f"question_{place}", question.id) for place, question in enumerate(questions))
    acts: dict[str, list[Act]] = defaultdict(list)
    keys: dict[str, tuple[str, Act]] = {}
    finished: dict[str, datetime] = {}
    for name, number, key, *said in _statement(len(questions)).rows(connection, asked):
        if number:
            act = Act(*said)
            acts[name].append(act)
            keys[key] = name, act
        else:
            finished[name] = said[-1]
    return Record({question_id: tuple(some) for question_id, some in acts.items()}, keys, finished)


def read_all(connection: Connection, learner_id: str | None) -> Mapping[str, Record]:
    """Return what the learner did with the questions of every course, by its id; which lessons are done is left out."""
    acts: dict[str, dict[str, list[Act]]] = defaultdict(lambda: defaultdict(list))
    keys: dict[str, dict[str, tuple[str, Act]]] = defaultdict(dict)
    if learner_id is not None:
        for course, question, key, *said in connection.execute(ALL, {"learner_id": learner_id}):
            act = Act(*said)
            acts[course][question].append(act)
            keys[course][key] = question, act
    return {
        course: Record({name: tuple(some) for name, some in by.items()}, keys[course]) for course, by in acts.items()
    }


@cache
def _statement(questions: int) -> Prepared:
    """Return what asks for everything at once, which costs less than two: lessons done, with the number 0, and acts."""
    done, acts = lessons_done.c, attempts.c
    words = (literal("").label(name) for name in ("key", "action", "response"))
    finished = select(done.lesson, literal(0).label("number"), *words, null(), true(), literal(""), done.at).where(
        done.learner_id == bindparam("learner_id"), done.course == bindparam("course")
    )
    names: list[BindParameter[str]] = [bindparam(f"question_{place}") for place in range(questions)]
    acted = select(
        acts.question, acts.number, acts.key, acts.action, acts.response, acts.score, acts.sure, acts.meaning, acts.at
    ).where(acts.learner_id == bindparam("learner_id"), acts.course == bindparam("course"), acts.question.in_(names))
    return Prepared(finished.union_all(acted).order_by("number"))


def add_act(connection: Connection, exercise: Exercise, record: Record, key: str, act: Act) -> Record:
    """Add an act as the learner's next one on the question, and return the record with it.

    Raises InvalidAnswer when the key came with a form of another lesson before.
    """
    question = exercise.question
    acts = (*record.acts.get(question.id, ()), act)
    row = {
        "learner_id": exercise.learner_id,
        "course": exercise.course.id,
        "question": question.id,
        "key": key,
        "number": len(acts),
        "action": act.action,
        "response": act.response,
        "score": act.score,
        "sure": act.sure,
        "wording": question.wording,
        "meaning": act.meaning,
        "at": act.at,
    }
    try:
        ADD_ACT.run(connection, row)
    except IntegrityError as used:
        raise InvalidAnswer(USED) from used
    return record._replace(acts={**record.acts, question.id: acts}, keys={**record.keys, key: (question.id, act)})


def add_finished(
    connection: Connection, learner_id: str, course: Course, lesson: Lesson, record: Record, at: datetime
) -> Record:
    """Note that the lesson is finished and return the record with it; the first time counts."""
    if lesson.id in record.finished:
        return record
    row = {"learner_id": learner_id, "course": course.id, "lesson": lesson.id, "at": at}
    connection.execute(ADD_FINISHED, row)
    return record._replace(finished={**record.finished, lesson.id: at})


def _replayed(question: Question, acts: Iterable[Act], *, tries: int) -> Practice:
    known = (act if _still_fits(question, act) else act._replace(meaning="") for act in acts)
    return replay(known, meaning=question.meaning, tries=tries, graded=question.kind.graded)


def _still_fits(question: Question, act: Act) -> bool:
    """Whether an answer can still be shown; an option that was chosen may have been removed since."""
    if act.action != "answer":
        return True
    try:
        question.kind.read(question.spec, question.kind.fill(question.spec, act.response))
    except InvalidAnswer:
        return False
    return True
