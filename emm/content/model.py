"""A course as it is read by every request at once: frozen, and swapped whole when its files change.

Two courses, lessons or questions are the same only if they are one object, so that pages made of them can be kept.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar

from emm.content.passages import Searchable
from emm.content.pieces import Audio, Changed, Figure, Link, Prose, Run, Spot, StemPart
from emm.errors import NotFound, Problem
from emm.questions.block import Block, Rich
from emm.questions.contract import Kind

if TYPE_CHECKING:  # it is made of questions, which are defined here
    from emm.content.assessment import Assessment, Pool


@dataclass(frozen=True, slots=True, eq=False)
class Question:
    """One question: what its kind made of it, and what all kinds have in common."""

    sort: ClassVar[str] = "question"

    id: str
    kind: Kind[Any]
    spec: Any
    """Frozen; only `kind` looks inside."""
    title: Rich
    stem: tuple[StemPart, ...]
    """What stands between heading and answers; when empty, the title is the question."""
    objective: str
    level: str
    points: int
    review: bool
    version: int
    hints: tuple[str, ...]
    """Each a piece of HTML that may stand inside a paragraph."""
    why: str
    """HTML of one or more paragraphs, "" for none."""
    see: Link | None
    number: int
    """Counts the graded questions of a lesson from 1; 0 for a guess and the like."""
    wording: str
    """Fingerprint of the source text."""
    meaning: str
    """Fingerprint of what counts as right: when it changes, earlier answers no longer speak about this question."""
    fixed: str
    """Fingerprint of what is the same in every language: letters, marks and version."""
    language: str
    block: Block
    """What its author wrote."""

    @property
    def path(self) -> str:
        """The file it stands in."""
        return self.block.path

    @property
    def line(self) -> int:
        """The line on which it begins."""
        return self.block.line

    @property
    def spot(self) -> Spot:
        """Where it begins."""
        return Spot(self.path, self.line)

    @property
    def is_reviewed(self) -> bool:
        """Whether it is asked again outside its lesson."""
        return self.review and self.kind.graded

    @property
    def seconds(self) -> int:
        """Estimated time for answering."""
        return self.kind.effort(self.spec)


@dataclass(frozen=True, slots=True)
class Broken:
    """A place where a question could not be understood, and why."""

    sort: ClassVar[str] = "broken"

    problems: tuple[Problem, ...]
    spot: Spot | None = None
    """Where it begins."""


Part = Prose | Figure | Audio | Question | Broken
"""What a lesson is made of; `sort` names the template that shows it."""


@dataclass(frozen=True, slots=True)
class Source:
    """A footnote: where a statement comes from."""

    number: int
    html: str
    """May stand inside a paragraph or a list item."""
    references: int
    """How many times the text refers to it."""
    language: str


@dataclass(frozen=True, slots=True)
class Term:
    """A word that the course explains."""

    id: str
    title: str
    short: str
    """An abbreviation, "" for none."""
    html: str
    """One or more paragraphs."""
    plain: str
    language: str


@dataclass(frozen=True, eq=False)
class Lesson:
    """A few minutes of text and questions."""

    id: str
    topic_id: str
    number: int
    """Counts the lessons of the course from 1."""
    title: str
    goal: str
    objectives: tuple[str, ...]
    parts: tuple[Part, ...]
    terms: tuple[Term, ...]
    """The terms that the text links to, in order of appearance."""
    sources: tuple[Source, ...]
    checked: date | None
    seconds: int
    """Estimated time for reading and answering."""
    minutes: int
    """The same in whole minutes, rounded up, or as the author set it."""
    words: int
    draft: bool
    language: str
    """Differs from the course's language while the lesson is not translated."""
    goal_language: str
    changed: Changed | None
    """That the source has changed since the text was translated."""
    address: str
    path: str
    problems: tuple[Problem, ...] = ()
    """Why the lesson cannot be shown at all; empty for a lesson that can."""

    @cached_property
    def questions(self) -> tuple[Question, ...]:
        """All questions in their order, graded or not."""
        return tuple(part for part in self.parts if isinstance(part, Question))

    @cached_property
    def graded(self) -> tuple[Question, ...]:
        """The questions that decide whether the lesson is done."""
        return tuple(question for question in self.questions if question.kind.graded)

    @cached_property
    def runs(self) -> tuple[Run[Part], ...]:
        """Its parts, taken together as long as they are in one language.

        Questions that stand in for others are taken apart from a section behind them.
        """
        runs: list[Run[Part]] = []
        for part in self.parts:
            language = self.language if isinstance(part, Broken) else part.language
            last = runs[-1] if runs else None
            goes_on = last is not None and last.language == language
            if last and goes_on and not (last.is_borrowed and last.is_asking and part.sort != "question"):
                runs[-1] = replace(last, parts=(*last.parts, part))
            else:
                runs.append(Run((part,), language, self.language))
        return tuple(runs)

    @cached_property
    def scripts(self) -> tuple[str, ...]:
        """The files in `static/` that its questions ask for."""
        return tuple(sorted({question.kind.script for question in self.questions if question.kind.script}))


