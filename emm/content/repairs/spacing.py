"""Blank lines around headings, lists and settings lines, where their lack changes nothing but the looks of the file."""

from collections.abc import Iterable, Iterator, Sequence

from markdown_it.token import Token
from markdown_it.tree import SyntaxTreeNode as Node

from emm.content.answers import LISTS
from emm.content.blocks import settings_of
from emm.content.markdown import Document, tokens_of
from emm.content.nodes import end_of, line_of


def missing_blank_lines(document: Document) -> frozenset[int]:
    """Return the lines before which a blank one is missing; none where that would change what the text says."""
    lines = document.lines
    wanted = frozenset(line for line in _around(document.nodes, lines) if _is_tight(lines, line))
    text = "\n".join(lines)
    is_safe = not wanted or _meaning(tokens_of(text)) == _meaning(tokens_of(inserted(text, wanted)))
    return wanted if is_safe else frozenset()


def inserted(text: str, before: Iterable[int]) -> str:
    """Return the text with a blank line before each of these lines."""
    lines = text.split("\n")
    for line in sorted(before, reverse=True):
        lines.insert(line - 1, "")
    return "\n".join(lines)


def _around(nodes: Sequence[Node], lines: Sequence[str]) -> Iterator[int]:
    """Yield the first lines of what stands apart, and the lines that follow it."""
    for before, node in zip((None, *nodes), nodes, strict=False):
        is_heading = node.type == "heading" and lines[line_of(node) - 1].lstrip().startswith("#")
        if is_heading or node.type in LISTS:
            yield line_of(node)
        if is_heading or node.type in LISTS or (before and before.type == "heading" and settings_of(node)):
            yield _last_line(node, lines) + 1


def _last_line(node: Node, lines: Sequence[str]) -> int:
    """Return the last line of a node that is not blank."""
    return next(line for line in range(end_of(node), 0, -1) if lines[line - 1].strip())


def _is_tight(lines: Sequence[str], line: int) -> bool:
    return 1 < line <= len(lines) and bool(lines[line - 1].strip()) and bool(lines[line - 2].strip())


def _meaning(tokens: Iterable[Token]) -> list[tuple[str, str, str, bool, str]]:
    """Return all of a parsed text but where it stands."""
    return [(token.type, token.tag, token.content, token.hidden, token.info) for token in tokens]
