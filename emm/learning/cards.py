"""A question as one learner meets it: the form, or what was answered, or why neither can be shown."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import NamedTuple

from emm.content.model import Lesson, Question
from emm.learning.answering import goes_on, undraft
from emm.learning.rules.practice import Practice
from emm.messages import Message
from emm.questions import registry
from emm.questions.block import Rich
from emm.questions.contract import FormValues, Line, Tally, Verdict
from emm.questions.inputs import key_of
from emm.questions.wording import Wording
from emm.world import Arrangement, World


class Reader(NamedTuple):
    """Who reads a page: a learner or, without an id, a visitor of whom nothing is known."""

    learner_id: str | None
    seed: int
    offers_unsure: bool = True
    """Whether questions have the "Not sure" button."""
    has_account: bool = False
    """Whether more than this browser leads back to what was done."""

    @property
    def is_visitor(self) -> bool:
        """Whether there is no record yet."""
        return self.learner_id is None


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
    """A question and all that its look depends on."""

    question: Question
    address: str
    count: int
    """How many graded questions the lesson has."""
    place: int
    """Counts the questions of the lesson from 0, so that each form of a page has a key of its own."""
    practice: Practice
    seed: int
    """Which arrangement of the options is shown."""
    is_visitors: bool
    """Whether the reader has no record yet."""
    offers_unsure: bool
    """Whether there is a button for those who are not sure."""
    answered_on: date | None = None
    """The day of the answer when it was an earlier one."""
    given: FormValues | None = None
    """What was sent in a form that could not be used."""
    error: Message | None = None
    """Why it could not be used."""
    amiss: str = ""
    """The name of the field at fault, "" for none in particular."""
    tally: Tally | None = None
    """What others answered, when there are enough of them."""
    origin: Lesson | None = None
    """The lesson that it comes from when it is asked elsewhere: then once only."""

    @property
    def id(self) -> str:
        """The id of the card's element."""
        return f"q-{self.question.id}"

    @property
    def words(self) -> Wording:
        """What the card says in the words of its kind."""
        return self.question.kind.words

    @property
    def mend_at(self) -> str:
        """The id of what has to be mended: the field at fault, or the whole card."""
        return f"{self.id}-{key_of(self.amiss)}" if self.amiss and self.practice.takes_answers else self.id

    @property
    def template(self) -> str:
        """The kind's template for the fields of the form."""
        return registry.template(self.question.kind)

    @property
    def state(self) -> str:
        """The name of the card's state, as in its `data-state`."""
        return self.practice.state

    @property
    def is_old(self) -> bool:
        """Whether it was answered on an earlier day, so that the result is shown folded."""
        return self.answered_on is not None

    @property
    def view(self) -> Mapping[str, object] | None:
        """What the kind's template shows, without a word of the key; none when the form is closed."""
        if not self.practice.takes_answers:
            return None
        return self.question.kind.view(self.question.spec, self._arrangement, self._values)

    @property
    def lines(self) -> tuple[Line, ...]:
        """The answered question, line by line; while the form is open, the steps that lie behind."""
        kind, spec, response = self.question.kind, self.question.spec, self.practice.response
        if self.practice.takes_answers:
            return kind.so_far(spec, response)
        if self.state == "kept" and self.tally is not None:
            return kind.tallied(spec, self._arrangement, response, self.tally)
        return kind.answered(spec, self._arrangement, response, reveal=self._reveals)

    @property
    def result(self) -> Result | None:
        """What is said about the answer, none before there is one."""
        if self.state == "open":
            return None
        shows_best = self._reveals and self.words.best is not None and self.state != "correct"
        shows_best = shows_best and not any(line.best for line in self.lines)
        return Result(
            state=self.state,
            verdict=self._verdict,
            solution=self.question.kind.solution(self.question.spec) if shows_best else (),
            why=self.question.why if self._reveals else "",
        )

    @property
    def leads_to_lines(self) -> bool:
        """Whether the last thing said among the lines is what is new."""
        return not self.error and not self.practice.draft

    @property
    def opens_anew(self) -> bool:
        """Whether the card of a closed question has the button that opens it anew."""
        words = self.words
        may_be_opened = self.practice.is_closed and self.origin is None and words.again is not None
        return may_be_opened and (self.is_old or words.again_at_once)

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
    def _arrangement(self) -> Arrangement:
        return Arrangement(self.question.id, self.seed)

    @property
    def _reveals(self) -> bool:
        return self.practice.is_closed and self.question.kind.reveals

    @property
    def _verdict(self) -> Verdict:
        kind, spec, response = self.question.kind, self.question.spec, self.practice.response
        if not kind.graded:
            return kind.acknowledge(spec, response, self.tally)
        verdict = kind.grade(spec, response) if response else Verdict(0.0)
        with_lines = {line.feedback for line in self.lines}
        return replace(verdict, feedback=tuple(said for said in verdict.feedback if said not in with_lines))

    @property
    def _values(self) -> FormValues:
        """What the form shows: as it was sent, or stood when a hint was asked for, else what follows the last answer.

        What was sent from a step that lies behind does not show: the form stands where the answer stands.
        """
        practice, question = self.practice, self.question
        if self.given and goes_on(question, practice, self.given):
            return self.given
        if practice.draft:
            return undraft(practice.draft)
        return question.kind.resume(question.spec, practice.response) if practice.response else FormValues()


def card(
    question: Question,
    practice: Practice,
    reader: Reader,
    world: World,
    *,
    address: str,
    count: int,
    place: int = 0,
    given: FormValues | None = None,
    error: Message | None = None,
    amiss: str = "",
    tally: Tally | None = None,
) -> Card:
    """Return the card of a question; `given` fills the form again after an `error` in the field `amiss`."""
    return Card(
        question=question,
        address=address,
        count=count,
        place=place,
        practice=practice,
        seed=reader.seed,
        is_visitors=reader.is_visitor,
        offers_unsure=reader.offers_unsure,
        answered_on=_day_if_old(practice, world.now().date()),
        given=given,
        error=error,
        amiss=amiss,
        tally=tally,
    )


def _day_if_old(practice: Practice, today: date) -> date | None:
    if not practice.is_closed or practice.last_at is None:
        return None
    answered_on = practice.last_at.date()
    return answered_on if answered_on < today else None
