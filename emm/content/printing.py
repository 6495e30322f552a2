"""A whole course on one page: its lessons in reading order, and at the end the answers to all questions."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from typing import ClassVar

from emm.content.anchors import deepened, renamed
from emm.content.model import Broken, Course, Lesson, Question
from emm.content.pieces import Audio, Figure, Prose, Run
from emm.questions.block import Rich
from emm.questions.contract import Sheet
from emm.world import Arrangement

ARRANGEMENT = 0
"""Everybody has the same order of options on paper, so that a group can talk about them."""
_ON_EVERY_PAGE = ("s-", "t-", "tl-", "fn-", "fr-")
"""How the names of places begin that several lessons may have: sections, words, timelines, footnotes."""


@dataclass(frozen=True, slots=True)
class PrintedQuestion:
    """A question with blank fields, and its answer."""

    sort: ClassVar[str] = "question"

    question: Question
    number: int
    """Counts the questions of the course from 1."""

    @property
    def id(self) -> str:
        """The name of its place, the same as on the lesson page."""
        return f"q-{self.question.id}"

    @property
    def sheet(self) -> Sheet:
        """The places for an answer."""
        return self.question.kind.sheet(self.question.spec, Arrangement(self.question.id, ARRANGEMENT))

    @property
    def solution(self) -> tuple[Rich, ...]:
        """The best answer, piece by piece; nothing where any answer is good."""
        return self.question.kind.solution(self.question.spec)

    @property
    def has_answer(self) -> bool:
        """Whether there is anything to say on the last pages."""
        return bool(self.solution or self.question.why)


PrintedPart = Prose | Figure | Audio | Broken | PrintedQuestion


@dataclass(frozen=True, slots=True)
class PrintedLesson:
    """A lesson on the page of its course."""

    lesson: Lesson
    runs: tuple[Run[PrintedPart], ...]

    @property
    def id(self) -> str:
        """The name of its place on the page."""
        return _place(self.lesson)

    @property
    def answered(self) -> tuple[PrintedQuestion, ...]:
        """The questions whose answers stand on the last pages."""
        parts = (part for run in self.runs for part in run.parts)
        return tuple(part for part in parts if isinstance(part, PrintedQuestion) and part.has_answer)


@dataclass(frozen=True, slots=True)
class PrintedCourse:
    """A course on one page."""

    course: Course
    lessons: tuple[PrintedLesson, ...]

    @property
    def has_answers(self) -> bool:
        """Whether the last pages have anything to say."""
        return any(lesson.answered for lesson in self.lessons)


def printed(course: Course) -> PrintedCourse:
    """Return the course with its questions counted from 1 to the last; a lesson that is broken stays out."""
    numbers = count(1)
    lessons = (lesson for lesson in course.lessons if not lesson.problems)
    return PrintedCourse(course, tuple(PrintedLesson(lesson, tuple(_runs(lesson, numbers))) for lesson in lessons))


def standing_together(html: str, course: Course, lesson: Lesson) -> str:
    """Return HTML of a lesson for the page of the whole course.

    Its headings go one level down. Places that other lessons have under the same name get the lesson's name too,
    and links follow: to the lesson's own places, and to the other lessons that are on the page.
    Questions and words of the glossary keep their names, because the course has each of them once.
    """
    own = f"{_place(lesson)}-"
    others = {other.address: _place(other) for other in course.lessons if not other.problems}

    def name(place: str) -> str:
        return f"{own}{place}" if place.startswith(_ON_EVERY_PAGE) else place

    def address(href: str) -> str:
        page, _, place = href.partition("#")
        if page in others:
            return f"#{others[page]}-{place}" if place.startswith(_ON_EVERY_PAGE) else f"#{place or others[page]}"
        return f"#{name(place)}" if not page else href

    return deepened(renamed(html, name, address))


def _runs(lesson: Lesson, numbers: Iterator[int]) -> Iterator[Run[PrintedPart]]:
    for run in lesson.runs:
        parts = (PrintedQuestion(part, next(numbers)) if isinstance(part, Question) else part for part in run.parts)
        yield Run(tuple(parts), run.language, run.wanted)


def _place(lesson: Lesson) -> str:
    return f"l{lesson.number}"
