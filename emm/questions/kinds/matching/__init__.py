"""The kind `matching`: for each line of a table, the cell that belongs to it is chosen."""

from collections.abc import Mapping
from itertools import count

from emm.errors import ContentError
from emm.messages import Message, message
from emm.questions.aliases import aliases, same
from emm.questions.block import Block, Rich, Row
from emm.questions.contract import Blank, FormValues, Kind, Sheet
from emm.questions.inputs import Choice, ChoiceField
from emm.questions.kinds.matching.mistakes import mistakes
from emm.questions.pairing import Left, Pairing, Pairs, Target
from emm.world import Arrangement


class Matching(Pairing):
    """A table: each line on the left has its match on the right.

    Cells with equal words are one choice. A line without a left cell is a choice that belongs nowhere. Feedback in
    a third column shows to those who found the match. Set `v` anew when a match moves to another line.
    """

    name = "matching"
    uses = frozenset({"rows"})
    seconds = 50
    instruction = message("Pick a match for each line.")
    side = "right"

    def claims(self, block: Block) -> bool:
        return bool(block.rows)

    def parse(self, block: Block) -> Pairs:
        found = set(mistakes(block))
        if found:
            raise ContentError(*sorted(found))
        cells = _cells(block.rows)
        by_text = {same(cell.text): cell for cell in cells}
        lines = (
            Left(row.letter, row.letter, row.left, by_text[same(row.right)], row.feedback)
            for row in block.rows
            if row.left.html
        )
        return Pairs(tuple(lines), cells, block.settings.get("credit") != "all")

    def view(self, spec: Pairs, arrangement: Arrangement, values: FormValues) -> Mapping[str, object]:
        cells = arrangement.of(spec.targets)
        return {"lines": tuple(_field(line, cells, values.first(line.field)) for line in spec.lines)}

    def sheet(self, spec: Pairs, arrangement: Arrangement) -> Sheet:
        words = tuple(cell.text for cell in arrangement.of(spec.targets))
        return Sheet(tuple(Blank(line.text, room=1) for line in spec.lines), words)

    def missing(self, number: int) -> Message:
        return message("Choose a match for line %(number)s.", number=number)

    def remark(self, right: int, count: int) -> Message:
        return message("%(right)s of %(count)s lines match.", right=right, count=count)


def _cells(rows: tuple[Row, ...]) -> tuple[Target, ...]:
    """Return each cell to choose from once, sorted by what it is called on the page; equal cells are one.

    A cell is named by the first line that it belongs to. Only one that belongs to none has feedback of its own.
    """
    numbers = count(1)
    named = {row.letter if row.left.html else row.letter or str(next(numbers)): row for row in rows}
    letters = aliases({name: row.right for name, row in named.items()})
    texts = _texts(rows)
    cells: dict[str, Target] = {}
    for name, row in named.items():
        feedback = None if row.left.html else row.feedback
        cells.setdefault(letters[name], Target(name, letters[name], texts[same(row.right)], feedback))
    return tuple(cells[alias] for alias in sorted(cells))


def _texts(rows: tuple[Row, ...]) -> dict[str, Rich]:
    """Return how each right-hand text is shown, whichever line is the first to spell it."""
    spelt = sorted((row.right for row in rows), key=lambda text: (text.plain, text.html))
    return {same(text): text for text in reversed(spelt)}


def _field(line: Left, cells: tuple[Target, ...], value: str) -> ChoiceField:
    choices = tuple(Choice(cell.value, cell.text.plain, cell.value == value) for cell in cells)
    return ChoiceField(line.key, line.text, choices)


KIND: Kind[Pairs] = Matching()
