"""What administrators choose on a page (A4): kept whole or not at all, read as text everywhere, noted, never stale."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, select, update

from emm.learning.choosing import NAMES
from emm.settings import BY_PAGE
from emm.store.audit import audit_entries
from emm.store.people import learners
from emm.store.site import site_choices
from tests.conftest import Site
from tests.support.client import Page, PageClient, words
from tests.support.people import Person
from tests.support.staff import Member

PATH = "/admin/settings"
HOSTILE = '<b>Our</b> "school" & {{ 7*7 }} %(name)s {0} \'--'


@pytest.fixture(autouse=True)
def _as_before(site: Site) -> Iterator[None]:
    yield
    site.app.extensions["emm"].choices.take({})


def filled(page: Page) -> dict[str, Any]:
    """Return what the form on the page sends as it stands."""
    form: dict[str, Any] = {}
    for one in page.one("main").iter("{http://www.w3.org/1999/xhtml}input"):
        if one.get("type") not in ("checkbox", "radio") or one.get("checked") is not None:
            form.setdefault(one.get("name", ""), []).append(one.get("value", ""))
    return form


def save(admin: Member, *, status: int = 200, **fields: Any) -> Page:
    """Change something on the page and save it."""
    return admin.client.post(PATH, filled(admin.client.get(PATH)) | fields, status=status)


def kept(engine: Engine) -> dict[str, str]:
    with engine.connect() as connection:
        return {row.name: row.value for row in connection.execute(select(site_choices))}


def acts(engine: Engine) -> list[tuple[str, str]]:
    with engine.connect() as connection:
        rows = connection.execute(select(audit_entries).order_by(audit_entries.c.number)).all()
    return [(row.act, row.detail) for row in rows]


def test_everything_that_can_be_chosen_has_words():
    assert list(NAMES) == [name for name in NAMES if name in BY_PAGE]
    assert set(NAMES) == set(BY_PAGE)
    assert all(len(name) <= 20 for name in NAMES), "as the audit list keeps it"


def test_s21_s51_what_is_chosen_is_read_on_every_page_as_it_was_typed(site: Site, admin: Member, engine: Engine):
    page = save(admin, host_organization=HOSTILE, contact="help@example.org")
    assert "Saved." in words(page.one("p", role="status"))
    assert kept(engine) == {"host_organization": HOSTILE, "contact": "help@example.org"}
    visitor = PageClient(site.app.test_client())
    for path in ("/en/", "/en/privacy", "/en/help", "/en/c/sample/first", "/en/sign-in"):
        foot = words(visitor.get(path).one("footer"))
        assert HOSTILE in foot
        assert "help@example.org" in foot
    assert "help@example.org" in words(visitor.get("/en/help").one("main"))
    assert HOSTILE in words(visitor.get("/en/privacy").one("main"))
    assert acts(engine) == [("setting", "host_organization"), ("setting", "contact")]
    assert "changed a setting (Whom to ask)" in words(admin.client.get("/admin/audit").one("table"))


def test_saving_again_and_saving_nothing_change_nothing(admin: Member, engine: Engine):
    form = filled(admin.client.get(PATH)) | {"contact": "help@example.org"}
    for _ in range(2):
        assert "Saved." in words(admin.client.post(PATH, form).one("main"))
    save(admin)
    assert acts(engine) == [("setting", "contact")]


def test_an_empty_field_and_the_default_take_a_choice_back(admin: Member, engine: Engine):
    save(admin, contact="help@example.org", guest_days="90", review="off")
    assert kept(engine) == {"contact": "help@example.org", "guest_days": "90", "review": "off"}
    save(admin, contact=" ", guest_days="180", review="on")
    assert kept(engine) == {}


@pytest.mark.parametrize("days", ["1", "29", "1096", "soon", "-90", "90.5", "٩٠", "1e3", "9" * 400])
def test_days_are_a_number_within_bounds_and_come_back_as_typed(admin: Member, engine: Engine, days: str):
    page = save(admin, status=422, guest_days=days, contact="help@example.org")
    assert "Type a whole number from 30 to 1095." in words(page.one("div", class_="sum"))
    assert page.one("input", id="guest_days").get("value") == days
    assert page.one("input", id="contact").get("value") == "help@example.org"
    assert page.title.startswith("Error: ")
    assert kept(engine) == {}


def test_a_long_text_comes_back_and_signs_that_nobody_sees_go(admin: Member, engine: Engine):
    long = "s" * 121
    page = save(admin, status=422, contact=long)
    assert page.one("input", id="contact").get("value") == long
    save(admin, contact="help \u202e\x07 me\n now")
    assert kept(engine) == {"contact": "help me now"}


def test_records_do_not_end_by_a_slip_of_the_finger(admin: Member, engine: Engine, guest: Person):
    with engine.begin() as connection:
        long_ago = admin.site.world.now().date() - timedelta(days=100)
        connection.execute(update(learners).where(learners.c.id != admin.id).values(seen_on=long_ago))
    page = save(admin, status=422, guest_days="60", contact="help@example.org")
    assert "1 of guests and 0 of people with an account" in words(page.one("div", class_="sum"))
    assert kept(engine) == {}
    form = filled(page)
    assert (form["guest_days"], form["contact"]) == (["60"], ["help@example.org"])
    assert "sure" not in form, "not agreed to by itself"
    admin.client.post(PATH, form | {"sure": "yes"})
    assert kept(engine) == {"contact": "help@example.org", "guest_days": "60"}


def test_a_page_that_is_older_than_what_holds_saves_nothing(site: Site, admin: Member, engine: Engine):
    other, stale = Member(site, "zoe", "admin"), filled(admin.client.get(PATH))
    save(other, contact="help@example.org")
    page = admin.client.post(PATH, stale | {"host_organization": "Our school"}, status=409)
    assert "Somebody else has changed settings meanwhile." in words(page.one("div", class_="sum"))
    assert page.one("input", id="host_organization").get("value") == "Our school"
    assert kept(engine) == {"contact": "help@example.org"}
    admin.client.post(PATH, filled(page) | {"contact": "help@example.org"})
    assert kept(engine) == {"contact": "help@example.org", "host_organization": "Our school"}


def test_what_the_server_has_decided_is_told_and_not_asked_for(admin: Member, engine: Engine):
    page = admin.client.get(PATH)
    assert not page.all("input", name="site_name")
    text = words(page.one("form"))
    assert "Name of the site Test site Set on the server by EMM_SITE_NAME, and changed there." in text
    save(admin, site_name="Another")
    assert kept(engine) == {}


def test_a_form_that_comes_late_is_kept_and_saved(site: Site, admin: Member, engine: Engine):
    form = filled(admin.client.get(PATH)) | {"contact": HOSTILE}
    site.world.sleep(minutes=11)
    page = admin.client.post(PATH, form)
    assert words(page.one("h1")) == "Confirm that it is you"
    assert kept(engine) == {}
    page = admin.client.post(PATH, filled(page) | admin.proof())
    assert "Saved." in words(page.one("main"))
    assert kept(engine) == {"contact": HOSTILE}


@pytest.mark.parametrize("role", ["learner", "facilitator", "author"])
def test_s33_nobody_else_sees_or_changes_anything(site: Site, engine: Engine, role: Any):
    member = Member(site, "noor", role)
    member.client.get(PATH, status=403)
    token = member.client.get("/en/sign-in").one("input", name="csrf_token").get("value")
    member.client.post(PATH, {"csrf_token": token, "contact": "me"}, status=403)
    assert kept(engine) == {}


@pytest.mark.parametrize(
    "headers",
    [{"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}, {"Referer": "https://evil.example/"}],
)
def test_s13_a_form_from_elsewhere_is_refused(admin: Member, engine: Engine, headers: dict[str, str]):
    form = filled(admin.client.get(PATH)) | {"contact": "me"}
    assert admin.http.post(PATH, data=form, headers=headers).status_code == 403
    assert kept(engine) == {}
