"""The catalog serves the last good version of every course, whatever happens to the files."""

import os
import shutil
from pathlib import Path
from typing import Any

import pytest

from emm.content import catalog as module
from emm.content.catalog import Catalog
from emm.content.compile import Compiled, compile_course
from emm.errors import NotFound
from tests.support.sample import COURSE, FIRST, HEAD, LESSON, write_course

BROKEN = FIRST.replace("[x] b", "[ ] b")


def title(catalog: Catalog) -> str:
    """Return the title of the second lesson as it is served."""
    return catalog.course("sample", "en").lesson("second").title


def save(root: Path, lesson_title: str) -> None:
    """Save the second lesson under another title."""
    (root / LESSON).write_text(HEAD.replace("The second lesson", lesson_title))


def codes(catalog: Catalog) -> list[tuple[str, str]]:
    """Return course and code of every problem."""
    return [(course, problem.code) for course, problem in catalog.problems]


def count_compilations(monkeypatch: pytest.MonkeyPatch, compiled: list[str]) -> None:
    """Note in `compiled` the name of every course that is compiled."""

    def counted(folder: Path, **_: object) -> Compiled:
        compiled.append(folder.name)
        return compile_course(folder)

    monkeypatch.setattr(module, "compile_course", counted)


def test_nothing_is_read_before_it_is_loaded(root: Path) -> None:
    catalog = Catalog(root.parent)
    assert (catalog.epoch, catalog.languages, catalog.courses("en"), catalog.problems) == (0, (), (), ())


def test_nothing_changes_while_no_file_does(catalog: Catalog) -> None:
    epoch, course = catalog.epoch, catalog.course("sample", "en")
    assert not catalog.refresh()
    assert catalog.epoch == epoch
    assert catalog.course("sample", "en") is course


def test_a_saved_file_is_seen(catalog: Catalog, root: Path) -> None:
    epoch = catalog.epoch
    save(root, "Changed")
    assert catalog.refresh()
    assert title(catalog) == "Changed"
    assert catalog.epoch > epoch


@pytest.mark.parametrize("change", ["added", "removed", "renamed", "figure"])
def test_other_changes_are_seen(change: str, catalog: Catalog, root: Path) -> None:
    before = catalog.course("sample", "en").fingerprint
    if change == "added":
        (root / "en/1-start/3-third.md").write_text(HEAD.replace("id: second", "id: third"))
    if change == "removed":
        (root / LESSON).unlink()
    if change == "renamed":
        (root / LESSON).rename(root / "en/1-start/5-second.md")
    if change == "figure":
        (root / "figures/loop.svg").write_text('<svg viewBox="0 0 9 9"/>')
    assert catalog.refresh()
    assert catalog.course("sample", "en").fingerprint != before


def test_a_request_that_runs_keeps_its_course(catalog: Catalog, root: Path) -> None:
    course = catalog.course("sample", "en")
    save(root, "Changed")
    catalog.refresh()
    assert course.lesson("second").title == "The second lesson"


def test_a_mistake_keeps_the_last_good_version_and_is_listed(catalog: Catalog, root: Path) -> None:
    save(root, "Changed")
    (root / "en/1-start/1-first.md").write_text(BROKEN)
    assert catalog.refresh()
    assert title(catalog) == "The second lesson"
    assert codes(catalog) == [("sample", "E104")]
    assert not catalog.refresh()

    (root / "en/1-start/1-first.md").write_text(FIRST)
    assert catalog.refresh()
    assert title(catalog) == "Changed"
    assert catalog.problems == ()


def test_a_course_that_begins_with_a_mistake_is_served_as_far_as_it_goes(tmp_path: Path) -> None:
    root = write_course(tmp_path, {"en/1-start/1-first.md": BROKEN})
    catalog = Catalog(tmp_path)
    catalog.load()
    assert title(catalog) == "The second lesson"
    assert codes(catalog) == [("sample", "E104")]

    save(root, "Better")
    catalog.refresh()
    assert title(catalog) == "Better"
    assert codes(catalog) == [("sample", "E104")]


def test_a_course_that_cannot_be_read_at_all_is_only_listed(tmp_path: Path) -> None:
    write_course(tmp_path, {"en/course.md": "---\n"})
    catalog = Catalog(tmp_path)
    catalog.load()
    assert catalog.courses("en") == ()
    assert codes(catalog) == [("sample", "E001")]
    with pytest.raises(NotFound):
        catalog.course("sample", "en")


