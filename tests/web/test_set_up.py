"""The first start: one code, one administrator, and then no page for that any more (S10)."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import Engine, func, select

from emm.learning import first_start
from emm.learning.first_start import SetUpCode
from emm.store.engine import writing
from emm.store.people import Account, SetUp
from emm.web import create_app
from emm.web.database import db
from emm.web.services import services
from tests.conftest import Site
from tests.support.client import Page, words
from tests.support.people import Person
from tests.support.staff import PASSWORD, Member

WRONG = "K7MF-2QXD-9TRB"


def printed(site: Site) -> SetUpCode | None:
    """Return the code as a server that starts prints it."""
    with site.app.app_context(), services().writing() as connection:
        return first_start.set_up_code(connection, site.world, services().key)


@pytest.fixture
def code(site: Site) -> str:
    """The code that the server has printed."""
    found = printed(site)
    assert found
    return found.code


def set_up(site: Site, code: str, *, status: int = 200, **fields: Any) -> Page:
    return Person(site.app).send(
        "/set-up", status=status, **({"code": code, "name": "maria", "password": PASSWORD} | fields)
    )


def administrators(engine: Engine) -> int:
    with engine.connect() as connection:
        return connection.scalar(select(func.count()).where(Account.role == "admin")) or 0


def test_s10_the_code_makes_an_administrator_and_the_page_closes(site: Site, code: str, engine: Engine):
    page = set_up(site, code)
    assert page.response.request.path == "/admin/second-factor"
    assert "Set this up first; then the other pages open." in words(page.one("main"))
    assert administrators(engine) == 1
    Person(site.app).client.get("/set-up", status=404)
    token = Person(site.app)
    form = token.client.get("/en/sign-in").one("input", name="csrf_token").get("value")
    token.client.post("/set-up", {"csrf_token": form, "code": code, "name": "eve", "password": PASSWORD}, status=404)
    assert printed(site) is None
    assert administrators(engine) == 1


def test_s10_there_is_no_administrator_and_no_code_before_anybody_made_one(site: Site, engine: Engine):
    assert administrators(engine) == 0
    set_up(site, WRONG, status=422)
    assert administrators(engine) == 0


@pytest.mark.parametrize("typed", ["", WRONG, "K7MF", "' OR 1=1 --", "x" * 5000, "\x00"])
def test_s10_another_code_makes_nobody(site: Site, code: str, engine: Engine, typed: str):
    page = set_up(site, typed, status=422)
    assert "This code does not work." in words(page.one("div", class_="sum"))
    assert page.one("input", id="name").get("value") == "maria", "what was typed is still there"
    assert administrators(engine) == 0


@pytest.mark.parametrize(("minutes", "made"), [(59, 1), (61, 0)])
def test_s10_the_code_holds_for_an_hour(site: Site, code: str, engine: Engine, minutes: int, made: int):
    site.world.sleep(minutes=minutes)
    set_up(site, code, status=200 if made else 422)
    assert administrators(engine) == made


def test_s10_a_server_that_begins_anew_tells_the_same_code_until_it_ends(site: Site, code: str):
    site.world.sleep(minutes=30)
    again = printed(site)
    assert again
    assert again.code == code
    site.world.sleep(minutes=31)
    later = printed(site)
    assert later
    assert later.code != code


def test_s10_only_a_hash_of_the_code_is_stored(site: Site, code: str, engine: Engine):
    with engine.connect() as connection:
        stored = repr(connection.execute(select(SetUp)).all())
    assert code not in stored
    assert code.replace("-", "") not in stored


def test_s10_processes_that_begin_at_once_tell_one_code(site: Site, engine: Engine):
    key = "k" * 40

    def begin(_number: int) -> str:
        with writing(engine) as connection:
            found = first_start.set_up_code(connection, site.world, key)
        assert found
        return found.code

    with ThreadPoolExecutor(6) as pool:
        assert len(set(pool.map(begin, range(6)))) == 1
    with engine.connect() as connection:
        assert connection.scalar(select(func.count()).select_from(SetUp)) == 1


def test_s10_of_many_at_once_one_becomes_the_administrator(site: Site, code: str, engine: Engine):
    people = [Person(site.app) for _ in range(4)]
    forms = []
    for number, person in enumerate(people):
        token = person.client.get("/set-up").one("input", name="csrf_token").get("value")
        forms.append({"csrf_token": token, "code": code, "name": f"maria {number}", "password": PASSWORD})
    with ThreadPoolExecutor(4) as pool:
        replies = list(
            pool.map(
                lambda pair: pair[0].http.post("/set-up", data=pair[1]).status_code, zip(people, forms, strict=True)
            )
        )
    assert sorted(replies) in ([303, 404, 404, 404], [303, 404, 404, 422], [303, 404, 422, 422], [303, 422, 422, 422])
    assert administrators(engine) == 1


@pytest.mark.parametrize(
    ("fields", "field"),
    [({"name": ".."}, "name"), ({"password": "short"}, "password"), ({"password": "maria"}, "password")],
)
def test_a_weak_password_or_a_bad_name_does_not_use_the_code_up(
    site: Site, code: str, engine: Engine, fields: dict[str, str], field: str
):
    page = set_up(site, code, status=422, **fields)
    assert page.one("input", id=field).get("aria-invalid") == "true"
    set_up(site, code)
    assert administrators(engine) == 1


def test_a_name_that_a_learner_has_does_not_use_the_code_up(site: Site, code: str, engine: Engine):
    Member(site, "maria", "learner")
    page = set_up(site, code, status=422)
    assert "This username is taken." in words(page.one("div", class_="sum"))
    set_up(site, code, name="maria two")
    assert administrators(engine) == 1


def test_s2_the_set_up_code_cannot_be_guessed_at(site: Site, code: str):
    person, statuses = Person(site.app), []
    now = site.world.time
    for _ in range(12):
        site.world.time = now
        token = person.client.get("/set-up").one("input", name="csrf_token").get("value")
        form = {"csrf_token": token, "code": WRONG, "name": "eve", "password": PASSWORD}
        statuses.append(person.http.post("/set-up", data=form).status_code)
    assert statuses == [422] * 10 + [429] * 2


def test_s14_a_form_without_a_token_makes_nobody(site: Site, code: str, engine: Engine):
    form = {"code": code, "name": "eve", "password": PASSWORD}
    assert Person(site.app).http.post("/set-up", data=form).status_code == 403
    assert administrators(engine) == 0


@pytest.fixture
def unnamed(site: Site) -> Iterator[Site]:
    """A site of whose name the environment says nothing."""
    settings = replace(site.settings, site_name="Microlearning", given=frozenset())
    app = create_app(settings, world=site.world, catalog=site.catalog)
    yield replace(site, app=app, settings=settings)
    with app.app_context():
        db.engine.dispose()


def test_the_site_gets_its_name_and_whom_to_ask_together_with_its_administrator(unnamed: Site):
    code = printed(unnamed)
    assert code
    page = Person(unnamed.app).client.get("/set-up")
    assert page.one("input", id="site_name").get("value") == "Microlearning"
    site: dict[str, Any] = {"site_name": "Our <b>school</b>", "contact": "help@example.org"}
    page = set_up(unnamed, code.code, status=422, **site, name="..")
    assert [page.one("input", id=name).get("value") for name in site] == list(site.values())
    page = set_up(unnamed, code.code, **site)
    assert words(page.one("a", class_="site")) == "Our <b>school</b>"
    assert "help@example.org" in words(page.one("footer"))


def test_a_text_that_is_too_long_makes_nobody(unnamed: Site, engine: Engine):
    code = printed(unnamed)
    assert code
    page = set_up(unnamed, code.code, status=422, contact="x" * 121)
    assert "Use at most 120 characters here." in words(page.one("div", class_="sum"))
    assert administrators(engine) == 0


def test_what_the_server_has_decided_is_not_asked(site: Site, code: str):
    page = Person(site.app).client.get("/set-up")
    assert not page.all("input", id="site_name")
    page = set_up(site, code, site_name="Another")
    assert words(page.one("a", class_="site")) == "Test site"


def test_s12_a_guest_who_becomes_administrator_takes_along_what_was_learned(site: Site, code: str, guest: Person):
    form: dict[str, Any] = {"code": code, "name": "maria", "password": PASSWORD}
    page = guest.send("/set-up", status=422, **form)
    assert "Choose what to do with the answers" in words(page.one("div", class_="sum"))
    assert page.one("input", id="code").get("value") == code
    guest.send("/set-up", add="yes", **form)
    assert guest.client.get("/en/c/sample/first").one("p", id="standing").get("data-done") == "1"
