"""Lessons for readers who save data: figures and recordings are sent when asked for, everything else at once."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from urllib.parse import urlencode

from emm.content.model import Lesson, Part, Question
from emm.content.pieces import Audio, Figure, OnDemand, Prose

SHOW = "show"
"""The field of the address that names what is asked for; it may be there several times."""


def sparing(lesson: Lesson, asked: Collection[str] = ()) -> Lesson:
    """Return the lesson in which figures and recordings wait until they are asked for, but for those `asked`."""
    names = _names(lesson)

    def waiting(media: Figure | Audio) -> Figure | Audio:
        name = next(names)
        return replace(media, on_demand=OnDemand(name, _asking(lesson, asked, name), name in asked))

    def spared(part: Part) -> Part:
        if isinstance(part, Question):
            stem = tuple(piece if isinstance(piece, Prose) else waiting(piece) for piece in part.stem)
            return part if stem == part.stem else replace(part, stem=stem)
        return waiting(part) if isinstance(part, Figure | Audio) else part

    return replace(lesson, parts=tuple(spared(part) for part in lesson.parts))


def asked_of(lesson: Lesson, wanted: Collection[str]) -> tuple[str, ...]:
    """Return which of the names `wanted` belong to figures and recordings of the lesson, in its order."""
    return tuple(name for name in _names(lesson) if name in wanted) if wanted else ()


def media_of(lesson: Lesson) -> Mapping[str, Figure | Audio]:
    """Return the figures and recordings of the lesson, asked for, by their names."""
    names = tuple(_names(lesson))
    return dict(zip(names, _media(sparing(lesson, names)), strict=True))


def _names(lesson: Lesson) -> Iterator[str]:
    """Yield a name for each figure and recording, which it has as its id on the page: figure-1, audio-1, figure-2."""
    counted: Counter[str] = Counter()
    for one in _media(lesson):
        counted[one.sort] += 1
        yield f"{one.sort}-{counted[one.sort]}"


def _media(lesson: Lesson) -> Iterator[Figure | Audio]:
    for part in lesson.parts:
        pieces = part.stem if isinstance(part, Question) else (part,)
        yield from (piece for piece in pieces if isinstance(piece, Figure | Audio))


def _asking(lesson: Lesson, asked: Collection[str], name: str) -> str:
    wanted = [*(one for one in asked if one != name), name]
    return f"{lesson.address}?{urlencode([(SHOW, one) for one in wanted])}#{name}"
