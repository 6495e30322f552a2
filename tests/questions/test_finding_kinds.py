"""Kinds are found in their folders, and the kind of a block by its settings or its shape."""

from pathlib import Path

import pytest

from emm.errors import ContentError, NotFound, Problem
from emm.questions import registry
from emm.questions.block import Block
from tests.questions.reading import block_of

KIND = """
from emm.questions.kinds.{module} import {name}

class Other({name}):
    pass

KIND = Other()
"""

TASKS = ("- [x] a) One", "- [ ] b) Two", "- [ ] c) Three")


def question(*answers: str, keyword: str = "Question", settings: str = "id: q") -> Block:
    """Return a block with these answers."""
    return block_of("\n".join((f"### {keyword}: How many?", "", f"`{settings}`", "", *answers)))


def refusal(block: Block) -> Problem:
    """Return the one problem that keeps the block from having a kind."""
    with pytest.raises(ContentError) as caught:
        registry.kind_of(block)
    (problem,) = caught.value.problems
    return problem


def test_the_kinds_of_the_first_edition_are_there() -> None:
    assert {kind.name for kind in registry.kinds()} >= {"guess", "multiple", "single", "true-false"}
    assert [kind.name for kind in registry.kinds()] == sorted(kind.name for kind in registry.kinds())
    assert registry.keywords() >= {"question", "guess"}
    assert registry.kinds() is registry.kinds()


def test_a_kind_is_found_by_the_name_that_authors_write() -> None:
    assert registry.kind_named("true-false").name == "true-false"
    with pytest.raises(NotFound):
        registry.kind_named("true_false")


def test_folder_and_template_of_a_kind() -> None:
    kind = registry.kind_named("true-false")
    assert registry.template(kind) == "kinds/true_false/question.html"
    assert (registry.FOLDER / registry.template(kind)).is_file()
    assert (registry.folder(kind) / "examples.md").is_file()


def make_package(root: Path, name: str, **kinds: str) -> str:
    """Make a package with one folder for each kind, each with this text, and a file that is no kind."""
    for folder, text in kinds.items():
        (root / name / folder).mkdir(parents=True)
        (root / name / folder / "__init__.py").write_text(text, encoding="utf-8")
    (root / name / "loose.py").write_text("raise RuntimeError('not a kind')", encoding="utf-8")
    return name


def test_any_package_of_kinds_can_be_searched(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(tmp_path)
    package = make_package(tmp_path, "some_kinds", mine=KIND.format(module="guess", name="Guess"))
    (kind,) = registry.discover(package)
    assert kind.name == "guess"
    assert registry.folder(kind) == tmp_path / "some_kinds" / "mine"


def test_kinds_are_sorted_by_the_name_that_authors_write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(tmp_path)
    first, second = KIND.format(module="single", name="Single"), KIND.format(module="guess", name="Guess")
    package = make_package(tmp_path, "unsorted_kinds", first=first, second=second)
    assert [kind.name for kind in registry.discover(package)] == ["guess", "single"]


def test_a_name_that_is_used_twice_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(tmp_path)
    text = KIND.format(module="single", name="Single")
    package = make_package(tmp_path, "twin_kinds", mine=text, yours=text)
    with pytest.raises(ValueError, match=r"mine and .*yours are both called single"):
        registry.discover(package)


@pytest.mark.parametrize(
    ("answers", "name"),
    [
        (("- [x] a) One", "- [ ] b) Two"), "single"),
        (("- [ ] a) One", "- [ ] b) Two"), "single"),
        (("- [~] a) One", "- [~] b) Two"), "single"),
        (("- [x] a) One",), "single"),
        (("- a) One", "- [ ] b) Two"), "single"),
        (("- [x] a) One", "- [x] b) Two"), "multiple"),
        (("- [x] a) True", "- [ ] b) False"), "true-false"),
        (("- [ ] a) False.", "- [x] b) TRUE"), "true-false"),
        (("- [x] a) Vrai", "- [ ] b) Faux"), "true-false"),
        (("- [x] a) Verdadero", "- [ ] b) Falso"), "true-false"),
        (("- [x] a) صحيح", "- [ ] b) خطأ"), "true-false"),
        (("- [x] a) True", "- [ ] b) Faux"), "single"),
        (("- [x] a) True", "- [ ] b) False", "- [ ] c) True"), "single"),
        (("- [x] a) True", "- [x] b) False", "- [ ] c) Neither"), "multiple"),
    ],
)
def test_the_shape_tells_the_kind(answers: tuple[str, ...], name: str) -> None:
    assert registry.kind_of(question(*answers)).name == name


def test_the_keyword_comes_first() -> None:
    assert registry.kind_of(question(*TASKS, keyword="Guess")).name == "guess"
    assert registry.kind_of(question(keyword="Guess")).name == "guess"


def test_the_setting_wins_over_the_shape() -> None:
    assert registry.kind_of(question(*TASKS, settings="id: q; kind: multiple")).name == "multiple"


@pytest.mark.parametrize("name", ["sinlge", "guess"])
def test_a_kind_that_is_not_known_is_told_with_those_that_are(name: str) -> None:
    problem = refusal(question(*TASKS, settings=f"id: q; kind: {name}"))
    assert (problem.line, problem.code) == (3, "E102")
    assert problem.message == f'Setting "kind: {name}" is not known.'
    known = [kind.name for kind in registry.kinds() if kind.keyword == "question"]
    assert problem.hint == f"Use one of these: {', '.join(known)}."
    assert "guess" not in problem.hint


@pytest.mark.parametrize(
    ("answers", "reason", "way_out"),
    [
        ((), "there are no answers", "- [ ] a) Answer"),
        (("- a) One", "- b) Two"), "the answers are not a list with check boxes", "Put [x] before the right"),
        (("- = One", "- ~ Two"), "the answers are not a list with check boxes", "Put [x] before the right"),
    ],
)
def test_answers_of_no_shape_are_told(answers: tuple[str, ...], reason: str, way_out: str) -> None:
    problem = refusal(question(*answers))
    assert (problem.line, problem.code) == (1, "E110")
    assert problem.message == f'The kind of question "q" is not clear: {reason}.'
    assert way_out in problem.hint


@pytest.mark.parametrize("answers", [("- = 2018",), ("- = 0", "- = -3.5", "- else")])
def test_numbers_may_be_words(answers: tuple[str, ...]) -> None:
    problem = refusal(question(*answers))
    assert (problem.line, problem.code) == (1, "E110")
    assert problem.message == 'The kind of question "q" is not clear: it can be read as numeric, short.'
    assert problem.hint == "Say which with kind: in the settings line."


@pytest.mark.parametrize("answers", [("- = 20..25", "- ~ about 30"), ("- = 3.5 ± 0.2",), ("- = 23", "- = 20..25")])
def test_ranges_are_no_words(answers: tuple[str, ...]) -> None:
    assert registry.kind_of(question(*answers)).name == "numeric"


def test_a_list_for_blanks_makes_gaps() -> None:
    block = block_of("### Question: It was ____ in ____.\n\n`id: q`\n\n1. = 2018\n2. = Marrakech\n")
    assert registry.kind_of(block).name == "gaps"


def test_two_kinds_that_claim_the_same_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(type(registry.kind_named("multiple")), "claims", lambda _kind, _block: True)
    problem = refusal(question(*TASKS))
    assert problem.message == 'The kind of question "q" is not clear: it can be read as multiple, single.'
    assert "kind:" in problem.hint
