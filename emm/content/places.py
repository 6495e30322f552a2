"""Where the links of a course can lead: its lessons and their sections, its words, its files, and the web."""

import posixpath
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, unquote, urlsplit

from emm.content.markdown import Heading
from emm.content.words import did_you_mean

OUTSIDE = ("http", "https", "mailto", "tel")


@dataclass(frozen=True, slots=True)
class LessonPlace:
    """A lesson that can be linked to, and its anchors by the words that authors may write for them."""

    id: str
    anchors: Mapping[str, str]


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
        return f"/{self.language}/c/{self.course}"

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
            return self._term(fragment, from_lesson=here != "course.md")
        if file == "course.md":
            return Aim(self.address)
        return self._lesson(file, fragment, is_here=file == here)

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

    def _lesson(self, file: str, fragment: str, *, is_here: bool) -> Aim:
        lesson = self.lessons.get(file)
        if lesson is None:
            raise Lost("Check the path: it starts from the folder of this file.", file, self.lessons)
        address = "" if is_here else f"{self.address}/{lesson.id}"
        if not fragment and not is_here:
            return Aim(address)
        anchor = lesson.anchors.get(fragment)
        if anchor is None:
            advice = "Link to a section: its title in small letters, with dashes."
            raise Lost(advice, f"#{fragment}", _as_anchors(lesson.anchors))
        return Aim(f"{address}#s-{quote(anchor)}" if anchor else f"{self.address}/{lesson.id}")


def media_name(address: str) -> str:
    """Return the file name in the address of a recording."""
    return unquote(address.rpartition("/")[2])


def below_language(path: str) -> str:
    """Return the part of a path that is the same in every language."""
    return path.partition("/")[2]


def anchors(own: Iterable[Heading], source: Iterable[Heading]) -> dict[str, str]:
    """Return the anchor for each word that a link may use, for the sections of a lesson.

    A translation keeps the anchors of its source, so that links need no translation. Where its sections are
    not the same, its own anchors hold, and a link to a section of the source leads to the top ("").
    """
    own, source = list(own), list(source)
    if [heading.level for heading in own] != [heading.level for heading in source]:
        return {heading.slug: "" for heading in source} | {heading.slug: heading.slug for heading in own}
    pairs = list(zip(own, source, strict=True))
    return {mine.slug: theirs.slug for mine, theirs in pairs} | {theirs.slug: theirs.slug for _, theirs in pairs}


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
