"""Reads course.md: what a course is called, what it is for, and the text about it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from markdown_it.tree import SyntaxTreeNode as Node

from emm.content.beside import Beside
from emm.content.blueprint import KEY, Blueprint, read_blueprint
from emm.content.frontmatter import FrontMatter, better_id, is_id
from emm.content.keys import COURSE
from emm.content.markdown import Document, parse
from emm.content.model import Section
from emm.content.nodes import line_of, words_of
from emm.content.pages import Page
from emm.content.problems import Problems
from emm.content.sources import LANGUAGE, POOL, CourseFolder, TextFile

TEXT = "text"
"""What the text below the front matter is called among the texts that are translated."""


@dataclass(frozen=True, slots=True)
class About:
    """The keys of course.md, and the text below them, still as nodes."""

    title: str
    summary: str
    languages: tuple[str, ...]
    objectives: Mapping[str, str]
    licence: str
    edition: str
    audience: str
    authors: tuple[str, ...]
    contact: str
    sources_note: str
    listed: bool
    blueprint: Blueprint | None
    document: Document | None
    borrowed: frozenset[str] = frozenset()
    """The texts that a translation takes from its source, named as in `Course`."""
    beside: Beside | None = None
    """A translation beside its source."""


def read_source_about(folder: CourseFolder, problems: Problems) -> tuple[str, About | None]:
    """Return the source language of a course and its course.md; None when there is none that can be read."""
    files = [one.course for one in folder.languages.values() if one.course]
    if not files:
        advice = "Every course begins with a file course.md in the folder of its language, for example en/course.md."
        problems.add("course.md", 1, "E014", what="course.md", advice=advice)
        return "", None
    file = next((file for file in files if _is_source(file)), files[0])
    language = file.path.partition("/")[0]
    if not is_id(folder.name):
        problems.add(file.path, 1, "E012", id=folder.name, better=better_id(folder.name))
        return language, None
    front = FrontMatter(file, COURSE, problems)
    about = _about(front, problems)
    if front.sound:
        _check_place(front, about, folder, language, problems)
        _check_pool(front, folder.languages[language].pool, problems)
    return language, about if front.sound else None


def read_translated_about(file: TextFile | None, course_id: str, source: About, problems: Problems) -> About:
    """Return the course.md of a translation; what it leaves out comes from the source."""
    if file is None:
        return untranslated(source)
    front = FrontMatter(file, COURSE, problems, is_translation=True)
    own = _about(front, problems, is_translation=True)
    if not front.sound:
        return untranslated(source)
    if front.text("id") not in {"", course_id}:
        problems.add(front.path, front.line("id"), "E403", original=f"id: {course_id}")
    return _translated(own, source)


def texts_of(about: About) -> dict[str, str]:
    """Return the texts in the front matter that are translated, by name; objectives by id."""
    texts = {"title": about.title, "summary": about.summary, **about.objectives}
    return texts | {"audience": about.audience, "sources_note": about.sources_note}


def untranslated(source: About) -> About:
    """Return the course.md of a language that has none."""
    return replace(source, borrowed=frozenset({*texts_of(source), TEXT}))


def _translated(own: About, source: About) -> About:
    """Return the texts of a translation; one that is left out or still the same is that of the source."""
    ours, theirs = texts_of(own), texts_of(source)
    borrowed = {name for name, text in theirs.items() if ours.get(name, "") in {"", text}}
    texts = {name: text if name in borrowed else ours[name] for name, text in theirs.items()}
    has_text = own.document is not None and bool(own.document.nodes)
    return replace(
        source,
        title=texts["title"],
        summary=texts["summary"],
        objectives={key: texts[key] for key in source.objectives},
        audience=texts["audience"],
        sources_note=texts["sources_note"],
        document=own.document if has_text else source.document,
        borrowed=frozenset(borrowed if has_text else {*borrowed, TEXT}),
    )


def read_sections(page: Page) -> tuple[str, tuple[Section, ...]]:
    """Return the text before the first heading, and the sections below it."""
    intro: list[Node] = []
    sections: list[tuple[Node, list[Node]]] = []
    for node in page.document.nodes:
        if node.type == "heading" and node.tag == "h2":
            sections.append((node, []))
        else:
            (sections[-1][1] if sections else intro).append(node)
        if node.type == "heading" and node.tag == "h1":
            advice = "The title stands in the front matter. Begin sections with ##."
            page.problems.add(page.path, line_of(node), "E015", what="A heading of level 1", advice=advice)
    return page.html(intro), tuple(_section(page, heading, nodes) for heading, nodes in sections)


def _section(page: Page, heading: Node, nodes: Sequence[Node]) -> Section:
    return Section(words_of(heading), page.html(nodes))


def _about(front: FrontMatter, problems: Problems, *, is_translation: bool = False) -> About:
    front.id("id")
    objectives = front.table("objectives")
    about = About(
        title=front.text("title"),
        summary=front.text("summary"),
        languages=front.texts("languages"),
        objectives=objectives,
        licence=front.text("licence"),
        edition=front.text("edition"),
        audience=front.text("audience"),
        authors=front.texts("authors"),
        contact=front.text("contact"),
        sources_note=front.text("sources_note"),
        listed=front.yes("listed", default=True),
        blueprint=None if is_translation else read_blueprint(front, objectives, problems),
        document=parse(front.path, front.body, problems) if front.sound else None,
    )
    front.finish()
    return about


def _check_place(front: FrontMatter, about: About, folder: CourseFolder, language: str, problems: Problems) -> None:
    """Note where course.md and the folders around it do not agree."""
    if front.text("id") != folder.name:
        front.refuse("id", f"the folder of the course is called {folder.name}", f"Write id: {better_id(folder.name)}.")
    for name in about.languages:
        if not LANGUAGE.fullmatch(name):
            front.refuse("languages", f"{name} is not the code of a language", "Write codes such as en, fr, es, ar.")
    if about.languages[0] != language:
        advice = f"Write {language} first, or move the file to {about.languages[0]}/course.md."
        front.refuse("languages", f"the first one is not {language}, the folder of this file", advice)
    for key in about.objectives:
        if not is_id(key):
            problems.add(front.path, front.line("objectives"), "E012", id=key, better=better_id(key))
    for name in folder.languages.keys() - {*about.languages, language}:
        advice = f"Add {name} to the languages in {front.path}, or move the folder away."
        problems.add(name, 1, "E015", what=f'Folder "{name}"', advice=advice)


def _check_pool(front: FrontMatter, pool: TextFile | None, problems: Problems) -> None:
    """Note when there are rules for the final assessment and no questions, or the other way round."""
    has_rules = front.has(KEY)
    if has_rules and pool is None:
        advice = f"Write the questions, or remove the key {KEY} from course.md."
        problems.add(front.path.replace("course.md", POOL), 1, "E014", what=POOL, advice=advice)
    elif pool and not has_rules:
        advice = f"Say in course.md how many of the questions in {POOL} are asked, and how many points pass."
        problems.add(front.path, front.line(KEY), "E003", key=KEY, advice=advice)


def _is_source(file: TextFile) -> bool:
    """Return whether course.md names its own folder as the first language."""
    front = FrontMatter(file, COURSE, Problems())
    languages = front.texts("languages")
    return languages[:1] == (file.path.partition("/")[0],)
