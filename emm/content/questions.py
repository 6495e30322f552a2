"""Makes a question of a block: settings, stem, options and explanation, or the reasons why it cannot be one."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import count
from typing import Any

from emm.content.answers import read_items
from emm.content.beside import Beside
from emm.content.blanks import count_blanks, numbered
from emm.content.blocks import Anatomy, Field, RawBlock, anatomy
from emm.content.checks.options import check_options
from emm.content.checks.translations import Answers, answers_of, check_answers, check_settings
from emm.content.ids import Ids, Key, What
from emm.content.model import Broken, Question
from emm.content.nodes import inline_of, line_of, plain_text
from emm.content.pages import Page
from emm.content.parts import read_parts
from emm.content.pieces import Link, Prose, Spot, StemPart
from emm.content.problems import Problems
from emm.content.settings import KEYS, check_needed, read_settings
from emm.content.steps import read_steps
from emm.content.tables import read_rows
from emm.errors import ContentError
from emm.questions.block import Block, Passage, Rich
from emm.questions.contract import Kind
from emm.questions.registry import kind_of, parse
from emm.world import fingerprint

TYPED = frozenset({"fill-in", "long-fill-in", "numeric"})
"""Interactions whose right answers are words or numbers, and may differ from language to language."""
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Original:
    """What a translated question takes from its source."""

    settings: Mapping[str, str]
    meaning: str
    asks: str
    """The words of the question itself, without signs."""
    answers: Answers
    fixed: str
    """As in `Question`."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of a course while its questions are read."""

    objectives: Mapping[str, str]
    ids: Ids
    originals: dict[str, Original]
    """The questions of the source language by id: filled while that language is read, asked by translations."""
    is_translation: bool = False
    advice: Problems | None = None
    """Where it is noted what could be better; None while nobody asks."""
    what: What = "question"
    """What ids.json calls them."""
    keys: Sequence[str] = KEYS
    """The settings that they may have."""
    needs_feedback: bool = False
    """Whether each option must have some."""
    beside: Beside | None = None
    """The translated file that is being read, beside its source; None for a text in its own language."""


Rule = Callable[[Block, Anatomy, Kind[Any] | None, Problems], None]
"""Notes what else is amiss in a question, where more is asked of it than of one in a lesson."""


def _no_rule(*_: object) -> None:
    return None


def read_question(raw: RawBlock, page: Page, facts: Facts, rule: Rule = _no_rule) -> Question | Broken:
    """Return the question in `raw`, or a Broken with every reason why there is none; all are noted as well."""
    faults = Problems()
    pieces = anatomy(raw, page.path, page.document.language, faults)
    question = _question(raw, pieces, page, facts, rule, faults) if pieces else None
    found = faults.all()
    page.problems.extend(found)
    return question if question and not found else Broken(found, Spot(page.path, raw.line))


def _question(
    raw: RawBlock, pieces: Anatomy, page: Page, facts: Facts, rule: Rule, faults: Problems
) -> Question | None:
    title = page.phrase(raw.title)
    stem = tuple(read_parts(page, pieces.stem))
    block = read_block(raw, pieces, title, stem, page, facts, faults)
    kind, spec = _understood(block, faults)
    if facts.advice is not None:
        check_options(block, facts.advice, needs_feedback=facts.needs_feedback)
    if kind and "gaps" in kind.uses:
        title, stem = _with_numbers(title, stem)
    hints = tuple(_hint(field, page, faults) for field in pieces.named("hint"))
    why = "".join(page.html(field.nodes) for field in pieces.named("why"))
    see = _see(pieces.named("see"), page, faults)
    _check_head(block, facts, faults)
    if kind and kind.graded:
        _check_graded(block, pieces, facts, faults, needs_why=kind.needs_why)
    rule(block, pieces, kind, faults)
    if kind is None or spec is None:
        return None
    meaning = _meaning(kind, spec, block, facts)
    answers = answers_of(block, () if _is_typed(kind, spec) else kind.answer_key(spec), meaning)
    fixed = _fixed(answers, pieces, block, facts)
    if not facts.is_translation:
        _take_down(kind, spec, block, facts, faults)
        facts.originals[block.id] = Original(block.settings, meaning, _asks(block), answers, fixed)
    elif facts.beside:
        _check_translated(block, pieces, answers, page, facts, facts.beside)
    return Question(
        id=block.id,
        kind=kind,
        spec=spec,
        title=title,
        stem=stem,
        objective=block.settings.get("objective", ""),
        level=block.settings.get("level", ""),
        points=int(block.settings.get("points", "1")),
        review=block.settings.get("review") != "no",
        version=int(block.settings.get("v", "1")),
        hints=hints,
        why=why,
        see=see,
        number=0,  # given when the lesson is put together
        wording=fingerprint(raw.source(page.document)),
        meaning=meaning,
        fixed=fixed,
        language=page.document.language,
        block=block,
    )


