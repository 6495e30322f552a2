"""Two records become one, exactly once: the guest of a device joins the account that is signed in to."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import astuple, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Update, delete, func, insert, select, update

from emm.content.model import Course
from emm.learning import learners, records
from emm.learning.accounts import account_of
from emm.learning.preferences import joined
from emm.learning.rules.progress import is_done
from emm.store.certificates import certificates
from emm.store.people import learners as record
from emm.store.progress import attempts, lessons_done
from emm.store.sittings import sitting_questions, sittings
from emm.world import World, fingerprint

_a, _l, _s, _q, _c = attempts.c, lessons_done.c, sittings.c, sitting_questions.c, certificates.c


@dataclass(frozen=True, slots=True)
class Added:
    """What a record gained, or what a guest has that another record could gain."""

    answers: int = 0
    lessons: int = 0
    assessments: int = 0
    certificates: int = 0

    def __bool__(self) -> bool:
        """Whether there is anything."""
        return any(astuple(self))


@dataclass(frozen=True, slots=True)
class Merge:
    """A guest whose rows go over to a learner."""

    connection: Connection
    world: World
    guest_id: str
    learner_id: str


def left_on_device(connection: Connection, guest_id: str) -> Added:
    """Return what a guest has done that could be added to an account."""
    answers = select(func.count()).where(_a.learner_id == guest_id, _a.action.in_(("answer", "recall")))
    lessons = select(func.count()).where(_l.learner_id == guest_id)
    assessments = select(func.count()).where(_s.learner_id == guest_id)
    made = select(func.count()).where(_c.learner_id == guest_id)
    return Added(*(connection.scalar(asked) or 0 for asked in (answers, lessons, assessments, made)))


def merge(connection: Connection, world: World, courses: Iterable[Course], guest_id: str, learner_id: str) -> Added:
    """Give all that a guest did to a learner, and return what was added; the guest is gone then.

    Nothing is lowered: of two results for a question the better one stands, and a lesson that was done in either
    record is done. Every certificate stays, under its code, also one that was withdrawn. Doing it again adds nothing.
    A record that has an account is never added to another one.
    """
    there = learners.hold_all(connection, [guest_id, learner_id])
    if len(there) < 2 or account_of(connection, guest_id).exists:
        return Added()
    work = Merge(connection, world, guest_id, learner_id)
    touched = set(connection.scalars(select(_a.course).where(_a.learner_id == guest_id).distinct()))
    added: Counter[str] = Counter()
    for rule in RULES.values():
        added.update(rule(work))
    connection.execute(delete(record).where(record.c.id == guest_id))
    for course in (course for course in courses if course.id in touched):
        added["lessons"] += _finished_together(work, course)
    return Added(**added)


Rule = Callable[[Merge], Mapping[str, int]]
"""Moves the guest's rows of one table; returns how much that added, by the names in `Added`."""


def _attempts(work: Merge) -> Mapping[str, int]:
    """Put the guest's acts behind the learner's own on each question; where both have some, note that they join.

    A form that was sent in both is left out.
    """
    connection = work.connection
    mine, theirs = (_acts(connection, owner) for owner in (work.learner_id, work.guest_id))
    sent = {row.key for rows in mine.values() for row in rows}
    answers = 0
    for place, rows in theirs.items():
        new = [row for row in rows if row.key not in sent]
        before = len(mine.get(place, ()))
        for number, row in enumerate(new, before + 1):
            connection.execute(_moved(work, row, number))
        if before and new:
            connection.execute(insert(attempts), _join(work, new[-1], before, before + len(new) + 1))
        answers += sum(row.action in ("answer", "recall") for row in new)
    return {"answers": answers}


def _lessons(work: Merge) -> Mapping[str, int]:
    """Add the lessons that only the guest has done; of one that both have done the earlier moment stands."""
    connection = work.connection
    mine, theirs = (_done(connection, owner) for owner in (work.learner_id, work.guest_id))
    of_learner = _l.learner_id == work.learner_id
    for (course, lesson), at in theirs.items():
        here = of_learner & (_l.course == course) & (_l.lesson == lesson)
        if (course, lesson) in mine:
            connection.execute(update(lessons_done).where(here).values(at=min(at, mine[course, lesson])))
        else:
            row = {"learner_id": work.learner_id, "course": course, "lesson": lesson, "at": at}
            connection.execute(insert(lessons_done), row)
    return {"lessons": len(theirs.keys() - mine.keys())}


