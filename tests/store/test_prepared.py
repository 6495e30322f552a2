"""A statement that was compiled once says what SQLAlchemy would say, on either database."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import Connection, Engine, bindparam, insert, literal, null, select, true
from sqlalchemy.exc import IntegrityError, OperationalError, ProgrammingError

from emm.errors import NotFound
from emm.store.engine import writing
from emm.store.people import learners, visits
from emm.store.prepared import Prepared, Statement

NOW = datetime(2027, 3, 1, 12, 0, 0, 5, tzinfo=UTC)
LEARNER = {"id": "1" * 32, "seed": 3, "created_on": NOW.date(), "seen_on": NOW.date()}
VISIT = {"token_hash": "2" * 64, "learner_id": "1" * 32, "started_at": NOW, "seen_at": NOW, "lasts": "device"}
_l, _v = learners.c, visits.c
BY_ID = select(_l.id, _l.seed, _l.created_on, _l.preferences.is_not(None).label("chose")).where(
    _l.id == bindparam("learner_id")
)
SINCE = select(_v.seen_at, _v.lasts).where(_v.seen_at >= bindparam("since")).order_by(_v.token_hash)
NONE_OF = select(_v.lasts).where(_v.learner_id.in_([]))
BOTH = (
    select(_l.id, literal(1).label("place"), true(), null(), _l.created_on)
    .where(_l.id == bindparam("learner_id"))
    .union_all(
        select(_v.learner_id, literal(2), _v.lasts == "device", null(), bindparam("day", type_=_l.created_on.type))
    )
    .order_by("place")
)
ONES = {"learner_id": "1" * 32}


@pytest.fixture
def connection(engine: Engine) -> Iterator[Connection]:
    """A connection to a database with a learner, and the values that were put in."""
    with writing(engine) as connection:
        Prepared(insert(learners)).run(connection, LEARNER)
        Prepared(insert(visits)).run(connection, VISIT)
    with engine.connect() as connection:
        yield connection


@pytest.mark.parametrize(
    ("statement", "values"),
    [
        (BY_ID, ONES),
        (BY_ID, {"learner_id": "nobody"}),
        (SINCE, {"since": NOW}),
        (SINCE, {"since": NOW + timedelta(microseconds=1)}),
        (NONE_OF, {}),
        (BOTH, {**ONES, "day": date(2000, 1, 1)}),
    ],
)
def test_it_says_what_sqlalchemy_says(connection: Connection, statement: Statement, values: dict[str, object]):
    prepared = Prepared(statement)
    told = connection.execute(statement, values).all()
    for _twice in range(2):
        rows = prepared.rows(connection, values)
        assert [tuple(row) for row in rows] == [tuple(row) for row in told]
        assert [list(map(type, row)) for row in rows] == [list(map(type, row)) for row in told]


def test_values_have_names(connection: Connection):
    (row,) = Prepared(BY_ID).rows(connection, ONES)
    assert (row.id, row.seed, row.created_on, row.chose) == ("1" * 32, 3, NOW.date(), False)


def test_what_is_refused_is_told_as_ever_and_not_with_what_was_sent(engine: Engine, connection: Connection):
    with pytest.raises(IntegrityError) as told, writing(engine) as other:
        Prepared(insert(visits)).run(other, VISIT)
    assert "2" * 64 not in str(told.value)
    with pytest.raises((OperationalError, ProgrammingError)):
        Prepared(select(literal(1)).where(bindparam("x", type_=_l.id.type) == _l.id.op("nonsense")(1))).rows(
            connection, {"x": ""}
        )


def test_a_time_without_a_zone_is_refused(connection: Connection):
    with pytest.raises(Exception, match="without a zone"):
        Prepared(SINCE).rows(connection, {"since": datetime(2027, 3, 1)})  # noqa: DTZ001 - this is the mistake


def test_what_is_not_committed_is_undone(engine: Engine, connection: Connection):
    def begin_and_fail() -> None:
        with writing(engine) as other:
            Prepared(insert(learners)).run(other, LEARNER | {"id": "3" * 32})
            raise NotFound("something")

    with pytest.raises(NotFound):
        begin_and_fail()
    assert Prepared(BY_ID).rows(connection, {"learner_id": "3" * 32}) == []
