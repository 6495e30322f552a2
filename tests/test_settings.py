"""What the operator may choose, and what is refused before anything starts."""

import os
import re
import stat
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import FrozenInstanceError
from pathlib import Path
from subprocess import PIPE
from threading import Barrier

import pytest

from emm.errors import SettingsError
from emm.settings import KNOBS, PREFIX, SAMPLES, SHORTEST_KEY, Settings, described, from_environment, key_in_force

ROOT = Path(__file__).parents[1]
KEY = "k3Y-" * 12
START = """
import sys
from emm.settings import from_environment, key_in_force
print("ready", flush=True)
sys.stdin.readline()
print(key_in_force(from_environment()))
"""


def problems(**environment: str) -> tuple[str, ...]:
    """Return what is said about these settings; the names come without their prefix."""
    with pytest.raises(SettingsError) as refused:
        from_environment({PREFIX + name: value for name, value in environment.items()})
    return refused.value.problems


def test_without_anything_the_defaults_hold():
    found = from_environment({"PATH": "/bin", "HOME": "/root"})
    assert (found.workers, found.threads, found.trusted_proxies, found.guest_days) == (2, 8, 0, 180)
    assert (found.data, found.content) == (Path("instance").resolve(), Path("content").resolve())
    assert (found.languages, found.public_url, found.secure) == ((), "", False)


def test_an_empty_value_is_no_value():
    assert from_environment({"EMM_WORKERS": "", "EMM_SITE_NAME": ""}) == from_environment({})


def test_every_mistake_is_told_at_once():
    said = problems(WORKERS="many", THREADS="0", GUEST_DAYS="-1", PUBLIC_URL="learn", SECRET_KEY="x", WROKERS="2")
    assert len(said) == 6
    for name in ("WORKERS", "THREADS", "GUEST_DAYS", "PUBLIC_URL", "SECRET_KEY", "WROKERS"):
        assert sum(sentence.startswith(f"{PREFIX}{name} ") for sentence in said) == 1, name
    assert all(sentence.endswith(".") for sentence in said)


def test_an_unknown_name_is_refused_with_the_known_ones():
    (said,) = problems(DATABASE="sqlite://")
    assert said.startswith("EMM_DATABASE is not a setting.")
    assert all(PREFIX + field.name.upper() in said for field in KNOBS)


def test_names_for_tests_and_of_others_are_left_alone():
    environment = {"EMM_TEST_DATABASE": "postgresql", "EMMA_X": "1", "emm_data": "/x", "XEMM_DATA": "/x"}
    assert from_environment(environment) == from_environment({})


@pytest.mark.parametrize("value", ["65", "-1", "1.5", "two", "１", "1e1", "9" * 5000])
def test_numbers_are_whole_and_within_their_limits(value: str):
    assert len(problems(WORKERS=value)) == 1


@pytest.mark.parametrize(("value", "number"), [("1", 1), (" 64 ", 64), ("007", 7)])
def test_good_numbers_are_read(value: str, number: int):
    assert from_environment({"EMM_WORKERS": value}).workers == number


@pytest.mark.parametrize(
    ("value", "address", "secure"),
    [
        ("https://learn.example.org", "https://learn.example.org", True),
        (" https://learn.example.org/ ", "https://learn.example.org", True),
        ("HTTPS://learn.example.org:8443", "https://learn.example.org:8443", True),
        ("http://[::1]:8000", "http://[::1]:8000", False),
    ],
)
def test_the_public_address_decides_whether_cookies_are_secure(value: str, address: str, secure: bool):
    found = from_environment({"EMM_PUBLIC_URL": value})
    assert (found.public_url, found.secure) == (address, secure)


@pytest.mark.parametrize(
    "value",
    [
        "learn.example.org",
        "ftp://example.org",
        "//example.org",
        "https://",
        "https://:80",
        "https://[",
        "https://example.org/learn",
        "https://example.org?a=1",
        "https://example.org/#top",
    ],
)
def test_other_public_addresses_are_refused(value: str):
    assert len(problems(PUBLIC_URL=value)) == 1


@pytest.mark.parametrize("value", ["en fr", "en,fr", " en, fr ,"])
def test_languages_come_in_a_list(value: str):
    assert from_environment({"EMM_LANGUAGES": value}).languages == ("en", "fr")


def test_the_database_is_a_file_in_the_data_folder_unless_named(tmp_path: Path):
    assert from_environment({"EMM_DATA": str(tmp_path)}).database == f"sqlite:///{tmp_path}/emm.sqlite3"
    named = from_environment({"EMM_DATABASE_URL": "postgresql+psycopg://db/emm"})
    assert named.database == "postgresql+psycopg://db/emm"


def test_settings_cannot_be_changed():
    with pytest.raises(FrozenInstanceError):
        from_environment({}).workers = 9  # type: ignore[misc]


@pytest.mark.parametrize("key", [*sorted(SAMPLES), "ChangeMe", " secret ", "x" * (SHORTEST_KEY - 1)])
def test_s46_sample_and_short_keys_are_refused(key: str):
    (said,) = problems(SECRET_KEY=key)
    assert str(SHORTEST_KEY) in said


def test_s46_what_is_said_about_a_key_does_not_show_it():
    assert "hunter2" not in "".join(problems(SECRET_KEY="hunter2"))


