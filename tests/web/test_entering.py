"""Sign in, sign out, and what nobody learns by trying (S1 to S5, S12, S14)."""

import re

import pytest
from flask import Flask
from sqlalchemy import Engine, delete, func, select, update

from emm.learning.visits import token_hash
from emm.store.engine import writing
from emm.store.people import Learner, Visit
from tests.conftest import Site
from tests.support.client import PageClient, words
from tests.support.people import ANOTHER_PASSWORD, FIRST, Person, set_cookie

WRONG = "K7MF-2QXD-9TRB"
FOREIGN = [{"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://elsewhere.example"}, {"Origin": "null"}]


def count(engine: Engine) -> int:
    with engine.connect() as connection:
        return connection.scalar(select(func.count()).select_from(Learner)) or 0


@pytest.mark.parametrize("typed", ["{}", " {} ", "lower", "spaces", "none"])
def test_a_code_leads_back_however_it_is_typed(site: Site, code: str, typed: str):
    spellings = {"lower": code.lower(), "spaces": code.replace("-", " "), "none": code.replace("-", "")}
    person = Person(site.app)
    page = person.sign_in(spellings.get(typed, typed.format(code)))
    assert page.response.request.path == "/en/me"
    assert person.has_answered()


@pytest.mark.parametrize("typed", ["", WRONG, "K7MF-2QXD-9TRO", "x" * 5000, "' OR 1=1 --", "<script>", "\x00"])
def test_an_unknown_code_is_told_in_words(site: Site, amina: Person, typed: str):
    person = Person(site.app)
    page = person.sign_in(typed, status=422)
    assert "We do not know this code. Check each group; there is no O, I, L or U." in words(
        page.one("div", class_="sum")
    )
    assert page.title.startswith("Error: ")
    assert not person.is_known


def test_sign_in_never_asks_for_an_address(site: Site, amina: Person):
    for path in ("/en/sign-in", "/en/new-password", "/en/save"):
        page = Person(site.app).client.get(path)
        assert not page.all("input", type="email")
        assert 'autocomplete="email"' not in page.text


def test_s3_a_planted_cookie_leads_to_nobody_afterwards(site: Site, code: str):
    person = Person(site.app)
    person.token = planted = "planted-by-somebody-else"
    person.sign_in(code)
    assert person.token != planted
    assert person.is_known
    thief = Person(site.app)
    thief.token = planted
    assert not thief.is_known


def test_s3_the_cookie_of_the_form_is_not_that_of_the_learner(site: Site, code: str, engine: Engine):
    person = Person(site.app)
    person.client.get("/en/sign-in")
    before = person.token
    with engine.connect() as connection:
        assert before
        assert not connection.scalar(select(Visit.token_hash).where(Visit.token_hash == token_hash(before)))
    person.sign_in(code)
    assert person.token not in ("", before)


@pytest.mark.parametrize(("keep", "age"), [("", None), ("yes", 30 * 24 * 3600)])
def test_s4_s6_the_cookie_says_nothing_and_lasts_as_asked(site: Site, code: str, keep: str, age: int | None):
    page = Person(site.app).sign_in(code, keep=keep)
    cookie = set_cookie(page)
    assert re.search(r"^emm=[\w-]{43}; ", cookie)
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Path=/" in cookie
    assert (f"Max-Age={age}" in cookie) if age else ("Max-Age" not in cookie and "Expires" not in cookie)


@pytest.mark.parametrize(
    ("keep", "days", "known"), [("", 0, True), ("", 1, False), ("yes", 29, True), ("yes", 30, False)]
)
def test_s6_a_visit_ends_by_itself(site: Site, code: str, keep: str, days: int, known: bool):
    person = Person(site.app)
    person.sign_in(code, keep=keep)
    site.world.sleep(days=days)
    assert person.is_known is known


def test_s6_a_visit_that_is_used_goes_on(site: Site, code: str):
    person = Person(site.app)
    person.sign_in(code)
    for _ in range(10):
        site.world.sleep(hours=20)
        assert person.is_known


def test_s6_an_answer_after_the_visit_ended_is_not_lost(site: Site, code: str, engine: Engine):
    person = Person(site.app)
    person.sign_in(code)
    form = person.client.get(FIRST).fields("half-right") | {"answer": "a"}
    site.world.sleep(days=2)
    person.client.post("/en/c/sample/q/half-right", form)
    person.sign_in(code, add="yes")
    assert person.has_answered("half-right")


def test_s5_signing_out_ends_the_visit_on_the_server(site: Site, workers: list[Flask], amina: Person):
    token = amina.token
    page = amina.send("/en/sign-out", where="here")
    assert words(page.one("h1")) == "Signed out"
    assert "Your progress is kept" in words(page.one("main"))
    assert amina.token == ""
    for app in workers:
        replayed = Person(app)
        replayed.token = token
        assert not replayed.is_known


def test_s5_signing_out_here_leaves_other_browsers_alone_and_everywhere_does_not(site: Site, amina: Person, code: str):
    one, two = Person(site.app), Person(site.app)
    for person in (one, two):
        person.sign_in(code)
    one.send("/en/sign-out", where="here")
    assert (amina.is_known, one.is_known, two.is_known) == (True, False, True)
    two.send("/en/sign-out", where="everywhere")
    assert (amina.is_known, two.is_known) == (False, False)


