"""The second factor: set up, asked for, each code once, and the codes for when the phone is gone (S9, S11)."""

import re
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from sqlalchemy import Engine, func, select

from emm.learning import factors
from emm.learning.rules.totp import code_at, spelled, step_of
from emm.store.people import Account, RecoveryCode
from emm.web.services import services
from tests.conftest import Site
from tests.support.client import XHTML, Page, words
from tests.support.people import Person
from tests.support.staff import PASSWORD, Member


def switch_on(person: Member) -> tuple[str, ...]:
    """Bring the secret into an app by typing it, type the app's code, and return the recovery codes."""
    page = person.client.get("/admin/second-factor")
    salt = page.one("input", name="salt").get("value") or ""
    person.salt = salt.partition(".")[0]
    with person.site.app.app_context():
        secret = factors.secret_of(services().key, person.salt)
    assert words(page.all("code")[0]).replace(" ", "") == spelled(secret)
    step = step_of(person.site.world.time)
    shown = person.client.post("/admin/second-factor", page.hidden() | {"code": code_at(secret, step)})
    return tuple(words(item) for item in shown.one("ul", class_="recovery").iter(XHTML + "li"))


def first_step(site: Site, name: str = "maria") -> tuple[Person, Page]:
    """Give the right password, and return the page that comes then."""
    person = Person(site.app)
    return person, person.sign_in(name=name, password=PASSWORD)


def second_step(person: Person, page: Page, code: str, *, status: int = 200) -> Page:
    return person.client.post("/en/sign-in/second", page.hidden() | {"code": code}, status=status)


def test_s11_it_is_switched_on_by_a_right_code(author: Member, engine: Engine):
    codes = switch_on(author)
    assert len(codes) == 8
    assert len(set(codes)) == 8
    assert all(re.fullmatch(r"([2-9A-Z]{4}-){2}[2-9A-Z]{4}", code) for code in codes)
    page = author.client.get("/admin/second-factor")
    assert "It is on" in words(page.one("main"))
    assert "8 recovery codes are left." in words(page.one("main"))
    with engine.connect() as connection:
        stored = repr(connection.execute(select(RecoveryCode)).all()) + repr(connection.execute(select(Account)).all())
    assert not [code for code in codes if code in stored or code.replace("-", "") in stored]


def test_the_database_alone_makes_no_codes(author: Member, engine: Engine):
    switch_on(author)
    with engine.connect() as connection:
        salt = str(connection.scalar(select(Account.factor_salt)))
        stored = repr(connection.execute(select(Account)).all())
    with author.site.app.app_context():
        secret = factors.secret_of(services().key, salt)
    assert secret != factors.secret_of("another key", salt)
    assert spelled(secret) not in stored
    assert secret.hex() not in stored


def test_the_picture_says_the_same_as_the_words(author: Member):
    page = author.client.get("/admin/second-factor")
    link = next(a.get("href") for a in page.all("a") if (a.get("href") or "").startswith("otpauth:"))
    assert f"secret={words(page.all('code')[0]).replace(' ', '')}" in (link or "")
    assert page.one("div", role="img").get("aria-label")
    assert "style=" not in page.text


@pytest.mark.parametrize("code", ["", "000000", "abc", "١٢٣٤٥٦", "9" * 3000])
def test_a_wrong_code_switches_nothing_on_and_keeps_the_secret(author: Member, code: str):
    page = author.send("/admin/second-factor", status=422, code=code)
    assert "This code does not fit." in words(page.one("div", class_="sum"))
    salt = page.hidden()["salt"].partition(".")[0]
    with author.site.app.app_context():
        secret = factors.secret_of(services().key, salt)
    assert words(page.all("code")[0]).replace(" ", "") == spelled(secret)
    assert author.client.get("/admin/second-factor").all("input", name="salt"), "it is still off"


@pytest.mark.parametrize("salt", ["", "0" * 32, "0" * 32 + ".x", "a.b.c"])
def test_nobody_chooses_their_own_secret(author: Member, salt: str):
    author.send("/admin/second-factor", status=422, code="123456", salt=salt)


