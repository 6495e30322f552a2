"""Numbers as people type them: read in one way, or not at all."""

from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from emm.questions.numbers import MAX_DIGITS, digits_in, number_in, number_in_file, spelled, two_ways

ANY_TEXT = st.text(st.characters(exclude_categories=()))
DIGITS = "0123456789٠١٢٣٤٥٦٧٨٩۰۱۲۳४५६７"
LIKE_A_NUMBER = st.text(
    f"{DIGITS}.,'’٬٫،+-−– \N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}\N{LEFT-TO-RIGHT MARK}e", max_size=12
)

READ = {
    "23": "23",
    " 23. ": "23",
    "007": "7",
    "3.5": "3.5",
    "3,5": "3.5",
    ",5": "0.5",
    ".5": "0.5",
    "0,125": "0.125",
    "0.125": "0.125",
    "1234,567": "1234.567",
    "1,2345": "1.2345",
    "1,23": "1.23",
    "1 234": "1234",
    "1\N{NARROW NO-BREAK SPACE}234\N{NO-BREAK SPACE}567,8": "1234567.8",
    "1'234.5": "1234.5",
    "1’234’567": "1234567",
    "1,234,567": "1234567",
    "1.234.567": "1234567",
    "1,234.5": "1234.5",
    "1.234,5": "1234.5",
    "1.234,567": "1234.567",
    "1,234.567": "1234.567",
    "12,34,567": "1234567",
    "1,23,456.7": "123456.7",
    "१२,३४,५६७": "1234567",
    "٢٣": "23",
    "۲۳": "23",
    "२३": "23",
    "２３．５": "23.5",
    "٣٫٥": "3.5",
    "٣،٥": "3.5",
    "١٬٢٣٤": "1234",
    "١٬٢٣٤٫٥": "1234.5",
    "١٫٢٣٤": "1.234",
    "-5": "-5",
    "- 5": "-5",
    "−5": "-5",
    "–5": "-5",
    "\N{HYPHEN}5": "-5",
    "\N{FULLWIDTH HYPHEN-MINUS}5": "-5",
    "\N{SMALL HYPHEN-MINUS}5": "-5",
    "\N{ARABIC LETTER MARK}-٥": "-5",
    "\N{LEFT-TO-RIGHT MARK}-5": "-5",
    "+5": "5",
    "-0": "0",
    "9" * MAX_DIGITS: "9" * MAX_DIGITS,
}

NOT_READ = [
    "", " ", ".", "-", "+", "five", "5 %", "5%", "$5", "1/2", "½", "10²", "5-", "(5)", "--5", "+-5", "2-3", "5,", "1e3",
    "1e999999", "1_000", "0x10", "NaN", "Infinity", "sNaN", "12 34", "1 2345", "1234 567", "0 123", "1,234 567",
    "1,234,56", "1,,234", "1..5", "1.2.3", "1'234,567,8", "3,5,7", "12,345,67", "Ⅷ", "五", "1\n2",
    "9" * (MAX_DIGITS + 1), "1,234", "1.234", "-999,999", "१,२३४", "١،٢٣٤",
]  # fmt: skip

TWO_WAYS = {
    "1,234": ("1234", "1,2340"),
    "1.234": ("1234", "1.2340"),
    "−12,500.": ("-12500", "-12,5000"),
    "١،٢٣٤": ("1234", "1,2340"),
}


@pytest.mark.parametrize(("text", "number"), READ.items())
def test_this_is_read(text: str, number: str) -> None:
    assert number_in(text) == Decimal(number)
    assert two_ways(text) is None


@pytest.mark.parametrize("text", NOT_READ)
def test_this_is_not_read(text: str) -> None:
    assert number_in(text) is None


@pytest.mark.parametrize(("text", "ways"), TWO_WAYS.items())
def test_what_can_be_read_in_two_ways_is_told_with_both(text: str, ways: tuple[str, str]) -> None:
    assert two_ways(text) == ways
    whole, fraction = map(number_in, ways)
    assert whole is not None
    assert fraction is not None
    assert whole == fraction * 1000


def test_files_have_one_way_to_write_a_number() -> None:
    assert number_in_file("3.142") == Decimal("3.142")
    assert number_in_file("−1250") == -1250
    assert number_in_file("٢٣") == 23
    for text in ("3,5", "1 250", "1'250", ".5", "+5", "1e3", "", "five", "9" * (MAX_DIGITS + 1)):
        assert number_in_file(text) is None


def test_numbers_are_spelled_without_zeros_that_say_nothing() -> None:
    spellings = {"3.50": "3.5", "100": "100", "100.0": "100", "0.0": "0", "-0.0": "0", "-0.10": "-0.1", "1E+3": "1000"}
    assert {text: spelled(Decimal(text)) for text in spellings} == spellings


@given(LIKE_A_NUMBER | ANY_TEXT)
@example("1,2340")
def test_any_text_is_one_number_or_none(text: str) -> None:
    number = number_in(text)
    assert number is None or two_ways(text) is None
    if number is not None:
        assert number_in_file(spelled(number)) == number
        assert len(digits_in(text)) <= MAX_DIGITS


@given(st.decimals(allow_nan=False, allow_infinity=False, places=2, min_value=-(10**9), max_value=10**9))
def test_every_way_to_write_a_number_is_that_number(number: Decimal) -> None:
    text = f"{number:,.2f}"
    swapped = text.translate({ord(","): ".", ord("."): ","})
    spaced = text.translate({ord(","): "\N{NARROW NO-BREAK SPACE}", ord("."): ",", ord("-"): "−"})
    arabic = text.translate({ord(","): "٬", ord("."): "٫", **{48 + n: 0x660 + n for n in range(10)}})
    assert {number_in(form) for form in (str(number), text, swapped, spaced, arabic)} == {number}
