"""What was compiled is found again, unless anything at all is different or amiss: then it is compiled."""

import errno
import hmac
import os
import pickle
import stat
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from emm.content import kept as module
from emm.content.catalog import Catalog
from emm.content.compile import Compiled, compile_course
from emm.content.flat import flattened
from emm.content.kept import Kept
from emm.content.origin import origin_of
from emm.content.words import english
from emm.errors.codes import problem
from tests.architecture.tree import ROOT
from tests.content.test_catalog import BROKEN, codes, save, title
from tests.support.sample import LESSON, write_course

KEY = "a key of a test, long enough to be one"


@pytest.fixture
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder in which compiled courses are kept."""
    return tmp_path_factory.mktemp("data") / "compiled"


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the courses that were compiled, and not found."""
    names: list[str] = []

    def counted(folder: Path, **asked: object) -> Compiled:
        names.append(folder.name)
        return compile_course(folder, **asked)  # type: ignore[arg-type]

    monkeypatch.setattr(module, "compile_course", counted)
    return names


def file_in(place: Path) -> Path:
    """Return the only file that is kept."""
    (file,) = place.iterdir()
    return file


def test_what_was_compiled_is_found(root: Path, place: Path, made: list[str]) -> None:
    first = Kept(place, KEY).compile_course(root)
    second = Kept(place, KEY).compile_course(root)
    assert made == ["sample"]
    assert first is not second
    assert flattened(first) == flattened(second) == flattened(compile_course(root))


@pytest.mark.thorough
def test_another_process_finds_it(place: Path) -> None:
    """One that has compiled nothing, and so may not have met all sorts of values."""
    course = ROOT / "content" / "author-guide"
    Kept(place, KEY).compile_course(course)
    probe = f"""
from pathlib import Path
from emm.content import kept
kept.compile_course = None
found = kept.Kept(Path({str(place)!r}), {KEY!r}).compile_course(Path({str(course)!r}))
print(found.courses["en"].id)
"""
    told = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, check=True).stdout
    assert told == "author-guide\n"


def test_what_has_errors_is_found_too(tmp_path: Path, place: Path, made: list[str]) -> None:
    root = write_course(tmp_path, {"en/1-start/1-first.md": BROKEN})
    found = [Kept(place, KEY).compile_course(root) for _ in range(2)]
    assert [[problem.code for problem in one.problems] for one in found] == [["E104"], ["E104"]]
    assert made == ["sample"]


def test_only_its_owner_can_read_it(root: Path, place: Path) -> None:
    Kept(place, KEY).compile_course(root)
    assert [stat.S_IMODE(path.stat().st_mode) for path in (place, file_in(place))] == [0o700, 0o600]


def test_a_change_is_compiled_and_takes_the_place_of_the_old(root: Path, place: Path, made: list[str]) -> None:
    for word in ("One", "Two", "Three", "Three"):
        save(root, word)
        assert Kept(place, KEY).compile_course(root).courses["en"].lesson("second").title == word
    assert len(made) == 3
    assert file_in(place).stat().st_size > 1000


def test_another_key_finds_nothing(root: Path, place: Path, made: list[str]) -> None:
    Kept(place, KEY).compile_course(root)
    Kept(place, KEY[::-1]).compile_course(root)
    assert len(made) == 2


