"""The kind `gaps`: the blanks in a text are filled in."""

from collections.abc import Mapping
from dataclasses import dataclass

from emm.errors import ContentError
from emm.errors.codes import problem
from emm.messages import Message, counted, message
from emm.questions.block import Block, Rich
from emm.questions.comparing import comparable
from emm.questions.contract import Blank, FormValues, Interaction, Kind, Line, Sheet, Verdict
from emm.questions.inputs import TextField, written_line
from emm.questions.toolbox import amiss_in_settings
from emm.questions.typed import (
    SETTINGS,
    SHARES,
    Answer,
    amiss_in_marks,
    amiss_in_spellings,
    answer,
    as_part,
    as_typed,
    no_right_answer,
    told,
)
from emm.world import Arrangement

BETWEEN = "\n"
"""Stands between the texts of a response; none of them has a line break in it."""


@dataclass(frozen=True, slots=True)
class Blanks:
    """What belongs into each gap."""

    language: str
    gaps: tuple[Answer, ...]
    partial: bool
    """Whether some right gaps are worth something."""

    def filled(self, response: str) -> tuple[tuple[Answer, str, float], ...]:
        """Return each gap with the text that was typed there, "" for none, and how right that is."""
        texts = [*response.split(BETWEEN), *[""] * len(self.gaps)]
        pairs = zip(self.gaps, texts, strict=False)
        return tuple((gap, text, gap.share_of(comparable(text, self.language)) or 0.0) for gap, text in pairs)


class Gaps(Kind[Blanks]):
    """Learners fill in each ____ of a text. The list below has one line for each gap, in order.

    What stands after = is right, and spellings have | between them; one with ~ before it is worth half a gap. Case,
    accents, dashes, quotes, a full stop at the end and a leading article do not count. Feedback shows to those who
    filled the gap right. Between back-ticks, a | is part of the answer: `a|b`.
    """

    name = "gaps"
    uses = frozenset({"items", "gaps"})
    seconds = 35
    instruction = message("Type your answer. Spelling variants are accepted.")

    def claims(self, block: Block) -> bool:
        return bool(block.gaps) and any(item.mark == "=" for item in block.items)

    def parse(self, block: Block) -> Blanks:
        gaps = tuple(answer(item, block.language) for item in block.items)
        found = {*amiss_in_settings(block, SETTINGS)}
        found.update(amiss_in_marks(block, otherwise=False))
        found.update(amiss_in_spellings(block, *((item,) for item in block.items if item.mark in SHARES)))
        if not gaps or len(gaps) != block.gaps:
            found.add(problem(block.path, block.line, "E111", id=block.id, gaps=block.gaps, answers=len(gaps)))
        for item, gap in zip(block.items, gaps, strict=True):
            if item.mark in SHARES and not gap.right:
                found.add(no_right_answer(block, item.line, "Marrakech"))
        if found:
            raise ContentError(*sorted(found))
        return Blanks(block.language, gaps, block.settings.get("credit") != "all")

    def read(self, spec: Blanks, values: FormValues) -> str:
        numbers = range(1, len(spec.gaps) + 1)
        missing = (message("Fill gap %(number)s.", number=number) for number in numbers)
        return BETWEEN.join(
            written_line(values, _name(number), words) for number, words in zip(numbers, missing, strict=True)
        )

    def fill(self, spec: Blanks, response: str) -> FormValues:
        return FormValues.of((_name(number), text) for number, text in enumerate(response.split(BETWEEN), 1) if text)

    def grade(self, spec: Blanks, response: str) -> Verdict:
        filled = spec.filled(response)
        score = sum(share for _gap, _text, share in filled) / len(filled)
        return Verdict(
            score=score if spec.partial else float(score == 1),
            feedback=tuple(gap.feedback for gap, _text, share in filled if share == 1 and gap.feedback),
            remarks=() if score == 1 else tuple(_remarks([share for _gap, _text, share in filled])),
        )

    def solution(self, spec: Blanks) -> tuple[Rich, ...]:
        return tuple(_best(gap) for gap in spec.gaps)

    def view(self, spec: Blanks, arrangement: Arrangement, values: FormValues) -> Mapping[str, object]:
        numbers = range(1, len(spec.gaps) + 1)
        return {"texts": tuple(TextField.of(values, _name(n), message("Gap %(number)s", number=n)) for n in numbers)}

    def sheet(self, spec: Blanks, arrangement: Arrangement) -> Sheet:
        return Sheet(tuple(Blank(room=1) for _gap in spec.gaps))

    def answered(self, spec: Blanks, arrangement: Arrangement, response: str, *, reveal: bool) -> tuple[Line, ...]:
        filled = enumerate(spec.filled(response), 1)
        return tuple(_told(number, *place, reveal=reveal) for number, place in filled)

    def interaction(self, spec: Blanks, response: str) -> Interaction:
        best = [gap.right[0].key for gap in spec.gaps]
        patterns = {
            "[,]".join([*map(as_part, best[:place]), as_part(spelling.key), *map(as_part, best[place + 1 :])])
            for place, gap in enumerate(spec.gaps)
            for spelling in gap.right
        }
        words = {as_part(spelling.key): spelling.text for gap in spec.gaps for spelling in gap.right}
        typed = "[,]".join(as_part(text) for _gap, text, _share in spec.filled(response))
        return Interaction("fill-in", tuple(sorted(patterns)), typed, tuple(sorted(words.items())))


def _name(number: int) -> str:
    return f"answer-{number}"


def _best(gap: Answer) -> Rich:
    return as_typed(gap.right[0].text)


def _told(number: int, gap: Answer, text: str, share: float, *, reveal: bool) -> Line:
    """Return the line of a gap, under the number that it has in the text."""
    label = Rich(f"({number})", f"({number})")
    return told(text, share if reveal else None, _best(gap), label)


def _remarks(shares: list[float]) -> tuple[Message, ...]:
    """Return how many gaps are right, and how many are partly right if any are."""
    right, partly, gaps = shares.count(1.0), shares.count(0.5), len(shares)
    of_all = counted(
        "%(right)s of %(count)s gap is right.", "%(right)s of %(count)s gaps are right.", gaps, right=right
    )
    halves = counted("%(count)s gap is partly right.", "%(count)s gaps are partly right.", partly)
    return (of_all, halves) if partly else (of_all,)


KIND: Kind[Blanks] = Gaps()
