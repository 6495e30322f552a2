"""One learner at work: sends forms, opens pages, and counts what was written down."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from threading import Barrier

from sqlalchemy import Connection, Engine, select

from emm.content.model import Course
from emm.errors import EmmError
from emm.learning import learners
from emm.learning.answering import ACTIONS, Sent
from emm.learning.cards import Card, Reader
from emm.learning.learners import KnownLearner
from emm.learning.lessons import LessonPage, Returned, lesson_page
from emm.learning.preferences import DEFAULTS, Preferences
from emm.learning.progress import Overview, overview
from emm.learning.recalling import recall_of
from emm.learning.records import Exercise, Record, read
from emm.learning.reviewing import Desk as Shelf
from emm.learning.reviewing import ReviewPage, desk, review_page
from emm.learning.rounds import Round, open_hint
from emm.learning.rounds import recall as recalled
from emm.learning.rules.practice import Action, Practice
from emm.learning.rules.recall import REST
from emm.learning.topics import RecallPage, TopicPage, recall_page, topic_page
from emm.questions.contract import FormValues
from emm.store.engine import writing
from emm.store.progress import Attempt, LessonDone
from tests.support.world import FakeWorld


def values(*letters: str) -> FormValues:
    """Return a form in which these options are chosen."""
    return FormValues.of(("answer", letter) for letter in letters)


class Desk:
    """A learner, a course, and a connection that writes."""

    def __init__(self, connection: Connection, world: FakeWorld, course: Course, *, seed: int = 0) -> None:
        """Begin with a new learner."""
        self.connection = connection
        self.world = world
        self.course = course
        self.learner: KnownLearner = learners.begin(connection, world, seed=seed).learner

    def exercise(self, question: str) -> Exercise:
        """Return the learner before a question."""
        return Exercise(self.learner.id, self.course, *self.course.question(question))

    def sent(self, *letters: str, key: str = "", sure: bool = True) -> Sent:
        """Return a form, under a new key unless one is given."""
        return Sent(key or self.world.new_id(), values(*letters), sure=sure)

    def act(self, action: Action, question: str, *letters: str, key: str = "", sure: bool = True) -> Practice:
        """Send a form, and return where the learner stands then."""
        ACTIONS[action](self.connection, self.world, self.exercise(question), self.sent(*letters, key=key, sure=sure))
        return self.stand(question)

    def answer(self, question: str, *letters: str, key: str = "", sure: bool = True) -> Practice:
        """Answer a question."""
        return self.act("answer", question, *letters, key=key, sure=sure)

    def hint(self, question: str, *letters: str, key: str = "") -> Practice:
        """Ask for a hint, with these options chosen in the form."""
        return self.act("hint", question, *letters, key=key)

    def show(self, question: str, *, key: str = "") -> Practice:
        """Ask for the solution."""
        return self.act("show", question, key=key)

    def again(self, question: str, *, key: str = "") -> Practice:
        """Try again, or answer again."""
        return self.act("again", question, key=key)

    def recall(
        self, question: str, *letters: str, key: str = "", sure: bool = True, since: datetime | None = None
    ) -> Practice:
        """Answer a question in a round, that of a quick recall unless it began at `since`; return where it stands."""
        sent, began = self.sent(*letters, key=key, sure=sure), since or self.world.now() - REST
        record = recalled(self.connection, self.world, self.exercise(question), sent, began)
        return record.recall(self.course.question(question)[1], began)

    def cue(self, question: str, *letters: str, key: str = "") -> Practice:
        """Ask for a hint in a quick recall, with these options chosen in the form."""
        sent, began = self.sent(*letters, key=key), self.world.now() - REST
        record = open_hint(self.connection, self.world, self.exercise(question), sent, began)
        return record.recall(self.course.question(question)[1], began)

    def stand(self, question: str) -> Practice:
        """Return where the learner stands with a question."""
        lesson, asked = self.course.question(question)
        return self.record(lesson.id).practice(asked)

    def record(self, lesson: str) -> Record:
        """Return what the learner did in a lesson."""
        return read(self.connection, self.learner.id, self.course, self.course.lesson(lesson).questions)

    def whole_record(self) -> Record:
        """Return what the learner did in the course."""
        return read(self.connection, self.learner.id, self.course, self.course.questions)

    def finish(self, lesson: str) -> None:
        """Answer every graded question of a lesson."""
        for question in self.course.lesson(lesson).graded:
            self.answer(question.id, question.spec.options[0].letter)

    @property
    def reader(self) -> Reader:
        """The learner as a reader of pages."""
        return Reader(self.learner.id, self.learner.seed)

    def page(self, lesson: str, *, spoken: str = "", returned: Returned | None = None) -> LessonPage:
        """Open a lesson."""
        record, shown = self.record(lesson), self.course.lesson(lesson)
        return lesson_page(record, self.world, self.reader, self.course, shown, spoken=spoken, returned=returned)

    def card(self, question: str, *, returned: Returned | None = None) -> Card:
        """Open the lesson of a question and return its card."""
        lesson, _question = self.course.question(question)
        return card_of(self.page(lesson.id, returned=returned), question)

    def summary(self, topic: str) -> TopicPage:
        """Open the summary of a topic."""
        return topic_page(self.whole_record(), self.world.now(), self.course, self.course.topic(topic))

    def recall_round(self, topic: str) -> Round:
        """Return the quick recall after a topic."""
        return recall_of(self.whole_record(), self.world.now(), self.course, self.course.topic(topic))

    def recall_page(self, topic: str, question: str, *, returned: Returned | None = None) -> RecallPage | None:
        """Open a question of the quick recall after a topic."""
        record, now, asked = self.whole_record(), self.world.now(), self.course.topic(topic)
        return recall_page(record, now, self.reader, self.course, asked, question, returned)

    def shelf(self, preferences: Preferences = DEFAULTS) -> Shelf:
        """Return what the learner has in review."""
        return desk(self.connection, self.learner.id, [self.course], self.world.now(), preferences, "/en/review")

    def review(self, preferences: Preferences = DEFAULTS) -> ReviewPage:
        """Open the review of today."""
        return review_page(self.shelf(preferences))

    def overview(self) -> Overview:
        """Return where the learner stands in the course."""
        return overview(self.connection, self.learner.id, self.course)

    def acts(self) -> list[tuple[object, ...]]:
        """Return what was written down, in order: question, key, number, action, response, score, sure."""
        a = Attempt
        asked = select(a.question, a.key, a.number, a.action, a.response, a.score, a.sure).order_by(a.at)
        return [tuple(row) for row in self.connection.execute(asked.where(a.learner_id == self.learner.id))]

    def done(self) -> list[str]:
        """Return the lessons that are written down as done, in order."""
        return list(self.connection.scalars(select(LessonDone.lesson).order_by(LessonDone.at)))


def card_of(page: LessonPage, question: str) -> Card:
    """Return the card of a question on a page."""
    return next(card for card in page.cards if card.question.id == question)


Deed = Callable[[Connection], object]
"""Something that is done in a transaction."""


def at_once(engine: Engine, token: str, acts: Sequence[Deed]) -> list[EmmError | None]:
    """Do all this at the same time, each in a transaction as the site makes it; return what was refused."""
    gate = Barrier(len(acts))

    def do(act: Deed) -> EmmError | None:
        gate.wait()
        try:
            with writing(engine) as connection:
                learners.hold(connection, FakeWorld(), token)
                act(connection)
        except EmmError as refusal:
            return refusal
        return None

    with ThreadPoolExecutor(len(acts)) as threads:
        return list(threads.map(do, acts))
