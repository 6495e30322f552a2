"""Finds the files of a course and reads them within limits; nothing else touches the disk."""

import codecs
import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from emm.content.problems import Problems
from emm.errors import Problem
from emm.errors.codes import problem
from emm.world import fingerprint

DEPTH = 3
"""How deep a course folder is looked into: its own files, those of a language, those of a topic."""
MAX_FILE_BYTES = 128 * 1024
MAX_FILES = 300
MAX_COURSE_BYTES = 4 * 1024 * 1024
MAX_SVG_BYTES = 4 * 1024
MAX_NOTED_BYTES = 1024 * 1024
"""What tools have noted grows with every edition and every language."""

UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
"""What a file begins with that an editor calls "Unicode": there is no doubt about its signs."""

POOL = "assessment.md"
TRANSLATIONS = "translations.json"
LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})?")
AUDIO = (".opus", ".ogg", ".mp3", ".m4a")
_NUMBERED = re.compile(r"(\d{1,6})-(.+)")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")
"""What no page and no export format can hold."""
_TEMPORARY = ("~", ".swp", ".swx", ".tmp", ".bak", ".part")


@dataclass(frozen=True, slots=True)
class TextFile:
    """One file of a course."""

    path: str
    """Relative to the course folder, with slashes."""
    text: str | None
    """None when it cannot be read."""
    problems: tuple[Problem, ...] = ()

    @property
    def name(self) -> str:
        """The last part of the path, without ".md" and the number that orders it."""
        return bare_name(self.path)


@dataclass(frozen=True, slots=True)
class TopicFolder:
    """A numbered folder with the lessons of one topic."""

    path: str
    topic: TextFile | None
    lessons: tuple[TextFile, ...]

    @property
    def name(self) -> str:
        """The last part of the path, without the number that orders it."""
        return bare_name(self.path)


@dataclass(frozen=True, slots=True)
class LanguageFolder:
    """Everything that was written in one language."""

    language: str
    course: TextFile | None
    glossary: TextFile | None
    pool: TextFile | None
    """The questions of the final assessment."""
    topics: tuple[TopicFolder, ...]

    @property
    def files(self) -> tuple[TextFile, ...]:
        """All that was written, in the order of reading."""
        topics = (file for topic in self.topics for file in (topic.topic, *topic.lessons))
        return tuple(file for file in (self.course, self.glossary, *topics, self.pool) if file)


@dataclass(frozen=True, slots=True)
class CourseFolder:
    """All that lies in the folder of one course."""

    name: str
    languages: Mapping[str, LanguageFolder]
    figures: Mapping[str, Path]
    media: Mapping[str, Path]
    ids: TextFile | None
    translations: TextFile | None
    """What each translation was made from."""
    fingerprint: str
    """Changes when any of the files changes."""


def read_folder(folder: Path, problems: Problems) -> CourseFolder:
    """Return the files of the course in `folder`; what cannot be read or has no place is noted in `problems`."""
    return _Reader(folder, problems).read()