def test_a_reload_shows_the_same_recovery_codes(author: Member):
    page = author.client.get("/admin/second-factor")
    salt = page.hidden()["salt"].partition(".")[0]
    with author.site.app.app_context():
        code = code_at(factors.secret_of(services().key, salt), step_of(author.site.world.time))
    fields = page.hidden() | {"code": code}
    first, second = (author.client.post("/admin/second-factor", fields) for _ in range(2))
    assert words(first.one("ul", class_="recovery")) == words(second.one("ul", class_="recovery"))
    author.client.post("/admin/second-factor", fields | {"salt": "0" * 32}, status=422)


def test_s11_signing_in_asks_for_a_code(site: Site, admin: Member):
    person, page = first_step(site)
    assert words(page.one("h1")) == "Code of your app"
    assert not person.is_known, "the password alone opens nothing"
    assert second_step(person, page, admin.app_code()).response.request.path == "/admin"


@pytest.mark.parametrize("code", ["", "000000", "12345", "K7MF-2QXD-9TRB", "x" * 5000])
def test_s11_a_wrong_code_opens_nothing(site: Site, admin: Member, code: str):
    person, page = first_step(site)
    again = second_step(person, page, code, status=422)
    assert "This code does not work." in words(again.one("div", class_="sum"))
    assert not person.is_known
    second_step(person, again, admin.app_code())
    assert person.is_known


def test_s11_a_code_works_once_wherever_it_is_sent(site: Site, admin: Member):
    code = admin.app_code()
    person, page = first_step(site)
    second_step(person, page, code)
    thief, page = first_step(site)
    second_step(thief, page, code, status=422)
    assert not thief.is_known
    page = admin.send("/admin/confirm", status=422, proof_password=PASSWORD, proof_code=code)
    assert "The password or the code is not right." in words(page.one("div", class_="sum"))


def test_s11_a_code_from_before_the_last_one_does_not_work(site: Site, admin: Member):
    early = admin.app_code()
    late = admin.app_code()
    person, page = first_step(site)
    second_step(person, page, late)
    thief, page = first_step(site)
    second_step(thief, page, early, status=422)
    assert not thief.is_known


def test_s11_of_many_who_send_a_code_at_once_one_comes_in(site: Site, admin: Member):
    waiting = [first_step(site) for _ in range(4)]
    code = admin.app_code()  # afterwards, for the clock of tests ticks at each step

    def send(number: int) -> int:
        person, page = waiting[number]
        return person.http.post("/en/sign-in/second", data=page.hidden() | {"code": code}).status_code

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(send, range(4))) == [303, 422, 422, 422]


def test_s11_the_second_step_belongs_to_this_browser_and_ends(site: Site, admin: Member):
    person, page = first_step(site)
    thief = Person(site.app)
    own = thief.client.get("/en/sign-in").one("input", name="csrf_token").get("value")
    reply = thief.client.post("/en/sign-in/second", page.hidden() | {"csrf_token": own, "code": admin.app_code()})
    assert reply.response.request.path == "/en/sign-in"
    assert not thief.is_known
    site.world.sleep(minutes=11)
    assert second_step(person, page, admin.app_code()).response.request.path == "/en/sign-in"
    assert not person.is_known


@pytest.mark.parametrize("ticket", ["", ".", "x", "a.b.c.d", "\ud800" * 3])
def test_a_ticket_that_was_made_up_leads_to_the_first_step(site: Site, admin: Member, ticket: str):
    person, page = first_step(site)
    token = page.one("input", name="csrf_token").get("value")
    form = {"csrf_token": token, "ticket": ticket.encode("utf-8", "replace"), "code": admin.app_code()}
    assert person.client.post("/en/sign-in/second", form).response.request.path == "/en/sign-in"


def test_s2_codes_cannot_be_guessed_at_though_the_password_is_right(site: Site, admin: Member):
    """A right password in between takes nothing back."""
    statuses, now = [], site.world.time
    for _ in range(12):
        site.world.time = now
        person, page = first_step(site)
        form = page.hidden() | {"code": "000000"}
        statuses.append(person.http.post("/en/sign-in/second", data=form).status_code)
    assert statuses == [422] * 10 + [429] * 2


