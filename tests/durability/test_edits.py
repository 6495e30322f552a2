"""Authors save files while learners read: the new text shows within seconds, a broken one never does."""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.durability.conftest import Noted
from tests.durability.server import Server, copy_of_courses, get, serving, until

pytestmark = pytest.mark.sqlite

LESSON = "/en/c/sample/third"
FILE = "sample/en/2-more/1-third.md"
OLD = "The last line was written."
NEW = "The very last line was written."
GOOD, BROKEN = "[lo2]", "[lo9]"
"""An objective that exists, and one that does not."""
MANY = 12
"""Requests enough to meet every worker, as a rule: one that has a processor of its own may be quicker each time."""
ALL_HAVE_LOOKED = 2
"""Seconds after which every worker has seen a change; they look twice a second."""


@pytest.fixture
def content(tmp_path: Path) -> Path:
    """A folder of courses that may be changed."""
    return copy_of_courses(tmp_path / "content")


@pytest.fixture
def server(tmp_path: Path, content: Path) -> Iterator[Server]:
    """A server of these courses."""
    with serving(tmp_path / "data", content=content) as server:
        yield server


def test_a_saved_lesson_shows_within_seconds(server: Server, content: Path, record_property):
    assert shows(server, OLD)
    change(content, OLD, NEW)
    record_property("seconds", until(lambda: shows(server, NEW), "the old text is still shown", patience=5))


def test_r13_a_broken_lesson_leaves_the_old_text(server: Server, content: Path, noted: Noted):
    change(content, GOOD, BROKEN)
    assert_stays(server, OLD, seconds=3)
    checked = emm_check(content)
    assert checked.returncode == 1
    assert f"{FILE}:4:" in checked.stdout, checked.stdout
    change(content, BROKEN, GOOD)
    change(content, OLD, NEW)
    seconds = until(lambda: shows(server, NEW), "the old text is still shown", patience=5)
    noted("R13", f"a lesson saved with an error: the old text stays; mended, it shows after {seconds:.1f} s")


def test_a_new_worker_shows_what_the_others_show(server: Server, content: Path):
    change(content, OLD, NEW)
    until(lambda: shows(server, NEW), "the old text is still shown", patience=5)
    time.sleep(ALL_HAVE_LOOKED)
    change(content, GOOD, BROKEN)
    assert_stays(server, NEW, seconds=3)
    worker = server.workers()[0]
    os.kill(worker, signal.SIGKILL)
    until(lambda: worker not in server.workers() and len(server.workers()) == 2, "there is no new worker")
    assert_stays(server, NEW, seconds=3)


def test_a_later_start_shows_the_text_of_now_whatever_became_of_what_was_compiled(server: Server, content: Path):
    kept = server.data / "compiled"
    (file,) = kept.iterdir()

    def in_the_way() -> None:
        shutil.rmtree(kept)
        kept.touch()

    server.stop()
    change(content, OLD, NEW)
    for harm in (lambda: None, lambda: file.write_bytes(b"x"), lambda: shutil.rmtree(kept), in_the_way):
        harm()
        server.start()
        assert shows(server, NEW)
        server.stop()
    assert server.said().count("Courses to compile: 1") == 3, server.said()


def shows(server: Server, words: str) -> bool:
    """Whether every one of many requests shows the lesson with these words."""
    pages = [get(server.port, LESSON) for _ in range(MANY)]
    assert {status for status, _text in pages} == {200}
    return all(words in text for _status, text in pages)


def assert_stays(server: Server, words: str, *, seconds: float) -> None:
    """Check that the words are shown all the time."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        assert shows(server, words)
        time.sleep(0.1)


def change(content: Path, old: str, new: str) -> None:
    """Save the lesson with other words, as an editor does: a new file in place of the old one."""
    path = content / FILE
    text = path.read_text()
    assert old in text
    draft = path.with_name(f"{path.name}~")
    draft.write_text(text.replace(old, new))
    draft.replace(path)


def emm_check(content: Path) -> subprocess.CompletedProcess[str]:
    """Run `emm check` on all courses."""
    return subprocess.run([sys.executable, "-m", "emm", "check", str(content)], capture_output=True, text=True)
