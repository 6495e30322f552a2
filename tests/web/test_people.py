"""Looking after accounts: found, invited, changed, closed, helped back in, deleted; and never a password (S9, S33)."""

import re

import pytest
from sqlalchemy import Engine, func, select

from emm.learning import forgetting
from emm.store.people import Account, OneTimePass
from tests.conftest import Site
from tests.support.client import XHTML, Page, words
from tests.support.inviting import secret
from tests.support.people import Person
from tests.support.staff import ANOTHER_PASSWORD, PASSWORD, Member


def names(page: Page) -> list[str]:
    """Return the user names in the list."""
    return [words(cell) for cell in page.one("tbody").iter(XHTML + "th")]


# The list


def test_the_list_has_the_staff_first_and_then_everybody_by_name(site: Site, admin: Member, member: Member):
    Member(site, "zoe", "author")
    Member(site, "Bashir", "learner")
    Person(site.app).get_code()
    page = admin.client.get("/admin/people")
    assert names(page) == ["maria", "zoe", "amina", "Bashir"]
    assert "1 more learner comes back with a resume code only" in words(page.one("main"))


FOUND: dict[str, list[str]] = {"AMI": ["amina"], "i": ["maria", "amina"], "%": [], "_": [], "zz": []}


@pytest.mark.parametrize(("asked", "found"), FOUND.items())
def test_a_name_is_found_by_a_part_of_it(admin: Member, member: Member, asked: str, found: list[str]):
    page = admin.client.get("/admin/people", query_string={"q": asked})
    assert (names(page) if found else page.all("tbody")) == found
    assert page.one("input", id="q").get("value") == asked


def test_the_list_has_pages(site: Site, admin: Member):
    for number in range(30):
        Member(site, f"person {number:02}", "learner")
    first = admin.client.get("/admin/people?q=person")
    assert len(names(first)) == 25
    second = admin.client.get(first.one("a", rel="next").get("href") or "")
    assert names(second) == [f"person {number}" for number in range(25, 30)]
    assert not second.all("a", rel="next")


@pytest.mark.parametrize("page", ["0", "-1", "x", "999999999999", "2", "١"])
def test_a_page_that_is_not_there_shows_one_that_is(admin: Member, page: str):
    assert names(admin.client.get("/admin/people", query_string={"page": page})) == ["maria"]


def test_administrators_see_nothing_of_what_was_learned(admin: Member, member: Member):
    member.answer()
    page = admin.client.get(f"/admin/people/{member.id}")
    text = words(page.one("main"))
    assert "wrong-option" not in page.text
    assert "amina" in text
    assert not re.search("answer|lesson|argon2", text)


# A way back for learners


def test_s9_a_one_time_code_signs_a_learner_in_once(site: Site, admin: Member, member: Member):
    member.answer()
    code = secret(admin.act(member, "code"))
    person = Person(site.app)
    page = person.sign_in(code.lower().replace("-", " "))
    assert page.response.request.path == "/en/save", "to make a new resume code at once"
    assert person.has_answered()
    thief = Person(site.app)
    thief.sign_in(code, status=422)
    assert not thief.is_known


@pytest.mark.parametrize(("hours", "holds"), [(23, True), (25, False)])
def test_a_one_time_code_holds_for_a_day(site: Site, admin: Member, member: Member, hours: int, holds: bool):
    code = secret(admin.act(member, "code"))
    site.world.sleep(hours=hours)
    person = Person(site.app)
    person.sign_in(code, status=200 if holds else 422)
    assert person.is_known is holds


def test_s9_only_hashes_of_codes_are_stored(admin: Member, member: Member, engine: Engine):
    code = secret(admin.act(member, "code"))
    with engine.connect() as connection:
        stored = repr(connection.execute(select(OneTimePass)).all())
    assert code not in stored
    assert code.replace("-", "") not in stored


def test_the_staff_gets_no_one_time_code(site: Site, admin: Member):
    author = Member(site, "noor", "author")
    token = admin.client.get("/admin/people").all("input", name="csrf_token")[0].get("value")
    admin.client.post(f"/admin/people/{author.id}/code", {"csrf_token": token}, status=409)


def test_a_one_time_code_of_a_learner_who_joins_the_staff_is_dead(site: Site, admin: Member, member: Member):
    code = secret(admin.act(member, "code"))
    admin.act(member, "role", role="author")
    Person(site.app).sign_in(code, status=422)


# Closing, opening, signing out