def test_s9_a_recovery_code_takes_the_place_of_the_app_once(site: Site, author: Member, engine: Engine):
    codes = switch_on(author)
    person, page = first_step(site, "noor")
    second_step(person, page, codes[3].lower().replace("-", " "))
    assert person.is_known
    thief, page = first_step(site, "noor")
    second_step(thief, page, codes[3], status=422)
    assert not thief.is_known
    with engine.connect() as connection:
        assert connection.scalar(select(func.count()).select_from(RecoveryCode)) == 7


def test_s9_new_recovery_codes_replace_the_old_ones(site: Site, author: Member):
    old = switch_on(author)
    page = author.send("/admin/second-factor", "/admin/second-factor/codes")
    new = [words(item) for item in page.one("ul", class_="recovery").iter(XHTML + "li")]
    assert not {*old} & {*new}
    person, page = first_step(site, "noor")
    second_step(person, page, old[0], status=422)
    second_step(person, page, new[0])
    assert person.is_known


def test_an_author_may_do_without_and_an_administrator_may_not(author: Member, admin: Member):
    switch_on(author)
    author.send("/admin/second-factor", "/admin/second-factor/off")
    assert author.client.get("/admin/second-factor").all("input", name="salt")
    token = admin.client.get("/admin/second-factor").all("input", name="csrf_token")[0].get("value")
    admin.client.post("/admin/second-factor/off", {"csrf_token": token}, status=403)


def test_s11_an_administrator_without_it_is_led_there_first(site: Site):
    admin = Member(site, "maria", "admin", has_factor=False)
    for path in ("/admin/people", "/admin/audit"):
        assert admin.client.get(path, follow_redirects=True).response.request.path == "/admin/second-factor"
    switch_on(admin)
    assert admin.client.get("/admin/people").status == 200


def test_s11_after_ten_minutes_something_dangerous_asks_again(site: Site, admin: Member):
    other = Member(site, "noor", "author")
    site.world.sleep(minutes=11)
    page = admin.client.get(f"/admin/people/{other.id}")
    assert not page.all("form", method="post"), "no form that would be lost"
    assert page.all("a", class_="btn")[0].get("href") == f"/admin/confirm?next=/admin/people/{other.id}"
    token = admin.client.get("/admin/confirm").one("input", name="csrf_token").get("value")
    reply = admin.http.post(
        f"/admin/people/{other.id}/disable",
        data={"csrf_token": token},
        headers={"Referer": f"http://localhost/admin/people/{other.id}"},
    )
    assert (reply.status_code, "Confirm that it is you" in reply.text) == (200, True)
    assert other.client.get("/admin").status == 200
    before = admin.token
    confirmed = admin.confirm(next=f"/admin/people/{other.id}")
    assert confirmed.response.request.path == f"/admin/people/{other.id}"
    assert admin.token != before, "S3: a new token"
    admin.act(other, "disable")
    assert other.http.get("/admin").status_code == 303


@pytest.mark.parametrize(
    "fields",
    [{"proof_password": "not the one of maria"}, {"proof_code": "000000"}, {"proof_password": "", "proof_code": ""}],
)
def test_s11_confirming_takes_password_and_code(admin: Member, fields: dict[str, Any]):
    admin.site.world.sleep(minutes=11)
    page = admin.send("/admin/confirm", status=422, **(admin.proof() | fields))
    assert "The password or the code is not right." in words(page.one("div", class_="sum"))
    assert not admin.client.get("/admin/people").all("input", name="role")


def test_s2_confirming_cannot_be_guessed_at(admin: Member):
    statuses, now = [], admin.site.world.time
    for _ in range(12):
        admin.site.world.time = now
        token = admin.client.get("/admin/confirm").one("input", name="csrf_token").get("value")
        form = {"csrf_token": token, "proof_password": "not the one of maria", "proof_code": "000000"}
        statuses.append(admin.http.post("/admin/confirm", data=form).status_code)
    assert statuses == [422] * 10 + [429] * 2
