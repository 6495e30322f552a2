"""Files change while they are read, while others read, and while somebody watches."""

import logging
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from emm.content import catalog as module
from emm.content.catalog import Catalog
from emm.content.compile import compile_course
from tests.content.test_catalog import count_compilations, save, title
from tests.support.sample import FIRST


def test_a_file_saved_while_its_course_is_compiled_is_seen_next_time(
    catalog: Catalog, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def saved_meanwhile(folder: Path, **_: object) -> object:
        compiled = compile_course(folder)
        save(root, "Second save, longer")
        return compiled

    save(root, "First save")
    with monkeypatch.context() as patched:
        patched.setattr(module, "compile_course", saved_meanwhile)
        catalog.refresh()
    assert title(catalog) == "First save"
    assert catalog.refresh()
    assert title(catalog) == "Second save, longer"


@pytest.mark.thorough
@pytest.mark.no_cover
def test_files_saved_by_halves_while_others_read(catalog: Catalog, root: Path) -> None:
    """Whatever state the files are in, every reader finds one whole course, and nothing is raised."""
    good = FIRST.encode()
    done = threading.Event()
    faults: list[BaseException] = []

    def read() -> None:
        try:
            while not done.wait(0.001):
                course = catalog.course("sample", "en")
                assert [lesson.id for lesson in course.lessons] == ["first", "second"]
        except BaseException as fault:
            faults.append(fault)

    readers = [threading.Thread(target=read) for _ in range(2)]
    for reader in readers:
        reader.start()
    for length in range(0, len(good), 7):
        (root / "en/1-start/1-first.md").write_bytes(good[:length])
        catalog.refresh()
    (root / "en/1-start/1-first.md").write_bytes(good)
    catalog.refresh()
    done.set()
    for reader in readers:
        reader.join()
    assert faults == []
    assert catalog.problems == ()


def test_two_refreshes_at_once_compile_once(catalog: Catalog, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    compiled: list[str] = []
    together = threading.Barrier(2)
    count_compilations(monkeypatch, compiled)
    save(root, "Changed")

    def refresh() -> None:
        together.wait()
        catalog.refresh()

    threads = [threading.Thread(target=refresh) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert compiled == ["sample"]


@pytest.fixture
def pauses(monkeypatch: pytest.MonkeyPatch) -> Iterator[threading.Semaphore]:
    """A watcher that looks once for each release, and ends with the test."""
    looks = threading.Semaphore(0)
    ended = threading.Event()

    class Pause:
        def wait(self, _: float) -> bool:
            looks.acquire()
            return ended.is_set()

    monkeypatch.setattr(module, "Pause", Pause)
    yield looks
    ended.set()
    looks.release()


def look(pauses: threading.Semaphore, looked: threading.Semaphore) -> None:
    """Let the watcher look once, and wait until it has."""
    pauses.release()
    assert looked.acquire(timeout=10)


def test_the_watcher_sees_changes_and_survives_faults(
    catalog: Catalog,
    root: Path,
    pauses: threading.Semaphore,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    looked = threading.Semaphore(0)
    refresh = catalog.refresh
    fails = True

    def counted() -> bool:
        try:
            if fails:
                raise RuntimeError("unforeseen")
            return refresh()
        finally:
            looked.release()

    monkeypatch.setattr(catalog, "refresh", counted)
    before = threading.active_count()
    catalog.watch()
    catalog.watch()
    assert threading.active_count() == before + 1

    with caplog.at_level(logging.ERROR):
        look(pauses, looked)
        look(pauses, looked)
    assert [str(record.exc_info[1]) for record in caplog.records if record.exc_info][:1] == ["unforeseen"]

    fails = False
    save(root, "Changed")
    look(pauses, looked)
    assert title(catalog) == "Changed"
