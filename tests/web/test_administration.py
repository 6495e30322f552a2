"""What the staff sees of courses and of what was done (A2, A5)."""

from pathlib import Path

import pytest

from tests.conftest import Site
from tests.support.client import XHTML, words
from tests.support.people import Person
from tests.support.staff import Member


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
