"""A site on content that a test may change."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask

from emm.content.catalog import Catalog
from emm.web import create_app
from emm.web.database import db
from tests.conftest import COURSES, Site
from tests.support import courses
from tests.support.client import PageClient
from tests.support.people import Person
from tests.support.pools import with_pool
from tests.support.staff import Member
from tests.web.holding import Holder, Somebody


@pytest.fixture
def content(tmp_path: Path) -> Path:
    """A content folder that a test may damage."""
    return Path(shutil.copytree(COURSES, tmp_path / "content"))


@pytest.fixture
def open_site(site: Site, content: Path) -> Iterator[Callable[..., tuple[PageClient, Catalog]]]:
    """Serve the content folder as it is now."""
    apps = []

    def serve(*, previews: bool = False) -> tuple[PageClient, Catalog]:
        today = site.world.now().date() if previews else None
        catalog = courses.read(content, drafts=previews, today=today, keeps_good=not previews)
        app = create_app(replace(site.settings, content=content), world=site.world, catalog=catalog, previews=previews)
        apps.append(app)
        return PageClient(app.test_client()), catalog

    yield serve
    for app in apps:
        with app.app_context():
            db.engine.dispose()


@pytest.fixture
def somebody(site: Site, content: Path) -> Iterator[Somebody]:
    """Return new learners of a course with a final assessment."""
    for path, text in with_pool().items():
        (content / "sample" / path).write_text(str(text), encoding="utf-8")
    catalog = courses.read(content)
    apps: dict[str, Flask] = {}

    def new(public_url: str = "") -> Holder:
        settings = replace(site.settings, content=content, public_url=public_url, host_organization="Test NGO")
        if public_url not in apps:
            apps[public_url] = create_app(settings, world=site.world, catalog=catalog)
        return Holder(apps[public_url], site, catalog)

    yield new
    for app in apps.values():
        with app.app_context():
            db.engine.dispose()


@pytest.fixture
def guest(site: Site) -> Person:
    """Somebody who has answered one question, and has no account."""
    person = Person(site.app)
    person.answer()
    return person


@pytest.fixture
def amina(guest: Person) -> Person:
    """Somebody who has answered one question, and has a user name and a password."""
    guest.choose_name()
    return guest


@pytest.fixture
def code(amina: Person) -> str:
    """Her resume code."""
    return amina.get_code()


@pytest.fixture
def workers(site: Site) -> Iterator[list[Flask]]:
    """Three processes of the site, as far as their database knows; the third one began later."""
    apps = [create_app(site.settings, world=site.world, catalog=site.catalog) for _ in range(3)]
    yield apps
    for app in apps:
        with app.app_context():
            db.engine.dispose()


@pytest.fixture
def author(site: Site) -> Member:
    """Somebody who writes courses, without a second factor."""
    return Member(site, "noor", "author")


@pytest.fixture
def admin(site: Site) -> Member:
    """Somebody who looks after accounts, with an app for codes."""
    return Member(site, "maria", "admin")


@pytest.fixture
def member(site: Site) -> Member:
    """A learner with the user name amina."""
    return Member(site, "amina", "learner")


@pytest.fixture
def shelf(site: Site, tmp_path: Path) -> Iterator[Site]:
    """A site with a data folder of its own, and without backups."""
    data = tmp_path / "data"
    data.mkdir()
    shutil.copy(site.settings.data / "secret.key", data)
    settings = replace(site.settings, data=data, backup_folder="")
    app = create_app(settings, world=site.world, catalog=site.catalog)
    yield replace(site, app=app, settings=settings)
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def keeper(shelf: Site) -> Member:
    """An administrator of it."""
    return Member(shelf, "maria", "admin")
