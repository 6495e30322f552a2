"""A translated file beside its source: which units are translated, which have changed since, which are missing."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal
from urllib.parse import quote

from emm.content.pieces import Changed
from emm.content.record import Made
from emm.content.units import HEAD, TOP, Piece, Unit

FEWEST_WORDS = 4
"""A shorter text can be the same in two languages."""
_WORD = re.compile(r"[^\W\d_]{2,}")
"""Neither a number nor the letter of an option."""

State = Literal["done", "stale", "missing", "unmarked"]


@dataclass(frozen=True, slots=True)
class Beside:
    """The units of a translation, under the keys of its source."""

    source: Mapping[str, Unit]
    own: Mapping[str, Unit]
    extra: tuple[Unit, ...]
    """What goes with nothing in the source."""
    made: Made | None
    """None for a translation that was never marked."""
    language: str
    """That of the source."""

    @property
    def is_matched(self) -> bool:
        """Whether each section of the translation goes with one of the source."""
        return not any(unit.is_section for unit in self.extra)

    @property
    def missing(self) -> tuple[str, ...]:
        """The units of the source that have no translation; where sections cannot be matched, none is missed."""
        lacking = [key for key in self.source if self._lacks(key)]
        return tuple(key for key in lacking if self.is_matched or not self.source[key].is_section)

    @property
    def changed(self) -> tuple[str, ...]:
        """The translated units whose source is another one now than they were made from."""
        return tuple(key for key in self.own if self.state(key) == "stale")

    @property
    def copied(self) -> tuple[str, ...]:
        """The units that are still in the words of the source."""
        return tuple(key for key in self.own if self._is_copied(key))

    @property
    def is_untouched(self) -> bool:
        """Whether nothing has been translated: all that is long enough to tell is still as in the source."""
        long = [key for key, unit in self.source.items() if key in self.own and _is_long(unit)]
        return bool(long) and all(map(self._is_copied, long))

    def state(self, key: str) -> State:
        """Return how a unit of the source stands in the translation."""
        if self._lacks(key):
            return "missing"
        if self.made is None or key not in self.made.made_from:
            return "unmarked"
        return "done" if self.made.made_from[key] == self.source[key].print else "stale"

    def is_new(self, key: str) -> bool:
        """Whether the source got this unit after it was translated."""
        return self.made is not None and key not in self.made.made_from

    def is_made_from_now(self, key: str) -> bool:
        """Whether a difference is a mistake of the translation, and not a change of the source since."""
        return self.made is None or self.made.made_from.get(key, "") in {"", self.source[key].print}

    def line_for(self, key: str) -> int:
        """Return the line of a unit, or of what stands before the place where it belongs."""
        before = list(self.source)[: list(self.source).index(key) + 1]
        return next((self.own[one].line for one in reversed(before) if one in self.own), 1)

    def change(self, address: str) -> Changed | None:
        """Return that the text of the source, at `address`, has changed since, None when it has not.

        Of questions nothing is said: what counts as right is the same, or they are those of the source.
        """
        keys = [key for key in self.changed if not self.source[key].is_question]
        if not keys:
            return None
        days = self.made.changed if self.made else {}
        day = max((days[key] for key in keys if key in days), default=None)
        anchor = next((f"#s-{quote(key.removeprefix(TOP))}" for key in keys if key.startswith(TOP) and key != TOP), "")
        return Changed(day, address + anchor, self.language)

    def _lacks(self, key: str) -> bool:
        return key not in self.own or self._is_copied(key)

    def _is_copied(self, key: str) -> bool:
        """Whether a unit is in the words of the source as it is now, or as it was when the file was begun."""
        unit, own = self.source[key], self.own[key]
        began = self.made.made_from.get(key, "") if self.made else ""
        return _is_long(unit) and (own.words == unit.words or own.print == began)


def beside(source: Mapping[str, Unit], own: Mapping[str, Unit], made: Made | None, language: str) -> Beside:
    """Return a translation beside its source in `language`.

    Questions go together by id. Sections go in order: all of them, or those that the source had when the
    translation was marked, whichever are as many as the translation has.
    """
    sections = matched_sections(source, own, made)
    renamed = {sections.get(key, key): unit for key, unit in own.items()}
    extra = tuple(unit for key, unit in renamed.items() if key not in source and key != HEAD)
    return Beside(source, {key: unit for key, unit in renamed.items() if key in source}, extra, made, language)


def renamed(pieces: Iterable[Piece], sections: Mapping[str, str]) -> tuple[Piece, ...]:
    """Return the pieces of a translation under the keys of its source."""
    return tuple(replace(piece, key=sections.get(piece.key, piece.key)) for piece in pieces)


def matched_sections(source: Iterable[str], own: Iterable[str], made: Made | None) -> dict[str, str]:
    """Return the keys of the sections of a translation with those of the source that they go with."""
    ours, theirs = _sections(own), _sections(source)
    known = [key for key in theirs if made and key in made.made_from]
    partners = next((some for some in (theirs, known) if len(some) == len(ours)), None)
    return dict(zip(ours, partners, strict=True)) if partners is not None else {key: f"{TOP}{key}" for key in ours}


def together(own: Sequence[Piece], source: Sequence[Piece], missing: Iterable[str]) -> Iterator[tuple[Piece, bool]]:
    """Yield the pieces of a translation, each missing one from the source after what precedes it there.

    With each piece comes whether it is one of the source.
    """
    wanted = frozenset(missing)
    result = [(piece, False) for piece in own if piece.key not in wanted]
    place = 0
    for piece in source:
        if piece.key in wanted:
            result.insert(place, (piece, True))
            place += 1
        else:
            keys = [one.key for one, _ in result]
            place = keys.index(piece.key, place) + 1 if piece.key in keys[place:] else place
    yield from result


def _sections(keys: Iterable[str]) -> list[str]:
    return [key for key in keys if key.startswith(TOP) and key != TOP]


def _is_long(unit: Unit) -> bool:
    return len(_WORD.findall(unit.words)) >= FEWEST_WORDS
