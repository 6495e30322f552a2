"""A kind that is not built in, to show that one folder is all it takes."""

from collections.abc import Mapping
from dataclasses import dataclass
from html import escape

from emm.errors import ContentError, InvalidAnswer
from emm.errors.codes import problem
from emm.messages import message
from emm.questions.contract import Block, FormValues, Interaction, Kind, Line, Rich, Verdict
from emm.world import Arrangement


@dataclass(frozen=True, slots=True)
class Words:
    """What counts as right, and how it is written."""

    best: Rich
    accepted: frozenset[str]


class Word:
    """One word is typed. Each answer marked = is accepted."""

    name = "word"
    keyword = "question"
    graded = True
    tries = 2
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
        response = _folded(values.one("answer"))
        if not response:
            raise InvalidAnswer(message("Type a word first."))
        return response

    def fill(self, spec: Words, response: str) -> FormValues:
        return FormValues.of([("answer", response)])

    def grade(self, spec: Words, response: str) -> Verdict:
        return Verdict(float(response in spec.accepted))

    def solution(self, spec: Words) -> tuple[Rich, ...]:
        return (spec.best,)

    def view(self, spec: Words, arrangement: Arrangement, values: FormValues) -> Mapping[str, object]:
        return {"value": "".join(values.many("answer")[:1])}

    def answered(self, spec: Words, arrangement: Arrangement, response: str, *, reveal: bool) -> tuple[Line, ...]:
        text = Rich(escape(response), response)
        if not reveal:
            return (Line(text, "given"),)
        return (Line(text, "given-right" if response in spec.accepted else "given-not"),)

    def interaction(self, spec: Words, response: str) -> Interaction:
        return Interaction("fill-in", tuple(sorted(spec.accepted)), response)


def _folded(text: str) -> str:
    return " ".join(text.casefold().split())


KIND: Kind[Words] = Word()
