"""Reads topic.md: what a group of lessons is called, and what to keep of it."""

from dataclasses import dataclass, replace

from emm.content.beside import Beside
from emm.content.frontmatter import FrontMatter, better_id
from emm.content.keys import TOPIC
from emm.content.problems import Problems
from emm.content.sources import TopicFolder

KEEP = TOPIC.keys["keep"]


@dataclass(frozen=True, slots=True)
class TopicHead:
    """The keys of a topic."""

    id: str
    title: str
    language: str
    keep: tuple[str, ...]
    keep_language: str
    guess: str
    path: str
    id_line: int
    guess_line: int
    beside: Beside | None = None
    """A translation beside its source."""


def read_topic(folder: TopicFolder, problems: Problems, source: TopicHead | None = None) -> TopicHead:
    """Return the keys of the topic; `source` is the topic it translates, and lends what is missing."""
    if folder.topic is None:
        return source or _nameless(folder, problems)
    front = FrontMatter(folder.topic, TOPIC, problems, is_translation=source is not None)
    head = _head(front, folder, problems)
    if source is None:
        return head
    if not front.sound:
        return source
    if head.id != source.id:
        problems.add(front.path, front.line("id"), "E403", original=f"id: {source.id}")
    if head.keep in {(), source.keep}:
        return replace(source, title=head.title, language=head.language)
    return replace(source, title=head.title, language=head.language, keep=head.keep, keep_language=head.language)


def _nameless(folder: TopicFolder, problems: Problems) -> TopicHead:
    path = f"{folder.path}/topic.md"
    problems.add(path, 1, "E014", what="topic.md", advice="Write it, with the keys id, title and keep.")
    title, language = folder.name.replace("-", " ").capitalize(), path.partition("/")[0]
    return TopicHead(better_id(folder.name), title, language, (), language, "", path, 1, 1)


def _head(front: FrontMatter, folder: TopicFolder, problems: Problems) -> TopicHead:
    title = front.text("title")
    head = TopicHead(
        id=front.id("id") or better_id(folder.name),
        title=title or folder.name.replace("-", " ").capitalize(),
        language=front.language,
        keep_language=front.language,
        keep=front.texts("keep"),
        guess=front.text("guess"),
        path=front.path,
        id_line=front.line("id"),
        guess_line=front.line("guess"),
    )
    front.finish()
    if head.keep and not KEEP.low <= len(head.keep) <= KEEP.high:
        front.refuse("keep", f"there are {len(head.keep)} sentences", "Keep two to four.")
    _check_nothing_below(front, problems)
    return head


def _check_nothing_below(front: FrontMatter, problems: Problems) -> None:
    lines = front.body.split("\n")
    line = next((number for number, words in enumerate(lines, 1) if words.strip()), None)
    if line:
        advice = "A topic has keys only. Move the text to a lesson."
        problems.add(front.path, line, "E015", what="Text below the front matter", advice=advice)
