"""Reads lessons: first their keys and headings, so that links can find them; then everything in them."""

import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from emm.content.beside import Beside, beside, matched_sections, renamed, together
from emm.content.blocks import Prose, RawBlock, split
from emm.content.checks.headings import check_headings
from emm.content.checks.options import check_truths
from emm.content.checks.style import Measures, check_lesson, check_style, measures
from emm.content.frontmatter import FrontMatter, better_id
from emm.content.glossary import Glossary
from emm.content.keys import LESSON
from emm.content.markdown import Document, Heading, parse
from emm.content.model import Lesson, Part, Question, Source, Term
from emm.content.nodes import line_of
from emm.content.pages import Page
from emm.content.parts import count_words, is_transcript, read_parts
from emm.content.pieces import Figure
from emm.content.places import LessonPlace, Places, below_language, lesson_place
from emm.content.problems import Problems
from emm.content.questions import Facts, read_question
from emm.content.record import Made, Record
from emm.content.sources import TextFile
from emm.content.units import HEAD, TOP, Piece, Unit, head_unit, pieces_of, units_of
from emm.content.words import Words
from emm.errors import Problem

FIGURE_SECONDS = 10
SECTION_LEVEL = 2
WORDS_PER_MINUTE: Mapping[str, int] = {"en": 180, "fr": 180, "es": 190, "ar": 130}
"""How fast readers of a second language read (authoring format, section 4.5)."""


@dataclass(frozen=True, slots=True)
class Head:
    """The keys of a lesson."""

    id: str
    title: str
    goal: str
    objectives: tuple[str, ...]
    checked: date | None
    minutes: int | None
    draft: bool
    moved_from: tuple[str, ...]
    goal_language: str


@dataclass(frozen=True, slots=True)
class Translation:
    """What a translated lesson has to do with its source."""

    source: "LessonFile"
    beside: Beside
    pieces: tuple[tuple[Piece, bool], ...]
    """Both files put together, and of each piece whether it is one of the source."""

    @property
    def borrowed(self) -> tuple[Heading, ...]:
        """The headings of the sections that are missing in the translation."""
        missing = frozenset(self.beside.missing)
        return tuple(heading for key, heading in _by_section(self.source.headings) if key in missing)

    @property
    def kept(self) -> tuple[Heading, ...]:
        """The headings of the source that the translation has."""
        return tuple(heading for key, heading in _by_section(self.source.headings) if key in self.beside.own)


@dataclass(frozen=True, slots=True)
class LessonFile:
    """A lesson that links can find already; without `document` it cannot be shown, and `problems` says why."""

    path: str
    head: Head
    lines: Mapping[str, int]
    """Where its keys stand."""
    document: Document | None
    headings: tuple[Heading, ...]
    problems: tuple[Problem, ...]
    translation: Translation | None = None

    @property
    def language(self) -> str:
        """The language it is written in: the folder it stands in."""
        return self.path.partition("/")[0]

    @property
    def key(self) -> str:
        """The path below the language folder, the same in every language."""
        return below_language(self.path)

    def place(self, source: "LessonFile") -> LessonPlace:
        """Return where links to this lesson lead; `source` is the lesson it translates, or itself."""
        made = self.translation
        if made is None:
            return lesson_place(self.head.id, self.headings, source.headings)
        return lesson_place(self.head.id, self.headings, made.kept or source.headings, made.borrowed)


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What the lessons of one course in one language have in common."""

    places: Places
    glossary: Glossary
    words: Callable[[str], Words]
    facts: Facts
    problems: Problems
    today: date | None = None
    """The day on which advice is given, and parts tell where they begin; None while nobody asks for any."""
    record: Record = field(default_factory=dict)
    """What translations were made from."""
    measures: dict[str, Measures] = field(default_factory=dict)
    """How lessons read, by path: filled while advice is given."""


@dataclass(frozen=True, slots=True)
class Leaf:
    """A run of text or a question, with the page that it is part of."""

    page: Page
    run: Prose | RawBlock


@dataclass(frozen=True, slots=True)
class Text:
    """What is compiled of a lesson's text; nothing of a lesson that cannot be shown."""

    parts: tuple[Part, ...] = ()
    terms: tuple[Term, ...] = ()
    sources: tuple[Source, ...] = ()
    words: int = 0
    seconds: int = 0


