"""Course folders for tests, built from a dictionary of path and text."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from emm.content.compile import Compiled, compile_course
from emm.content.model import Broken, Course, Lesson, Question
from emm.content.pieces import Prose

Files = Mapping[str, str | bytes | None]
"""Text by path below the course folder; None leaves a file of the sample out."""

SVG = '<svg viewBox="0 0 24 24" role="img"><title>In the file</title><text x="1" y="9">1</text></svg>\n'

ABOUT = "en/course.md"

COURSE = """\
---
id: sample
title: A sample
summary: What a course needs, and no more.
languages: [en, fr]
objectives:
  lo1: Tell one thing from another.
  lo2: Use both.
licence: CC BY 4.0
edition: "1.0"
---

A word before.

## Who is it for?

For *tests*.
"""

GLOSSARY = """\
## Diaspora

People who live away from where they were born. See [State](#state).

## State

Short: S

A country with a government.
"""

TOPIC = """\
---
id: start
title: The start
guess: first-guess
keep:
  - One thing is not another.
  - Both are of use.
---
"""

FIRST = """\
---
id: first
title: The first lesson
objectives: [lo1]
goal: Tell one thing from another.
checked: 2026-11-02
---

### Guess: Which comes first?

`id: first-guess`

- [x] a) This
- [ ] b) That

## One thing

A [State](../glossary.md#state) is one thing.[^1] A [diaspora](../glossary.md#diaspora) is another.

### Question: Which is a State?

`id: first-state; objective: lo1; level: remember`

- [ ] a) A diaspora
  > Those are people.
- [x] b) A country
  > Yes.

**Hint:** Look at *one thing*.

**Why:** A country has a government.

**See:** [One thing](#one-thing)

[^1]: Somebody, A book, 2020. https://example.org/book
"""

SECOND = """\
---
id: second
title: The second lesson
objectives: [lo1, lo2]
goal: Use both.
---

## Both

Read [the first lesson](1-first.md#one-thing) again.
"""

SAMPLE: Files = {
    "en/course.md": COURSE,
    "en/glossary.md": GLOSSARY,
    "en/1-start/topic.md": TOPIC,
    "en/1-start/1-first.md": FIRST,
    "en/1-start/2-second.md": SECOND,
    "figures/loop.svg": SVG,
    "media/talk.opus": b"OggS",
}

LESSON = "en/1-start/2-second.md"
"""The lesson that tests write their text into."""

HEAD = SECOND[: SECOND.index("## Both")]
HEAD_LINES = HEAD.count("\n")
"""How many lines stand before the text of a lesson that `with_text` makes."""


def write_course(folder: Path, files: Files | None = None, *, name: str = "sample") -> Path:
    """Write the sample course with these files changed or added, and return its folder."""
    root = folder / name
    for path, text in {**SAMPLE, **(files or {})}.items():
        if text is not None:
            place = root / path
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(text if isinstance(text, bytes) else text.encode())
    return root


def with_text(text: str) -> Files:
    """Return the files in which the second lesson says `text`."""
    return {LESSON: HEAD + text}


def compiled(folder: Path, files: Files | None = None, **options: Any) -> Compiled:
    """Compile the sample course with these files changed or added."""
    return compile_course(write_course(folder, files), **options)


def said(result: Compiled) -> list[str]:
    """Return the problems as an author meets them, without the hints."""
    return [f"{one.path}:{one.line}: {one.code} {one.message}" for one in result.problems]


def course_of(result: Compiled, language: str = "en") -> Course:
    """Return a course without any problem."""
    assert said(result) == []
    return result.courses[language]


def text_of(folder: Path, text: str) -> str:
    """Return the HTML that the second lesson makes of `text`, which has no problem."""
    lesson = course_of(compiled(folder, with_text(text))).lesson("second")
    return html_of(lesson)


def html_of(lesson: Lesson) -> str:
    """Return the prose of a lesson."""
    return "\n".join(part.html for part in lesson.parts if isinstance(part, Prose))


def problems_of(folder: Path, text: str) -> list[str]:
    """Return the problems of a second lesson that says `text`; its line 1 counts as line 1."""
    result = compiled(folder, with_text(text))
    assert {one.path for one in result.problems} <= {LESSON}
    return [f"{one.line - HEAD_LINES}: {one.code} {one.message}" for one in result.problems]


def question_in(folder: Path, text: str) -> Question:
    """Return the one question of a second lesson that says `text` and has no problem."""
    (question,) = course_of(compiled(folder, with_text(text))).lesson("second").questions
    return question


def broken_in(result: Compiled, lesson: str = "second") -> list[Broken]:
    """Return the places of a lesson where a question could not be understood."""
    return [part for part in result.courses["en"].lesson(lesson).parts if isinstance(part, Broken)]
