"""The author guide says what the program does: it has every message of the check, and passes the check itself."""

import re
from datetime import date
from pathlib import Path

import pytest

from emm.content.compile import compile_course
from emm.errors.codes import CODES, Code
from tools.message_lists import GUIDE, LIST, cure, filled, listed

LESSONS = sorted(GUIDE.rglob("*.md"))
TEXTS = {file: file.read_text(encoding="utf-8") for file in LESSONS}


@pytest.mark.parametrize("file", LESSONS, ids=lambda file: file.name)
def test_the_lists_of_messages_are_those_of_today(file: Path):
    assert TEXTS[file] == filled(TEXTS[file]), "run: python -m tools.message_lists"


def test_every_message_is_in_one_list():
    starts = [start for text in TEXTS.values() for found in LIST.finditer(text) for start in found["starts"].split()]
    places = {code: sum(code.startswith(start) for start in starts) for code in CODES}
    assert {code: count for code, count in places.items() if count != 1} == {}


@pytest.mark.parametrize("code", CODES)
def test_every_message_has_a_cure_that_fits_each_case(code: str):
    assert not re.fullmatch(r"\{\w+\}", cure(CODES[code])), "say in `usual` what to do as a rule"


def test_a_list_shows_signs_as_they_are():
    wording = Code('No **Why:** in "{id}".', "Mark it with [x], or write `kind: {kind}`.")
    CODES["E999"] = wording
    try:
        assert listed("E99") == (
            '- **E999** No \\*\\*Why:\\*\\* in "…".\\\n  Mark it with \\[x\\], or write `kind: …`.\n\n'
        )
    finally:
        del CODES["E999"]


def test_the_guide_is_as_it_asks_others_to_be():
    day = re.search(r"checked: ([\d-]+)", "".join(TEXTS.values()))
    assert day
    compiled = compile_course(GUIDE.parent, today=date.fromisoformat(day[1]))
    assert [f"{one.path}:{one.line}: {one.code} {one.message}" for one in compiled.problems] == []
