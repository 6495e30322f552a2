"""What people type and what their browsers tell is in no file, but where it was meant to be kept."""

import http.client
from itertools import cycle, islice
from pathlib import Path
from urllib.parse import urlencode

import pytest

from tests.durability.clients import LESSON, QUESTION, Learner
from tests.durability.server import PATIENCE, Server, serving

pytestmark = pytest.mark.sqlite

MARKER = "Zanzibar7391"
REQUESTS = 1000
PAGES = ["/en/", LESSON, "/en/search", "/en/glossary", "/en/me", "/en/sign-in", "/en/verify", "/admin"]
PAGES += [f"/en/{MARKER}"]
FORMS = ["/en/sign-in", "/en/new-password", "/en/save", "/en/save/name", "/en/save/password", "/en/settings", QUESTION]
FORMS += [
    "/en/me/delete",
    "/en/me/download",
    "/en/sign-out",
    "/en/invitation",
    "/set-up",
    "/admin/people",
    f"/{MARKER}",
]
FIELDS = ["name", "mail", "password", "code", "answer", "way", "word", "key", "csrf_token", "next", "role", "language"]
HEADERS = {"User-Agent": MARKER, "Referer": f"http://127.0.0.1/{MARKER}", "X-Forwarded-For": MARKER}


def send(server: Server, method: str, path: str, number: int) -> int:
    """Send a request that says the marker wherever something can be said; return the status."""
    cookie = {"Cookie": f"emm={MARKER}"} if number % 2 else {"Accept-Language": MARKER}
    form = {"Content-Type": "application/x-www-form-urlencoded", "Sec-Fetch-Site": "same-origin"}
    body = urlencode(dict.fromkeys(FIELDS, MARKER)) if method == "POST" else None
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=PATIENCE)
    try:
        connection.request(method, f"{path}?q={MARKER}", body, HEADERS | cookie | (form if body else {}))
        response = connection.getresponse()
        response.read()
        return response.status
    finally:
        connection.close()


def holding(folder: Path, word: str) -> set[str]:
    """Return the names of the files in which a word stands, however it is written."""
    files = (path for path in folder.rglob("*") if path.is_file())
    return {path.name for path in files if word.lower().encode() in path.read_bytes().lower()}


def test_s52_a_thousand_requests_leave_their_words_nowhere(tmp_path: Path):
    asked = islice(cycle([*(("GET", page) for page in PAGES), *(("POST", form) for form in FORMS)]), REQUESTS)
    with serving(tmp_path / "data") as server:
        statuses = [send(server, method, path, number) for number, (method, path) in enumerate(asked)]
        somebody = Learner(server, "somebody-to-be-found")
        assert somebody.act().status == 200
        somebody.leave()
        assert server.stop() == 0
        said = server.said()
    assert max(statuses) < 500
    assert len(set(statuses)) > 3, "pages, refusals and what is not there"
    assert MARKER.lower() not in said.lower()
    assert holding(tmp_path, MARKER) == set()
    assert holding(tmp_path, somebody.name) == {"emm.sqlite3"}, "the search finds what is kept"
