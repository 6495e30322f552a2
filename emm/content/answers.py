"""Reads the options of a question: check box, permanent letter, words, and the feedback below them."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from markdown_it.tree import SyntaxTreeNode as Node

from emm.content.nodes import inline_of, line_of, paragraph, plain_text, stripped, unwrapped
from emm.content.pages import Page
from emm.content.problems import Problems
from emm.questions.block import Item, Rich

LISTS = ("bullet_list", "ordered_list")

_CHECK_BOX = re.compile(r"\[\s*([xX~]?)\s*\](?:\s+|$)")
_SIGN = re.compile(r"([=~])(?:\s+|$)|(else)\s*$")
_LETTER = re.compile(r"([a-z])\)(?:\s+|$)")


@dataclass(frozen=True, slots=True)
class Mark:
    """What stands before the words of a list item."""

    sign: str
    letter: str
    rest: Node


TargetOf = Callable[[Node], tuple[Node, str]]
"""Takes a link to a step off the end of an option."""


def _no_target(node: Node) -> tuple[Node, str]:
    return node, ""


def read_items(
    answers: Iterable[Node], page: Page, faults: Problems, target_of: TargetOf = _no_target
) -> tuple[Item, ...]:
    """Return the items of these lists, in order, with the lists inside them."""
    return tuple(_item(node, page, faults, target_of) for answer in answers for node in answer.children)


def _item(node: Node, page: Page, faults: Problems, target_of: TargetOf) -> Item:
    children = list(node.children)
    lists = [child for child in children if child.type in LISTS]
    sign, letter, text, target = "", "", Rich("", ""), ""
    if children and children[0].type == "paragraph":
        words, target = target_of(children.pop(0))
        mark = mark_of(unwrapped(words) if lists else words)
        sign, letter, text = mark.sign, mark.letter, page.phrase(inline_of(mark.rest))
    quotes = [child for child in children if child.type == "blockquote"]
    for child in children:
        if child not in lists and child not in quotes:
            advice = "An option is one paragraph. Feedback stands below it, after the sign >."
            faults.add(page.path, line_of(child), "E015", what="More text in an option", advice=advice)
    inside = read_items(lists, page, faults, target_of)
    return Item(line_of(node), sign, letter, text, _feedback(quotes, page), inside, target)


def _feedback(quotes: Sequence[Node], page: Page) -> Rich | None:
    nodes = [child for quote in quotes for child in quote.children]
    if not nodes:
        return None
    return Rich(page.html(nodes), plain_text(nodes))


def marks_in(node: Node) -> list[Mark]:
    """Return what stands before the words of every item of a list, at any depth."""
    paragraphs = (item.children[0] for item in node.walk() if item.type == "list_item" and item.children)
    return [mark_of(first) for first in paragraphs if first.type == "paragraph"]


def mark_of(node: Node) -> Mark:
    """Return what stands before the words of a list item whose first paragraph is `node`, and the rest."""
    children = stripped(inline_of(node).children or ())
    words = children[0].content if children and children[0].type == "text" else ""
    sign, words = _taken(_CHECK_BOX, words, empty=" ")
    if not sign:
        sign, words = _taken(_SIGN, words)
    letter, words = _taken(_LETTER, words)
    if children and children[0].type == "text":
        children = stripped([children[0].copy(content=words), *children[1:]])
    return Mark(sign.lower(), letter, paragraph(node, children))


def _taken(pattern: re.Pattern[str], words: str, empty: str = "") -> tuple[str, str]:
    """Return what the pattern finds at the start of the words, and the words after it."""
    found = pattern.match(words)
    return (found[found.lastindex or 0] or empty, words[found.end() :]) if found else ("", words)
