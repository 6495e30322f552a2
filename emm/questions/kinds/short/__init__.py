"""The kind `short`: some words are typed."""

from collections.abc import Mapping
from dataclasses import dataclass

from emm.errors import ContentError
from emm.messages import message
from emm.questions.block import Block, Rich
from emm.questions.comparing import comparable
from emm.questions.contract import FormValues, Interaction, Kind, Line, Verdict
from emm.questions.inputs import TextField, written_line
from emm.questions.numbers import number_in_file
from emm.questions.toolbox import amiss_in_settings
from emm.questions.typed import (
    SETTINGS,
    SHARES,
    Answer,
    Spelling,
    amiss_in_marks,
    amiss_in_spellings,
    answer,
    as_typed,
    no_right_answer,
    said_otherwise,
    told,
)
from emm.world import Arrangement


@dataclass(frozen=True, slots=True)
class Words:
    """What is accepted, and what is said about anything else."""

    language: str
    answers: tuple[Answer, ...]
    otherwise: Rich | None
    partial: bool
    """Whether an answer can be worth half."""

    @property
    def right(self) -> tuple[Spelling, ...]:
        """The spellings that are right; the author's favourite first."""
        return tuple(spelling for answer in self.answers for spelling in answer.right)

    def judged(self, text: str) -> tuple[float, Rich | None]:
        """Return how right a text is, and what the author says about it."""
        key = comparable(text, self.language)
        for accepted in self.answers:
            share = accepted.share_of(key)
            if share is not None:
                return share if self.partial else float(share == 1), accepted.feedback
        return 0.0, self.otherwise if text else None


class Short(Kind[Words]):
    """Learners type some words. What stands after = is accepted, after ~ it is worth half.

    Case, accents, dashes, quotes, a full stop at the end and a leading article do not count. Any other difference
    does: list the spellings that you accept, with | between them. After "else" stands feedback for all other answers.
    """

    name = "short"
    assesses = False  # other right words than the author's may come, and there is no second try
    seconds = 35
    instruction = message("Type your answer. Spelling variants are accepted.")

    def claims(self, block: Block) -> bool:
        """A number may be meant as a word, such as a year; then the author has to say so."""
        accepted = [item.text.plain for item in block.items if item.mark == "="]
        return bool(accepted) and not block.gaps and None not in map(number_in_file, accepted)

    def parse(self, block: Block) -> Words:
        accepted = [item for item in block.items if item.mark in SHARES]
        found = {*amiss_in_settings(block, SETTINGS)}
        found.update(amiss_in_marks(block, otherwise=True), amiss_in_spellings(block, accepted))
        answers = tuple(answer(item, block.language) for item in accepted)
        spec = Words(block.language, answers, said_otherwise(block), block.settings.get("credit") != "all")
        if not spec.right:
            found.add(no_right_answer(block, block.line, "Marrakech"))
        if found:
            raise ContentError(*sorted(found))
        return spec

    def read(self, spec: Words, values: FormValues) -> str:
        return written_line(values, "answer", message("Type your answer first."))

    def fill(self, spec: Words, response: str) -> FormValues:
        return FormValues.of([("answer", response)])

    def grade(self, spec: Words, response: str) -> Verdict:
        share, feedback = spec.judged(response)
        return Verdict(share, (feedback,) if feedback else ())

    def solution(self, spec: Words) -> tuple[Rich, ...]:
        return (as_typed(spec.right[0].text),)

    def view(self, spec: Words, arrangement: Arrangement, values: FormValues) -> Mapping[str, object]:
        return {"texts": (TextField.of(values, "answer", message("Your answer")),)}

    def answered(self, spec: Words, arrangement: Arrangement, response: str, *, reveal: bool) -> tuple[Line, ...]:
        share, _feedback = spec.judged(response)
        return (told(response, share if reveal else None, as_typed(spec.right[0].text)),)

    def interaction(self, spec: Words, response: str) -> Interaction:
        words = {spelling.key: spelling.text for spelling in spec.right}
        return Interaction("fill-in", tuple(sorted(words)), response, tuple(sorted(words.items())))


KIND: Kind[Words] = Short()
