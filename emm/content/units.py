"""Cuts the files of a course into the units that are translated, compared and marked one by one."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from markdown_it.tree import SyntaxTreeNode as Node

from emm.content.blocks import Prose, RawBlock, settings_of, split
from emm.content.glossary import Entry
from emm.content.markdown import Document
from emm.content.nodes import end_of, line_of, plain, plain_text
from emm.content.problems import Problems
from emm.content.settings import POOL_KEYS, read_settings
from emm.world import fingerprint

HEAD = "---"
"""The key of the texts in the front matter."""
TOP = "#"
"""The key of the text before the first section; that of a section is its anchor, as links have it: #one-thing."""


@dataclass(frozen=True, slots=True)
class Unit:
    """A piece of a file that is translated as a whole."""

    key: str
    name: str
    """As authors read it: Section 2, Question "rcp-join"."""
    line: int
    text: str
    """As it stands in the file."""
    words: str
    """Without markup."""
    settings_line: int = 0
    """Of a question; 0 of anything else."""

    @property
    def is_section(self) -> bool:
        """Whether it is a piece of running text."""
        return self.key.startswith(TOP)

    @property
    def is_question(self) -> bool:
        """Whether it is a question."""
        return self.settings_line > 0

    @property
    def print(self) -> str:
        """A fingerprint that changes when anything but line breaks changes."""
        return fingerprint(" ".join(self.text.split()))


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text or a question, with the key of the unit it belongs to."""

    key: str
    run: Prose | RawBlock


def head_unit(texts: Iterable[str]) -> Unit:
    """Return the texts of a front matter as one unit."""
    words = "\n".join(text for text in texts if text)
    return Unit(HEAD, "The front matter", 1, words, words)


def pieces_of(document: Document) -> Iterator[Piece]:
    """Yield the pieces of a text in their order; each heading of level 1 or 2 begins another section."""
    key = TOP
    for run in split(document.nodes, document.language):
        if isinstance(run, RawBlock):
            yield Piece(_id_of(run), run)
            continue
        nodes: list[Node] = []
        for node in run.nodes:
            if node.type == "heading" and node.tag in {"h1", "h2"}:
                yield from _piece(key, nodes)
                key, nodes = TOP + document.headings[line_of(node)].slug, []
            nodes.append(node)
        yield from _piece(key, nodes)


def units_of(document: Document) -> dict[str, Unit]:
    """Return the units of a text, by key, in order of appearance."""
    grouped: dict[str, list[Piece]] = {}
    for piece in pieces_of(document):
        grouped.setdefault(piece.key, []).append(piece)
    sections = [key for key in grouped if key.startswith(TOP) and key != TOP]
    return {key: _unit(key, some, document, sections) for key, some in grouped.items()}


def units_of_keys(texts: Iterable[str], document: Document | None = None) -> dict[str, Unit]:
    """Return the texts of a front matter, and the text below it as one unit."""
    units = {HEAD: head_unit(texts)}
    if document and document.nodes:
        first, last = document.nodes[0], document.nodes[-1]
        text = "\n".join(document.lines[line_of(first) - 1 : end_of(last)])
        units[TOP] = Unit(TOP, "The text", line_of(first), text, plain_text(document.nodes))
    return units


def units_of_terms(entries: Iterable[Entry]) -> dict[str, Unit]:
    """Return the words of a glossary as units, by id."""
    return {entry.id: _term(entry) for entry in entries}


def _term(entry: Entry) -> Unit:
    words = f"{entry.title} {entry.short} {plain_text(entry.nodes)}"
    return Unit(entry.id, f'Term "{entry.id}"', entry.line, words, words)


def _piece(key: str, nodes: Sequence[Node]) -> Iterator[Piece]:
    if nodes:
        yield Piece(key, Prose(tuple(nodes)))


def _unit(key: str, pieces: Sequence[Piece], document: Document, sections: Sequence[str]) -> Unit:
    runs = [piece.run for piece in pieces]
    text = "\n".join(_source(run, document) for run in runs)
    words = " ".join(map(_words, runs))
    settings_line = runs[0].settings_line if isinstance(runs[0], RawBlock) else 0
    return Unit(key, _name(key, sections), _line(runs[0]), text, words, settings_line)


def _name(key: str, sections: Sequence[str]) -> str:
    if key == TOP:
        return "The text before the first section"
    return f"Section {sections.index(key) + 1}" if key in sections else f'Question "{key}"'


def _line(run: Prose | RawBlock) -> int:
    return run.line if isinstance(run, RawBlock) else line_of(run.nodes[0])


def _source(run: Prose | RawBlock, document: Document) -> str:
    if isinstance(run, RawBlock):
        return run.source(document)
    return "\n".join(document.lines[line_of(run.nodes[0]) - 1 : end_of(run.nodes[-1])])


def _words(run: Prose | RawBlock) -> str:
    """Return the words of a piece; of a question without the word that opens it and the settings."""
    if isinstance(run, RawBlock):
        return f"{plain(run.title.children)} {plain_text(run.nodes[1:])}"
    return plain_text(run.nodes)


def _id_of(raw: RawBlock) -> str:
    """Return the id of a question, "" for one that has none."""
    line = settings_of(raw.nodes[0]) if raw.nodes else None
    return read_settings(line, "", 1, Problems(), POOL_KEYS).get("id", "") if line else ""