def test_s5_s33_a_closed_account_is_closed_on_every_way_in(site: Site, admin: Member, member: Member):
    resume = member.get_code()
    code = secret(admin.act(member, "code"))
    link = secret(admin.act(member, "link"))
    admin.act(member, "disable")
    assert not member.is_known
    for fields in ({"code": resume}, {"code": code}, {"name": "amina", "password": PASSWORD}):
        person = Person(site.app)
        person.sign_in(status=422, **fields)
        assert not person.is_known
    Person(site.app).client.get(link, status=404)
    stranger = Person(site.app)
    stranger.send("/en/new-password", status=422, name="amina", code=resume, password=ANOTHER_PASSWORD)
    admin.act(member, "enable")
    member.sign_in(resume)
    assert member.is_known


def test_s5_an_administrator_ends_all_sign_ins_of_somebody(site: Site, admin: Member, member: Member):
    elsewhere = Person(site.app)
    elsewhere.sign_in(name="amina", password=PASSWORD)
    assert "in 2 browsers" in words(admin.client.get(f"/admin/people/{member.id}").one("dl"))
    admin.act(member, "signout")
    assert not member.is_known
    assert not elsewhere.is_known
    elsewhere.sign_in(name="amina", password=PASSWORD)
    assert elsewhere.is_known


def test_a_lost_second_factor_can_be_taken_away(site: Site, admin: Member):
    other = Member(site, "noor", "admin")
    admin.act(other, "unpair")
    page = other.sign_in(name="noor", password=PASSWORD)
    assert page.response.request.path == "/admin"
    assert other.client.get("/admin/people", follow_redirects=True).response.request.path == "/admin/second-factor"


# Deleting


def test_s54_somebody_is_deleted_at_once_and_remembered_as_such(site: Site, admin: Member, member: Member):
    member.answer()
    admin.act(member, "delete", status=422, word="no")
    assert member.has_answered()
    admin.act(member, "delete", word="delete")
    assert not member.is_known
    assert member.id in forgetting.forgotten(site.settings.data)
    assert "amina" not in admin.client.get("/admin/people").text


# Nobody raises themselves, and somebody stays


@pytest.mark.parametrize("act", ["role", "disable", "enable", "signout", "unpair", "link", "code", "delete"])
def test_s33_nobody_changes_their_own_powers(admin: Member, act: str):
    page = admin.client.get(f"/admin/people/{admin.id}")
    assert not page.all("form", method="post")
    token = admin.client.get("/admin/people").all("input", name="csrf_token")[0].get("value")
    form = {"csrf_token": token, "role": "learner", "word": "DELETE"}
    refused = admin.client.post(f"/admin/people/{admin.id}/{act}", form, status=422)
    assert "You cannot do this to your own account." in words(refused.one("div", class_="sum"))
    assert admin.client.get("/admin/people").status == 200


def test_s33_the_last_administrator_cannot_leave(site: Site, admin: Member):
    page = admin.send("/en/me/delete", status=422, word="DELETE")
    assert "This is the last administrator." in words(page.one("main"))
    assert admin.client.get("/admin/people").status == 200
    other = Member(site, "noor", "admin")
    other.act(admin, "disable")
    page = other.send("/en/me/delete", status=422, word="DELETE")
    assert other.client.get("/admin/people").status == 200


@pytest.mark.parametrize("act", ["role", "disable", "delete"])
def test_s33_two_administrators_who_remove_each_other_at_once_leave_one(
    site: Site, admin: Member, engine: Engine, act: str
):
    from concurrent.futures import ThreadPoolExecutor

    other = Member(site, "noor", "admin")
    pairs = [(admin, other), (other, admin)]
    forms = []
    for actor, _person in pairs:
        token = actor.client.get("/admin/people").all("input", name="csrf_token")[0].get("value")
        forms.append({"csrf_token": token, "role": "learner", "word": "DELETE"})

    def remove(number: int) -> int:
        actor, person = pairs[number]
        return actor.http.post(f"/admin/people/{person.id}/{act}", data=forms[number]).status_code

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(remove, range(2)))
    with engine.connect() as connection:
        left = select(func.count()).where(Account.role == "admin", Account.disabled_on.is_(None))
        assert connection.scalar(left) == 1


@pytest.mark.parametrize("person_id", ["0" * 32, "x", "..", "' OR 1=1 --"])
def test_nobody_of_that_id_is_not_found(admin: Member, person_id: str):
    admin.client.get(f"/admin/people/{person_id}", status=404)
    token = admin.client.get("/admin/people").all("input", name="csrf_token")[0].get("value")
    admin.client.post(f"/admin/people/{person_id}/disable", {"csrf_token": token}, status=404)
    admin.client.post(f"/admin/people/{person_id}/explode", {"csrf_token": token}, status=404)
