"""The same question with another answer key: the page must not show which one it is."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TypeVar

from emm.questions.block import Block, Item, Rich, Row

BOXES = {"x", " ", "~"}
TYPED = {"=", "~"}
FIRST_OTHER = 7
"""From here on is accepted instead what stands there, in a question for words as well as for numbers."""

T = TypeVar("T")


def is_task_list(items: Sequence[Item]) -> bool:
    """Whether these are options with check boxes."""
    return bool(items) and all(item.mark in BOXES for item in items)


def other_keys(block: Block) -> Iterator[Block]:
    """Yield the block with everything that makes up its key moved on by one place, by two, and so on.

    Letters stay where they are: authors give them in the order of the key, so they may not show either.
    """
    yield from (replace(block, rows=rows) for rows in _other_matches(block.rows))
    yield from (replace(block, items=items) for items in _other_items(block.items))
    for shift in range(1, max((len(step.items) for step in block.steps), default=0)):
        steps = tuple(replace(step, items=_marks_moved(step.items, shift)) for step in block.steps)
        yield replace(block, steps=steps)


def other_ways(block: Block) -> Iterator[Block]:
    """Yield the block with the choices of its first step leading elsewhere."""
    for moved in _rotations(block.steps[0].items if block.steps else ()):
        items = (replace(item, target=other.target) for item, other in zip(block.steps[0].items, moved, strict=True))
        yield replace(block, steps=(replace(block.steps[0], items=tuple(items)), *block.steps[1:]))


def _other_matches(rows: Sequence[Row]) -> Iterator[tuple[Row, ...]]:
    """Move the right-hand cells: each line gets the match of another one."""
    for moved in _rotations(rows):
        yield tuple(replace(row, right=other.right, feedback=None) for row, other in zip(rows, moved, strict=True))


def _other_items(items: tuple[Item, ...]) -> Iterator[tuple[Item, ...]]:
    if is_task_list(items):
        yield from (_marks_moved(items, shift) for shift in range(1, len(items)))
    elif any(item.items for item in items):
        yield from _other_groups(items)
    elif any(item.mark in TYPED for item in items):
        yield tuple(_with_other_words(item, str(number)) for number, item in enumerate(items, FIRST_OTHER))
    else:
        yield from (_words_moved(items, moved) for moved in _rotations(items))


def _marks_moved(items: tuple[Item, ...], shift: int) -> tuple[Item, ...]:
    """Mark other options; feedback moves along."""
    shift %= len(items) or 1
    moved = items[shift:] + items[:shift]
    return tuple(
        replace(item, mark=other.mark, feedback=other.feedback) for item, other in zip(items, moved, strict=True)
    )


def _other_groups(groups: tuple[Item, ...]) -> Iterator[tuple[Item, ...]]:
    """Put other items into the groups."""
    inside = tuple(item for group in groups for item in group.items)
    for moved in _rotations(inside):
        rest = iter(_words_moved(inside, moved))
        yield tuple(replace(group, items=tuple(next(rest) for _ in group.items)) for group in groups)


def _words_moved(items: Sequence[Item], moved: Sequence[Item]) -> tuple[Item, ...]:
    return tuple(
        replace(item, text=other.text, feedback=other.feedback) for item, other in zip(items, moved, strict=True)
    )


def _with_other_words(item: Item, words: str) -> Item:
    return replace(item, text=Rich(words, words)) if item.mark in TYPED else item


def _rotations(parts: Sequence[T]) -> Iterator[Sequence[T]]:
    return ([*parts[shift:], *parts[:shift]] for shift in range(1, len(parts)))
