"""Reads a question again that was asked once, from its Markdown as it was then, though the course may have changed."""

import posixpath
from dataclasses import dataclass
from functools import lru_cache

from emm.content.assessment import PoolQuestion
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
from emm.world import fingerprint

KEPT = 500
"""So many questions that are no longer in a course are kept in memory."""


@dataclass(frozen=True, slots=True)
class AskedQuestion:
    """The Markdown of a question as it was asked."""

    language: str
    source: str

    @classmethod
    def of(cls, one: PoolQuestion) -> "AskedQuestion":
        """Return how a question of the pool is asked today."""
        return cls(one.question.language, one.source)

    @property
    def id(self) -> str:
        """A fingerprint of the text: equal for equal questions."""
        return fingerprint(f"{self.language}\n{self.source}")


def reread(asked: AskedQuestion, course: Course) -> Question | None:
    """Return the question as it was asked; None when today's program cannot read it any more.

    While the question stands unchanged in the pool of the course it is that one. Its links lead to where the lessons
    are today; one that leads nowhere any more leads to the course page.
    """
    for one in course.pool.questions:
        if AskedQuestion.of(one) == asked:
            return one.question
    return _reread(asked, course)


@lru_cache(KEPT)
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
