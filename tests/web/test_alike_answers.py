"""Answers are told before the application: the very fragment that it would send, once, and only when it may."""

import gzip
import logging
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask, request, request_started
from sqlalchemy import select
from sqlalchemy.exc import OperationalError
from werkzeug.test import TestResponse

from emm.learning import answering, records
from emm.store.progress import attempts
from emm.web.alike.made import Made
from emm.web.database import db
from emm.web.forms import LONGEST_FIELD
from tests.conftest import Site
from tests.support.client import HTMX, SAME_ORIGIN
from tests.support.people import Person
from tests.web.test_reading import unkeyed

QUESTIONS = "/en/c/sample/q"
ADDRESS = f"{QUESTIONS}/wrong-option"
FORM = "application/x-www-form-urlencoded;charset=UTF-8"
PROPER = {**HTMX, **SAME_ORIGIN, "Content-Type": FORM}
KEY = "0123456789abcdef"


@pytest.fixture
def reached(site: Site) -> Iterator[list[str]]:
    """The paths of all writes that reach the application behind the front."""
    paths: list[str] = []

    def note(_app: Flask, **_more: object) -> None:
        if request.method == "POST":
            paths.append(request.path)

    with request_started.connected_to(note, site.app):
        yield paths


@pytest.fixture
def people(site: Site) -> Callable[[], Person]:
    """Make somebody with a record, who stands like all the others made."""

    def somebody() -> Person:
        person = Person(site.app)
        person.answer("guess-parts", "a")
        return person

    return somebody


def send(person: Person, path: str = ADDRESS, data: Any = None, **headers: str) -> TestResponse:
    """Send a form with these headers, None for one that is left out."""
    named = PROPER | {name.replace("_", "-"): value for name, value in headers.items()}
    fields = f"key={KEY}&answer=a" if data is None else data
    return person.http.post(path, data=fields, headers={name: value for name, value in named.items() if value})


def told(response: TestResponse) -> set[tuple[str, str]]:
    """Return what a response says about itself, but for its length, which its keys decide when it is compressed."""
    return {(name, value) for name, value in response.headers if name != "Content-Length"}


def stored(site: Site) -> int:
    """Return how many acts are stored."""
    with site.app.app_context():
        return len(db.session.execute(select(attempts.c.key)).all())


@pytest.mark.parametrize("more", [{}, {"Accept_Encoding": "gzip"}, {"Save_Data": "on"}])
@pytest.mark.parametrize("data", [f"key={KEY}&answer=b", f"key={KEY}&answer=a&sure=no", f"key={KEY}&sure=hint"])
def test_the_next_fragment_is_the_one_that_the_application_sent(
    people: Callable[[], Person], site: Site, reached: list[str], more: dict[str, str], data: str
):
    made = send(people(), f"{ADDRESS}?by=hand", data, **more)
    first = send(people(), ADDRESS, data, **more)
    last = people()
    before = stored(site)
    reached.clear()
    second, again = send(last, ADDRESS, data, **more), send(last, ADDRESS, data, **more)
    assert not reached
    assert stored(site) == before + 1
    assert {response.status_code for response in (made, first, second, again)} == {200}
    assert told(made) == told(first) == told(second) == told(again)
    plain = [
        gzip.decompress(one.data) if "Accept_Encoding" in more else one.data for one in (made, first, second, again)
    ]
    assert len({unkeyed(fragment.decode()) for fragment in plain}) == 1
    assert second.headers["Content-Length"] == str(len(second.data))


def test_all_that_can_be_done_with_a_question_is_done_once(
    people: Callable[[], Person], site: Site, reached: list[str]
):
    steps = [("", "a"), ("/again", ""), ("/hint", "c"), ("", "c"), ("/show", "")]
    shown, counts = [], []
    for person in (people(), people()):
        reached.clear()
        before = stored(site)
        sent = [
            send(person, f"{ADDRESS}{action}", f"key={number:016}&answer={letter}")
            for number, (action, letter) in enumerate(steps)
        ]
        assert [one.status_code for one in sent] == [200] * len(steps)
        shown.append([unkeyed(one.text) for one in sent])
        counts.append(stored(site) - before)
    assert not reached
    assert shown[0] == shown[1]
    assert counts[0] == counts[1] > 1


