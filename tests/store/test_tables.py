"""What the tables promise: named constraints, times with a zone, and rows that go with their learner."""

import re
import traceback
from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy import Engine, delete, insert, inspect, select, text
from sqlalchemy.dialects import sqlite
from sqlalchemy.exc import IntegrityError, StatementError
from sqlalchemy.orm import Session

from emm.store.base import Base, UtcDateTime
from emm.store.people import Learner, Visit
from emm.store.progress import Attempt
from tests.store.samples import ATTEMPT, CHILDREN, NOON, OF_NOBODY, TABLES, counts, fill, learner

TABLE_NAMES = sorted(Base.metadata.tables)
HERS = "1" * 32
HIS = "2" * 32


def test_these_are_all_tables():
    assert {table.__tablename__ for table in TABLES} == set(TABLE_NAMES)


def constraint_names(engine: Engine, table: str) -> set[str | None]:
    """Return the names that the database has for keys, indexes and constraints of a table."""
    seen = inspect(engine)
    found: set[str | None] = {seen.get_pk_constraint(table)["name"]}
    found |= {entry["name"] for entry in seen.get_foreign_keys(table)}
    found |= {entry["name"] for entry in seen.get_unique_constraints(table)}
    return found | {entry["name"] for entry in seen.get_indexes(table)}


@pytest.mark.parametrize("table", TABLE_NAMES)
def test_every_constraint_has_the_name_that_migrations_rely_on(engine: Engine, table: str):
    found = constraint_names(engine, table)
    declared = Base.metadata.tables[table]
    expected = {constraint.name for constraint in declared.constraints} | {index.name for index in declared.indexes}
    assert found == expected
    assert all(re.match(rf"(pk|fk|uq|ix|ck)_{table}", name or "") for name in found), found


@pytest.mark.parametrize("table", sorted({*TABLE_NAMES} - {table.__tablename__ for table in OF_NOBODY}))
def test_every_learner_table_begins_with_the_learner_or_can_find_it(table: str):
    """Decision 14: rows can be kept together by learner."""
    declared = Base.metadata.tables[table]
    leading = {next(iter(declared.primary_key.columns)).name}
    leading |= {next(iter(index.columns)).name for index in declared.indexes}
    assert table == "learner" or "learner_id" in leading


MOMENTS = [
    datetime(2027, 3, 1, 12, 0, tzinfo=UTC),
    datetime(2027, 3, 1, 12, 0, 59, 999999, tzinfo=UTC),
    datetime(2027, 3, 1, 14, 30, tzinfo=timezone(timedelta(hours=2, minutes=30))),
    datetime(2027, 2, 28, 23, 0, tzinfo=timezone(timedelta(hours=-13))),
]


@pytest.mark.parametrize("moment", MOMENTS, ids=str)
def test_a_moment_comes_back_in_utc(session: Session, moment: datetime):
    fill(session)
    session.execute(
        insert(Visit).values(token_hash="t", learner_id=HERS, started_at=moment, seen_at=NOON, lasts="device")
    )
    found = session.execute(select(Visit.started_at).where(Visit.token_hash == "t")).scalar_one()
    assert found == moment
    assert found.utcoffset() == timedelta(0)


@pytest.mark.parametrize("moment", [*MOMENTS, NOON.replace(tzinfo=None)], ids=str)
def test_whatever_zone_the_server_has_a_moment_is_told_in_utc(moment: datetime):
    told = UtcDateTime().process_result_value(moment, sqlite.dialect())
    assert told is not None
    assert told.tzinfo is UTC
    assert told == (moment if moment.tzinfo else NOON)


def test_moments_are_compared_as_moments(session: Session):
    fill(session)
    later = (NOON + timedelta(minutes=1)).astimezone(timezone(timedelta(hours=-5)))
    assert session.scalars(select(Visit.token_hash).where(Visit.seen_at < later)).all()
    assert not session.scalars(select(Visit.token_hash).where(Visit.seen_at > later)).all()


def test_a_time_without_a_zone_is_refused(session: Session):
    fill(session)
    naive = NOON.replace(tzinfo=None)
    with pytest.raises(StatementError, match="without a zone"):
        session.execute(
            insert(Visit).values(token_hash="t", learner_id=HERS, started_at=naive, seen_at=NOON, lasts="device")
        )


