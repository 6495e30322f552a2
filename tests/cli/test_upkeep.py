"""`emm backup`, `emm restore`, `emm doctor` and `emm db new`: what they say, and how they end."""

import re
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from emm.cli import emm
from emm.cli.backup import back_up_apart
from emm.errors import Conflict, StorageError
from tests.conftest import COURSES

pytestmark = pytest.mark.thorough

SECRET = "s" * 40


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Run a command for the site in a folder."""
    monkeypatch.setattr("os.nice", lambda _step: 0)

    def command(folder: str, *arguments: object, **settings: str) -> Result:
        places = {"EMM_DATA": str(tmp_path / folder), "EMM_CONTENT": str(COURSES)}
        return CliRunner().invoke(emm, [str(one) for one in arguments], env=places | settings)

    return command


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Where the backup goes."""
    return tmp_path / "site.zip"


def test_a_backup_says_that_it_was_checked(run, file: Path):
    assert run("here", "db", "upgrade").exit_code == 0
    result = run("here", "backup", file)
    assert result.exit_code == 0, result.output
    assert re.search(rf"Backup: {file} \(0\.\d MB\)", result.output)
    assert re.search(r"all 0 rows in \d+ tables and \d+ files are the same", result.output)
    assert re.search(r"SHA-256: [0-9a-f]{64}", result.output)
    assert "keep it where only you can read it" in result.output
    assert "The keys are not in it" in run("here", "backup", file, "--without-keys").output


def test_without_a_name_it_is_the_backup_of_the_day(run, tmp_path: Path):
    run("here", "db", "upgrade")
    result = run("here", "backup")
    assert "Kept: 1 daily backups; the oldest, daily-" in result.output
    assert len(list((tmp_path / "here" / "backups").glob("daily-*.zip"))) == 1
    run("here", "backup", EMM_BACKUP_FOLDER=str(tmp_path / "elsewhere"))
    assert len(list((tmp_path / "elsewhere").iterdir())) == 1


@pytest.mark.no_cover
def test_the_server_backs_up_in_a_process_of_its_own(run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("EMM_DATA", str(tmp_path / "here"))
    monkeypatch.setenv("EMM_CONTENT", str(COURSES))
    run("here", "db", "upgrade")
    assert "Kept: 1 daily backups" in back_up_apart()
    (tmp_path / "here" / "emm.sqlite3").write_bytes(b"x" * 5000)
    with pytest.raises(StorageError, match="is damaged: file is not a database"):
        back_up_apart()


def test_restoring_says_what_was_put_back_and_which_settings_differ(run, file: Path, tmp_path: Path):
    run("here", "db", "upgrade", EMM_SECRET_KEY=SECRET)
    run("here", "backup", file, EMM_SITE_NAME="Our school", EMM_SECRET_KEY=SECRET)
    result = run("there", "restore", file)
    assert result.exit_code == 0, result.output
    assert "Restored: the site as it was on 20" in result.output
    assert "Checked: all 0 rows" in result.output
    assert "Where the backup was made, EMM_SITE_NAME was: Our school" in result.output
    assert (tmp_path / "there" / "secret.key").read_text() == SECRET
    assert SECRET not in result.output
    again = run("there", "restore", file, "--replace", EMM_SITE_NAME="Our school")
    assert "EMM_SITE_NAME" not in again.output
    assert f"What was there before is in {tmp_path / 'there' / 'set-aside-'}" in again.output


def test_a_backup_without_keys_says_so_when_it_is_restored(run, file: Path):
    run("here", "db", "upgrade")
    run("here", "backup", file, "--without-keys")
    assert "The backup holds no keys" in run("there", "restore", file).output


def test_other_courses_can_stay(run, file: Path, tmp_path: Path):
    run("here", "db", "upgrade")
    run("here", "backup", file)
    other = tmp_path / "courses"
    other.mkdir()
    (other / "mine.md").write_text("mine")
    result = run("there", "restore", file, "--keep-courses", EMM_CONTENT=str(other))
    assert "The courses are those that were there" in result.output
    assert [path.name for path in other.iterdir()] == ["mine.md"]


def test_refusals_are_told_in_words(run, file: Path):
    assert "There is no file" in run("there", "restore", file).output
    file.write_text("x")
    refused = run("there", "restore", file).exception
    assert isinstance(refused, StorageError)
    assert "File is not a zip file" in str(refused)


def test_the_doctor_ends_with_one_when_there_is_a_problem(run, tmp_path: Path):
    assert run("here", "doctor").exit_code == 0
    run("here", "db", "upgrade")
    run("here", "backup")
    (tmp_path / "here" / "emm.sqlite3").unlink()
    result = run("here", "doctor")
    assert result.exit_code == 1
    assert "NOT  database: The database" in result.output
    assert "         emm restore " in result.output
    assert " problem(s)." in result.output


def test_an_empty_database_is_made_only_when_it_is_asked_for(run, tmp_path: Path):
    run("here", "db", "upgrade")
    run("here", "backup")
    (tmp_path / "here" / "emm.sqlite3").unlink()
    assert isinstance(run("here", "db", "upgrade").exception, StorageError)
    assert "There is an empty database now" in run("here", "db", "new").output
    assert isinstance(run("here", "db", "new").exception, Conflict)
