"""`emm fix` at the terminal: it shows first, asks, and writes nothing that nobody agreed to."""

import shutil
from importlib import import_module
from pathlib import Path

import pytest
from click.testing import CliRunner

from emm.cli import emm
from tests.conftest import COURSES

MODULE = import_module("emm.cli.fix")


@pytest.fixture
def course(tmp_path: Path) -> Path:
    """A copy of the sample course in which the feedback of one option stands too far to the left."""
    made = Path(shutil.copytree(COURSES / "sample", tmp_path / "courses" / "sample"))
    lesson = lesson_of(made)
    lesson.write_text(lesson.read_text().replace("\n  > ", "\n> ", 1))
    return made


def lesson_of(course: Path) -> Path:
    return course / "en" / "1-start" / "1-first.md"


def run(*arguments: object, answer: str = ""):
    return CliRunner().invoke(emm, ["fix", *map(str, arguments)], input=answer)


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody sits there."""
    monkeypatch.setattr(MODULE, "is_terminal", lambda: True)


def test_without_a_terminal_it_shows_and_writes_nothing(course: Path):
    before = lesson_of(course).read_bytes()
    result = run(course)
    assert result.exit_code == 1
    assert f"--- {lesson_of(course)} (now)\n+++ {lesson_of(course)} (then)\n@@ " in result.stdout
    assert "\n-> " in result.stdout
    assert "\n+  > " in result.stdout
    assert result.stdout.endswith("Nothing was written.\n")
    assert result.stderr == "There is no terminal to ask at. To write these changes: emm fix --yes\n"
    assert lesson_of(course).read_bytes() == before


def test_with_yes_it_writes_and_then_there_is_nothing_left(course: Path):
    result = run(course.parent, "--yes")
    assert result.exit_code == 0
    assert result.stdout.endswith("Changed 1 file(s). See what is left: emm check\n")
    assert lesson_of(course).read_bytes() == lesson_of(COURSES / "sample").read_bytes()
    again = run(course)
    assert (again.exit_code, again.stdout) == (
        0,
        "There is nothing that emm fix can mend. What else there is: emm check\n",
    )


@pytest.mark.usefixtures("terminal")
@pytest.mark.parametrize(("answer", "is_written", "code"), [("y\n", True, 0), ("n\n", False, 1), ("\n", False, 1)])
def test_at_a_terminal_it_asks(course: Path, answer: str, is_written: bool, code: int):
    result = run(course, answer=answer)
    assert "Write these changes to 1 file(s)? [y/N]" in result.stdout
    assert result.exit_code == code
    assert (lesson_of(course).read_bytes() == lesson_of(COURSES / "sample").read_bytes()) == is_written


def test_what_a_diff_cannot_show_is_said(course: Path):
    lesson = lesson_of(course)
    lesson.write_bytes(lesson_of(COURSES / "sample").read_bytes().replace(b"\n", b"\r\n", 3))
    assert f"{lesson}: the same words, with plain line ends in UTF-8" in run(course).stdout


def test_a_folder_without_courses_is_wrong_use(tmp_path: Path):
    assert run(tmp_path).exit_code == 2


def test_somebody_is_there_only_at_a_terminal():
    assert MODULE.is_terminal() is False
