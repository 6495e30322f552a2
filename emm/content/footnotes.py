"""Takes the texts of footnotes out of a file, and checks that each goes with a reference."""

from collections.abc import Mapping
from dataclasses import dataclass

from markdown_it.token import Token
from markdown_it.tree import SyntaxTreeNode as Node

from emm.content.nodes import inlines, located
from emm.content.problems import Problems


@dataclass(frozen=True, slots=True)
class Footnote:
    """The text of a footnote, where it was written."""

    line: int
    end: int
    nodes: tuple[Node, ...]


def footnotes_apart(path: str, tokens: list[Token], problems: Problems) -> tuple[list[Token], dict[str, Footnote]]:
    """Return the tokens without the texts of footnotes, and those texts by label."""
    rest: list[Token] = []
    footnotes: dict[str, Footnote] = {}
    inside: list[Token] = []
    opening: Token | None = None
    for token in tokens:
        if token.type == "footnote_reference_open" and opening is None:
            opening, inside = token, []
        elif token.type == "footnote_reference_close" and opening is not None and token.level == opening.level:
            _keep_footnote(path, opening, inside, footnotes, problems)
            opening = None
        elif not token.type.startswith("footnote_reference"):
            (inside if opening else rest).append(token)
    return rest, footnotes


def _keep_footnote(
    path: str, opening: Token, inside: list[Token], footnotes: dict[str, Footnote], problems: Problems
) -> None:
    first, last = opening.map or (0, 1)
    label = opening.meta["label"]
    if label in footnotes:
        problems.add(path, first + 1, "E201", label=label, fault="is written twice")
    else:
        footnotes[label] = Footnote(first + 1, last, tuple(Node(inside).children))


def check_references(
    path: str, nodes: tuple[Node, ...], footnotes: Mapping[str, Footnote], lines: tuple[str, ...], problems: Problems
) -> None:
    """Note references without a text, and texts without a reference."""
    used = set()
    within = [node for footnote in footnotes.values() for node in footnote.nodes]
    for inline in inlines([*nodes, *within]):
        for child, line in located(inline, lines):
            if child.type == "footnote_ref":
                used.add(child.meta["label"])
                if child.meta["label"] not in footnotes:
                    problems.add(path, line, "E201", label=child.meta["label"], fault="has no text")
    for label in footnotes.keys() - used:
        problems.add(path, footnotes[label].line, "E201", label=label, fault="is never used")
