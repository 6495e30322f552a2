"""docs/security.md: every row of the standard's levels 1 and 2 is there, and what is named as proof exists."""

import re
from functools import cache

import pytest

from tests.architecture.tree import ROOT

DOCUMENT = ROOT / "docs" / "security.md"
LEVELS = {
    "1.1": "22", "1.2": "1111122223", "1.3": "112222222223", "1.4": "222", "1.5": "123",
    "2.1": "122", "2.2": "112", "2.3": "12223", "2.4": "23",
    "3.1": "3", "3.2": "113", "3.3": "12223", "3.4": "11222233", "3.5": "11122333", "3.6": "3", "3.7": "22333",
    "4.1": "12233", "4.2": "23333", "4.3": "22", "4.4": "1222",
    "5.1": "2", "5.2": "112333", "5.3": "113", "5.4": "222",
    "6.1": "122", "6.2": "111111112222", "6.3": "11223333", "6.4": "112233", "6.5": "22222333", "6.6": "2223",
    "6.7": "33", "6.8": "2222",
    "7.1": "222", "7.2": "1111", "7.3": "22", "7.4": "11222", "7.5": "223", "7.6": "22",
    "8.1": "1233", "8.2": "1123", "8.3": "133", "8.4": "23",
    "9.1": "111", "9.2": "1222",
    "10.1": "22", "10.2": "223", "10.3": "22223", "10.4": "1111122222233333", "10.5": "22222", "10.6": "22",
    "10.7": "222",
    "11.1": "2233", "11.2": "22233", "11.3": "11233", "11.4": "1222", "11.5": "23", "11.6": "23", "11.7": "33",
    "12.1": "12233", "12.2": "11", "12.3": "22223",
    "13.1": "2333", "13.2": "222223", "13.3": "2233", "13.4": "1222233",
    "14.1": "22", "14.2": "12223333", "14.3": "122",
    "15.1": "12233", "15.2": "12233", "15.3": "1222222", "15.4": "3333",
    "16.1": "2", "16.2": "22222", "16.3": "2222", "16.4": "222", "16.5": "2223",
    "17.1": "23", "17.2": "22223333", "17.3": "22",
}  # fmt: skip
"""The level of each requirement of ASVS 5.0.0, by section, in their order."""
OF_LEVEL_3 = {
    "1.2.10", "1.3.12", "3.4.8", "3.5.8", "3.6.1", "5.2.5", "5.2.6", "5.3.3", "6.3.8", "8.3.2", "13.4.6", "14.2.7",
    "15.4.2", "16.5.4",
}  # fmt: skip
"""What is taken on besides."""
THREATS = (*range(1, 15), 16, *range(31, 34), 45, 46, *range(49, 56))
"""The threats that this program has to meet by itself, each of which is tried by tests that carry its number."""
ROW = re.compile(r"^\| (\d+\.\d+\.\d+) \| (\d) \| ([^|]+) \| ([^|]+) \|$", re.MULTILINE)
PROOF = re.compile(r"`(tests/[\w/]+\.py)::(test_\w+)`")
LINK = re.compile(r"\]\(([^)#]*)(#[\w-]+)?\)")


@cache
def text() -> str:
    return DOCUMENT.read_text(encoding="utf-8")


def rows() -> dict[str, tuple[str, str]]:
    """Return level and proof of each row."""
    return {number: (level, proof) for number, level, _words, proof in ROW.findall(text())}


def wanted() -> dict[str, str]:
    """Return the level of each requirement that has to be told."""
    found = {f"{section}.{place}": level for section, levels in LEVELS.items() for place, level in enumerate(levels, 1)}
    return {number: level for number, level in found.items() if level != "3" or number in OF_LEVEL_3}


def test_the_numbers_are_those_of_the_standard():
    together = "".join(LEVELS.values())
    assert [together.count(level) for level in "123"] == [70, 183, 92]


def test_every_row_is_there_once_with_its_level():
    assert len(ROW.findall(text())) == len(rows())
    assert {number: level for number, (level, _proof) in rows().items()} == wanted()


@pytest.mark.parametrize("number", sorted(wanted()))
def test_a_row_names_its_proof_or_its_reason(number: str):
    _level, proof = rows()[number]
    reasons = ("Does not apply: ", "Operator: ", "Open: ", "See [")
    assert PROOF.search(proof) or proof.startswith(reasons), proof
    for path, name in PROOF.findall(proof):
        assert re.search(rf"^def {name}\(", (ROOT / path).read_text(encoding="utf-8"), re.MULTILINE), f"{path}::{name}"


def test_of_what_applies_nothing_of_level_1_is_open_and_little_of_level_2():
    applying = {number: row for number, row in rows().items() if not row[1].startswith("Does not apply")}
    is_open = {number for number, (_level, proof) in applying.items() if "Open" in proof}
    assert not {number for number in is_open if applying[number][0] == "1"}
    of_level_2 = [number for number, (level, _proof) in applying.items() if level == "2"]
    assert len(is_open) <= len(of_level_2) * 0.05, sorted(is_open)


def test_links_lead_somewhere():
    headings = {
        "#" + re.sub(r"[^\w-]", "", name.lower().replace(" ", "-")) for name in re.findall(r"^#+ (.*)$", text(), re.M)
    }
    for path, anchor in LINK.findall(text()):
        assert not path or (DOCUMENT.parent / path).exists(), path
        assert path or anchor in headings, anchor


@pytest.mark.parametrize("threat", THREATS)
def test_each_threat_is_found_by_its_number(threat: int):
    named = re.compile(rf"^ *def test_(?:s\d+_)*s{threat}_", re.MULTILINE)
    assert any(named.search(path.read_text(encoding="utf-8")) for path in (ROOT / "tests").rglob("test_*.py"))
