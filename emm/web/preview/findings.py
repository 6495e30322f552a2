"""Where on the pages a problem belongs that the checker found in a file."""

from collections.abc import Iterable
from dataclasses import dataclass

from emm.content.catalog import Catalog
from emm.content.model import Course, Lesson
from emm.content.pieces import Spot
from emm.content.places import below_language
from emm.errors import NotFound, Problem

TOP = "at-top"
"""The place of what concerns a lesson as a whole."""


@dataclass(frozen=True, slots=True)
class Finding:
    """A problem, and the way to its place."""

    course: str
    problem: Problem
    place: str
    """The id of the element that the problem is about, "" when no page has one."""
    page: str
    """The address of the page with it, "" when there is none."""

    @property
    def href(self) -> str:
        """The address of the place."""
        return f"{self.page}#{self.place}" if self.place else self.page


def name_of(spot: Spot) -> str:
    """Return the id of the element that begins at this spot."""
    return f"at-{spot.path.partition('/')[0]}-{spot.line}"


def place_of(problem: Problem, lesson: Lesson) -> str:
    """Return the id of the element of the lesson that a problem is about: the last one that begins before it."""
    spots = (part.spot for part in lesson.parts if part.spot)
    before = [spot for spot in spots if spot.path == problem.path and spot.line <= problem.line]
    return name_of(max(before, key=lambda spot: spot.line)) if before else TOP


def located(catalog: Catalog, course_id: str, problem: Problem) -> Finding:
    """Return the problem with the place where a reader of its language meets it."""
    language = problem.path.partition("/")[0]
    try:
        course = catalog.course(course_id, language)
    except NotFound:
        return Finding(course_id, problem, "", "")
    for lesson in course.lessons:
        if concerns(problem, course, lesson):
            return Finding(course_id, problem, place_of(problem, lesson), lesson.address)
    return Finding(course_id, problem, "", course.address)


def concerns(problem: Problem, course: Course, lesson: Lesson) -> bool:
    """Whether a problem is one of this lesson, be it of the text that is shown or of the translation that is not."""
    own = f"{course.language}/{below_language(lesson.path)}"
    return problem.path in {lesson.path, own}


def worst_first(problems: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return errors before warnings, each in the order of their places."""
    return tuple(sorted(problems, key=lambda found: (not found.problem.is_error, found.course, found.problem)))