def read_block(
    raw: RawBlock, pieces: Anatomy, title: Rich, stem: Sequence[StemPart], page: Page, facts: Facts, faults: Problems
) -> Block:
    """Return what a kind gets to see of the question; `faults` takes what can be read in no kind."""
    settings = _settings(pieces, page.path, facts, faults)
    return Block(
        path=page.path,
        line=raw.line,
        keyword=raw.keyword,
        id=settings.get("id", ""),
        title=title,
        settings=settings,
        settings_line=pieces.settings_line,
        stem=plain_text(pieces.stem),
        items=read_items(pieces.lists, page, faults),
        rows=read_rows(pieces.tables, page, faults),
        gaps=sum(map(count_blanks, [title.html, *(part.html for part in stem if isinstance(part, Prose))])),
        steps=read_steps(pieces.steps, page, faults),
        example=_example(pieces.named("example answer"), page),
    )


def _with_numbers(title: Rich, stem: Sequence[StemPart]) -> tuple[Rich, tuple[StemPart, ...]]:
    """Return title and stem with their blanks numbered, in order of reading."""
    numbers = count(1)
    title = replace(title, html=numbered(title.html, numbers))
    parts = (replace(part, html=numbered(part.html, numbers)) if isinstance(part, Prose) else part for part in stem)
    return title, tuple(parts)


def _example(fields: Sequence[Field], page: Page) -> Passage | None:
    """Return what stands after **Example answer:**, None when there is none."""
    if not fields:
        return None
    nodes = fields[0].nodes
    return Passage(fields[0].line, Rich(page.html(nodes), plain_text(nodes)))


def _settings(pieces: Anatomy, path: str, facts: Facts, faults: Problems) -> Mapping[str, str]:
    """Return the settings as written, or those of the source language for a translated question."""
    own = Problems()
    settings = read_settings(pieces.settings, path, pieces.settings_line, own, facts.keys)
    original = facts.originals.get(settings.get("id", "")) if facts.is_translation else None
    if original:
        return original.settings
    faults.extend(own.all())
    return settings


def _check_head(block: Block, facts: Facts, faults: Problems) -> None:
    """Note a heading without words, an id that is missing or taken, and an objective that does not exist."""
    if not block.title.plain:
        advice = "Write it in the heading: ### Question: What comes first?"
        faults.add(block.path, block.line, "E014", what="The title of the question", advice=advice)
    objective = block.settings.get("objective")
    if objective is not None and objective not in facts.objectives:
        known = ", ".join(facts.objectives)
        faults.add(block.path, block.settings_line, "E107", objective=objective, objectives=known)
    if block.id and not facts.is_translation:
        facts.ids.claim(block.id, facts.what, block.title.plain, block.path, block.settings_line, faults)
    elif not block.id and not any(problem.code == "E012" for problem in faults.all()):
        advice = "Add it to the settings line: id: my-question."
        faults.add(block.path, block.settings_line, "E014", what='Setting "id"', advice=advice)


