"""Lessons of learners are answered before the application: the very page that it would send, and only when it may."""

import gzip
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask, request, request_started
from werkzeug.test import TestResponse

from emm.content.model import Course
from emm.learning import records
from emm.web import create_app
from emm.web.database import db
from tests.conftest import Site
from tests.support.client import HTMX
from tests.support.people import Person
from tests.support.staff import Member
from tests.web.test_reading import unkeyed

LESSON = "/en/c/sample/first"
SAVE = {"Save-Data": "on"}


@pytest.fixture
def reached(site: Site) -> Iterator[list[str]]:
    """The paths of all requests that reach the application behind the front."""
    paths: list[str] = []

    def note(_app: Flask, **_more: object) -> None:
        paths.append(request.path)

    with request_started.connected_to(note, site.app):
        yield paths


@pytest.fixture
def person(site: Site) -> Person:
    """Somebody with a record."""
    person = Person(site.app)
    person.answer()
    return person


def ask(person: Person, path: str = LESSON, method: str = "GET", **headers: str) -> TestResponse:
    """Send a request with these headers, and hear the whole answer, so that the visit is noted if it has to be."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    response = person.http.open(path, method=method, headers=named)
    response.close()
    return response


def told(response: TestResponse) -> set[tuple[str, str]]:
    """Return what a response says about itself, but for its length, which its keys decide when it is compressed."""
    return {(name, value) for name, value in response.headers if name != "Content-Length"}


@pytest.mark.parametrize("days", [0, 3])
@pytest.mark.parametrize(("more", "compressed"), [({}, False), ({"Accept_Encoding": "gzip"}, True), (SAVE, False)])
def test_the_next_page_is_the_one_that_the_application_sent(
    person: Person, site: Site, reached: list[str], more: dict[str, str], compressed: bool, days: int
):
    site.world.sleep(days=days)
    ask(person)
    made = ask(person, f"{LESSON}?", **more)
    first = ask(person, **more)
    reached.clear()
    second, head = ask(person, **more), ask(person, method="HEAD", **more)
    assert not reached
    assert (second.status_code, head.status_code, head.data) == (200, 200, b"")
    assert told(made) == told(first) == told(second) == told(head)
    pages = [gzip.decompress(page.data) if compressed else page.data for page in (made, first, second)]
    assert len({unkeyed(page.decode()) for page in pages}) == 1
    assert (b">(1)</span>" in pages[0]) is bool(days)
    assert second.headers["Content-Length"] == str(len(second.data))


@pytest.mark.parametrize("choice", [{"theme": "dark"}, {"saver": "on"}, {"unsure": "hide"}])
def test_whoever_chose_otherwise_gets_another_page(person: Person, reached: list[str], choice: dict[str, Any]):
    for _twice in range(2):
        before = ask(person)
    person.send("/en/settings", **choice)
    reached.clear()
    for _twice in range(2):
        assert unkeyed(ask(person).text) != unkeyed(before.text)
    assert len(reached) <= 1


def test_an_answer_shows_at_once(person: Person):
    for question in ("half-right", "guess-parts"):
        ask(person)
        person.answer(question, "a")
        assert person.client.get(LESSON).card(question).get("data-state") != "open"


@pytest.mark.parametrize(
    ("path", "headers"),
    [
        (f"{LESSON}?q=half-right", {}),
        (LESSON, HTMX),
        ("/en/c/sample/nowhere", {}),
        ("/en/c/nothing/first", {}),
        ("/xx/c/sample/first", {}),
        ("/en/c/sample", {}),
        (LESSON, {"Host": "evil example"}),
    ],
)
def test_everything_else_reaches_the_application(
    person: Person, reached: list[str], path: str, headers: dict[str, str]
):
    ask(person)
    reached.clear()
    for _twice in range(2):
        ask(person, path, **headers)
    assert len(reached) == 2


@pytest.mark.parametrize("token", ["", "somebody", "\u0660", "x" * 4000])
def test_nobody_is_let_in_by_a_cookie_that_was_made_up(person: Person, token: str):
    thief = Person(person.http.application)
    thief.token = token
    for one in (person, thief, thief):
        seen = one.client.get(LESSON).card("wrong-option").get("data-state") != "open"
        assert seen is (one is person)


def test_a_visit_that_has_ended_opens_nothing(site: Site, reached: list[str]):
    member = Member(site, "lee", "learner")
    member.answer()
    for _twice in range(2):
        assert member.has_answered()
    site.world.sleep(days=2)
    assert not member.has_answered()


def test_a_visit_that_is_to_be_noted_is_noted(person: Person, site: Site, reached: list[str]):
    for _month in range(14):
        site.world.sleep(days=25)
        for _twice in range(2):
            assert person.has_answered()
            ask(person)
    assert len(reached) >= 14


def test_only_its_own_name_is_answered(site: Site, person: Person):
    settings = replace(site.settings, public_url="https://learn.example")
    app = create_app(settings, world=site.world, catalog=site.catalog)
    other = Person(app)
    other.http.set_cookie("__Host-emm", person.token, domain="learn.example", secure=True)
    for host, status in (("learn.example", 200), ("evil.example", 400), ("learn.example", 200)):
        answer = other.http.get(LESSON, base_url=f"https://{host}", headers={"Cookie": f"__Host-emm={person.token}"})
        assert answer.status_code == status, host
    assert answer.headers["Strict-Transport-Security"]
    with app.app_context():
        db.engine.dispose()


def test_a_course_that_changes_in_the_middle_is_not_kept_as_the_new_one(
    person: Person, site: Site, monkeypatch: pytest.MonkeyPatch
):
    """The front has looked up the course of before; the one that came since must not be told in its words."""
    read, shelf = records.read, site.catalog._shelf
    titled = {
        name: {language: _renamed(course) for language, course in some.items()} for name, some in shelf.courses.items()
    }

    def slow(*given: Any) -> Any:
        found = read(*given)
        monkeypatch.setattr(records, "read", read)
        site.catalog._shelf = replace(shelf, epoch=shelf.epoch + 1, courses=titled)
        return found

    monkeypatch.setattr(records, "read", slow)
    person.http.get("/en/c/sample/first")
    for later in (person, Person(site.app)):
        assert b"Changed" in later.http.get("/en/c/sample/first").data
    site.catalog._shelf = replace(shelf, epoch=shelf.epoch + 2)


def _renamed(course: Course) -> Course:
    """Return the course with other titles for its lessons."""
    topics = (
        replace(topic, lessons=tuple(replace(lesson, title=f"Changed {lesson.title}") for lesson in topic.lessons))
        for topic in course.topics
    )
    return replace(course, topics=tuple(topics))