def test_described_names_every_setting_with_a_sentence():
    found = described(from_environment({}))
    assert [entry.name for entry in found] == [PREFIX + field.name.upper() for field in KNOBS]
    for entry in found:
        assert entry.default
        assert re.fullmatch(r"[A-Z].{10,}\.", entry.about), entry


def test_s46_described_hides_secrets_and_shows_the_rest():
    secrets = {"EMM_SECRET_KEY": KEY, "EMM_DATABASE_URL": "postgresql+psycopg://emm:p4ss@db/emm"}
    found = described(from_environment(secrets | {"EMM_LANGUAGES": "en fr", "EMM_WORKERS": "3"}))
    shown = {entry.name: entry.value for entry in found}
    assert shown["EMM_LANGUAGES"] == "en fr"
    assert shown["EMM_WORKERS"] == "3"
    assert KEY not in repr(found)
    assert "p4ss" not in repr(found)


def settings(data: Path, **more: str) -> Settings:
    """Return settings whose data folder is `data`."""
    return from_environment({"EMM_DATA": str(data)} | {f"EMM_{name}": value for name, value in more.items()})


def test_the_key_that_is_set_needs_no_file(tmp_path: Path):
    assert key_in_force(settings(tmp_path, SECRET_KEY=f" {KEY}\n")) == KEY
    assert not list(tmp_path.iterdir())


def test_s46_the_first_start_makes_a_key_file_for_its_owner_only(tmp_path: Path):
    data = tmp_path / "not" / "yet"
    key = key_in_force(settings(data))
    assert [path.name for path in data.iterdir()] == ["secret.key"]
    assert stat.S_IMODE((data / "secret.key").stat().st_mode) == 0o600
    assert len(key) >= 43, "256 bits"


def test_s46_a_wide_open_umask_does_not_open_the_key_file(tmp_path: Path):
    before = os.umask(0)
    try:
        key_in_force(settings(tmp_path))
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "secret.key").stat().st_mode) == 0o600


def test_later_starts_use_the_same_key_and_other_sites_another(tmp_path: Path):
    first = key_in_force(settings(tmp_path / "one"))
    assert key_in_force(settings(tmp_path / "one")) == first
    assert key_in_force(settings(tmp_path / "two")) != first


def test_a_crash_at_the_first_start_does_not_prevent_the_second(tmp_path: Path):
    (tmp_path / f"secret.key.{os.getpid()}").write_text("half a k")
    assert len(key_in_force(settings(tmp_path))) >= SHORTEST_KEY


@pytest.mark.thorough
@pytest.mark.no_cover
def test_s46_eight_processes_that_start_together_have_one_key(tmp_path: Path):
    environment = {"PYTHONPATH": str(ROOT), "EMM_DATA": str(tmp_path), "PATH": os.environ["PATH"]}
    command = [sys.executable, "-c", START]
    started = [
        subprocess.Popen(command, env=environment, text=True, stdin=PIPE, stdout=PIPE, stderr=PIPE) for _ in range(8)
    ]
    assert [process.stdout.readline() for process in started if process.stdout] == ["ready\n"] * 8
    for process in started:
        assert process.stdin
        process.stdin.write("go\n")
        process.stdin.flush()
    ended = [(*process.communicate(), process.returncode) for process in started]
    assert {(err, code) for _out, err, code in ended} == {("", 0)}
    assert len({out for out, _err, _code in ended}) == 1
    assert [path.name for path in tmp_path.iterdir()] == ["secret.key"]


def test_s46_eight_threads_that_start_together_have_one_key(tmp_path: Path):
    gate = Barrier(8)

    def begin(_number: int) -> str:
        gate.wait()
        return key_in_force(settings(tmp_path))

    with ThreadPoolExecutor(8) as threads:
        assert len(set(threads.map(begin, range(8)))) == 1
    assert [path.name for path in tmp_path.iterdir()] == ["secret.key"]


def test_a_named_file_holds_the_key(tmp_path: Path):
    file = tmp_path / "key"
    file.write_text(f"{KEY}\n")
    assert key_in_force(settings(tmp_path / "data", SECRET_KEY_FILE=str(file))) == KEY
    assert not (tmp_path / "data").exists()


@pytest.mark.parametrize("content", [b"", b"\n", b"changeme", b"short", b"\xff\xfe\x00" * 20])
@pytest.mark.parametrize("named", [True, False])
def test_s46_a_key_file_without_a_good_key_is_refused(tmp_path: Path, content: bytes, named: bool):
    file = tmp_path / "secret.key"
    file.write_bytes(content)
    more = {"SECRET_KEY_FILE": str(file)} if named else {}
    with pytest.raises(SettingsError, match=re.escape("secret.key")):
        key_in_force(settings(tmp_path, **more))
    assert file.read_bytes() == content


def test_a_named_file_that_is_missing_is_not_made(tmp_path: Path):
    with pytest.raises(SettingsError, match="cannot be used"):
        key_in_force(settings(tmp_path, SECRET_KEY_FILE=str(tmp_path / "nowhere")))
    assert not list(tmp_path.iterdir())


def test_a_data_folder_that_cannot_be_written_to_is_told_in_words(tmp_path: Path):
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(SettingsError, match="cannot be made"):
        key_in_force(settings(tmp_path / "file" / "data"))
