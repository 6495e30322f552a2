"""Every kind keeps every promise: those that exist, and two that somebody adds as single folders."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from emm.questions import registry
from emm.questions.contract import Kind
from tests.questions import promises, secrecy
from tests.questions.promising import PROMISES, Promise

ADDED = Path(__file__).parent / "added"
NEW = ("walk", "word")
assert {promise.__module__ for promise in PROMISES} == {promises.__name__, secrecy.__name__}


EXHAUSTIVE = (secrecy.places_say_nothing, promises.grades_or_refuses_anything)
"""What is asked in every arrangement, or of any form at all."""
THOROUGH = (pytest.mark.thorough, pytest.mark.no_cover)
EVERY_PROMISE = [pytest.param(promise, marks=THOROUGH) if promise in EXHAUSTIVE else promise for promise in PROMISES]


def name_of(thing: Any) -> str:
    """Return how a kind or a promise is called in the list of tests."""
    return str(getattr(thing, "name", None) or thing.__name__)


@pytest.mark.parametrize("promise", EVERY_PROMISE, ids=name_of)
@pytest.mark.parametrize("kind", registry.kinds(), ids=name_of)
def test_a_kind_keeps_its_promise(kind: Kind[Any], promise: Promise) -> None:
    promise(kind)


@pytest.fixture(scope="module")
def kinds_and_more(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Kind[Any], ...]]:
    """Copy the folder of kinds to another place, add a folder for each new one, and find what is there."""
    package = tmp_path_factory.mktemp("tree") / "kinds_and_more"
    shutil.copytree(registry.FOLDER / "kinds", package, ignore=shutil.ignore_patterns("__pycache__"))
    for name in NEW:
        shutil.copytree(ADDED / name, package / name)
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(package.parent)
        yield registry.discover(package.name)


@pytest.fixture(params=NEW)
def added_kind(
    request: pytest.FixtureRequest, kinds_and_more: tuple[Kind[Any], ...], monkeypatch: pytest.MonkeyPatch
) -> Kind[Any]:
    """Return a new kind, in a site that has found it."""
    monkeypatch.setattr(registry, "kinds", lambda: kinds_and_more)
    return registry.kind_named(request.param)


@pytest.mark.parametrize("promise", EVERY_PROMISE, ids=name_of)
def test_a_new_kind_is_one_folder(added_kind: Kind[Any], promise: Promise) -> None:
    promise(added_kind)


def test_the_new_kinds_stand_beside_the_others(kinds_and_more: tuple[Kind[Any], ...]) -> None:
    names = {kind.name for kind in registry.kinds()}
    assert {kind.name for kind in kinds_and_more} == names | {*NEW}
    assert not names & {*NEW}
