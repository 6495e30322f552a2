"""The recipes of docs/hosting.md, run as they stand there: only the folders are others."""

import os
import re
import subprocess
from pathlib import Path

import click
import pytest
from sqlalchemy import make_url

from emm.cli import emm
from tests.architecture.tree import ROOT

PAGE = (ROOT / "docs" / "hosting.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"<!-- tried(: postgresql)? -->\n```\n(.*?)```", PAGE, re.DOTALL)
LINKED = (".venv", "app.py", "content", "emm", "pyproject.toml", "requirements.txt", "requirements-dev.txt", "static")


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """What /srv and /mnt/usb are in the recipes, with a copy of the repository that shares its files."""
    here = tmp_path / "srv" / "emm"
    here.mkdir(parents=True)
    (tmp_path / "usb").mkdir()
    for name in (*LINKED, "templates"):
        (here / name).symlink_to(ROOT / name)
    (here / "tools").mkdir()
    (here / "tools" / "environment.sh").write_text("#!/bin/sh\ntest -x .venv/bin/emm\n")
    (here / "tools" / "environment.sh").chmod(0o755)
    return tmp_path


def run(block: str, place: Path, url: str = "") -> str:
    """Run a block and return what it printed."""
    script = block.replace("/srv/", f"{place}/srv/").replace("/mnt/usb", f"{place}/usb")
    if url:
        script = re.sub(r"postgresql\+psycopg://\S+", url, script)
    clean = {name: value for name, value in os.environ.items() if not name.startswith("EMM_")}
    done = subprocess.run(
        ["bash", "-euc", script], cwd=place / "srv" / "emm", env=clean, capture_output=True, text=True
    )
    assert done.returncode == 0, f"{script}\n{done.stdout}\n{done.stderr}"
    return done.stdout


@pytest.mark.thorough
@pytest.mark.no_cover
@pytest.mark.sqlite
def test_installing_backing_up_moving_and_watching(place: Path):
    told = [run(block, place) for kind, block in BLOCKS if not kind]
    assert len(told) == 4
    assert "Tables: version" in told[0]
    assert "Checked: restored into a scratch folder" in told[1]
    assert "Restored: the site as it was on" in told[2]
    assert "All is well." in told[3]


@pytest.mark.thorough
@pytest.mark.no_cover
def test_moving_between_databases(place: Path, empty_url: str):
    ((_kind, block),) = [one for one in BLOCKS if one[0]]
    run(BLOCKS[0][1], place)
    if make_url(empty_url).get_backend_name() == "sqlite":
        empty_url = f"sqlite:///{place}/usb/other.sqlite3"
    told = run(block, place, empty_url)
    assert told.count("Restored: the site as it was on") == 2


def test_every_command_on_the_page_exists():
    found = set(re.findall(r"\bemm (?!emm\b)((?:db )?[a-z]+)((?: --[a-z-]+)*)", PAGE))
    assert len(found) > 6
    for words, options in found:
        command = emm.get_command(click.Context(emm), words.split()[0])
        assert command, words
        if words.startswith("db "):
            command = command.commands[words.split()[1]]  # type: ignore[attr-defined]
        known = {option for parameter in command.params for option in parameter.opts}
        assert set(options.split()) <= known, (words, options)