def test_no_time_is_no_time():
    dialect = sqlite.dialect()
    assert UtcDateTime().process_bind_param(None, dialect) is None
    assert UtcDateTime().process_result_value(None, dialect) is None


@pytest.mark.parametrize("child", CHILDREN, ids=lambda table: table.__tablename__)
def test_rows_go_with_their_learner(session: Session, child: type[Base]):
    fill(session, HERS)
    fill(session, HIS)
    session.execute(delete(Learner).where(Learner.id == HERS))
    assert session.scalars(select(child.__table__.c.learner_id)).all() == [HIS]


@pytest.mark.parametrize("table", OF_NOBODY, ids=lambda table: table.__tablename__)
def test_what_belongs_to_nobody_knows_nobody_and_stays(session: Session, table: type[Base]):
    fill(session, HERS)
    assert not {"learner_id", "at", "key"} & {*table.__table__.c.keys()}
    assert not table.__table__.foreign_keys
    session.execute(delete(Learner))
    assert counts(session)[table.__tablename__] == 1


@pytest.mark.parametrize("child", CHILDREN, ids=lambda table: table.__tablename__)
def test_no_row_without_a_learner(session: Session, child: type[Base]):
    fill(session)
    column = child.__table__.c.learner_id
    with pytest.raises(IntegrityError):
        session.execute(child.__table__.update().values({column: "9" * 32}))  # type: ignore[attr-defined]


@pytest.mark.parametrize("changes", [{"number": 2}, {"key": "key-of-a-form-0002:answer"}], ids=["key", "number"])
def test_an_act_is_told_by_its_key_and_by_its_number(session: Session, changes: dict[str, object]):
    fill(session)
    with pytest.raises(IntegrityError):
        session.execute(insert(Attempt).values(learner_id=HERS, **(ATTEMPT | changes)))


@pytest.mark.parametrize("changes", [{"course": "other"}, {"question": "other"}, {"number": 2}])
def test_another_act_finds_its_place(session: Session, changes: dict[str, object]):
    fill(session)
    session.execute(insert(Attempt).values(learner_id=HERS, **(ATTEMPT | {"key": "another"} | changes)))
    assert counts(session)["attempt"] == 2


def test_the_same_key_belongs_to_each_learner_alone(session: Session):
    fill(session, HERS)
    fill(session, HIS)
    assert counts(session) == dict.fromkeys(TABLE_NAMES, 2)


def test_long_answers_in_any_script_come_back_whole(session: Session):
    given = "صحيح 漢字 🌍 'quoted' \\ " * 700
    session.add(learner())
    session.flush()
    session.execute(insert(Attempt).values(learner_id=HERS, **(ATTEMPT | {"response": given})))
    assert session.scalar(select(Attempt.response)) == given


@pytest.mark.parametrize("score", [0.0, 1 / 3, 0.1 + 0.2, 1.0, None])
def test_scores_come_back_to_the_last_bit(session: Session, score: float | None):
    session.add(learner())
    session.flush()
    session.execute(insert(Attempt).values(learner_id=HERS, **(ATTEMPT | {"score": score})))
    assert session.execute(select(Attempt.score)).scalar_one() == score


MARKER = "marker-7391"


@pytest.mark.parametrize(
    "statement",
    [
        insert(Learner).values(id=MARKER),
        insert(Visit).values(token_hash=MARKER, learner_id=MARKER, started_at=NOON, seen_at=NOON),
        insert(Attempt).values(learner_id=HERS, **(ATTEMPT | {"response": MARKER, "number": 2})),
        text("INSERT INTO learner (id) VALUES (:id)").bindparams(id=MARKER),
    ],
    ids=["incomplete", "without a learner", "twice", "as text"],
)
def test_what_a_failed_statement_was_to_write_is_not_told(session: Session, statement):
    """Faults end in the log, and the log says nothing about people."""
    fill(session)
    with pytest.raises(IntegrityError) as failed:
        session.execute(statement)
    told = "".join(traceback.format_exception(failed.value))
    assert "IntegrityError" in told
    assert MARKER not in told
    assert HERS not in told
