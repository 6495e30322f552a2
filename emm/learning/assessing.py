"""The pages of the final assessment as one learner sees them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from math import ceil

from emm.content.assessment import Assessment
from emm.content.model import Course, Lesson, Question
from emm.content.pieces import Link
from emm.learning.beginning import Retake
from emm.learning.cards import Reader
from emm.learning.records import Record
from emm.learning.rounds import Asked, Round, item_of
from emm.learning.rounds import Item as RoundItem
from emm.learning.sittings import History, Item, Sitting
from emm.messages import Message
from emm.questions import registry
from emm.questions.block import Rich
from emm.questions.contract import FormValues, Line, Verdict
from emm.questions.inputs import key_of
from emm.questions.wording import Wording


@dataclass(frozen=True, slots=True)
class StartPage:
    """What the assessment is, and the way into it."""

    course: Course
    assessment: Assessment | None
    """None when it cannot be held at the moment; a sitting that was begun goes on."""
    history: History
    retake: Retake
    open_lessons: tuple[Lesson, ...]
    """The lessons that are not done."""
    reader: Reader
    """Who will send the form."""

    @property
    def resume(self) -> str:
        """Where the open sitting goes on, "" when none is open."""
        return following(self.course, self.history.open) if self.history.open else ""

    @property
    def is_visitors(self) -> bool:
        """Whether the reader has no record yet."""
        return self.reader.is_visitor

    @property
    def seed(self) -> int:
        """Which arrangement of the options the reader sees."""
        return self.reader.seed

    @property
    def minutes(self) -> int:
        """About how long it takes."""
        return minutes_of(self.course)


@dataclass(frozen=True, slots=True)
class QuestionPage:
    """One question of a sitting."""

    course: Course
    sitting: Sitting
    item: Item
    seed: int
    given: FormValues | None = None
    """What was sent in a form that could not be used."""
    error: Message | None = None
    amiss: str = ""

    @property
    def question(self) -> Question | None:
        """The question as it was asked, None when it cannot be shown any more."""
        return self.item.question

    @property
    def id(self) -> str:
        """Begins the ids of the fields."""
        return f"q-{self.item.question_id}"

    @property
    def address(self) -> str:
        """Where it is asked and answered."""
        return f"{self.course.assessment_address}/{self.item.place}"

    @property
    def script(self) -> str:
        """The script that makes its fields handier, "" for none."""
        return self.question.kind.script if self.question else ""

    @property
    def template(self) -> str:
        """The kind's template for the fields."""
        assert self.question
        return registry.template(self.question.kind)

    @property
    def view(self) -> Mapping[str, object]:
        """What that template shows: what was sent, else the answer as it stands."""
        assert self.question
        kind, spec = self.question.kind, self.question.spec
        values = self.given or (kind.fill(spec, self.item.response) if self.item.is_answered else FormValues())
        return kind.view(spec, self.sitting.arrangement(self.item, self.seed), values)

    @property
    def mend_at(self) -> str:
        """The id of what has to be mended."""
        return f"{self.id}-{key_of(self.amiss)}" if self.amiss else self.id

    @property
    def next_address(self) -> str:
        """Where the way leads on: to the next question without an answer, after the last one to the check."""
        return following(self.course, self.sitting, self.item.place)


@dataclass(frozen=True, slots=True)
class CheckPage:
    """All questions of a sitting before it is sent."""

    course: Course
    sitting: Sitting

    @property
    def resume(self) -> str:
        """Where the sitting goes on."""
        return following(self.course, self.sitting)


