"""Reads a question again that was asked once, from its Markdown as it was then, though the course may have changed."""

import posixpath
from dataclasses import dataclass
from weakref import WeakKeyDictionary

from emm.content.assessment import AskedQuestion
from emm.content.blocks import RawBlock, split
from emm.content.ids import Ids
from emm.content.markdown import parse
from emm.content.model import Course, Question
from emm.content.pages import Page
from emm.content.places import Aim, LessonPlace, Lost, Places, below_language
from emm.content.pool import WHAT
from emm.content.problems import Problems
from emm.content.questions import Facts, read_question
from emm.content.settings import POOL_KEYS
from emm.content.sources import POOL
from emm.content.words import english

_READ: WeakKeyDictionary[Course, dict[AskedQuestion, Question | None]] = WeakKeyDictionary()
"""What was read again for a course, for as long as that version of it is in use."""


def reread(asked: AskedQuestion, course: Course) -> Question | None:
    """Return the question as it was asked; None when today's program cannot read it any more.

    Its links lead to where the lessons are today; one that leads nowhere any more leads to the course page.
    """
    known = _READ.setdefault(course, {})
    if asked not in known:
        known[asked] = _reread(asked, course)
    return known[asked]


def _reread(asked: AskedQuestion, course: Course) -> Question | None:
    problems = Problems()
    path = f"{asked.language}/{POOL}"
    document = parse(path, asked.source, problems)
    blocks = split(document.nodes, asked.language) if document else ()
    raw = next((block for block in blocks if isinstance(block, RawBlock)), None)
    if document is None or raw is None:
        return None
    page = Page(document, _places(course), english(asked.language), problems)
    facts = Facts(course.objectives, Ids({}), {}, what=WHAT, keys=POOL_KEYS)
    question = read_question(raw, page, facts)
    return question if isinstance(question, Question) else None


@dataclass(frozen=True, slots=True)
class _AnyPlace(Places):
    """The places of a course, among which no link is lost."""

    def aim(self, path: str, target: str) -> Aim:
        """Return where the link leads: as far as it can be followed today, and else to the course page."""
        try:
            return Places.aim(self, path, target)
        except Lost:
            file = posixpath.normpath(target.partition("#")[0])
            return Aim(f"{self.address}/{self.lessons[file].id}" if file in self.lessons else self.address)


def _places(course: Course) -> Places:
    lessons = {below_language(lesson.path): LessonPlace(lesson.id, {}, {}) for lesson in course.lessons}
    return _AnyPlace(course.id, course.language, lessons, frozenset(), {}, {})
