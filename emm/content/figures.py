"""Reads drawings: plain shapes and digits pass, everything else is named and refused."""

import re
from collections.abc import Callable
from html import escape
from pathlib import Path
from xml.parsers import expat

from emm.content.sources import MAX_SVG_BYTES

_SHAPES = {"g", "path", "circle", "ellipse", "rect", "line", "polyline", "polygon", "text", "tspan"}
_ATTRIBUTES = {
    "viewBox", "role", "width", "height", "preserveAspectRatio", "fill", "fill-opacity", "fill-rule", "stroke",
    "stroke-width", "stroke-linecap", "stroke-linejoin", "stroke-dasharray", "stroke-opacity", "opacity", "d",
    "points", "cx", "cy", "r", "rx", "ry", "x", "y", "x1", "y1", "x2", "y2", "dx", "dy", "transform", "font-size",
    "font-weight", "text-anchor", "dominant-baseline", "aria-hidden", "focusable",
}  # fmt: skip
_NAMESPACE = "http://www.w3.org/2000/svg"
_VALUE = re.compile(r"(?!.*url\s*\()[A-Za-z0-9\s.,+#%()\-]*", re.DOTALL | re.IGNORECASE)
_VIEW_BOX = re.compile(r"\s*-?[\d.]+([\s,]+-?[\d.]+){3}\s*")


class Unfit(Exception):
    """A drawing cannot be shown; `what` names the reason so that it completes "the file contains ..."."""

    def __init__(self, what: str, line: int) -> None:
        super().__init__(what)
        self.what = what
        self.line = line


def read_svg(file: Path) -> Callable[[str], str]:
    """Return the drawing as a function from its alt text to markup; raise Unfit, or OSError when it is gone."""
    with file.open("rb") as stream:
        raw = stream.read(MAX_SVG_BYTES + 1)
    if len(raw) > MAX_SVG_BYTES:
        raise Unfit(f"more than {MAX_SVG_BYTES // 1024} kB", 1)
    before, after = _Drawing().read(raw)
    return lambda alt: f"{before}<title>{escape(alt)}</title>{after}"


class _Drawing:
    """Copies allowed elements as they are parsed, so nothing that was not looked at can reach a page."""

    def __init__(self) -> None:
        self._parser = expat.ParserCreate()
        self._open: list[str] = []
        self._start = ""
        self._out: list[str] = []

    def read(self, raw: bytes) -> tuple[str, str]:
        parser = self._parser
        parser.StartDoctypeDeclHandler = lambda *_: self._refuse("a document type")
        parser.StartElementHandler = self._begin
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._words
        try:
            parser.Parse(raw, True)
        except expat.ExpatError as error:
            raise Unfit(f"a mistake: {expat.ErrorString(error.code)}", error.lineno) from error
        return self._start, "".join(self._out)

    def _begin(self, name: str, attributes: dict[str, str]) -> None:
        is_root = not self._open
        if is_root and name != "svg":
            self._refuse("no drawing")
        if not is_root and name not in {*_SHAPES, "title"}:
            self._refuse(f"the element <{name}>")
        self._open.append(name)
        kept = {key: value for key, value in attributes.items() if self._is_kept(key, value)}
        if is_root:
            self._begin_drawing(kept)
        elif name != "title":
            self._out.append(f"<{name}{_written(kept)}>")

    def _begin_drawing(self, attributes: dict[str, str]) -> None:
        if not _VIEW_BOX.fullmatch(attributes.get("viewBox", "")):
            self._refuse("no viewBox with four numbers")
        self._start = f"<svg{_written({**attributes, 'role': 'img'})}>"

    def _end(self, name: str) -> None:
        self._open.pop()
        if name != "title":
            self._out.append(f"</{name}>")

    def _words(self, words: str) -> None:
        if "title" in self._open or not words.strip():
            return
        if not re.fullmatch(r"[0-9\s]+", words) or self._open[-1] not in {"text", "tspan"}:
            self._refuse(f'the words "{words.strip()[:40]}"')
        self._out.append(words)

    def _is_kept(self, name: str, value: str) -> bool:
        if name == "xmlns" and value == _NAMESPACE:
            return False
        if name not in _ATTRIBUTES:
            self._refuse(f'the attribute "{name}"')
        if not _VALUE.fullmatch(value):
            self._refuse(f'a value of "{name}" that is not a number or a colour')
        return True

    def _refuse(self, what: str) -> None:
        raise Unfit(what, self._parser.CurrentLineNumber)


def _written(attributes: dict[str, str]) -> str:
    return "".join(f' {name}="{escape(value)}"' for name, value in attributes.items())
