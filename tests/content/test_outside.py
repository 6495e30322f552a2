"""Links out of a course are found at their lines, and asked for once each; the only server asked is our own."""

import socket
import ssl
import threading
import time
from collections import Counter
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import SimpleNamespace
from urllib.error import URLError

import pytest
from click.testing import CliRunner

from emm.cli import emm
from emm.content import outside
from emm.content.outside import answers, outside_links
from tests.support.sample import HEAD, HEAD_LINES, LESSON, write_course


class Site(BaseHTTPRequestHandler):
    """A site with a page for each way of answering."""

    asked: Counter[str] = Counter()
    at_once = 0
    most_at_once = 0

    def do_GET(self) -> None:
        Site.asked[self.path] += 1
        Site.at_once += 1
        Site.most_at_once = max(Site.most_at_once, Site.at_once)
        try:
            self._reply()
        finally:
            Site.at_once -= 1

    def _reply(self) -> None:
        name = self.path.strip("/").partition("-")[0]
        if name == "slow":
            time.sleep(1.5)
        elif name == "together":
            time.sleep(0.2)
        elif name == "rude":
            self.wfile.write(b"Hello\r\n\r\n")
            return
        elif name == "gone":
            self.close_connection = True
            return
        status = int(name) if name.isdecimal() else 302 if name in {"moved", "circle"} else 200
        self.send_response(status)
        if status == 302:
            self.send_header("Location", "/there" if name == "moved" else "/circle")
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Return the address of a site on this machine."""
    monkeypatch.setenv("no_proxy", "*")
    Site.asked, Site.at_once, Site.most_at_once = Counter(), 0, 0
    server = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))  # looks so often whether it is to end
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def test_links_are_found_wherever_they_stand(tmp_path: Path) -> None:
    text = (
        "A [link](https://a.example/x#y), https://b.example/ and <http://c.example>.\n\n"
        "- [mail](mailto:a@b.example) and [none](1-first.md)\n"
        "  > in a [quote](https://d.example)\n\n"
        "```\nhttps://code.example\n```\n\nA source.[^1]\n\n"
        "[^1]: A book.\n    https://e.example/b\n"
    )
    files = {LESSON: HEAD + text, "en/glossary.md": "## State\n\nA [country](https://f.example).\n"}
    found = outside_links(write_course(tmp_path, files))
    places = [(link.path, link.line - HEAD_LINES if link.path == LESSON else link.line, link.address) for link in found]
    assert places == [
        ("en/1-start/1-first.md", 35, "https://example.org/book"),
        (LESSON, 1, "http://c.example"),
        (LESSON, 1, "https://a.example/x#y"),
        (LESSON, 1, "https://b.example/"),
        (LESSON, 4, "https://d.example"),
        (LESSON, 13, "https://e.example/b"),
        ("en/glossary.md", 3, "https://f.example"),
    ]
    assert found[2].page == "https://a.example/x"


def test_a_file_that_is_too_large_has_none(tmp_path: Path) -> None:
    root = write_course(tmp_path, {LESSON: HEAD + "[a](https://a.example)\n\n" + "[" * 2_000})
    assert [link.path for link in outside_links(root)] == ["en/1-start/1-first.md"]


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("fine", ""),
        ("moved", ""),
        ("404", "it answers 404 (Not Found)"),
        ("503", "it answers 503 (Service Unavailable)"),
        ("599", "it answers 599"),
        ("circle", "it leads in circles"),
        ("slow", "it does not answer within 0.5 seconds"),
        ("rude", "its host does not answer as a web site does"),
        ("gone", "its host breaks off the connection"),
    ],
)
def test_each_way_of_answering(path: str, reason: str, site: str) -> None:
    assert list(answers([f"{site}/{path}"], patience=0.5)) == [(f"{site}/{path}", reason)]


def test_a_server_that_is_not_there(site: str) -> None:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        page = f"http://127.0.0.1:{one.getsockname()[1]}/"
        assert list(answers([page])) == [(page, "its host refuses the connection")]


def test_a_server_without_a_secure_connection(site: str) -> None:
    page = site.replace("http:", "https:")
    assert list(answers([page])) == [(page, "no secure connection can be made")]


@pytest.mark.parametrize(
    ("failure", "reason"),
    [
        (URLError(socket.gaierror(-2, "?")), "there is no host of this name, or no connection to the internet"),
        (URLError(ssl.SSLCertVerificationError(1, "?")), "its certificate is not valid"),
        (URLError("no route"), "it cannot be asked for (no route)"),
        (UnicodeError("label too long"), "it cannot be asked for (label too long)"),
    ],
)
def test_failures_that_need_a_net(failure: Exception, reason: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise failure

    monkeypatch.setattr(outside, "build_opener", lambda: SimpleNamespace(open=refuse))
    assert list(answers(["https://a.example"])) == [("https://a.example", reason)]


@pytest.mark.parametrize("address", ["http://[a", "mailto:a@b.example", "../course.md", "//a.example", "https:///x"])
def test_what_is_no_page_of_another_site(address: str) -> None:
    assert not outside.is_outside(address)


def test_each_page_is_asked_for_once_and_several_at_a_time(site: str) -> None:
    pages = [f"{site}/together-{number}" for number in range(6)]
    assert dict(answers([*pages, *pages])) == dict.fromkeys(pages, "")
    assert set(Site.asked.values()) == {1}
    assert Site.most_at_once > 1


def test_the_check_looks_up_links_only_when_asked(site: str, tmp_path: Path) -> None:
    text = f"One [link]({site}/404#a).\n\nThe [same]({site}/404#b) and [another]({site}/fine).\n"
    files = {LESSON: HEAD + text, "en/1-start/1-first.md": None, "en/1-start/topic.md": TOPIC_ALONE}
    root = write_course(tmp_path, files)
    assert "W218" not in CliRunner().invoke(emm, ["check", str(root)]).stdout
    assert not Site.asked
    result = CliRunner().invoke(emm, ["check", str(root), "--links", "--strict"])
    place = root / LESSON
    for line, anchor in ((HEAD_LINES + 1, "a"), (HEAD_LINES + 3, "b")):
        message = f"W218 Outside link does not work: {site}/404#{anchor} (it answers 404 (Not Found))."
        assert f"{place}:{line}: {message}\n    hint: Open it in a browser." in result.stdout
    assert result.stdout.count("W218") == 2
    assert "Looking up 2 pages of other sites" in result.stderr
    assert result.exit_code == 1
    assert Site.asked == {"/404": 1, "/fine": 1}


TOPIC_ALONE = "---\nid: start\ntitle: The start\nkeep: [One., Two.]\n---\n"
