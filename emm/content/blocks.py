"""Splits the text of a lesson into prose and questions, and a question into its pieces."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from markdown_it.token import Token
from markdown_it.tree import SyntaxTreeNode as Node

from emm.content.answers import LISTS, marks_in
from emm.content.keywords import FIELDS, block_word, block_words, field_word, is_nearly_block_word
from emm.content.markdown import Document
from emm.content.nodes import after_strong, end_of, inline_of, line_of, stripped, strong_start
from emm.content.problems import Problems
from emm.content.steps import RawStep, steps_apart
from emm.content.tables import is_lettered

MAX_HINTS = 2

_OPENING = re.compile(r"([^\W\d_][^\s:]*)\s*:\s*")
_FIELD = re.compile(r"([^:]*[^\s:])\s*:")


@dataclass(frozen=True, slots=True)
class Prose:
    """Nodes between two questions."""

    nodes: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class RawBlock:
    """The nodes of one question, from its heading to the next one."""

    keyword: str
    """The block word in English, "" when it is not known."""
    word: str
    heading: Node
    title: Token
    nodes: tuple[Node, ...]

    @property
    def line(self) -> int:
        """The line of the heading."""
        return line_of(self.heading)

    @property
    def settings_line(self) -> int:
        """The line of the settings, that of the heading when there is nothing below it."""
        return line_of(self.nodes[0]) if self.nodes else self.line

    def source(self, document: Document) -> str:
        """Return the lines of the question as they stand in the file, without footnotes that follow."""
        last = end_of(self.nodes[-1]) if self.nodes else self.line
        return "\n".join(document.lines[self.line - 1 : last]).strip()


@dataclass(frozen=True, slots=True)
class Field:
    """A piece that follows the answers: a hint, the explanation, or where to read more."""

    name: str
    line: int
    nodes: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Anatomy:
    """The pieces of a question, still as nodes."""

    settings: str
    settings_line: int
    stem: tuple[Node, ...]
    lists: tuple[Node, ...]
    tables: tuple[Node, ...]
    steps: tuple[RawStep, ...]
    fields: tuple[Field, ...]

    def named(self, name: str) -> list[Field]:
        """Return the fields of that name."""
        return [field for field in self.fields if field.name == name]


def split(nodes: Sequence[Node], language: str) -> Iterator[Prose | RawBlock]:
    """Yield prose and questions in the order of the file."""
    run: list[Node] = []
    opening: Node | None = None
    for place, node in enumerate(nodes):
        is_heading = node.type == "heading" and node.tag in {"h1", "h2", "h3"}
        opens = opens_block(node, nodes[place + 1 : place + 2], language)
        if opens or (is_heading and opening):
            yield from _finished(opening, run, language)
            opening, run = (node, []) if opens else (None, [node])
        else:
            run.append(node)
    yield from _finished(opening, run, language)


def opens_block(node: Node, following: Sequence[Node], language: str) -> bool:
    """Return whether a heading opens a question, or was meant to."""
    found = _opening(node)
    if not found:
        return False
    word = found[1]
    if block_word(word, language):
        return True
    is_capitalised = word[0].isupper() or word.lower() == word.upper()
    has_settings = bool(following) and settings_of(following[0]) is not None
    return is_capitalised and (has_settings or is_nearly_block_word(word, language))


def anatomy(raw: RawBlock, path: str, language: str, problems: Problems) -> Anatomy | None:
    """Return the pieces of a question; None without a known word or a settings line. What is amiss is noted."""
    if not raw.keyword:
        words = ", ".join(block_words(language))
        problems.add(path, raw.line, "E100", word=raw.word, words=words)
        return None
    settings = settings_of(raw.nodes[0]) if raw.nodes else None
    if settings is None:
        problems.add(path, raw.line, "E101")
        return None
    nodes = raw.nodes[1:]
    first_field = next((place for place, node in enumerate(nodes) if _field_of(node, language)), len(nodes))
    head, steps = steps_apart(nodes[:first_field], language)
    start = _start_of_answers(head)
    answers = head[start:]
    _check_answers(answers, path, problems)
    fields = tuple(_fields(nodes[first_field:], language))
    _check_fields(fields, path, problems)
    return Anatomy(
        settings=settings,
        settings_line=line_of(raw.nodes[0]),
        stem=tuple(head[:start]),
        lists=tuple(node for node in answers if node.type in LISTS),
        tables=tuple(node for node in answers if is_lettered(node)),
        steps=steps,
        fields=fields,
    )


def settings_of(node: Node) -> str | None:
    """Return the words between back-ticks when a paragraph holds nothing else, else None."""
    if node.type != "paragraph":
        return None
    children = [child for child in inline_of(node).children or () if child.type != "text" or child.content.strip()]
    is_line = len(children) == 1 and children[0].type == "code_inline"
    return children[0].content if is_line else None


def _finished(opening: Node | None, run: list[Node], language: str) -> Iterator[Prose | RawBlock]:
    if opening is None:
        if run:
            yield Prose(tuple(run))
        return
    found = _opening(opening)
    assert found
    inline = inline_of(opening)
    children = inline.children or []
    title = stripped([children[0].copy(content=children[0].content[found.end() :]), *children[1:]])
    yield RawBlock(block_word(found[1], language), found[1], opening, inline.copy(children=title), tuple(run))


def _opening(node: Node) -> re.Match[str] | None:
    """Return the word and the colon at the start of a heading of level 3."""
    if node.type != "heading" or node.tag != "h3":
        return None
    children = inline_of(node).children
    return _OPENING.match(children[0].content) if children and children[0].type == "text" else None


def _start_of_answers(body: Sequence[Node]) -> int:
    """Return the place of the first list with check boxes, else of the last list or table with letters or signs."""
    marks = {place: marks_in(node) for place, node in enumerate(body) if node.type in LISTS}
    boxed = [place for place, found in marks.items() if any(mark.sign in {"x", " "} for mark in found)]
    marked = [place for place, found in marks.items() if any(mark.sign or mark.letter for mark in found)]
    marked += [place for place, node in enumerate(body) if is_lettered(node)]
    return boxed[0] if boxed else max(marked, default=len(body))


def _check_answers(answers: Sequence[Node], path: str, problems: Problems) -> None:
    for node in answers:
        if node.type == "blockquote":
            problems.add(path, line_of(node), "E109")
        elif node.type not in LISTS and not is_lettered(node):
            advice = "Put text above the options, or begin it with **Hint:**, **Why:** or **See:**."
            problems.add(path, line_of(node), "E015", what="Text between the options and **Why:**", advice=advice)


def _fields(tail: Sequence[Node], language: str) -> Iterator[Field]:
    """Yield the fields, each with the paragraphs that follow its bold word."""
    name, line, nodes = "", 0, list[Node]()
    for node in tail:
        field = _field_of(node, language)
        if field:
            if name:
                yield Field(name, line, tuple(nodes))
            rest = after_strong(node)
            name, line, nodes = field, line_of(node), [rest] if inline_of(rest).children else []
        else:
            nodes.append(node)
    if name:
        yield Field(name, line, tuple(nodes))


def _field_of(node: Node, language: str) -> str:
    found = _FIELD.fullmatch(strong_start(node))
    return field_word(found[1], language) if found else ""


def _check_fields(fields: Iterable[Field], path: str, problems: Problems) -> None:
    """Note fields that are empty, out of order or one too many."""
    seen: list[str] = []
    for field in fields:
        allowed = MAX_HINTS if field.name == "hint" else 1
        is_late = bool(seen) and FIELDS.index(field.name) < FIELDS.index(seen[-1])
        if is_late or seen.count(field.name) == allowed:
            what = f"**{field.name.capitalize()}:** at this place"
            advice = "After the answers come up to two of **Hint:**, then one **Why:**, then one **See:**."
            problems.add(path, field.line, "E015", what=what, advice=advice)
        if not field.nodes:
            what = f"The text after **{field.name.capitalize()}:**"
            problems.add(path, field.line, "E014", what=what, advice="Write it on the same line.")
        seen.append(field.name)
