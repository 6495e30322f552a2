"""A kind that is not built in, to show that one folder is all it takes: an answer is typed."""

from collections.abc import Mapping
from dataclasses import dataclass
from html import escape

from emm.errors import ContentError
from emm.errors.codes import problem
from emm.messages import message
from emm.questions.block import Block, Rich
from emm.questions.contract import FormValues, Interaction, Kind, Line, Verdict
from emm.questions.inputs import TextField, written
from emm.world import Arrangement


@dataclass(frozen=True, slots=True)
class Words:
    """What counts as right, and how it is written."""

    best: Rich
    accepted: frozenset[str]


class Word(Kind[Words]):
    """One word is typed. Each answer marked = is accepted."""

    name = "word"
    seconds = 35
    instruction = message("Type one word.")

    def claims(self, block: Block) -> bool:
        return any(item.mark == "=" for item in block.items)

    def parse(self, block: Block) -> Words:
        accepted = [item.text for item in block.items if item.mark == "="]
        if not accepted:
            raise ContentError(problem(block.path, block.line, "E104", id=block.id, option=block.title.plain))
        return Words(accepted[0], frozenset(_folded(text.plain) for text in accepted))

    def read(self, spec: Words, values: FormValues) -> str:
        return written(values, "answer", message("Type a word first."))

    def fill(self, spec: Words, response: str) -> FormValues:
        return FormValues.of([("answer", response)])

    def grade(self, spec: Words, response: str) -> Verdict:
        return Verdict(float(_folded(response) in spec.accepted))

    def solution(self, spec: Words) -> tuple[Rich, ...]:
        return (spec.best,)

    def view(self, spec: Words, arrangement: Arrangement, values: FormValues) -> Mapping[str, object]:
        return {"texts": (TextField("answer", message("Your answer"), values.first("answer")),)}

    def answered(self, spec: Words, arrangement: Arrangement, response: str, *, reveal: bool) -> tuple[Line, ...]:
        text = Rich(escape(response), response)
        if not reveal:
            return (Line(text, "given"),)
        if _folded(response) in spec.accepted:
            return (Line(text, "given-right"),)
        return (Line(text, "given-not", best=spec.best),)

    def interaction(self, spec: Words, response: str) -> Interaction:
        return Interaction("fill-in", tuple(sorted(spec.accepted)), response)


def _folded(text: str) -> str:
    return " ".join(text.casefold().split())


KIND: Kind[Words] = Word()
