"""How a lesson reads: sentences, paragraphs, terms and sources. Advice for authors, never a reason to refuse."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from markdown_it.tree import SyntaxTreeNode as Node

from emm.content.blocks import Prose, RawBlock
from emm.content.checks.sentences import Sentence, grade, sentences
from emm.content.model import Lesson, Term
from emm.content.nodes import inlines, line_of, plain
from emm.content.parts import count_words, lone_image
from emm.content.problems import Problems

LONGEST_SENTENCE = 25
HIGHEST_GRADE = 9
"""Years of school."""
LONGEST_LESSON = 5
"""Minutes."""
LONGEST_RUN = 150
"""Words without anything for the eye or the hand."""
OLDEST_CHECK = timedelta(days=366)
BREAKING = frozenset({"bullet_list", "ordered_list", "blockquote", "table", "fence", "code_block"})
"""Nodes that break up a page, as figures do."""
ABBREVIATION = re.compile(r"[A-Z][A-Z0-9]+")
NUMBER = re.compile(r"(?<![\w.])(1[5-9]|20)\d\d(?!\w)|(?<![\w.])\d{2,}(?:[.,  ]\d+)*\s?(?:%|per cent|million|billion)")
"""A year, a share or a large number: what somebody must have counted or written down."""


@dataclass(frozen=True, slots=True)
class Measures:
    """How a lesson reads, in numbers."""

    mean: float
    """Words in a sentence."""
    longest: int
    """Words in the longest sentence."""
    grade: float
    """Years of school (`sentences.grade`); 0 for a language that has no formula here."""


def measures(lesson: Lesson, runs: Sequence[Prose | RawBlock]) -> Measures:
    """Return how the text of a lesson reads; questions are not counted."""
    prose = [node for run in runs if isinstance(run, Prose) for node in run.nodes]
    lengths = [len(sentence.words) for sentence in running_text(prose)] or [0]
    found = grade(running_text(prose)) if lesson.language == "en" else 0.0
    return Measures(sum(lengths) / len(lengths), max(lengths), found)


def check_style(lesson: Lesson, runs: Sequence[Prose | RawBlock], terms: Iterable[Term], advice: Problems) -> None:
    """Advise on what makes a lesson hard to read, or its facts hard to trust; `runs` is its text as nodes."""
    prose = [node for run in runs if isinstance(run, Prose) for node in run.nodes]
    check_sentences(lesson.path, [node for run in runs for node in run.nodes], advice)
    _check_grade(lesson, prose, advice)
    _check_terms(lesson, prose, terms, advice)
    _check_runs(lesson, runs, advice)
    _check_sources(lesson, prose, advice)


def check_sentences(path: str, nodes: Iterable[Node], advice: Problems) -> None:
    """Advise on sentences that are too long."""
    for sentence in spoken(nodes):
        words = len(sentence.words)
        if words > LONGEST_SENTENCE:
            advice.add(path, sentence.line, "W210", n=words)


def check_lesson(lesson: Lesson, checked_line: int, today: date, advice: Problems) -> None:
    """Advise on the length of a lesson, on practice that it lacks, and on facts that nobody looked at for long."""
    if lesson.minutes > LONGEST_LESSON:
        advice.add(lesson.path, 1, "W213", minutes=lesson.minutes)
    if not lesson.questions:
        advice.add(lesson.path, 1, "W215")
    practised = {question.objective for question in lesson.graded}
    for objective in lesson.objectives if practised else ():
        if objective not in practised:
            advice.add(lesson.path, 1, "W219", objective=objective, where="in this lesson")
    if lesson.checked and today - lesson.checked > OLDEST_CHECK:
        advice.add(lesson.path, checked_line, "W217", day=lesson.checked.isoformat())


def spoken(nodes: Iterable[Node]) -> tuple[Sentence, ...]:
    """Return the sentences of these nodes, without code and tables."""
    kept = (node for node in nodes if node.type not in ("fence", "code_block", "table") and lone_image(node) is None)
    return tuple(sentences(inlines(kept)))


def running_text(nodes: Iterable[Node]) -> tuple[Sentence, ...]:
    """Return the sentences of running text: headings and list items without a full stop do not count."""
    return tuple(sentence for sentence in spoken(nodes) if sentence.text.rstrip("\"'”’)")[-1:] in ".!?…")


def _check_grade(lesson: Lesson, nodes: Sequence[Node], advice: Problems) -> None:
    found = grade(running_text(nodes))
    if lesson.language == "en" and found > HIGHEST_GRADE + 0.5:
        advice.add(lesson.path, 1, "W211", grade=f"{found:.0f}")


def _check_terms(lesson: Lesson, nodes: Sequence[Node], terms: Iterable[Term], advice: Problems) -> None:
    """The full name comes first, somewhere before the abbreviation or right after it."""
    said = spoken(nodes)
    for term in terms:
        found = re.compile(rf"\b{re.escape(term.short)}s?\b") if ABBREVIATION.fullmatch(term.short) else None
        place = next((n for n, sentence in enumerate(said) if found and found.search(sentence.text)), None)
        if place is None:
            continue
        before = " ".join(sentence.text for sentence in said[: place + 1]).casefold()
        if term.title.casefold() not in before:
            advice.add(lesson.path, said[place].line, "W212", short=term.short, title=term.title)


def _check_runs(lesson: Lesson, runs: Iterable[Prose | RawBlock], advice: Problems) -> None:
    words, start = 0, 0
    for node in _in_order(runs):
        if node is None or node.type in BREAKING or lone_image(node) is not None:
            words = 0
            continue
        start = start if words else line_of(node)
        words += count_words([node])
        if words > LONGEST_RUN:
            advice.add(lesson.path, start, "W214", n=words)
            words = 0


def _in_order(runs: Iterable[Prose | RawBlock]) -> Iterator[Node | None]:
    """Yield the nodes of the text, and None where a question stands."""
    for run in runs:
        if isinstance(run, Prose):
            yield from run.nodes
        else:
            yield None


def _check_sources(lesson: Lesson, nodes: Sequence[Node], advice: Problems) -> None:
    """A number needs a source in its own paragraph or list, or in the one before or after it."""
    for place, node in enumerate(nodes):
        found = NUMBER.search(_claimed(node)) if node.type not in ("heading", "fence", "code_block") else None
        near = nodes[max(0, place - 1) : place + 2]
        if found and not any(_refers(one) for one in near):
            advice.add(lesson.path, line_of(node), "W216", number=found[0].strip())


def _claimed(node: Node) -> str:
    """Return the words of a node without code, which shows what to type and claims nothing."""
    spoken_by = (
        (child for child in inline.children or () if child.type != "code_inline") for inline in inlines([node])
    )
    return " ".join(map(plain, spoken_by))


def _refers(node: Node) -> bool:
    return any(child.type == "footnote_ref" for inline in inlines([node]) for child in inline.children or ())
