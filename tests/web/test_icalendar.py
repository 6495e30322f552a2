"""Calendar files, read by the rules of RFC 5545."""

import re
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from emm.web.icalendar import FOLD, Series, calendar

NOW = datetime(2027, 3, 1, 9, 0, tzinfo=UTC)
DAYS = (date(2027, 3, 3), date(2027, 3, 9))


def file(summary: str = "Review", url: str = "https://example.org/en/review") -> str:
    return calendar(Series(DAYS, summary, url, "example.org"), NOW)


def unfolded(text: str) -> list[str]:
    """Return the lines as a reader of the file sees them (3.1)."""
    assert text.endswith("\r\n")
    return text.replace("\r\n ", "").split("\r\n")[:-1]


def said(text: str, name: str) -> list[str]:
    return [line.partition(":")[2] for line in unfolded(text) if line.startswith(f"{name}:")]


def unescaped(value: str) -> str:
    """Return the text behind a value (3.3.11)."""
    meant = {"n": "\n", "N": "\n"}
    return re.sub(r"\\(.)", lambda found: meant.get(found[1], found[1]), value)


def test_a_file_of_two_days():
    lines = unfolded(file())
    assert lines[:3] == ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//emm//review//EN"]
    assert lines[3:12] == [
        "BEGIN:VEVENT",
        "UID:20270303-review@example.org",
        "DTSTAMP:20270301T090000Z",
        "DTSTART:20270303T090000",
        "DURATION:PT5M",
        "SUMMARY:Review",
        "DESCRIPTION:https://example.org/en/review",
        "URL:https://example.org/en/review",
        "TRANSP:TRANSPARENT",
    ]
    assert lines[-1] == "END:VCALENDAR"
    assert (lines.count("BEGIN:VEVENT"), lines.count("END:VEVENT")) == (2, 2)


def test_an_event_keeps_its_name():
    """A file of a later day replaces the events of an earlier one, and does not double them."""
    names = said(file(), "UID")
    assert len(set(names)) == 2
    assert names == said(calendar(Series(DAYS, "Other", "", "example.org"), NOW.replace(day=2)), "UID")


def test_a_calendar_of_no_days_is_a_file():
    assert "VEVENT" not in calendar(Series((), "Review", "", "example.org"), NOW)


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("a, b", "a\\, b"),
        ("a; b", "a\\; b"),
        ("a\\b", "a\\\\b"),
        ("a\nb", "a\\nb"),
        ("a\r\nb", "a\\nb"),
        ('"a:b"', '"a:b"'),
    ],
)
def test_what_has_a_meaning_is_escaped(text: str, written: str):
    assert said(file(text), "SUMMARY")[0] == written


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]) | st.just("\n"), max_size=200))
def test_every_text_survives_and_no_line_is_too_long(summary: str):
    text = file(summary)
    assert unescaped(said(text, "SUMMARY")[0]) == summary
    for line in text.encode().split(b"\r\n"):
        assert len(line) <= FOLD
        line.decode()  # no sign is cut in two
    assert text.count("BEGIN:VEVENT") == 2


@pytest.mark.parametrize("sign", ["x", "é", "ر", "𐍈"], ids=["1", "2", "2 of Arabic", "4"])
def test_long_lines_are_folded_full(sign: str):
    lines = file(sign * 200).encode().split(b"\r\n")
    start = next(n for n, line in enumerate(lines) if line.startswith(b"SUMMARY"))
    size = len(sign.encode())
    assert all(FOLD - size < len(line) <= FOLD for line in lines[start : start + 2])
    assert lines[start + 1].startswith(b" ")
