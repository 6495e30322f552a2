"""Help and privacy say what is true: of the tables as they are, and of the settings in force."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest

from emm.learning.privacy import STORED
from emm.rendering import say, translations_for
from emm.store import schema
from emm.store.base import Base
from emm.web import create_app
from emm.web.database import db
from emm.web.pages.site import help_entries, privacy_page
from tests.conftest import Site
from tests.support.client import PageClient, words

ENGLISH = translations_for("en")


@pytest.fixture
def open_site(site: Site) -> Iterator[Callable[..., str]]:
    """Give the words of a page of a site with other settings."""
    apps = []

    def read(path: str, **changes: Any) -> str:
        app = create_app(replace(site.settings, **changes), world=site.world, catalog=site.catalog)
        apps.append(app)
        page = PageClient(app.test_client()).client.get(path, base_url="https://localhost")
        return " ".join(page.text.split())

    yield read
    for app in apps:
        with app.app_context():
            db.engine.dispose()


def test_every_column_is_told():
    """Add the new column to a sentence of emm/learning/privacy.py, or write a sentence for it."""
    assert schema.newest()  # and so all tables are known
    told = [column for stored in STORED for column in stored.columns]
    kept = (f"{table.name}.{column.name}" for table in Base.metadata.sorted_tables for column in table.columns)
    assert sorted(told) == sorted(kept)


def test_every_table_is_about_learners_but_these():
    """A table that is not could still hold something about people: look at it, then change this test."""
    others = [t.name for t in Base.metadata.sorted_tables if t.name != "learner" and "learner_id" not in t.columns]
    assert sorted(others) == [
        "asked_text",
        "audit_entry",
        "duty",
        "failures",
        "poll_total",
        "set_up",
        "site_choice",
        "tries",
    ]


def test_the_page_shows_every_sentence(client: PageClient):
    text = words(client.get("/en/privacy").one("main"))
    for stored in STORED:
        assert say(stored.sentence, ENGLISH) in text


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"guest_days": 7}, "The cookie ends 7 days after your last visit."),
        ({"guest_days": 1}, "The cookie ends 1 day after your last visit."),
        ({"host_organization": "Host & Co"}, "The people who run this site can read the database: Host &amp; Co."),
        ({"host_organization": ""}, "The people who run this site can read the database. Other"),
        ({"contact": "ask@example.org"}, "Questions about your data: ask@example.org"),
        ({"public_url": "https://learn.example.org"}, "What you send and read travels encrypted."),
        ({"public_url": ""}, "If the address of this site begins with http://"),
        ({"backups": 7}, "A backup of each of the last 7 days is kept."),
        ({"trusted_proxies": 1}, "Other servers that your request passes may keep logs of their own."),
    ],
)
def test_privacy_follows_the_settings(open_site: Callable[..., str], changes: dict[str, Any], sentence: str):
    assert sentence in open_site("/en/privacy", **changes)


def test_privacy_says_nothing_that_does_not_hold(open_site: Callable[..., str]):
    text = open_site("/en/privacy", public_url="", trusted_proxies=0, contact="", backups=0)
    assert "backup" not in text
    assert "travels encrypted" not in text
    assert "Other servers" not in text
    assert "Questions about your data" not in text


@pytest.mark.parametrize(("url", "is_one_file"), [("", True), ("postgresql+psycopg://host/name", False)])
def test_privacy_knows_where_the_database_is(site: Site, url: str, is_one_file: bool):
    assert privacy_page(replace(site.settings, database_url=url)).is_one_file is is_one_file


def test_help_answers_seven_questions_in_short_sentences(site: Site, client: PageClient):
    entries = help_entries(site.settings)
    page = client.get("/en/help")
    assert len(entries) == 7
    assert [words(dt) for dt in page.all("dt")][:7] == [say(entry.question, ENGLISH) for entry in entries]
    for entry in entries:
        for sentence in entry.answer:
            text = str(say(sentence, ENGLISH))
            assert text in words(page.one("main"))
            assert all(len(part.split()) <= 25 for part in text.split(". "))


def test_help_names_whom_to_ask(open_site: Callable[..., str]):
    assert "Write to ask@example.org." in open_site("/en/help", contact="ask@example.org")
    assert "Ask the person who gave you the address of this site." in open_site("/en/help", contact="")
    assert "until 7 days after your last visit" in open_site("/en/help", guest_days=7)


@pytest.mark.parametrize("path", ["/en/", "/en/c/sample", "/en/c/sample/first"])
def test_search_engines_are_asked_to_stay_away_unless_the_site_is_to_be_found(open_site: Callable[..., str], path: str):
    assert '<meta name="robots" content="noindex">' in open_site(path)
    found = open_site(path, findable=True)
    assert "noindex" not in found
    assert found.count('<meta name="description" content="') == 1


@pytest.mark.parametrize("path", ["/en/me", "/en/review", "/en/settings", "/en/search", "/en/sign-in", "/en/none"])
def test_what_is_somebodys_own_is_never_to_be_found(open_site: Callable[..., str], path: str):
    assert '<meta name="robots" content="noindex">' in open_site(path, findable=True)