@dataclass(frozen=True, eq=False)
class Topic:
    """A group of lessons that belong together."""

    id: str
    number: int
    title: str
    language: str
    """That of the title."""
    keep: tuple[str, ...]
    """The few sentences to remember."""
    keep_language: str
    changed: Changed | None
    """That the source has changed since it was translated."""
    guess: str
    """Id of the question asked before the topic, "" for none."""
    lessons: tuple[Lesson, ...]

    @cached_property
    def questions(self) -> tuple[Question, ...]:
        """The questions of its lessons in their order."""
        return tuple(question for lesson in self.lessons for question in lesson.questions)

    @cached_property
    def minutes(self) -> int:
        """Estimated time for its lessons."""
        return sum(lesson.minutes for lesson in self.lessons)


@dataclass(frozen=True, slots=True)
class Section:
    """A titled piece of the text about the course."""

    title: str
    html: str


@dataclass(frozen=True, eq=False)
class Course:
    """Everything that one course says in one language."""

    id: str
    language: str
    title: str
    summary: str
    intro: str
    """HTML before the first section of the text about the course."""
    sections: tuple[Section, ...]
    objectives: Mapping[str, str]
    topics: tuple[Topic, ...]
    glossary: tuple[Term, ...]
    assessment: "Assessment | None"
    """The rules of the final assessment; None when there is none, or none that can be held."""
    pool: "Pool"
    """Its questions, which are shown to nobody outside a sitting; `question()` does not find them."""
    languages: tuple[str, ...]
    licence: str
    edition: str
    audience: str
    authors: tuple[str, ...]
    contact: str
    sources_note: str
    listed: bool
    """Whether the catalogue shows it."""
    moved: Mapping[str, str]
    """Old lesson ids, each with the id of today."""
    media: Mapping[str, str]
    """Names of media files that lessons use, each with its place on disk."""
    address: str
    fingerprint: str
    """Changes when anything in the course changes."""
    problems: tuple[Problem, ...] = field(default=())
    index: tuple[Searchable, ...] = field(default=(), repr=False)
    """What the search looks at."""
    source_language: str = ""
    borrowed: frozenset[str] = frozenset()
    """The texts that are not translated: title, summary, audience, sources_note, text, and objectives by id."""
    changed: Changed | None = None
    """That the source has changed since the text about the course was translated."""

    def language_of(self, text: str) -> str:
        """Return the language of the title or another text, named as in `borrowed`."""
        return self.source_language if text in self.borrowed else self.language

    @cached_property
    def lessons(self) -> tuple[Lesson, ...]:
        """All lessons in reading order."""
        return tuple(lesson for topic in self.topics for lesson in topic.lessons)

    @cached_property
    def questions(self) -> tuple[Question, ...]:
        """The questions of all lessons in their order."""
        return tuple(question for lesson in self.lessons for question in lesson.questions)

    @cached_property
    def minutes(self) -> int:
        """Estimated time for all lessons."""
        return sum(lesson.minutes for lesson in self.lessons)

    @cached_property
    def _lessons_by_id(self) -> Mapping[str, Lesson]:
        return {lesson.id: lesson for lesson in self.lessons}

    @cached_property
    def _questions_by_id(self) -> Mapping[str, tuple[Lesson, Question]]:
        return {question.id: (lesson, question) for lesson, question in self._placed_questions()}

    def _placed_questions(self) -> Iterator[tuple[Lesson, Question]]:
        for lesson in self.lessons:
            for question in lesson.questions:
                yield lesson, question

    def lesson(self, lesson_id: str) -> Lesson:
        """Return the lesson of that id; raise NotFound when there is none."""
        if lesson_id not in self._lessons_by_id:
            raise NotFound(f"lesson {lesson_id}")
        return self._lessons_by_id[lesson_id]

    def question(self, question_id: str) -> tuple[Lesson, Question]:
        """Return the question of that id and the lesson it stands in; raise NotFound when there is none."""
        if question_id not in self._questions_by_id:
            raise NotFound(f"question {question_id}")
        return self._questions_by_id[question_id]

    def question_address(self, question: Question) -> str:
        """Return the address that takes the answers to the question."""
        return f"{self.address}/q/{question.id}"

    def topic(self, topic_id: str) -> Topic:
        """Return the topic of that id; raise NotFound when there is none."""
        for topic in self.topics:
            if topic.id == topic_id:
                return topic
        raise NotFound(f"topic {topic_id}")

    def topic_of(self, lesson: Lesson) -> Topic:
        """Return the topic that the lesson belongs to."""
        return self.topic(lesson.topic_id)

    @property
    def assessment_address(self) -> str:
        """The address of the final assessment."""
        return f"{self.address}/assessment"

    def topic_address(self, topic: Topic) -> str:
        """Return the address of the page that sums the topic up."""
        return f"{self.address}/t/{topic.id}"

    def topic_after(self, topic: Topic) -> Topic | None:
        """Return the next topic that has something to read, None when this is the last."""
        later = self.topics[topic.number :]
        return next((each for each in later if each.lessons), None)

    def neighbours(self, lesson: Lesson) -> tuple[Lesson | None, Lesson | None]:
        """Return the lessons before and after this one, None at either end."""
        place = lesson.number - 1
        before = self.lessons[place - 1] if place > 0 else None
        after = self.lessons[place + 1] if place + 1 < len(self.lessons) else None
        return before, after