@pytest.mark.parametrize(
    ("path", "data", "headers", "status"),
    [
        (ADDRESS, None, {"Sec_Fetch_Site": "cross-site"}, 403),
        (ADDRESS, None, {"Origin": "https://evil.example"}, 403),
        (ADDRESS, None, {"Origin": "null"}, 403),
        (ADDRESS, None, {"Sec_Fetch_Site": ""}, 403),
        (ADDRESS, None, {"Content_Type": "text/plain"}, 415),
        (ADDRESS, "", {}, 422),
        (ADDRESS, f"key={KEY}&answer=z", {}, 422),
        (ADDRESS, f"key={KEY}", {}, 422),
        (ADDRESS, "key=short&answer=a", {}, 422),
        (ADDRESS, f"key={KEY}&answer=%FF", {}, 422),
        (ADDRESS, f"key={KEY}&answer={'x' * (LONGEST_FIELD + 1)}", {}, 413),
        (ADDRESS, f"key={KEY}&answer={'x' * 70_000}", {}, 413),
        (f"{QUESTIONS}/nothing", None, {}, 404),
        ("/en/c/nothing/q/wrong-option", None, {}, 404),
        ("/xx/c/sample/q/wrong-option", None, {}, 404),
        (f"{ADDRESS}/answer", None, {}, 404),
        (f"{ADDRESS}/nothing", None, {}, 404),
        (f"{QUESTIONS}/half-right", f"key={KEY}&answer=a", {}, 409),
    ],
)
def test_what_is_refused_is_refused_by_the_application(
    people: Callable[[], Person],
    site: Site,
    reached: list[str],
    path: str,
    data: str | None,
    headers: dict[str, str],
    status: int,
):
    person = people()
    person.answer("half-right", "a")
    before = stored(site)
    reached.clear()
    answer = send(person, path, data, **headers)
    assert answer.status_code == status
    assert len(reached) == 1
    assert stored(site) == before
    assert answer.text.strip()


@pytest.mark.parametrize(
    "headers", [{"Origin": "http://localhost"}, {"Origin": "http://localhost", "Sec_Fetch_Site": ""}]
)
def test_a_page_of_this_site_is_believed(people: Callable[[], Person], reached: list[str], headers: dict[str, str]):
    send(people(), **headers)
    reached.clear()
    assert send(people(), **headers).status_code == 200
    assert len(reached) <= 1


def test_whoever_does_too_much_is_told_to_wait(
    people: Callable[[], Person], site: Site, monkeypatch: pytest.MonkeyPatch
):
    person = people()
    before = stored(site)
    monkeypatch.setattr(answering, "MOST_IN_A_MINUTE", 1)
    answer = send(person)
    assert answer.status_code == 429
    assert int(answer.headers["Retry-After"]) > 0
    assert stored(site) == before


@pytest.mark.parametrize("token", ["", "somebody", "x" * 4000])
def test_nobody_acts_with_a_cookie_that_was_made_up(
    people: Callable[[], Person], site: Site, reached: list[str], token: str
):
    send(people())
    thief = people()
    before = stored(site)
    thief.token = token
    reached.clear()
    answer = send(thief)
    assert reached == [ADDRESS]
    assert "Set-Cookie" in answer.headers
    assert stored(site) == before + 1


def test_a_visit_that_is_to_be_noted_is_noted(people: Callable[[], Person], site: Site, reached: list[str]):
    person = people()
    send(people())
    site.world.sleep(days=25)
    reached.clear()
    answer = send(person)
    answer.close()
    assert reached == [ADDRESS]
    assert "Set-Cookie" in answer.headers


def test_what_browsers_and_caches_must_not_take_for_a_fragment_is_a_page(
    people: Callable[[], Person], reached: list[str]
):
    for headers in ({"HX_Request": ""}, {"HX_Boosted": "true"}, {"HX_Request_Type": "full"}):
        person = people()
        reached.clear()
        assert send(person, **headers).status_code == 303
        assert reached == [ADDRESS]


