"""The way of the schema: up, down and up again, with rows in it, by several processes, and never past a newer one."""

import os
import subprocess
import sys
from pathlib import Path
from shutil import copytree
from subprocess import PIPE

import pytest
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, Inspector, inspect, text, update
from sqlalchemy.orm import Session

from emm.errors import Conflict
from emm.store import migrating, migrations, schema
from emm.store.base import Base
from emm.store.people import Learner
from tests.store.samples import CHILDREN, TABLES, counts, fill_database

pytestmark = pytest.mark.thorough

ROOT = Path(__file__).parents[2]
MIGRATIONS = Path(migrations.__file__).parent
TABLE_NAMES = {table.__tablename__ for table in TABLES}
TWO_EACH = dict.fromkeys(sorted(TABLE_NAMES), 2)

REVISION = '''
"""A change made up by a test."""

import sqlalchemy as sa
from alembic import op

revision = "9999"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    {upgrade}


def downgrade() -> None:
    pass
'''
ANOTHER_TYPE = """
    with op.batch_alter_table("learner") as batch:
        batch.alter_column("seed", existing_type=sa.Integer(), type_=sa.BigInteger())
"""
HALF_WAY = """
    op.create_table("half", sa.Column("id", sa.Integer(), primary_key=True))
    op.execute("DELETE FROM lesson_done")
    raise RuntimeError("the power went off")
"""
ORPHANS = 'op.execute("DELETE FROM learner")'

UPGRADE = """
import sys
from emm.store import schema
from emm.store.engine import make_engine
print("ready", flush=True)
sys.stdin.readline()
schema.upgrade(make_engine(sys.argv[1]))
"""


@pytest.fixture
def filled(empty: Engine) -> Engine:
    """A database of the newest schema with two learners and their rows."""
    schema.upgrade(empty)
    fill_database(empty)
    return empty


