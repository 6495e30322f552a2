"""One database and one application for the whole run; each test begins with empty tables."""

import gc
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random

import hypothesis
import pytest
from flask import Flask
from sqlalchemy import Engine, delete, literal, select, union_all
from sqlalchemy.orm import Session

from emm.content.catalog import Catalog
from emm.content.model import Course
from emm.settings import Settings, from_environment
from emm.store import schema
from emm.store.audit import audit_entries
from emm.store.base import Base
from emm.store.engine import make_engine, writing
from emm.web import create_app
from emm.web.database import db
from tests.support import client as pages
from tests.support import courses, hashing, once, postgres
from tests.support.audit import empty_audit_list
from tests.support.client import PageClient
from tests.support.world import FakeWorld

# Properties are tried without a time limit: a slow machine is no defect.
hypothesis.settings.register_profile("untimed", deadline=None)
hypothesis.settings.register_profile("brief", deadline=None, max_examples=15)
"""For `make check`, which comes before every commit; `make test` tries a hundred of each."""
hypothesis.settings.load_profile("untimed")

GARBAGE = 50_000
"""After how many new things the collector of garbage looks around; a process of tests is short, and has room."""
EXAMPLES = 3
"""How many examples of a test a brief run tries, others each time; `make test` tries them all."""
COURSES = Path(__file__).parent / "courses"


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let the races be run more often, and everything else with fewer examples."""
    parser.addoption("--brief", action="store_true", help="some of the examples, an HTML parser for odd pages only")
    parser.addoption("--rounds", type=int, default=1, help="how often each test marked `race` is run")


def pytest_configure(config: pytest.Config) -> None:
    """Let a run be brief; a profile of hypothesis that was asked for by name stays."""
    if config.getoption("brief"):
        pages.brief = True
        hypothesis.settings.load_profile("brief")


@pytest.hookimpl(trylast=True)  # after marks and folders have been chosen
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what this run does not need.

    A brief run needs some examples of each test. With PostgreSQL nothing is needed that cannot come out otherwise than
    with SQLite: what uses no database. Whatever asks a database gets its address from one fixture, or starts a server
    of its own and says so by a mark.
    """
    needed = list(items)
    if config.getoption("brief"):
        needed = _some_examples(needed, config.getoption("randomly_seed", None))
    if os.environ.get("EMM_TEST_DATABASE") == "postgresql":
        needed = [item for item in needed if _asks_a_database(item)]
    config.hook.pytest_deselected(items=list({*items} - {*needed}))
    items[:] = needed


def _some_examples(items: list[pytest.Item], seed: object) -> list[pytest.Item]:
    """Return no more than a few examples of each test, the same ones in all processes of a run."""
    by_test: dict[str, list[pytest.Item]] = {}
    for item in items:
        by_test.setdefault(item.nodeid.partition("[")[0], []).append(item)
    dice = Random(str(seed))
    chosen = {one for examples in by_test.values() for one in dice.sample(examples, min(EXAMPLES, len(examples)))}
    return [item for item in items if item in chosen]


def _asks_a_database(item: pytest.Item) -> bool:
    return "database_url" in getattr(item, "fixturenames", ()) or item.get_closest_marker("postgresql") is not None


def pytest_collection_finish() -> None:
    """Spare the collector of garbage what was imported and collected: it stays until the end."""
    gc.freeze()
    gc.set_threshold(GARBAGE)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run each race as many times as was asked for, every time with empty tables."""
    if metafunc.definition.get_closest_marker("race"):
        metafunc.fixturenames.append("round_number")
        metafunc.parametrize("round_number", range(1, metafunc.config.getoption("rounds") + 1), indirect=True)


@pytest.fixture
def round_number(request: pytest.FixtureRequest) -> int:
    """Which round of a race this is, counted from 1."""
    return int(request.param)


FILLED_TABLES = union_all(
    *(select(literal(table.name)).where(select(table).exists()) for table in Base.metadata.sorted_tables)
)
"""The names of the tables that hold something."""


@dataclass(frozen=True)
class Site:
    """The application under test, and what it stands on."""

    app: Flask
    settings: Settings
    world: FakeWorld
    catalog: Catalog


@pytest.fixture(scope="session", autouse=True)
def _compiled_once() -> Iterator[None]:
    """Save the time that sites beyond the first would need for their templates and addresses."""
    with once.compiled():
        yield


@pytest.fixture(scope="session", autouse=True)
def _cheap_hashes() -> Iterator[None]:
    """Let passwords and codes cost next to nothing, but for tests that ask for `real_costs`."""
    with hashing.costing(*hashing.CHEAPEST):
        yield


@pytest.fixture
def real_costs() -> Iterator[None]:
    """Let passwords and codes cost what they cost on a site."""
    with hashing.costing(*hashing.REAL):
        yield


@pytest.fixture(scope="session")
def database_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of an empty database, of the sort that EMM_TEST_DATABASE names."""
    if os.environ.get("EMM_TEST_DATABASE", "sqlite") == "postgresql":
        with postgres.server() as url:
            yield url
    else:
        yield f"sqlite:///{tmp_path_factory.mktemp('database') / 'test.sqlite3'}"


@pytest.fixture(scope="session")
def shared_engine(database_url: str) -> Iterator[Engine]:
    """The database with its schema."""
    engine = make_engine(database_url, new=True)
    schema.upgrade(engine)
    yield engine
    engine.dispose()


@pytest.fixture
def engine(shared_engine: Engine) -> Iterator[Engine]:
    """The database with empty tables."""
    yield shared_engine
    with writing(shared_engine) as connection:
        filled = set(connection.scalars(FILLED_TABLES))
        for table in reversed(Base.metadata.sorted_tables):
            if table.name not in filled:
                continue
            if table is audit_entries:
                empty_audit_list(connection)
            else:
                connection.execute(delete(table))


@pytest.fixture
def session(engine: Engine) -> Iterator[Session]:
    """A session in which a test may write; nothing of it stays."""
    with writing(engine) as connection, Session(connection) as session:
        yield session
        session.rollback()


@pytest.fixture
def world() -> FakeWorld:
    """A clock and dice of the test's own."""
    return FakeWorld()


@pytest.fixture(scope="session")
def course() -> Course:
    """The sample course in English."""
    catalog = courses.read(COURSES)
    assert not catalog.problems
    return catalog.course("sample", "en")


@pytest.fixture(scope="session")
def shared_site(shared_engine: Engine, database_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The application on the sample course."""
    settings = from_environment(
        {
            "EMM_DATA": str(tmp_path_factory.mktemp("data")),
            "EMM_CONTENT": str(COURSES),
            "EMM_DATABASE_URL": database_url,
            "EMM_SITE_NAME": "Test site",
        }
    )
    catalog = courses.read(COURSES)
    world = FakeWorld()
    app = create_app(settings, world=world, catalog=catalog)
    yield Site(app, settings, world, catalog)
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def site(shared_site: Site, engine: Engine) -> Site:
    """The application with empty tables."""
    return shared_site


@pytest.fixture
def client(site: Site) -> PageClient:
    """A browser that has not been here before."""
    return PageClient(site.app.test_client())
