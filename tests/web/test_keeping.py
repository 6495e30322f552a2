"""Keep my progress: the code that is shown once, and the user name for who wants one (decisions 7 and 8)."""

from dataclasses import replace

import pytest
from argon2 import PasswordHasher
from babel.dates import format_date
from sqlalchemy import Engine, func, select

from emm.learning import passwords
from emm.learning.codes import read
from emm.store.base import Base
from emm.store.people import Account, Learner, Visit
from emm.web.pages import keeping
from tests.conftest import Site
from tests.support.client import words
from tests.support.people import ANOTHER_PASSWORD, COURSE, FIRST, PASSWORD, Person, set_cookie


def everything(engine: Engine) -> str:
    """Return all that the database holds, as text."""
    with engine.connect() as connection:
        return repr([connection.execute(select(table)).all() for table in Base.metadata.sorted_tables])


def count(engine: Engine, table: type[Base]) -> int:
    with engine.connect() as connection:
        return connection.scalar(select(func.count()).select_from(table)) or 0


def test_a_code_is_shown_once_and_only_its_hash_is_kept(site: Site, guest: Person, engine: Engine):
    code = guest.get_code()
    assert read(code)
    assert len(code) == 14
    stored = everything(engine)
    assert code not in stored
    assert str(read(code)) not in stored
    page = guest.client.get("/en/save")
    assert code not in page.text
    today = format_date(site.world.time, "long", locale="en")
    assert f"You already have a resume code, made on {today}. We cannot show it again." in words(page.one("main"))
    assert next(words(button) for button in page.all("button")) == "Make a new code"


def test_the_same_form_shows_the_same_code(guest: Person):
    """Reloading the page must not make the code that was written down useless."""
    form = {"csrf_token": guest.client.get("/en/save").all("input", name="csrf_token")[0].get("value")}
    codes = [words(guest.client.post("/en/save", form).one("p", id="code")) for _ in range(2)]
    assert codes[0] == codes[1]
    person = Person(guest.http.application)
    person.sign_in(codes[0])
    assert person.is_known


def test_a_new_code_replaces_the_old_one(site: Site, guest: Person):
    old, new = guest.get_code(), guest.get_code()
    assert old != new
    other = Person(site.app)
    page = other.sign_in(old, status=422)
    assert "We do not know this code." in words(page.one("main"))
    other.sign_in(new)
    assert other.has_answered()


def test_who_has_nothing_yet_can_get_a_code_to_begin_with(site: Site, engine: Engine):
    person = Person(site.app)
    assert "You have not answered anything here yet." in words(person.client.get("/en/save").one("main"))
    assert count(engine, Learner) == 0
    code = person.get_code()
    assert (count(engine, Learner), count(engine, Account)) == (1, 1)
    other = Person(site.app)
    other.sign_in(code)
    assert other.is_known


def test_s53_opening_the_page_stores_nothing(site: Site, engine: Engine):
    page = Person(site.app).client.get("/en/save")
    assert "Max-Age" not in set_cookie(page), "the cookie for the form ends with the browser"
    assert count(engine, Learner) == count(engine, Visit) == 0


def test_the_code_can_be_written_down_without_scripts(guest: Person):
    page = guest.send("/en/save")
    assert page.one("input", id="saved").get("required") is not None
    assert page.one("form", method="get").get("action") == "/en/me"
    assert page.response.headers["Cache-Control"] == "no-store"
    assert "Sign out" in words(page.one("nav", id="menu")), "the page knows already"


def test_a_name_and_a_password_lead_back(site: Site, guest: Person, engine: Engine):
    page = guest.choose_name("Amina Nairobi")
    assert "Saved. You can now sign in with your username and password." in words(page.one("main"))
    assert "Your username is Amina Nairobi." in words(page.one("main"))
    assert PASSWORD not in everything(engine)
    other = Person(site.app)
    other.sign_in(name="  amina   NAIROBI ", password=PASSWORD)
    assert other.has_answered()


def test_nobody_at_an_open_browser_changes_name_and_password(site: Site, guest: Person):
    """Who has them already needs the resume code."""
    guest.choose_name()
    token = guest.client.get("/en/save").all("input", name="csrf_token")[0].get("value")
    form = {"csrf_token": token, "name": "somebody", "password": ANOTHER_PASSWORD}
    assert guest.http.post("/en/save/name", data=form).status_code == 409
    person = Person(site.app)
    person.sign_in(name="amina", password=PASSWORD)
    assert person.is_known


@pytest.mark.parametrize(
    ("name", "other"),
    [("amina", "AMINA"), ("amina", " amina "), ("straße", "STRASSE"), ("a b c", "a  b  c"), ("ａｍｉｎａ", "amina")],
)
def test_s9_a_name_that_looks_the_same_is_taken(site: Site, guest: Person, name: str, other: str):
    guest.choose_name(name)
    second = Person(site.app)
    second.answer()
    page = second.choose_name(other, ANOTHER_PASSWORD, status=422)
    assert words(page.one("p", id="name-error")) == "This username is taken. Choose another one."
    assert page.title.startswith("Error: ")
    assert page.one("details", open="") is not None
    Person(site.app).sign_in(name=name, password=ANOTHER_PASSWORD, status=422)


@pytest.mark.parametrize(
    "name",
    ["", "a", "ab", "...", "x" * 41, "a\u202ebcd", "<b>abc</b>", "abc\ud83d", "ﷺ" * 20],
)
def test_a_name_that_will_not_do_is_told_and_nothing_is_stored(guest: Person, engine: Engine, name: str):
    name = name.encode("utf-8", "replace").decode()
    page = guest.choose_name(name, status=422)
    assert words(page.one("p", id="name-error")) == "Use 3 to 40 letters or digits. A made-up name is fine."
    assert count(engine, Account) == 0


