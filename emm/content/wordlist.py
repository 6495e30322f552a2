"""The words that all courses of a site explain, in the order of their letters."""

from collections.abc import Iterable
from dataclasses import dataclass

from emm.content.anchors import renamed
from emm.content.model import Course, Lesson, Term
from emm.questions.folding import fold_letters, words


@dataclass(frozen=True, slots=True)
class WordEntry:
    """A word as the glossary of the site shows it."""

    anchor: str
    """Its place on the page; the same word can be explained by two courses."""
    term: Term
    html: str
    """The explanation; links to other words lead to their places on the page."""
    course: str
    """Title of the course that explains it, "" when there is no other."""
    course_language: str
    lessons: tuple[Lesson, ...]
    """Where the word is used."""


def word_list(courses: Iterable[Course], beginning: str = "") -> tuple[WordEntry, ...]:
    """Return the words of the courses, sorted by their folded letters.

    With a `beginning`, only those of which some word, or the short form, begins so.
    """
    wanted = " ".join(words(beginning))
    courses = tuple(courses)
    found = [
        _entry(course, term, course.title if len(courses) > 1 else "")
        for course in courses
        for term in course.glossary
        if _begins(term, wanted)
    ]
    return tuple(sorted(found, key=lambda entry: (fold_letters(entry.term.title), entry.anchor)))


def term_anchor(course_id: str, term_id: str) -> str:
    """Return the name of a word's place on the glossary page; a full stop stands in no id."""
    return f"{course_id}.{term_id}"


def term_address(course: Course, term: Term) -> str:
    """Return where the glossary of the site explains the word."""
    return f"/{course.language}/glossary#{term_anchor(course.id, term.id)}"


def _begins(term: Term, wanted: str) -> bool:
    return not wanted or f" {wanted}" in f" {' '.join(words(f'{term.title} {term.short}'))}"


def _entry(course: Course, term: Term, title: str) -> WordEntry:
    def address(href: str) -> str:
        return f"#{term_anchor(course.id, href[3:])}" if href.startswith("#w-") else href

    html = renamed(term.html, str, address)
    lessons = tuple(lesson for lesson in course.lessons if term in lesson.terms)
    return WordEntry(term_anchor(course.id, term.id), term, html, title, course.language_of("title"), lessons)
