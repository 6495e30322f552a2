"""What the runs need beforehand: a lesson, learners who answered some of it, and learners about to answer."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

from sqlalchemy import Engine

from emm.content.catalog import Catalog
from emm.content.model import Course, Lesson, Question
from emm.learning import learners
from emm.learning.answering import Sent, answer
from emm.learning.learners import NewVisit
from emm.learning.records import Exercise
from emm.questions.contract import FormValues, Interaction
from emm.store.engine import writing
from emm.world import SEEDS, World

GROUP = 50
"""So many learners answer the first question before one of them comes to the second."""


@dataclass(frozen=True)
class Example:
    """The lesson that is asked for."""

    course: Course
    lesson: Lesson

    @property
    def questions(self) -> tuple[Question, ...]:
        """The questions that are answered by the letters of options."""
        return tuple(filter(is_chosen, self.lesson.graded))

    def request(self, learner: NewVisit | None = None) -> str:
        """Return a request for the lesson, as a line for wrk."""
        return line("GET", self.lesson.address, learner)


def example(content: Path) -> Example:
    """Return the lesson with the most questions, the first of them, among all courses."""
    catalog = Catalog(content)
    catalog.load()
    courses = [course for language in catalog.languages for course in catalog.courses(language)]
    examples = [Example(course, lesson) for course in courses for lesson in course.lessons]
    return max(examples, key=lambda one: len(one.questions))


def newcomers(engine: Engine, number: int) -> list[NewVisit]:
    """Make learners without answers."""
    with writing(engine) as connection:
        return [learners.begin(connection, World(), seed=place % SEEDS) for place in range(number)]


def beginners(engine: Engine, chosen: Example, number: int) -> list[NewVisit]:
    """Make learners who answered all questions of the lesson but the last."""
    made = newcomers(engine, number)
    with writing(engine) as connection:
        for visit in made:
            for question in chosen.questions[:-1]:
                exercise = Exercise(visit.learner.id, chosen.course, chosen.lesson, question)
                answer(connection, World(), exercise, Sent(World().new_id(), FormValues(best(question))))
    return made


def answers(chosen: Example, group: list[NewVisit]) -> Iterator[str]:
    """Return requests, each a first answer to a question under a key of its own."""
    for start in range(0, len(group), GROUP):
        for question in chosen.questions:
            for visit in group[start : start + GROUP]:
                fields = (("key", World().new_id()), *best(question), ("sure", "yes"))
                yield line("POST", chosen.course.question_address(question), visit, urlencode(fields))


def is_chosen(question: Question) -> bool:
    """Whether the question is answered by the letters of options."""
    return _pattern(question).type == "choice"


def best(question: Question) -> tuple[tuple[str, str], ...]:
    """Return the fields of the form filled in with the best answer."""
    return tuple(("answer", letter) for letter in _pattern(question).correct[0].split("[,]"))


def line(method: str, path: str, visit: NewVisit | None = None, body: str = "") -> str:
    """Return a request as wrk's script reads it."""
    return "\t".join((method, path, f"emm={visit.token}" if visit else "", body))


def _pattern(question: Question) -> Interaction:
    return question.kind.interaction(question.spec, "")
