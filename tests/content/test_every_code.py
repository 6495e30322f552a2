"""Every problem that the checker can find has an example: its place, its words and its hint, to the letter."""

from datetime import date
from pathlib import Path

import pytest

from emm.errors.codes import CODES
from tests.content.every_code import Row, advice, files, pool, questions, text
from tests.support.sample import compiled

TODAY = date(2026, 11, 25)
ROWS = {**files.ROWS, **questions.ROWS, **pool.ROWS, **text.ROWS, **advice.ROWS}
ELSEWHERE = {"W218"}
"""Needs a server that does not answer: tests/content/test_outside.py."""


def is_of_translations(code: str) -> bool:
    """Whether a problem is one of two files, a text and its translation: test_comparing_translations.py."""
    return code[1] == "4"


@pytest.mark.parametrize(("code", "row"), ROWS.items(), ids=ROWS)
def test_the_example_of(code: str, row: Row, tmp_path: Path) -> None:
    today = TODAY if code.startswith("W") else None
    found = [problem for problem in compiled(tmp_path, row.files, today=today).problems if problem.code == code]
    assert [f"{one.path}:{one.line}: {one.message}" for one in found] == [row.problem]
    assert [one.hint for one in found] == [row.hint]


def test_every_code_has_an_example() -> None:
    assert set(ROWS) == {code for code in CODES if not is_of_translations(code)} - ELSEWHERE