def _check_graded(block: Block, pieces: Anatomy, facts: Facts, faults: Problems, *, needs_why: bool) -> None:
    refused = {problem.code for problem in faults.all() if problem.line == block.settings_line}
    if "E102" not in refused:
        check_needed(block.settings, facts.objectives, block.path, block.settings_line, faults)
    if needs_why and not pieces.named("why"):
        faults.add(block.path, block.line, "E108", id=block.id)


def _check_translated(
    block: Block, pieces: Anatomy, answers: Answers, page: Page, facts: Facts, beside: Beside
) -> None:
    """Note what a translation says otherwise than its source, unless the source has changed since."""
    original = facts.originals.get(block.id)
    if original is None or block.id not in beside.source or not beside.is_made_from_now(block.id):
        return
    own, is_sound = _own_settings(pieces, facts)
    check_settings(own, is_sound, original.settings, block, page.problems)
    check_answers(answers, original.answers, block, beside.language, page.problems)


def _own_settings(pieces: Anatomy, facts: Facts) -> tuple[Mapping[str, str], bool]:
    """Return the settings as they are written, and whether each of them can be one."""
    problems = Problems()
    return read_settings(pieces.settings, "", 1, problems, facts.keys), not problems.all()


def _fixed(answers: Answers, pieces: Anatomy, block: Block, facts: Facts) -> str:
    """Return the fingerprint of what a translation must leave alone; what it leaves out is that of the source."""
    own, _is_sound = _own_settings(pieces, facts)
    version = own.get("v", block.settings.get("v", "1"))
    return fingerprint("\n".join([version, answers.right, answers.meaning, *answers.letters]))


def _understood(block: Block, faults: Problems) -> tuple[Kind[Any] | None, Any]:
    """Return the kind of a block and what the kind makes of it; None for what it cannot say."""
    try:
        kind = kind_of(block)
    except ContentError as error:
        faults.extend(error.problems)
        return None, None
    try:
        return kind, parse(kind, block)
    except ContentError as error:
        faults.extend(error.problems)
        return kind, None


def _meaning(kind: Kind[Any], spec: Any, block: Block, facts: Facts) -> str:
    """Return the fingerprint of what counts as right.

    Where right answers are words, a translation has other words and still means the same as its source.
    """
    original = facts.originals.get(block.id) if facts.is_translation else None
    if original and _is_typed(kind, spec):
        return original.meaning
    return fingerprint("\n".join([kind.name, block.settings.get("v", "1"), *kind.answer_key(spec)]))


def _is_typed(kind: Kind[Any], spec: Any) -> bool:
    return kind.interaction(spec, "").type in TYPED


def _take_down(kind: Kind[Any], spec: Any, block: Block, facts: Facts, faults: Problems) -> None:
    """Take down what counts as right and all letters, so that a later change is noticed."""
    version = int(block.settings.get("v", "1"))
    key = Key(kind.answer_key(spec), version, "".join(sorted(block.letters)), _is_typed(kind, spec))
    facts.ids.take_down(block.id, key, block.path, block.settings_line, faults)


def _asks(block: Block) -> str:
    """Return what is asked: the stem, or the heading where there is none."""
    return " ".join(_WORD.findall((block.stem or block.title.plain).casefold()))


def _hint(field: Field, page: Page, faults: Problems) -> str:
    """Return the one paragraph of a hint."""
    for node in field.nodes[1:]:
        faults.add(page.path, line_of(node), "E015", what="More text in a hint", advice="A hint is one paragraph.")
    first = field.nodes[0] if field.nodes else None
    return page.phrase(inline_of(first)).html if first and first.type == "paragraph" else ""


def _see(fields: Sequence[Field], page: Page, faults: Problems) -> Link | None:
    """Return where to read more: the one link after **See:**, None when there is none or it leads nowhere."""
    nodes = [node for field in fields[:1] for node in field.nodes]
    for node in nodes[1:]:
        advice = "**See:** holds one link. Begin a new section with a heading."
        faults.add(page.path, line_of(node), "E015", what="Text after **See:**", advice=advice)
    return page.link(inline_of(nodes[0])) if nodes and nodes[0].type == "paragraph" else None
