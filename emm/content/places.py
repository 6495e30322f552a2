"""Where the links of a course can lead: its lessons and their sections, its words, its files, and the web."""

import difflib
import posixpath
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, unquote, urlsplit

from emm.content.markdown import Document, Heading
from emm.content.nodes import inlines
from emm.content.problems import MAX_COMPARED, did_you_mean
from emm.content.sources import POOL

OUTSIDE = ("http", "https", "mailto", "tel")


@dataclass(frozen=True, slots=True)
class LessonPlace:
    """A lesson that can be linked to."""

    id: str
    anchors: Mapping[int, str]
    """What its headings are called, by line."""
    links: Mapping[str, str]
    """Which of them a link means, by what authors may write after the sign #; "" is the top of the lesson."""


@dataclass(frozen=True, slots=True)
class Aim:
    """Where a link leads on the site; `term` is set when it explains a word."""

    href: str
    term: str = ""
    is_outside: bool = False


class Lost(Exception):
    """A link leads nowhere; `advice` tells the author what to do, `nearby` is what was perhaps meant."""

    def __init__(self, advice: str, word: str = "", nearby: Iterable[str] = ()) -> None:
        super().__init__(advice)
        self.advice = advice
        self._word = word
        self._nearby = nearby

    def guess(self) -> str:
        """Return advice that names what was perhaps meant; this takes some time."""
        return did_you_mean(self._word, self._nearby, self.advice).replace('"', "")


@dataclass(frozen=True, slots=True)
class Places:
    """Everything that the pages of one course in one language can link to."""

    course: str
    language: str
    lessons: Mapping[str, LessonPlace]
    """By path below the language folder: "2-actors/2-states.md"."""
    terms: frozenset[str]
    figures: Mapping[str, Path]
    media: Mapping[str, Path]

    @property
    def address(self) -> str:
        """The address of the course."""
        return self.address_in(self.language)

    def address_in(self, language: str) -> str:
        """Return the address of the course in another language."""
        return f"/{language}/c/{self.course}"

    def aim(self, path: str, target: str) -> Aim:
        """Return where the link `target` in the file `path` leads; raise Lost when it leads nowhere."""
        outside = _outside(target)
        if outside:
            return outside
        words, _, fragment = target.partition("#")
        here = below_language(path)
        file = posixpath.normpath(posixpath.join(posixpath.dirname(here), unquote(words))) if words else here
        fragment = unquote(fragment)
        if file == "glossary.md":
            return self._term(fragment, from_lesson=here not in {"course.md", POOL})
        if file == "course.md":
            return Aim(self.address)
        if file not in self.lessons:
            raise Lost("Check the path: it starts from the folder of this file.", file, self.lessons)
        lesson = self.lessons[file]
        if words and not fragment:
            return Aim(f"{self.address}/{lesson.id}")
        return self._section(lesson, fragment, is_here=file == here)

    def asset(self, path: str, target: str) -> str:
        """Return the path below the course folder that an image in the file `path` names."""
        return posixpath.normpath(posixpath.join(posixpath.dirname(path), unquote(target)))

    def media_address(self, name: str) -> str:
        """Return where the recording of that name is served."""
        return f"{self.address}/media/{quote(name)}"

    def _term(self, term: str, *, from_lesson: bool) -> Aim:
        if not from_lesson:
            raise Lost("Words of the glossary can be linked in lessons only.")
        if not term:
            raise Lost("Link to one of its words, for example glossary.md#diaspora.")
        if term not in self.terms:
            raise Lost("Add the word to the glossary, or link to another one.", f"#{term}", _as_anchors(self.terms))
        return Aim(f"#w-{quote(term)}", term=term)

    def _section(self, lesson: LessonPlace, fragment: str, *, is_here: bool) -> Aim:
        anchor = lesson.links.get(fragment)
        if anchor is None:
            advice = "Link to a section: its title in small letters, with dashes."
            raise Lost(advice, f"#{fragment}", _as_anchors(lesson.links))
        address = f"{self.address}/{lesson.id}"
        if not anchor:
            return Aim(address)
        return Aim(f"#s-{quote(anchor)}" if is_here else f"{address}#s-{quote(anchor)}")


def media_name(address: str) -> str:
    """Return the file name in the address of a recording."""
    return unquote(address.rpartition("/")[2])


def below_language(path: str) -> str:
    """Return the part of a path that is the same in every language."""
    return path.partition("/")[2]


def lesson_place(
    lesson_id: str, own: Sequence[Heading], source: Sequence[Heading], borrowed: Sequence[Heading] = ()
) -> LessonPlace:
    """Return where links to a lesson lead, by its own headings and those of the lesson it translates.

    A translation keeps the anchors of its source, so that links need no translation. Where its sections are
    not the same, its own anchors hold, and a link to a section of the source leads to the top ("").
    Headings of sections that it borrows from the source keep theirs.
    """
    is_alike = [heading.level for heading in own] == [heading.level for heading in source]
    anchors = [heading.slug for heading in (source if is_alike else own)]
    links = {heading.slug: heading.slug if heading.slug in anchors else "" for heading in source}
    links |= {heading.slug: heading.slug for heading in borrowed}
    for heading, anchor in zip(own, anchors, strict=True):
        links.setdefault(heading.slug, anchor)
    return LessonPlace(lesson_id, {heading.line: anchor for heading, anchor in zip(own, anchors, strict=True)}, links)


def translated_target(target: str, own: Document, source: Document) -> str:
    """Return which link target of the source became `target` in its translation, "" when none did."""
    theirs = set(_targets(source))
    left = [one for one in sorted(theirs - set(_targets(own))) if len(one) <= MAX_COMPARED]
    if target in theirs or len(target) > MAX_COMPARED:
        return ""
    return next(iter(difflib.get_close_matches(target, left, n=1, cutoff=0.0)), "")


def _targets(document: Document) -> Iterator[str]:
    for inline in inlines(document.nodes):
        for child in inline.children or ():
            if child.type == "link_open":
                yield unquote(str(child.attrGet("href") or ""))


def _outside(target: str) -> Aim | None:
    try:
        parts = urlsplit(target)
    except ValueError:
        raise Lost("Check the address.") from None
    if parts.scheme in OUTSIDE and (parts.netloc if parts.scheme.startswith("http") else parts.path):
        return Aim(target, is_outside=parts.scheme.startswith("http"))
    if parts.scheme or parts.netloc or target.startswith(("/", "\\")):
        raise Lost("Links begin with https:, http:, mailto: or tel:, or name a file of this course.")
    return None


def _as_anchors(words: Iterable[str]) -> Iterator[str]:
    return (f"#{word}" for word in words)
