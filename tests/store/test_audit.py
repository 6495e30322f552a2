"""The audit list is added to and never changed, whoever asks the database; after a year its rows may go (S51)."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine, delete, func, insert, select, text, update
from sqlalchemy.exc import DatabaseError

from emm.store.audit import audit_entries
from emm.store.engine import writing

YEAR = timedelta(days=365)


def add(engine: Engine, number: int, age: timedelta) -> None:
    row = {"number": number, "actor": "terminal", "act": "delete", "about": "1" * 32, "detail": "", "seal": "0" * 64}
    with writing(engine) as connection:
        connection.execute(insert(audit_entries), row | {"done_at": datetime.now(UTC) - age})


def count(engine: Engine) -> int:
    with engine.connect() as connection:
        return connection.scalar(select(func.count()).select_from(audit_entries)) or 0


@pytest.mark.parametrize("age", [timedelta(0), YEAR - timedelta(minutes=5)])
@pytest.mark.parametrize(
    "statement",
    [
        update(audit_entries).values(detail="x"),
        update(audit_entries).values(done_at=datetime(2000, 1, 1, tzinfo=UTC)),
        delete(audit_entries),
        text("DELETE FROM audit_entry WHERE number = 1"),
        text("UPDATE audit_entry SET number = 7"),
    ],
    ids=["change", "make old", "delete", "delete as text", "renumber"],
)
def test_s51_an_entry_cannot_be_changed_or_deleted(engine: Engine, statement, age: timedelta):
    add(engine, 1, age)
    with pytest.raises(DatabaseError, match="audit list"), writing(engine) as connection:
        connection.execute(statement)
    assert count(engine) == 1


def test_s51_after_a_year_an_entry_may_go_but_still_not_be_changed(engine: Engine):
    add(engine, 1, YEAR + timedelta(minutes=5))
    add(engine, 2, YEAR - timedelta(minutes=5))
    with pytest.raises(DatabaseError, match="audit list"), writing(engine) as connection:
        connection.execute(update(audit_entries).where(audit_entries.c.number == 1).values(detail="x"))
    with writing(engine) as connection:
        connection.execute(delete(audit_entries).where(audit_entries.c.number == 1))
    assert count(engine) == 1


def test_s51_the_whole_table_cannot_be_emptied_at_once(engine: Engine):
    add(engine, 1, timedelta(0))
    whole = "DELETE FROM audit_entry" if engine.dialect.name == "sqlite" else "TRUNCATE audit_entry"
    with pytest.raises(DatabaseError, match="audit list"), writing(engine) as connection:
        connection.execute(text(whole))
    assert count(engine) == 1
