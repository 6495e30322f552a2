"""The reviewers' table of facts speaks of the course as it is."""

import re
from pathlib import Path

import pytest

from emm.content.markdown import slug
from tests.content.own_words import COURSE

TABLE = Path("docs/course-facts.md")


@pytest.fixture(scope="module")
def table() -> str:
    """The text of the table."""
    return TABLE.read_text("utf-8")


def test_every_place_is_in_the_course(table: str):
    places = set(re.findall(r"\]\((\.\./content/[^)#]+)#?([^)]*)\)", table))
    assert len(places) > 60
    missing = [f"{path}#{anchor}" for path, anchor in places if anchor not in _anchors((TABLE.parent / path).resolve())]
    assert missing == []


def test_every_source_of_the_course_is_in_the_table(table: str):
    texts = [path.read_text("utf-8") for path in COURSE.rglob("*.md")]
    addresses = {address.rstrip(".") for text in texts for address in re.findall(r"https?://[^\s)\]]+", text)}
    assert len(addresses) > 30
    assert addresses - set(_sources(table).values()) == set()


def test_every_source_of_a_line_is_in_the_list(table: str):
    cells = re.findall(r"^\|.*\| ([\d, ]+) \| [a-z -]+ \|$", table, re.MULTILINE)
    used = {int(number) for cell in cells for number in cell.split(", ")}
    assert len(cells) > 200
    assert used == set(_sources(table))


def _sources(table: str) -> dict[int, str]:
    """Return the addresses of the list at the end, by number."""
    found = re.findall(r"^(\d+)\. .+ (https?://\S+)$", table.partition("\n## Sources\n")[2], re.MULTILINE)
    return {int(number): address for number, address in found}


def _anchors(path: Path) -> set[str]:
    headings = re.findall(r"^#{1,3} (.+)$", path.read_text("utf-8"), re.MULTILINE)
    return {"", *map(slug, headings)}
