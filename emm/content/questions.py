"""Makes a question of a block: settings, stem, options and explanation, or the reasons why it cannot be one."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from markdown_it.tree import SyntaxTreeNode as Node

from emm.content.blocks import LISTS, Anatomy, Field, RawBlock, anatomy, mark_of
from emm.content.ids import Ids
from emm.content.markdown import inline_of, inlines, line_of, plain
from emm.content.model import Broken, Link, Question
from emm.content.pages import Page
from emm.content.parts import read_parts
from emm.content.problems import Problems
from emm.content.settings import check_needed, read_settings
from emm.errors import ContentError
from emm.questions.contract import Block, Item, Kind, Rich
from emm.questions.registry import kind_of
from emm.world import fingerprint


@dataclass(frozen=True, slots=True)
class Original:
    """What a translated question takes from its source."""

    settings: Mapping[str, str]
    meaning: str


@dataclass(frozen=True, slots=True)
class Setting:
    """What a question can refer to outside its own lines."""

    objectives: Mapping[str, str]
    ids: Ids
    originals: dict[str, Original]
    """The questions of the source language by id: filled while that language is read, asked by translations."""
    is_translation: bool = False


def read_question(raw: RawBlock, page: Page, setting: Setting) -> Question | Broken:
    """Return the question in `raw`, or a Broken with every reason why there is none; all are noted as well."""
    faults = Problems()
    pieces = anatomy(raw, page.path, page.document.language, faults)
    question = _question(raw, pieces, page, setting, faults) if pieces else None
    found = faults.all()
    page.problems.extend(found)
    return question if question and not found else Broken(found)


def _question(raw: RawBlock, pieces: Anatomy, page: Page, setting: Setting, faults: Problems) -> Question | None:
    settings = _settings(pieces, page.path, setting, faults)
    title = page.phrase(raw.title)
    stem = tuple(read_parts(page, pieces.stem))
    block = Block(
        path=page.path,
        line=raw.line,
        keyword=raw.keyword,
        id=settings.get("id", ""),
        title=title,
        settings=settings,
        settings_line=pieces.settings_line,
        stem=" ".join(plain(inline.children or ()) for inline in inlines(pieces.stem)),
        items=_items(pieces.answers, page, faults),
    )
    _check_id(block, setting, faults)
    kind, spec = _understood(block, faults)
    hints = tuple(_hint(field, page, faults) for field in pieces.named("hint"))
    why = "".join(page.html(field.nodes) for field in pieces.named("why"))
    see = _see(pieces.named("see"), page, faults)
    if kind and kind.graded:
        _check_graded(block, pieces, setting, faults)
    if kind is None or spec is None:
        return None
    meaning = _meaning(kind, spec, block, setting)
    if not setting.is_translation:
        setting.originals[block.id] = Original(settings, meaning)
    return Question(
        id=block.id,
        kind=kind,
        spec=spec,
        title=title,
        stem=stem,
        objective=settings.get("objective", ""),
        level=settings.get("level", ""),
        points=int(settings.get("points", "1")),
        review=settings.get("review") != "no",
        version=int(settings.get("v", "1")),
        hints=hints,
        why=why,
        see=see,
        number=0,
        wording=fingerprint(raw.source(page.document)),
        meaning=meaning,
        language=page.document.language,
        path=page.path,
        line=raw.line,
    )


def _settings(pieces: Anatomy, path: str, setting: Setting, faults: Problems) -> Mapping[str, str]:
    """Return the settings as written, or those of the source language for a translated question."""
    own = Problems()
    settings = read_settings(pieces.settings, path, pieces.settings_line, own)
    original = setting.originals.get(settings.get("id", "")) if setting.is_translation else None
    if original:
        return original.settings
    faults.extend(own.all())
    return settings


def _check_id(block: Block, setting: Setting, faults: Problems) -> None:
    if block.id and not setting.is_translation:
        setting.ids.claim(block.id, "question", block.title.plain, block.path, block.settings_line, faults)
    elif not block.id and not any(problem.code == "E012" for problem in faults.all()):
        advice = "Add it to the settings line: id: my-question."
        faults.add(block.path, block.settings_line, "E014", what='Setting "id"', advice=advice)


def _check_graded(block: Block, pieces: Anatomy, setting: Setting, faults: Problems) -> None:
    refused = {problem.code for problem in faults.all() if problem.line == block.settings_line}
    if "E102" not in refused:
        check_needed(block.settings, setting.objectives, block.path, block.settings_line, faults)
    objective = block.settings.get("objective")
    if objective is not None and objective not in setting.objectives:
        known = ", ".join(setting.objectives)
        faults.add(block.path, block.settings_line, "E107", objective=objective, objectives=known)
    if not pieces.named("why"):
        faults.add(block.path, block.line, "E108", id=block.id)


def _understood(block: Block, faults: Problems) -> tuple[Kind[Any] | None, Any]:
    """Return the kind of a block and what the kind makes of it; None for what it cannot say."""
    try:
        kind = kind_of(block)
    except ContentError as error:
        faults.extend(error.problems)
        return None, None
    try:
        return kind, kind.parse(block)
    except ContentError as error:
        faults.extend(error.problems)
        return kind, None


def _meaning(kind: Kind[Any], spec: Any, block: Block, setting: Setting) -> str:
    """Return the fingerprint of what counts as right.

    Where right answers are words, a translation has other words and still means the same as its source.
    """
    told = kind.interaction(spec, "")
    original = setting.originals.get(block.id) if setting.is_translation else None
    if original and told.type in {"fill-in", "long-fill-in", "numeric"}:
        return original.meaning
    return fingerprint("\n".join([kind.name, block.settings.get("v", "1"), *told.correct]))


def _items(answers: Iterable[Node], page: Page, faults: Problems) -> tuple[Item, ...]:
    return tuple(_item(node, page, faults) for answer in answers for node in answer.children)


def _item(node: Node, page: Page, faults: Problems) -> Item:
    children = list(node.children)
    sign, letter, text = "", "", Rich("", "")
    if children and children[0].type == "paragraph":
        mark = mark_of(children.pop(0))
        sign, letter, text = mark.sign, mark.letter, page.phrase(inline_of(mark.rest))
    lists = [child for child in children if child.type in LISTS]
    quotes = [child for child in children if child.type == "blockquote"]
    for child in children:
        if child not in lists and child not in quotes:
            advice = "An option is one paragraph. Feedback stands below it, after the sign >."
            faults.add(page.path, line_of(child), "E015", what="More text in an option", advice=advice)
    return Item(line_of(node), sign, letter, text, _feedback(quotes, page), _items(lists, page, faults))


def _feedback(quotes: Sequence[Node], page: Page) -> Rich | None:
    nodes = [child for quote in quotes for child in quote.children]
    if not nodes:
        return None
    return Rich(page.html(nodes), " ".join(plain(inline.children or ()) for inline in inlines(nodes)))


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
