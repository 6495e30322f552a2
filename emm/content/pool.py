"""Reads assessment.md: the questions of the final assessment, grouped by objective under headings such as ## lo1."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial

from markdown_it.tree import SyntaxTreeNode as Node

from emm.content.assessment import Pool, PoolQuestion
from emm.content.beside import Beside, beside
from emm.content.blocks import RawBlock, split
from emm.content.checks.pool_questions import advise, check_excluded, check_question
from emm.content.checks.translations import check_twice, check_units, note_untranslated
from emm.content.ids import What
from emm.content.lessons import Surroundings
from emm.content.markdown import Document, parse
from emm.content.model import Question
from emm.content.nodes import line_of, words_of
from emm.content.pages import Page
from emm.content.questions import Facts, read_question
from emm.content.settings import POOL_KEYS, written
from emm.content.sources import POOL, TextFile
from emm.content.units import Unit, units_of

WHAT: What = "assessment question"
SHAPE = "Write a heading for each objective, such as ## lo1, and below it the questions that serve it."


@dataclass(frozen=True, slots=True)
class PoolText:
    """What was read of assessment.md."""

    path: str = ""
    pool: Pool = field(default_factory=Pool)
    headings: Mapping[str, int] = field(default_factory=dict)
    """The objectives that have a heading, each with its line."""
    is_whole: bool = False
    """Whether every question could be read."""
    document: Document | None = None
    copied: frozenset[str] = frozenset()
    """Of a translation: the questions that are still in the words of the source."""


def read_pool(file: TextFile | None, around: Surroundings, source: Document | None = None) -> PoolText:
    """Return the questions in assessment.md; what cannot be asked in a final assessment is noted and left out.

    `source` is the text that it translates.
    """
    document = parse(file.path, file.text, around.problems) if file and file.text is not None else None
    if document is None:
        return PoolText()
    found_beside = _beside(document, source, around) if source else None
    facts = replace(around.facts, what=WHAT, keys=POOL_KEYS, needs_feedback=True, beside=found_beside)
    words = around.words(document.language)
    page = Page(document, around.places, words, around.problems, original=source)
    lessons = dict(facts.originals)
    headings: dict[str, int] = {}
    read = [_question(raw, page, facts, objective) for objective, raw in _grouped(page, facts, headings)]
    found = [one for one in read if one]
    if not facts.is_translation:
        check_excluded(found, facts, around.problems)
    if facts.advice is not None and document.language == around.places.language:
        advise(document, [one.question for one in found], lessons, facts, facts.advice)
    objectives = tuple(facts.objectives)
    ordered = sorted(_both_ways(found), key=lambda one: objectives.index(one.question.objective))
    copied = frozenset(found_beside.copied if found_beside else ())
    return PoolText(page.path, Pool(tuple(ordered)), headings, len(found) == len(read), document, copied)


def translated(source: PoolText, file: TextFile | None, language: str, around: Surroundings) -> Pool:
    """Return the pool of a translation; a question that is missing or has other answers is that of the source."""
    if source.document is None:
        return source.pool
    if file is None:
        note_untranslated("Final assessment", f"{around.places.language}/{POOL}", language, around.facts.advice)
        return source.pool
    text = read_pool(file, around, source.document)
    own = {one.question.id: one for one in text.pool.questions if one.question.id not in text.copied}
    return Pool(tuple(_in_translation(one, own.get(one.question.id, one)) for one in source.pool.questions))


def _in_translation(source: PoolQuestion, own: PoolQuestion) -> PoolQuestion:
    return replace(own, excludes=source.excludes) if own.question.fixed == source.question.fixed else source


def _beside(document: Document, source: Document, around: Surroundings) -> Beside:
    """Return the questions of a translated assessment.md beside those of its source, checked."""
    found = beside(units_of_pool(source), units_of_pool(document), around.record.get(document.path), source.language)
    check_twice(document, around.problems)
    check_units(found, document.path, around.problems, around.facts.advice)
    return found


def units_of_pool(document: Document) -> dict[str, Unit]:
    """Return the questions of an assessment.md as what there is to translate."""
    return {key: unit for key, unit in units_of(document).items() if unit.is_question}


def _grouped(page: Page, facts: Facts, headings: dict[str, int]) -> Iterator[tuple[str, RawBlock]]:
    """Yield each question with the objective above it, "" for one that is not known; note headings in `headings`."""
    objective: str | None = None
    for run in split(page.document.nodes, page.document.language):
        if isinstance(run, RawBlock):
            if objective is None:
                page.problems.add(page.path, run.line, "E014", what="The heading of an objective", advice=SHAPE)
            objective = objective or ""
            yield objective, run
            continue
        for node in run.nodes:
            if node.type == "heading" and node.tag == "h2":
                objective = _objective(node, page, facts)
                headings.setdefault(objective, line_of(node))
            elif node is not page.document.nodes[0] or node.tag != "h1":  # the title, for readers of the repository
                page.problems.add(page.path, line_of(node), "E015", what="This text or heading", advice=SHAPE)


def _objective(heading: Node, page: Page, facts: Facts) -> str:
    """Return the objective that a heading names, "" when there is no such objective."""
    name = words_of(heading)
    if name in facts.objectives:
        return name
    known = ", ".join(facts.objectives)
    page.problems.add(page.path, line_of(heading), "E107", objective=name, objectives=known)
    return ""


def _question(raw: RawBlock, page: Page, facts: Facts, objective: str) -> PoolQuestion | None:
    question = read_question(raw, page, facts, partial(check_question, objective))
    if not isinstance(question, Question):
        return None
    settings = facts.originals[question.id].settings if question.id in facts.originals else {}
    named = frozenset({settings["excludes"]} if "excludes" in settings else ())
    return PoolQuestion(replace(question, review=False), _source(raw, page.document, settings), named)


def _source(raw: RawBlock, document: Document, settings: Mapping[str, str]) -> str:
    """Return a question as it can be read by itself: a translation gets the settings of its source language."""
    lines = raw.source(document).split("\n")
    first, last = (line - (raw.line - 1) for line in raw.nodes[0].map or (1, 2))
    return "\n".join([*lines[:first], written(settings), *lines[last:]])


def _both_ways(questions: Sequence[PoolQuestion]) -> Iterator[PoolQuestion]:
    """Yield the questions so that of two which exclude each other both say so."""
    excluded_by: dict[str, set[str]] = {one.question.id: set() for one in questions}
    for one in questions:
        for other in one.excludes & excluded_by.keys():
            excluded_by[other].add(one.question.id)
    for one in questions:
        known = one.excludes & excluded_by.keys()
        yield replace(one, excludes=frozenset(known | excluded_by[one.question.id]))
