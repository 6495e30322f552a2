"""Every way to fill in a form in which all fields are chosen, not typed."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice, product
from math import prod
from random import Random
from typing import Any

from emm.errors import InvalidAnswer
from emm.questions.contract import FormValues, Kind
from emm.world import Arrangement
from tests.questions import pages

MOST = 3000
"""How many ways are looked at; of more, so many are taken by chance."""

Way = tuple[str, ...]
"""What is chosen in each place of a form: a value, or "" for nothing."""


@dataclass(frozen=True, slots=True)
class Place:
    """A place of a form where one thing can be chosen: a list, a group of radios, or a single check box."""

    name: str
    values: tuple[str, ...]


def places_of(page: str) -> tuple[Place, ...]:
    """Return the places of a form, none when something in it has to be typed."""
    places: dict[str, list[str]] = {}
    boxes: list[Place] = []
    for field in pages.fields(page):
        sort, name, value = field.get("type", ""), field["name"], field.get("value", "")
        if sort == "checkbox":
            boxes.append(Place(name, ("", value)))
        elif sort == "radio":
            places.setdefault(name, [""]).append(value)
        elif "values" in field:
            places[name] = field["values"].split()
        else:
            return ()
    return (*boxes, *(Place(name, tuple(dict.fromkeys(["", *values]))) for name, values in places.items()))


def scores(kind: Kind[Any], spec: Any, arrangement: Arrangement) -> tuple[tuple[Place, ...], Mapping[Way, float]]:
    """Return the places of the form, and the score of each way to fill them in that is a finished answer."""
    page = pages.render(kind, spec, arrangement, FormValues())
    places, hidden = places_of(page), pages.hidden(page)
    found = {}
    for way in _ways(places):
        chosen = [(place.name, value) for place, value in zip(places, way, strict=True) if value]
        try:
            response = kind.read(spec, FormValues.of([*hidden, *chosen]))
        except InvalidAnswer:
            continue
        if kind.is_finished(spec, response):
            found[way] = kind.grade(spec, response).score
    return places, found


def _ways(places: tuple[Place, ...]) -> Iterator[Way]:
    if not places:
        return iter(())
    if prod(len(place.values) for place in places) <= MOST:
        return product(*(place.values for place in places))
    chance = Random(0)
    return islice(iter(lambda: tuple(chance.choice(place.values) for place in places), None), MOST)
