"""Hostile requests of all sorts: nothing opens, nothing is told, nothing is taken for something else."""

import logging
import re
from collections.abc import Iterator

import pytest
from sqlalchemy import Engine, func, select

from emm.store.base import Base
from emm.store.people import Account
from emm.store.tries import Tries
from tests.conftest import Site
from tests.support.client import HTMX, SAME_ORIGIN, PageClient, words
from tests.support.people import Person, set_cookie
from tests.support.staff import PASSWORD, Member

LEAKS = re.compile(
    r"traceback|werkzeug|gunicorn|sqlalchemy|sqlite|psycopg|jinja|python/|/usr/|/home/|/tmp/|\.py\b|SELECT ",
    re.IGNORECASE,
)
VALUES = [
    "{{7*7}}",
    "{% for x in y %}",
    "' OR 1=1 --",
    "; sleep 9",
    "$(reboot)",
    "%s%s%n",
    "{0.__class__}",
    "__proto__",
]
PATHS = [
    "/static/../emm/settings.py", "/static/..%2f..%2fetc/passwd", "/static/%2e%2e/%2e%2e/etc/passwd",
    "/static/.git/config", "/static/", "/static/..\\emm.css", "/static/%00", "/.git/config", "/.env",
    "/instance/emm.sqlite3", "/secret.key", "/en/c/sample/media/../course.md", "/en/c/sample/media/..%2fcourse.md",
    "/en/c/..%2f..%2fetc/passwd", "/en/c/sample/con", "/debug", "/console", "/metrics", "/docs",
    "/admin/../../etc/passwd", "//etc/passwd", "/%252e%252e/etc/passwd",
]  # fmt: skip


def answers(client: PageClient) -> Iterator[tuple[int, str]]:
    """Give status and everything that comes back from requests that go wrong."""
    http = client.client
    asked = [
        *(("GET", path, {}) for path in PATHS),
        ("GET", "/en/nothing", {}),
        ("GET", "/en/nothing", HTMX),
        ("GET", "/xx/", {}),
        ("DELETE", "/en/", {}),
        ("TRACE", "/en/", {}),
        ("PUT", "/en/me", SAME_ORIGIN),
        ("POST", "/en/sign-in", {"Sec-Fetch-Site": "cross-site"}),
        ("POST", "/en/c/sample/q/wrong-option", SAME_ORIGIN),
        ("GET", "/en/me?added=1-2-3.x", {}),
        ("GET", "/en/review/more/99999999999999999999", {}),
        ("GET", "/en/c/sample/assessment/result/99999999999999999999", {}),
        ("GET", "/en/verify/x", {}),
        ("GET", "/en/", {"Cookie": "emm=" + "x" * 3000}),
        ("GET", "/en/", {"Host": "evil.example:99999"}),
    ]
    for method, path, headers in asked:
        reply = http.open(path, method=method, headers=headers)
        yield reply.status_code, reply.text if reply.status_code >= 400 else ""
        yield reply.status_code, str(reply.headers)
        reply.close()


