"""Reads lessons: first their keys and headings, so that links can find them; then everything in them."""

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from emm.content.blocks import Prose, RawBlock, split
from emm.content.checks.headings import check_headings
from emm.content.checks.options import check_truths
from emm.content.checks.style import Measures, check_lesson, check_style, measures
from emm.content.frontmatter import FrontMatter, better_id
from emm.content.glossary import Glossary
from emm.content.markdown import Document, Heading, parse
from emm.content.model import Lesson, Part, Question, Source, Term
from emm.content.nodes import line_of
from emm.content.pages import Page
from emm.content.parts import count_words, is_transcript, read_parts
from emm.content.pieces import Figure
from emm.content.places import LessonPlace, Places, below_language, lesson_place
from emm.content.problems import Problems
from emm.content.questions import Facts, read_question
from emm.content.sources import TextFile
from emm.content.words import Words
from emm.errors import Problem

FIGURE_SECONDS = 10
MAX_MINUTES = 15
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
        return lesson_place(self.head.id, self.headings, source.headings)


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
    measures: dict[str, Measures] = field(default_factory=dict)
    """How lessons read, by path: filled while advice is given."""


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
    front = FrontMatter(file, own)
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


def _compile_text(lesson: LessonFile, around: Surroundings) -> Text:
    if lesson.document is None:
        return Text()
    anchors = around.places.lessons[lesson.key].anchors
    words, traces = around.words(lesson.language), around.today is not None
    page = Page(lesson.document, around.places, words, around.problems, anchors, traces=traces)
    runs = tuple(split(lesson.document.nodes, lesson.language))
    parts = tuple(_numbered(_parts(runs, page, around.facts)))
    sources = page.sources()
    count = sum(count_words(run.nodes) for run in runs if isinstance(run, Prose))
    reading = math.ceil(60 * count / WORDS_PER_MINUTE.get(lesson.language, 180))
    seconds = reading + sum(map(_seconds, parts))
    return Text(parts, around.glossary.explained(page.terms), sources, count, seconds)


def _head(
    front: FrontMatter, file: TextFile, objectives: Mapping[str, str], problems: Problems, source: LessonFile | None
) -> Head:
    needs_goal = "" if source else "One sentence that starts with a verb: what can the learner do afterwards?"
    needs_aims = "" if source else f"Name those that the lesson serves, for example [{next(iter(objectives), 'lo1')}]."
    head = Head(
        id=front.id("id", need="Small letters, digits and dashes, for example first-steps.") or better_id(file.name),
        title=front.text("title", need="Say in a few words what the lesson is about.") or _title(file),
        objectives=_objectives(front, front.texts("objectives", need=needs_aims), objectives, problems),
        goal=front.text("goal", need=needs_goal),
        checked=front.day("checked"),
        minutes=front.number("minutes", low=1, high=MAX_MINUTES),
        draft=front.yes("draft", default=False),
        moved_from=front.ids("moved_from"),
    )
    front.finish()
    if source is None:
        return head
    if front.sound and head.id != source.head.id:
        front.refuse("id", f"the lesson has another id in {source.path}", f"Write id: {source.head.id}.")
    return replace(source.head, title=head.title, goal=head.goal or source.head.goal)


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


def _parts(runs: Sequence[Prose | RawBlock], page: Page, facts: Facts) -> Iterator[Part]:
    for run in runs:
        if isinstance(run, Prose):
            yield from read_parts(page, run.nodes)
        else:
            yield read_question(run, page, facts)


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
