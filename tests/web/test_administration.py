"""What the staff sees of courses and of what was done (A2, A5)."""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, select

from emm.store.audit import audit_entries
from tests.conftest import Site
from tests.support.client import XHTML, words
from tests.support.people import Person
from tests.support.staff import Member

TRANSLATED = Path(__file__).parents[1] / "translations"


def test_an_author_sees_which_courses_are_served_and_what_is_to_be_mended(
    site: Site, content: Path, open_site, monkeypatch: pytest.MonkeyPatch
):
    author = Member(site, "noor", "author")
    lesson = next((content / "sample/en").rglob("1-first.md"))
    lesson.write_text(lesson.read_text().replace("- [x]", "- [ ]"))
    client, _catalog = open_site()
    client.client.set_cookie("emm", author.token)
    page = client.get("/admin/content")
    assert "Readers see the last good text until these are mended." in words(page.one("main"))
    assert "1-first.md:" in words(page.one("main"))
    assert words(page.all("strong")[0]).startswith("E")


def test_courses_without_a_mistake_are_listed_in_each_language(site: Site):
    page = Member(site, "noor", "author").client.get("/admin/content")
    assert "A sample course" in [words(a) for a in page.one("main").iter(XHTML + "a")]
    assert "English · 3 lessons" in words(page.one("main"))
    assert not page.all("div", class_="sum")


@pytest.mark.parametrize(
    ("role", "doors"),
    [
        ("facilitator", ["Second factor"]),
        ("author", ["Courses", "Second factor"]),
        ("admin", ["Courses", "People", "Settings of the site", "Data", "Audit list", "Second factor"]),
    ],
)
def test_everybody_sees_the_doors_that_they_may_open(site: Site, role, doors: list[str]):
    page = Member(site, "noor", role).client.get("/admin")
    assert [words(a) for a in page.one("ul", class_="doors").iter(XHTML + "a")] == doors


def test_s51_the_list_says_who_did_what_to_whom(site: Site):
    admin, other = Member(site, "maria", "admin"), Member(site, "noor", "author")
    admin.act(other, "role", role="facilitator")
    admin.act(other, "disable")
    stranger = Person(site.app)
    stranger.send("/en/sign-in", status=422, way="password", name="maria", password="wrong password")
    page = admin.client.get("/admin/audit")
    rows = [[words(cell) for cell in row.iter(XHTML + "td")][1:] for row in page.one("tbody").iter(XHTML + "tr")]
    assert rows == [
        ["maria", "closed the account of", "noor"],
        ["maria", "changed the role of (Facilitator)", "noor"],
    ]
    admin.act(other, "delete", word="DELETE")
    text = words(admin.client.get("/admin/audit").one("table"))
    assert "noor" not in text, "who is gone has no name any more"
    assert other.id in text


@pytest.mark.parametrize("before", ["", "0", "-1", "x", "99999999999999999999"])
def test_the_list_goes_back_in_time_to_its_end(site: Site, before: str):
    admin = Member(site, "maria", "admin")
    page = admin.client.get("/admin/audit", query_string={"before": before})
    assert "Nothing here yet." in words(page.one("main"))


def test_translations_are_counted_by_lessons(open_site: Callable[..., Any], tmp_path: Path, author: Member):
    shutil.rmtree(tmp_path / "content")
    shutil.copytree(TRANSLATED, tmp_path / "content")
    client, _catalog = open_site()
    client.client.set_cookie("emm", author.token)
    items = [words(item) for item in client.get("/admin/content").all("li") if item.find(XHTML + "h3") is not None]
    assert len(items) == 2
    assert "English" in items[0]
    assert "translated" not in items[0]
    assert "العربية" in items[1]
    assert "Of 1 lesson a part is missing." in items[1]
    assert "1 lesson is stale: its source has changed since." in items[1]


def test_a_changed_file_is_read_at_the_push_of_a_button(
    open_site: Callable[..., Any], content: Path, author: Member, engine: Engine
):
    client, catalog = open_site()
    client.client.set_cookie("emm", author.token)
    token = client.get("/admin/content").all("input", name="csrf_token")[0].get("value")
    page = client.post("/admin/content/reload", {"csrf_token": token})
    assert "Nothing has changed" in words(page.one("p", role="status"))
    about = content / "sample/en/course.md"
    about.write_text(about.read_text().replace("A sample course", "A better course"))
    page = client.post("/admin/content/reload", {"csrf_token": token})
    assert "What had changed is served now" in words(page.one("p", role="status"))
    assert "A better course" in words(page.one("main"))
    assert catalog.course("sample", "en").title == "A better course"
    with engine.connect() as connection:
        assert connection.scalars(select(audit_entries.c.act)).all() == ["reload", "reload"]
