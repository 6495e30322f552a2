"""Turns the nodes of one file into clean HTML, and remembers what its page needs besides."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from urllib.parse import unquote

from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.tree import SyntaxTreeNode as Node

from emm.content.cleaning import clean
from emm.content.markdown import PARSER, Document
from emm.content.model import Source
from emm.content.nodes import after_strong, inline_of, line_of, located, paragraph, plain, stripped, strong_start
from emm.content.pieces import Link
from emm.content.places import Lost, Places, translated_target
from emm.content.problems import Problems
from emm.content.words import Words
from emm.questions.block import Rich

MAX_GUESSES = 20
"""For how many lost links of a page the right one is looked for."""

NOTE = re.compile(r"\[!(\w+)\]\s*")
"""How a note begins."""

BARE = ("linkify", "autolink")
"""What the parser calls a link that its author wrote as an address and nothing else."""

_YEAR = re.compile(r"\d{4}\b")
_RENDERER = RendererHTML()


Note = tuple[str, str]
"""A footnote: the path of its file, and its label."""


@dataclass(slots=True)
class Counts:
    """What is counted from the top of a page to its end, over all the texts that it is made of."""

    pages: dict[str, "Page"] = field(default_factory=dict)
    """The texts by path."""
    figures: int = 0
    timelines: int = 0
    terms: list[str] = field(default_factory=list)
    numbers: dict[Note, int] = field(default_factory=dict)
    """The number of each footnote, in order."""
    references: Counter[Note] = field(default_factory=Counter)
    """How often each footnote was referred to."""


class Page:
    """One page in the making: links find their places, words and footnotes are counted as they come.

    `anchors` are those of a lesson, by line; other texts have none, no footnotes, and no way back from a word.
    A text that is read together with this one, such as the source of a translation, counts on: see `joined`.
    With `traces`, each of its parts tells where it begins.
    """

    def __init__(
        self,
        document: Document,
        places: Places,
        words: Words,
        problems: Problems,
        anchors: Mapping[int, str] | None = None,
        original: Document | None = None,
        *,
        traces: bool = False,
    ) -> None:
        self.document = document
        self.places = places
        self.problems = problems
        self.path = document.path
        self.counts = Counts()
        self.counts.pages[self.path] = self
        self._original = original
        self.traces = traces
        self._words = words
        self._note_labels = {"important": words.key_point, "note": words.good_to_know, "tip": words.in_practice}
        self._anchors = anchors
        self._lost = 0

    def joined(self, other: "Page") -> "Page":
        """Return this page as a part of `other`: figures, words and footnotes are counted together."""
        self.counts = other.counts
        self.counts.pages[self.path] = self
        return self

    @property
    def language(self) -> str:
        """The language that it is written in."""
        return self.document.language

    @property
    def terms(self) -> Sequence[str]:
        """Ids of the words that the text links to, in order of appearance."""
        return self.counts.terms

    def html(self, nodes: Iterable[Node]) -> str:
        """Return whole paragraphs, lists and tables as HTML."""
        return self._clean(self._tokens(list(nodes)))

    def phrase(self, inline: Token) -> Rich:
        """Return one line of text as HTML that may stand inside a paragraph or a label."""
        return Rich(self._clean([self._line(inline)]), plain(inline.children))

    def link(self, inline: Token) -> Link | None:
        """Return the first link in a line of text, None when there is none or it leads nowhere."""
        line = self._line(inline)
        opening = next((child for child in line.children or () if child.type == "link_open"), None)
        return Link(str(opening.attrGet("href")), plain(line.children)) if opening else None

    def sources(self) -> tuple[Source, ...]:
        """Return the footnotes that the text refers to; ask when everything else is rendered."""
        counts = self.counts
        texts: dict[Note, str] = {}
        while new := [note for note in counts.numbers if note not in texts]:  # footnotes may name others
            texts.update({(path, label): counts.pages[path]._footnote(label) for path, label in new})
        numbered = enumerate(texts.items(), 1)
        return tuple(
            Source(number, html, counts.references[note], counts.pages[note[0]].language)
            for number, (note, html) in numbered
        )

    def _clean(self, tokens: Iterable[Token]) -> str:
        return clean(_RENDERER.render(list(tokens), PARSER.options, {})).strip()

    def _footnote(self, label: str) -> str:
        paragraphs = []
        for node in self.document.footnotes[label].nodes:
            if node.type == "paragraph":
                paragraphs.append(self.phrase(inline_of(node)).html)
            else:
                advice = "A footnote holds sentences only."
                self.problems.add(self.path, line_of(node), "E015", what="A list, quote or table", advice=advice)
        return " ".join(paragraphs)

    # From here on: nodes of the file in, tokens of the page out. The file's own tokens are never changed.

    def _tokens(self, nodes: Sequence[Node]) -> Iterator[Token]:
        place = 0
        while place < len(nodes):
            pair = nodes[place : place + 2]
            if is_timeline(pair):
                yield from self._timeline(*pair)
                place += 2
            else:
                yield from self._node(nodes[place])
                place += 1

    def _node(self, node: Node) -> Iterator[Token]:
        if node.type == "inline" and node.token:
            yield self._line(node.token)
        elif node.type == "blockquote":
            yield from self._quote(node)
        elif node.type == "heading":
            yield from self._heading(node)
        elif node.type == "table":
            yield _raw(f'<div class="tbl" tabindex="0" role="group" aria-label="{escape(self._words.table)}">')
            yield from self._nest(node)
            yield _raw("</div>")
        elif node.type in {"fence", "code_block"}:
            yield _raw(f'<pre tabindex="0"><code>{escape(node.content)}</code></pre>\n')
        elif node.nester_tokens:
            yield from self._nest(node)
        else:
            assert node.token
            yield node.token

    def _nest(self, node: Node, **changes: object) -> Iterator[Token]:
        assert node.nester_tokens
        yield node.nester_tokens.opening.copy(**changes)
        yield from self._tokens(node.children)
        yield node.nester_tokens.closing.copy(**({"tag": changes["tag"]} if "tag" in changes else {}))

    def _heading(self, node: Node) -> Iterator[Token]:
        anchor = (self._anchors or {}).get(line_of(node))
        tag = "h2" if node.tag == "h1" else node.tag
        yield from self._nest(node, tag=tag, attrs={"id": f"s-{anchor}"} if anchor else {})

    def _quote(self, node: Node) -> Iterator[Token]:
        word = note_word(node)
        if word in self._note_labels:
            label = escape(self._note_labels[word])
            yield _raw(f'<section class="note note-{word}"><p class="note-label">{label}</p>\n')
            yield from self._tokens([*_without_mark(node.children[0]), *node.children[1:]])
            yield _raw("</section>\n")
            return
        if word:
            known = ", ".join(f"[!{one.upper()}]" for one in self._note_labels)
            self.problems.add(self.path, line_of(node), "E100", word=f"[!{word.upper()}]", words=known)
        yield from self._nest(node)

    def _timeline(self, title: Node, events: Node) -> Iterator[Token]:
        self.counts.timelines += 1
        name = f"tl-{self.counts.timelines}"
        yield _raw(f'<p class="tl-title" id="{name}">')
        yield self._line(inline_of(after_strong(title)))
        yield _raw("</p>\n")
        yield from self._nest(events, tag="ol", attrs={"class": "tl", "role": "list", "aria-labelledby": name})

    def _line(self, inline: Token) -> Token:
        return inline.copy(children=list(self._pieces(inline)))

    def _pieces(self, inline: Token) -> Iterator[Token]:
        open_links: list[bool] = []
        for child, line in located(inline, self.document.lines):
            if child.type == "link_open":
                attrs = self._link(str(child.attrGet("href") or ""), line)
                if attrs and child.markup in BARE:
                    attrs["class"] = "address"  # on paper, an address that is its own text needs no other beside it
                open_links.append(bool(attrs))
                if attrs:
                    yield child.copy(attrs=attrs)
            elif child.type == "link_close":
                if open_links.pop():
                    yield child
            elif child.type == "footnote_ref":
                yield self._reference(child.meta["label"], line)
            elif child.type == "image":
                advice = "Put a figure in a paragraph of its own, in the text of a lesson or of a question."
                self.problems.add(self.path, line, "E015", what="An image", advice=advice)
                yield _text(plain([child]))
            else:
                yield child

    def _link(self, target: str, line: int) -> dict[str, str | int | float]:
        try:
            aim = self.places.aim(self.path, target)
        except Lost as lost:
            self._note_lost(unquote(target), line, lost)
            return {}
        if not aim.term:
            return {"href": aim.href, "rel": "noreferrer"} if aim.is_outside else {"href": aim.href}
        is_first = aim.term not in self.terms
        if is_first:
            self.counts.terms.append(aim.term)
        back = {"id": f"t-{aim.term}"} if is_first and self._anchors is not None else {}
        return {"class": "term", "href": aim.href, **back}

    def _note_lost(self, target: str, line: int, lost: Lost) -> None:
        self._lost += 1
        if self._lost > MAX_GUESSES:
            self.problems.add(self.path, line, "E200", target=target, advice=lost.advice)
            return
        original = translated_target(target, self.document, self._original) if self._original else ""
        if original:
            self.problems.add(self.path, line, "E403", original=original)
        else:
            self.problems.add(self.path, line, "E200", target=target, advice=lost.guess())

    def _reference(self, label: str, line: int) -> Token:
        if self._anchors is None:
            advice = "Only lessons list their sources. Name the source in the text."
            self.problems.add(self.path, line, "E015", what="A footnote", advice=advice)
            return _text("")
        if label not in self.document.footnotes:
            return _text(f"[^{label}]")
        note, counts = (self.path, label), self.counts
        number = counts.numbers.setdefault(note, len(counts.numbers) + 1)
        counts.references[note] += 1
        again = counts.references[note]
        name = f"fr-{number}" if again == 1 else f"fr-{number}-{again}"
        spoken = escape(f"{self._words.footnote} {number}")
        link = f'<a class="fn" id="{name}" href="#fn-{number}" aria-label="{spoken}">{number}</a>'
        return Token("html_inline", "", 0, content=f"<sup>{link}</sup>")


def note_word(node: Node) -> str:
    """Return "note" for a quote that begins with [!NOTE] and so on, "" for an ordinary quote."""
    first = node.children[0] if node.children else None
    pieces = inline_of(first).children if first and first.type == "paragraph" else None
    found = NOTE.match(pieces[0].content) if pieces else None
    return found[1].lower() if found else ""


def _without_mark(first: Node) -> list[Node]:
    """Return the first paragraph of a note without [!NOTE], or nothing when it holds nothing else."""
    children = inline_of(first).children or []
    rest = stripped([children[0].copy(content=NOTE.sub("", children[0].content, count=1)), *children[1:]])
    return [paragraph(first, rest)] if rest else []


def is_timeline(pair: Sequence[Node]) -> bool:
    """Return whether these are a paragraph **Timeline:** and a list in which each item begins with a bold year."""
    if len(pair) < 2 or pair[1].type not in {"bullet_list", "ordered_list"}:
        return False
    if strong_start(pair[0]) != "Timeline:":
        return False
    return all(item.children and _YEAR.match(strong_start(item.children[0])) for item in pair[1].children)


def _raw(html: str) -> Token:
    return Token("html_block", "", 0, content=html, block=True)


def _text(words: str) -> Token:
    return Token("text", "", 0, content=words)
