"""Sign in, sign out, and what nobody learns by trying (S1 to S5, S12, S14)."""

import re
import time
from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import Engine, delete, func, select, update

from emm.learning.visits import token_hash
from emm.store.engine import writing
from emm.store.people import Learner, Visit
from emm.store.progress import Attempt
from emm.store.tries import Tries
from emm.web import create_app
from emm.web.database import db
from tests.conftest import Site
from tests.support.client import PageClient, words
from tests.support.people import ANOTHER_PASSWORD, FIRST, PASSWORD, Person, set_cookie

WRONG = "K7MF-2QXD-9TRB"
FOREIGN = [{"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://elsewhere.example"}, {"Origin": "null"}]


@pytest.fixture
def amina(site: Site) -> Person:
    """Somebody who has answered one question, and has a code, a user name and a password."""
    person = Person(site.app)
    person.answer()
    person.choose_name()
    return person


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


def count(engine: Engine) -> int:
    with engine.connect() as connection:
        return connection.scalar(select(func.count()).select_from(Learner)) or 0


def without_tokens(text: str) -> str:
    return re.sub(r"[0-9a-f]{32}\.[0-9a-f]{64}", "TOKEN", text)


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


def test_s1_known_and_unknown_names_are_answered_alike(site: Site, amina: Person):
    """Status, headers and every byte but the token; the name that was typed stands in the form again."""
    replies = []
    for name in ("amina", "nobod"):
        person = Person(site.app)
        page = person.sign_in(status=422, name=name, password="wrong password")
        headers = {key: value for key, value in page.response.headers if key not in ("Set-Cookie", "Date")}
        replies.append((page.status, headers, without_tokens(page.text).replace(name, "NAME")))
    assert replies[0] == replies[1]
    assert "The username and password do not match." in replies[0][2]


def test_s1_a_new_password_does_not_tell_names_either(site: Site, amina: Person):
    replies = []
    for name in ("amina", "nobod"):
        page = Person(site.app).send("/en/new-password", status=422, name=name, code=WRONG, password=ANOTHER_PASSWORD)
        headers = {key: value for key, value in page.response.headers if key not in ("Set-Cookie", "Date")}
        replies.append((headers, without_tokens(page.text).replace(name, "NAME")))
    assert replies[0] == replies[1]


