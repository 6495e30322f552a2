"""Writes what was compiled as one plain text and reads it again, without anything that could run.

The text is JSON: a list of shapes, and a list of values in which each is made of those before it. Whatever was one
object comes back as one object.
"""

import json
import sys
from collections.abc import Callable, Iterable
from dataclasses import fields, is_dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from emm.errors import NotFound
from emm.questions.contract import Kind
from emm.questions.registry import kind_named, kinds

PLAIN = (str, int, float, bool, type(None))
"""What JSON has itself."""
OURS = ("emm.content.", "emm.questions.", "emm.errors", "emm.messages")
"""What the names of modules begin with whose frozen dataclasses can be written and read."""

Make = Callable[..., Any]
"""Takes the parts of a value and returns it."""


def flattened(value: object) -> str:
    """Return a value as text; raise ValueError for one that `rebuilt` would not give back as it is."""
    writer = _Writer()
    writer.place_of(value)
    return json.dumps([list(writer.shapes), writer.values], separators=(",", ":"))


def rebuilt(text: str | bytes) -> Any:
    """Return the value that the text was made from; raise ValueError, LookupError or TypeError for any other text."""
    kinds()  # they are found when they are first asked for, and what they are made of with them
    shapes, rows = json.loads(text)
    makers = [_maker(shape) for shape in shapes]
    values: list[Any] = []
    for row in rows:
        if row.__class__ is list:
            values.append(makers[row[0]](*[values[place] for place in row[1:]]))
        else:
            values.append(row)
    return values[-1]


class _Writer:
    """Puts values one after the other, each once."""

    def __init__(self) -> None:
        self.shapes: dict[str, int] = {}
        self.values: list[object] = []
        self._places: dict[object, int] = {}
        self._written: list[object] = []
        """Kept until the end, because an id says which object it is only as long as there is one."""

    def place_of(self, value: object) -> int:
        """Return where the value stands, after putting it there with its parts before it."""
        is_plain = type(value) in PLAIN
        known_by = (type(value), value) if is_plain else id(value)
        if known_by not in self._places:
            row = value if is_plain else self._row(value)
            self._places[known_by] = len(self.values)
            self.values.append(row)
            self._written.append(value)
        return self._places[known_by]

    def _row(self, value: object) -> list[int]:
        shape, parts = _taken_apart(value)
        return [self.shapes.setdefault(shape, len(self.shapes)), *map(self.place_of, parts)]


def _taken_apart(value: Any) -> tuple[str, Iterable[object]]:
    """Return the shape of a value and what it is made of."""
    sort = type(value)
    if _is_ours(sort):
        return f"{sort.__module__}:{sort.__qualname__}", (getattr(value, one.name) for one in fields(sort))
    if isinstance(value, Kind) and kind_named(value.name) is value:
        return "kind", [value.name]
    if sort is dict:
        return "dict", (part for pair in value.items() for part in pair)
    if sort in _APART:
        return sort.__name__, _APART[sort](value)
    raise ValueError(f"{sort} cannot be written")


def _is_ours(sort: Any) -> bool:
    """Whether it is a class of frozen values that are made of nothing but their fields."""
    return (
        isinstance(sort, type)
        and sort.__module__.startswith(OURS)
        and is_dataclass(sort)
        and sort.__dataclass_params__.frozen  # type: ignore[attr-defined]
    )


def _maker(shape: str) -> Make:
    if shape in _TOGETHER:
        return _TOGETHER[shape]
    module, _, name = shape.partition(":")
    found: Any = getattr(sys.modules.get(module), name, None)  # nothing is imported because a file says so
    if not _is_ours(found):
        raise ValueError(f"{shape} cannot be read")
    make: Make = found
    return make


def _kind(name: str) -> Kind[Any]:
    try:
        return kind_named(name)
    except NotFound as gone:
        raise LookupError(name) from gone


_APART: dict[type, Callable[[Any], Iterable[object]]] = {
    tuple: tuple,
    frozenset: sorted,
    date: lambda day: [day.isoformat()],
    Decimal: lambda number: [str(number)],
}
_TOGETHER: dict[str, Make] = {
    "tuple": lambda *parts: parts,
    "frozenset": lambda *parts: frozenset(parts),
    "date": date.fromisoformat,
    "Decimal": Decimal,
    "dict": lambda *parts: dict(zip(parts[::2], parts[1::2], strict=True)),
    "kind": _kind,
}
