"""What is said about the program agrees with the program: its version, its settings, its errors."""

import re
import tomllib

import pytest
from click.testing import CliRunner

from emm.cli.settings import settings as settings_command
from emm.errors.codes import CODES
from emm.settings import described, from_environment
from tests.architecture.tree import ROOT

SETTINGS = [entry.name for entry in described(from_environment({}))]
TEXTS = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/*.md"), ROOT / "Containerfile", ROOT / "Makefile"])
OURS = "EMM_TEST_"


def test_version_and_changelog_agree():
    version = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    headings = re.findall(r"^## \[?([^\]\s]+)", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert headings[0] == version


def test_the_version_stands_in_one_place():
    import emm

    assert not hasattr(emm, "__version__")


def test_emm_settings_lists_and_describes_every_setting(monkeypatch):
    for name in SETTINGS:
        monkeypatch.delenv(name, raising=False)
    lines = CliRunner().invoke(settings_command).output.splitlines()
    for entry in described(from_environment({})):
        place = lines.index(f"{entry.name}={entry.value}")
        assert entry.about in lines[place + 1]
        assert entry.default in lines[place + 1]


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.name)
def test_texts_name_only_settings_that_exist(path):
    named = set(re.findall(r"\bEMM_[A-Z_]*[A-Z]\b", path.read_text(encoding="utf-8")))
    assert {name for name in named if not name.startswith(OURS)} <= set(SETTINGS)


def test_every_problem_says_what_is_wrong_and_what_to_do():
    for code, entry in CODES.items():
        assert re.fullmatch(r"[EW]\d{3}", code)
        assert entry.message, code
        assert entry.hint, code
