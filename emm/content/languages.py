"""Reads everything that was written in one language, so that links between files can be found."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from emm.content.about import About, read_translated_about
from emm.content.glossary import Entry, claim_terms, matched, read_glossary
from emm.content.ids import RESERVED, Ids
from emm.content.lessons import LessonFile, read_lesson
from emm.content.places import Places, below_language
from emm.content.problems import Problems
from emm.content.sources import CourseFolder, LanguageFolder, TextFile
from emm.content.topics import TopicHead, read_topic


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
    folder: LanguageFolder, course_id: str, source: LanguageVersion, problems: Problems
) -> LanguageVersion:
    """Return the course in another language."""
    files = {below_language(file.path): file for topic in folder.topics for file in topic.lessons}
    heads = {below_language(topic.topic.path): topic for topic in folder.topics if topic.topic}
    _check_same_files([*files, *heads], source, folder.language, problems)
    topics = []
    for topic in source.topics:
        own = heads.get(below_language(topic.head.path))
        head = read_topic(own, problems, topic.head) if own else topic.head
        lessons = tuple(_translated(lesson, files.get(lesson.key), problems) for lesson in topic.lessons)
        topics.append(TopicFile(head, lessons))
    entries = matched(read_glossary(folder.glossary, problems), source.entries, problems)
    about = read_translated_about(folder.course, course_id, source.about, problems)
    return LanguageVersion(folder.language, about, tuple(topics), entries, source.moved, source.paths)


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


def _translated(source: LessonFile, file: TextFile | None, problems: Problems) -> LessonFile:
    """Return the translation of a lesson, or the lesson itself while there is none that can be read."""
    if file is None:
        return source
    lesson = read_lesson(file, {}, problems, source)
    return lesson if lesson.document else source


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
