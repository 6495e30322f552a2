"""A question as one learner meets it: the form, or what was answered, or why neither can be shown."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from emm.content.model import Question
from emm.learning.answering import undraft
from emm.learning.rules.practice import Practice
from emm.messages import Message
from emm.questions import registry
from emm.questions.contract import FormValues, Line, Rich, Verdict
from emm.world import Arrangement, World


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads a page: a learner or, without an id, a visitor of whom nothing is known."""

    learner_id: str | None
    seed: int
    fields: tuple[tuple[str, str], ...] = ()
    """Hidden fields that every form of this reader carries."""


@dataclass(frozen=True, slots=True)
class Result:
    """What is said about an answer."""

    state: str
    verdict: Verdict
    solution: tuple[Rich, ...]
    """The best answer; empty while it may not be shown."""
    why: str
    """The explanation; empty while it may not be shown."""

    @property
    def is_partly(self) -> bool:
        """Whether something was right, but not all."""
        return 0 < self.verdict.score < 1

    @property
    def name(self) -> str:
        """What the result is called in the page's structure."""
        return "partial" if self.state == "retry" and self.is_partly else self.state

    @property
    def tone(self) -> str:
        """The style of the feedback."""
        return {"correct": "ok", "partial": "part", "kept": "kept"}.get(self.name, "retry")


@dataclass(frozen=True, slots=True)
class Card:
    """Everything the template of a question card needs."""

    id: str
    question: Question
    address: str
    count: int
    """How many graded questions the lesson has."""
    practice: Practice
    fields: tuple[tuple[str, str], ...]
    """Hidden fields of the form, the idempotency key among them."""
    view: Mapping[str, object] | None
    """What the kind's template shows; none when the form is closed."""
    lines: tuple[Line, ...]
    """The answered question; empty while there is no answer."""
    result: Result | None
    error: Message | None
    """Why the form that was sent could not be used."""
    is_old: bool
    """Whether it was answered on an earlier day, so that the result is shown folded."""

    @property
    def template(self) -> str:
        """The kind's template for the fields of the form."""
        return registry.template(self.question.kind)

    @property
    def state(self) -> str:
        """The name of the card's state, as in its `data-state`."""
        return self.practice.state

    @property
    def hints(self) -> tuple[str, ...]:
        """The hints that are open."""
        return self.question.hints[: self.practice.hints]

    @property
    def has_more_hints(self) -> bool:
        """Whether another hint can be opened."""
        return self.practice.hints < len(self.question.hints)

    @property
    def tries_left(self) -> int:
        """How many answers may still be given."""
        return self.question.kind.tries - self.practice.tries

    @property
    def is_focused(self) -> bool:
        """Whether the card has something to say that the learner should hear at once."""
        return self.result is not None or self.error is not None


def card(
    question: Question,
    practice: Practice,
    reader: Reader,
    world: World,
    *,
    address: str,
    count: int,
    given: FormValues | None = None,
    error: Message | None = None,
) -> Card:
    """Return the card of a question; `given` fills the form again after an `error`."""
    arrangement = Arrangement(question.id, reader.seed)
    takes_answers = practice.takes_answers
    return Card(
        id=f"q-{question.id}",
        question=question,
        address=address,
        count=count,
        practice=practice,
        fields=(("key", world.new_id()), *reader.fields),
        view=question.kind.view(question.spec, arrangement, given or _values(question, practice))
        if takes_answers
        else None,
        lines=_lines(question, practice, arrangement) if not takes_answers else (),
        result=_result(question, practice) if practice.response or practice.is_closed else None,
        error=error,
        is_old=_is_old(practice, world.now()),
    )


def _values(question: Question, practice: Practice) -> FormValues:
    """Return what the form shows: as it stood when a hint was asked for, else the last answer."""
    if practice.draft:
        return undraft(practice.draft)
    return question.kind.fill(question.spec, practice.response) if practice.response else FormValues()


def _lines(question: Question, practice: Practice, arrangement: Arrangement) -> tuple[Line, ...]:
    reveal = practice.is_closed and question.kind.graded
    return question.kind.answered(question.spec, arrangement, practice.response, reveal=reveal)


def _result(question: Question, practice: Practice) -> Result:
    graded = question.kind.graded
    verdict = question.kind.grade(question.spec, practice.response) if graded and practice.response else Verdict(0)
    reveals = practice.is_closed and graded
    return Result(
        state=practice.state,
        verdict=verdict,
        solution=question.kind.solution(question.spec) if reveals and practice.state != "correct" else (),
        why=question.why if reveals else "",
    )


def _is_old(practice: Practice, now: datetime) -> bool:
    return practice.is_closed and practice.last_at is not None and practice.last_at.date() < now.date()