@pytest.fixture
def next_revision(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Add a revision after the newest one, with this body."""

    def add(body: str) -> None:
        folder = tmp_path / "migrations"
        copytree(MIGRATIONS, folder)
        newest = schema.newest()
        script = REVISION.format(upgrade=body.strip()).replace('"0001"', repr(newest))
        (folder / "versions" / "9999_made_up.py").write_text(script)
        config = Config()
        config.set_main_option("script_location", str(folder))
        monkeypatch.setattr(migrating, "steps", lambda: config)

    return add


def seen(engine: Engine) -> Inspector:
    """Return a fresh look at the database."""
    return inspect(engine)


def rows(engine: Engine) -> dict[str, int]:
    """Return the number of rows of each table."""
    with Session(engine) as session:
        return counts(session)


def foreign_keys_hold(engine: Engine) -> bool:
    """Whether deleting every learner leaves no row, on each of several connections of the pool."""
    for _ in range(3):
        with engine.connect() as connection:
            connection.exec_driver_sql("DELETE FROM learner")
            left = connection.exec_driver_sql("SELECT COUNT(*) FROM attempt").scalar_one()
            connection.rollback()
        if left:
            return False
    return True


def test_an_empty_database_has_no_revision(empty: Engine):
    assert schema.current(empty) is None
    assert schema.newest() is not None


def test_upgrading_makes_what_the_tables_declare(empty: Engine):
    schema.upgrade(empty)
    assert schema.differences(empty) == []
    assert schema.current(empty) == schema.newest()
    assert set(seen(empty).get_table_names()) == TABLE_NAMES | {"alembic_version"}


def test_up_down_and_up_again(empty: Engine):
    schema.upgrade(empty)
    schema.downgrade(empty, "base")
    assert seen(empty).get_table_names() == ["alembic_version"]
    assert schema.current(empty) is None
    schema.upgrade(empty)
    assert schema.differences(empty) == []


def test_every_step_of_the_way_can_be_taken_back(empty: Engine):
    for script in reversed(list(ScriptDirectory.from_config(migrating.steps()).walk_revisions())):
        schema.upgrade(empty, script.revision)
        schema.downgrade(empty, script.down_revision or "base")  # type: ignore[arg-type]
        schema.upgrade(empty, script.revision)
        assert schema.current(empty) == script.revision


def test_files_are_named_by_the_revision_that_they_make():
    scripts = ScriptDirectory.from_config(migrating.steps()).walk_revisions()
    assert [script.revision for script in scripts] == schema._revisions()[::-1]


@pytest.mark.no_cover
def test_the_program_does_without_alembic_until_tables_change():
    probe = "import sys, emm.cli, emm.cli.serve; print('alembic' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, check=True).stdout == "False\n"


def test_upgrading_twice_changes_nothing(filled: Engine):
    schema.upgrade(filled)
    assert schema.current(filled) == schema.newest()
    assert rows(filled) == TWO_EACH


def test_differences_are_seen(empty: Engine):
    schema.upgrade(empty)
    with empty.begin() as connection:
        connection.exec_driver_sql("DROP INDEX ix_learner_seen_on")
        connection.exec_driver_sql("ALTER TABLE visit ADD COLUMN more INTEGER")
    assert len(schema.differences(empty)) == 2


def test_tables_made_from_the_declaration_are_those_of_the_migrations(empty: Engine):
    Base.metadata.create_all(empty)
    assert schema.differences(empty) == []


def test_a_change_of_a_parent_keeps_the_rows_of_its_children(filled: Engine, next_revision):
    next_revision(ANOTHER_TYPE)
    schema.upgrade(filled)
    assert schema.current(filled) == "9999"
    assert rows(filled) == TWO_EACH
    assert foreign_keys_hold(filled)
    assert {index["name"] for index in seen(filled).get_indexes("learner")} == {"ix_learner_seen_on"}


@pytest.mark.sqlite
def test_it_would_not_if_foreign_keys_were_not_paused(sqlite: Engine, next_revision, monkeypatch: pytest.MonkeyPatch):
    schema.upgrade(sqlite)
    fill_database(sqlite)
    next_revision(ANOTHER_TYPE)
    monkeypatch.setattr(schema, "_pause_foreign_keys", lambda _connection: None)
    schema.upgrade(sqlite)
    assert rows(sqlite) == TWO_EACH | {table.__tablename__: 0 for table in CHILDREN}


def test_a_change_that_fails_half_way_changes_nothing(filled: Engine, next_revision):
    before = schema.current(filled)
    next_revision(HALF_WAY)
    with pytest.raises(RuntimeError, match="power"):
        schema.upgrade(filled)
    assert schema.current(filled) == before
    assert not seen(filled).has_table("half")
    assert rows(filled) == TWO_EACH
    assert foreign_keys_hold(filled)


@pytest.mark.sqlite
def test_a_change_that_leaves_rows_without_an_owner_is_refused(sqlite: Engine, next_revision):
    schema.upgrade(sqlite)
    fill_database(sqlite)
    before = schema.current(sqlite)
    next_revision(ORPHANS)
    with pytest.raises(Conflict, match="without an owner"):
        schema.upgrade(sqlite)
    assert rows(sqlite) == TWO_EACH
    assert schema.current(sqlite) == before
    assert foreign_keys_hold(sqlite)


def test_a_database_of_a_newer_program_is_refused_in_words(filled: Engine):
    with filled.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = 'from-the-future'"))
    with pytest.raises(Conflict, match="newer version of this program"):
        schema.upgrade(filled)
    assert schema.current(filled) == "from-the-future"
    assert rows(filled) == TWO_EACH
    assert foreign_keys_hold(filled)


@pytest.mark.no_cover
def test_processes_that_upgrade_at_once_all_succeed(empty_url: str, empty: Engine):
    environment = {"PYTHONPATH": str(ROOT), "PATH": os.environ["PATH"]}
    started = [
        subprocess.Popen(
            [sys.executable, "-c", UPGRADE, empty_url], env=environment, text=True, stdin=PIPE, stdout=PIPE, stderr=PIPE
        )
        for _ in range(3)
    ]
    assert [process.stdout.readline() for process in started if process.stdout] == ["ready\n"] * 3
    for process in started:
        assert process.stdin
        process.stdin.write("go\n")
        process.stdin.flush()
    ended = [(process.communicate()[1], process.returncode) for process in started]
    assert ended == [("", 0)] * 3
    assert schema.differences(empty) == []


def test_a_learner_can_be_changed_after_an_upgrade(filled: Engine):
    with filled.begin() as connection:
        changed = connection.execute(update(Learner).values(seed=5))
    assert changed.rowcount == 2
