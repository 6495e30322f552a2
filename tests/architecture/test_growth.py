"""The page on growth says what the arithmetic and the simulation say."""

import re

import pytest

from tests.architecture.tree import ROOT
from tools.growth import BYTES_AN_ANSWER, SERVERS, Load, p95, processors, waits

PAGE = (ROOT / "docs" / "growth.md").read_text(encoding="utf-8")
ROWS = {
    cells[0]: cells[-1]
    for line in PAGE.splitlines()
    if line.startswith("|") and len(cells := [cell.strip() for cell in line.strip("|").split("|")]) == 2
}


def number(words: str) -> float:
    """Return the number in a cell, whatever its unit."""
    found = re.search(r"\d[\d,]*(\.\d+)?", words)
    assert found, words
    return float(found[0].replace(",", ""))


@pytest.mark.parametrize(
    ("row", "value"),
    [
        ("Learners", Load().learners),
        ("Answers in a month", Load().answers),
        ("Answers a second, on average over a month of 30 days", Load().rate),
        ("Answers a second in the busiest hour, six times the average", Load().peak),
        ("Pages a second in the busiest hour, three for each answer", Load().pages),
        ("Bytes of an answer with its indexes, measured", BYTES_AN_ANSWER),
        ("Growth of the database in a month", Load().month / 1e9),
        ("Growth in a year", Load().month * 12 / 1e12),
    ],
)
def test_the_table_is_the_arithmetic(row: str, value: float):
    assert number(ROWS[row]) == pytest.approx(value, rel=0.01)


def test_what_each_of_many_servers_holds():
    share = Load(Load().learners // SERVERS)
    assert f"With {SERVERS} servers in place of one, each holds {share.learners:,} learners" in PAGE
    assert f"{share.peak:.0f} answers a second in the busiest hour" in PAGE
    assert f"{share.month * 12 / 1e9:.0f} GB more in a\nyear" in PAGE
    assert f"busiest hour is {processors(Load()):.0f} processors" in PAGE


@pytest.mark.thorough
@pytest.mark.no_cover
def test_the_simulation_is_what_the_table_says():
    rows = re.findall(r"^\| ?(\d*)[^|]*\| (\d+) ms \| (no end|\d+) \| (\d+) \|$", PAGE, re.MULTILINE)
    assert len(rows) == 9
    rate = 0.0
    for start, sync, alone, together in rows:
        rate = float(start or rate)
        seconds = int(sync) / 1000
        assert p95(waits(rate, seconds, gathers=True, count=5000)) * 1000 == pytest.approx(int(together), abs=0.6)
        if alone != "no end":
            assert p95(waits(rate, seconds, gathers=False, count=5000)) * 1000 == pytest.approx(int(alone), abs=0.6)
        else:
            assert rate * seconds > 0.9


@pytest.mark.thorough
@pytest.mark.no_cover
def test_who_waits_alone_waits_longer():
    assert p95(waits(150, 0.005, gathers=False)) > p95(waits(150, 0.005, gathers=True))
    assert min(waits(1, 0.01, gathers=False)) >= 0.005