def test_one_broken_course_leaves_the_others_alone(catalog: Catalog, root: Path) -> None:
    write_course(root.parent, {"en/course.md": COURSE.replace("id: sample", "id: other")}, name="other")
    (root / "en/1-start/1-first.md").write_text(BROKEN)
    catalog.refresh()
    assert [course.id for course in catalog.courses("en")] == ["other", "sample"]
    assert codes(catalog) == [("sample", "E104")]


def test_only_what_changed_is_compiled(catalog: Catalog, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_course(root.parent, {"en/course.md": COURSE.replace("id: sample", "id: other")}, name="other")
    catalog.refresh()
    compiled: list[str] = []
    count_compilations(monkeypatch, compiled)
    save(root, "Changed")
    catalog.refresh()
    assert compiled == ["sample"]


def test_a_folder_that_vanishes_is_still_served(catalog: Catalog, root: Path) -> None:
    shutil.move(root, root.parent.parent / "elsewhere")
    epoch = catalog.epoch
    assert catalog.refresh()
    assert catalog.epoch > epoch
    assert title(catalog) == "The second lesson"
    ((course, problem),) = catalog.problems
    assert (course, problem.path, problem.line) == ("sample", ".", 1)
    assert problem.message == "The folder of this course is missing."
    assert not catalog.refresh()

    shutil.move(root.parent.parent / "elsewhere", root)
    assert catalog.refresh()
    assert catalog.problems == ()


def test_all_courses_may_vanish_at_once(catalog: Catalog, root: Path) -> None:
    shutil.rmtree(root.parent)
    assert catalog.refresh()
    assert title(catalog) == "The second lesson"
    assert codes(catalog) == [("sample", "E014")]


def test_a_course_that_never_was_good_leaves_no_trace(tmp_path: Path) -> None:
    root = write_course(tmp_path, {"en/course.md": "---\n"})
    catalog = Catalog(tmp_path)
    catalog.load()
    shutil.rmtree(root)
    assert catalog.refresh()
    assert catalog.problems == ()


@pytest.mark.parametrize("name", [".x.md.swp", "x.md~", "x.tmp", ".#x.md", "#x#", ".git/index"])
def test_files_of_editors_change_nothing(name: str, catalog: Catalog, root: Path) -> None:
    place = root / "en/1-start" / name
    place.parent.mkdir(exist_ok=True)
    place.write_text("x")
    assert not catalog.refresh()


def test_a_folder_that_vanishes_while_it_is_looked_at(
    catalog: Catalog, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    look = os.scandir

    def lost(path: Any) -> Any:
        if str(path).endswith("1-start"):
            raise FileNotFoundError(2, "No such file or directory", path)
        return look(path)

    with monkeypatch.context() as patched:
        patched.setattr(os, "scandir", lost)
        assert catalog.refresh()
    assert title(catalog) == "The second lesson"
    assert ("sample", "E016") in codes(catalog)
    assert catalog.refresh()
    assert catalog.problems == ()


def test_files_beside_the_courses_are_no_courses(catalog: Catalog, root: Path) -> None:
    (root.parent / "LICENSE").write_text("x")
    (root.parent / ".git").mkdir()
    assert not catalog.refresh()
    assert catalog.problems == ()


def test_a_language_that_a_course_lacks_comes_in_its_own(catalog: Catalog, root: Path) -> None:
    (root / "fr").mkdir()
    (root / "fr/course.md").write_text("---\nid: sample\ntitle: Un exemple\n---\n")
    write_course(root.parent, {"en/course.md": COURSE.replace("id: sample", "id: other")}, name="other")
    catalog.refresh()
    assert catalog.languages == ("en", "fr")
    assert [(course.id, course.language) for course in catalog.courses("fr")] == [("other", "en"), ("sample", "fr")]
    assert catalog.course("other", "fr").language == "en"
    assert catalog.course("sample", "ar").language == "en"


def test_courses_that_are_not_listed_are_there(catalog: Catalog, root: Path) -> None:
    (root / "en/course.md").write_text(COURSE.replace("licence:", "listed: no\nlicence:"))
    catalog.refresh()
    assert [course.listed for course in catalog.courses("en")] == [False]


def test_drafts_and_words_are_handed_on(root: Path) -> None:
    (root / LESSON).write_text(HEAD.replace("goal:", "draft: true\ngoal:"))
    shown = Catalog(root.parent, drafts=True)
    hidden = Catalog(root.parent)
    shown.load()
    hidden.load()
    assert [len(catalog.course("sample", "en").lessons) for catalog in (shown, hidden)] == [2, 1]