def read_lesson(
    file: TextFile, objectives: Mapping[str, str], problems: Problems, source: LessonFile | None = None
) -> LessonFile:
    """Return the lesson in `file`, ready to be linked to; `source` is the lesson it translates."""
    own = Problems()
    own.extend(file.problems)
    front = FrontMatter(file, LESSON, own, is_translation=source is not None)
    head = _head(front, file, objectives, own, source)
    document = parse(file.path, front.body, own) if front.sound else None
    headings = tuple(_headings(document)) if document else ()
    check_headings(file.path, headings, own)
    problems.extend(own.all())
    lines = {key: front.line(key) for key in ("id", "moved_from", "checked")}
    return LessonFile(file.path, head, lines, document, headings, () if document else own.all())


def compile_lesson(lesson: LessonFile, topic_id: str, number: int, around: Surroundings) -> Lesson:
    """Return everything that the lesson says, with the address that it has in the language of `around`."""
    text = _compile_text(lesson, around)
    made = lesson.translation
    built = Lesson(
        id=lesson.head.id,
        topic_id=topic_id,
        number=number,
        title=lesson.head.title,
        goal=lesson.head.goal,
        objectives=lesson.head.objectives,
        parts=text.parts,
        terms=text.terms,
        sources=text.sources,
        checked=lesson.head.checked,
        seconds=text.seconds,
        minutes=lesson.head.minutes or max(1, math.ceil(text.seconds / 60)),
        words=text.words,
        draft=lesson.head.draft,
        language=lesson.language,
        goal_language=lesson.head.goal_language,
        changed=made.beside.change(f"/{made.source.language}/c/{around.places.course}/{lesson.head.id}")
        if made
        else None,
        address=f"{around.places.address}/{lesson.head.id}",
        path=lesson.path,
        problems=lesson.problems,
    )
    _advise(built, lesson, around)
    return built


def _advise(built: Lesson, lesson: LessonFile, around: Surroundings) -> None:
    """Note what could be better, when somebody asks."""
    advice = around.facts.advice
    if advice is None or around.today is None or lesson.document is None or lesson.language != around.places.language:
        return
    runs = tuple(split(lesson.document.nodes, lesson.language))
    around.measures[lesson.path] = measures(built, runs)
    check_style(built, runs, around.glossary.terms.values(), advice)
    check_lesson(built, lesson.lines.get("checked", 1), around.today, advice)
    check_truths(built.questions, advice)


def translated_lesson(lesson: LessonFile, source: LessonFile, made: Made | None) -> LessonFile:
    """Return a lesson put together with its source: what is missing comes from there."""
    assert lesson.document
    assert source.document
    theirs, ours = (tuple(pieces_of(one)) for one in (source.document, lesson.document))
    there, here = units_of_lesson(source), units_of_lesson(lesson)
    found = beside(there, here, made, source.language)
    ours = renamed(ours, matched_sections(there, here, made))
    pieces = tuple(together(ours, theirs, found.missing))
    return replace(lesson, translation=Translation(source, found, pieces))


def units_of_lesson(lesson: LessonFile) -> dict[str, Unit]:
    """Return what there is to translate in a lesson that can be shown."""
    assert lesson.document
    return {HEAD: head_unit((lesson.head.title, lesson.head.goal)), **units_of(lesson.document)}


def _by_section(headings: Iterable[Heading]) -> Iterator[tuple[str, Heading]]:
    """Yield headings, each with the key of its section."""
    key = TOP
    for heading in headings:
        key = f"{TOP}{heading.slug}" if heading.level <= SECTION_LEVEL else key
        yield key, heading


def _compile_text(lesson: LessonFile, around: Surroundings) -> Text:
    if lesson.document is None:
        return Text()
    own = _page(lesson, around)
    if lesson.translation:
        other = _page(lesson.translation.source, around).joined(own)
        leaves = [Leaf(other if is_source else own, piece.run) for piece, is_source in lesson.translation.pieces]
        facts = replace(around.facts, beside=lesson.translation.beside)
        parts = tuple(_numbered(_translated_parts(leaves, _questions(other), facts)))
    else:
        leaves = [Leaf(own, run) for run in split(lesson.document.nodes, lesson.language)]
        parts = tuple(_numbered(_parts(leaves, around.facts)))
    sources = own.sources()
    words = sum(count_words(leaf.run.nodes) for leaf in leaves if isinstance(leaf.run, Prose))
    reading = math.ceil(60 * words / WORDS_PER_MINUTE.get(lesson.language, 180))
    seconds = reading + sum(map(_seconds, parts))
    return Text(parts, around.glossary.explained(own.terms), sources, words, seconds)


