"""The origin of a course changes with everything that its compilation depends on, and with nothing else."""

import os
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from shutil import copytree, rmtree
from typing import Any

import pytest

from emm.content import origin
from emm.content.words import Words, english
from tests.support.sample import FIRST, LESSON


def origin_of(folder: Path, **asked: Any) -> bytes | None:
    """Return the origin of a course that is asked for as the server does."""
    usual: dict[str, Any] = {"drafts": False, "words": english, "today": None}
    return origin.origin_of(folder, **usual | asked)


def write(root: Path, path: str, raw: bytes = b"x") -> None:
    """Write a file of the course, and the folders it lies in."""
    (root / path).parent.mkdir(parents=True, exist_ok=True)
    (root / path).write_bytes(raw)


CHANGES: dict[str, Callable[[Path], object]] = {
    "a text": lambda root: write(root, LESSON, FIRST.replace("One", "Two").encode()),
    "a text of the same size, saved at the same time": lambda root: swapped_case(root / LESSON),
    "the last byte that is read": lambda root: write(root, "ids.json", b" " * (1 << 20) + b"x"),
    "another lesson": lambda root: write(root, "en/1-start/3-third.md"),
    "a lesson less": lambda root: (root / LESSON).unlink(),
    "another name": lambda root: (root / LESSON).rename(root / "en/1-start/5-second.md"),
    "another language": lambda root: write(root, "fr/course.md"),
    "a drawing": lambda root: write(root, "figures/loop.svg", b"<svg/>"),
    "the size of a recording": lambda root: write(root, "media/talk.opus", b"OggS" * 10_000),
    "a file that has no place": lambda root: write(root, "en/1-start/deeper/x.md"),
    "an empty folder": lambda root: (root / "en/1-start/deeper").mkdir(),
    "a file in place of a folder": lambda root: emptied(root / "media"),
    "a link in place of a file": lambda root: linked(root / LESSON),
}


def swapped_case(file: Path) -> None:
    """Change letters and nothing else that a file system tells of a file."""
    before = file.stat()
    file.write_bytes(file.read_bytes().swapcase())
    os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))


def emptied(folder: Path) -> None:
    """Put an empty file in the place of a folder."""
    rmtree(folder)
    folder.touch()


def linked(file: Path) -> None:
    """Move a file out of the course and let a link of its name lead there."""
    outside = file.rename(file.parents[3] / "outside.md")
    file.symlink_to(outside)


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_it_changes_with_every_file(root: Path, change: Callable[[Path], object]) -> None:
    before = origin_of(root)
    assert before == origin_of(root)
    change(root)
    assert origin_of(root) not in (before, None)


@pytest.mark.parametrize(
    "asked",
    [{"drafts": True}, {"today": date(2027, 1, 1)}, {"words": lambda _: Words(table="Tableau")}],
    ids=["drafts", "today", "words"],
)
def test_it_changes_with_what_is_asked(root: Path, asked: dict[str, Any]) -> None:
    assert origin_of(root, **asked) not in (origin_of(root), None)


def test_it_changes_with_the_place(root: Path) -> None:
    """Recordings are kept as paths."""
    assert origin_of(Path(copytree(root, root.parent / "other"))) != origin_of(root)


def test_it_stays_when_only_times_change_and_with_what_editors_leave(root: Path) -> None:
    before = origin_of(root)
    os.utime(root / LESSON, (1, 1))
    write(root, "en/1-start/.2-second.md.swp")
    write(root, ".git/HEAD")
    assert origin_of(root) == before


def test_it_is_unknown_when_something_cannot_be_read(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    assert origin_of(root / "nowhere") is None
    with monkeypatch.context() as patched:
        patched.setattr(Path, "open", refused)
        assert origin_of(root) is None
    assert origin_of(root) is not None


@pytest.fixture
def program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The parts of the program that take part, in a place where a test may change them."""
    for part in origin.PROGRAM:
        source, copy = origin.PLACE / part, tmp_path / "program" / part
        copytree(source, copy) if source.is_dir() else write(copy.parent, part, source.read_bytes())
    monkeypatch.setattr(origin, "PLACE", tmp_path / "program")
    monkeypatch.setattr(origin, "program", origin.program.__wrapped__)
    return tmp_path / "program"


@pytest.mark.parametrize(
    "file", ["content/compile.py", "content/checks/style.py", "questions/kinds/single/__init__.py", "world.py"]
)
def test_it_changes_with_the_program(root: Path, program: Path, file: str) -> None:
    before = origin_of(root)
    with (program / file).open("a") as source:
        source.write("\n")
    assert origin_of(root) not in (before, None)


def test_it_changes_with_the_versions_of_others(root: Path, program: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = origin_of(root)
    with monkeypatch.context() as patched:
        patched.setattr(sys, "version", "4.0")
        assert origin_of(root) not in (before, None)
    (program / "markdown_it_py-99.dist-info").mkdir()
    monkeypatch.syspath_prepend(program)
    assert origin_of(root) not in (before, None)


def test_it_is_unknown_without_the_sources(root: Path, program: Path) -> None:
    (program / "messages.py").unlink()
    assert origin.program() == b""
    assert origin_of(root) is None


def test_the_installed_libraries_are_found() -> None:
    assert any(name.lower().startswith("markdown_it_py-") for name in origin._installed())


def test_compiling_goes_through_the_named_parts_of_the_program_and_no_others() -> None:
    probe = "import sys, emm.content.compile; print(*(n for n in sys.modules if n.startswith('emm.')))"
    told = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, check=True).stdout.split()
    assert {name.split(".")[1] for name in told} == {part.removesuffix(".py") for part in origin.PROGRAM}
