"""A client that inspects every page it gets, whatever the test is about."""

import re
from copy import deepcopy
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from xml.etree.ElementTree import Element, tostring

import html5lib
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from emm.web.security import HEADERS, OF_FRAGMENTS, OF_PAGES
from tests.support import plain

XHTML = plain.XHTML
HTMX = {"HX-Request": "true", "HX-Request-Type": "partial"}
SAME_ORIGIN = {"Sec-Fetch-Site": "same-origin"}
KEYS = re.compile(r"[0-9a-f]{32}(?:\.[0-9a-f]{64})?")
MARK = "\ue000"
"""Stands around the number of a key that was taken out of a page; no page contains it."""
MARKED = re.compile(f"{MARK}([0-9]+){MARK}")
STYLE = re.compile(r"/static/emm\.css[^\"]*")
"""The style that a page has and a fragment has not; who sends a page announces it."""
brief = False
"""Whether pages that are written out in full are read without an HTML parser; `--brief` sets it."""
FORBIDDEN_ATTRIBUTES = ("style", "hx-on", "data-hx-on")


@dataclass(frozen=True)
class Page:
    """A response, and its HTML as a tree."""

    response: TestResponse
    tree: Element

    @property
    def status(self) -> int:
        """The status code."""
        return self.response.status_code

    @property
    def text(self) -> str:
        """The source."""
        return self.response.text

    @property
    def title(self) -> str:
        """The words in the title bar."""
        return words(self.one("title"))

    def all(self, tag: str, **attributes: str) -> list[Element]:
        """Return the elements of that name whose attributes have these values (`class_`, `data_state`)."""
        return found_in(self.tree, tag, **attributes)

    def one(self, tag: str, **attributes: str) -> Element:
        """Return the only such element."""
        found = self.all(tag, **attributes)
        assert len(found) == 1, f"{len(found)} elements {tag} {attributes}"
        return found[0]

    def card(self, question: str) -> Element:
        """Return the card of a question."""
        return self.one("section", id=f"q-{question}")

    def hidden(self) -> dict[str, str]:
        """Return the hidden fields of the (only) form in the main part of the page."""
        inputs = self.one("main").iter(XHTML + "input")
        return {e.get("name", ""): e.get("value", "") for e in inputs if e.get("type") == "hidden"}

    def fields(self, question: str) -> dict[str, str]:
        """Return the hidden fields of the (first) form of a question's card."""
        form = next(self.card(question).iter(XHTML + "form"))
        inputs = form.iter(XHTML + "input")
        return {e.get("name", ""): e.get("value", "") for e in inputs if e.get("type") == "hidden"}


class PageClient:
    """Asks as a browser would, and looks at each page that comes back."""

    def __init__(self, client: FlaskClient) -> None:
        """Use a client of the application under test."""
        self.client = client

    def get(self, path: str, *, status: int = 200, **options: Any) -> Page:
        """Return the page at `path`."""
        return self._inspected(self.client.get(path, **options), status)

    def post(self, path: str, data: Any = None, *, status: int = 200, htmx: bool = False, **options: Any) -> Page:
        """Send a form as a browser does, following the way to the page that shows the outcome."""
        headers = SAME_ORIGIN | (HTMX if htmx else {}) | options.pop("headers", {})
        response = self.client.post(path, data=data, headers=headers, follow_redirects=not htmx, **options)
        return self._inspected(response, status)

    def answer(
        self, lesson: str, question: str, *, action: str = "", htmx: bool = False, status: int = 200, **given: Any
    ) -> Page:
        """Open the lesson, fill in the form of a question and send it."""
        page = self.get(lesson)
        base = lesson.rpartition("/")[0]
        path = f"{base}/q/{question}" + (f"/{action}" if action else "")
        return self.post(path, page.fields(question) | given, htmx=htmx, status=status)

    def _inspected(self, response: TestResponse, status: int) -> Page:
        assert response.status_code == status, f"{response.status_code}: {response.text[:500]}"
        page = Page(response, parsed(response.text))
        is_fragment = "HX-Request" in response.request.headers and not is_page(response.text)
        for name, value in (HEADERS | (OF_FRAGMENTS if is_fragment else OF_PAGES)).items():
            assert response.headers.get(name) == value, f"header {name}"
        assert "Vary" in response.headers
        style = STYLE.search(response.text)
        assert response.headers.get("Link") == (f"<{style[0]}>; rel=preload; as=style" if style else None)
        return page


