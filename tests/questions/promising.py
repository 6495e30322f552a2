"""How promises are listed, and what they are asked about: every example of a kind, read."""

from collections.abc import Callable, Iterator
from typing import Any, get_args, get_type_hints

import pytest

from emm.errors import ContentError, InvalidAnswer, Problem
from emm.questions import registry
from emm.questions.block import Block, Rich
from emm.questions.contract import FormValues, Interaction, Kind
from emm.world import SEEDS, Arrangement
from tests.questions.examples import Example, Examples, examples_in
from tests.questions.reading import block_of

ARRANGEMENTS = [Arrangement(f"learner {n}", seed) for n in range(20) for seed in range(SEEDS)]
ONE = ARRANGEMENTS[0]
NOTHING = FormValues()
HOSTILE = "\"'><script>alert(1)</script>"
TYPES = get_args(get_type_hints(Interaction)["type"])
WORDS = Rich("Words", "Words")

Promise = Callable[[Kind[Any]], None]
PROMISES: list[Promise] = []


def promise(function: Promise) -> Promise:
    """Add a function to those that every kind must pass."""
    PROMISES.append(function)
    return function


def examples_of(kind: Kind[Any]) -> Examples:
    """Return the examples that stand beside the kind."""
    return examples_in(registry.folder(kind))


def good(kind: Kind[Any]) -> Iterator[tuple[Example, Block, Any]]:
    """Yield each good example with its block and what the kind makes of it."""
    for example in examples_of(kind).good:
        block = block_of(example.source)
        yield example, block, kind.parse(block)


def mistakes_found(kind: Kind[Any], block: Block) -> tuple[Problem, ...]:
    """Return what the kind has against a block, nothing when it takes it."""
    try:
        registry.parse(kind, block)
    except ContentError as error:
        return error.problems
    return ()


def responses(kind: Kind[Any]) -> Iterator[tuple[Any, str]]:
    """Yield each question with each response that its examples give."""
    for example, _block, spec in good(kind):
        for values, _score in example.scored:
            yield spec, kind.read(spec, values)


def refusal(kind: Kind[Any], spec: Any, values: FormValues) -> tuple[str, str]:
    """Return the field and the words with which the kind refuses the values."""
    with pytest.raises(InvalidAnswer) as caught:
        kind.read(spec, values)
    told = caught.value.message
    return caught.value.field, told.text % dict(told.values)