def test_s1_the_time_tells_nothing(site: Site, amina: Person, engine: Engine):
    """Known and unknown names in turn, so that whatever else the machine does slows both."""
    person = Person(site.app)
    form = {"way": "password", "password": "wrong password"}
    form["csrf_token"] = person.client.get("/en/sign-in").one("input", name="csrf_token").get("value") or ""
    times: dict[str, list[float]] = {"amina": [], "nobod": []}
    for turn in range(40):
        if turn % 5 == 0:
            with writing(engine) as connection:
                connection.execute(delete(Tries))
        for name in sorted(times, reverse=bool(turn % 2)):
            start = time.perf_counter()
            assert person.http.post("/en/sign-in", data=form | {"name": name}).status_code == 422
            times[name].append(time.perf_counter() - start)
    known, unknown = (sorted(some)[len(some) // 4] for some in times.values())  # a machine that is busy slows the rest
    assert abs(known - unknown) < 0.25 * max(known, unknown), (known, unknown)


def test_s2_on_all_paths_together_and_in_all_processes(site: Site, workers: list[Flask], code: str):
    """Ten wrong tries for one account, then a wait that a restart does not shorten."""
    first, second, restarted = (Person(app) for app in workers)
    statuses, now = [], site.world.time
    for number in range(30):
        site.world.time = now
        person = (first, second)[number % 2]
        if number % 3:
            form = {"way": "password", "name": "amina", "password": "wrong password"}
            path = "/en/sign-in"
        else:
            form, path = {"name": "Amina", "code": WRONG, "password": ANOTHER_PASSWORD}, "/en/new-password"
        token = person.client.get(path).one("input", name="csrf_token").get("value") or ""
        reply = person.http.post(path, data=form | {"csrf_token": token})
        statuses.append((reply.status_code, "Retry-After" in reply.headers))
    assert statuses == [(422, False)] * 10 + [(429, True)] * 20
    page = restarted.sign_in(status=429, name="amina", password=PASSWORD)
    assert "Please wait 1 minute, then try again." in words(page.one("div", class_="sum"))
    assert page.one("input", id="name").get("value") == "amina", "what was typed is still there"
    assert int(page.response.headers["Retry-After"]) <= 60
    site.world.sleep(minutes=15)
    restarted.sign_in(name="amina", password=PASSWORD)
    assert restarted.is_known


def test_s2_the_code_leads_back_while_somebody_guesses_at_the_password(site: Site, code: str):
    for _ in range(11):
        thief = Person(site.app)
        page = thief.client.get("/en/sign-in")
        token = page.one("input", name="csrf_token").get("value")
        form = {"way": "password", "name": "amina", "password": "wrong password", "csrf_token": token}
        last = thief.http.post("/en/sign-in", data=form).status_code
    assert last == 429
    person = Person(site.app)
    person.sign_in(code)
    assert person.is_known


def test_s2_a_class_behind_one_address_signs_in_within_a_minute(site: Site, code: str):
    for number in range(50):
        person = Person(site.app)
        if number % 2:
            person.sign_in(name="amina", password=PASSWORD)
        else:
            person.sign_in(code)
        assert person.token


def test_s2_a_hundred_wrong_codes_from_one_address_are_enough(site: Site, amina: Person):
    statuses = []
    for number in range(102):
        if number % 10 == 0:
            person = Person(site.app)
            token = person.client.get("/en/sign-in").one("input", name="csrf_token").get("value")
        form = {"way": "code", "code": WRONG, "csrf_token": token}
        statuses.append(person.http.post("/en/sign-in", data=form).status_code)
    assert statuses == [422] * 100 + [429] * 2
    elsewhere = Person(site.app)
    elsewhere.http.environ_base["REMOTE_ADDR"] = "203.0.113.9"
    elsewhere.sign_in(name="amina", password=PASSWORD)
    assert elsewhere.is_known


def test_s52_the_limiter_keeps_no_address_and_no_name(site: Site, amina: Person, engine: Engine):
    person = Person(site.app)
    person.http.environ_base["REMOTE_ADDR"] = "203.0.113.9"
    person.sign_in(status=422, name="amina", password="wrong password")
    with engine.connect() as connection:
        stored = repr(connection.execute(select(Tries)).all())
    assert "203.0.113" not in stored
    assert "amina" not in stored


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


def test_a_token_of_before_signing_in_is_worth_nothing_afterwards(site: Site, code: str):
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


# Merging


def test_s12_what_was_done_on_the_device_is_added_when_its_owner_says_so(site: Site, code: str):
    person = Person(site.app)
    person.answer("half-right", "a")
    page = person.client.get("/en/sign-in")
    assert words(page.one("fieldset", class_="left").find("{*}legend")) == "Add the 1 answer given on this device?"  # type: ignore[arg-type]
    assert not [box for box in page.all("input", name="add") if box.get("checked") is not None], "the question is open"
    page = person.sign_in(code, add="yes")
    assert "1 answer was added from this device. 1 more lesson is done." in words(page.one("p", class_="notice"))
    assert person.has_answered("half-right")
    assert person.has_answered("wrong-option")


def test_s12_without_an_answer_to_the_question_nobody_is_signed_in(site: Site, code: str):
    person = Person(site.app)
    person.answer("half-right", "a")
    page = person.sign_in(code, status=422)
    assert words(page.one("p", id="add-error")) == "Choose what to do with the answers given on this device."
    assert page.one("input", id="code").get("value") == code
    assert not person.has_answered("wrong-option")


def test_s12_what_is_left_out_stays_out(site: Site, amina: Person, code: str):
    person = Person(site.app)
    person.answer("half-right", "a")
    guest = person.token
    person.sign_in(code, add="no")
    assert not person.has_answered("half-right")
    assert person.has_answered("wrong-option")
    replayed = Person(site.app)
    replayed.token = guest
    assert not replayed.is_known, "the next one at this device does not find it either"


def test_s12_one_merges_and_the_next_one_gets_nothing_of_it(site: Site, amina: Person, code: str):
    amina.send("/en/sign-out", where="here")
    other_code = Person(site.app).get_code()
    device = Person(site.app)
    device.answer("half-right", "a")
    device.sign_in(code, add="yes")
    device.send("/en/sign-out", where="here")
    page = device.client.get("/en/sign-in")
    assert not page.all("fieldset", class_="left")
    device.sign_in(other_code)
    assert not device.has_answered("half-right")


def test_s12_an_account_is_never_added_to_another(site: Site, amina: Person, code: str, engine: Engine):
    other = Person(site.app)
    other.answer("half-right", "a")
    other.get_code()
    page = other.client.get("/en/sign-in")
    assert "You are signed in." in words(page.one("main"))
    assert not page.all("fieldset", class_="left")
    other.sign_in(code, add="yes")
    assert not other.has_answered("half-right")
    with engine.connect() as connection:
        owners = set(connection.scalars(select(Attempt.learner_id)))
    assert len(owners) == 2


def test_what_was_added_is_said_by_nobody_else(site: Site, amina: Person):
    for shown in ("99-9-9", "99-9-9.0123", "99-9-9." + "0" * 64, ".", "x"):
        page = amina.client.get(f"/en/me?added={shown}")
        assert not page.all("p", class_="notice")


def test_signing_in_twice_on_one_device_is_one_record(site: Site, code: str, engine: Engine):
    person = Person(site.app)
    for _ in range(3):
        person.sign_in(code)
    with engine.connect() as connection:
        assert connection.scalar(select(func.count()).select_from(Visit)) == 2, "hers, and this one"


def test_two_devices_with_one_code_are_one_record(site: Site, code: str):
    one, two = Person(site.app), Person(site.app)
    for person in (one, two):
        person.sign_in(code)
    one.answer("half-right", "a")
    assert two.has_answered("half-right")


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
