"""What is too large to be read: said before the parser meets it, which could take minutes over it."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from emm.content.problems import Problems

MAX_LINES = 5000
MAX_LINE = 4000
MAX_PARAGRAPH = 8000
MAX_PARAGRAPH_MARKS = 1500
MAX_MARKS = 20_000

_LEADING = re.compile(r"(?:\s*(?:[-*+>]|\d{1,9}[.)]))+")
_OPENER = re.compile(r"[-*+>]|\d+")
_LEVEL = 3
"""A list or quote that is opened inside another one, on the same line, takes as long as some other marks."""

_MARK = re.compile(r"[\[\]<*_`!&|\\]")


@dataclass(slots=True)
class _Paragraph:
    """Lines without an empty one between them, and so at most one paragraph, list or table."""

    line: int
    signs: int = 0
    marks: int = 0
    """Signs that may be markup, levels that are opened, and cells that a table fills up."""
    lines: list[str] = field(default_factory=list)


def is_oversized(path: str, lines: Sequence[str], problems: Problems) -> bool:
    """Note what is too large in a text, and return whether there is anything."""
    found = len(lines) > MAX_LINES
    if found:
        problems.add(path, MAX_LINES + 1, "E008", what="This file", limit=f"{MAX_LINES} lines")
    total = 0
    for paragraph in _paragraphs(lines):
        total += paragraph.marks
        for line, what, limit in _excesses(paragraph, total):
            problems.add(path, line, "E008", what=what, limit=limit)
            found = True
    return found


def _excesses(paragraph: _Paragraph, total: int) -> Iterator[tuple[int, str, str]]:
    for number, line in enumerate(paragraph.lines, paragraph.line):
        if len(line) > MAX_LINE:
            yield number, "This line", f"{MAX_LINE} signs"
    if paragraph.signs > MAX_PARAGRAPH:
        yield paragraph.line, "This paragraph", f"{MAX_PARAGRAPH} signs"
    if paragraph.marks > MAX_PARAGRAPH_MARKS:
        yield paragraph.line, "This paragraph, list or table", f"{MAX_PARAGRAPH_MARKS} signs of markup"
    if total > MAX_MARKS >= total - paragraph.marks:
        yield paragraph.line, "This file", f"{MAX_MARKS} signs of markup"


def _paragraphs(lines: Sequence[str]) -> Iterator[_Paragraph]:
    paragraph = _Paragraph(1)
    for number, line in enumerate([*lines, ""], 1):
        if line.strip():
            paragraph.lines.append(line)
            continue
        if paragraph.lines:
            yield _measured(paragraph)
        paragraph = _Paragraph(number + 1)


def _measured(paragraph: _Paragraph) -> _Paragraph:
    paragraph.signs = sum(map(len, paragraph.lines))
    paragraph.marks = sum(len(_MARK.findall(line)) + _LEVEL * _levels(line) for line in paragraph.lines)
    # A short row of a table is filled up to the width of the table.
    paragraph.marks += len(paragraph.lines) * max(0, max(line.count("|") for line in paragraph.lines) - 1)
    return paragraph


def _levels(line: str) -> int:
    """Return how many lists and quotes a line opens inside the first one."""
    leading = _LEADING.match(line)
    return len(_OPENER.findall(leading[0])) - 1 if leading else 0
