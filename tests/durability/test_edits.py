"""Authors save files while learners read: the new text shows within seconds, a broken one never does."""

import subprocess
import sys
import time
from pathlib import Path

from tests.durability.server import Server, copy_of_courses, get, serving, until

LESSON = "/en/c/sample/third"
FILE = "sample/en/2-more/1-third.md"
OLD = "The last line was written."
NEW = "The very last line was written."
MANY = 12
"""Requests enough to meet every worker."""


def test_a_saved_lesson_shows_within_seconds(tmp_path: Path):
    content = copy_of_courses(tmp_path / "content")
    with serving(tmp_path / "data", content=content) as server:
        assert shows(server, OLD)
        change(content / FILE, OLD, NEW)
        seconds = until(lambda: shows(server, NEW), "the old text is still shown", patience=5)
        print(f"an edited lesson showed after {seconds:.1f} s")  # noqa: T201


def test_a_broken_lesson_leaves_the_old_text(tmp_path: Path):
    content = copy_of_courses(tmp_path / "content")
    with serving(tmp_path / "data", content=content) as server:
        change(content / FILE, "[lo2]", "[lo9]")
        assert_stays(server, OLD, seconds=3)
        checked = emm_check(content)
        assert checked.returncode == 1
        assert f"{FILE}:4:" in checked.stdout, checked.stdout
        change(content / FILE, "[lo9]", "[lo2]")
        change(content / FILE, OLD, NEW)
        until(lambda: shows(server, NEW), "the old text is still shown", patience=5)


def test_a_new_worker_shows_what_the_others_show(tmp_path: Path): ...


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


def change(path: Path, old: str, new: str) -> None:
    """Save a file with other words, as an editor does: a new file in place of the old one."""
    text = path.read_text()
    assert old in text
    draft = path.with_name(f"{path.name}~")
    draft.write_text(text.replace(old, new))
    draft.replace(path)


def emm_check(content: Path) -> subprocess.CompletedProcess[str]:
    """Run `emm check` on all courses."""
    return subprocess.run([sys.executable, "-m", "emm", "check", str(content)], capture_output=True, text=True)
