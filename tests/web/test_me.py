"""My progress: what was done, and one's data to see, to take along and to delete, for guests too (P9, S54)."""

import re
import shutil
from pathlib import Path

import pytest
from sqlalchemy import Engine, select

from emm.store.people import Visit
from tests.conftest import COURSES, Site
from tests.support.client import words
from tests.support.people import FIRST, Person
from tests.web.holding import Somebody
from tests.web.serving import serving

MARKER = "Zanzibar-7391"


def ids_of(person: Person) -> list[str]:
    """Return the ids of the browsers in the list of sign-ins that can be signed out."""
    forms = person.client.get("/en/me").all("form")
    return re.findall(r"sign-ins/(\w+)/end", " ".join(form.get("action") or "" for form in forms))


def test_a_visitor_sees_where_to_begin(site: Site):
    page = Person(site.app).client.get("/en/me")
    assert "Nothing here yet. Start with lesson 1, it takes" in words(page.one("main"))
    assert page.one("a", class_="btn").get("href") == FIRST
    assert not page.all("form")


def test_what_was_done_is_told_in_words(guest: Person):
    text = words(guest.client.get("/en/me").one("main"))
    assert "0 of 3 lessons · about" in text
    assert "Continue: The first lesson" in text
    assert "Your progress is saved on this device only." in text
    assert "%" not in text


def test_the_next_days_of_review_are_told(guest: Person):
    section = guest.client.get("/en/me").one("section", aria_labelledby="coming")
    assert "1 question" in words(section)


def test_what_is_known_is_told_by_objective(guest: Person):
    page = guest.client.get("/en/me")
    known = [words(p) for p in page.all("p") if "Practised" in words(p)]
    assert known
    assert any(re.fullmatch(r"Practised 1 of \d+ questions?\. 1 right first time\.", line) for line in known)


def test_notes_stand_here_and_nowhere_else(site: Site, tmp_path: Path):
    content = tmp_path / "content"
    shutil.copytree(COURSES, content)
    lesson = content / "sample/en/1-start/1-first.md"
    lesson.write_text(lesson.read_text() + "\n### Reflect: What will you do?\n`id: my-plan`\n")
    with serving(site, content) as served:
        assert not served.catalog.problems, served.catalog.problems
        person = Person(served.app)
        person.client.answer(FIRST, "my-plan", answer=f"{MARKER}\n<b>two lines</b>")
        page = person.client.get("/en/me")
        assert words(page.one("p", class_="own-words")) == f"{MARKER} <b>two lines</b>"
        assert "Only you can see these." in words(page.one("main"))
        other = Person(served.app)
        other.answer()
        assert MARKER not in other.client.get("/en/me").text


def test_sign_ins_are_listed_without_anything_about_devices(site: Site, amina: Person, engine: Engine):
    code = amina.get_code()
    other = Person(site.app)
    other.http.environ_base["HTTP_USER_AGENT"] = MARKER
    other.sign_in(code, keep="yes")
    page = amina.client.get("/en/me")
    assert [words(h) for h in page.one("section", aria_labelledby="sign-ins").iter() if h.tag.endswith("}h3")] == [
        "This browser",
        "Another browser",
    ]
    assert MARKER not in page.text
    with engine.connect() as connection:
        hashes = connection.scalars(select(Visit.token_hash)).all()
    assert not any(one in page.text for one in hashes)
    assert amina.token not in page.text


def test_s5_one_browser_can_be_signed_out(site: Site, amina: Person):
    code = amina.get_code()
    one, two = Person(site.app), Person(site.app)
    one.sign_in(code)
    (visit,) = ids_of(amina)
    two.sign_in(code)
    amina.send("/en/me", f"/en/me/sign-ins/{visit}/end")
    assert (amina.is_known, one.is_known, two.is_known) == (True, False, True)


def test_s32_nobody_signs_the_browser_of_another_out(site: Site, amina: Person):
    code = amina.get_code()
    hers = Person(site.app)
    hers.sign_in(code)
    (visit,) = ids_of(amina)
    thief = Person(site.app)
    thief.answer()
    token = thief.client.get("/en/me").all("input", name="csrf_token")[0].get("value")
    for one in (visit, "0" * 12, "x", "..%2f"):
        thief.http.post(f"/en/me/sign-ins/{one}/end", data={"csrf_token": token})
    assert amina.is_known
    assert hers.is_known


@pytest.mark.parametrize("path", ["/en/me/shared", "/en/me/sign-ins/0123/end", "/en/me/download", "/en/me/delete"])
def test_s32_a_visitor_can_do_nothing_here(site: Site, guest: Person, path: str):
    person = Person(site.app)
    token = person.client.get("/en/sign-in").one("input", name="csrf_token").get("value")
    assert person.http.post(path, data={"csrf_token": token, "word": "DELETE"}).status_code == 403
    assert guest.is_known


@pytest.mark.parametrize("path", ["/en/me/shared", "/en/me/sign-ins/0123/end", "/en/me/download", "/en/me/delete"])
@pytest.mark.parametrize("headers", [{}, {"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://elsewhere.example"}])
def test_s13_no_form_of_another_site_touches_the_data(guest: Person, path: str, headers: dict[str, str]):
    token = "" if not headers else guest.client.get("/en/me").all("input", name="csrf_token")[0].get("value")
    reply = guest.http.post(path, data={"word": "DELETE", "csrf_token": token}, headers=headers)
    assert reply.status_code == 403
    assert guest.is_known


def test_a_shared_device_forgets_when_the_browser_is_closed(site: Site, guest: Person):
    page = guest.send("/en/me", "/en/me/shared")
    cookie = page.response.history[0].headers["Set-Cookie"]
    assert "Max-Age" not in cookie
    assert "Expires" not in cookie
    assert "Until it is closed." in words(page.one("main"))
    assert not [button for button in page.all("button") if words(button) == "This is a shared device"]
    assert guest.has_answered()
    site.world.sleep(days=1)
    assert not guest.is_known


@pytest.mark.parametrize("path", ["/en/me", "/en/save", "/en/sign-in", "/en/sign-out", "/en/me/delete"])
def test_s19_no_page_about_a_person_is_kept_anywhere(amina: Person, path: str):
    page = amina.client.get(path)
    assert page.response.headers["Cache-Control"] == "no-store"
    assert "Cookie" in page.response.headers["Vary"]
    assert amina.http.get(f"{path}/x.css").status_code == 404


def test_certificates_are_listed(somebody: Somebody):
    holder = somebody().earns()
    assert not holder.client.get("/en/me").all("section", aria_labelledby="certificates")
    holder.makes()
    section = holder.client.get("/en/me").one("section", aria_labelledby="certificates")
    link = section.find(".//{*}a")
    assert link is not None
    assert link.get("href") == holder.own
    assert f"issued on {holder.today}." in words(section)
