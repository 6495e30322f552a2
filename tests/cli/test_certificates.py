"""Certificates at the terminal: listed, withdrawn, checked from a file with keys from anywhere."""

import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import insert
from sqlalchemy.orm import Session

from emm.cli import certificates as commands
from emm.cli import emm
from emm.credentials.encoding import canonical
from emm.credentials.keyfile import key_ring
from emm.credentials.signing import as_token, with_proof
from emm.errors import InvalidCredential, NotFound
from emm.store.certificates import certificates
from emm.store.engine import make_engine, writing
from tests.credentials.samples import CREDENTIAL, KEY, KEYS, NAME
from tests.store.samples import CERTIFICATE, learner

CODE = "K7MF2QXD9TRB"


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, newest: Path) -> Path:
    """A data folder with a certificate."""
    monkeypatch.setenv("EMM_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("EMM_CONTENT", str(tmp_path / "content"))
    (tmp_path / "data").mkdir()
    shutil.copy(newest, tmp_path / "data")
    engine = make_engine(f"sqlite:///{tmp_path / 'data' / 'emm.sqlite3'}")
    with writing(engine) as connection, Session(connection) as session:
        session.add(learner())
        session.flush()
        row = {"learner_id": "1" * 32, "code": CODE, "credential": "2" * 32, "name": NAME, **CERTIFICATE}
        session.execute(insert(certificates).values(**row))
    engine.dispose()
    return tmp_path / "data"


@pytest.fixture
def run(data: Path):
    """Run a command on it."""
    return lambda *arguments: CliRunner().invoke(emm, [str(argument) for argument in arguments])


@pytest.fixture
def signed(tmp_path: Path) -> dict[str, Path]:
    """Signed files of another site, and its keys."""
    files = {
        "jwt": as_token(CREDENTIAL, KEY),
        "json": canonical(with_proof(CREDENTIAL, KEY)),
        "keys": json.dumps(KEYS.jwks),
    }
    for name, text in files.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    return {name: tmp_path / name for name in files}


def test_listing_and_withdrawing(run):
    assert run("certificate", "list").output == "K7MF-2QXD-9TRB  2027-03-01  sample 1.0  valid\n"
    result = run("certificate", "withdraw", "k7mf 2qxd 9trb", "--reason", "Wrong\nperson")
    assert result.exit_code == 0
    assert result.output.startswith("K7MF-2QXD-9TRB is withdrawn since ")
    assert "Wrong person" in run("certificate", "list").output
    assert NAME not in run("certificate", "list").output
    again = run("certificate", "withdraw", CODE, "--reason", "Another")
    assert again.output == result.output


def test_codes_that_do_not_exist(run):
    for code, told in (("222222222222", "No certificate has the code 2222-2222-2222."), ("OIL", "cannot be a code")):
        result = run("certificate", "withdraw", code, "--reason", "x")
        assert isinstance(result.exception, NotFound)
        assert told in str(result.exception)
    assert run("certificate", "withdraw", CODE).exit_code == 2


@pytest.mark.parametrize("form", ["jwt", "json"])
def test_checking_a_file_with_the_keys_of_its_issuer(run, signed, form: str):
    result = run("verify", signed[form], "--keys", signed["keys"], "--name", NAME)
    assert result.exit_code == 0
    for line in (
        "Valid: signed by did:web:learn.example.org, and not changed since",
        "Course: Coopération, كورس, edition 1.2",
        "Issued by: Test NGO",
        "Issued on: 2026-03-01",
        "Name: match",
        "Ask: https://learn.example.org/verify/K7MF-2QXD-9TRB",
    ):
        assert line in result.output
    other = run("verify", signed[form], "--keys", signed["keys"], "--name", "Somebody Else")
    assert other.exit_code == 1
    assert "Name: NO MATCH\n" in other.output


def test_a_file_that_was_changed(run, signed):
    text = signed["json"].read_text(encoding="utf-8")
    signed["json"].write_text(text.replace('"version":"1.2"', '"version":"1.3"'), encoding="utf-8")
    result = run("verify", signed["json"], "--keys", signed["keys"])
    assert result.exit_code == 1
    assert result.output == "NOT VALID: It was changed after it was signed, or signed by somebody else.\n"


def test_without_keys_none_are_made(run, signed, data: Path):
    result = run("verify", signed["jwt"])
    assert result.exit_code == 1
    assert "There are no keys in the data folder." in str(result.exception)
    assert [file.name for file in data.iterdir()] == ["emm.sqlite3"]


def test_a_file_of_somebody_else(run, signed):
    run("keys", "export")
    result = run("verify", signed["jwt"])
    assert result.exit_code == 1
    assert "a key that is not in this key set" in result.output


def test_a_file_that_is_no_text(run, signed):
    signed["jwt"].write_bytes(b"\xff\xfe\x00")
    assert "cannot be read as text" in run("verify", signed["jwt"], "--keys", signed["keys"]).output


@pytest.mark.parametrize("keys", ["no/such/file", "{}", "https://127.0.0.1:1/keys.json"])
def test_keys_that_cannot_be_had(run, signed, tmp_path: Path, keys: str):
    if keys == "{}":
        signed["keys"].write_text(keys)
        keys = str(signed["keys"])
    result = run("verify", signed["jwt"], "--keys", keys)
    assert isinstance(result.exception, InvalidCredential) or "NOT VALID" in result.output
    assert result.exit_code == 1


def test_keys_from_an_address(run, signed, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(commands, "urlopen", lambda _address, timeout: signed["keys"].open("rb"))
    result = run("verify", signed["jwt"], "--keys", "https://learn.example.org/.well-known/jwks.json")
    assert result.exit_code == 0
    assert "from https://learn.example.org/.well-known/jwks.json" in result.output


def test_changing_the_keys(run, data: Path, tmp_path: Path):
    file = tmp_path / "own.jwt"
    file.write_text(as_token(CREDENTIAL, key_ring(data).signing))
    before = tmp_path / "before.json"
    before.write_text(run("keys", "export").output)
    result = run("keys", "rotate")
    assert "Keys that still count: 2" in result.output
    assert key_ring(data).public.keys[0].id in result.output
    exported = run("keys", "export").output
    assert json.loads(exported)["keys"][1:] == json.loads(before.read_text())["keys"]
    assert '"d"' not in exported
    assert run("verify", file).exit_code == 0
    assert run("verify", file, "--keys", before).exit_code == 0
