"""What translators are helped with: files to write over, a record of what was translated, and what is left to do."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from emm.content.about import read_source_about
from emm.content.beside import Beside, State, beside
from emm.content.frontmatter import FENCE
from emm.content.ids import Ids
from emm.content.languages import LanguageVersion, read_source, read_translation, units_of_version
from emm.content.markdown import Document, parse
from emm.content.pool import units_of_pool
from emm.content.problems import Problems, did_you_mean
from emm.content.record import Made, read_record, save_record
from emm.content.sources import POOL, TRANSLATIONS, CourseFolder, TextFile, read_folder
from emm.content.units import Unit
from emm.errors import Conflict, ContentError, NotFound

TEXTS = ("id", "title", "summary", "goal", "keep", "audience", "sources_note")
"""The keys of a front matter that a translation has; in course.md the objectives too."""
_ABOUT = "course.md"
_KEY = re.compile(r"([A-Za-z_]+)\s*:")
_GLOSSARY = "glossary.md"


@dataclass(frozen=True, slots=True)
class Standing:
    """How one file stands in a language."""

    language: str
    file: str
    """Below the language folder."""
    states: tuple[tuple[str, State], ...]
    """Of each unit of the source: its name, and how it stands."""


class Translations:
    """The translations of one course, as its files are now."""

    def __init__(self, folder: Path) -> None:
        """Read the course in `folder`; raise ContentError when course.md or translations.json cannot be read."""
        self._root = folder
        self._folder: CourseFolder = read_folder(folder, Problems())
        problems = Problems()
        self._record = read_record(self._folder.translations, problems)  # one that is broken must not be written over
        language, about = read_source_about(self._folder, problems)
        if about is None or any(problem.path == TRANSLATIONS for problem in problems.all()):
            raise ContentError(*problems.all())
        source = self._folder.languages[language]
        self._source: LanguageVersion = read_source(source, about, Ids({}), Problems(), drafts=True)
        self._pool = _document(source.pool)
        self._units: dict[str, Mapping[str, Unit]] = units_of_version(self._source)
        if self._pool:
            self._units[POOL] = units_of_pool(self._pool)

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages that course.md names beside the source."""
        return self._source.about.languages[1:]

    @property
    def all_languages(self) -> tuple[str, ...]:
        """Every language of the course, the source first."""
        return self._source.about.languages

    @property
    def files(self) -> tuple[str, ...]:
        """What there is to translate, below the language folder."""
        return tuple(self._units)

    def stub(self, language: str, files: Sequence[str] = ()) -> tuple[Path, ...]:
        """Make files with the source text to write over, all that are missing unless some are named.

        Returns what was made, and records that it was made from the source of now. Raises NotFound for a language
        or a file that the course does not have, Conflict for a file that is there already.
        """
        self._check_language(language)
        for file in files:
            self._check_file(file)
            if (self._root / language / file).exists():
                raise Conflict(
                    f"{language}/{file} is there already, and nothing is written over a translation. "
                    f"What is missing in it: emm translate status --language {language} --details"
                )
        wanted = files or [file for file in self.files if not (self._root / language / file).exists()]
        made = {self._root / language / file: self._stub_of(file) for file in wanted}
        for path, text in made.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        self._note({f"{language}/{file}": self._made_from(file) for file in wanted})
        return tuple(made)

    def mark(self, paths: Sequence[str]) -> None:
        """Record that these files, such as fr/1-start/1-first.md, were made from the source as it is now.

        Sections that are not there yet are left out. Raises NotFound for a file that is not there, Conflict for one
        whose sections cannot be matched with those of the source.
        """
        noted = {}
        for path in paths:
            language, _, file = path.partition("/")
            self._check_language(language)
            self._check_file(file)
            if not (self._root / path).is_file():
                raise NotFound(f"There is no file {path}. Begin it with: emm translate stub {language} {file}")
            found = self._beside(language).get(file)
            if found is None:
                raise Conflict(f"{path} cannot be read. What is wrong with it: emm check")
            noted[path] = _marked(path, found)
        self._note(noted)

    def status(self, languages: Sequence[str] = ()) -> Iterator[Standing]:
        """Yield how each file stands in each of these languages, in all when none is named."""
        for language in languages or self.languages:
            self._check_language(language)
            found = self._beside(language)
            for file, units in self._units.items():
                yield Standing(language, file, tuple(_states(units, found.get(file))))

    def note_changes(self, today: date) -> int:
        """Note the day for each unit that has changed since it was translated, and return how many are new.

        Learners are told that day; what has been translated again loses it.
        """
        record = dict(self._record)
        for language in self.languages:
            for file, found in self._beside(language).items():
                if found.made:
                    changed = {key: found.made.changed.get(key, today) for key in found.changed}
                    record[f"{language}/{file}"] = replace(found.made, changed=changed)
        days = [(path, key) for path, made in record.items() for key in made.changed]
        fresh = [one for one in days if one[1] not in self._record[one[0]].changed]
        if record != self._record:
            save_record(self._root, record)
        return len(fresh)

    def _beside(self, language: str) -> Mapping[str, Beside]:
        """Return the files that there are in a language, each beside its source."""
        folder = self._folder.languages.get(language)
        if folder is None:
            return {}
        version = read_translation(folder, self._folder.name, self._source, self._record, Problems(), None)
        own = _document(folder.pool)
        if own is None or self._pool is None:
            return version.beside
        made = self._record.get(f"{language}/{POOL}")
        pool = beside(self._units[POOL], units_of_pool(own), made, self._source.language)
        return {**version.beside, POOL: pool}

    def _made_from(self, file: str) -> Made:
        return Made({key: unit.print for key, unit in self._units[file].items()})

    def _note(self, made: Mapping[str, Made]) -> None:
        if made:
            save_record(self._root, {**self._record, **made})

    def _check_language(self, language: str) -> None:
        about = f"{self._source.language}/course.md"
        if language == self._source.language:
            raise NotFound(f"{language} is the language that the course is written in. Name the one to translate into.")
        if language not in self.languages:
            listed = ", ".join([*self._source.about.languages, language])
            raise NotFound(f"The course has no language {language}. Add it to {about} first: languages: [{listed}]")

    def _check_file(self, file: str) -> None:
        if file not in self.files:
            advice = did_you_mean(file, self.files, f"Files here: {', '.join(self.files)}.")
            raise NotFound(f"The course has no file {self._source.language}/{file}. {advice}")

    def _stub_of(self, file: str) -> str:
        text = (self._root / self._source.language / file).read_text(encoding="utf-8-sig")
        if file == _GLOSSARY:
            return _with_ids(text, {entry.line: entry.id for entry in self._source.entries})
        return _only_texts(text, (*TEXTS, "objectives") if file == _ABOUT else TEXTS)


