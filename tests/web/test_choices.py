"""What administrators chose holds in every process, on every page, without a restart; the environment wins."""

import logging
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from threading import Event

import pytest
from flask import Flask
from sqlalchemy import text

from emm.errors import Unavailable
from emm.learning import choosing, failing
from emm.settings import with_choices
from emm.web import create_app, watching
from emm.web.database import db
from emm.web.services import services
from tests.conftest import Site
from tests.support.client import PageClient, words

NewProcess = Callable[[], Flask]


@pytest.fixture
def process(site: Site) -> Iterator[NewProcess]:
    """Return processes of a site of which the environment says nothing but the places."""
    settings, apps = replace(site.settings, site_name="Microlearning", given=frozenset()), list[Flask]()

    def begin() -> Flask:
        apps.append(create_app(settings, world=site.world, catalog=site.catalog))
        return apps[-1]

    yield begin
    for app in apps:
        with app.app_context():
            db.engine.dispose()


def choose(app: Flask, **texts: str) -> None:
    """Choose something in a process."""
    with app.app_context():
        with services().writing() as connection:
            choosing.choose(connection, texts)
        watching.take_choices()


def header(app: Flask) -> str:
    """Return the name of the site, as a visitor reads it."""
    return words(PageClient(app.test_client()).get("/en/help").one("a", class_="site"))


def test_all_processes_say_the_new_name_and_later_ones_begin_with_it(process: NewProcess):
    first, second = process(), process()
    assert (header(first), header(second)) == ("Microlearning", "Microlearning")
    choose(first, site_name="Our school")
    assert (header(first), header(second)) == ("Our school", "Microlearning")
    with second.app_context():
        watching.look()
    assert header(second) == header(process()) == "Our school"
    choose(first, site_name="")
    assert header(first) == "Microlearning"


def test_the_thread_of_a_process_takes_it_by_itself(process: NewProcess, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(watching, "LOOK_EVERY", 0.01)
    first, second, stopped = process(), process(), Event()
    thread = watching.begin(second, stopped)
    choose(first, contact="help@example.org")
    for _ in range(500):
        if "help@example.org" in PageClient(second.test_client()).get("/en/help").text:
            break
        stopped.wait(0.01)
    stopped.set()
    thread.join(5)
    assert "help@example.org" in PageClient(second.test_client()).get("/en/help").text
    assert not thread.is_alive()


def test_pages_that_are_kept_for_learners_are_made_anew(process: NewProcess):
    app = process()
    client = PageClient(app.test_client())
    client.answer("/en/c/sample/first", "wrong-option", answer="b")
    assert "Our school" not in client.get("/en/c/sample/first").text
    choose(app, host_organization="Our school")
    assert "Our school" in client.get("/en/c/sample/first").text


def test_what_the_environment_says_wins(site: Site):
    given = replace(site.settings, given=frozenset({"site_name", "guest_days"}))
    chosen = with_choices(given, {"site_name": "Another", "guest_days": "30", "contact": "help@example.org"})
    assert (chosen.site_name, chosen.guest_days, chosen.contact) == ("Test site", 180, "help@example.org")


@pytest.mark.parametrize(
    "unusual", [{"guest_days": "1"}, {"guest_days": "soon"}, {"review": "perhaps"}, {"of_tomorrow": "1"}, {"data": "/"}]
)
def test_what_cannot_be_understood_is_passed_over(site: Site, unusual: dict[str, str]):
    assert with_choices(site.settings, unusual) == site.settings


def test_a_database_that_cannot_be_read_leaves_what_holds(site: Site, process: NewProcess):
    first, second = process(), process()
    choose(first, site_name="Our school")
    with second.app_context():
        watching.look()
        services().reading().close()
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(choosing, "ALL", text("SELECT name, value FROM no_such_table"))
            watching._try(second, watching.take_choices)
    assert header(second) == "Our school"


def test_a_mistake_of_ours_does_not_end_the_looking(process: NewProcess, caplog: pytest.LogCaptureFixture):
    def stumble() -> None:
        raise RuntimeError("a mistake")

    with caplog.at_level(logging.ERROR):
        watching._try(process(), stumble)
    assert "could not be looked after" in caplog.text


def test_the_daily_round_of_a_process_that_has_not_heard_yet_goes_by_the_new_numbers(process: NewProcess):
    from emm.web.daily import round_now

    first, second = process(), process()
    with second.app_context(), services().writing() as connection:
        choosing.choose(connection, {"guest_days": "900"})
    with first.app_context():
        round_now()
        assert services().settings.guest_days == 900


def test_failures_are_counted_by_the_hour_in_all_processes(
    site: Site, process: NewProcess, monkeypatch: pytest.MonkeyPatch
):
    for app in (process(), process()):
        app.add_url_rule("/boom", view_func=lambda: str(1 / 0))
        for _ in range(2):
            assert app.test_client().get("/boom").status_code == 500
        assert app.test_client().get("/en/nothing").status_code == 404
        with app.app_context():
            watching.note_failures()
            watching.note_failures()
    with app.app_context():
        now = site.world.now()
        assert failing.of_a_day(services().reading(), now) == 4
        assert failing.of_a_day(services().reading(), now + timedelta(hours=26)) == 0
        with services().writing() as connection:
            assert failing.forget(connection, now + timedelta(hours=40)) == 0
            assert failing.forget(connection, now + timedelta(hours=50)) == 1


def test_failures_wait_while_nothing_can_be_written(process: NewProcess, monkeypatch: pytest.MonkeyPatch):
    app = process()

    def refuse(_self: object) -> None:
        raise Unavailable("no")

    with app.app_context():
        watching.count_failure()
        with monkeypatch.context() as patch:
            patch.setattr("emm.web.services.Services.writing", refuse)
            watching.note_failures()
        watching.note_failures()
        assert failing.of_a_day(services().reading(), services().world.now()) == 1


def test_a_site_without_review_leads_nobody_there(process: NewProcess):
    app = process()
    client = PageClient(app.test_client())
    client.answer("/en/c/sample/first", "wrong-option", answer="b")
    choose(app, review="off")
    for path in ("/en/", "/en/me", "/en/c/sample", "/en/c/sample/first", "/en/help"):
        assert not [a for a in client.get(path).all("a") if (a.get("href") or "").endswith("/review")], path
    assert "does not ask questions again" in words(client.get("/en/review").one("main"))
    names = {field.get("name") for field in client.get("/en/settings").all("input")}
    assert not names & {"review", "questions", "keep"}
    assert names & {"theme", "unsure"}


def test_who_switched_review_off_stays_so_when_the_site_has_it_again(process: NewProcess):
    app = process()
    client = PageClient(app.test_client())
    client.post("/en/review", {"review": "off"})
    choose(app, review="off")
    client.post("/en/settings", {"theme": "dark", "review": "on"})
    choose(app, review="")
    page = client.get("/en/settings")
    assert page.one("input", id="review-off").get("checked") is not None
    assert page.one("input", id="theme-dark").get("checked") is not None
