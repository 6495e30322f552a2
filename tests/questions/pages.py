"""Renders the fields of a question as the card will, and inspects them."""

from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element

import html5lib
from jinja2 import ChoiceLoader, FileSystemLoader, Template

from emm.questions import registry
from emm.questions.contract import FormValues, Kind
from emm.questions.inputs import key_of
from emm.world import Arrangement
from tests.architecture.tree import environment

PREFIX = "q-example"
FIELDS = ("input", "select", "textarea")
FOREIGN = {"form", "button", "script", "style", "link", "svg"}
NAMES = ("answer", "step", "path")


def render(
    kind: Kind[Any], spec: Any, arrangement: Arrangement, values: FormValues, prefix: str = PREFIX, amiss: str = ""
) -> str:
    """Return the fields of the question as HTML."""
    view = kind.view(spec, arrangement, values)
    return _template(registry.folder(kind)).render(view=view, prefix=prefix, amiss=amiss)


@cache
def _template(folder: Path) -> Template:
    """Return the kind's own template, wherever its folder is, in the environment of the site."""
    site = environment()
    assert site.loader
    own = site.overlay(loader=ChoiceLoader([FileSystemLoader(folder), site.loader]))
    return own.get_template("question.html")


@cache
def elements(page: str) -> tuple[Element, ...]:
    """Return all elements of a piece of HTML; anything that a browser would have to mend is refused."""
    parser = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False)
    return tuple(element for element in parser.parseFragment(page).iter() if isinstance(element.tag, str))


def fields(page: str) -> list[Mapping[str, str]]:
    """Return the attributes of each field that can be filled in, in order; of a list, its `values` too."""
    return [_field(element) for element in elements(page) if element.tag in FIELDS and not _is_hidden(element)]


def hidden(page: str) -> list[tuple[str, str]]:
    """Return names and values of the fields that nobody sees."""
    found = (element.attrib for element in elements(page) if _is_hidden(element))
    return [(field["name"], field.get("value", "")) for field in found]


def values_on(page: str) -> list[str]:
    """Return every value that the form can send without typing, sorted."""
    return sorted({element.get("value", "") for element in elements(page) if element.tag in {*FIELDS, "option"}})


def sequences(page: str) -> dict[str, tuple[str, ...]]:
    """Return what is offered in order: the values of each group or list, and the lines themselves."""
    found: dict[str, list[str]] = {}
    for field in fields(page):
        name = field["name"]
        if field.get("type") in ("radio", "checkbox"):
            found.setdefault(name, []).append(field["value"])
        elif "values" in field:
            found[name] = field["values"].split()
        lines = found.setdefault("lines", [])
        if name not in lines:
            lines.append(name)
    return {name: tuple(values) for name, values in found.items()}


def faults(page: str, prefix: str = PREFIX) -> Iterator[str]:
    """Yield what is wrong with the fields: foreign elements, missing labels, clashing ids, odd names."""
    found = elements(page)
    labelled = {element.get("for") for element in found if element.tag == "label"}
    ids = [element.attrib["id"] for element in found if "id" in element.attrib]
    yield from (f"{element.tag} is not the kind's to write" for element in found if element.tag in FOREIGN)
    keys = [key for element in found for key in element.attrib]
    yield from (f"{key} is not the kind's to write" for key in keys if _acts(key))
    yield from (f"id {name} does not begin with {prefix}" for name in ids if not name.startswith(prefix))
    yield from (f"id {name} occurs twice" for name in set(ids) if ids.count(name) > 1)
    for attributes in fields(page):
        if attributes.get("id", "") not in labelled:
            yield f"field {dict(attributes)} has no label"
        if not attributes.get("name", "").startswith(NAMES):
            yield f"field {dict(attributes)} has a name that the site does not know"


def faults_of_error(page: str, amiss: str) -> Iterator[str]:
    """Yield what is wrong with the way to the field at fault: its id, and how it is announced."""
    name = f"{PREFIX}-{key_of(amiss)}"
    there = [element for element in elements(page) if element.get("id") == name]
    invalid = [element for element in elements(page) if element.get("aria-invalid")]
    if len(there) != 1:
        yield f"nothing has the id {name}"
    elif there[0].tag in FIELDS:
        if invalid != there or there[0].get("aria-invalid") != "true":
            yield f"{name} is not the one field that is invalid"
        if f"{PREFIX}-error" not in there[0].get("aria-describedby", "").split():
            yield f"{name} is not described by the error"
    elif invalid:
        yield "a field is invalid that is not at fault"


def _field(element: Element) -> Mapping[str, str]:
    if element.tag != "select":
        return element.attrib
    options = [option.get("value", "") for option in element.iter() if option.tag == "option"]
    return {**element.attrib, "values": " ".join(value for value in options if value)}


def _is_hidden(element: Element) -> bool:
    return element.tag == "input" and element.get("type") == "hidden"


def _acts(attribute: str) -> bool:
    return attribute.startswith(("hx-", "data-hx-", "on")) or attribute == "style"