def _sittings(work: Merge) -> Mapping[str, int]:
    """Put the guest's sittings behind the learner's own; of two open ones the learner's goes on."""
    connection = work.connection
    numbers: Counter[str] = Counter(connection.scalars(select(_s.course).where(_s.learner_id == work.learner_id)))
    is_open = (_s.learner_id == work.learner_id) & _s.ended_at.is_(None)
    has_open = set(connection.scalars(select(_s.course).where(is_open)))
    moving = connection.execute(select(sittings).where(_s.learner_id == work.guest_id).order_by(_s.course, _s.number))
    rows = moving.mappings().all()
    for row in rows:
        numbers[row["course"]] += 1
        to = {"learner_id": work.learner_id, "number": numbers[row["course"]]}
        is_left = row["ended_at"] is None and row["course"] in has_open
        connection.execute(insert(sittings), {**row, **to} | ({"ended_at": work.world.now()} if is_left else {}))
        of_guest = (_q.learner_id == work.guest_id) & (_q.course == row["course"]) & (_q.number == row["number"])
        connection.execute(update(sitting_questions).where(of_guest).values(to))
    connection.execute(delete(sittings).where(_s.learner_id == work.guest_id))
    return {"assessments": len(rows)}


def _with_its_sitting(_work: Merge) -> Mapping[str, int]:
    """Move nothing more: the questions of a sitting have gone over with it."""
    return {}


def _certificates(work: Merge) -> Mapping[str, int]:
    """Make the guest's certificates the learner's: each code is on paper somewhere, so both of an edition stay."""
    moved = update(certificates).where(_c.learner_id == work.guest_id).values(learner_id=work.learner_id)
    return {"certificates": work.connection.execute(moved).rowcount}


def _record(work: Merge) -> Mapping[str, int]:
    """Keep the learner's choices, and take over what only the guest has chosen; the first day of both counts."""
    rows = select(record.c.id, record.c.preferences, record.c.created_on).where(
        record.c.id.in_((work.guest_id, work.learner_id))
    )
    found = {row.id: row for row in work.connection.execute(rows)}
    mine, theirs = found[work.learner_id], found[work.guest_id]
    values = {
        "preferences": joined(mine.preferences, theirs.preferences),
        "created_on": min(mine.created_on, theirs.created_on),
        "seen_on": work.world.now().date(),
    }
    work.connection.execute(update(record).where(record.c.id == work.learner_id).values(values))
    return {}


def _ends_with_guest(_work: Merge) -> Mapping[str, int]:
    """Leave the rows where they are: they go with the guest, whose tokens open nothing any more."""
    return {}


RULES: Mapping[str, Rule] = {
    "learner": _record,
    "visit": _ends_with_guest,
    "account": _ends_with_guest,  # a guest has none
    "recovery_code": _ends_with_guest,
    "one_time_pass": _ends_with_guest,
    "attempt": _attempts,
    "lesson_done": _lessons,
    "sitting": _sittings,
    "sitting_question": _with_its_sitting,
    "certificate": _certificates,
}
"""What happens to the rows of each table that hangs on a learner, by its name; a test demands that none is missing."""


def _moved(work: Merge, row: Row[Any], number: int) -> Update:
    """Return the statement that makes an act of the guest the learner's, with this number."""
    here = (_a.course == row.course) & (_a.question == row.question) & (_a.number == row.number)
    return (
        update(attempts).where(_a.learner_id == work.guest_id, here).values(learner_id=work.learner_id, number=number)
    )


def _join(work: Merge, last: Row[Any], before: int, number: int) -> dict[str, object]:
    """Return the act that says where the guest's acts begin; its key is used once."""
    return {
        "learner_id": work.learner_id,
        "course": last.course,
        "question": last.question,
        "number": number,
        "key": f"join:{work.guest_id}:{fingerprint(f'{last.course}/{last.question}')}",
        "action": "join",
        "response": str(before),
        "score": None,
        "sure": True,
        "wording": last.wording,
        "meaning": last.meaning,
        "at": work.world.now(),
    }


def _finished_together(work: Merge, course: Course) -> int:
    """Note the lessons of a course that both records together finish; return how many."""
    whole = records.read(work.connection, work.learner_id, course, course.questions)
    finished = [
        lesson
        for lesson in course.lessons
        if lesson.id not in whole.finished and is_done(lesson, whole.practices(lesson.graded))
    ]
    for lesson in finished:
        records.add_finished(work.connection, work.learner_id, course, lesson, whole, work.world.now())
    return len(finished)


def _acts(connection: Connection, owner: str) -> dict[tuple[str, str], list[Any]]:
    asked = (
        select(_a.course, _a.question, _a.number, _a.key, _a.action, _a.wording, _a.meaning)
        .where(_a.learner_id == owner)
        .order_by(_a.course, _a.question, _a.number)
    )
    found: dict[tuple[str, str], list[Any]] = defaultdict(list)
    for row in connection.execute(asked):
        found[row.course, row.question].append(row)
    return found


def _done(connection: Connection, owner: str) -> dict[tuple[str, str], datetime]:
    asked = select(_l.course, _l.lesson, _l.at).where(_l.learner_id == owner)
    return {(row.course, row.lesson): row.at for row in connection.execute(asked)}
