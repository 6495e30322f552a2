"""Reads the steps of a scenario: what has happened, what can be done, and where each choice leads."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from urllib.parse import unquote

from markdown_it.token import Token
from markdown_it.tree import SyntaxTreeNode as Node

from emm.content.answers import LISTS, marks_in, read_items
from emm.content.keywords import step_word
from emm.content.markdown import slug
from emm.content.nodes import after_strong, inline_of, line_of, plain_text, strong_start, without_end, words_of
from emm.content.pages import Page
from emm.content.problems import Problems
from emm.questions.block import Passage, Rich, Step

_OPENING = re.compile(r"([^\W\d_][^\s:]*)\s*:\s*(.*)")
_OUTCOME = re.compile(r"([^:]*[^\s:])\s*:")


@dataclass(frozen=True, slots=True)
class RawStep:
    """The nodes of one step, below its heading."""

    heading: Node
    name: str
    nodes: tuple[Node, ...]


def steps_apart(body: Sequence[Node], language: str) -> tuple[Sequence[Node], tuple[RawStep, ...]]:
    """Return what stands before the first heading of a step, and the steps."""
    names = {place: name for place, node in enumerate(body) if (name := _name(node, language)) is not None}
    places = [*names, len(body)]
    steps = (RawStep(body[start], names[start], tuple(body[start + 1 : end])) for start, end in pairwise(places))
    return body[: places[0]], tuple(steps)


def read_steps(steps: Sequence[RawStep], page: Page, faults: Problems) -> tuple[Step, ...]:
    """Return the steps in order; what has no place in a step is noted."""
    return tuple(_step(step, page, faults) for step in steps)


def _step(step: RawStep, page: Page, faults: Problems) -> Step:
    language = page.document.language
    if not step.name:
        advice = "Write it in the heading: #### Step: first-move."
        faults.add(page.path, line_of(step.heading), "E014", what="The name of a step", advice=advice)
    end = next((place for place, node in enumerate(step.nodes) if _is_outcome(node, language)), len(step.nodes))
    start = next((place for place, node in enumerate(step.nodes[:end]) if _is_answers(node)), end)
    answers = step.nodes[start:end]
    for node in answers:
        if node.type == "blockquote":
            faults.add(page.path, line_of(node), "E109")
        elif node.type not in LISTS:
            advice = "Put text above the options, and feedback below its option, after two spaces and the sign >."
            faults.add(page.path, line_of(node), "E015", what="Text below the options of a step", advice=advice)
    lists = [node for node in answers if node.type in LISTS]
    return Step(
        line=line_of(step.heading),
        name=step.name,
        text=_text(step.nodes[:start], page),
        items=read_items(lists, page, faults, target_of=lambda node: _target(node, language)),
        outcome=_outcome(step.nodes[end:], page, faults),
    )


def _target(node: Node, language: str) -> tuple[Node, str]:
    """Return the paragraph without a link to a step at its end, and the name of that step."""
    children = inline_of(node).children or []
    start = _last_link(children)
    href = unquote(str(children[start].attrGet("href") or "")) if start >= 0 else ""
    if not href.startswith("#"):
        return node, ""
    return without_end(node, children[:start]), _without_word(href.removeprefix("#"), language)


def _last_link(children: Sequence[Token]) -> int:
    """Return the place where the link begins with which a text ends, -1 when it does not end with one."""
    if not children or children[-1].type != "link_close":
        return -1
    return max(place for place, child in enumerate(children) if child.type == "link_open")


def _without_word(anchor: str, language: str) -> str:
    """Return the name in an anchor such as "step-call", whose first word may be in either language."""
    word, dash, name = anchor.partition("-")
    return name if dash and step_word(word, language) == "step" else anchor


def _name(node: Node, language: str) -> str | None:
    """Return the name of the step that a heading opens, None when it opens none."""
    if node.type != "heading" or node.tag != "h4":
        return None
    found = _OPENING.fullmatch(words_of(node))
    return slug(found[2]) if found and step_word(found[1], language) == "step" else None


def _is_answers(node: Node) -> bool:
    return node.type in LISTS and any(mark.sign or mark.letter for mark in marks_in(node))


def _is_outcome(node: Node, language: str) -> bool:
    found = _OUTCOME.fullmatch(strong_start(node))
    return found is not None and step_word(found[1], language) == "outcome"


def _outcome(nodes: Sequence[Node], page: Page, faults: Problems) -> Passage | None:
    if not nodes:
        return None
    rest = after_strong(nodes[0])
    said = [rest, *nodes[1:]] if inline_of(rest).children else nodes[1:]
    if not said:
        advice = "Write it on the same line."
        faults.add(page.path, line_of(nodes[0]), "E014", what="The text after **Outcome:**", advice=advice)
    return Passage(line_of(nodes[0]), _text(said, page))


def _text(nodes: Sequence[Node], page: Page) -> Rich:
    return Rich(page.html(nodes), plain_text(nodes))
