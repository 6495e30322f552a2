"""Reads HTML that is written out in full: every element closed where it ends, nothing left to the rules for repairs.

For such a page an HTML parser has no complaint, and makes the tree that its tags say. Everything else is declined here,
and goes to an HTML parser, which takes twenty times as long.
"""

import re
from collections.abc import Iterator, Set
from html import unescape
from xml.etree.ElementTree import Element, TreeBuilder

XHTML = "{http://www.w3.org/1999/xhtml}"
SVG = "{http://www.w3.org/2000/svg}"
DOCTYPE = re.compile(r"\s*<!doctype html>\s*", re.IGNORECASE)
ATTRIBUTE = re.compile(r"""\s+(viewBox|[a-z][a-z0-9-]*)(?:="([^"]*)"|='([^']*)')?(?=\s|/?$)""")
TAG = re.compile(r"""<(/?)([a-z][a-z0-9]*)((?:\s+[a-zA-Z0-9-]+(?:="[^"]*"|='[^']*')?)*)\s*(/?)>""")
ODD_SIGNS = re.compile("[\0-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]|[\U0001fffe-\U0010ffff]")
ODD_REFERENCE = re.compile(r"&(?!(?:amp|lt|gt|quot|nbsp|#34|#39|#x27);)")


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


HEADINGS = _names("h1 h2 h3 h4 h5 h6")
CLOSE_P = HEADINGS | _names(
    "address article aside blockquote dd details div dl dt fieldset figcaption figure footer form header hr li main nav"
    " ol p pre section summary table ul"
)
"""What ends a paragraph that is still open."""
INLINE = _names(
    "a abbr audio b bdi bdo br button cite code dfn em i img input kbd label legend mark output picture progress q s"
    " samp select small source span strong sub sup textarea time u var video wbr"
)
FLOW = INLINE | CLOSE_P - {"li", "dt", "dd"} | {"script", "svg"}
DRAWING = _names("circle desc ellipse g line path polygon polyline rect text title tspan")
VOID = _names("br hr img input link meta source wbr")
ONLY_TEXT = _names("option script textarea title")
HOLDS: dict[str, Set[str]] = {
    "html": {"head", "body"},
    "head": {"link", "meta", "script", "title"},
    "table": {"caption", "tbody", "tfoot", "thead"},
    "thead": {"tr"},
    "tbody": {"tr"},
    "tfoot": {"tr"},
    "tr": {"td", "th"},
    "select": {"option"},
    "ul": {"li"},
    "ol": {"li"},
    "dl": {"div", "dd", "dt"},
    **dict.fromkeys(("desc", *ONLY_TEXT), frozenset()),
}
"""What may stand in an element; in others, what may stand in a text."""
WITHOUT_TEXT = HOLDS.keys() - {"desc", "option", "textarea", "title", "ul", "ol", "dl"}
NOT_INSIDE: dict[str, Set[str]] = {
    **dict.fromkeys(CLOSE_P, frozenset({"p"})),
    **dict.fromkeys(HEADINGS, HEADINGS | {"p"}),
    "a": {"a"},
    "button": {"button"},
    "form": {"form", "p"},
}


class _Declined(Exception):
    """Not written out in full, or not known to be."""


def read(text: str) -> Element | None:
    """Return the tree of a page or a fragment of one, or None for what an HTML parser has to decide."""
    try:
        return _Reading(text).tree()
    except _Declined:
        return None


class _Reading:
    """One text, read from its beginning to its end."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.made = TreeBuilder()
        self.open: list[str] = []
        self.seen: list[str] = []
        """Which of html, head and body have begun."""

    def tree(self) -> Element:
        """Return the tree."""
        _decline(ODD_SIGNS.search(self.text) is not None)
        doctype = DOCTYPE.match(self.text)
        if not doctype:
            self._begin_fragment()
        self._read(doctype.end() if doctype else len(self.text) - len(self.text.lstrip()))
        _decline(self.open != ["html", "body"])
        for _name in "body", "html":
            self.made.end(XHTML + _name)
        return self.made.close()

    def _begin_fragment(self) -> None:
        _decline(self.text.lstrip()[:5] in ("<titl", "<meta", "<link", "<scri"))
        for name in "html", "head":
            self._start(name, {})
        self._end("head")
        self._start("body", {})

    def _read(self, position: int) -> None:
        ended = ""  # </body> or </html>, after which only spaces may come; they belong to the body
        for tag in TAG.finditer(self.text, position):
            self._say(self.text[position : tag.start()], ended)
            position = tag.end()
            closes, name, attributes, is_closed = tag.groups()
            if closes and name in ("body", "html"):
                _decline((name, ended) not in (("body", ""), ("html", "body")) or self.open != ["html", "body"])
                ended = name
                continue
            _decline(bool(ended))
            if closes:
                _decline(bool(attributes or is_closed))
                self._end(name)
            else:
                self._start(name, dict(_attributes(attributes)), is_closed=bool(is_closed))
        self._say(self.text[position:], ended)

    def _say(self, text: str, ended: str) -> None:
        if not text:
            return
        _decline("<" in text)
        parent = self.open[-1] if self.open else ""
        if ended or not parent or parent in WITHOUT_TEXT:
            _decline(not text.isspace())
            if self.open == ["html"] and self.seen == ["html"]:
                return  # before <head>
        self.made.data(_unescaped(text.removeprefix("\n") if parent == "textarea" else text))

    def _start(self, name: str, attributes: dict[str, str], *, is_closed: bool = False) -> None:
        is_drawing = name == "svg" or "svg" in self.open
        self._check_place(name)
        full_name = (SVG if is_drawing else XHTML) + name
        _decline(is_closed and not is_drawing)
        _decline("viewBox" in attributes and not is_drawing)
        self.made.start(full_name, attributes)
        if is_closed or (name in VOID and not is_drawing):
            self.made.end(full_name)
        else:
            self.open.append(name)

    def _check_place(self, name: str) -> None:
        if name in ("html", "head", "body"):
            self.seen.append(name)
            _decline(self.seen != ["html", "head", "body"][: len(self.seen)])
        parent = self.open[-1] if self.open else ""
        if parent in ("ul", "ol", "dl", "div") and name in HOLDS["dl"] | HOLDS["ul"]:
            _decline(parent == "div" and name in ("dt", "dd") and self.open[-2] != "dl")
            _decline(name == "li" and parent not in ("ul", "ol"))
            _decline(name in ("dt", "dd") and parent not in ("dl", "div"))
        elif parent:
            _decline(name not in HOLDS.get(parent, DRAWING if "svg" in self.open else FLOW))
        else:
            _decline(name != "html")
        _decline(not NOT_INSIDE.get(name, frozenset()).isdisjoint(self.open))

    def _end(self, name: str) -> None:
        _decline(not self.open or self.open[-1] != name)
        is_drawing = "svg" in self.open
        self.open.pop()
        self.made.end((SVG if is_drawing else XHTML) + name)


def _decline(declined: bool) -> None:
    if declined:
        raise _Declined


def _attributes(text: str) -> Iterator[tuple[str, str]]:
    found = ATTRIBUTE.findall(text)
    _decline(len({name for name, *_values in found}) < len(found) or ATTRIBUTE.sub("", text).strip() != "")
    return ((name, _unescaped(value or other)) for name, value, other in found)


def _unescaped(text: str) -> str:
    if "&" not in text:
        return text
    _decline(ODD_REFERENCE.search(text) is not None)
    return unescape(text)
