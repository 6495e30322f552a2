"""What can be wrong in a table of pairs."""

from collections import Counter
from collections.abc import Iterator

from emm.errors import Problem
from emm.errors.codes import problem
from emm.questions.aliases import MOST, same
from emm.questions.block import Block, Row
from emm.questions.toolbox import amiss_in_letters, amiss_in_settings, unclear

ALLOWED = {"order": ("shuffle",), "credit": ("partial", "all")}
"""Cells in the author's order would stand beside their lines."""


def mistakes(block: Block) -> Iterator[Problem]:
    """Yield every mistake of the table, at its line."""
    lines = [row for row in block.rows if row.left.html]
    extras = [row for row in block.rows if not row.left.html]
    yield from amiss_in_settings(block, ALLOWED)
    yield from _amiss_in_number(block, lines)
    yield from _amiss_in_cells(block)
    yield from amiss_in_letters(block, [*lines, *(row for row in extras if row.letter)])
    yield from _amiss_in_lefts(block, lines)
    yield from _amiss_in_extras(block, lines, extras)


def _amiss_in_number(block: Block, lines: list[Row]) -> Iterator[Problem]:
    number = min(len(lines), len({same(row.right) for row in block.rows}))
    if not block.rows:
        advice = "Write | Left | Right |, a line | --- | --- |, and below them lines such as | a) One | Its match |."
        yield unclear(block, block.line, "there is no table of pairs", advice)
    elif number < 2:
        yield problem(block.path, block.line, "E106", n=number, id=block.id)
    elif len(block.rows) > MOST:
        yield problem(block.path, block.rows[MOST].line, "E008", what="This table", limit=f"{MOST} lines")


def _amiss_in_cells(block: Block) -> Iterator[Problem]:
    for row in block.rows:
        if not row.right.html:
            what = f'The right-hand cell of a line in question "{block.id}"'
            yield problem(block.path, row.line, "E014", what=what, advice="Write what belongs to the left-hand cell.")


def _amiss_in_lefts(block: Block, lines: list[Row]) -> Iterator[Problem]:
    """Two lines that look alike cannot be told apart."""
    seen: set[str] = set()
    for row in lines:
        if same(row.left) in seen:
            advice = "Give each line words of its own."
            yield problem(block.path, row.line, "E015", what=f'A second line "{row.left.plain}"', advice=advice)
        seen.add(same(row.left))


def _amiss_in_extras(block: Block, lines: list[Row], extras: list[Row]) -> Iterator[Problem]:
    """A choice that belongs nowhere is not one that belongs somewhere, and stands there once."""
    counts = Counter(same(row.right) for row in extras)
    belonging = {same(row.right) for row in lines}
    for row in extras:
        if row.right.html and (same(row.right) in belonging or counts[same(row.right)] > 1):
            advice = "A line without a left-hand cell offers a choice of its own, which belongs to no line."
            yield problem(block.path, row.line, "E015", what=f'"{row.right.plain}" a second time', advice=advice)
