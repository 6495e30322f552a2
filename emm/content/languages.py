"""Reads everything that was written in one language, so that links between files can be found."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from emm.content.about import TEXT, About, read_translated_about, texts_of
from emm.content.beside import Beside, beside
from emm.content.checks.translations import check_twice, check_units, note_untranslated
from emm.content.glossary import Entry, claim_terms, matched, read_glossary
from emm.content.ids import RESERVED, Ids
from emm.content.lessons import LessonFile, read_lesson, translated_lesson, units_of_lesson
from emm.content.places import Places, below_language
from emm.content.problems import Problems
from emm.content.record import Record
from emm.content.sources import CourseFolder, LanguageFolder, TextFile, TopicFolder
from emm.content.topics import TopicHead, read_topic
from emm.content.units import TOP, Unit, units_of_keys, units_of_terms


@dataclass(frozen=True, slots=True)
class TopicFile:
    """A topic whose lessons can be linked to."""

    head: TopicHead
    lessons: tuple[LessonFile, ...]


@dataclass(frozen=True, slots=True)
class LanguageVersion:
    """A course in one language, read but not yet linked; what is not translated is that of the source."""

    language: str
    about: About
    topics: tuple[TopicFile, ...]
    entries: tuple[Entry, ...]
    moved: Mapping[str, str]
    """Old lesson ids, each with the id of today."""
    paths: frozenset[str]
    """Below the language folder: every lesson and topic.md, drafts too."""
    beside: Mapping[str, Beside] = field(default_factory=dict)
    """The files of a translation beside their sources, by path below the language folder."""

    @property
    def lessons(self) -> tuple[LessonFile, ...]:
        """All lessons in reading order."""
        return tuple(lesson for topic in self.topics for lesson in topic.lessons)


def read_source(folder: LanguageFolder, about: About, ids: Ids, problems: Problems, *, drafts: bool) -> LanguageVersion:
    """Return the course in the language that it is written in."""
    entries = claim_terms(read_glossary(folder.glossary, problems), ids, problems)
    topics = []
    for one in folder.topics:
        head = _claimed_topic(read_topic(one, problems), ids, problems)
        lessons = tuple(_lessons(one.lessons, about, ids, problems, drafts=drafts))
        topics.append(TopicFile(head, lessons))
    _check_not_empty(folder, problems)
    with_lessons = tuple(topic for topic in topics if topic.lessons)
    version = LanguageVersion(folder.language, about, with_lessons, entries, {}, _paths(folder))
    return replace(version, moved=_moved(version.lessons, ids, problems))


def read_translation(
    folder: LanguageFolder,
    course_id: str,
    source: LanguageVersion,
    record: Record,
    problems: Problems,
    advice: Problems | None,
) -> LanguageVersion:
    """Return the course in another language; `record` says what its files were made from."""
    files = {below_language(file.path): file for topic in folder.topics for file in topic.lessons}
    heads = {below_language(topic.topic.path): topic for topic in folder.topics if topic.topic}
    _check_same_files([*files, *heads], source, folder.language, problems)
    reading = _Reading(folder.language, source, record, problems, advice)
    topics = []
    for topic in source.topics:
        head = reading.topic(heads.get(below_language(topic.head.path)), topic.head)
        lessons = tuple(reading.lesson(files.get(lesson.key), lesson) for lesson in topic.lessons)
        topics.append(TopicFile(head, lessons))
    entries = reading.glossary(folder.glossary, source.entries)
    about = reading.about(folder.course, course_id, source.about)
    return LanguageVersion(folder.language, about, tuple(topics), entries, source.moved, source.paths, reading.found)


def units_of_version(version: LanguageVersion) -> dict[str, Mapping[str, Unit]]:
    """Return what there is to translate in each file of the source, by path below the language folder."""
    units: dict[str, Mapping[str, Unit]] = {"course.md": _units_of_about(version.about, version.language)}
    if version.entries:
        units["glossary.md"] = units_of_terms(version.entries)
    for topic in version.topics:
        units[below_language(topic.head.path)] = _units_of_topic(topic.head)
        units |= {lesson.key: units_of_lesson(lesson) for lesson in topic.lessons if lesson.document}
    return units


@dataclass(frozen=True, slots=True)
class _Reading:
    """Reads the files of a translation, each beside its source."""

    language: str
    version: LanguageVersion
    """That of the source."""
    record: Record
    problems: Problems
    advice: Problems | None
    found: dict[str, Beside] = field(default_factory=dict)
    """What was compared so far."""

    def lesson(self, file: TextFile | None, source: LessonFile) -> LessonFile:
        """Return the translation of a lesson, or the lesson itself while there is none that can be read."""
        if file is None:
            self._note_lack("Lesson", source.path)
            return source
        lesson = read_lesson(file, self.version.about.objectives, self.problems, source)
        if lesson.document is None or source.document is None:
            return lesson if lesson.document else source
        check_twice(lesson.document, self.problems)
        found = translated_lesson(lesson, source, self.record.get(file.path))
        assert found.translation
        self._note(found.translation.beside, file.path)
        return source if found.translation.beside.is_untouched else found

    def topic(self, folder: TopicFolder | None, source: TopicHead) -> TopicHead:
        """Return the keys of a topic; what is not translated is that of the source."""
        if folder is None:
            self._note_lack("Topic", source.path)
            return source
        head = read_topic(folder, self.problems, source)
        path = f"{self.language}/{below_language(source.path)}"
        return replace(head, beside=self._compared(_units_of_topic(source), _units_of_topic(head), path))

    def glossary(self, file: TextFile | None, source: Sequence[Entry]) -> tuple[Entry, ...]:
        """Return the words under the ids of the source; one that is missing is that of the source."""
        if file is None:
            if source:
                self._note_lack("Glossary", source[0].document.path)
            return tuple(source)
        entries = matched(read_glossary(file, self.problems), source, self.problems)
        own = units_of_terms(entry for entry in entries if entry.document.language == self.language)
        found = self._compared(units_of_terms(source), own, file.path)
        originals = {entry.id: entry for entry in source}
        return tuple(originals[entry.id] if entry.id in found.copied else entry for entry in entries)

    def about(self, file: TextFile | None, course_id: str, source: About) -> About:
        """Return what is said about the course; what is not translated is that of the source."""
        about = read_translated_about(file, course_id, source, self.problems)
        if file is None:
            self._note_lack("Course page", f"{self.version.language}/course.md")
            return about
        found = self._compared(
            _units_of_about(source, self.version.language), _units_of_about(about, self.language), file.path
        )
        if TOP in found.copied:
            about = replace(about, document=source.document, borrowed=about.borrowed | {TEXT})
        return replace(about, beside=found)

    def _compared(self, source: Mapping[str, Unit], own: Mapping[str, Unit], path: str) -> Beside:
        found = beside(source, own, self.record.get(path), self.version.language)
        self._note(found, path)
        return found

    def _note(self, found: Beside, path: str) -> None:
        self.found[below_language(path)] = found
        check_units(found, path, self.problems, self.advice)

    def _note_lack(self, what: str, path: str) -> None:
        note_untranslated(what, f"{self.language}/{below_language(path)}", self.version.language, self.advice)


def _units_of_topic(head: TopicHead) -> dict[str, Unit]:
    return units_of_keys((head.title, *head.keep))


def _units_of_about(about: About, language: str) -> dict[str, Unit]:
    """Return the units of course.md in a language; text that it takes from elsewhere is none of them."""
    document = about.document if about.document and about.document.language == language else None
    return units_of_keys(texts_of(about).values(), document)


def places(version: LanguageVersion, source: LanguageVersion, folder: CourseFolder) -> Places:
    """Return everything that the pages of a course in one language can link to."""
    originals = {lesson.key: lesson for lesson in source.lessons}
    return Places(
        course=folder.name,
        language=version.language,
        lessons={lesson.key: lesson.place(originals[lesson.key]) for lesson in version.lessons},
        terms=frozenset(entry.id for entry in version.entries),
        figures=folder.figures,
        media=folder.media,
    )


def _paths(folder: LanguageFolder) -> frozenset[str]:
    lessons = (file.path for topic in folder.topics for file in topic.lessons)
    topics = (f"{topic.path}/topic.md" for topic in folder.topics)
    return frozenset(map(below_language, [*lessons, *topics]))


def _lessons(
    files: Sequence[TextFile], about: About, ids: Ids, problems: Problems, *, drafts: bool
) -> Iterator[LessonFile]:
    for file in files:
        own = Problems()
        lesson = read_lesson(file, about.objectives, own)
        if lesson.head.draft and not drafts:
            continue  # a draft may be half-finished, so its problems wait until somebody asks for drafts
        problems.extend(own.all())
        yield _claimed_lesson(lesson, ids, problems)


def _claimed_lesson(lesson: LessonFile, ids: Ids, problems: Problems) -> LessonFile:
    """Return the lesson, without its text when its id is taken: two pages cannot have one address."""
    taken = Problems()
    head = lesson.head
    if head.id in RESERVED:
        taken.add(lesson.path, lesson.lines["id"], "E010", id=head.id, place="the addresses of this site")
    elif ids.claim(head.id, "lesson", head.title, lesson.path, lesson.lines["id"], taken):
        return lesson
    if not lesson.problems:
        problems.extend(taken.all())
    found = lesson.problems or taken.all()
    return replace(lesson, head=replace(head, id=ids.free(head.id)), document=None, problems=found)


def _claimed_topic(head: TopicHead, ids: Ids, problems: Problems) -> TopicHead:
    if ids.claim(head.id, "topic", head.title, head.path, head.id_line, problems):
        return head
    return replace(head, id=ids.free(head.id))


def _moved(lessons: Sequence[LessonFile], ids: Ids, problems: Problems) -> dict[str, str]:
    """Return the old ids of lessons, each with the id of today."""
    moved: dict[str, str] = {}
    places: dict[str, str] = {}
    for lesson in lessons:
        line = lesson.lines["moved_from"]
        for old in lesson.head.moved_from:
            use = ids.used.get(old)
            place = places.get(old) or (f"{use.path}:{use.line}" if use else "")
            if place:
                problems.add(lesson.path, line, "E010", id=old, place=place)
            else:
                moved[old], places[old] = lesson.head.id, f"{lesson.path}:{line}"
    return moved


def _check_not_empty(folder: LanguageFolder, problems: Problems) -> None:
    if not folder.topics:
        advice = "Lessons stand in topic folders, for example 1-introduction/1-first-steps.md."
        problems.add(folder.language, 1, "E014", what="A topic folder", advice=advice)
    for topic in folder.topics:
        if not topic.lessons:
            advice = "Write one, for example 1-first-steps.md."
            problems.add(topic.path, 1, "E014", what="A lesson in this folder", advice=advice)


def _check_same_files(paths: Iterable[str], source: LanguageVersion, language: str, problems: Problems) -> None:
    """Note files of a translation that no file of the source goes with: nobody would see them."""
    for path in sorted(set(paths) - source.paths):
        advice = f"Give it the name of the file in {source.language} that it translates."
        problems.add(f"{language}/{path}", 1, "E015", what="This file", advice=advice)
