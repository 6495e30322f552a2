"""How the site is, and what should be done next, for those who run it (A1)."""

import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, update

from emm.store.people import learners
from emm.upkeep import holdings
from emm.web import watching
from tests.conftest import Site
from tests.support.client import XHTML, Page, words
from tests.support.staff import Member
from tests.web.test_data import backup, told


def steps(page: Page) -> list[str]:
    """Return what should be done next."""
    found = page.all("section", class_="notice")
    return [words(item) for item in found[0].iter(XHTML + "li")] if found else []


def test_the_overview_says_what_to_do_next(shelf: Site, keeper: Member):
    assert steps(keeper.client.get("/admin")) == [
        "There is no backup yet. Make one.",
        "You are the only administrator. Invite a second one, who can help you.",
        "Learners do not read whom to ask. Fill in a contact.",
    ]
    Member(shelf, "zoe", "admin")
    shelf.app.extensions["emm"].choices.take({"contact": "help@example.org"})
    backup(shelf, "daily-2027-02-01.zip", days_ago=3)
    assert steps(keeper.client.get("/admin")) == ["The newest backup is older than two days. Make one."]
    backup(shelf, "daily-2027-03-01.zip")
    page = keeper.client.get("/admin")
    assert steps(page) == []
    assert "All is well." in words(page.one("main"))
    Member(shelf, "noor", "author")
    assert steps(keeper.client.get("/admin")) == ["1 member of the staff has no second factor yet."]


def test_the_overview_counts_learners_and_names_nobody(shelf: Site, keeper: Member, engine: Engine):
    for days, name in ((0, "amina"), (6, "joseph"), (7, "sara"), (29, "lin"), (30, "otto")):
        person = Member(shelf, name, "learner")
        with engine.begin() as connection:
            day = shelf.world.now().date() - timedelta(days=days)
            connection.execute(update(learners).where(learners.c.id == person.id).values(seen_on=day))
    Member(shelf, "noor", "author")
    page = keeper.client.get("/admin")
    assert told(page)["Learners here within 7 days"] == "2"
    assert told(page)["Learners here within 30 days"] == "4"
    assert not re.search("amina|joseph|noor|maria", words(page.one("main")))


def test_the_overview_tells_of_failures_errors_and_a_full_disk(
    shelf: Site, keeper: Member, monkeypatch: pytest.MonkeyPatch, open_site: Callable[..., Any], content: Path
):
    monkeypatch.setattr(holdings, "LEAST_FREE", 1.1)
    with shelf.app.app_context():
        watching.count_failure()
        watching.note_failures()
    found = steps(keeper.client.get("/admin"))
    assert found[0].startswith("The disk is nearly full.")
    assert "1 page could not be shown in the last 24 hours. The log of the server says why." in found
    lesson = next((content / "sample/en").rglob("1-first.md"))
    lesson.write_text(lesson.read_text().replace("- [x]", "- [ ]"))
    client, _catalog = open_site()
    client.client.set_cookie("emm", keeper.token)
    page = client.get("/admin")
    assert "Files of courses have errors. Readers see the last good text." in steps(page)
    assert re.match(r"[1-9]\d* errors?", told(page)["Check of the courses"])


@pytest.mark.parametrize("role", ["facilitator", "author"])
def test_only_administrators_see_how_the_site_is(shelf: Site, role: Any):
    page = Member(shelf, "noor", role).client.get("/admin")
    assert not page.all("dl")
    assert steps(page) == []


def test_the_overview_has_an_address_with_and_without_a_slash(keeper: Member):
    assert keeper.http.get("/admin/").text.count("How the site is") == 1
