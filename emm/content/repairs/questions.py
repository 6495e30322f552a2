"""Mends questions where the checker says what is wrong and there is one way to put it right."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import pairwise

from markdown_it.tree import SyntaxTreeNode as Node

from emm.content.answers import LISTS
from emm.content.blocks import RawBlock, split
from emm.content.ids import Ids
from emm.content.keywords import field_word, step_word
from emm.content.markdown import Document
from emm.content.nodes import end_of, line_of
from emm.content.pages import Page, note_word
from emm.content.places import Places
from emm.content.problems import Problems
from emm.content.questions import Facts, read_question
from emm.content.words import english
from emm.errors import Problem
from emm.questions.toolbox import free_letters

CODE = ("fence", "code_block")

_SETTINGS = re.compile(r"`[^`]*\bid:[^`]*`\s*")
_ID = re.compile(r"\bid:\s*([a-z0-9-]+)")
_FIELD = re.compile(r"\*\*([^*]*[^*\s])\s*:\s*\*\*")
_ITEM = r"\s*(?:[-*+]|\d{1,9}[.)])[ \t]+"
_MARKER = re.compile(_ITEM)
_BEFORE_LETTER = re.compile(rf"({_ITEM}(?:\[\s*[xX~]?\s*\][ \t]+)?|\s*\|?\s*)([a-z]\)\s+)?(?=\S)")


@dataclass(slots=True)
class Edits:
    """What to change in a file: blank lines to put in, and lines to write anew."""

    blank: set[int] = field(default_factory=set)
    """The lines before which one goes."""
    lines: dict[int, str] = field(default_factory=dict)


def edits(document: Document, letters: Mapping[str, str] | None) -> Edits:
    """Return what puts the questions of a file right, as far as there is one way to do so.

    `letters` holds, for each question, the letters that its options have ever had; without it, letters stay as they
    are: those of a translation have to be the letters of its source.
    """
    found = Edits()
    for raw in split(document.nodes, document.language):
        if isinstance(raw, RawBlock) and raw.keyword and raw.nodes:
            _mend(raw, document, letters, found)
    return found


def _mend(raw: RawBlock, document: Document, letters: Mapping[str, str] | None, found: Edits) -> None:
    faults = _faults(raw, document)
    blank = set(_run_together(raw, document, {fault.code for fault in faults}))
    found.blank |= blank
    if blank:
        return  # the pieces come apart first: what is wrong with them is seen then
    found.lines.update(_indented(raw, document, {fault.line for fault in faults if fault.code == "E109"}))
    if letters is not None:
        found.lines.update(_lettered(raw, document, faults, letters))


def _faults(raw: RawBlock, document: Document) -> tuple[Problem, ...]:
    """Return what is wrong with a question in itself; that nothing around it is known does not matter."""
    language = document.language
    nowhere = Places("", language, lessons={}, terms=frozenset(), figures={}, media={})
    problems = Problems()
    read_question(raw, Page(document, nowhere, english(language), problems), Facts({}, Ids({}), {}))
    return problems.all()


def _run_together(raw: RawBlock, document: Document, codes: set[str]) -> Iterator[int]:
    """Yield the lines that belong to the piece above them only because no blank line is between."""
    first = raw.nodes[0]
    if "E101" in codes and first.type == "paragraph" and _SETTINGS.fullmatch(document.lines[line_of(first) - 1]):
        yield line_of(first) + 1
    if not codes & {"E108", "E109", "E114"}:
        return
    for node in (part for top in raw.nodes for part in top.walk() if part.type in {"paragraph", "tr"}):
        for line in range(line_of(node), end_of(node) + 1):
            if document.lines[line - 2].strip() and _begins_field(document.lines[line - 1], document.language):
                yield line


def _begins_field(text: str, language: str) -> bool:
    found = _FIELD.match(text)
    return found is not None and bool(field_word(found[1], language) or step_word(found[1], language) == "outcome")


def _indented(raw: RawBlock, document: Document, lines: set[int]) -> Iterator[tuple[int, str]]:
    """Yield the lines of feedback that stands below its option, moved in under the words of the option."""
    depth = 0
    for before, node in pairwise(raw.nodes):
        if before.type != "blockquote":
            depth = _depth(before, document) if before.type in LISTS else 0
        if depth and line_of(node) in lines and not note_word(node) and not _fenced(node):
            for line in range(line_of(node), end_of(node) + 1):
                text = document.lines[line - 1].strip()
                yield line, " " * depth + text if text else ""


def _depth(node: Node, document: Document) -> int:
    """Return how far the words of the last item of a list stand from the left."""
    last = [item for item in node.walk() if item.type == "list_item"][-1]
    found = _MARKER.match(document.lines[line_of(last) - 1].expandtabs(4))
    return found.end() if found else 0


def _lettered(
    raw: RawBlock, document: Document, faults: tuple[Problem, ...], letters: Mapping[str, str]
) -> Iterator[tuple[int, str]]:
    """Yield the lines of options without a letter, or with one that is taken, under letters that were never used."""
    source = raw.source(document)
    named = _ID.search(source)
    used = {found[2][0] for line in source.split("\n") if (found := _BEFORE_LETTER.match(line)) and found[2]}
    free = free_letters({*used, *letters.get(named[1] if named else "", "")})
    fenced = {line for node in raw.nodes for line in _fenced(node)}
    for line in [fault.line for fault in faults if fault.code in {"E103", "E118"}]:
        text = document.lines[line - 1]
        found = _BEFORE_LETTER.match(text)
        letter = next(free, "") if found and line not in fenced else ""
        if found and letter:
            yield line, f"{found[1]}{letter}) {text[found.end() :]}"


def _fenced(node: Node) -> frozenset[int]:
    """Return the lines of code in a node."""
    codes = [part for part in node.walk() if part.type in CODE]
    return frozenset(line for code in codes for line in range(line_of(code), end_of(code) + 1))
