"""The compiler reads the examples as this folder does: the same questions, the same words for mistakes."""

from typing import Any

import pytest

from emm.content.blocks import RawBlock, split
from emm.content.ids import Ids
from emm.content.markdown import parse
from emm.content.model import Broken, Question
from emm.content.pages import Page
from emm.content.places import Places
from emm.content.problems import Problems
from emm.content.questions import Setting, read_question
from emm.content.words import english
from emm.questions import registry
from emm.questions.contract import Kind
from tests.questions.examples import Example, examples_in
from tests.questions.reading import PATH, block_of

OBJECTIVES = {f"lo{n}": f"Objective {n}" for n in range(1, 6)}
PLACES = Places("sample", "en", lessons={}, terms=frozenset(), figures={}, media={})


def compiled(example: Example) -> Question | Broken:
    """Return what the compiler makes of an example."""
    problems = Problems()
    document = parse(PATH, example.source, problems)
    assert document
    (raw,) = split(document.nodes, "en")
    assert isinstance(raw, RawBlock)
    page = Page(document, PLACES, english("en"), problems)
    return read_question(raw, page, Setting("en", OBJECTIVES, Ids({}), {}))


@pytest.mark.parametrize("kind", registry.kinds(), ids=lambda kind: kind.name)
def test_good_examples_compile(kind: Kind[Any]) -> None:
    for example in examples_in(registry.folder(kind)).good:
        question = compiled(example)
        assert isinstance(question, Question), question
        assert question.kind is kind
        assert question.spec == kind.parse(block_of(example.source))


@pytest.mark.parametrize("kind", registry.kinds(), ids=lambda kind: kind.name)
def test_bad_examples_are_refused_in_the_same_words(kind: Kind[Any]) -> None:
    for example in examples_in(registry.folder(kind)).bad:
        broken = compiled(example)
        assert isinstance(broken, Broken)
        told = [(problem.line, problem.code, problem.message) for problem in broken.problems]
        assert told == sorted(example.problems)
