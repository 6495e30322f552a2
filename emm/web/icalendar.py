"""Calendar files (RFC 5545): one event on each of some days, at a time of the reader's own clock."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

MIMETYPE = "text/calendar"
FOLD = 75
"""Octets in a line, without its end (RFC 5545, 3.1)."""
AT = "090000"
"""Nine in the morning, wherever the reader is: a time without a zone floats (3.3.5)."""
ESCAPES = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n", "\r": None})
"""How text is written (3.3.11)."""


@dataclass(frozen=True, slots=True)
class Series:
    """The same few minutes on several days."""

    days: Iterable[date]
    summary: str
    url: str
    """What the event leads to."""
    host: str
    """Whose events they are: an event of a day has the same name in each file, so it replaces itself."""
    minutes: int = 5


def calendar(series: Series, now: datetime) -> str:
    """Return the file; `now` is when it was made, in UTC."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//emm//review//EN"]
    for day in series.days:
        lines += [
            "BEGIN:VEVENT",
            f"UID:{day:%Y%m%d}-review@{series.host}",
            f"DTSTAMP:{now:%Y%m%dT%H%M%SZ}",
            f"DTSTART:{day:%Y%m%d}T{AT}",
            f"DURATION:PT{series.minutes}M",
            f"SUMMARY:{_text(series.summary)}",
            f"DESCRIPTION:{_text(series.url)}",
            f"URL:{series.url}",
            "TRANSP:TRANSPARENT",
            "END:VEVENT",
        ]
    return "".join(f"{_folded(line)}\r\n" for line in [*lines, "END:VCALENDAR"])


def _text(value: str) -> str:
    return value.translate(ESCAPES)


def _folded(line: str) -> str:
    """Return the line in pieces of at most `FOLD` octets, each but the first after a space; no sign is cut."""
    pieces, size = [""], 0
    for sign in line:
        length = len(sign.encode())
        if size + length > FOLD:
            pieces.append(" ")
            size = 1
        pieces[-1] += sign
        size += length
    return "\r\n".join(pieces)
