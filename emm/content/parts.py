"""Sorts the nodes of a text into prose, figures and recordings."""

import posixpath
from collections.abc import Iterator, Sequence
from html import escape

from markdown_it.token import Token
from markdown_it.tree import SyntaxTreeNode as Node

from emm.content.figures import Unfit, read_svg
from emm.content.nodes import after_strong, inline_of, line_of, paragraph, plain, plain_text, strong_start, words_of
from emm.content.pages import NOTE, Page, is_timeline
from emm.content.pieces import Audio, Figure, Prose, Spot
from emm.content.problems import did_you_mean
from emm.content.sources import AUDIO

_AUDIO_MARK = "Audio:"


def read_parts(page: Page, nodes: Sequence[Node]) -> Iterator[Prose | Figure | Audio]:
    """Yield the nodes as parts of the page, in their order; what cannot be shown is noted and stays as words."""
    prose: list[Node] = []
    rest = list(nodes)
    while rest:
        image = lone_image(rest[0])
        if image is None:
            prose.append(rest.pop(0))
            continue
        yield from _prose(page, prose)
        prose = []
        yield from _audio(page, image, rest) if is_recording(rest[0]) else _figure(page, image, rest)
    yield from _prose(page, prose)


def count_words(nodes: Sequence[Node]) -> int:
    """Return how many words there are to read: text, lists, notes, tables and legends, but no code."""
    words = plain_text(node for node in nodes if lone_image(node) is None).split()
    return sum(any(map(str.isalnum, word)) and not NOTE.fullmatch(word) for word in words)


def is_transcript(node: Node) -> bool:
    """Return whether this is the heading above the full text of a recording."""
    return node.type == "heading" and node.tag == "h4" and words_of(node) == "Transcript"


def is_recording(node: Node) -> bool:
    """Return whether a paragraph stands for a recording."""
    image = lone_image(node)
    return image is not None and image.content.startswith(_AUDIO_MARK)


def lone_image(node: Node) -> Token | None:
    """Return the image that a paragraph consists of, None when there is anything else in it."""
    if node.type != "paragraph":
        return None
    children = [child for child in inline_of(node).children or () if child.type != "text" or child.content.strip()]
    return children[0] if len(children) == 1 and children[0].type == "image" else None


def _prose(page: Page, nodes: Sequence[Node]) -> Iterator[Prose]:
    for run in _runs(nodes) if page.traces else (nodes,):
        html = page.html(run)
        if html:
            yield Prose(html, page.language, _spot(page, run[0]))


def _runs(nodes: Sequence[Node]) -> Iterator[Sequence[Node]]:
    """Yield the nodes one by one, so that each has a place of its own; a timeline stays with its title."""
    place = 0
    while place < len(nodes):
        size = 2 if is_timeline(nodes[place : place + 2]) else 1
        yield nodes[place : place + size]
        place += size


def _spot(page: Page, node: Node) -> Spot | None:
    return Spot(page.path, line_of(node)) if page.traces else None


def _figure(page: Page, image: Token, rest: list[Node]) -> Iterator[Prose | Figure]:
    """Take a figure with its legend and description from the front of `rest`."""
    node = rest.pop(0)
    legend = [rest.pop(0)] if rest and rest[0].type == "ordered_list" else []
    described = rest.pop(0) if rest and _is_description(rest[0]) else None
    caption = " ".join(str(image.attrGet("title") or "").split())
    alt = plain(image.children) or caption
    svg = _svg(page, image, line_of(node), alt)
    if svg:
        page.counts.figures += 1
        texts = (alt, escape(caption), page.html(legend), _description(page, described))
        yield Figure(page.counts.figures, svg, *texts, page.language, _spot(page, node))
        return
    words = page.html([_paragraph(node, caption or alt)] if caption or alt else [])
    html = words + page.html(legend) + _description(page, described)
    if html:
        yield Prose(html, page.language, _spot(page, node))


def _svg(page: Page, image: Token, line: int, alt: str) -> str:
    """Return the drawing of a figure, "" when it cannot be shown."""
    target = str(image.attrGet("src") or "")
    file = page.places.asset(page.path, target)
    name = posixpath.basename(file)
    if not plain(image.children):
        page.problems.add(page.path, line, "E202")
    if posixpath.dirname(file) != "figures" or not name.endswith(".svg"):
        advice = "Only drawings from the folder figures can be shown: ../../figures/name.svg."
        page.problems.add(page.path, line, "E200", target=target, advice=advice)
        return ""
    if name not in page.places.figures:
        advice = did_you_mean(name, page.places.figures, "Save the drawing in the folder figures of the course.")
        page.problems.add(page.path, line, "E200", target=target, advice=advice)
        return ""
    try:
        return read_svg(page.places.figures[name])(alt)
    except Unfit as unfit:
        page.problems.add(file, unfit.line, "E203", file=name, what=unfit.what)
    except OSError:
        page.problems.add(page.path, line, "E200", target=target, advice="Save the drawing again.")
    return ""


def _is_description(node: Node) -> bool:
    return strong_start(node) == "Description:"


def _description(page: Page, node: Node | None) -> str:
    return page.html([after_strong(node)]) if node else ""


def _audio(page: Page, image: Token, rest: list[Node]) -> Iterator[Prose | Audio]:
    """Take a recording with its transcript from the front of `rest`."""
    node = rest.pop(0)
    title = plain(image.children).removeprefix(_AUDIO_MARK).strip()
    transcript = _take_transcript(rest)
    name = _recording(page, str(image.attrGet("src") or ""), line_of(node))
    if not transcript:
        page.problems.add(page.path, line_of(node), "E204")
    if name and transcript:
        address, size = page.places.media_address(name), _size(page, name)
        yield Audio(title, address, size, page.html(transcript), page.language, _spot(page, node))
    else:
        yield Prose(page.html([_paragraph(node, title), *transcript]), page.language, _spot(page, node))


def _take_transcript(rest: list[Node]) -> list[Node]:
    if not rest or not is_transcript(rest[0]):
        return []
    rest.pop(0)
    length = next((place for place, node in enumerate(rest) if node.type == "heading"), len(rest))
    taken, rest[:] = rest[:length], rest[length:]
    return taken


def _recording(page: Page, target: str, line: int) -> str:
    file = page.places.asset(page.path, target)
    name = posixpath.basename(file)
    if posixpath.dirname(file) == "media" and name in page.places.media:
        return name
    kinds = ", ".join(AUDIO)
    advice = did_you_mean(name, page.places.media, f"Save the recording in the folder media of the course ({kinds}).")
    page.problems.add(page.path, line, "E200", target=target, advice=advice)
    return ""


def _size(page: Page, name: str) -> int:
    try:
        return page.places.media[name].stat().st_size
    except OSError:
        return 0


def _paragraph(node: Node, words: str) -> Node:
    return paragraph(node, [Token("text", "", 0, content=words)])
