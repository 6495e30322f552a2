"""What the page that is being made shows, and what the checker found in it."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import cast

from flask import g, request

from emm.content.model import Course, Lesson, Part, Question
from emm.errors import NotFound, Problem
from emm.web.preview.findings import concerns, name_of, place_of
from emm.web.services import services


@dataclass(frozen=True, slots=True)
class Here:
    """A page: one of a lesson, one of a course, or neither."""

    course: Course | None = None
    lesson: Lesson | None = None


@dataclass(frozen=True, slots=True)
class Note:
    """What an author is told about a part of a lesson."""

    place: str
    """Its id, "" for a part that has no place of its own."""
    problems: tuple[Problem, ...]
    objective: str
    """What its question serves, in words; "" for anything else."""


def here() -> Here:
    """Return what the address of the request names, as far as it exists."""
    named = request.view_args or {}
    if "course_id" not in named:
        return Here()
    catalog, course = services().catalog, None
    try:
        course = catalog.course(named["course_id"], named.get("language", ""))
        lesson = course.question(named["question_id"])[0] if "question_id" in named else None
        return Here(course, course.lesson(named["lesson_id"]) if "lesson_id" in named else lesson)
    except NotFound:
        return Here(course)


def problems_in(course: Course, lesson: Lesson) -> tuple[Problem, ...]:
    """Return what was found in a lesson."""
    found = services().catalog.problems
    return tuple(one for name, one in found if name == course.id and concerns(one, course, lesson))


def by_place() -> Mapping[str, tuple[Problem, ...]]:
    """Return what was found in the lesson of this page, by the id of the element it is about."""
    if "preview_places" not in g:
        at, places = here(), defaultdict[str, tuple[Problem, ...]](tuple)
        if at.course and at.lesson:
            for problem in problems_in(at.course, at.lesson):
                places[place_of(problem, at.lesson)] += (problem,)
        g.preview_places = dict(places)
    return cast(Mapping[str, tuple[Problem, ...]], g.preview_places)


def note_on(part: Part) -> Note:
    """Return what an author is told about this part of the lesson that is shown; templates ask for it."""
    course = here().course
    objective = part.objective if isinstance(part, Question) else ""
    words = course.objectives.get(objective, "") if course else ""
    place = name_of(part.spot) if part.spot else ""
    return Note(place, by_place().get(place, ()), words)
