"""First versions of courses, topics, lessons and questions: in the right place, with the right number, and correct."""

import json
import re
from pathlib import Path

from emm.content.frontmatter import better_id, is_id
from emm.content.saving import replace_file
from emm.content.sources import LANGUAGE
from emm.errors import Conflict, NotFound
from emm.questions import registry

COURSE = """\
---
id: {id}
title: {title}
summary: Say in one or two sentences what learners get from this course.
languages: [{language}]
licence: CC BY 4.0
edition: "0.1"
objectives:
  lo1: Say what learners can do afterwards. Begin with a verb.
---

Say here how long the course takes, and that it can be left and gone on with.

## Who is it for?

Say who should take it, and what they should know before.
"""
TOPIC = """\
---
id: {id}
title: {title}
keep:
  - Write the first sentence that learners should keep in mind.
  - Write the second one.
---
"""
LESSON = """\
---
id: {id}
title: {title}
objectives: [{objective}]
goal: Say what the learner can do after this lesson. Begin with a verb.
draft: true
---

## Begin with something that happened

Write two or three short paragraphs here. When the lesson is ready, take the
line `draft: true` out, so that learners see it.
"""
GLOSSARY = """\
## Example

A word that the course explains, in at most forty words. Replace this entry.
"""


def new_course(content: Path, course_id: str, title: str, language: str) -> Path:
    """Make a course with one topic and one lesson, and return its folder; raise Conflict when it is there already."""
    folder = content / checked(course_id)
    if folder.exists():
        raise Conflict(f"{folder} exists already. Choose another id.")
    if not LANGUAGE.fullmatch(language):
        raise Conflict(f'"{language}" is not a language code. Write two letters, for example en.')
    (folder / language).mkdir(parents=True)
    (folder / "figures").mkdir()
    place = folder / language
    _write(place / "course.md", COURSE.format(id=course_id, title=_quoted(title), language=language))
    _write(place / "glossary.md", GLOSSARY)
    topic = new_topic(place, "first-topic", "The first topic")
    new_lesson(topic, "first-lesson", "The first lesson")
    return folder


def new_topic(language: Path, topic_id: str, title: str) -> Path:
    """Make the next topic in a language folder such as content/my-course/en, and return its folder."""
    if not (language / "course.md").is_file():
        raise NotFound(f"There is no course.md in {language}. Name the folder of the language, such as my-course/en.")
    folder = language / f"{_next_number(language)}-{checked(topic_id)}"
    folder.mkdir()
    _write(folder / "topic.md", TOPIC.format(id=topic_id, title=_quoted(title)))
    return folder


def new_lesson(topic: Path, lesson_id: str, title: str) -> Path:
    """Make the next lesson in a topic folder, as a draft, and return its file."""
    if not (topic / "topic.md").is_file():
        raise NotFound(f"There is no topic.md in {topic}. Name the folder of the topic, such as my-course/en/1-start.")
    file = topic / f"{_next_number(topic)}-{checked(lesson_id)}.md"
    _write(file, LESSON.format(id=lesson_id, title=_quoted(title), objective=_objective(topic.parent)))
    return file


def new_question(lesson: Path, kind: str, question_id: str) -> int:
    """Add an example of a kind of question to the end of a lesson, and return the line on which it begins.

    Raises NotFound for a kind that does not exist, and Conflict for an id that the lesson has already.
    """
    text = lesson.read_text(encoding="utf-8")
    if re.search(rf"\bid: {re.escape(checked(question_id))}\b", text):
        raise Conflict(f'The lesson has an id "{question_id}" already. Choose another one.')
    block = example(kind)
    block = re.sub(r"\bid: [a-z0-9-]+", f"id: {question_id}", block, count=1)
    block = re.sub(r"\bobjective: [a-z0-9-]+", f"objective: {_objective(lesson.parent.parent)}", block, count=1)
    body, notes = _apart(text)
    line = body.count("\n") + 3
    _write(lesson, f"{body}\n\n{block.rstrip()}\n{notes}", replaces=True)
    return line


def example(kind: str) -> str:
    """Return the first good example of a kind, the one that the author guide shows."""
    examples = (registry.folder(registry.kind_named(kind)) / "examples.md").read_text(encoding="utf-8")
    return examples.split("## Good", 1)[1].split("```markdown\n", 1)[1].split("```", 1)[0]


def checked(name: str) -> str:
    """Return an id that can be used; raise Conflict with a better one when it cannot."""
    if not is_id(name):
        raise Conflict(
            f'"{name}" has signs that an id cannot have. Use small letters, digits and dashes: {better_id(name)}'
        )
    return name


def _quoted(title: str) -> str:
    """Return a title as front matter holds it: quotes of JSON are quotes of YAML, and a colon inside does no harm."""
    return json.dumps(title, ensure_ascii=False)


def _apart(text: str) -> tuple[str, str]:
    """Return the text of a lesson and the footnotes at its end, which stay at the end."""
    found = re.search(r"\n+(\[\^[^\]]+\]:.*)\Z", text, re.DOTALL)
    return (text[: found.start()], f"\n{found[1]}") if found else (text.rstrip("\n"), "")


def _next_number(folder: Path) -> int:
    numbers = [int(found[1]) for path in folder.iterdir() if (found := re.match(r"(\d{1,6})-", path.name))]
    return max(numbers, default=0) + 1


def _objective(language: Path) -> str:
    """Return the first objective of the course."""
    text = (language / "course.md").read_text(encoding="utf-8") if (language / "course.md").is_file() else ""
    found = re.search(r"^objectives:\s*\n\s+([a-z0-9-]+):", text, re.MULTILINE)
    return found[1] if found else "lo1"


def _write(file: Path, text: str, *, replaces: bool = False) -> None:
    if replaces:
        replace_file(file, text.encode())
    else:
        with file.open("x", encoding="utf-8") as made:
            made.write(text)
