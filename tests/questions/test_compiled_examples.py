"""The compiler reads the examples as this folder does: the same questions, the same words for mistakes."""

from pathlib import Path
from typing import Any

import pytest

from emm.content.compile import Compiled, compile_course
from emm.content.model import Question
from emm.questions import registry
from emm.questions.contract import Kind
from tests.questions.examples import Example, examples_in
from tests.questions.reading import block_of

COURSE = """---
id: sample
title: A sample course
summary: One question.
languages: [en]
licence: CC BY 4.0
edition: "1.0"
objectives: {lo1: Name, lo2: Tell, lo3: Plan, lo4: Date, lo5: Judge}
---
"""
TOPIC = "---\nid: topic\ntitle: A topic\nkeep: [One sentence., Two sentences.]\n---\n"
LESSON = "---\nid: lesson\ntitle: A lesson\nobjectives: [lo1]\ngoal: Answer a question.\n---\n"


def compiled(example: Example, folder: Path) -> Compiled:
    """Return what the compiler makes of a course whose only lesson is this example."""
    topic = folder / "sample" / "en" / "1-topic"
    topic.mkdir(parents=True, exist_ok=True)
    (topic.parent / "course.md").write_text(COURSE, encoding="utf-8")
    (topic / "topic.md").write_text(TOPIC, encoding="utf-8")
    (topic / "1-lesson.md").write_text(LESSON + example.source, encoding="utf-8")
    return compile_course(folder / "sample")


@pytest.mark.parametrize("kind", registry.kinds(), ids=lambda kind: kind.name)
def test_good_examples_compile(kind: Kind[Any], tmp_path: Path) -> None:
    for example in examples_in(registry.folder(kind)).good:
        course = compiled(example, tmp_path).courses["en"]
        (part,) = course.lessons[0].parts
        assert isinstance(part, Question), part
        assert part.kind is kind
        assert part.spec == kind.parse(block_of(example.source))


@pytest.mark.parametrize("kind", registry.kinds(), ids=lambda kind: kind.name)
def test_bad_examples_are_refused_in_the_same_words(kind: Kind[Any], tmp_path: Path) -> None:
    for example in examples_in(registry.folder(kind)).bad:
        found = [problem for problem in compiled(example, tmp_path).problems if problem.is_error]
        start = LESSON.count("\n")
        told = [(problem.line - start, problem.code, problem.message) for problem in found]
        assert told == sorted(example.problems)