def _page(lesson: LessonFile, around: Surroundings) -> Page:
    assert lesson.document
    is_own = lesson.key in around.places.lessons and lesson.language == around.places.language
    anchors = (
        around.places.lessons[lesson.key].anchors
        if is_own
        else {heading.line: heading.slug for heading in lesson.headings}
    )
    original = lesson.translation.source.document if lesson.translation else None
    words, traces = around.words(lesson.language), around.today is not None
    return Page(lesson.document, around.places, words, around.problems, anchors, original, traces=traces)


def _head(
    front: FrontMatter, file: TextFile, objectives: Mapping[str, str], problems: Problems, source: LessonFile | None
) -> Head:
    head = Head(
        id=front.id("id") or better_id(file.name),
        title=front.text("title") or _title(file),
        objectives=_objectives(front, front.texts("objectives"), objectives, problems),
        goal=front.text("goal"),
        checked=front.day("checked"),
        minutes=front.number("minutes"),
        draft=front.yes("draft", default=False),
        moved_from=front.ids("moved_from"),
        goal_language=front.language,
    )
    front.finish()
    if source is None:
        return head
    if front.sound and head.id != source.head.id:
        problems.add(front.path, front.line("id"), "E403", original=f"id: {source.head.id}")
    if head.goal in {"", source.head.goal}:
        return replace(source.head, title=head.title)
    return replace(source.head, title=head.title, goal=head.goal, goal_language=head.goal_language)


def _objectives(
    front: FrontMatter, named: Sequence[str], known: Mapping[str, str], problems: Problems
) -> tuple[str, ...]:
    for objective in named:
        if objective not in known:
            listed = ", ".join(known)
            problems.add(front.path, front.line("objectives"), "E107", objective=objective, objectives=listed)
    return tuple(objective for objective in named if objective in known)


def _title(file: TextFile) -> str:
    return file.name.replace("-", " ").capitalize()


def _headings(document: Document) -> Iterator[Heading]:
    """Yield the headings that can be linked to: not those of questions and transcripts."""
    for run in split(document.nodes, document.language):
        for node in run.nodes if isinstance(run, Prose) else ():
            if node.type == "heading" and not is_transcript(node):
                yield document.headings[line_of(node)]


def _parts(leaves: Iterable[Leaf], facts: Facts) -> Iterator[Part]:
    for leaf in leaves:
        if isinstance(leaf.run, Prose):
            yield from read_parts(leaf.page, leaf.run.nodes)
        else:
            yield read_question(leaf.run, leaf.page, facts)


def _translated_parts(leaves: Iterable[Leaf], originals: Mapping[str, Leaf], facts: Facts) -> Iterator[Part]:
    """Yield the parts of a translated lesson; a question with other answers than its source is that of the source."""
    of_source = replace(facts, beside=None)
    for part in _parts(leaves, facts):
        original = originals.get(part.id) if isinstance(part, Question) else None
        if isinstance(part, Question) and original and part.fixed != facts.originals[part.id].fixed:
            yield from _parts([original], of_source)
        else:
            yield part


def _questions(page: Page) -> dict[str, Leaf]:
    """Return the questions of a text by id."""
    return {piece.key: Leaf(page, piece.run) for piece in pieces_of(page.document) if isinstance(piece.run, RawBlock)}


def _numbered(parts: Iterator[Part]) -> Iterator[Part]:
    """Count the graded questions."""
    number = 0
    for part in parts:
        if isinstance(part, Question) and part.kind.graded:
            number += 1
            yield replace(part, number=number)
        else:
            yield part


def _seconds(part: Part) -> int:
    """Return the time that a part takes beside its words."""
    if isinstance(part, Question):
        return part.seconds + sum(map(_seconds, part.stem))
    return FIGURE_SECONDS if isinstance(part, Figure) else 0
