"""Reads Markdown into a tree of nodes that know their lines; raw HTML and oversized text stop here."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from threading import Lock

from markdown_it import MarkdownIt
from markdown_it.token import Token
from markdown_it.tree import SyntaxTreeNode as Node
from mdit_py_plugins.footnote import footnote_plugin

from emm.content.limits import is_oversized
from emm.content.problems import Problems
from emm.content.words import slug

MAX_DEPTH = 8
"""How many lists and quotes may stand inside each other."""

BREAKS = ("softbreak", "hardbreak")

_TAG = re.compile(r"<(?:!--|[/?!]?[A-Za-z][^\s/>]*)")
_PARSING = Lock()


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of the text, with the anchor that GitHub would give it."""

    level: int
    slug: str
    line: int


@dataclass(frozen=True, slots=True)
class Footnote:
    """The text of a footnote, where it was written."""

    line: int
    end: int
    nodes: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Document:
    """One file, parsed: footnotes apart, comments gone."""

    path: str
    lines: tuple[str, ...]
    nodes: tuple[Node, ...]
    headings: Mapping[int, Heading]
    """By line."""
    footnotes: Mapping[str, Footnote]

    @property
    def language(self) -> str:
        """The language it is written in: the folder it stands in."""
        return self.path.partition("/")[0]


def parse(path: str, text: str, problems: Problems) -> Document | None:
    """Return the parsed text, or None when it is too large or too deep to be read at all."""
    lines = tuple(text.split("\n"))
    if is_oversized(path, lines, problems):
        return None
    with _PARSING:  # the recogniser of addresses keeps its place in itself
        tokens = PARSER.parse(text, {})
    if _is_too_deep(path, tokens, problems):
        return None
    tokens = list(_without_html(path, tokens, lines, problems))
    tokens, footnotes = _footnotes_apart(path, tokens, problems)
    nodes = tuple(Node(tokens).children)
    _check_references(path, nodes, footnotes, lines, problems)
    return Document(path, lines, nodes, dict(_headings(nodes)), footnotes)


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


def plain(children: Iterable[Token]) -> str:
    """Return the words of a line of text, without markup and notes."""
    return " ".join("".join(map(_words_of, children)).split())


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


def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"linkify": True, "maxNesting": 4 * MAX_DEPTH})
    parser.enable(["table", "linkify"])
    parser.use(footnote_plugin, inline=False, move_to_end=False, always_match_refs=True)
    assert parser.linkify is not None
    parser.linkify.set({"fuzzy_link": False, "fuzzy_email": False, "fuzzy_ip": False})
    for scheme in ("ftp:", "//", "mailto:"):
        parser.linkify.add(scheme, None)
    # Every address is let through here, because a refused one would turn into text without a word to the author.
    parser.validateLink = lambda url: True  # type: ignore[method-assign]
    return parser


PARSER = _parser()


def _is_too_deep(path: str, tokens: list[Token], problems: Problems) -> bool:
    depth = 0
    for token in tokens:
        if token.type.startswith(("bullet_list", "ordered_list", "blockquote")):
            depth += token.nesting
            if depth > MAX_DEPTH:
                problems.add(path, (token.map or [0])[0] + 1, "E009", limit=MAX_DEPTH)
                return True
    return False


def _without_html(path: str, tokens: list[Token], lines: tuple[str, ...], problems: Problems) -> Iterator[Token]:
    """Drop comments, and turn all other HTML into visible text."""
    for token in tokens:
        if token.type == "html_block":
            yield from _block_as_text(path, token, problems)
        elif token.type == "inline":
            yield token.copy(children=list(_inline_without_html(path, token, lines, problems)))
        else:
            yield token


def _block_as_text(path: str, token: Token, problems: Problems) -> Iterator[Token]:
    first = (token.map or [0])[0] + 1
    rest = _without_comments(token.content)
    for line, words in enumerate(rest.split("\n"), first):
        for tag in _TAG.findall(words):
            problems.add(path, line, "E205", tag=_shown(tag))
    if rest.strip():
        text = Token("text", "", 0, content=rest.strip())
        yield Token("paragraph_open", "p", 1, map=token.map, level=token.level, block=True)
        yield Token("inline", "", 0, map=token.map, level=token.level + 1, content=text.content, children=[text])
        yield Token("paragraph_close", "p", -1, level=token.level, block=True)


def _without_comments(html: str) -> str:
    """Return the text without comments, but with their line breaks; a comment without an end is none."""
    kept: list[str] = []
    place = 0
    while (start := html.find("<!--", place)) >= 0 and (end := html.find("-->", start + 4)) >= 0:
        kept += [html[place:start], "\n" * html.count("\n", start, end)]
        place = end + 3
    return "".join(kept) + html[place:]


def _inline_without_html(path: str, inline: Token, lines: tuple[str, ...], problems: Problems) -> Iterator[Token]:
    for child, line in located(inline, lines):
        if child.type != "html_inline":
            yield child
        elif not child.content.startswith("<!--"):
            tag = _TAG.match(child.content)
            problems.add(path, line, "E205", tag=_shown(tag[0] if tag else child.content))
            yield child.copy(type="text")


def _footnotes_apart(path: str, tokens: list[Token], problems: Problems) -> tuple[list[Token], dict[str, Footnote]]:
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


def _check_references(
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


def _headings(nodes: tuple[Node, ...]) -> Iterator[tuple[int, Heading]]:
    seen: dict[str, int] = {}
    for node in nodes:
        if node.type == "heading":
            anchor = slug(plain(inline_of(node).children or ()))
            while anchor in seen:
                seen[anchor] += 1
                anchor = f"{anchor}-{seen[anchor]}"
            seen[anchor] = 0
            yield line_of(node), Heading(int(node.tag[1]), anchor, line_of(node))


def _words_of(token: Token) -> str:
    if token.type in {"text", "code_inline"}:
        return token.content
    if token.type in BREAKS:
        return " "
    return plain(token.children or ()) if token.type == "image" else ""


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


def _shown(tag: str) -> str:
    return tag if tag == "<!--" else f"{tag}>"
