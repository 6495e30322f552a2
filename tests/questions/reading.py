"""Reads the Markdown of one question into a Block, as the compiler does."""

import re
from dataclasses import dataclass
from functools import cache
from html import escape

from emm.content.blocks import RawBlock, anatomy, split
from emm.content.ids import Ids
from emm.content.markdown import parse
from emm.content.pages import Page
from emm.content.parts import read_parts
from emm.content.places import Places
from emm.content.problems import Problems
from emm.content.questions import Facts, read_block
from emm.content.words import Words
from emm.errors import Problem
from emm.questions.block import Block, Rich

PATH = "en/1-topic/1-lesson.md"
NOWHERE = Places("sample", "en", {}, frozenset(), {}, {})
BOLD = re.compile(r"\*\*(.+?)\*\*")


@dataclass(frozen=True, slots=True)
class Reading:
    """A block, and what the compiler has to say about it whatever its kind."""

    block: Block
    problems: tuple[Problem, ...]


@cache
def reading_of(source: str) -> Reading:
    """Return the block whose heading stands in line 1 of `source`."""
    problems = Problems()
    document = parse(PATH, source, problems)
    assert document
    (raw,) = split(document.nodes, document.language)
    assert isinstance(raw, RawBlock), f"no heading: {source}"
    pieces = anatomy(raw, PATH, document.language, problems)
    assert pieces, problems.all()
    page = Page(document, NOWHERE, Words(), problems, {})
    title, stem = page.phrase(raw.title), tuple(read_parts(page, pieces.stem))
    facts = Facts(objectives={}, ids=Ids({}), originals={})
    block = read_block(raw, pieces, title, stem, page, facts, problems)
    return Reading(block, problems.all())


def block_of(source: str) -> Block:
    """Return the block whose heading stands in line 1 of `source`."""
    return reading_of(source).block


def rich(text: str) -> Rich:
    """Return `text`, in which only bold words are marked up."""
    return Rich(BOLD.sub(r"<strong>\1</strong>", escape(text, quote=False)), BOLD.sub(r"\1", text))
