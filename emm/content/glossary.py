"""Reads the words that a course explains."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from markdown_it.tree import SyntaxTreeNode as Node

from emm.content.blocks import settings_of
from emm.content.frontmatter import better_id
from emm.content.ids import Ids, term_key
from emm.content.markdown import Document, parse, slug
from emm.content.model import Term
from emm.content.nodes import line_of, plain_text, words_of
from emm.content.pages import Page
from emm.content.places import Places
from emm.content.problems import Problems
from emm.content.sources import TextFile
from emm.content.words import Words

_SHORT = re.compile(r"Short:\s*(\S.*)")
_ID = re.compile(r"id:\s*(\S+)")


@dataclass(frozen=True, slots=True)
class Entry:
    """One word of a glossary file, before its links are known."""

    id: str
    title: str
    short: str
    line: int
    document: Document
    nodes: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Glossary:
    """The words of a course in one language, and which of them explain themselves by others."""

    terms: Mapping[str, Term]
    mentions: Mapping[str, tuple[str, ...]]

    def explained(self, linked: Iterable[str]) -> tuple[Term, ...]:
        """Return the terms of these ids, and after them those that their explanations link to."""
        found: dict[str, None] = dict.fromkeys(linked)
        waiting = list(found)
        while waiting:
            new = [term for term in self.mentions[waiting.pop(0)] if term not in found]
            found.update(dict.fromkeys(new))
            waiting += new
        return tuple(self.terms[term] for term in found)


def read_glossary(file: TextFile | None, problems: Problems) -> tuple[Entry, ...]:
    """Return the entries of a glossary file in their order; what is no entry is noted."""
    document = parse(file.path, file.text or "", problems) if file else None
    return tuple(_entries(document, problems)) if document else ()


def claim_terms(entries: Iterable[Entry], ids: Ids, problems: Problems) -> tuple[Entry, ...]:
    """Return the entries that have an id of their own; the others are noted."""

    def is_free(entry: Entry) -> bool:
        return ids.claim(term_key(entry.id), "term", entry.title, entry.document.path, entry.line, problems)

    return tuple(entry for entry in entries if entry.id and is_free(entry))


def matched(entries: Sequence[Entry], source: Sequence[Entry], problems: Problems) -> tuple[Entry, ...]:
    """Return the entries of a translation under the ids of the source, with the source where one is missing.

    An entry goes with the source entry whose id it names or whose title it shares; the others go in order,
    which is only safe when there are as many of them on both sides.
    """
    known = {entry.id for entry in source}
    found = {entry.id: entry for entry in entries if entry.id in known}
    left = [entry for entry in entries if entry.id not in known]
    missing = [entry.id for entry in source if entry.id not in found]
    if len(left) == len(missing):
        found |= {term: replace(entry, id=term) for term, entry in zip(missing, left, strict=True)}
    else:
        for entry in left:
            advice = "Write it below the heading between back-ticks, as in links: `id: word-in-the-source`."
            problems.add(entry.document.path, entry.line, "E014", what=f'The id of "{entry.title}"', advice=advice)
    return tuple(found.get(entry.id, entry) for entry in source)


def compile_glossary(entries: Iterable[Entry], places: Places, words: Words, problems: Problems) -> Glossary:
    """Return the entries with their links in place."""
    terms: dict[str, Term] = {}
    mentions: dict[str, tuple[str, ...]] = {}
    for entry in entries:
        page = Page(entry.document, places, words, problems)
        html = page.html(entry.nodes)
        text = plain_text(entry.nodes)
        terms[entry.id] = Term(entry.id, entry.title, entry.short, html, text, entry.document.language)
        mentions[entry.id] = tuple(page.terms)
    return Glossary(terms, mentions)


def _entries(document: Document, problems: Problems) -> Iterator[Entry]:
    heading: Node | None = None
    body: list[Node] = []
    for node in document.nodes:
        if node.type == "heading" and node.tag == "h2":
            if heading:
                yield _entry(document, heading, body, problems)
            heading, body = node, []
        elif heading and node.type != "heading":
            body.append(node)
        elif node.type == "heading" and node.tag == "h1" and not heading:
            continue  # the title of the file, for readers of the repository
        else:
            advice = "A glossary has a heading ## for each word, and the explanation below it."
            problems.add(document.path, line_of(node), "E015", what="This text or heading", advice=advice)
    if heading:
        yield _entry(document, heading, body, problems)


def _entry(document: Document, heading: Node, body: Sequence[Node], problems: Problems) -> Entry:
    rest = list(body)
    title = words_of(heading)
    named = _ID.fullmatch(settings_of(rest[0]) or "") if rest else None
    if named:
        rest.pop(0)
    short = _SHORT.fullmatch(words_of(rest[0])) if _begins_with_words(rest) else None
    if short:
        rest.pop(0)
    if not rest:
        advice = "Say below the heading what the word means."
        problems.add(document.path, line_of(heading), "E014", what=f'The explanation of "{title}"', advice=advice)
    term = named[1] if named else document.headings[line_of(heading)].slug
    if not term or term != slug(term):
        problems.add(document.path, line_of(heading), "E012", id=term or title, better=better_id(title))
    return Entry(slug(term), title, short[1] if short else "", line_of(heading), document, tuple(rest))


def _begins_with_words(nodes: Sequence[Node]) -> bool:
    return bool(nodes) and nodes[0].type == "paragraph"