def parsed(text: str) -> Element:
    """Return a page or a fragment as a tree, once it has been looked at.

    That takes time, and most pages were seen before but for the keys and tokens in their forms.
    """
    keys: dict[str, int] = {}
    looked_at = _looked_at(KEYS.sub(lambda key: f"{MARK}{keys.setdefault(key[0], len(keys))}{MARK}", text))
    tree = deepcopy(looked_at.tree)
    if looked_at.marked:
        elements, found = list(tree.iter()), list(keys)
        for place in looked_at.marked:
            _put_back(elements[place], found)
    return tree


def _put_back(element: Element, keys: list[str]) -> None:
    for name, value in element.items():
        element.set(name, MARKED.sub(lambda number: keys[int(number[1])], value))
    element.text = MARKED.sub(lambda number: keys[int(number[1])], element.text or "")


@dataclass(frozen=True)
class LookedAt:
    """A page without its keys, in which nothing is amiss."""

    tree: Element
    marked: tuple[int, ...]
    """Which elements have a key in an attribute or in their text: a link that is shown once, somebody who is gone."""


@lru_cache(maxsize=1000)
def _looked_at(text: str) -> LookedAt:
    """Return a page as a tree; what must hold for every page and every fragment, holds."""
    tree, complaints = _read(text)
    _inspect_elements(tree)
    if is_page(text):
        assert not complaints
        _inspect_page(tree)
    elements = enumerate(tree.iter())
    marked = (place for place, one in elements if MARK in "".join((one.text or "", *one.attrib.values())))
    return LookedAt(tree, tuple(marked))


def _read(text: str) -> tuple[Element, tuple[str, ...]]:
    """Return a page as a tree, and what an HTML parser finds wrong with it.

    In a brief run it is asked about odd pages only; else about all, and has to agree about those that are not odd.
    """
    tree = plain.read(text)
    if brief and tree is not None:
        return tree, ()
    parser = html5lib.HTMLParser(strict=False)
    found, complaints = parser.parse(text), tuple(name for _place, name, _values in parser.errors)
    if tree is not None:
        assert tostring(tree) == tostring(found)
        assert not (is_page(text) and complaints), complaints
    return found, complaints


def is_page(text: str) -> bool:
    """Return whether this is a whole page."""
    return text.lstrip().lower().startswith("<!doctype")


def _inspect_page(tree: Element) -> None:
    assert len(found_in(tree, "h1")) == 1, "one main heading"
    (title,), (site,) = found_in(tree, "title"), found_in(tree, "a", class_="site")
    assert words(title).endswith(f"– {words(site)}"), words(title)
    assert tree.get("lang")
    assert tree.get("dir") in ("ltr", "rtl")


def _inspect_elements(tree: Element) -> None:
    elements = list(tree.iter())
    ids = [name for e in elements if (name := e.get("id"))]
    assert len(ids) == len(set(ids)), f"duplicate ids: {sorted(i for i in set(ids) if ids.count(i) > 1)}"
    for element in elements:
        names = set(element.attrib)
        assert not any(name.startswith("on") or name in FORBIDDEN_ATTRIBUTES for name in names), element.attrib
        for target in (element.get("data-hx-target"), element.get("aria-labelledby"), element.get("aria-describedby")):
            for name in (target or "").replace("#", "").split():
                assert name in ids, f"nothing has the id {name}"
    for script in found_in(tree, "script"):
        assert script.get("src")
        assert not (script.text or "").strip(), "no inline script"
    assert not found_in(tree, "style")
    _inspect_forms(tree)


def _inspect_forms(tree: Element) -> None:
    labelled = {label.get("for") for label in found_in(tree, "label")}
    for form in found_in(tree, "form"):
        assert form.get("action"), "every form works without scripts"
        assert form.get("method") in ("post", "get")
        for field in form.iter(XHTML + "input"):
            if field.get("type") != "hidden":
                assert field.get("id") in labelled, f"no label for {field.attrib}"


def found_in(tree: Element, tag: str, **attributes: str) -> list[Element]:
    """Return the elements of that name whose attributes have these values (`class_`, `data_state`)."""
    wanted = {name.rstrip("_").replace("_", "-"): value for name, value in attributes.items()}
    return [
        element
        for element in tree.iter(XHTML + tag)
        if all(_has(element, name, value) for name, value in wanted.items())
    ]


def words(element: Element) -> str:
    """Return the text of an element, with single spaces."""
    return re.sub(r"\s+", " ", "".join(element.itertext())).strip()


def _has(element: Element, name: str, value: str) -> bool:
    held = element.get(name)
    return held is not None and (value in held.split() if name == "class" else held == value)
