"""Stored pages are answered before the application: only what is everybody's, and only to those who tell nothing."""

import gzip
from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask import Flask, request_started
from werkzeug.test import TestResponse

from emm.web import create_app
from emm.web.database import db
from emm.web.security import HEADERS, OF_PAGES
from tests.conftest import Site
from tests.support.client import HTMX, PageClient

LESSON = "/en/c/sample/first"
GZIP = {"Accept-Encoding": "gzip"}


@pytest.fixture
def reached(site: Site) -> Iterator[list[str]]:
    """The paths of all requests that reach the application behind the stored pages."""
    paths: list[str] = []

    def note(_app: Flask, **_more: object) -> None:
        paths.append(LESSON)

    with request_started.connected_to(note, site.app):
        yield paths


def ask(client: PageClient, method: str = "GET", path: str = LESSON, **headers: str) -> TestResponse:
    """Send a request with these headers and no others."""
    bare = client.client.application.test_client(use_cookies=False)
    return bare.open(path, method=method, headers={name.replace("_", "-"): value for name, value in headers.items()})


def test_the_second_visitor_does_not_reach_the_application(client: PageClient, reached: list[str]):
    first, second = ask(client), ask(client)
    assert (first.data, dict(first.headers)) == (second.data, dict(second.headers))
    assert len(reached) <= 1  # another test may have asked for the page before


@pytest.mark.parametrize("headers", [{}, GZIP])
def test_a_stored_page_has_every_header(client: PageClient, headers: dict[str, str]):
    ask(client)
    page = ask(client, **headers)
    for name, value in (HEADERS | OF_PAGES).items():
        assert page.headers.getlist(name) == [value]
    assert page.headers["Content-Length"] == str(len(page.data))
    assert page.headers["Cache-Control"] == "no-cache"
    assert page.headers.getlist("Vary") == ["Cookie, Accept-Encoding, HX-Request, Save-Data"]
    assert ("Content-Encoding" in page.headers) is bool(headers)


def test_who_refuses_gzip_gets_text(client: PageClient):
    page = ask(client, **{"Accept-Encoding": "gzip;q=0, identity"})
    assert b"<h1" in page.data
    assert gzip.decompress(ask(client, **GZIP).data) == page.data


def test_the_head_alone_is_that_of_the_page(client: PageClient):
    page, head = ask(client), ask(client, "HEAD")
    assert head.data == b""
    assert head.headers == page.headers


@pytest.mark.parametrize(
    ("path", "headers"),
    [
        (f"{LESSON}?q=x", {}),
        (LESSON, {"Cookie": "emm=somebody"}),
        (LESSON, {"Cookie": "a=b; __Host-emm=somebody"}),
        (LESSON, HTMX),
        ("/en/c/sample/nowhere", {}),
        ("/en/settings/", {}),
    ],
)
def test_everything_else_reaches_it(client: PageClient, reached: list[str], path: str, headers: dict[str, str]):
    for _twice in range(2):
        ask(client, path=path, **headers)
    assert len(reached) == 2


def test_a_cookie_of_others_makes_no_difference(client: PageClient, reached: list[str]):
    ask(client)
    before = len(reached)
    assert ask(client, Cookie="consent=no").status_code == 200
    assert len(reached) == before


def test_a_forged_tag_gives_an_arrangement_that_exists(client: PageClient):
    for tag in ('W/"12-x"', 'W/"-1-x"', 'W/"٣-x"', "*", '"', 'W/"999999999999999999999-"'):
        assert ask(client, If_None_Match=tag).status_code in (200, 304)


def test_only_its_own_name_is_answered(site: Site):
    settings = replace(site.settings, public_url="https://learn.example")
    app = create_app(settings, world=site.world, catalog=site.catalog)
    client = app.test_client()
    for host, status in (
        ("learn.example", 200),
        ("evil.example", 400),
        ("learn.example", 200),
        ("127.0.0.1", 200),
    ):
        answer = client.get(LESSON, headers={"Host": host})
        assert (answer.status_code, b"evil.example" in answer.data) == (status, False), host
    assert client.get("/healthz", headers={"Host": "localhost:8000"}).status_code == 200
    with app.app_context():
        db.engine.dispose()
