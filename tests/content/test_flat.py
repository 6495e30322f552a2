"""What was compiled becomes plain text and comes back as it was; no text makes anything else."""

import dataclasses
import json
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from markupsafe import Markup

from emm.content.compile import compile_course
from emm.content.flat import flattened, rebuilt
from emm.content.limits import _Paragraph
from emm.content.pieces import Link, Spot
from emm.questions import registry
from emm.questions.contract import Kind
from tests.architecture.tree import ROOT
from tests.conftest import COURSES
from tests.content.test_translations import FRENCH
from tests.questions.promising import good
from tests.support.sample import compiled


def assert_same(one: Any, other: Any) -> None:
    """Compare everything, also what counts as equal only to itself."""
    assert type(one) is type(other)
    if isinstance(one, Kind):
        assert one is other
    elif dataclasses.is_dataclass(one):
        for field in dataclasses.fields(one):
            assert_same(getattr(one, field.name), getattr(other, field.name))
    elif isinstance(one, dict):
        assert list(one) == list(other)
        assert_same(tuple(one.values()), tuple(other.values()))
    elif isinstance(one, tuple):
        assert len(one) == len(other)
        for part, same in zip(one, other, strict=True):
            assert_same(part, same)
    else:
        assert one == other


@pytest.mark.parametrize("folder", [COURSES / "sample", ROOT / "content" / "author-guide"], ids=lambda one: one.name)
def test_a_course_comes_back_as_it_was(folder: Path) -> None:
    course = compile_course(folder, today=date(2027, 1, 1))
    assert course.courses
    assert_same(course, rebuilt(flattened(course)))


def test_translations_and_problems_come_back(tmp_path: Path) -> None:
    course = compiled(tmp_path, {**FRENCH, "en/1-start/9-broken.md": "---\n"})
    assert [*course.courses] == ["en", "fr"]
    assert course.problems
    assert_same(course, rebuilt(flattened(course)))


@pytest.mark.parametrize("kind", registry.kinds(), ids=lambda kind: kind.name)
def test_every_kind_of_question_comes_back(kind: Kind[Any]) -> None:
    asked = tuple((kind, block, spec) for _example, block, spec in good(kind))
    assert asked
    assert_same(asked, rebuilt(flattened(asked)))


VALUES = (True, 1, 1.0, "1", False, 0, None, "", "\udc80 é", 0.1, 10**20, date(2027, 1, 1), Decimal("1.10"))


def test_values_that_are_equal_stay_apart() -> None:
    assert_same(VALUES, rebuilt(flattened(VALUES)))
    assert_same({"a": (), "b": frozenset({"x", "y"})}, rebuilt(flattened({"a": (), "b": frozenset({"x", "y"})})))


def test_what_is_one_object_stays_one() -> None:
    spot = Spot("a", 1)
    one, same, other = rebuilt(flattened((spot, spot, Spot("a", 1))))
    assert one is same
    assert one is not other
    assert one == other


@pytest.mark.parametrize(
    "value",
    [Markup("<b>"), [1], {1}, object(), print, Path("x"), _Paragraph(1), Link, b"x", ({"a": [1]},)],
    ids=lambda value: type(value).__name__,
)
def test_what_would_not_come_back_is_refused(value: object) -> None:
    with pytest.raises(ValueError, match="cannot be written"):
        flattened(value)


@pytest.mark.parametrize(
    "shape",
    [
        *("os:system", "builtins:eval", "subprocess:Popen", "emm.web:create_app", "emm.messages:message"),
        *("emm.content.sources:os", "emm.content.compile:compile_course", "emm.content.kept:Kept"),
        *("emm.content.limits:_Paragraph", "emm.content.none:Link", "emm.content.pieces:none"),
        *("emm.content.pieces:Link.__init__", "Link", "", ":"),
    ],
)
def test_a_text_makes_nothing_but_frozen_values_of_ours(shape: str) -> None:
    with pytest.raises(ValueError, match="cannot be read"):
        rebuilt(json.dumps([[shape], ["echo", [0, 0]]]))


@pytest.mark.parametrize(
    "text",
    [
        *("", "{", "7", "[]", "[[], []]", "[[], [[0]]]", '[["tuple"], [[0, 7]]]'),
        *('[["kind"], ["no such kind", [0, 0]]]', '[["emm.content.pieces:Link"], [[0]]]'),
        *('[["date"], ["someday", [0, 0]]]', '[["dict"], ["a", [0, 0]]]'),
    ],
)
def test_other_texts_are_refused(text: str) -> None:
    with pytest.raises((ValueError, LookupError, TypeError)):
        rebuilt(text)
