"""Links with which somebody chooses a password: each works once, for as long as it says, and leads nobody else (S9)."""

import re
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import Engine, func, select

from emm.store.people import Account, Learner, OneTimePass
from emm.web import create_app, daily
from emm.web.database import db
from tests.conftest import Site
from tests.support.client import Page, words
from tests.support.inviting import follow, invite, secret
from tests.support.people import Person
from tests.support.staff import ANOTHER_PASSWORD, PASSWORD, Member


def test_s9_who_is_invited_chooses_the_password(site: Site, admin: Member, engine: Engine):
    link = invite(admin)
    assert "waits for a password" in words(admin.client.get("/admin/people").one("tbody")).lower()
    _person, page = follow(site, link)
    assert page.response.request.path == "/admin"
    with engine.connect() as connection:
        stored = repr(connection.execute(select(Account)).all()) + repr(connection.execute(select(OneTimePass)).all())
    assert link.partition("code=")[2] not in stored
    assert ANOTHER_PASSWORD not in stored
    elsewhere = Person(site.app)
    elsewhere.sign_in(name="noor", password=ANOTHER_PASSWORD)
    assert elsewhere.is_known


def test_s9_a_link_works_once(site: Site, admin: Member):
    link = invite(admin)
    follow(site, link)
    person = Person(site.app)
    page = person.client.get(link, status=404)
    assert words(page.one("h1")) == "This link does not work any more"
    assert not person.is_known


@pytest.mark.parametrize(("hours", "holds"), [(167, True), (169, False)])
def test_an_invitation_holds_for_seven_days(site: Site, admin: Member, hours: int, holds: bool):
    link = invite(admin)
    site.world.sleep(hours=hours)
    Person(site.app).client.get(link, status=200 if holds else 404)


@pytest.mark.parametrize(("minutes", "holds"), [(59, True), (61, False)])
def test_s9_a_link_to_a_new_password_holds_for_an_hour(
    site: Site, admin: Member, member: Member, minutes: int, holds: bool
):
    link = secret(admin.act(member, "link"))
    site.world.sleep(minutes=minutes)
    Person(site.app).client.get(link, status=200 if holds else 404)


def test_s5_s9_a_new_password_signs_out_everywhere(site: Site, admin: Member, member: Member):
    person, page = follow(site, secret(admin.act(member, "link")))
    assert page.response.request.path == "/en/me"
    assert person.is_known
    assert not member.is_known
    member.sign_in(status=422, name="amina", password=PASSWORD)


def test_s9_a_new_link_ends_the_one_before(site: Site, admin: Member, member: Member):
    old = secret(admin.act(member, "link"))
    new = secret(admin.act(member, "link"))
    Person(site.app).client.get(old, status=404)
    Person(site.app).client.get(new)


def test_a_second_factor_is_asked_for_after_a_new_password(site: Site, admin: Member):
    """ASVS 5.0, 6.4.3: the way back does not go around it."""
    other = Member(site, "noor", "admin")
    person, page = follow(site, secret(admin.act(other, "link")))
    assert page.response.request.path == "/en/sign-in"
    assert not person.is_known
    page = person.sign_in(name="noor", password=ANOTHER_PASSWORD)
    assert words(page.one("h1")) == "Code of your app"


@pytest.mark.parametrize("code", ["", "x", "' OR 1=1 --", "x" * 3000, "\x00", "ключ"])
def test_a_link_that_was_made_up_leads_to_nobody(site: Site, admin: Member, code: str):
    person = Person(site.app)
    person.client.get("/en/invitation", query_string={"code": code}, status=404)
    token = person.client.get("/en/sign-in").one("input", name="csrf_token").get("value")
    person.client.post("/en/invitation", {"csrf_token": token, "code": code, "password": PASSWORD}, status=404)


def test_s9_a_forged_host_does_not_reach_the_link(site: Site, admin: Member):
    settings = replace(site.settings, public_url="https://learn.example.org")
    app = create_app(settings, world=site.world, catalog=site.catalog)
    with app.test_client() as http:
        http.set_cookie("__Host-emm", admin.token, domain="learn.example.org")
        headers = {"Host": "learn.example.org", "X-Forwarded-Host": "evil.example"}
        page = http.get("/admin/people", headers=headers)
        token = re.search(r'name="csrf_token" value="([^"]+)"', page.text)
        assert token
        form = {"csrf_token": token[1], "name": "noor", "role": "author"}
        made = http.post("/admin/people", data=form, headers=headers)
        assert http.get("/admin/people", headers={"Host": "evil.example"}).status_code == 400
    assert "https://learn.example.org/en/invitation?code=" in made.text
    assert "evil.example" not in made.text
    with app.app_context():
        db.engine.dispose()


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"name": "..", "role": "author"}, "Use 3 to 40 letters or digits."),
        ({"name": "noor", "role": ""}, "Choose what this person does here."),
        ({"name": "noor", "role": "root"}, "Choose what this person does here."),
        ({"name": "Maria", "role": "author"}, "This username is taken."),
    ],
)
def test_an_invitation_that_cannot_be_made_is_told_in_words(
    admin: Member, engine: Engine, fields: dict[str, Any], told: str
):
    page = admin.send("/admin/people", status=422, **fields)
    assert told in words(page.one("div", class_="sum"))
    assert page.one("input", id="name").get("value") == fields["name"]
    with engine.connect() as connection:
        assert connection.scalar(select(func.count()).select_from(Learner)) == 1


def test_an_invitation_that_nobody_opened_goes_with_its_account(
    site: Site, admin: Member, member: Member, engine: Engine
):
    invite(admin)
    admin.act(member, "link")
    site.world.sleep(days=8)
    with site.app.app_context():
        daily.round_now()
    with engine.connect() as connection:
        assert set(connection.scalars(select(Account.name))) == {"maria", "amina"}
        assert connection.scalar(select(func.count()).select_from(OneTimePass)) == 0


def chosen(site: Site, person: Person, link: str, *, status: int = 200, **fields: Any) -> Page:
    """Open the link with a browser and choose a password there."""
    return person.send(link, link.partition("?")[0], status=status, password=ANOTHER_PASSWORD, **fields)


def test_s12_who_learned_as_a_guest_is_asked_whether_to_take_it_along(site: Site, admin: Member, guest: Person):
    link = invite(admin)
    page = guest.client.get(link)
    assert words(page.one("fieldset", class_="left")).startswith("Add the 1 answer given on this device?")
    page = chosen(site, guest, link, status=422)
    assert "Choose what to do with the answers" in words(page.one("div", class_="sum"))
    page = chosen(site, guest, link, add="yes")
    assert "1 answer" in words(page.one("main")), "the page says what was added"
    assert guest.client.get("/en/c/sample/first").one("p", id="standing").get("data-done") == "1"


def test_s12_what_is_left_out_does_not_come_along(site: Site, admin: Member, guest: Person):
    link = invite(admin)
    page = chosen(site, guest, link, add="no")
    assert page.response.request.path == "/admin"
    assert guest.client.get("/en/c/sample/first").one("p", id="standing").get("data-done") == "0"


def test_s12_what_another_account_has_done_is_not_offered(site: Site, admin: Member, amina: Person):
    assert not amina.client.get(invite(admin)).all("fieldset", class_="left")
