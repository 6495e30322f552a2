"""A form that is sent long after signing in: who one is is asked first, and the form is not lost (S11, R3)."""

from typing import Any

import pytest
from sqlalchemy import Engine, func, select

from emm.learning import factors
from emm.learning.rules.totp import code_at, step_of
from emm.store.audit import audit_entries
from emm.store.people import accounts, learners
from emm.web.services import services
from tests.conftest import Site
from tests.support.client import SAME_ORIGIN, XHTML, Page, words
from tests.support.people import Person
from tests.support.staff import PASSWORD, Member

HOSTILE = 'noor"><script>alert(1)</script>'


def fields(page: Page) -> dict[str, str]:
    """Return what the page carries without showing it."""
    return {
        field.get("name", ""): field.get("value", "")
        for field in page.one("form", method="post").iter(XHTML + "input")
        if field.get("type") == "hidden"
    }


def late_invitation(admin: Member, **given: Any) -> Page:
    """Fill in the form that invites, and send it when ten minutes are over; return the page that comes."""
    token = admin.client.get("/admin/people").all("input", name="csrf_token")[0].get("value")
    admin.site.world.sleep(minutes=11)
    return admin.client.post("/admin/people", {"csrf_token": token, "name": "noor", "role": "author"} | given)


def answer(admin: Member, page: Page, *, status: int = 200, **given: Any) -> Page:
    """Answer the question on a page."""
    return admin.client.post(page.one("form", method="post").get("action", ""), fields(page) | given, status=status)


def people(engine: Engine) -> int:
    with engine.connect() as connection:
        return connection.scalar(select(func.count()).select_from(learners)) or 0


def test_s11_a_form_that_comes_late_waits_for_who_one_is_and_is_then_sent(admin: Member, engine: Engine):
    before, token = people(engine), admin.token
    page = late_invitation(admin)
    assert words(page.one("h1")) == "Confirm that it is you"
    assert "What you filled in is kept." in words(page.one("main"))
    assert people(engine) == before, "nothing was done yet"
    made = answer(admin, page, **admin.proof())
    assert words(made.one("h1")) == "For noor"
    assert people(engine) == before + 1
    assert admin.token != token, "S3: a new token"


def test_the_form_outlives_wrong_answers(admin: Member):
    page = late_invitation(admin)
    for _ in range(3):
        page = answer(admin, page, status=422, proof_password="not the one of maria", proof_code="000000")
        assert "The password or the code is not right." in words(page.one("div", class_="sum"))
        assert (fields(page)["name"], fields(page)["role"]) == ("noor", "author")
        assert "proof_password" not in fields(page)
    assert words(answer(admin, page, **admin.proof()).one("h1")) == "For noor"


def test_what_was_typed_comes_back_as_text(admin: Member):
    page = late_invitation(admin, name=HOSTILE)
    assert fields(page)["name"] == HOSTILE
    assert all(script.get("src") for script in page.all("script"))
    page = answer(admin, page, status=422, **admin.proof())
    assert page.one("input", id="name").get("value") == HOSTILE, "refused for the name, and filled in"


def test_s13_a_form_of_another_browser_is_refused_before_anything_is_asked(admin: Member):
    admin.site.world.sleep(minutes=11)
    for token in ("", "made.up"):
        page = admin.client.post("/admin/people", {"csrf_token": token, "name": "noor"}, status=403)
        assert "noor" not in page.text


def test_s13_a_form_from_elsewhere_is_refused(admin: Member):
    token = admin.client.get("/admin/people").all("input", name="csrf_token")[0].get("value")
    admin.site.world.sleep(minutes=11)
    form = {"csrf_token": token, "name": "noor", "role": "admin"} | admin.proof()
    reply = admin.http.post("/admin/people", data=form, headers={"Origin": "https://evil.example"})
    assert reply.status_code == 403


def test_the_answer_to_the_question_sends_it_once(admin: Member, engine: Engine):
    page = late_invitation(admin)
    given = fields(page) | admin.proof()
    admin.client.post("/admin/people", given)
    count = people(engine)
    admin.client.post("/admin/people", given, status=403)
    assert people(engine) == count, "the token was of the browser as it was known before"


def test_s11_the_second_factor_is_set_up_late_with_the_secret_that_was_shown(site: Site, author: Member):
    page = author.client.get("/admin/second-factor")
    site.world.sleep(minutes=11)
    with site.app.app_context():
        secret = factors.secret_of(services().key, fields(page)["salt"].partition(".")[0])
    form = fields(page) | {"code": code_at(secret, step_of(site.world.time))}
    asked = author.client.post("/admin/second-factor", form)
    assert words(asked.one("h1")) == "Confirm that it is you"
    codes = answer(author, asked, proof_password=PASSWORD)
    assert len(list(codes.one("ul", class_="recovery").iter(XHTML + "li"))) == 8


@pytest.mark.parametrize("role", ["facilitator", "author", "admin"])
def test_s11_who_works_here_confirms_before_taking_or_deleting_their_own_data(site: Site, engine: Engine, role: Any):
    member = Member(site, "noor", role)
    Member(site, "another", "admin")
    site.world.sleep(minutes=11)
    page = member.send("/en/me", "/en/me/download")
    assert words(page.one("h1")) == "Confirm that it is you"
    form = fields(page) | member.proof()
    reply = member.http.post("/en/me/download", data=form, headers=SAME_ORIGIN)
    assert (reply.status_code, reply.mimetype) == (200, "application/zip")
    site.world.sleep(minutes=11)
    page = member.send("/en/me/delete", word="DELETE")
    assert words(page.one("h1")) == "Confirm that it is you"
    answer(member, page, **member.proof())
    with engine.connect() as connection:
        assert not connection.scalar(select(accounts.c.name).where(accounts.c.learner_id == member.id))
        acts = connection.scalars(select(audit_entries.c.act).order_by(audit_entries.c.number)).all()
    assert acts[-1] == "delete"


def test_learners_are_not_asked(site: Site, member: Member, guest: Person):
    site.world.sleep(minutes=11)
    for person in (member, guest):
        token = person.client.get("/en/me").all("input", name="csrf_token")[0].get("value")
        reply = person.http.post("/en/me/download", data={"csrf_token": token}, headers=SAME_ORIGIN)
        assert reply.mimetype == "application/zip"
