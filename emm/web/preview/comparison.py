"""A lesson in two languages, cut at the same places, so that what belongs together stands side by side."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import zip_longest

from emm.content.anchors import renamed
from emm.content.model import Broken, Course, Lesson
from emm.content.pieces import Prose, Run
from emm.content.printing import PrintedPart, PrintedQuestion, printed
from emm.rendering import direction
from emm.web.context import part


@dataclass(frozen=True, slots=True)
class Cell:
    """What stands on one side, "" where that side has nothing."""

    html: str
    language: str

    @property
    def direction(self) -> str:
        """Which way its text runs."""
        return direction(self.language)


@dataclass(frozen=True, slots=True)
class Side:
    """A lesson in one of the two languages."""

    name: str
    """What it is called in the form that chooses languages."""
    course: Course
    lesson: Lesson

    @property
    def direction(self) -> str:
        """Which way its text runs."""
        return direction(self.lesson.language)

    @property
    def cells(self) -> Iterator[Cell]:
        """Its pieces, each with names of places that the other side does not have."""
        for run in _printed(self.course, self.lesson):
            for parts in _cut(run.parts):
                html = "".join(part("preview/_piece.html", piece=one) for one in parts)
                yield Cell(renamed(html, self._named, self._addressed), run.language)

    def _named(self, place: str) -> str:
        return f"{self.name}-{place}"

    def _addressed(self, href: str) -> str:
        return f"#{self._named(href[1:])}" if href.startswith("#") else href


@dataclass(frozen=True, slots=True)
class Comparison:
    """The page with a lesson in two languages."""

    sides: tuple[Side, Side]
    rows: tuple[tuple[Cell, Cell], ...]

    @property
    def address(self) -> str:
        """The address of the page itself, which takes the choice of languages."""
        return address_of(self.sides[0].course, self.sides[0].lesson)


def address_of(course: Course, lesson: Lesson) -> str:
    """Return the address of the page with this lesson in two languages."""
    return f"/preview/{course.id}/{lesson.id}/languages"


def compared(one: Course, other: Course, lesson_id: str) -> Comparison:
    """Return the lesson in the languages of both courses; raise NotFound when there is no such lesson."""
    left, right = Side("one", one, one.lesson(lesson_id)), Side("other", other, other.lesson(lesson_id))
    nothing = (Cell("", left.lesson.language), Cell("", right.lesson.language))
    pairs = zip_longest(left.cells, right.cells)
    return Comparison((left, right), tuple((a or nothing[0], b or nothing[1]) for a, b in pairs))


def _printed(course: Course, lesson: Lesson) -> tuple[Run[PrintedPart], ...]:
    found = (sheet.runs for sheet in printed(course).lessons if sheet.lesson is lesson)
    return next(found, ())


def _cut(parts: tuple[PrintedPart, ...]) -> Iterator[list[PrintedPart]]:
    """Cut a run of a lesson before each heading, and before and after each question."""
    run: list[PrintedPart] = []
    for one in parts:
        if run and (_is_question(one) or _is_question(run[-1]) or _is_heading(one)):
            yield run
            run = []
        run.append(one)
    if run:
        yield run


def _is_question(part: PrintedPart) -> bool:
    return isinstance(part, Broken | PrintedQuestion)


def _is_heading(part: PrintedPart) -> bool:
    return isinstance(part, Prose) and part.html.startswith("<h")
