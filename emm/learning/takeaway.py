"""All that is stored about a learner, to take along: as rows, and as sentences that people can read."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, select

from emm.content.model import Course, Question
from emm.errors import NotFound
from emm.messages import Message, message
from emm.questions.contract import Line
from emm.store.base import Base
from emm.store.progress import attempts
from emm.world import Arrangement

WITHHELD = frozenset({"token_hash", "code_hash", "password_hash", "secret_hash", "factor_salt"})
"""Columns that are fingerprints of secrets: of no use to the learner, and of some use to a thief."""

DID: Mapping[str, Message] = {
    "answer": message("You answered"),
    "recall": message("You answered in a quick recall or review"),
    "hint": message("You asked for a hint"),
    "cue": message("You asked for a hint in a quick recall or review"),
    "show": message("You asked for the answer"),
    "again": message("You opened the question again"),
    "join": message("Your answers from another device were added"),
}

_a = attempts.c


@dataclass(frozen=True, slots=True)
class Deed:
    """One act on a question, in words."""

    at: datetime
    did: Message
    answer: tuple[str, ...]
    """What was given, line by line; the text as it is stored when the question is not there any more."""


@dataclass(frozen=True, slots=True)
class Story:
    """All that was done with one question."""

    course: str
    question: str
    """Their titles, or what they are stored under when they are not there any more."""
    deeds: tuple[Deed, ...]


def rows(connection: Connection, learner_id: str) -> dict[str, list[dict[str, object]]]:
    """Return every row of every table that hangs on the learner, by the names of tables and columns."""
    found: dict[str, list[dict[str, object]]] = {}
    for table in Base.metadata.sorted_tables:
        owner = table.columns.get("id" if table.name == "learner" else "learner_id")
        if owner is not None:
            asked = select(*(column for column in table.columns if column.name not in WITHHELD)).where(
                owner == learner_id
            )
            ordered = asked.order_by(*table.primary_key.columns)
            found[table.name] = [dict(row) for row in connection.execute(ordered).mappings()]
    return found


def as_json(found: Mapping[str, list[dict[str, object]]]) -> str:
    """Return the rows as JSON, moments and days in the spelling of ISO 8601."""
    return json.dumps(found, ensure_ascii=False, indent=2, default=_spelled)


def stories(connection: Connection, learner_id: str, courses: Iterable[Course]) -> tuple[Story, ...]:
    """Return what the learner did with each question, in the order in which they first met them."""
    by_id = {course.id: course for course in courses}
    acts: dict[tuple[str, str], list[tuple[str, str, datetime]]] = {}
    asked = (
        select(_a.course, _a.question, _a.action, _a.response, _a.at)
        .where(_a.learner_id == learner_id)
        .order_by(_a.at, _a.course, _a.question, _a.number)
    )
    for course, question, *act in connection.execute(asked):
        acts.setdefault((course, question), []).append((act[0], act[1], act[2]))
    return tuple(_story(by_id.get(course), course, question, some) for (course, question), some in acts.items())


def _story(course: Course | None, course_id: str, question_id: str, acts: list[tuple[str, str, datetime]]) -> Story:
    question = _question(course, question_id)
    deeds = (Deed(at, DID[action], _answer(question, action, response)) for action, response, at in acts)
    return Story(course.title if course else course_id, question.title.plain if question else question_id, tuple(deeds))


def _question(course: Course | None, question_id: str) -> Question | None:
    try:
        return course.question(question_id)[1] if course else None
    except NotFound:
        return None


def _answer(question: Question | None, action: str, response: str) -> tuple[str, ...]:
    if action not in ("answer", "recall"):
        return ()
    lines = (
        question.kind.answered(question.spec, Arrangement(question.id, 0), response, reveal=False) if question else ()
    )
    given = (_said(line) for line in lines if line.given or line.mark)
    return tuple(given) or (response,)


def _said(line: Line) -> str:
    return f"{line.text.plain}: {line.given.plain}" if line.given else line.text.plain


def _spelled(value: object) -> str:
    if isinstance(value, date | datetime):
        return value.isoformat()
    raise TypeError(f"{type(value)} has no spelling")