def test_s49_no_error_tells_how_the_program_is_made(client: PageClient, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("emm.web.pages.courses.overview", lambda *_arguments: 1 / 0)
    broken = client.client.get("/en/c/sample?not=kept")
    assert broken.status_code == 500
    told = [(500, broken.text), (500, str(broken.headers)), *answers(client)]
    assert len(told) > 60
    assert all(status <= 500 for status, _text in told)
    assert [LEAKS.search(text) for _status, text in told if LEAKS.search(text)] == []


@pytest.mark.parametrize("path", PATHS)
def test_s30_an_address_never_becomes_a_path(client: PageClient, path: str):
    reply = client.client.get(path)
    assert reply.status_code in (308, 404), "not there, or its tidy spelling is not"
    assert "root:" not in reply.text
    reply.close()


@pytest.mark.parametrize("value", VALUES)
def test_wrong_values_are_values(site: Site, engine: Engine, value: str):
    """What would be a command to a template, a database or a shell is a word like any other."""
    admin = Member(site, "maria", "admin")
    page = admin.client.get("/admin/people", query_string={"q": value})
    assert page.one("input", id="q").get("value") == value
    assert "49" not in words(page.one("main"))
    person = Person(site.app)
    page = person.sign_in(status=422, name=value, password=value)
    assert page.one("input", id="name").get("value") == value
    assert person.client.get("/en/search", query_string={"q": value}).status == 200
    with engine.connect() as connection:
        assert connection.scalar(select(func.count()).select_from(Account)) == 1


def test_every_answer_says_what_it_is(client: PageClient):
    """ASVS 5.0, 4.1.1."""
    kinds = {
        "/en/": "text/html; charset=utf-8",
        "/en/nothing": "text/html; charset=utf-8",
        "/static/emm.css": "text/css; charset=utf-8",
        "/static/emm.js": "text/javascript; charset=utf-8",
        "/static/favicon.svg": "image/svg+xml; charset=utf-8",
        "/healthz": "application/json",
        "/en/review/days.ics": "text/calendar; charset=utf-8",
    }
    for path, kind in kinds.items():
        reply = client.client.get(path)
        assert reply.headers["Content-Type"] == kind, path
        reply.close()


@pytest.mark.parametrize("path", ["/en/", "/en/me", "/en/nothing", "/en/sign-in", "/en/c/sample/first"])
def test_every_answer_that_opens_a_document_stands_alone(client: PageClient, path: str):
    assert client.client.get(path).headers["Cross-Origin-Opener-Policy"] == "same-origin"


@pytest.mark.parametrize("name", ["X-Forwarded-For", "X-Real-IP", "Forwarded"])
def test_s17_nobody_chooses_their_own_address(site: Site, engine: Engine, name: str):
    """Without a trusted proxy, whoever guesses is the same one, whatever they say."""
    for number in range(3):
        person = Person(site.app)
        token = person.client.get("/en/sign-in").one("input", name="csrf_token").get("value")
        form = {"csrf_token": token, "way": "password", "name": f"nobody {number}", "password": "wrong password"}
        person.http.post("/en/sign-in", data=form, headers={name: f"203.0.113.{number}"})
    with engine.connect() as connection:
        assert connection.scalar(select(func.max(Tries.count))) == 3, "of one address"


def test_a_field_sent_twice_is_read_once(site: Site):
    Member(site, "amina", "learner")
    person = Person(site.app)
    token = person.client.get("/en/sign-in").one("input", name="csrf_token").get("value")
    pairs = [("csrf_token", token), ("way", "password"), ("name", "amina"), ("name", "maria"), ("password", PASSWORD)]
    body = "&".join(f"{name}={value}".replace(" ", "+") for name, value in pairs)
    reply = person.http.post(
        "/en/sign-in?name=eve&way=code", data=body, content_type="application/x-www-form-urlencoded"
    )
    assert reply.status_code == 303, "the first one, and never that of the address"
    assert person.is_known


@pytest.mark.parametrize("path", ["/en/sign-in", "/en/new-password", "/en/save", "/set-up"])
def test_fields_for_passwords_are_masked_and_known_to_managers(client: PageClient, path: str):
    """ASVS 5.0, 6.2.6 and 6.2.7."""
    page = client.get(path)
    fields = [field for field in page.all("input") if "password" in (field.get("name") or "")]
    assert fields
    for field in fields:
        assert field.get("type") == "password"
        assert field.get("autocomplete") in ("current-password", "new-password")
        assert "maxlength" not in field.attrib
    assert "onpaste" not in page.text


def test_refusals_are_logged_without_a_name(site: Site, caplog: pytest.LogCaptureFixture):
    """ASVS 5.0, 16.3.1 and 16.3.2, as far as that harms nobody."""
    author = Member(site, "Zanzibar", "author")
    author.client.get("/admin/people", status=403)
    Person(site.app).sign_in(status=422, name="Zanzibar", password="wrong password")
    assert "not permitted: people, at people.show" in caplog.text
    assert "a secret was wrong: entering.sign_in" in caplog.text
    assert "Zanzibar" not in caplog.text
    assert author.id not in caplog.text


def test_s52_forms_of_the_staff_leave_no_trace(site: Site, engine: Engine, caplog: pytest.LogCaptureFixture):
    """Marker strings in every field of every form: nothing of it in the log, nor in a table but that of accounts."""
    caplog.set_level(logging.DEBUG)
    admin, other = Member(site, "maria", "admin"), Member(site, "noor", "author")
    fields = ("name", "password", "code", "current", "next", "ticket", "salt", "role", "word", "extra", "username")
    paths = ["/set-up", "/en/invitation", "/en/sign-in/second", "/en/save/password", "/admin/confirm", "/admin/people"]
    paths += ["/admin/second-factor", "/admin/second-factor/codes"]
    paths += [f"/admin/people/{other.id}/{act}" for act in ("role", "link", "disable", "enable", "delete")]
    for path in paths:
        token = admin.client.get("/en/sign-out").one("input", name="csrf_token").get("value")
        form = dict.fromkeys(fields, "Zanzibar-7391") | {"csrf_token": token}
        reply = admin.http.post(path, data=form, query_string={"q": "Zanzibar-7391"})
        assert reply.status_code < 500, path
    admin.client.get("/admin/people?q=Zanzibar-7391")
    assert "zanzibar-7391" not in caplog.text.lower()
    with engine.connect() as connection:
        stored = {t.name: repr(connection.execute(select(t)).all()).lower() for t in Base.metadata.sorted_tables}
    assert {name for name, rows in stored.items() if "zanzibar-7391" in rows} <= {"account"}


@pytest.mark.parametrize("name", ["amina", ""])
def test_s55_signing_out_clears_what_the_browser_keeps(site: Site, name: str):
    person = Member(site, name, "learner") if name else Person(site.app)
    person.answer()
    page = person.send("/en/sign-out", where="here")
    first = page.response.history[0]
    assert first.headers["Clear-Site-Data"] == '"storage"'
    assert "Max-Age=0" in set_cookie(page)
    assert not person.is_known
    other = Person(site.app)
    other.answer()
    assert other.send("/en/me/delete", word="DELETE").response.history[0].headers["Clear-Site-Data"] == '"storage"'
