"""One reader in one lesson, whoever asks for it: the view, or the front before the application."""

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from datetime import date
from typing import NamedTuple

from sqlalchemy import Connection

from emm.content.model import Course, Lesson
from emm.content.on_demand import sparing
from emm.learning import tallies
from emm.learning.cards import Reader
from emm.learning.lessons import LessonPage, Returned, lesson_page
from emm.learning.records import Record
from emm.questions.contract import Tally
from emm.world import World

ACTED = "emm.acted"
"""In the environment of a request: what the front before the application has done with the question: the record with
it, or the error that kept it from being done."""
READING = "emm.reading"
"""In the environment of a request: the lesson as the front before the application has read it."""
PAGE = "page"
"""The sort of what is kept of a whole lesson."""
FRAGMENT = "fragment"
"""The sort of what is kept of that which an answer changes."""

Connect = Callable[[], AbstractContextManager[Connection]]
"""Gives a connection for as long as it is needed."""


class Reading(NamedTuple):
    """All that a lesson's page and fragments are made of."""

    course: Course
    lesson: Lesson
    reader: Reader
    record: Record
    tallies: Mapping[str, Tally]
    """What others answered, by the id of the question."""
    spoken: str = ""
    """Id of the question that has just been answered."""
    returned: Returned | None = None
    """A form that could not be used."""
    asked: tuple[str, ...] | None = None
    """The figures and recordings that a reader who saves data has asked for; None for one who is sent them all."""

    @property
    def sent(self) -> Lesson:
        """The lesson as this reader is sent it."""
        return self.lesson if self.asked is None else sparing(self.lesson, self.asked)

    def shown(self, world: World) -> LessonPage:
        """Return what is the reader's own on the page."""
        return lesson_page(
            self.record,
            world,
            self.reader,
            self.course,
            self.sent,
            spoken=self.spoken,
            returned=self.returned,
            tallies=self.tallies,
        )

    def key(self, today: date) -> tuple[object, ...] | None:
        """Return what the page depends on, alike for readers who stand alike; None for what only this reader sees."""
        if self.returned or not self.record.is_common:
            return None
        others = tuple(sorted(self.tallies.items()))
        who = (self.reader.seed, self.reader.is_visitor, self.reader.offers_unsure, self.reader.has_account)
        return (self.lesson.address, self.spoken, self.asked, who, today, self.record.standing, others)


def tallies_for(connect: Connect, course: Course, lesson: Lesson, record: Record) -> Mapping[str, Tally]:
    """Return what others answered in the polls of a lesson that the learner has voted in; only then it is asked."""
    polls = tallies.answered(record, lesson.questions)
    if not polls:
        return tallies.NOBODY
    with connect() as connection:
        return tallies.read(connection, course, polls)
