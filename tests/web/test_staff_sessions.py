"""Sessions of who works for the site: short, by password only, with the powers of this moment (S3, S6, S16, S33)."""

import pytest
from sqlalchemy import Engine, select

from emm.store.people import Account
from tests.conftest import Site
from tests.support.client import words
from tests.support.people import Person, set_cookie
from tests.support.staff import ANOTHER_PASSWORD, PASSWORD, Member


def opens(person: Person, path: str = "/admin") -> bool:
    reply = person.http.get(path)
    reply.close()  # what is noted after the reply
    return reply.status_code == 200


def test_the_staff_comes_to_its_own_page(site: Site, author: Member):
    person = Person(site.app)
    page = person.sign_in(name="noor", password=PASSWORD)
    assert page.response.request.path == "/admin"
    assert words(page.one("h1")) == "Administration"
    assert page.all("a", href="/admin")[0].text == "Administration", "in the menu as well"


def test_s6_the_cookie_ends_with_the_browser_whatever_was_asked(site: Site, author: Member):
    cookie = set_cookie(Person(site.app).sign_in(name="noor", password=PASSWORD, keep="yes"))
    assert "Max-Age" not in cookie
    assert "Expires" not in cookie


@pytest.mark.parametrize(("minutes", "open_still"), [(29, True), (30, False)])
def test_s6_half_an_hour_without_a_word_ends_it(author: Member, minutes: int, open_still: bool):
    author.site.world.sleep(minutes=minutes)
    assert opens(author) is open_still


def test_s6_twelve_hours_are_the_most(author: Member):
    for _ in range(35):
        author.site.world.sleep(minutes=20)
        assert opens(author)
    author.site.world.sleep(minutes=20)
    assert not opens(author)


def test_s6_what_has_ended_is_deleted_by_the_daily_round(author: Member, engine: Engine):
    from emm.web import daily

    author.site.world.sleep(hours=13)
    with author.site.app.app_context():
        assert daily.round_now().visits == 1


def test_a_page_that_was_asked_for_comes_after_signing_in(site: Site, author: Member):
    person = Person(site.app)
    page = person.client.get("/admin/second-factor", follow_redirects=True)
    assert page.response.request.path == "/en/sign-in"
    assert page.one("input", name="next").get("value") == "/admin/second-factor"
    reply = person.send(
        "/en/sign-in?next=/admin/second-factor", "/en/sign-in", way="password", name="noor", password=PASSWORD
    )
    assert reply.response.request.path == "/admin/second-factor"


FORMS = [
    "//evil.example", "///evil.example", "////evil.example", "/\\evil.example", "\\/evil.example", "\\\\evil.example",
    "https://evil.example", "https:evil.example", "http:///evil.example", "HTTPS://evil.example",
    "javascript:alert(1)", "data:text/html,x", "/%5cevil.example", "/%09/evil.example", "/%2f/evil.example",
    "/.//evil.example", "/..//evil.example", "/@evil.example", "@evil.example", "evil.example", "evil.example/en/me",
    "/\t/evil.example", "/\n/evil.example", "/en/me\r\nLocation: https://evil.example", "\x00/en/me",
    " //evil.example", "/en/\\evil.example", "https://localhost@evil.example/", "//localhost:80@evil.example/",
    "/xx/me", "/en/nothing/of/this/sort", "/static/emm.css",
]  # fmt: skip


@pytest.mark.parametrize("asked_for", FORMS)
def test_s16_signing_in_leads_to_pages_of_this_site_only(site: Site, author: Member, asked_for: str):
    """Asked for in the address, and in the form."""
    person = Person(site.app)
    page = person.client.get("/en/sign-in", query_string={"next": asked_for})
    assert not page.all("input", name="next")
    token = page.one("input", name="csrf_token").get("value")
    form = {"csrf_token": token, "way": "password", "name": "noor", "password": PASSWORD, "next": asked_for}
    reply = person.http.post("/en/sign-in", data=form)
    assert (reply.status_code, reply.location) == (303, "/admin")


def test_s33_a_demotion_holds_on_the_next_request(site: Site, admin: Member, author: Member):
    assert opens(author)
    admin.act(author, "role", role="learner")
    assert not opens(author)
    author.sign_in(name="noor", password=PASSWORD)
    page = author.client.get("/admin", status=403)
    assert words(page.one("h1")) == "You cannot open this page"


def test_s3_s33_a_role_that_was_changed_signs_out_everywhere(site: Site, admin: Member, author: Member):
    token = author.token
    admin.act(author, "role", role="admin")
    replayed = Person(site.app)
    replayed.token = token
    assert not replayed.is_known


def test_s33_a_learner_who_joins_the_staff_leaves_weak_ways_behind(site: Site, admin: Member, engine: Engine):
    learner = Member(site, "amina", "learner")
    code = learner.get_code()
    page = admin.act(learner, "role", role="facilitator")
    link = words(page.one("p", id="code"))
    for person in (Person(site.app), Person(site.app)):
        person.sign_in(code, status=422)
        person.sign_in(name="amina", password=PASSWORD, status=422)
        assert not person.is_known
    person = Person(site.app)
    path = link.removeprefix("http://localhost")
    short = person.send(path, "/en/invitation", status=422, password="ten sheep!")
    assert "Use at least 15 characters." in words(short.one("div", class_="sum"))
    assert person.send(path, "/en/invitation", password=ANOTHER_PASSWORD).response.request.path == "/admin"
    with engine.connect() as connection:
        assert connection.scalar(select(Account.role).where(Account.learner_id == learner.id)) == "facilitator"


def test_the_staff_gets_no_resume_code(author: Member):
    page = author.client.get("/en/save")
    assert "A code alone would be too weak." in words(page.one("main"))
    token = author.client.get("/en/sign-out").one("input", name="csrf_token").get("value")
    author.client.post("/en/save", {"csrf_token": token}, status=403)


@pytest.mark.parametrize("path", ["/admin", "/admin/people", "/admin/audit", "/admin/second-factor", "/admin/confirm"])
def test_s19_no_page_of_the_staff_is_kept_anywhere(admin: Member, path: str):
    page = admin.client.get(path)
    assert page.response.headers["Cache-Control"] == "no-store"
    assert "Cookie" in page.response.headers["Vary"]


def test_a_password_is_changed_by_who_knows_the_one_of_now(site: Site, author: Member):
    """ASVS 5.0, 6.2.3."""
    elsewhere = Person(site.app)
    elsewhere.sign_in(name="noor", password=PASSWORD)
    wrong = author.send(
        "/en/save", "/en/save/password", status=422, current="not mine at all", password=ANOTHER_PASSWORD
    )
    assert "This is not your password of now." in words(wrong.one("div", class_="sum"))
    short = author.send("/en/save", "/en/save/password", status=422, current=PASSWORD, password="ten sheep!")
    assert "Use at least 15 characters." in words(short.one("div", class_="sum"))
    before = author.token
    author.send("/en/save", "/en/save/password", current=PASSWORD, password=ANOTHER_PASSWORD)
    assert author.token != before
    assert opens(author)
    assert not elsewhere.is_known
    elsewhere.sign_in(name="noor", password=PASSWORD, status=422)
    elsewhere.sign_in(name="noor", password=ANOTHER_PASSWORD)
    assert elsewhere.is_known