class _Reader:
    """Walks one course folder; knows how much was read so far."""

    def __init__(self, folder: Path, problems: Problems) -> None:
        self._root = folder.resolve()
        self._name = folder.name
        self._problems = problems
        self._files = 0
        self._bytes = 0
        self._seen: list[str] = []
        """A line about every file that was read or listed."""

    def read(self) -> CourseFolder:
        folders = [entry.name for entry in self._entries("") if entry.is_dir()]
        languages = [name for name in folders if LANGUAGE.fullmatch(name)]
        for name in folders:
            if name not in {*languages, "figures", "media"}:
                advice = "A course has one folder a language (en, fr, ...), and the folders figures and media."
                self._problems.add(name, 1, "E015", what=f'Folder "{name}"', advice=advice)
        return CourseFolder(
            name=self._name,
            languages={name: self._language(name) for name in languages},
            figures=self._assets("figures", (".svg",)),
            media=self._assets("media", AUDIO),
            ids=self._noted("ids.json"),
            translations=self._noted(TRANSLATIONS),
            fingerprint=fingerprint("\n".join(sorted(self._seen))),
        )

    def _noted(self, name: str) -> TextFile | None:
        return self._text(name, MAX_NOTED_BYTES) if (self._root / name).is_file() else None

    def _language(self, language: str) -> LanguageFolder:
        files = {name: self._text(f"{language}/{name}") for name in self._markdown(language)}
        for name in sorted(files.keys() - {"course.md", "glossary.md", POOL}):
            advice = "Lessons stand in a numbered topic folder, for example 1-introduction/1-first-steps.md."
            self._problems.add(f"{language}/{name}", 1, "E015", what=f'File "{name}"', advice=advice)
        topics = self._ordered([entry.name for entry in self._entries(language) if entry.is_dir()], language)
        return LanguageFolder(
            language,
            files.get("course.md"),
            files.get("glossary.md"),
            files.get(POOL),
            tuple(self._topic(f"{language}/{name}") for name in topics),
        )

    def _topic(self, path: str) -> TopicFolder:
        for entry in self._entries(path):
            if entry.is_dir():
                advice = "A topic folder holds files only. Move the lessons up."
                self._problems.add(f"{path}/{entry.name}", 1, "E015", what=f'Folder "{entry.name}"', advice=advice)
        names = self._markdown(path)
        lessons = self._ordered([name for name in names if name != "topic.md"], path)
        return TopicFolder(
            path,
            self._text(f"{path}/topic.md") if "topic.md" in names else None,
            tuple(self._text(f"{path}/{name}") for name in lessons),
        )

    def _ordered(self, names: list[str], path: str) -> list[str]:
        """Return the names in the order of their numbers; names without one come last."""
        places: dict[str, int] = {}
        for name in names:
            numbered = _NUMBERED.fullmatch(name)
            places[name] = int(numbered[1]) if numbered else 10**6
            if not numbered:
                self._problems.add(f"{path}/{name}", 1, "E005", name=name)
        for place in set(places.values()) - {10**6}:
            twins = sorted(name for name in names if places[name] == place)
            if len(twins) > 1:
                self._problems.add(f"{path}/{twins[1]}", 1, "E006", prefix=place, names=", ".join(twins))
        return sorted(names, key=lambda name: (places[name], name))

    def _markdown(self, path: str) -> list[str]:
        return [entry.name for entry in self._entries(path) if entry.name.endswith(".md") and entry.is_file()]

    def _assets(self, path: str, endings: tuple[str, ...]) -> dict[str, Path]:
        entries = self._entries(path) if (self._root / path).is_dir() else ()
        files = [entry for entry in entries if entry.name.endswith(endings) and entry.is_file()]
        self._seen += [f"{path}/{entry.name} {_gist(entry)}" for entry in files]
        return {entry.name: Path(entry.path) for entry in files}

    def _entries(self, path: str) -> Iterator["os.DirEntry[str]"]:
        """Yield what lies in a folder, by name; without hidden and temporary files and links that lead outside."""
        try:
            with os.scandir(self._root / path) as found:
                entries = sorted(found, key=lambda entry: entry.name)
        except OSError as error:
            self._problems.add(path or ".", 1, "E016", reason=_reason(error))
            return
        for entry in entries:
            shown = entry.name.encode(errors="replace").decode()
            if shown != entry.name:
                self._problems.add(f"{path}/{shown}".lstrip("/"), 1, "E016", reason="its name is not UTF-8")
            elif not is_temporary(entry.name) and self._is_inside(entry):
                yield entry

    def _is_inside(self, entry: "os.DirEntry[str]") -> bool:
        return not entry.is_symlink() or Path(entry.path).resolve().is_relative_to(self._root)

    def _text(self, path: str, limit: int = MAX_FILE_BYTES) -> TextFile:
        file = self._read(path, limit)
        self._seen.append(f"{path} {fingerprint(file.text or '')}")
        self._problems.extend(file.problems)
        return file

    def _read(self, path: str, limit: int) -> TextFile:
        self._files += 1
        if self._files > MAX_FILES:
            return _unreadable(path, 1, "E008", what="This course", limit=f"{MAX_FILES} files")
        try:
            with (self._root / path).open("rb") as stream:
                raw = stream.read(limit + 1)
        except OSError as error:
            return _unreadable(path, 1, "E016", reason=_reason(error))
        self._bytes += len(raw)
        if len(raw) > limit:
            return _unreadable(path, 1, "E008", what="This file", limit=f"{limit // 1024} kB")
        if self._bytes > MAX_COURSE_BYTES:
            allowed = f"{MAX_COURSE_BYTES // 1024 // 1024} MB of text"
            return _unreadable(path, 1, "E008", what="This course", limit=allowed)
        return decoded(path, raw)


def decoded(path: str, raw: bytes) -> TextFile:
    """Return the text in `raw` with plain line ends, or the problem that keeps it from being read."""
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        advice = "Run emm fix to change it to UTF-8." if raw.startswith(UTF16) else "Save it again as UTF-8."
        return _unreadable(path, raw.count(b"\n", 0, error.start) + 1, "E007", advice=advice)
    unseen = _CONTROL.search(text)
    if unseen:
        line = text.count("\n", 0, unseen.start()) + 1
        return _unreadable(path, line, "E016", reason="it holds a sign that cannot be shown")
    windows = text.count("\r\n")
    plain = text.replace("\r\n", "\n")
    if "\r" in plain or (windows and plain.count("\n") != windows):
        advice = "Run emm fix to give all lines the same end."
        return TextFile(path, plain.replace("\r", "\n"), (problem(path, _odd_line(text), "E007", advice=advice),))
    return TextFile(path, plain)


def bare_name(path: str) -> str:
    """Return the last part of a path, without ".md" and the number that orders it."""
    bare = path.rpartition("/")[2].removesuffix(".md")
    numbered = _NUMBERED.fullmatch(bare)
    return numbered[2] if numbered else bare


def is_temporary(name: str) -> bool:
    """Return whether a file is hidden, or left by an editor in the middle of saving."""
    return name.startswith((".", "#")) or name.endswith(_TEMPORARY)


def _gist(entry: "os.DirEntry[str]") -> str:
    """Return what a course shows of a figure or recording: all of a drawing, the size of a sound."""
    try:
        size = entry.stat().st_size
        return fingerprint(Path(entry.path).read_text("latin-1")) if size <= MAX_SVG_BYTES else str(size)
    except OSError:
        return "gone"


def _odd_line(text: str) -> int:
    """Return the first line that does not end as the line before it does."""
    ends = re.findall(r"\r\n|\n|\r", text)
    return next(line for line, end in enumerate(ends, 1) if end == "\r" or end != ends[0])


def _unreadable(path: str, line: int, code: str, **values: object) -> TextFile:
    return TextFile(path, None, (problem(path, line, code, **values),))


def _reason(error: OSError) -> str:
    return (error.strerror or "it cannot be opened").lower()
