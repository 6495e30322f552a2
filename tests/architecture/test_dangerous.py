"""What would be dangerous is not done: no commands, no connections, nothing kept in browsers (docs/security.md)."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from tests.architecture.tree import MODULES, ROOT, holds_for_each, imported, named, nodes

SCRIPTS = sorted(
    path for path in (ROOT / "static").glob("*.js") if "min" not in path.name and path.name != "preview.js"
)
"""Those of learners and staff; the preview runs on the author's own machine."""
CONNECTING = {"socket", "http.client", "urllib.request", "urllib3", "requests", "httpx", "ftplib", "smtplib", "ssl"}
MAY_CONNECT = {"emm/content/outside.py", "emm/cli/certificates.py", "emm/cli/worker.py"}
"""The check of links in courses, and that of a certificate of another site: somebody starts them in a terminal.

The server's worker takes connections, and makes none.
"""
RUNNING = {"subprocess", "pty", "pickle", "marshal", "shelve", "code", "codeop"}
CALLS = {"eval", "exec", "compile", "system", "popen", "execv", "execve", "spawnv", "__import__"}
KEEPING = re.compile(
    r"localStorage|sessionStorage|indexedDB|document\.cookie|caches\.|serviceWorker|eval\(|new Function|postMessage"
)


def called(path: Path) -> Iterator[str]:
    """Give the names of the functions that a file calls by a plain name, or of the module os."""
    for node in nodes(path):
        match node:
            case ast.Call(func=ast.Name(id=name)) | ast.Call(func=ast.Attribute(value=ast.Name(id="os"), attr=name)):
                yield name


@holds_for_each(MODULES)
def test_s31_nothing_but_the_check_of_links_opens_a_connection(path: Path):
    if named(path) not in MAY_CONNECT:
        assert not {*imported(path)} & CONNECTING


def test_the_check_of_links_is_called_from_the_terminal_only():
    users = {path.relative_to(ROOT).parts[1] for path in MODULES if "emm.content.outside" in {*imported(path)}}
    assert users <= {"cli"}


@holds_for_each(MODULES)
def test_nothing_of_the_site_runs_a_command(path: Path):
    if path.relative_to(ROOT).parts[1] != "cli":
        assert not {*imported(path)} & RUNNING
    assert not {*called(path)} & CALLS


def test_the_search_would_find_what_is_dangerous(tmp_path: Path):
    file = tmp_path / "bad.py"
    file.write_text("import subprocess\nfrom urllib.request import urlopen\neval('1')\nimport os\nos.system('ls')\n")
    assert {*imported(file)} & RUNNING
    assert {*imported(file)} & CONNECTING
    assert {*called(file)} & CALLS == {"eval", "system"}
    assert KEEPING.search("localStorage.setItem('a', 'b')")


@holds_for_each(SCRIPTS)
def test_no_script_keeps_anything_in_the_browser(path: Path):
    assert not KEEPING.search(path.read_text(encoding="utf-8"))


def test_there_are_scripts():
    assert len(SCRIPTS) >= 2
