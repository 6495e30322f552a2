"""What a kind of question must provide, and the plain values that pass between it and the rest."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal, Protocol, TypeVar

from emm.errors import InvalidAnswer
from emm.messages import Message, message
from emm.world import Arrangement

Mark = Literal["given", "given-right", "given-partly", "given-not", "missed", ""]
"""What is said about a line of an answered question; until the key may be shown, only `given` and nothing."""


@dataclass(frozen=True, slots=True)
class Rich:
    """A piece of an author's text: clean HTML for the page, and the same words without markup."""

    html: str
    plain: str


@dataclass(frozen=True, slots=True)
class Item:
    """One list item among the answers of a block, as written."""

    line: int
    mark: str
    """What stands in the check box or before the text: "x", " ", "~", "=" or "" for nothing."""
    letter: str
    """The permanent name of the option, "" when the author gave none."""
    text: Rich
    feedback: Rich | None = None
    items: tuple["Item", ...] = ()


@dataclass(frozen=True, slots=True)
class Block:
    """A question as its author wrote it, read from Markdown but not yet understood."""

    path: str
    line: int
    keyword: str
    """The block word in English and lower case: "question", "guess"."""
    id: str
    title: Rich
    settings: Mapping[str, str]
    settings_line: int
    stem: str
    """The words between the settings line and the answers, without markup."""
    items: tuple[Item, ...] = ()


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

    def one(self, name: str) -> str:
        """Return the value sent under `name`, "" when there is none.

        Raises InvalidAnswer when several were sent, because no form of ours does that.
        """
        values = self.many(name)
        if len(values) > 1:
            raise InvalidAnswer(message("Choose one answer only."))
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


class Kind(Protocol[SpecT]):
    """A kind of question: the class of `KIND` in its own folder, with `question.html` and `examples.md`.

    The class docstring is for authors: the author guide shows it above the examples. A Spec is frozen and
    hashable. All functions are pure, and give the same today and in ten years.
    """

    name: str
    """As authors write it after `kind:`, lower case with dashes."""
    keyword: str
    """The block word that opens it."""
    graded: bool
    """Whether it has right answers that count; otherwise the answer is only kept."""
    tries: int
    """How many answers may be given before the solution is shown."""
    seconds: int
    """The time it takes, for the estimate of minutes."""
    instruction: Message
    """What the learner is asked to do with the options."""

    def claims(self, block: Block) -> bool:
        """Whether the shape of the answers says that the block is of this kind."""

    def parse(self, block: Block) -> SpecT:
        """Return the question; raise ContentError with every mistake at its line."""

    def read(self, spec: SpecT, values: FormValues) -> str:
        """Return the response as canonical text; raise InvalidAnswer when it cannot be graded."""

    def fill(self, spec: SpecT, response: str) -> FormValues:
        """Return form values that read as `response`."""

    def grade(self, spec: SpecT, response: str) -> Verdict:
        """Return what the response is worth."""

    def solution(self, spec: SpecT) -> tuple[Rich, ...]:
        """Return the best answer, piece by piece."""

    def view(self, spec: SpecT, arrangement: Arrangement, values: FormValues) -> Mapping[str, object]:
        """Return what `question.html` gets as `view`: the fields, filled with `values`, nothing of the key.

        Any values will do: what cannot be filled in is left out. The template also gets `prefix`, with which
        every id begins.
        """

    def answered(self, spec: SpecT, arrangement: Arrangement, response: str, *, reveal: bool) -> tuple[Line, ...]:
        """Return the answered question line by line, in the order of the form.

        Right and not right are told only when `reveal` is set. Of a response to an earlier wording, what no
        longer exists is left out.
        """

    def interaction(self, spec: SpecT, response: str) -> Interaction:
        """Return question and response in neutral terms, for statistics and exports."""