@pytest.mark.parametrize("password", ["", "short", "1234567890", "Test site", "amina12345", "x" * 1001, "x" * 60_000])
def test_s7_a_weak_password_is_told_and_nothing_is_stored(guest: Person, engine: Engine, password: str):
    page = guest.choose_name("amina", password, status=422)
    assert page.one("p", id="password-error") is not None
    assert page.one("input", id="name").get("value") == "amina"
    assert page.one("input", id="password").get("value") is None, "a password never comes back"
    assert count(engine, Account) == 0


def test_s7_a_password_of_a_megabyte_is_refused_before_it_is_read(guest: Person):
    assert "That was too much text" in guest.choose_name("amina", "x" * 1_000_000, status=413).text


def test_s3_s5_a_password_ends_what_other_browsers_know(site: Site, guest: Person):
    other = Person(site.app)
    other.sign_in(guest.get_code())
    before, theirs = guest.token, other.token
    guest.choose_name()
    assert guest.token != before
    assert guest.is_known
    assert not other.is_known
    for old in (before, theirs):
        replayed = Person(site.app)
        replayed.token = old
        assert not replayed.is_known


def test_a_new_password_by_name_and_code(site: Site, guest: Person):
    code = guest.get_code()
    guest.choose_name()
    person = Person(site.app)
    person.send("/en/new-password", name="Amina", code=code.lower(), password=ANOTHER_PASSWORD)
    assert person.is_known
    assert person.has_answered()
    assert not guest.is_known, "all visits end (S5)"
    Person(site.app).sign_in(name="amina", password=PASSWORD, status=422)
    Person(site.app).sign_in(name="amina", password=ANOTHER_PASSWORD)


@pytest.mark.parametrize(
    ("name", "code", "password", "error"),
    [
        ("amina", "K7MF-2QXD-9TRB", ANOTHER_PASSWORD, "The username and resume code do not match."),
        ("nobody", "K7MF-2QXD-9TRB", ANOTHER_PASSWORD, "The username and resume code do not match."),
        ("amina", "not a code", ANOTHER_PASSWORD, "The username and resume code do not match."),
        ("amina", "", ANOTHER_PASSWORD, "The username and resume code do not match."),
        ("amina", "K7MF-2QXD-9TRB", "short", "Use at least 10 characters. A short sentence works well."),
    ],
)
def test_a_new_password_is_refused(site: Site, guest: Person, name: str, code: str, password: str, error: str):
    guest.get_code()
    guest.choose_name()
    person = Person(site.app)
    page = person.send("/en/new-password", status=422, name=name, code=code, password=password)
    assert words(page.one("div", class_="sum").find(".//{*}li")) == error  # type: ignore[arg-type]
    assert not person.is_known
    assert guest.is_known


def test_the_code_of_another_learner_does_not_change_a_password(site: Site, guest: Person):
    guest.choose_name()
    other = Person(site.app)
    code = other.get_code()
    thief = Person(site.app)
    thief.send("/en/new-password", status=422, name="amina", code=code, password=ANOTHER_PASSWORD)
    assert not thief.is_known
    Person(site.app).sign_in(name="amina", password=PASSWORD)


@pytest.mark.usefixtures("real_costs")
def test_s8_a_hash_of_another_cost_is_renewed_at_the_next_sign_in(
    site: Site, guest: Person, engine: Engine, monkeypatch
):
    monkeypatch.setattr(passwords, "_hasher", PasswordHasher(2, 8 * 1024, 1))
    guest.choose_name()
    monkeypatch.undo()
    stored = select(Account.password_hash)
    with engine.connect() as connection:
        assert "m=8192" in str(connection.scalar(stored))
    for _ in range(2):
        Person(site.app).sign_in(name="amina", password=PASSWORD)
    with engine.connect() as connection:
        assert "m=19456" in str(connection.scalar(stored))


def test_s45_making_codes_is_limited_and_a_school_is_not_shut_out(guest: Person, monkeypatch: pytest.MonkeyPatch):
    assert keeping.CODES.most >= 200
    monkeypatch.setattr(keeping, "CODES", replace(keeping.CODES, most=2))
    assert [guest.send("/en/save", status=status).status for status in (200, 200, 429)] == [200, 200, 429]


def test_s1_names_cannot_be_tried_one_after_the_other(site: Site, guest: Person):
    guest.choose_name()
    other = Person(site.app)
    other.answer()
    for _ in range(10):
        other.choose_name("amina", ANOTHER_PASSWORD, status=422)
    page = other.choose_name("amina", ANOTHER_PASSWORD, status=429)
    assert words(page.one("h1")) == "That was tried very often"
    assert int(page.response.headers["Retry-After"]) > 0


def test_a_guest_is_reminded_and_somebody_with_a_code_is_not(guest: Person):
    guest.answer("half-right", "a")
    link = guest.client.get(FIRST).one("p", class_="saved").find("{*}a")
    assert link is not None
    assert (words(link), link.get("href")) == ("Keep it with a resume code", "/en/save")
    guest.get_code()
    assert not guest.client.get(FIRST).all("p", class_="saved")


@pytest.mark.parametrize("path", [COURSE, FIRST, "/en/", "/en/help", "/en/me"])
def test_the_menu_says_what_can_be_done_next(site: Site, path: str):
    person = Person(site.app)
    menus = []
    for step in (None, person.answer, person.get_code):
        if step:
            step()
        links = [
            words(link) for link in person.client.get(path).one("nav", id="menu").iter() if link.tag.endswith("}a")
        ]
        menus.append([name for name in links if name in ("My progress", "Sign in", "Save my progress", "Sign out")])
    assert menus == [["My progress", "Sign in"], ["My progress", "Save my progress"], ["My progress", "Sign out"]]
