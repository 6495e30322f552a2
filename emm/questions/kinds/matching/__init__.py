"""The kind `matching`: for each line of a table, the cell that belongs to it is chosen."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import count

from emm.errors import ContentError, InvalidAnswer
from emm.messages import Message, message
from emm.questions.aliases import aliases, same
from emm.questions.block import Block, Rich, Row
from emm.questions.choosing import foreign_choice
from emm.questions.contract import FormValues, Interaction, Kind, Line, Verdict
from emm.questions.inputs import Choice, ChoiceField
from emm.questions.kinds.matching.mistakes import mistakes
from emm.questions.wording import Mark
from emm.world import Arrangement


@dataclass(frozen=True, slots=True)
class Cell:
    """A right-hand cell; equal cells are one."""

    name: str
    """The letter of the first line that it belongs to, or a number if it belongs to none."""
    alias: str
    """Its name on the page, which says nothing."""
    text: Rich
    feedback: Rich | None
    """For those who choose it; only of a cell that belongs to no line."""


@dataclass(frozen=True, slots=True)
class Left:
    """A left-hand cell with what belongs beside it."""

    letter: str
    text: Rich
    cell: Cell
    feedback: Rich | None


@dataclass(frozen=True, slots=True)
class Pairs:
    """The lines in the author's order, and the cells to choose from in alphabetical order."""

    lines: tuple[Left, ...]
    cells: tuple[Cell, ...]
    partial: bool
    """Whether some right lines are worth something."""


class Matching(Kind[Pairs]):
    """A table: each line on the left has its match on the right.

    Cells with equal words are one choice. A line without a left cell is a choice that belongs nowhere. Feedback in
    a third column shows to those who found the match. Set `v` anew when a match moves to another line.
    """

    name = "matching"
    uses = frozenset({"rows"})
    seconds = 50
    instruction = message("Pick a match for each line.")

    def claims(self, block: Block) -> bool:
        return bool(block.rows)

    def parse(self, block: Block) -> Pairs:
        found = set(mistakes(block))
        if found:
            raise ContentError(*sorted(found))
        cells = _cells(block.rows)
        by_text = {same(cell.text): cell for cell in cells}
        lines = (
            Left(row.letter, row.left, by_text[same(row.right)], row.feedback) for row in block.rows if row.left.html
        )
        return Pairs(tuple(lines), cells, block.settings.get("credit") != "all")

    def read(self, spec: Pairs, values: FormValues) -> str:
        names = {cell.alias: cell.name for cell in spec.cells}
        return ",".join(
            f"{line.letter}:{_read(line, number, names, values)}" for number, line in enumerate(spec.lines, 1)
        )

    def fill(self, spec: Pairs, response: str) -> FormValues:
        chosen = _chosen(spec, response)
        return FormValues.of((f"answer-{letter}", cell.alias) for letter, cell in chosen.items())

    def grade(self, spec: Pairs, response: str) -> Verdict:
        chosen = _chosen(spec, response)
        right = [line for line in spec.lines if chosen.get(line.letter) == line.cell]
        score = len(right) / len(spec.lines)
        told = (*(line.feedback for line in right), *(cell.feedback for cell in spec.cells if cell in chosen.values()))
        return Verdict(
            score=score if spec.partial else float(score == 1),
            feedback=tuple(feedback for feedback in told if feedback),
            remarks=() if score == 1 else (_remark(len(right), len(spec.lines)),),
        )

    def solution(self, spec: Pairs) -> tuple[Rich, ...]:
        return tuple(_side_by_side(line.text, line.cell.text) for line in spec.lines)

    def view(self, spec: Pairs, arrangement: Arrangement, values: FormValues) -> Mapping[str, object]:
        cells = arrangement.of(spec.cells)
        return {"lines": tuple(_field(line, cells, values.first(f"answer-{line.letter}")) for line in spec.lines)}

    def answered(self, spec: Pairs, arrangement: Arrangement, response: str, *, reveal: bool) -> tuple[Line, ...]:
        chosen = _chosen(spec, response)
        return tuple(_told(line, chosen.get(line.letter), reveal=reveal) for line in spec.lines)

    def interaction(self, spec: Pairs, response: str) -> Interaction:
        chosen = _chosen(spec, response)
        lefts = tuple((line.letter, line.text.plain) for line in spec.lines)
        rights = tuple((_target(cell), cell.text.plain) for cell in spec.cells)
        return Interaction(
            type="matching",
            correct=("[,]".join(f"{line.letter}[.]{_target(line.cell)}" for line in spec.lines),),
            response="[,]".join(f"{letter}[.]{_target(cell)}" for letter, cell in chosen.items()),
            choices=(*lefts, *rights),
        )


def _cells(rows: tuple[Row, ...]) -> tuple[Cell, ...]:
    """Return each cell to choose from once, sorted by what it is called on the page."""
    numbers = count(1)
    named = {row.letter if row.left.html else row.letter or str(next(numbers)): row for row in rows}
    letters = aliases({name: row.right for name, row in named.items()})
    texts = _texts(rows)
    cells: dict[str, Cell] = {}
    for name, row in named.items():
        feedback = None if row.left.html else row.feedback
        cells.setdefault(letters[name], Cell(name, letters[name], texts[same(row.right)], feedback))
    return tuple(cells[alias] for alias in sorted(cells))


def _texts(rows: tuple[Row, ...]) -> dict[str, Rich]:
    """Return how each right-hand text is shown, whichever line is the first to spell it."""
    spelt = sorted((row.right for row in rows), key=lambda text: (text.plain, text.html))
    return {same(text): text for text in reversed(spelt)}


def _read(line: Left, number: int, names: Mapping[str, str], values: FormValues) -> str:
    """Return the name of the cell that is chosen for a line."""
    field = f"answer-{line.letter}"
    alias = values.one(field)
    if not alias:
        raise InvalidAnswer(message("Choose a match for line %(number)s.", number=number), field)
    if alias not in names:
        raise foreign_choice(field)
    return names[alias]


def _chosen(spec: Pairs, response: str) -> dict[str, Cell]:
    """Return the cell chosen for each line, by letter; what no longer exists is passed over."""
    cells = {cell.name: cell for cell in spec.cells}
    given = dict(pair.partition(":")[::2] for pair in response.split(","))
    names = ((line.letter, given.get(line.letter, "")) for line in spec.lines)
    return {letter: cells[name] for letter, name in names if name in cells}


def _field(line: Left, cells: tuple[Cell, ...], alias: str) -> ChoiceField:
    choices = tuple(Choice(cell.alias, cell.text.plain, cell.alias == alias) for cell in cells)
    return ChoiceField(line.letter, line.text, choices)


def _told(line: Left, cell: Cell | None, *, reveal: bool) -> Line:
    given = cell.text if cell else None
    if not reveal:
        return Line(line.text, "given" if cell else "", given)
    if cell == line.cell:
        return Line(line.text, "given-right", given)
    mark: Mark = "given-not" if cell else ""
    return Line(line.text, mark, given, best=line.cell.text)


def _remark(right: int, lines: int) -> Message:
    return message("%(right)s of %(count)s lines match.", right=right, count=lines)


def _side_by_side(left: Rich, right: Rich) -> Rich:
    return Rich(f"{left.html} – {right.html}", f"{left.plain} – {right.plain}")


def _target(cell: Cell) -> str:
    """Return what a cell is called in patterns, where lines have letters as well."""
    return f"right-{cell.name}"


KIND: Kind[Pairs] = Matching()
