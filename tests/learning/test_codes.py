"""Codes: easy to copy, hard to guess (decision 8)."""

import pytest

from emm.learning.codes import LENGTH, SIGNS, code_of, new_code, read, written
from emm.world import World

CODE = "K7MF2QXD9TRB"
COUNT = len(SIGNS) ** LENGTH


def test_no_two_signs_look_alike():
    assert len(set(SIGNS)) == 30
    assert not set("01OILU") & set(SIGNS)
    assert COUNT > 2**58


def test_every_number_has_a_code_of_its_own():
    numbers = [0, 1, 29, 30, 31, 899, 900, COUNT // 2, COUNT - 1]
    assert len({code_of(number) for number in numbers}) == len(numbers)
    assert code_of(COUNT) == code_of(0)
    assert all(read(code_of(number)) == code_of(number) for number in numbers)


def test_a_new_code_can_hold_any_sign_anywhere():
    codes = [new_code(World().new_dice()) for _ in range(2000)]
    assert len(set(codes)) == len(codes)
    assert all({code[place] for code in codes} == set(SIGNS) for place in range(LENGTH))


def test_a_code_is_shown_in_groups():
    assert written(CODE) == "K7MF-2QXD-9TRB"


@pytest.mark.parametrize(
    "typed",
    [
        CODE,
        "k7mf-2qxd-9trb",
        "K7MF2QXD9TRB",
        " k7mf 2qxd 9trb ",
        "K7MF–2QXD—9TRB",
        "K7-MF-2Q-XD-9T-RB",
        "K7MF_2QXD.9TRB",
        "K7MF\n2QXD\t9TRB",
        "K7MF\u00a02QXD\u20119TRB",
    ],
)
def test_how_it_is_typed_does_not_matter(typed: str):
    assert read(typed) == CODE


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "-",
        "K7MF-2QXD-9TR",
        "K7MF-2QXD-9TRBB",
        "K7MF-2QXD-9TR0",
        "K7MF-2QXD-9TRO",
        "K7MF-2QXD-9TR1",
        "K7MF-2QXD-9TRI",
        "K7MF-2QXD-9TRL",
        "K7MF-2QXD-9TRU",
        "K7MF-2QXD-9TR\x00",
        "K7MF-2QXD-9TRВ",
        "' OR 1=1 --",
        "<script>alert(1)</script>",
        CODE * 100_000,
        "2" * 1_000_000,
    ],
)
def test_what_cannot_be_a_code_is_none(typed: str):
    assert read(typed) is None
