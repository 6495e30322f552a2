"""Learners who do a course on one day and come back once or twice a week."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random

from emm.content.model import Course, Lesson, Question
from emm.learning.preferences import DEFAULTS
from emm.learning.rules.practice import Act, Action
from emm.learning.rules.review import Known, Scheduler, of_today
from tools.simulate.memories import Memory, Model

BEGINNING = datetime(2027, 3, 1, 18, 0, tzinfo=UTC)
LIMIT = DEFAULTS.review_limit
"""Questions in a review, as long as nobody chooses another number."""
LAST = 30
"""The day of the examination."""
GUESS = 1 / 3
"""How often somebody is right who does not know."""
ADMITS = 0.5
"""How often they say then that they are not sure."""


@dataclass(frozen=True)
class Outcome:
    """What became of one learner."""

    recall: float
    """Share of what was taught that is known on the last day."""
    reviews: int
    """Answers given in reviews."""


def visits(dice: Random) -> list[int]:
    """Return the days of one or two visits in each of the four weeks before the last day."""
    days: list[int] = []
    for week in range(1, LAST - 1, 7):
        days += dice.sample(range(week, week + 7), dice.choice((1, 2)))
    return sorted(days)


def taught(course: Course) -> tuple[tuple[Lesson, Question], ...]:
    """Return the questions of the course that are reviewed, each with its lesson."""
    return tuple((lesson, each) for lesson in course.lessons for each in lesson.graded if each.is_reviewed)


class Student:
    """One learner: a memory for each question, and what was written down."""

    def __init__(self, course: Course, model: Model, dice: Random, limit: int = LIMIT) -> None:
        """Do the course on the first day; what was asked is known at the end of the lesson."""
        self.course, self.dice, self.limit = course, dice, limit
        self.questions = taught(course)
        self.memories: dict[str, Memory] = {question.id: model(0) for _lesson, question in self.questions}
        self.acts = {question.id: [self._act("answer", 0, 1.0, sure=True)] for _lesson, question in self.questions}
        self.reviews = 0

    def review(self, day: int, scheduler: Scheduler) -> None:
        """Do the review of a day."""
        today = (BEGINNING + timedelta(days=day)).date()
        for one in of_today(self._known(scheduler), today, self.limit):
            self._answer(one.question.id, day)

    def recall(self, day: int) -> float:
        """Return the share that is known on a day."""
        return sum(memory.chance(day) for memory in self.memories.values()) / len(self.memories)

    def _known(self, scheduler: Scheduler) -> Sequence[Known]:
        found = ((lesson, one, scheduler(self.acts[one.id])) for lesson, one in self.questions)
        return [Known(self.course, lesson, one, review) for lesson, one, review in found if review]

    def _answer(self, question: str, day: int) -> None:
        memory = self.memories[question]
        knows = self.dice.random() < memory.chance(day)
        is_right = knows or self.dice.random() < GUESS
        sure = knows or self.dice.random() >= ADMITS
        memory.meet(day, recalled=knows)
        self.acts[question].append(self._act("recall", day, float(is_right), sure=sure))
        self.reviews += 1

    def _act(self, action: Action, day: int, score: float, *, sure: bool) -> Act:
        return Act(action, "", score, sure, "", BEGINNING + timedelta(days=day))


def outcome(course: Course, model: Model, scheduler: Scheduler, seed: int, limit: int = LIMIT) -> Outcome:
    """Return what becomes of the learner of that number: visits and luck are the same with every scheduler."""
    student = Student(course, model, Random(seed), limit)  # noqa: S311 - simulated luck, not a secret
    for day in visits(Random(-seed - 1)):  # noqa: S311 - the same
        student.review(day, scheduler)
    return Outcome(student.recall(LAST), student.reviews)
