"""Reads YAML as text with line numbers: no anchors, no types, no surprises, and never more than a little of it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

import yaml
from yaml.events import (
    AliasEvent,
    CollectionEndEvent,
    Event,
    MappingStartEvent,
    NodeEvent,
    ScalarEvent,
    SequenceStartEvent,
)  # fmt: skip

MAX_DEPTH = 10
MAX_NODES = 2000


@dataclass(frozen=True, slots=True)
class Scalar:
    """A single value, as written."""

    line: int
    text: str


@dataclass(frozen=True, slots=True)
class Listing:
    """Values one after the other."""

    line: int
    values: tuple["Value", ...]


@dataclass(frozen=True, slots=True)
class Table:
    """Values under keys, each key with its own line."""

    line: int
    pairs: tuple[tuple[Scalar, "Value"], ...]


_UNSEEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
"""What a file cannot hold, but YAML can spell."""

Value = Scalar | Listing | Table


class Unreadable(Exception):
    """The text is not YAML, or YAML of a sort that is refused; `reason` and `line` say why and where."""

    def __init__(self, reason: str, line: int) -> None:
        super().__init__(reason)
        self.reason = reason
        self.line = line


def read_yaml(text: str, first_line: int) -> Table:
    """Return the keys and values in `text`, whose first line is `first_line` of the file; raise Unreadable."""
    try:
        return _Tree(text, first_line).whole()
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line if error.problem_mark else 0
        raise Unreadable(error.problem or "it is not YAML", first_line + line) from error
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position)
        raise Unreadable("it holds a sign that cannot be shown", first_line + line) from error


class _Tree:
    """Builds values from parser events, which come one by one: a bomb is refused before it is unpacked."""

    def __init__(self, text: str, first_line: int) -> None:
        self._first_line = first_line
        self._events = self._counted(yaml.parse(text, Loader=yaml.SafeLoader))

    def whole(self) -> Table:
        for event in self._events:
            if isinstance(event, NodeEvent):
                value = self._value(event, depth=1)
                if isinstance(value, Table):
                    self._nothing_follows()
                    return value
                raise Unreadable("it has to be keys with values, such as title: My lesson", value.line)
        return Table(self._first_line, ())

    def _counted(self, events: Iterator[Event]) -> Iterator[Event]:
        nodes = 0
        for event in events:
            nodes += isinstance(event, NodeEvent)
            if nodes > MAX_NODES:
                raise Unreadable(f"it has more than {MAX_NODES} values", self._line(event))
            yield event

    def _nothing_follows(self) -> None:
        for event in self._events:
            if isinstance(event, NodeEvent):
                raise Unreadable("it has a second part", self._line(event))

    def _value(self, event: Event, depth: int) -> Value:
        line = self._line(event)
        if depth > MAX_DEPTH:
            raise Unreadable(f"it is nested deeper than {MAX_DEPTH} levels", line)
        if isinstance(event, AliasEvent) or (isinstance(event, NodeEvent) and event.anchor):
            raise Unreadable("the signs & and * have to stand in quotes", line)
        if getattr(event, "tag", None):
            raise Unreadable("a value that begins with ! has to stand in quotes", line)
        if isinstance(event, SequenceStartEvent):
            return Listing(line, tuple(self._values(depth + 1)))
        if isinstance(event, MappingStartEvent):
            return Table(line, tuple(self._pairs(depth + 1)))
        assert isinstance(event, ScalarEvent)
        if _UNSEEN.search(event.value):
            raise Unreadable("it holds a sign that cannot be shown", line)
        return Scalar(line, event.value)

    def _values(self, depth: int) -> Iterator[Value]:
        for event in self._events:
            if isinstance(event, CollectionEndEvent):
                return
            yield self._value(event, depth)

    def _pairs(self, depth: int) -> Iterator[tuple[Scalar, Value]]:
        seen: dict[str, int] = {}
        values = self._values(depth)
        for key in values:
            if not isinstance(key, Scalar):
                raise Unreadable("a key has to be a single word", key.line)
            if key.text in seen:
                raise Unreadable(f'the key "{key.text}" stands in line {seen[key.text]} already', key.line)
            seen[key.text] = key.line
            yield key, next(values)

    def _line(self, event: Event) -> int:
        return self._first_line + (event.start_mark.line if event.start_mark else 0)
