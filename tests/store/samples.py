"""Rows for tests of the tables: one learner with a row in each table that hangs on it."""

from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import Engine, func, insert, select
from sqlalchemy.orm import Session

from emm.store.audit import AuditEntry
from emm.store.base import Base
from emm.store.certificates import Certificate
from emm.store.engine import writing
from emm.store.people import Account, Duty, Learner, OneTimePass, RecoveryCode, SetUp, Visit
from emm.store.polls import PollTotal
from emm.store.progress import Attempt, LessonDone
from emm.store.site import Failures, SiteChoice
from emm.store.sittings import AskedText, Sitting, SittingQuestion
from emm.store.tries import Tries

NOON = datetime(2027, 3, 1, 12, 0, tzinfo=UTC)
CHILDREN = (Visit, Account, RecoveryCode, OneTimePass, Attempt, LessonDone, Sitting, SittingQuestion, Certificate)
OF_NOBODY = (PollTotal, AskedText, Tries, Duty, SetUp, AuditEntry, SiteChoice, Failures)
TABLES = (Learner, *CHILDREN, *OF_NOBODY)

ATTEMPT: dict[str, Any] = {
    "key": "key-of-a-form-0001:answer",
    "course": "sample",
    "question": "wrong-option",
    "number": 1,
    "action": "answer",
    "response": "b",
    "score": 1.0,
    "sure": True,
    "wording": "0123456789ab",
    "meaning": "ba9876543210",
    "at": NOON,
}


SITTING = {"course": "sample", "number": 1}
ASKED = {"place": 1, "question": "p1", "objective": "lo1", "points": 1}
CERTIFICATE: dict[str, Any] = {
    "course": "sample",
    "edition": "1.0",
    "language": "en",
    "title": "A sample",
    "minutes": 9,
    "objectives": "[]",
    "passed_on": NOON.date(),
    "issued_on": NOON.date(),
    "renamed": False,
    "shows_name": False,
    "salt": "5" * 32,
}
POLL = {"course": "sample", "question": "opinion", "meaning": "ba9876543210"}


def learner(learner_id: str = "1" * 32) -> Learner:
    """Return a learner."""
    return Learner(id=learner_id, seed=3, created_on=date(2027, 3, 1), seen_on=date(2027, 3, 1))


def account(learner_id: str) -> dict[str, Any]:
    """Return what a learner has set up to come back with."""
    code = {"code_hash": learner_id * 2, "code_made_on": NOON.date()}
    return code | {
        "name": f"Learner {learner_id[:1]}",
        "name_key": f"learner {learner_id[:1]}",
        "password_hash": "$argon2id$",
    }


def fill(session: Session, learner_id: str = "1" * 32) -> None:
    """Add a learner with one row in each table, and an option that got votes."""
    session.add(learner(learner_id))
    session.flush()
    session.add(Visit(token_hash=learner_id * 2, learner_id=learner_id, started_at=NOON, seen_at=NOON, lasts="device"))
    session.add(Account(learner_id=learner_id, **account(learner_id)))
    session.add(RecoveryCode(learner_id=learner_id, code_hash=learner_id * 2))
    session.add(OneTimePass(secret_hash=learner_id * 2, learner_id=learner_id, purpose="link", ends_at=NOON))
    session.add(Duty(name=f"duty {learner_id[:1]}", begun_on=NOON.date()))
    session.add(SetUp(name=f"set-up {learner_id[:1]}", code_hash=learner_id * 2, ends_at=NOON))
    done = {"done_at": NOON, "actor": "terminal", "act": "delete", "about": learner_id, "detail": ""}
    session.add(AuditEntry(number=int(learner_id[:1]), **done, seal=learner_id * 2))
    session.execute(insert(Attempt).values(learner_id=learner_id, **ATTEMPT))
    session.add(LessonDone(learner_id=learner_id, course="sample", lesson="first", at=NOON))
    text_id = learner_id[:12]
    session.add(AskedText(id=text_id, language="en", source="### Question: What?"))
    session.add(Sitting(learner_id=learner_id, **SITTING, edition="1.0", pass_mark=9, one_each=True, started_at=NOON))
    session.flush()
    session.add(SittingQuestion(learner_id=learner_id, **SITTING, **ASKED, text_id=text_id, response=""))
    session.add(Certificate(learner_id=learner_id, code=text_id, credential=learner_id, **CERTIFICATE))
    session.add(Tries(who=learner_id * 2, count=1, until=NOON))
    session.add(SiteChoice(name=f"setting {learner_id[:1]}", value="A school"))
    session.add(Failures(hour=NOON.replace(hour=int(learner_id[:1])), count=1))
    session.add(PollTotal(**POLL, option=learner_id[:1], votes=7, told=5))
    session.flush()


def fill_database(engine: Engine) -> None:
    """Add two learners with their rows, for good."""
    with writing(engine) as connection, Session(connection) as session:
        fill(session, "1" * 32)
        fill(session, "2" * 32)


def counts(session: Session) -> dict[str, int]:
    """Return the number of rows of each table."""
    return {table.__tablename__: _count(session, table) for table in TABLES}


def _count(session: Session, table: type[Base]) -> int:
    return session.scalar(select(func.count()).select_from(table)) or 0
