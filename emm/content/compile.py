"""Makes courses of a folder of Markdown: everything is read first, then linked, then compiled, then checked."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from emm.content.about import read_sections, read_source_about
from emm.content.assessment import Assessment, Pool
from emm.content.checks.guesses import checked_guess
from emm.content.checks.pool import checked_assessment
from emm.content.checks.style import Measures
from emm.content.glossary import compile_glossary
from emm.content.ids import FILE, Entry, Ids, brought_up_to_date, read_ids, written_ids
from emm.content.languages import LanguageVersion, places, read_source, read_translation
from emm.content.lessons import Surroundings, compile_lesson
from emm.content.model import Course, Lesson, Part, Question, Section, Topic
from emm.content.pages import Page
from emm.content.pieces import Audio
from emm.content.places import media_name
from emm.content.pool import read_pool, translated
from emm.content.problems import Problems
from emm.content.questions import Facts, Original
from emm.content.record import Record, read_record
from emm.content.saving import replace_file
from emm.content.search import index_of
from emm.content.sources import CourseFolder, read_folder
from emm.content.topics import TopicHead
from emm.content.words import Words, english
from emm.errors import ContentError, Problem


@dataclass(frozen=True, slots=True)
class Compiled:
    """What became of a course folder: the course in each of its languages, the source first, and what to mend."""

    courses: Mapping[str, Course]
    problems: tuple[Problem, ...]
    measures: Mapping[str, Measures] = field(default_factory=dict)
    """How lessons read, by path, when advice was asked for."""


def compile_course(
    folder: Path, *, drafts: bool = False, words: Callable[[str], Words] = english, today: date | None = None
) -> Compiled:
    """Return the courses in `folder` and every problem of its files; never raises for anything an author can do.

    What has an error is shown as far as it goes. Without a course.md that can be read there is no course at all.
    Lessons marked as drafts are left out unless `drafts` is set. With `today`, what could be better is noted as well.
    """
    run = _Compilation(read_folder(folder, problems := Problems()), words, problems, today)
    courses = run.courses(drafts=drafts)
    found = problems.all()
    complete = {name: replace(course, problems=found, index=index_of(course)) for name, course in courses.items()}
    return Compiled(complete, found, run.measures)


def record_ids(folder: Path) -> int:
    """Bring ids.json of a course up to date and return how many ids were added, retired or renamed.

    Raises ContentError while the course has errors: an id in a broken part would count as gone.
    """
    run = _Compilation(read_folder(folder, problems := Problems()), english, problems)
    run.courses(drafts=True)
    errors = [problem for problem in problems.all() if problem.is_error]
    if errors:
        raise ContentError(*errors)
    today = brought_up_to_date(run.recorded, run.ids.used)
    changed = [key for key, entry in today.items() if run.recorded.get(key) != entry]
    if changed:
        replace_file(folder / FILE, written_ids(today).encode())
    return len(changed)


class _Compilation:
    """One compilation: what all languages of a course share while it lasts."""

    def __init__(
        self, folder: CourseFolder, words: Callable[[str], Words], problems: Problems, today: date | None = None
    ) -> None:
        self._folder = folder
        self._today = today
        self._words = words
        self._problems = problems
        self.recorded: dict[str, Entry] = read_ids(folder.ids, problems)
        self.ids = Ids(self.recorded)
        self.record: Record = read_record(folder.translations, problems)
        self._advice = problems if today else None
        self._originals: dict[str, Original] = {}
        self.measures: dict[str, Measures] = {}
        self._assessment: Assessment | None = None

    def courses(self, *, drafts: bool) -> dict[str, Course]:
        """Return the course in each language that it names and has a folder for."""
        language, about = read_source_about(self._folder, self._problems)
        if about is None:
            return {}
        folders = self._folder.languages
        source = read_source(folders[language], about, self.ids, self._problems, drafts=drafts)
        courses = {language: self._course(source, source)}
        for other in about.languages:
            if other in folders and other not in courses:
                version = read_translation(
                    folders[other], self._folder.name, source, self.record, self._problems, self._advice
                )
                courses[other] = self._course(version, source)
        return courses

    def _course(self, version: LanguageVersion, source: LanguageVersion) -> Course:
        about = version.about
        around = self._surroundings(version, source)
        topics = tuple(self._topics(version, around))
        pool = self._pool(version, source, around)
        intro, sections = self._text_about(version, around)
        return Course(
            id=self._folder.name,
            language=version.language,
            title=about.title,
            summary=about.summary,
            intro=intro,
            sections=sections,
            objectives=about.objectives,
            topics=topics,
            glossary=tuple(around.glossary.terms.values()),
            assessment=self._assessment,
            pool=pool,
            languages=tuple(name for name in about.languages if name in self._folder.languages),
            licence=about.licence,
            edition=about.edition,
            audience=about.audience,
            authors=about.authors,
            contact=about.contact,
            sources_note=about.sources_note,
            listed=about.listed,
            moved=version.moved,
            media=self._media(topics),
            address=around.places.address,
            fingerprint=self._folder.fingerprint,
            source_language=source.language,
            borrowed=about.borrowed,
            changed=about.beside.change(f"/{source.language}/c/{self._folder.name}") if about.beside else None,
        )

    def _text_about(self, version: LanguageVersion, around: Surroundings) -> tuple[str, tuple[Section, ...]]:
        document = version.about.document
        if document is None:
            return "", ()
        return read_sections(Page(document, around.places, self._words(document.language), self._problems))

    def _surroundings(self, version: LanguageVersion, source: LanguageVersion) -> Surroundings:
        found = places(version, source, self._folder)
        glossary = compile_glossary(version.entries, found, self._words(version.language), self._problems)
        is_translation = version is not source
        facts = Facts(source.about.objectives, self.ids, self._originals, is_translation, self._advice)
        return Surroundings(
            found, glossary, self._words, facts, self._problems, self._today, self.record, self.measures
        )

    def _topics(self, version: LanguageVersion, around: Surroundings) -> Iterator[Topic]:
        first = 1
        for number, topic in enumerate(version.topics, 1):
            numbered = enumerate(topic.lessons, first)
            lessons = tuple(compile_lesson(lesson, topic.head.id, place, around) for place, lesson in numbered)
            first += len(lessons)
            guess = checked_guess(topic.head, lessons, Problems() if around.facts.is_translation else self._problems)
            yield _topic(topic.head, number, guess, lessons, self._folder.name)

    def _pool(self, version: LanguageVersion, source: LanguageVersion, around: Surroundings) -> Pool:
        """Return the questions of the final assessment; the source language comes first and sets the rules."""
        files = {one.language: self._folder.languages[one.language].pool for one in (source, version)}
        text = read_pool(files[source.language], around)
        if around.facts.is_translation:
            return translated(text, files[version.language], source.language, around)
        if text.is_whole and version.about.blueprint:
            self._assessment = checked_assessment(version.about.blueprint, text, self._problems)
        return text.pool

    def _media(self, topics: tuple[Topic, ...]) -> dict[str, str]:
        lessons = [lesson for topic in topics for lesson in topic.lessons]
        recordings = [part for lesson in lessons for part in _all_parts(lesson.parts) if isinstance(part, Audio)]
        names = {media_name(recording.address) for recording in recordings}
        return {name: str(self._folder.media[name]) for name in sorted(names)}


def _topic(head: TopicHead, number: int, guess: str, lessons: tuple[Lesson, ...], course: str) -> Topic:
    beside = head.beside
    return Topic(
        id=head.id,
        number=number,
        title=head.title,
        language=head.language,
        keep=head.keep,
        keep_language=head.keep_language,
        changed=beside.change(f"/{beside.language}/c/{course}/t/{head.id}") if beside else None,
        guess=guess,
        lessons=lessons,
    )


def _all_parts(parts: tuple[Part, ...]) -> Iterator[Part]:
    for part in parts:
        yield part
        if isinstance(part, Question):
            yield from part.stem
