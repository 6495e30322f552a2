"""What a kind of question must provide, and the plain values that pass between it and the rest."""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Generic, Literal, TypeVar

from emm.errors import InvalidAnswer
from emm.messages import Message, message
from emm.questions.block import Block, Piece, Rich
from emm.questions.wording import Mark, Wording
from emm.world import Arrangement

Tally = tuple[tuple[str, int], ...]
"""How many learners gave each response: pairs of response and number. Absent until there are enough of them."""


@dataclass(frozen=True, slots=True)
class FormValues:
    """The fields of a sent form as plain text; a kind never sees a request."""

    fields: tuple[tuple[str, str], ...] = ()

    @classmethod
    def of(cls, pairs: Iterable[tuple[str, str]]) -> "FormValues":
        """Return the values of (name, value) pairs, in their order."""
        return cls(tuple(pairs))

    def many(self, name: str) -> tuple[str, ...]:
        """Return every value sent under `name`, in order."""
        return tuple(value for key, value in self.fields if key == name)

    def first(self, name: str) -> str:
        """Return the first value sent under `name`, "" when there is none: for filling in what was sent."""
        return next(iter(self.many(name)), "")

    def one(self, name: str) -> str:
        """Return the value sent under `name`, "" when there is none.

        Raises InvalidAnswer when several were sent, because no form of ours does that.
        """
        values = self.many(name)
        if len(values) > 1:
            raise InvalidAnswer(message("Choose one answer only."), name)
        return values[0] if values else ""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a response is worth: `score` from 0 to 1, feedback on what was chosen, and remarks in words."""

    score: float
    feedback: tuple[Rich, ...] = ()
    remarks: tuple[Message, ...] = ()


@dataclass(frozen=True, slots=True)
class Line:
    """One line of an answered question, shown as plain text."""

    text: Rich
    mark: Mark = ""
    given: Rich | None = None
    """What was put beside the text, where a line is more than chosen or not."""
    best: Rich | None = None
    """What belongs there instead; only when the key may be shown."""
    feedback: Rich | None = None
    """What the author says about what was given, where it stands with the line and not below all of them."""
    note: Message | None = None
    """A remark on the line, such as how many chose it."""
    percent: int | None = None
    """How many of all learners gave this answer, of 100; None where nobody counts."""


@dataclass(frozen=True, slots=True)
class Box:
    """Something to tick on paper."""

    text: Rich
    then: Message | None = None
    """Where to read on when it is ticked, if that depends on it."""


@dataclass(frozen=True, slots=True)
class Blank:
    """One place for an answer on paper: a text, and below it boxes to tick or lines to write on."""

    text: Rich | None = None
    boxes: tuple[Box, ...] = ()
    room: int = 0
    """The number of lines to write on."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """The fields of a question on paper."""

    blanks: tuple[Blank, ...]
    words: tuple[Rich, ...] = ()
    """What may be written on the lines, if not everything may."""


@dataclass(frozen=True, slots=True)
class Interaction:
    """A question and a response in the neutral terms of xAPI.

    Source: xAPI 1.0.3, part 2, "Interaction Activities". Patterns are spelled as there: the parts of one
    pattern are joined by "[,]", the two halves of a pair by "[.]".
    """

    type: Literal[
        "true-false",
        "choice",
        "fill-in",
        "long-fill-in",
        "matching",
        "performance",
        "sequencing",
        "likert",
        "numeric",
        "other",
    ]
    correct: tuple[str, ...]
    """Patterns that are worth all points; the best answer is among them."""
    response: str
    choices: tuple[tuple[str, str], ...] = field(default=())
    """The parts that patterns are made of, each with its words; statistics use them as labels."""


SpecT = TypeVar("SpecT")


class Kind(ABC, Generic[SpecT]):
    """A kind of question: the class of `KIND` in its own folder, with `question.html` and `examples.md`.

    The class docstring is for authors: the author guide shows it above the examples. A Spec is frozen and
    hashable. All functions are pure, and give the same today and in ten years.

    `question.html` gets `view`; `prefix`, with which every id begins; and `amiss`, the name of the field at
    fault, "" for none. The id of a field is `prefix`, a dash, and its name without "answer-".
    """

    name: str
    """As authors write it after `kind:`, lower case with dashes."""
    keyword = "question"
    """The block word that opens it."""
    uses: frozenset[Piece] = frozenset({"items"})
    """The pieces of a block that it understands; others are a mistake of the author."""
    graded = True
    """Whether it has right answers that count; otherwise the answer is only kept."""
    reveals = True
    """Whether the best answer is shown once the question is closed."""
    needs_why = True
    """Whether a graded question must have **Why:**."""
    has_tally = False
    """Whether answers are counted over all learners, without a name, for those who have answered."""
    is_note = False
    """Whether what is written is for its writer alone, who finds it again among their notes."""
    assesses = True
    """Whether the final assessment may ask it too, if it is graded; not so where an answer takes several forms or
    nobody can foresee all right answers."""
    tries = 2
    """How many answers may be given before the solution is shown."""
    seconds: int
    """The time it takes, for the estimate of minutes."""
    instruction: Message
    """What the learner is asked to do with the fields."""
    words = Wording()
    """What the card says."""
    script = ""
    """The file in `static/` that makes its fields handier, "" for none; without it nothing may be missing."""

    @abstractmethod
    def claims(self, block: Block) -> bool:
        """Whether the shape of the answers says that the block is of this kind."""

    @abstractmethod
    def parse(self, block: Block) -> SpecT:
        """Return the question; raise ContentError with every mistake at its line."""

    @abstractmethod
    def read(self, spec: SpecT, values: FormValues) -> str:
        """Return the response as canonical text, in every language the same.

        Raises InvalidAnswer, with the field at fault, when it cannot be graded. Where one answer takes several
        forms, the response is the whole path so far.
        """

    @abstractmethod
    def fill(self, spec: SpecT, response: str) -> FormValues:
        """Return form values that read as `response`."""

    @abstractmethod
    def grade(self, spec: SpecT, response: str) -> Verdict:
        """Return what the response is worth."""

    @abstractmethod
    def solution(self, spec: SpecT) -> tuple[Rich, ...]:
        """Return the best answer, piece by piece; nothing where no answer is better than another."""

    @abstractmethod
    def view(self, spec: SpecT, arrangement: Arrangement, values: FormValues) -> Mapping[str, object]:
        """Return what `question.html` gets as `view`: the fields, filled with `values`, nothing of the key.

        Any values will do: what cannot be filled in is left out, what was typed comes back as it was.
        """

    @abstractmethod
    def answered(self, spec: SpecT, arrangement: Arrangement, response: str, *, reveal: bool) -> tuple[Line, ...]:
        """Return the answered question line by line, in the order of the form.

        Right and not right are told only when `reveal` is set. Of a response to an earlier wording, what no
        longer exists is left out.
        """

    @abstractmethod
    def interaction(self, spec: SpecT, response: str) -> Interaction:
        """Return question and response in neutral terms, for statistics and exports."""

    # What follows holds for most kinds.

    def answer_key(self, spec: SpecT) -> tuple[str, ...]:
        """Return all that counts as right: when it changes, earlier answers no longer speak about the question."""
        return self.interaction(spec, "").correct

    def effort(self, spec: SpecT) -> int:
        """Return the seconds that this question takes."""
        return self.seconds

    def is_finished(self, spec: SpecT, response: str) -> bool:
        """Whether the response is a whole answer, and not a step on the way to one."""
        return True

    def resume(self, spec: SpecT, response: str) -> FormValues:
        """Return what the form holds after this response: the answer again, or the path and the next step."""
        return self.fill(spec, response)

    def so_far(self, spec: SpecT, response: str) -> tuple[Line, ...]:
        """Return the steps of an answer under way, each with what was chosen and what the author says about it.

        They stand above the form of the next step.
        """
        return ()

    def sheet(self, spec: SpecT, arrangement: Arrangement) -> Sheet:
        """Return the fields on paper, nothing of the key: here, a line to write on."""
        return Sheet((Blank(room=1),))

    def acknowledge(self, spec: SpecT, response: str, tally: Tally | None) -> Verdict:
        """Return what is said after an answer that is only kept; its score means nothing."""
        return Verdict(0.0)

    def tallied(self, spec: SpecT, arrangement: Arrangement, response: str, tally: Tally) -> tuple[Line, ...]:
        """Return the lines of an answer that is only kept, with what others answered."""
        return self.answered(spec, arrangement, response, reveal=False)