def _marked(path: str, found: Beside) -> Made:
    if not found.is_matched:
        raise Conflict(
            f"{path} has other sections than its source, so that nobody can tell which goes with which. "
            "Let it have as many headings ## as the source, in the same order."
        )
    there = {key: unit for key, unit in found.source.items() if key in found.own or unit.is_question}
    return Made({key: unit.print for key, unit in there.items()})


def _document(file: TextFile | None) -> Document | None:
    return parse(file.path, file.text, Problems()) if file and file.text is not None else None


def _states(units: Mapping[str, Unit], found: Beside | None) -> Iterator[tuple[str, State]]:
    for key, unit in units.items():
        yield unit.name, found.state(key) if found else "missing"


def _only_texts(text: str, keys: Collection[str]) -> str:
    """Return a file with only these keys in its front matter."""
    lines = text.split("\n")
    if lines[0].rstrip() != FENCE:
        return text
    end = next(place for place, line in enumerate(lines) if place and line.rstrip() == FENCE)
    kept, keeps = [], True
    for line in lines[1:end]:
        found = _KEY.match(line)
        keeps = found[1] in keys if found else keeps
        kept += [line] if keeps else []
    return "\n".join([FENCE, *kept, *lines[end:]])


def _with_ids(text: str, ids: Mapping[int, str]) -> str:
    """Return a glossary in which each word names its id, because its heading will be another one."""
    lines = text.split("\n")
    for line, name in sorted(ids.items(), reverse=True):
        if not any(f"`id: {name}`" in near for near in lines[line : line + 3]):
            lines[line:line] = ["", f"`id: {name}`"]
    return "\n".join(lines)
