"""Reads the Markdown of one question into a Block, as far as the examples of the kinds need it."""

import re
from collections.abc import Iterator
from dataclasses import replace
from html import escape

from emm.questions.contract import Block, Item, Rich

PATH = "lesson.md"
HEADING = re.compile(r"### (?P<keyword>\w+): (?P<title>.+)")
ITEM = re.compile(r"(?P<indent> *)- (?:\[(?P<box>[x~ ])\] |(?P<sign>[=~]) )?(?:(?P<letter>[a-z])\) )?(?P<text>.*)")
QUOTE = re.compile(r" +> (?P<text>.*)")
BOLD = re.compile(r"\*\*(.+?)\*\*")


def block_of(source: str) -> Block:
    """Return the block whose heading stands in line 1 of `source`."""
    heading = HEADING.match(source)
    assert heading, f"no heading: {source}"
    lines = source.splitlines()
    settings = dict(pair.split(": ", 1) for pair in lines[2].strip("`").split("; "))
    stem = "\n".join(line for line in lines[3:] if not line.startswith(("- ", " ", "**")))
    return Block(
        path=PATH,
        line=1,
        keyword=heading["keyword"].lower(),
        id=settings["id"],
        title=rich(heading["title"]),
        settings=settings,
        settings_line=3,
        stem=stem.strip(),
        items=tuple(_items(lines)),
    )


def rich(text: str) -> Rich:
    """Return `text`, in which only bold words are marked up."""
    return Rich(BOLD.sub(r"<strong>\1</strong>", escape(text, quote=False)), BOLD.sub(r"\1", text))


def _items(lines: list[str]) -> Iterator[Item]:
    item: Item | None = None
    for number, line in enumerate(lines, 1):
        found, quote = ITEM.fullmatch(line), QUOTE.fullmatch(line)
        if item and quote:
            said = rich(quote["text"])
            item = replace(item, feedback=Rich(f"<p>{said.html}</p>", said.plain))
        elif item and found and found["indent"]:
            item = replace(item, items=(*item.items, _item(number, found)))
        elif found:
            if item:
                yield item
            item = _item(number, found)
    if item:
        yield item


def _item(number: int, found: re.Match[str]) -> Item:
    mark = found["box"] or found["sign"] or ""
    return Item(number, mark, found["letter"] or "", rich(found["text"]))
