"""The kind `categorise`: for each item, the group that it belongs to is chosen."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from emm.errors import ContentError, Problem
from emm.errors.codes import problem
from emm.messages import Message, message
from emm.questions.aliases import aliases
from emm.questions.block import Block, Item
from emm.questions.contract import Blank, Box, FormValues, Kind, Sheet
from emm.questions.listing import SETTINGS, amiss_in_list, amiss_in_twins
from emm.questions.pairing import Left, Pairing, Pairs, Target
from emm.questions.toolbox import amiss_in_settings, unclear
from emm.world import Arrangement


@dataclass(frozen=True, slots=True)
class GroupField:
    """One group as it is offered for an item."""

    number: str
    html: str
    checked: bool


@dataclass(frozen=True, slots=True)
class ItemField:
    """An item with all groups; to which of them it belongs stays behind."""

    key: str
    name: str
    html: str
    groups: tuple[GroupField, ...]


class Categorise(Pairing):
    """Bold words are groups, and the list below each holds its items.

    Learners see the groups in the author's order and all items in alphabetical order, so that no place tells
    anything. Feedback on an item shows to those who found its group. Set `v` anew when an item moves to another group.
    """

    name = "categorise"
    seconds = 50
    instruction = message("Choose a group for each item.")
    side = "group"

    def claims(self, block: Block) -> bool:
        return False

    def parse(self, block: Block) -> Pairs:
        found = set(_mistakes(block))
        if found:
            raise ContentError(*sorted(found))
        names = aliases({item.letter: item.text for item in _inside(block)})
        groups = {_name(group): _target(group, number) for number, group in enumerate(block.items, 1)}
        lines = (
            Left(item.letter, names[item.letter], item.text, groups[_name(group)], item.feedback)
            for group in block.items
            for item in group.items
        )
        in_order = tuple(sorted(lines, key=lambda line: line.key))
        return Pairs(in_order, tuple(groups.values()), block.settings.get("credit") != "all")

    def view(self, spec: Pairs, arrangement: Arrangement, values: FormValues) -> Mapping[str, object]:
        return {"lines": tuple(_field(line, spec.targets, values.first(line.field)) for line in spec.lines)}

    def sheet(self, spec: Pairs, arrangement: Arrangement) -> Sheet:
        boxes = tuple(Box(group.text) for group in spec.targets)
        return Sheet(tuple(Blank(line.text, boxes) for line in spec.lines))

    def missing(self, number: int) -> Message:
        return message("Choose a group for line %(number)s.", number=number)

    def remark(self, right: int, count: int) -> Message:
        return message("%(right)s of %(count)s are in the right group.", right=right, count=count)


def _name(group: Item) -> str:
    """Return what a group is called for ever: its first letter, so that groups and items may change places."""
    return min(item.letter for item in group.items)


def _target(group: Item, number: int) -> Target:
    """Return the group under its place in the file: which items it holds does not change that."""
    return Target(_name(group), str(number), group.text)


def _field(line: Left, groups: tuple[Target, ...], value: str) -> ItemField:
    fields = tuple(GroupField(group.value, group.text.html, group.value == value) for group in groups)
    return ItemField(line.key, line.field, line.text.html, fields)


def _inside(block: Block) -> tuple[Item, ...]:
    return tuple(item for group in block.items for item in group.items)


def _mistakes(block: Block) -> Iterator[Problem]:
    yield from amiss_in_settings(block, SETTINGS)
    yield from amiss_in_list(block, _inside(block))
    yield from amiss_in_twins(block, block.items)
    if not any(group.items for group in block.items):
        advice = "Write - **Group**, and below it, two spaces in, its items such as - a) Item."
        yield unclear(block, block.line, "there are no groups with items", advice)
        return
    if len(block.items) < 2:
        yield problem(block.path, block.line, "E106", n=len(block.items), id=block.id)
    for group in block.items:
        yield from _amiss_in_group(block, group)


def _amiss_in_group(block: Block, group: Item) -> Iterator[Problem]:
    if not group.text.html:
        what = f'The name of a group in question "{block.id}"'
        yield problem(block.path, group.line, "E014", what=what, advice="Write it in bold: - **Group**.")
    if not group.items:
        yield problem(block.path, group.line, "E116", group=group.text.plain, id=block.id)
    elif group.mark or group.letter:
        reason = f'the group "{group.text.plain}" is written like an item'
        yield unclear(block, group.line, reason, f"Write - **{group.text.plain}**; only its items have letters.")
    if group.feedback:
        what = f'Feedback on the group "{group.text.plain}"'
        yield problem(block.path, group.line, "E015", what=what, advice="Put it below an item, two spaces further in.")


KIND: Kind[Pairs] = Categorise()
