"""Points of the HTTP Observatory, computed by its public rules (mdn-http-observatory, src/grader/charts.js; S50).

Redirection to https and the preload list are the operator's; the rest is ours: everything that the site can send has
130 points at least, pages that set a cookie 135.
"""

import re
from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from emm.web import create_app
from emm.web.database import db
from tests.conftest import Site
from tests.support.client import HTMX, SAME_ORIGIN

FORM = "application/x-www-form-urlencoded"
LEAST = 130
HALF_A_YEAR = 15_768_000
"""Seconds."""
PRIVATE = {"no-referrer", "same-origin", "strict-origin", "strict-origin-when-cross-origin"}


def policy(response: TestResponse) -> dict[str, set[str]]:
    """Return the directives of the content policy."""
    parts = [part.split() for part in response.headers.get("Content-Security-Policy", "").split(";") if part.strip()]
    return {name: set(sources) for name, *sources in parts}


def of_policy(response: TestResponse) -> int:
    found = policy(response)
    unsafe = any(
        "unsafe" in source or source in ("*", "http:", "https:", "data:") for s in found.values() for source in s
    )
    if not found or unsafe:
        return -25 if not found else -20
    is_strict = found.get("default-src") == {"'none'"} and found.get("form-action", set()) <= {"'none'", "'self'"}
    return 10 if is_strict and "form-action" in found else 5


def of_cookies(response: TestResponse) -> int:
    cookies = response.headers.getlist("Set-Cookie")
    if not cookies:
        return 0
    if not all("Secure" in cookie and "HttpOnly" in cookie for cookie in cookies):
        return -40
    return 5 if all("SameSite=Lax" in cookie or "SameSite=Strict" in cookie for cookie in cookies) else 0


def of_scripts(response: TestResponse) -> int:
    """Scripts of this site need no integrity; those of others would lose points."""
    sources = re.findall(r'<script[^>]*src="([^"]+)"', response.text) if response.mimetype == "text/html" else []
    return -5 * any(not source.startswith("/") or source.startswith("//") for source in sources)


def points(response: TestResponse) -> int:
    """Return the points of a response that came over https."""
    headers = response.headers
    age = re.search(r"max-age=(\d+)", headers.get("Strict-Transport-Security", ""))
    found = [
        of_policy(response),
        of_cookies(response),
        of_scripts(response),
        -50 * ("Access-Control-Allow-Origin" in headers),
        5 if headers.get("Referrer-Policy") in PRIVATE else -5,
        0 if age and int(age[1]) >= HALF_A_YEAR else -20,
        0 if headers.get("X-Content-Type-Options") == "nosniff" else -5,
        5 if policy(response).get("frame-ancestors") == {"'none'"} else -20,
        10 if headers.get("Cross-Origin-Resource-Policy") == "same-origin" else 0,
    ]
    without_bonus = 100 + sum(one for one in found if one < 0)
    return without_bonus + sum(one for one in found if one > 0) if without_bonus >= 90 else without_bonus


@pytest.fixture
def https(site: Site, monkeypatch: pytest.MonkeyPatch) -> Iterator[FlaskClient]:
    """The site as it is reached over https."""
    settings = replace(
        site.settings, public_url="https://learn.example.org", security_contact="mailto:security@example.org"
    )
    app = create_app(settings, world=site.world, catalog=site.catalog)

    yield app.test_client()
    with app.app_context():
        db.engine.dispose()


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/", 303),
        ("/en/", 200),
        ("/en/c/sample/first", 200),
        ("/en/c/sample/print", 200),
        ("/en/me", 200),
        ("/en/settings", 200),
        ("/en/review/days.ics", 200),
        ("/set-up", 200),
        ("/admin", 303),
        ("/en/nothing", 404),
        ("/en/invitation?code=x", 404),
        ("/static/emm.css", 200),
        ("/static/htmx.min.js", 200),
        ("/static/favicon.svg", 200),
        ("/healthz", 200),
        ("/readyz", 200),
        ("/.well-known/security.txt", 200),
    ],
)
@pytest.mark.parametrize("headers", [{}, HTMX], ids=["page", "fragment"])
def test_s50_everything_that_is_looked_at(https: FlaskClient, path: str, status: int, headers: dict[str, str]):
    response = https.get(path, headers=headers)
    assert response.status_code == status
    assert points(response) >= LEAST
    response.close()


def test_s50_pages_that_set_a_cookie(https: FlaskClient):
    response = https.get("/en/sign-in")
    assert points(response) == LEAST + 5


@pytest.mark.parametrize(
    ("method", "path", "headers", "status"),
    [
        ("POST", "/en/sign-in", {"Sec-Fetch-Site": "cross-site"}, 403),
        ("POST", "/en/", SAME_ORIGIN, 405),
        ("TRACE", "/en/", {}, 405),
        ("POST", "/en/c/sample/q/wrong-option", SAME_ORIGIN | {"Content-Type": "application/json"}, 415),
        (
            "POST",
            "/en/c/sample/q/wrong-option",
            SAME_ORIGIN | {"Content-Type": "application/x-www-form-urlencoded"},
            422,
        ),
    ],
)
@pytest.mark.parametrize("more", [{}, HTMX], ids=["page", "fragment"])
def test_s50_refusals(
    https: FlaskClient, method: str, path: str, headers: dict[str, str], status: int, more: dict[str, str]
):
    response = https.open(path, method=method, headers=headers | more)
    assert response.status_code == status
    assert points(response) >= LEAST


def test_s50_too_large_a_form(https: FlaskClient):
    response = https.post("/en/c/sample/q/wrong-option", data={"answer": "x" * 100_000}, headers=SAME_ORIGIN)
    assert response.status_code == 413
    assert points(response) >= LEAST


def test_s50_a_bug_of_ours(https: FlaskClient, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("emm.web.pages.courses.overview", lambda *_arguments: 1 / 0)
    response = https.get("/en/c/sample?not=kept")
    assert response.status_code == 500
    assert points(response) >= LEAST


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("Content-Security-Policy", "default-src 'self'"),
        ("Cross-Origin-Resource-Policy", "cross-origin"),
        ("Access-Control-Allow-Origin", "*"),
        ("Referrer-Policy", "unsafe-url"),
    ],
)
def test_what_is_worse_has_fewer_points(https: FlaskClient, name: str, value: str):
    response = https.get("/en/")
    response.headers[name] = value
    assert points(response) < LEAST
