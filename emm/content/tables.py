"""Reads a table of answers: the letter and the words on the left, what belongs to them, and feedback."""

from collections.abc import Iterable, Iterator

from markdown_it.tree import SyntaxTreeNode as Node

from emm.content.answers import Mark, mark_of
from emm.content.nodes import inline_of, line_of
from emm.content.pages import Page
from emm.content.problems import Problems
from emm.questions.block import Rich, Row

SHAPE = "A table of answers has two columns, and a third one if there is feedback."


def is_lettered(node: Node) -> bool:
    """Return whether this is a table in which a line begins with a letter: a table of answers."""
    return node.type == "table" and any(_mark(line).letter for line in _lines(node))


def read_rows(tables: Iterable[Node], page: Page, faults: Problems) -> tuple[Row, ...]:
    """Return the lines of these tables, in order, without the first one, which names the columns."""
    return tuple(row for table in tables for row in _rows(table, page, faults))


def _rows(table: Node, page: Page, faults: Problems) -> Iterator[Row]:
    head, *lines = _lines(table)
    columns = len(head.children)
    if columns not in {2, 3}:
        faults.add(page.path, line_of(table), "E015", what=f"A table of {columns} columns", advice=SHAPE)
        return
    if _mark(head).letter:
        advice = "The first line of a table names its columns. Put one above, such as | Left | Right |."
        faults.add(page.path, line_of(table), "E015", what="An answer in the first line of a table", advice=advice)
    for line in lines:
        mark = _mark(line)
        left, right, *rest = (page.phrase(inline_of(cell)) for cell in (mark.rest, *line.children[1:]))
        yield Row(line_of(line), mark.letter, left, right, _feedback(rest))


def _feedback(cells: list[Rich]) -> Rich | None:
    return cells[0] if cells and cells[0].html else None


def _lines(table: Node) -> list[Node]:
    return [line for part in table.children for line in part.children]


def _mark(line: Node) -> Mark:
    """Return what stands before the words of the left cell."""
    return mark_of(line.children[0])
