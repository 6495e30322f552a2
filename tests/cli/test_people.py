"""`emm people`: accounts from the terminal; links and codes, never a password (S9, S10, S33, S51)."""

import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import select

from emm.cli import emm
from emm.errors import Conflict, NotFound, Unavailable
from emm.settings import from_environment
from emm.store.audit import audit_entries
from emm.store.engine import make_engine
from emm.store.people import Account


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, newest: Path) -> Path:
    """A data folder of the test's own, with a database."""
    monkeypatch.setenv("EMM_DATA", str(tmp_path))
    monkeypatch.setenv("EMM_PUBLIC_URL", "https://learn.example.org")
    shutil.copy(newest, tmp_path)
    return tmp_path


def run(*arguments: str) -> Result:
    """Run a command that succeeds; what it refuses is raised."""
    result = CliRunner().invoke(emm, arguments, catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result


def stored(column) -> list[object]:
    engine = make_engine(from_environment().database)
    with engine.connect() as connection:
        found = list(connection.scalars(select(column).order_by(column)))
    engine.dispose()
    return found


def test_s10_an_administrator_is_invited_by_a_link(data: Path):
    result = run("people", "add", "maria", "--role", "admin")
    assert result.stdout.startswith("https://learn.example.org/en/invitation?code=")
    assert "Works once, until " in result.stderr
    assert stored(Account.role) == ["admin"]
    assert stored(Account.password_hash) == [None]


def test_people_are_listed_and_found(data: Path):
    for name in ("maria", "noor"):
        run("people", "add", name)
    assert [line.split("\t")[:3] for line in run("people", "list").output.splitlines()] == [
        ["maria", "learner", "waits for a password"],
        ["noor", "learner", "waits for a password"],
    ]
    assert run("people", "list", "OO").output.startswith("noor")


def test_every_change_can_be_made_and_is_noted(data: Path):
    run("people", "add", "noor", "--role", "author")
    assert run("people", "role", "noor", "facilitator").output == "noor: facilitator\n"
    assert run("people", "close", "noor").output == "noor: closed\n"
    assert "closed" in run("people", "list").output
    run("people", "open", "noor")
    run("people", "sign-out", "noor")
    run("people", "factor-off", "noor")
    assert "/en/invitation?code=" in run("people", "link", "noor").stdout
    run("people", "role", "noor", "learner")
    assert len(run("people", "code", "noor").stdout.strip()) == 14
    run("people", "delete", "noor", "--yes")
    assert stored(Account.name) == []
    acts = ["invite", "role", "disable", "enable", "signout", "unpair", "link", "role", "code", "delete"]
    assert stored(audit_entries.c.act) == sorted(acts)
    assert set(stored(audit_entries.c.actor)) == {"terminal"}
    assert "noor" not in repr(stored(audit_entries.c.detail))


def test_a_learner_who_joins_the_staff_gets_a_link(data: Path):
    run("people", "add", "amina")
    output = run("people", "role", "amina", "author").stdout
    assert output.startswith("amina: author\nhttps://learn.example.org/en/invitation?code=")


@pytest.mark.parametrize(
    ("arguments", "error", "told"),
    [
        (("link", "nobody"), NotFound, "Nobody has the user name nobody."),
        (("add", "Noor"), Conflict, "The user name Noor is taken."),
        (("code", "noor"), Conflict, "noor works for this site and needs a link"),
    ],
)
def test_what_cannot_be_done_is_refused_in_words(
    data: Path, arguments: tuple[str, ...], error: type[Exception], told: str
):
    run("people", "add", "noor", "--role", "author")
    with pytest.raises(error, match=told):
        run("people", *arguments)


def test_without_a_database_it_says_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("EMM_DATA", str(tmp_path))
    with pytest.raises(Unavailable, match="emm db upgrade"):
        run("people", "list")


@pytest.mark.parametrize(
    "arguments", [("add", ".."), ("add", "noor", "--role", "root"), ("role", "noor", "root"), ("add",)]
)
def test_wrong_use_is_told_as_such(data: Path, arguments: tuple[str, ...]):
    assert CliRunner().invoke(emm, ["people", *arguments]).exit_code == 2
