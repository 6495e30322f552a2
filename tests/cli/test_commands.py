"""The terminal's side: what the commands say and how they end."""

import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from emm.cli import COMMANDS, emm
from emm.store import migrations
from tests.conftest import COURSES

VERSIONS = Path(migrations.__file__).parent / "versions"


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Run a command with a data folder of the test's own."""
    monkeypatch.setenv("EMM_DATA", str(tmp_path / "data"))
    return lambda *arguments: CliRunner().invoke(emm, [str(argument) for argument in arguments])


@pytest.fixture
def course(tmp_path: Path) -> Path:
    """A copy of the sample course that a test may damage."""
    return Path(shutil.copytree(COURSES / "sample", tmp_path / "courses" / "sample"))


@pytest.mark.parametrize("command", [[], *([name] for name in COMMANDS), ["db", "upgrade"]])
def test_every_command_explains_itself_with_an_example(run, command):
    result = run(*command, "--help")
    assert result.exit_code == 0
    assert "Example:" in result.output


def test_a_good_course_passes_the_check(run, course: Path):
    result = run("check", course)
    assert result.exit_code == 0
    assert "sample: en: 3 lessons" in result.output
    assert "0 errors, " in result.output
    assert "    hint: " in result.output


def test_warnings_fail_only_when_asked(run, course: Path):
    assert run("check", course, "--strict").exit_code == 1
    lesson = course / "en" / "2-more" / "1-third.md"
    assert "W215 The lesson has no question." in run("check", course).output
    assert str(lesson) in run("check", course).output


def test_the_summary_shows_each_lesson_in_numbers(run, course: Path):
    shown = run("check", course, "--summary").output.splitlines()
    heading = next(line for line in shown if line.startswith("lesson"))
    assert heading.split() == ["lesson", "words", "min", "mean", "longest", "grade", "questions"]
    first = next(line for line in shown if line.startswith("first "))
    assert int(first.split()[1]) > 20
    assert "understand" in first or "remember" in first


def test_everything_can_be_had_as_json(run, course: Path):
    (told,) = json.loads(run("check", course, "--json").output)
    assert told["course"] == "sample"
    assert [lesson["lesson"] for lesson in told["languages"]["en"]] == ["first", "second", "third"]
    assert {"path", "line", "code", "message", "hint"} == set(told["problems"][0])


def test_a_problem_is_named_with_its_place_and_a_way_out(run, course: Path):
    lesson = course / "en" / "1-start" / "1-first.md"
    lesson.write_text(lesson.read_text().replace("- [x] b) A distractor", "- [ ] b) A distractor"))
    line = lesson.read_text().splitlines().index("### Question: What is a wrong option called?") + 1
    result = run("check", course.parent)
    assert result.exit_code == 1
    assert f'{lesson}:{line}: E104 No right answer in question "wrong-option".' in result.output
    assert "    hint: Mark the right option with [x]" in result.output


def test_a_folder_without_courses_is_wrong_use(run, tmp_path: Path):
    empty = tmp_path / "empty"
    empty.mkdir()
    result = run("check", empty)
    assert result.exit_code == 2
    assert "There is no course in this folder" in result.output


def test_ids_are_recorded_on_request(run, course: Path):
    assert run("check", course, "--record").exit_code == 0
    assert '"wrong-option"' in (course / "ids.json").read_text()


def test_settings_are_listed_without_secrets(run, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("EMM_SECRET_KEY", "s" * 40)
    result = run("settings")
    assert result.exit_code == 0
    assert "EMM_SITE_NAME=Microlearning" in result.output
    assert "s" * 40 not in result.output


def test_the_schema_is_brought_up_to_date(run, tmp_path: Path):
    result = run("db", "upgrade")
    assert result.exit_code == 0
    assert "SQLite" in result.output
    newest = max(path.name for path in VERSIONS.glob("[0-9]*.py")).partition("_")[0]
    assert f"Tables: version {newest}" in result.output
    assert (tmp_path / "data" / "emm.sqlite3").exists()
