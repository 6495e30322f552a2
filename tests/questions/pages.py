"""Renders the fields of a question as the card will, and inspects them."""

from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element

import html5lib
from jinja2 import ChoiceLoader, Environment, FileSystemLoader, StrictUndefined, Template

from emm.questions import registry
from emm.questions.contract import FormValues, Kind
from emm.world import Arrangement

PREFIX = "q-example"
FIELDS = ("input", "select", "textarea")
FOREIGN = {"form", "button", "script", "style", "link", "svg"}
NAMES = ("answer", "step")


def render(kind: Kind[Any], spec: Any, arrangement: Arrangement, values: FormValues, prefix: str = PREFIX) -> str:
    """Return the fields of the question as HTML."""
    view = kind.view(spec, arrangement, values)
    return _template(registry.folder(kind)).render(view=view, prefix=prefix)


@cache
def _template(folder: Path) -> Template:
    loader = ChoiceLoader([FileSystemLoader(folder), FileSystemLoader(registry.FOLDER)])
    environment = Environment(loader=loader, autoescape=True, undefined=StrictUndefined)
    return environment.get_template("question.html")


def elements(page: str) -> list[Element]:
    """Return all elements of a piece of HTML; anything that a browser would have to mend is refused."""
    parser = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False)
    return [element for element in parser.parseFragment(page).iter() if isinstance(element.tag, str)]


def fields(page: str) -> list[Mapping[str, str]]:
    """Return the attributes of each field that can be filled in, in order."""
    return [element.attrib for element in elements(page) if element.tag in FIELDS]


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


def _acts(attribute: str) -> bool:
    return attribute.startswith(("hx-", "data-hx-", "on")) or attribute == "style"