def test_another_program_finds_nothing(
    root: Path, place: Path, made: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    Kept(place, KEY).compile_course(root)
    monkeypatch.setattr("emm.content.origin.program", lambda: b"another one")
    Kept(place, KEY).compile_course(root)
    assert len(made) == 2


def test_it_knows_what_this_program_has_compiled(root: Path, place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = Kept(place, KEY)
    assert not kept.knows(root)
    kept.compile_course(root)
    save(root, "Changed")
    assert kept.knows(root)
    monkeypatch.setattr(module, "program", lambda: b"another one")
    after = Kept(place, KEY)
    assert not after.knows(root)
    after.compile_course(root)
    after.drop_others()
    assert after.knows(root)
    assert file_in(place).is_file()


def test_it_knows_nothing_in_a_folder_that_it_may_not_look_into(
    root: Path, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(_path: Path) -> bool:
        raise PermissionError(errno.EACCES, "Permission denied")

    Kept(place, KEY).compile_course(root)
    monkeypatch.setattr(Path, "exists", refused)
    assert not Kept(place, KEY).knows(root)


def spoil(file: Path, at: int) -> None:
    """Change one bit."""
    raw = bytearray(file.read_bytes())
    raw[at] ^= 1
    file.write_bytes(raw)


AMISS = {
    "the seal was changed": lambda file: spoil(file, 0),
    "the text was changed": lambda file: spoil(file, -20),
    "it is cut off": lambda file: os.truncate(file, file.stat().st_size // 2),
    "it has a seal and no more": lambda file: os.truncate(file, 65),
    "it is empty": lambda file: os.truncate(file, 0),
    "it is something else": lambda file: file.write_text("é\n" * 10),
    "it is a folder": lambda file: (file.unlink(), file.mkdir()),
    "it leads nowhere": lambda file: (file.unlink(), file.symlink_to("nowhere")),
    "it is gone": lambda file: file.unlink(),
}


@pytest.mark.parametrize("harm", AMISS.values(), ids=AMISS)
def test_what_is_amiss_is_passed_over_and_made_again(root: Path, place: Path, made: list[str], harm) -> None:
    before = Kept(place, KEY).compile_course(root)
    harm(file_in(place))
    assert flattened(Kept(place, KEY).compile_course(root)) == flattened(before)
    assert len(made) == 2
    if file_in(place).is_file():
        Kept(place, KEY).compile_course(root)
        assert len(made) == 2


class Runs:
    """Does something when it is unpickled."""

    def __reduce__(self):
        return os.mkdir, ("ran",)


@pytest.mark.parametrize("is_sealed", [False, True])
def test_nothing_in_a_file_is_ever_run(
    root: Path, place: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, is_sealed: bool
) -> None:
    monkeypatch.chdir(tmp_path)
    Kept(place, KEY).compile_course(root)
    for text in (pickle.dumps(Runs()), b'[["os:mkdir"],["ran",[0,0]]]', b'[["builtins:eval"],["1",[0,0]]]'):
        put(place, root, text, is_sealed=is_sealed)
        assert Kept(place, KEY).compile_course(root).courses
    assert not (tmp_path / "ran").exists()
    pickle.loads(pickle.dumps(Runs()))
    assert (tmp_path / "ran").exists()


def put(place: Path, root: Path, text: bytes, *, is_sealed: bool) -> None:
    """Put a text where the compiled course is kept, under a seal that is right or not."""
    origin = origin_of(root, drafts=False, words=english, today=None)
    key = hmac.digest(KEY.encode(), b"compiled courses", "sha256")
    seal = hmac.digest(key, (origin or b"") + text, "sha256").hex() if is_sealed else "0" * 64
    file_in(place).write_bytes(seal.encode() + b"\n" + text)


def test_what_is_rightly_sealed_but_no_course_is_passed_over(root: Path, place: Path, made: list[str]) -> None:
    Kept(place, KEY).compile_course(root)
    for text in (flattened(compile_course(root).problems), "7", "[]", '[["tuple"],[]]'):
        put(place, root, text.encode(), is_sealed=True)
        assert Kept(place, KEY).compile_course(root).courses
    assert len(made) == 5


def test_the_seals_of_this_test_are_the_right_ones(root: Path, place: Path, made: list[str]) -> None:
    text = flattened(Kept(place, KEY).compile_course(root)).encode()
    put(place, root, text, is_sealed=True)
    Kept(place, KEY).compile_course(root)
    assert len(made) == 1


@pytest.mark.parametrize("reason", [errno.ENOSPC, errno.EROFS, errno.EACCES])
def test_what_cannot_be_kept_is_compiled_each_time_and_leaves_nothing(
    root: Path, place: Path, made: list[str], monkeypatch: pytest.MonkeyPatch, reason: int
) -> None:
    def refused(*_: object) -> None:
        raise OSError(reason, os.strerror(reason))

    monkeypatch.setattr("emm.private_files.os.fsync", refused)
    for _ in range(2):
        assert Kept(place, KEY).compile_course(root).courses
    assert len(made) == 2
    assert not [*place.iterdir()]


def test_a_place_that_is_no_folder_keeps_nothing(root: Path, place: Path, made: list[str]) -> None:
    place.write_text("x")
    kept = Kept(place, KEY)
    assert kept.compile_course(root).courses
    kept.drop_others()
    assert place.read_text() == "x"


def test_what_has_a_value_that_cannot_be_written_is_not_kept(
    root: Path, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    odd: Any = [problem("en/course.md", 1, "E001")]  # a list, where there should be a tuple
    monkeypatch.setattr(module, "compile_course", lambda folder, **_: Compiled({}, odd))
    assert Kept(place, KEY).compile_course(root).problems
    assert not place.exists()


def test_what_was_saved_while_it_was_compiled_is_not_kept(
    root: Path, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def saved_meanwhile(folder: Path, **_: object) -> Compiled:
        save(folder, "Meanwhile")
        return compile_course(folder)

    with monkeypatch.context() as patched:
        patched.setattr(module, "compile_course", saved_meanwhile)
        Kept(place, KEY).compile_course(root)
    assert not place.exists()


def test_what_cannot_be_read_is_not_kept(root: Path, place: Path, made: list[str]) -> None:
    (root / LESSON).unlink()
    (root / LESSON).mkdir()
    assert Kept(place, KEY).compile_course(root / "nowhere").courses == {}
    assert not place.exists()


def test_courses_that_are_gone_leave_nothing(root: Path, place: Path) -> None:
    before = Kept(place, KEY)
    before.compile_course(write_course(root.parent, name="other"))
    before.compile_course(root)
    (place / "0.course.draft").touch()
    (place / "notes.txt").touch()
    now = Kept(place, KEY)
    now.compile_course(root)
    now.drop_others()
    assert len([*place.glob("*.course")]) == 1
    assert (place / "notes.txt").exists()
    assert not (place / "0.course.draft").exists()


def test_catalogs_share_what_was_compiled(root: Path, place: Path, made: list[str]) -> None:
    """As the processes of a server do, and one server after the other."""
    catalogs = [Catalog(root.parent, kept=Kept(place, KEY)) for _ in range(2)]
    for catalog in catalogs:
        catalog.load()
    assert [title(catalog) for catalog in catalogs] == ["The second lesson"] * 2
    save(root, "Changed")
    assert [catalog.refresh() for catalog in catalogs] == [True, True]
    assert [title(catalog) for catalog in catalogs] == ["Changed"] * 2
    assert made == ["sample", "sample"]


def test_a_mistake_keeps_the_last_good_version_also_in_who_finds_it(root: Path, place: Path) -> None:
    catalogs = [Catalog(root.parent, kept=Kept(place, KEY)) for _ in range(2)]
    for catalog in catalogs:
        catalog.load()
    (root / "en/1-start/1-first.md").write_text(BROKEN)
    save(root, "Changed")
    for catalog in catalogs:
        catalog.refresh()
    assert [title(catalog) for catalog in catalogs] == ["The second lesson"] * 2
    assert [codes(catalog) for catalog in catalogs] == [[("sample", "E104")]] * 2
