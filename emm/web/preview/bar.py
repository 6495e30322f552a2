"""The bar at the end of every page of the preview: what was found, how the lesson reads, and what else to show."""

from dataclasses import dataclass

from flask import request

from emm.content.model import Course, Lesson
from emm.errors import Problem
from emm.messages import Message, message
from emm.web.preview.comparison import address_of
from emm.web.preview.findings import TOP, Finding, located, worst_first
from emm.web.preview.here import by_place, here, problems_in
from emm.web.services import services

COOKIE = "emm-preview"
SWITCHES = {
    "answers": message("Show answers and all feedback"),
    "levels": message("Show level and objective"),
    "phone": message("Phone width"),
}
"""What an author can have shown on all pages, by the name in the cookie."""


@dataclass(frozen=True, slots=True)
class Switch:
    """Something that an author can have shown."""

    name: str
    words: Message
    is_on: bool


@dataclass(frozen=True, slots=True)
class Numbers:
    """A lesson in numbers."""

    words: int
    minutes: int
    grade: int
    """Years of school, 0 where no formula fits the language."""


@dataclass(frozen=True, slots=True)
class Bar:
    """All that the preview adds to a page."""

    epoch: int
    findings: tuple[Finding, ...]
    above: tuple[Problem, ...]
    """What concerns the lesson as a whole, told above its text."""
    total: int
    """How many problems there are in all courses."""
    numbers: Numbers | None
    """None on a page without a lesson."""
    comparison: str
    """Address of the page with the lesson in two languages, "" where there is none."""
    switches: tuple[Switch, ...]
    address: str
    """Where to come back to when a switch was turned."""
    is_beside: bool
    """Whether there is room beside the text of the page."""
    top: str = TOP

    @property
    def errors(self) -> int:
        """How many of the findings keep the course from being published."""
        return sum(found.problem.is_error for found in self.findings)

    @property
    def warnings(self) -> int:
        """How many of the findings are advice."""
        return len(self.findings) - self.errors

    @property
    def chosen(self) -> str:
        """The names of the switches that are on."""
        return " ".join(switch.name for switch in self.switches if switch.is_on)


def bar_of(status: int) -> Bar:
    """Return the bar for the page that is being made; an error page has all problems, a lesson its own."""
    catalog, at = services().catalog, here()
    lesson = at.lesson if status != 404 else None
    if at.course and lesson:
        found = [(at.course.id, problem) for problem in problems_in(at.course, lesson)]
    else:
        found = [(name, one) for name, one in catalog.problems if at.course is None or name == at.course.id]
    return Bar(
        epoch=catalog.epoch,
        findings=worst_first(located(catalog, name, problem) for name, problem in found),
        above=by_place().get(TOP, ()) if lesson and request.blueprint != "preview" else (),
        total=len(catalog.problems),
        numbers=_numbers(at.course, lesson) if at.course and lesson and not lesson.problems else None,
        comparison=address_of(at.course, lesson) if at.course and lesson else "",
        switches=tuple(Switch(name, words, name in chosen()) for name, words in SWITCHES.items()),
        is_beside=request.blueprint != "preview",
        address=request.full_path.rstrip("?") if request.method == "GET" else "/",
    )


def chosen() -> frozenset[str]:
    """Return the names of the switches that are on."""
    return frozenset(request.cookies.get(COOKIE, "").split(".")) & SWITCHES.keys()


def _numbers(course: Course, lesson: Lesson) -> Numbers:
    read = services().catalog.measures(course.id, lesson.path)
    return Numbers(lesson.words, lesson.minutes, round(read.grade) if read else 0)
