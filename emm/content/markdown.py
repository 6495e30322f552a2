"""Reads Markdown into a tree of nodes that know their lines; raw HTML and oversized text stop here."""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from threading import Lock

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from markdown_it.tree import SyntaxTreeNode as Node
from mdit_py_plugins.footnote import footnote_plugin

from emm.content.blanks import BLANK
from emm.content.footnotes import Footnote, check_references, footnotes_apart
from emm.content.limits import is_oversized
from emm.content.nodes import line_of, located, words_of
from emm.content.problems import Problems

MAX_DEPTH = 8
"""How many lists and quotes may stand inside each other."""

_TAG = re.compile(r"<(?:!--|[/?!]?[A-Za-z][^\s/>]*)")
_PARSING = Lock()


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of the text, with the anchor that GitHub would give it."""

    level: int
    slug: str
    line: int


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
    tokens = tokens_of(text)
    if _is_too_deep(path, tokens, problems):
        return None
    tokens = list(_without_html(path, tokens, lines, problems))
    tokens, footnotes = footnotes_apart(path, tokens, problems)
    nodes = tuple(Node(tokens).children)
    check_references(path, nodes, footnotes, lines, problems)
    return Document(path, lines, nodes, dict(_headings(nodes)), footnotes)


def tokens_of(text: str) -> list[Token]:
    """Return what the parser makes of a text."""
    with _PARSING:  # the recogniser of addresses keeps its place in itself
        return PARSER.parse(text, {})


def slug(title: str) -> str:
    """Return the anchor that GitHub gives to a heading, so that links work there as well."""
    kept = (sign for sign in title.strip().lower() if sign in "-_ " or unicodedata.category(sign)[0] in "LMN")
    return "".join(kept).replace(" ", "-")


def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"linkify": True, "maxNesting": 4 * MAX_DEPTH})
    parser.enable(["table", "linkify"])
    parser.inline.ruler.before("emphasis", "blank", _blank)
    parser.use(footnote_plugin, inline=False, move_to_end=False, always_match_refs=True)
    assert parser.linkify is not None
    parser.linkify.set({"fuzzy_link": False, "fuzzy_email": False, "fuzzy_ip": False})
    for scheme in ("ftp:", "//", "mailto:"):
        parser.linkify.add(scheme, None)
    # Every address is let through here, because a refused one would turn into text without a word to the author.
    parser.validateLink = lambda url: True  # type: ignore[method-assign]
    return parser


def _blank(state: StateInline, silent: bool) -> bool:
    """Take a blank as it stands: "(____) or (____)" is no bold text."""
    found = BLANK.match(state.src, state.pos)
    if found is None:
        return False
    if not silent:
        state.pending += found[0]
    state.pos = found.end()
    return True


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


def _headings(nodes: tuple[Node, ...]) -> Iterator[tuple[int, Heading]]:
    seen: dict[str, int] = {}
    for node in nodes:
        if node.type == "heading":
            anchor = words = slug(words_of(node))
            while anchor in seen:
                seen[words] += 1
                anchor = f"{words}-{seen[words]}"
            seen[anchor] = 0
            yield line_of(node), Heading(int(node.tag[1]), anchor, line_of(node))


def _shown(tag: str) -> str:
    return tag if tag == "<!--" else f"{tag}>"
