"""Small questions to ask of a parsed text: its lines, its words, and how it begins."""

from collections.abc import Iterable, Iterator, Sequence

from markdown_it.token import Token
from markdown_it.tree import SyntaxTreeNode as Node

BREAKS = ("softbreak", "hardbreak")


def line_of(node: Node) -> int:
    """Return the line on which a node begins."""
    return node.map[0] + 1 if node.map else 1


def end_of(node: Node) -> int:
    """Return the last line of a node."""
    return node.map[1] if node.map else 1


def inline_of(node: Node) -> Token:
    """Return the text of a heading, a paragraph or a table cell."""
    token = node.children[0].token
    assert token is not None
    return token


def plain(children: Iterable[Token] | None) -> str:
    """Return the words of a text, without markup and footnotes."""
    return " ".join("".join(map(_spoken, children or ())).split())


def plain_text(nodes: Iterable[Node]) -> str:
    """Return all words below the nodes."""
    return " ".join(plain(inline.children) for inline in inlines(nodes))


def words_of(node: Node) -> str:
    """Return the words of a heading or paragraph."""
    return plain(inline_of(node).children)


def paragraph(node: Node, children: Sequence[Token]) -> Node:
    """Return the paragraph `node` with other pieces of text; pieces can only be taken away at its beginning."""
    assert node.nester_tokens
    inline = inline_of(node)
    first, last = inline.map or (0, 1)
    lost = _count_breaks(inline.children or ()) - _count_breaks(children)
    words = inline.copy(content=plain(children), children=list(children), map=[first + max(lost, 0), last])
    return Node([node.nester_tokens.opening, words, node.nester_tokens.closing]).children[0]


def strong_start(node: Node) -> str:
    """Return the bold words at the very start of a paragraph, "" when it does not start with bold words."""
    children = stripped(inline_of(node).children or ()) if node.type == "paragraph" else []
    if not children or children[0].type != "strong_open":
        return ""
    return plain(children[: _strong_end(children)])


def after_strong(node: Node) -> Node:
    """Return the paragraph without the bold words at its start."""
    children = inline_of(node).children or []
    return paragraph(node, stripped(children[_strong_end(children) + 1 :]))


def unwrapped(node: Node) -> Node:
    """Return a paragraph that is all bold without the bold, any other as it is."""
    children = stripped(inline_of(node).children or ())
    if not children or children[0].type != "strong_open":
        return node
    end = _strong_end(children)
    return node if plain(children[end:]) else paragraph(node, children[1:end])


def without_end(node: Node, children: Sequence[Token]) -> Node:
    """Return the paragraph `node` of which only these first pieces of text are left."""
    assert node.nester_tokens
    left = list(children)
    while left and left[-1].type in BREAKS:
        left.pop()
    if left and left[-1].type == "text":
        left[-1] = left[-1].copy(content=left[-1].content.rstrip())
    inline = inline_of(node).copy(content=plain(left), children=left)
    return Node([node.nester_tokens.opening, inline, node.nester_tokens.closing]).children[0]


def stripped(children: Sequence[Token]) -> list[Token]:
    """Return the pieces of text without space and line breaks before the first word."""
    rest = list(children)
    while rest and (rest[0].type in BREAKS or (rest[0].type == "text" and not rest[0].content.strip())):
        rest.pop(0)
    if rest and rest[0].type == "text":
        rest[0] = rest[0].copy(content=rest[0].content.lstrip())
    return rest


def located(inline: Token, lines: tuple[str, ...]) -> Iterator[tuple[Token, int]]:
    """Yield the pieces of a text, each with the line it stands on."""
    first, last = inline.map or (0, 1)
    line = first
    for child in inline.children or ():
        needle = _needle(child)
        if needle:
            line = next((place for place in range(line, last) if needle in lines[place]), line)
        yield child, line + 1
        if child.type in BREAKS or "\n" in child.content:
            line = min(line + 1, last - 1)


def inlines(nodes: Iterable[Node]) -> Iterator[Token]:
    """Yield every text below the nodes, in order."""
    for node in nodes:
        for part in node.walk():
            if part.type == "inline" and part.token:
                yield part.token


def _spoken(token: Token) -> str:
    if token.type in {"text", "code_inline"}:
        return token.content
    if token.type in BREAKS:
        return " "
    return plain(token.children) if token.type == "image" else ""


def _strong_end(children: Sequence[Token]) -> int:
    return next(place for place, child in enumerate(children) if child.type == "strong_close")


def _count_breaks(children: Iterable[Token]) -> int:
    return sum(child.type in BREAKS for child in children)


def _needle(child: Token) -> str:
    """Return the part of a piece of text that can be found again in its line."""
    if child.type == "footnote_ref":
        return f"[^{child.meta['label']}]"
    if child.type == "html_inline":
        return child.content.split("\n")[0]
    return ""