@dataclass(frozen=True, slots=True)
class Marking:
    """One question of a sitting with what came of it."""

    item: Item
    lines: tuple[Line, ...]
    verdict: Verdict
    solution: tuple[Rich, ...]
    """The best answer; empty while it may not be shown."""
    why: str
    """The explanation; empty while it may not be shown."""
    see: Link | None

    @property
    def words(self) -> Wording:
        """What is said in the words of its kind."""
        assert self.item.question
        return self.item.question.kind.words

    @property
    def leads_to_lines(self) -> bool:
        """Whether the last thing said among the lines is what is new: all of it is."""
        return False

    @property
    def result(self) -> str:
        """One of right, partly, wrong, open and gone."""
        if self.item.question is None:
            return "gone"
        if not self.item.is_answered:
            return "open"
        return "right" if self.verdict.score >= 1 else "partly" if self.verdict.score > 0 else "wrong"


@dataclass(frozen=True, slots=True)
class ResultPage:
    """What came of a sitting."""

    course: Course
    sitting: Sitting
    history: History
    retake: Retake
    markings: tuple[Marking, ...]

    def objective(self, name: str) -> str:
        """Return the words of an objective, or its name when the course does not have it any more."""
        return self.course.objectives.get(name, name)

    @property
    def minutes_to_repeat(self) -> int:
        """About how long the lessons take that are suggested."""
        return sum(lesson.minutes for lesson in self.retake.lessons)


def result_page(course: Course, sitting: Sitting, history: History, retake: Retake, seed: int) -> ResultPage:
    """Return what came of a sitting; right answers only after one that passed, because questions may come again."""
    reveal = history.passed is not None
    return ResultPage(course, sitting, history, retake, tuple(_markings(sitting, seed, reveal=reveal)))


@dataclass(frozen=True, slots=True)
class PracticePage:
    """One question of the practice before a new attempt."""

    course: Course
    asked: Asked


def practice_of(record: Record, course: Course, retake: Retake) -> Round:
    """Return the practice that opens the next attempt: what is left of it, and what was answered in it."""
    if retake.since is None:
        return Round(course.assessment_address, ())
    items = (practice_item(record, course, question, retake.since) for question in retake.questions)
    return Round(
        course.assessment_address, tuple(one for one in items if one.question in retake.left or one.practice.last_at)
    )


def practice_item(record: Record, course: Course, question: Question, since: datetime) -> RoundItem:
    """Return a question as it stands in the practice that began with the result at `since`."""
    lesson, _question = course.question(question.id)
    return item_of(record, course, lesson, question, f"{course.assessment_address}/practice", since)


def following(course: Course, sitting: Sitting, place: int = 0) -> str:
    """Return where to go on after the question at `place`: the next open one behind it, else the check page."""
    behind = next((open_place for open_place in sitting.open_places if open_place > place), None)
    return f"{course.assessment_address}/{behind}" if behind else f"{course.assessment_address}/check"


def minutes_of(course: Course) -> int:
    """Return about how many minutes a sitting takes: for each draw the mean of what its questions take."""
    if course.assessment is None:
        return 0
    seconds = 0.0
    for part in course.assessment.draw:
        each = [one.question.seconds for one in course.pool.of(part.objective, part.level)]
        seconds += part.count * sum(each) / len(each)
    return ceil(seconds / 60)


def _markings(sitting: Sitting, seed: int, *, reveal: bool) -> Iterator[Marking]:
    for item in sitting.items:
        question = item.question
        if question is None:
            yield Marking(item, (), Verdict(1.0), (), "", None)
            continue
        kind, spec = question.kind, question.spec
        arrangement = sitting.arrangement(item, seed)
        answered = item.is_answered
        lines = kind.answered(spec, arrangement, item.response, reveal=reveal) if answered else ()
        yield Marking(
            item=item,
            lines=lines,
            verdict=kind.grade(spec, item.response) if answered else Verdict(0.0),
            solution=kind.solution(spec) if reveal and not _is_told(lines) else (),
            why=question.why if reveal else "",
            see=question.see,
        )


def _is_told(lines: tuple[Line, ...]) -> bool:
    """Whether the lines themselves say what is right."""
    marks = {line.mark for line in lines}
    return bool(lines) and (marks <= {"given-right", ""} or "missed" in marks or any(line.best for line in lines))