def test_a_mistake_of_ours_is_told_once_and_nothing_is_kept(
    people: Callable[[], Person], site: Site, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
):
    person = people()
    before, times = stored(site), []

    def fail(*_given: object) -> None:
        times.append(1)
        raise RuntimeError("not foreseen")

    monkeypatch.setattr(answering, "score_of", fail)
    with caplog.at_level(logging.ERROR):
        answer = send(person)
    assert answer.status_code == 500
    assert len(times) == 1
    assert "reference" in answer.text
    assert "not foreseen" in caplog.text
    assert stored(site) == before


def test_what_cannot_be_kept_is_told_after_one_try(
    people: Callable[[], Person], site: Site, monkeypatch: pytest.MonkeyPatch
):
    person = people()
    tries = []

    def fail(*_given: object) -> None:
        tries.append(1)
        raise OperationalError("insert", {}, Exception("gone"))

    monkeypatch.setattr(records, "add_act", fail)
    answer = send(person)
    assert answer.status_code == 503
    assert len(tries) == 1


def test_a_course_that_has_changed_is_another_one(people: Callable[[], Person], site: Site, reached: list[str]):
    for _twice in range(2):
        send(people())
    site.catalog._shelf = replace(site.catalog._shelf, epoch=site.catalog.epoch + 1)
    last = people()
    reached.clear()
    assert send(last).status_code == 200
    assert reached == [ADDRESS]


ODD = [
    {"Cookie": "emm={token}; other=\xff"},
    {"Cookie": "other=\xff; emm={token}"},
    {"Accept-Encoding": "gzip;q=\xb2"},
    {"Save-Data": "\xff"},
]


@pytest.mark.parametrize("odd", ODD)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_odd_headers_keep_nobody_from_an_answer(
    people: Callable[[], Person], site: Site, method: str, odd: dict[str, str]
):
    send(people())
    person = people()
    headers = {"Cookie": f"emm={person.token}"} | {name: text.format(token=person.token) for name, text in odd.items()}
    site.app.test_client().get("/en/c/sample/first", headers={"Cookie": f"emm={person.token}"})
    client = site.app.test_client(use_cookies=False)
    if method == "GET":
        answer = client.get("/en/c/sample/first", headers=headers)
    else:
        answer = client.post(ADDRESS, data=f"key={KEY}&answer=a", headers={**PROPER, **headers})
    assert answer.status_code == 200
    text = gzip.decompress(answer.data) if answer.headers.get("Content-Encoding") else answer.data
    assert (b'data-state="retry"' in text) is (method == "POST")


@pytest.mark.parametrize("name", ["Origin", "Referer"])
@pytest.mark.parametrize("source", ["http://[evil", "http://a]b/"])
@pytest.mark.parametrize("path", [ADDRESS, f"{ADDRESS}?by=hand"])
def test_an_address_that_is_none_is_not_ours(
    people: Callable[[], Person], site: Site, name: str, source: str, path: str
):
    person = people()
    before = stored(site)
    assert send(person, path, **{name: source}).status_code == 403
    assert stored(site) == before


def test_a_name_with_the_usual_port_is_the_name(people: Callable[[], Person], site: Site):
    named = {"Host": "localhost:80", "Origin": "http://localhost:80", "Sec_Fetch_Site": ""}
    before = stored(site)
    statuses = {send(people(), path, **named).status_code for path in (ADDRESS, f"{ADDRESS}?by=hand", ADDRESS)}
    assert statuses == {403}
    assert stored(site) == before + 3  # the guesses


def test_a_mistake_in_front_keeps_nobody_from_an_answer(
    people: Callable[[], Person], site: Site, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
):
    def fail(*_given: object) -> None:
        raise RuntimeError("not foreseen")

    monkeypatch.setattr(Made, "found", fail)
    person = people()
    before = stored(site)
    assert send(person).status_code == 200
    assert stored(site) == before + 1
    assert "not foreseen" in caplog.text
