"""Sites of a test's own: with learners in the database, courses, keys, and files of the data folder."""

from collections.abc import Callable
from pathlib import Path
from shutil import copytree

import pytest

from emm.credentials.keyfile import key_ring
from emm.store import schema
from emm.store.engine import make_engine
from emm.upkeep.site import Site
from tests.conftest import COURSES
from tests.store.conftest import empty_url  # noqa: F401 - a fixture
from tests.store.samples import fill_database

SECRET = "a secret of a test, long enough to be one"


def site_at(place: Path, url: str = "") -> Site:
    """Return the places of a site below a folder; nothing is made."""
    data = place / "data"
    return Site(data, place / "content", url or f"sqlite:///{data / 'emm.sqlite3'}", data / "backups")


def filled(site: Site) -> Site:
    """Make everything that a site has, with two learners."""
    site.data.mkdir(parents=True)
    schema.begin(site.database_url)
    engine = make_engine(site.database_url)
    fill_database(engine)
    engine.dispose()
    copytree(COURSES, site.content)
    (site.data / "secret.key").write_text(SECRET)
    key_ring(site.data)
    (site.data / "uploads").mkdir()
    (site.data / "uploads" / "logo.svg").write_text("<svg/>")
    site.mark.touch()
    return site


@pytest.fixture(scope="session")
def pattern(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """A filled site on SQLite, which is only ever copied."""
    return filled(site_at(tmp_path_factory.mktemp("pattern")))


@pytest.fixture
def site(tmp_path: Path, pattern: Site, empty_url: str) -> Site:  # noqa: F811 - the fixture
    """A site with two learners, on the database under test."""
    here = tmp_path / "here"
    if empty_url.startswith("postgresql"):
        return filled(site_at(here, empty_url))
    copytree(pattern.data.parent, here)
    return site_at(here)


@pytest.fixture
def other(tmp_path: Path) -> Callable[..., Site]:
    """Give a place where no site has been, on SQLite unless an address is given."""
    return lambda url="": site_at(tmp_path / "there", url)
