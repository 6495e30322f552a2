"""Finds words in lessons and in the glossary. A course's index is made when it is compiled, and asked in memory.

The index holds what a lesson shows to everybody before anything is answered: its prose, figures, recordings, and of
its questions the heading and the stem. Feedback, explanations, hints and answers are not in it, nor is anything that
does not stand in a lesson or in the glossary.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from html import escape
from itertools import groupby
from urllib.parse import quote

from emm.content.model import Broken, Course, Lesson, Part, Question, Term
from emm.content.passages import HEADING, TEXT, TITLE, Passage, Searchable, blocks_in, passage, sentences
from emm.content.pieces import Audio, Figure, Prose
from emm.content.wordlist import term_address
from emm.questions import folding

LONGEST_QUERY = 100
"""Signs; what comes after them is left out."""
MOST_WORDS = 8
MOST_LESSONS, MOST_TERMS = 20, 10
"""How many results are shown of each."""

_folded = lru_cache(maxsize=10_000)(folding.fold_letters)
"""Sentences that are found are made of the same words again and again."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a text, and whether it is one of the words that were asked for."""

    text: str
    is_match: bool


@dataclass(frozen=True, slots=True)
class Hit:
    """A lesson or a word of the glossary that has what was asked for."""

    title: tuple[Piece, ...]
    sentence: tuple[Piece, ...]
    """The sentence that fits best, the first one when the words stand in title and headings only."""
    address: str
    """Where that sentence is."""
    course: str
    """Title of its course, "" when there is no other."""
    course_language: str
    language: str
    sentence_language: str


@dataclass(frozen=True, slots=True)
class Results:
    """What was found, the best first."""

    query: str
    lessons: tuple[Hit, ...] = ()
    terms: tuple[Hit, ...] = ()
    are_all: bool = True
    """Whether nothing more was found than is shown."""


def index_of(course: Course) -> tuple[Searchable, ...]:
    """Return everything in the course that can be found, in reading order, the glossary last."""
    lessons = (_lesson(lesson) for lesson in course.lessons if not lesson.problems)
    return (*lessons, *(_term(course, term) for term in course.glossary))


def tidy(query: str) -> str:
    """Return what was asked for, on one line and not longer than `LONGEST_QUERY`."""
    return " ".join("".join(sign if sign.isprintable() else " " for sign in query).split())[:LONGEST_QUERY].strip()


def search(courses: Iterable[Course], query: str) -> Results:
    """Return what has all words of the query: a match in a title comes first, then headings, then the text.

    Words are compared folded (emm/questions/folding.py). One is found where it begins a word; one in a script
    without capital letters, such as Arabic, also inside, because articles and prepositions are written together
    with the word. Among equals, whole words come first, then the order of courses and lessons.
    """
    wanted = tuple(dict.fromkeys(folding.words(query)))[:MOST_WORDS]
    if not wanted:
        return Results(query)
    sought = [_sought(word) for word in wanted]
    courses = tuple(courses)
    found = [
        (_rank(entry, sought, wanted), course, entry)
        for course in courses
        for entry in course.index
        if all(word in entry.folded for word in sought)
    ]
    found.sort(key=lambda one: one[0], reverse=True)
    is_alone = len(courses) == 1
    lessons = [(course, entry) for _rank, course, entry in found if entry.is_lesson]
    terms = [(course, entry) for _rank, course, entry in found if not entry.is_lesson]
    return Results(
        query,
        tuple(_hit(entry, sought, course, is_alone) for course, entry in lessons[:MOST_LESSONS]),
        tuple(_hit(entry, sought, course, is_alone) for course, entry in terms[:MOST_TERMS]),
        len(lessons) <= MOST_LESSONS and len(terms) <= MOST_TERMS,
    )


def _lesson(lesson: Lesson) -> Searchable:
    title, goal = passage(lesson.title, TITLE, lesson.language), _sentences(lesson.goal, lesson.goal_language)
    passages = (title, *goal, *_passages(lesson.parts))
    return _searchable(lesson.title, lesson.address, lesson.language, passages, is_lesson=True)


def _term(course: Course, term: Term) -> Searchable:
    title = f"{term.title} ({term.short})" if term.short else term.title
    explanation = (sentence for block in blocks_in(term.html) for sentence in _sentences(block.text, term.language))
    passages = (passage(title, TITLE, term.language), *explanation)
    return _searchable(title, term_address(course, term), term.language, passages, is_lesson=False)


def _searchable(
    title: str, address: str, language: str, passages: tuple[Passage, ...], *, is_lesson: bool
) -> Searchable:
    return Searchable(is_lesson, title, address, language, passages, "".join(one.folded for one in passages))


def _passages(parts: Iterable[Part]) -> Iterator[Passage]:
    section = ""
    for part in parts:
        question = f"q-{part.id}" if isinstance(part, Question) else ""
        language = "" if isinstance(part, Broken) else part.language
        for block in blocks_in(_html(part)):
            section = block.anchor or section
            if block.is_heading:
                yield passage(block.text, HEADING, language, question or section)
            else:
                yield from _sentences(block.text, language, question or section)


def _html(part: Part) -> str:
    """Return what a part of a lesson shows to everybody."""
    if isinstance(part, Question):
        return f"<p>{part.title.html}</p>{''.join(map(_html, part.stem))}"
    if isinstance(part, Figure):
        return f"<p>{part.caption}</p>{part.legend}{part.description}"
    if isinstance(part, Audio):
        return f"<p>{escape(part.title)}</p>{part.transcript}"
    return part.html if isinstance(part, Prose) else ""


def _sentences(text: str, language: str, anchor: str = "") -> Iterator[Passage]:
    return (passage(sentence, TEXT, language, anchor) for sentence in sentences(text))


def _sought(word: str) -> str:
    """Return what the folded text of a passage must contain."""
    has_case = word.upper() != word.lower()
    return f" {word}" if has_case or not word.isalpha() else word


def _rank(entry: Searchable, sought: Sequence[str], wanted: Sequence[str]) -> tuple[int, int]:
    """Return the weight of the best passage with all the words, 0 when they are spread; then how many stand whole."""
    together = [one for one in entry.passages if all(word in one.folded for word in sought)]
    return max(((one.weight, sum(f" {word} " in one.folded for word in wanted)) for one in together), default=(0, 0))


def _hit(entry: Searchable, sought: Sequence[str], course: Course, is_alone: bool) -> Hit:
    best = max(entry.passages[1:], key=lambda one: _count(one, sought), default=entry.passages[0])
    anchor = f"#{quote(best.anchor)}" if best.anchor and _count(best, sought) else ""
    title, sentence = (_pieces(text, sought) for text in (entry.title, best.text))
    address, named_in = entry.address + anchor, course.language_of("title")
    name = "" if is_alone else course.title
    return Hit(title, sentence, address, name, named_in, entry.language, best.language)


def _count(one: Passage, sought: Sequence[str]) -> int:
    return sum(word in one.folded for word in sought)


def _pieces(text: str, sought: Sequence[str]) -> tuple[Piece, ...]:
    """Return the text cut into what was asked for and what stands between."""
    marked = ((run, is_word and _is_match(run, sought)) for run, is_word in folding.runs(text))
    return tuple(
        Piece("".join(run for run, _ in some), is_match) for is_match, some in groupby(marked, key=lambda one: one[1])
    )


def _is_match(run: str, sought: Sequence[str]) -> bool:
    folded = f" {_folded(run)} "
    return any(word in folded for word in sought)
