"""What others wrote is what its record says: vendored files by their hashes, packages by the lock files."""

import base64
import hashlib
import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
RECORDS = [
    ROOT / "static" / "VENDOR.md",
    ROOT / "tests" / "vendor" / "VENDOR.md",
    ROOT / "emm/learning/common/VENDOR.md",
]
LOCKS = [ROOT / "requirements.txt", ROOT / "requirements-dev.txt"]
PINNED = re.compile(r"^([a-z0-9][a-z0-9-]*)(?:\[[a-z0-9,-]+\])?==\S+", re.MULTILINE)


def project():
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def names(requirements):
    """Return the package names of requirement lines, in the spelling of lock files."""
    return {re.split(r"[\[<>=!~; ]", line)[0].lower().replace("_", "-") for line in requirements}


@pytest.mark.parametrize("record", RECORDS, ids=lambda path: path.parent.name)
def test_vendored_files_are_the_recorded_ones(record):
    text = record.read_text(encoding="utf-8")
    recorded = set(re.findall(r"^\| `([^`]+)` \|", text, re.MULTILINE))
    assert recorded
    for name in recorded:
        content = (record.parent / name).read_bytes()
        integrity = "sha384-" + base64.b64encode(hashlib.sha384(content).digest()).decode()
        assert f"{hashlib.sha256(content).hexdigest()}  {name}" in text
        assert f"{integrity}  {name}" in text


def test_every_minified_file_has_a_record():
    recorded = "".join(record.read_text(encoding="utf-8") for record in RECORDS)
    found = [*(ROOT / "static").rglob("*.min.*"), *(ROOT / "tests" / "vendor").glob("*.min.*")]
    assert found
    for path in found:
        assert f"`{path.name}`" in recorded


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.name)
def test_lock_files_hold_versions_and_hashes_and_no_address(lock):
    text = lock.read_text(encoding="utf-8")
    assert "://" not in text
    assert not re.search(r"^\s*-", text.replace("    --hash=sha256:", ""), re.MULTILINE), "an option besides --hash"
    for entry in re.split(r"\n(?=\S)", text):
        if not entry.startswith("#"):
            assert PINNED.match(entry), entry
            assert "--hash=sha256:" in entry, entry


def test_lock_files_hold_every_direct_dependency():
    """A line in pyproject.toml without `make lock` would leave fresh installations without it."""
    said = project()
    groups = said["dependency-groups"]
    run = names([*said["project"]["dependencies"], *groups["build"]])
    extras = said["project"]["optional-dependencies"]
    run |= names(extras["postgres"])
    assert run <= set(PINNED.findall(LOCKS[0].read_text(encoding="utf-8")))
    # Half of all that is installed would be for PDFs, so who wants them adds the extra.
    everything = run | names(groups["dev"]) | names(extras["pdf"])
    assert set(extras) == {"postgres", "pdf"}
    assert everything <= set(PINNED.findall(LOCKS[1].read_text(encoding="utf-8")))


def test_both_lock_files_agree_on_versions():
    run, dev = (set(re.findall(r"^(\S+==\S+)", lock.read_text(encoding="utf-8"), re.MULTILINE)) for lock in LOCKS)
    assert run <= dev