def test_a_guest_without_a_code_is_asked_before_signing_out(site: Site, engine: Engine):
    person = Person(site.app)
    person.answer()
    page = person.client.get("/en/sign-out")
    assert "Your progress is saved only on this device. Get a resume code before you sign out?" in words(
        page.one("main")
    )
    assert [words(b) for b in page.all("button")] == ["Sign out and delete my progress"]
    assert page.one("a", class_="btn").get("href") == "/en/save"
    person.send("/en/sign-out")
    assert count(engine) == 0
    assert not person.is_known


def test_nobody_is_signed_out_by_looking(site: Site, amina: Person):
    amina.client.get("/en/sign-out")
    assert amina.is_known
    assert amina.http.get("/en/sign-out?where=everywhere").status_code == 200
    assert amina.is_known


@pytest.mark.parametrize("headers", FOREIGN)
@pytest.mark.parametrize("path", ["/en/sign-in", "/en/new-password", "/en/sign-out", "/en/save", "/en/save/name"])
def test_s13_s14_no_form_of_another_site_signs_anybody_in_or_out(
    site: Site, amina: Person, code: str, path: str, headers: dict[str, str]
):
    for person in (amina, Person(site.app)):
        token = person.client.get("/en/sign-in").all("input", name="csrf_token")[0].get("value")
        form = {"way": "code", "code": code, "name": "amina", "password": ANOTHER_PASSWORD, "csrf_token": token}
        before = person.token
        reply = person.http.post(path, data=form, headers=headers)
        assert reply.status_code == 403
        assert person.token == before
    assert amina.is_known


@pytest.mark.parametrize("token", [None, "", ".", "x.y", "of another"])
@pytest.mark.parametrize("path", ["/en/sign-in", "/en/new-password", "/en/sign-out", "/en/save", "/en/save/name"])
def test_s13_a_form_without_a_token_of_this_browser_is_refused(
    site: Site, amina: Person, code: str, path: str, token: str | None
):
    """Whatever the headers say: somebody else's token, one in the address, htmx."""
    stranger = Person(site.app)
    others = stranger.client.get("/en/sign-in").one("input", name="csrf_token").get("value")
    person = Person(site.app)
    person.client.get("/en/sign-in")
    form = {"way": "code", "code": code, "name": "amina", "password": ANOTHER_PASSWORD}
    if token is not None:
        form["csrf_token"] = str(others) if token == "of another" else token
    for someone in (person, amina):
        before = someone.token
        for headers in ({"Sec-Fetch-Site": "same-origin"}, {"HX-Request": "true", "Sec-Fetch-Site": "same-origin"}):
            reply = someone.http.post(f"{path}?csrf_token={others}", data=form, headers=headers)
            assert reply.status_code == 403
        assert someone.token == before


def test_s13_a_page_that_was_open_for_eight_hours_still_signs_in(site: Site, code: str):
    person = Person(site.app)
    token = person.client.get("/en/sign-in").one("input", name="csrf_token").get("value")
    site.world.sleep(hours=8)
    person.client.post("/en/sign-in", {"way": "code", "code": code, "csrf_token": token})
    assert person.is_known


def test_s13_a_token_of_before_signing_in_is_worth_nothing_afterwards(site: Site, code: str):
    person = Person(site.app)
    token = person.client.get("/en/sign-in").one("input", name="csrf_token").get("value")
    person.sign_in(code)
    reply = person.http.post("/en/sign-out", data={"csrf_token": token})
    assert reply.status_code == 403


@pytest.mark.parametrize("where", ["https://evil.example", "//evil.example", "/\\evil.example", "javascript:alert(1)"])
def test_s16_nothing_leads_away_after_signing_in(site: Site, code: str, where: str):
    person = Person(site.app)
    token = person.client.get("/en/sign-in").one("input", name="csrf_token").get("value")
    form = {"way": "code", "code": code, "csrf_token": token, "next": where}
    reply = person.http.post("/en/sign-in", query_string={"next": where}, data=form)
    assert (reply.status_code, reply.location) == (303, "/en/me")


def test_an_old_cookie_of_a_deleted_visit_is_a_visitor_who_can_read_on(site: Site, amina: Person, engine: Engine):
    with writing(engine) as connection:
        connection.execute(delete(Visit))
    assert not amina.is_known
    amina.answer("half-right", "a")
    assert amina.has_answered("half-right")


def test_visits_of_before_last_as_long_as_they_did(site: Site, engine: Engine):
    person = Person(site.app)
    person.answer()
    site.world.sleep(days=100)
    assert person.is_known
    with writing(engine) as connection:
        connection.execute(update(Visit).values(lasts="browser"))
    site.world.sleep(days=1)
    assert not person.is_known


def test_pages_about_accounts_work_in_a_browser_that_says_nothing(site: Site, code: str):
    """Text browsers send neither Origin nor Sec-Fetch-Site: the token is enough, and it is needed."""
    client = PageClient(site.app.test_client())
    token = client.get("/en/sign-in").one("input", name="csrf_token").get("value")
    form = {"way": "code", "code": code}
    assert client.client.post("/en/sign-in", data=form).status_code == 403
    assert client.client.post("/en/sign-in", data=form | {"csrf_token": token}).status_code == 303
