"""The last good version of every course, swapped whole when its files change, and what is wrong with them now."""

import logging
import os
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path

from emm.content.checks.style import Measures
from emm.content.compile import Compiled, compile_course
from emm.content.kept import Kept
from emm.content.model import Course
from emm.content.sources import DEPTH, is_temporary
from emm.content.words import Words, english
from emm.errors import NotFound, Problem
from emm.errors.codes import problem

Stamp = Mapping[str, tuple[int, int]]
"""Time and size of every file of a course, by path."""

Pause = threading.Event
"""What the watcher waits on; nobody ever sets it."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Shelf:
    """All courses as they are served at one moment; never changed, only replaced."""

    epoch: int
    courses: Mapping[str, Mapping[str, Course]]
    """By id, then by language; the source language comes first."""
    problems: tuple[tuple[str, Problem], ...]
    measures: Mapping[str, Mapping[str, Measures]]
    """How lessons read, by course and path, when advice was asked for."""

    @cached_property
    def languages(self) -> tuple[str, ...]:
        """Every language that some course is available in, sorted."""
        return tuple(sorted({language for course in self.courses.values() for language in course}))


class Catalog:
    """Finds courses in a folder and keeps them up to date; reading from it never waits."""

    def __init__(
        self,
        folder: Path,
        *,
        drafts: bool = False,
        words: Callable[[str], Words] = english,
        today: date | None = None,
        keeps_good: bool = True,
        kept: Kept | None = None,
    ) -> None:
        """Keep where the courses are; `drafts` and `today` are for authors, see `compile_course`.

        Without `keeps_good`, a course with errors is served as it is now, and not as it was before. With `kept`,
        nothing is compiled that was compiled before.
        """
        self._folder = folder
        self._today = today
        self._drafts = drafts
        self._words = words
        self._keeps_good = keeps_good
        self._kept = kept
        self._shelf = Shelf(0, {}, (), {})
        self._stamps: dict[str, Stamp] = {}
        self._good: set[str] = set()
        self._refreshing = threading.Lock()
        self._watcher: threading.Thread | None = None

    @property
    def epoch(self) -> int:
        """A number that grows whenever something else is served or noted."""
        return self._shelf.epoch

    @property
    def problems(self) -> tuple[tuple[str, Problem], ...]:
        """What is wrong with the files as they are now: course id and problem."""
        return self._shelf.problems

    @property
    def languages(self) -> tuple[str, ...]:
        """Every language that some course is available in, sorted."""
        return self._shelf.languages

    def measures(self, course_id: str, path: str) -> Measures | None:
        """Return how the lesson in that file reads; None for what is no lesson, or when no advice was asked for."""
        return self._shelf.measures.get(course_id, {}).get(path)

    def courses(self, language: str) -> tuple[Course, ...]:
        """Return all courses in order of their folders; one that lacks the language comes in its own."""
        return tuple(_in_language(course, language) for course in self._shelf.courses.values())

    def listed(self, language: str) -> tuple[Course, ...]:
        """Return the courses that the site offers to everybody; the others are found by who knows their address.

        Who is shown drafts is offered all.
        """
        return tuple(course for course in self.courses(language) if course.listed or self._drafts)

    def course(self, course_id: str, language: str) -> Course:
        """Return the course of that id, in its own language when it lacks the one asked for; or raise NotFound."""
        if course_id not in self._shelf.courses:
            raise NotFound(f"course {course_id}")
        return _in_language(self._shelf.courses[course_id], language)

    def folders(self) -> tuple[Path, ...]:
        """Return the folder of each course that is there now, by name."""
        return tuple(self._folder / name for name, _path in self._folders())

    def load(self) -> None:
        """Read every course; one with errors is served as far as it goes."""
        self.refresh()

    def refresh(self) -> bool:
        """Read the courses whose files have changed, and return whether anything else is served or noted now.

        A course with errors keeps the version before; so does one whose folder has vanished.
        """
        with self._refreshing:
            stamps = {name: _stamp(path) for name, path in self._folders()}
            vanished = self._stamps.keys() - stamps.keys()
            changed = [name for name, stamp in stamps.items() if self._stamps.get(name) != stamp]
            for name in vanished:
                del self._stamps[name]
                self._note_vanished(name)
            for name in changed:
                self._stamps[name] = stamps[name]  # before compiling: a file saved meanwhile is then seen next time
                self._compile(name)
            return bool(vanished or changed)

    def watch(self, every: float = 1.0) -> None:
        """Start looking for changes in the background, to the end of the program.

        A process that is forked from this one begins with what is served here now, and has to start for itself.
        """
        with self._refreshing:
            if self._watcher is None:
                self._hold_still_at_forks()
            if self._watcher is None or not self._watcher.is_alive():
                self._watcher = threading.Thread(target=self._look, args=(every,), name="catalog", daemon=True)
                self._watcher.start()

    def _hold_still_at_forks(self) -> None:
        # A child that was born in the middle of a change would believe that it has been made.
        lock = self._refreshing
        os.register_at_fork(before=lock.acquire, after_in_parent=lock.release, after_in_child=lock.release)

    def _look(self, every: float) -> None:
        pause = Pause()
        while not pause.wait(every):
            try:
                self.refresh()
            except Exception:
                _log.exception("The courses could not be refreshed; those of before are still served.")

    def _folders(self) -> list[tuple[str, str]]:
        """Return name and path of each course folder, by name."""
        try:
            with os.scandir(self._folder) as entries:
                return sorted((entry.name, entry.path) for entry in entries if _is_course(entry))
        except OSError:
            return []

    def _compile(self, name: str) -> None:
        compiles = self._kept.compile_course if self._kept else compile_course
        compiled = compiles(self._folder / name, drafts=self._drafts, words=self._words, today=self._today)
        is_good = not any(problem.is_error for problem in compiled.problems)
        courses = dict(self._shelf.courses)
        if compiled.courses and (is_good or not self._keeps_good or name not in self._good):
            courses[name] = compiled.courses
        if is_good:
            self._good.add(name)
        self._swap(courses, name, compiled)

    def _note_vanished(self, name: str) -> None:
        advice = "Put it back, or restart the site to take the course away."
        gone = (problem(".", 1, "E014", what="The folder of this course", advice=advice),)
        self._swap(self._shelf.courses, name, Compiled({}, gone if name in self._shelf.courses else ()))

    def _swap(self, courses: Mapping[str, Mapping[str, Course]], name: str, compiled: Compiled) -> None:
        before = self._shelf
        others = [(other, one) for other, one in before.problems if other != name]
        noted = sorted([*others, *((name, one) for one in compiled.problems)])
        measures = {**before.measures, name: compiled.measures}
        self._shelf = Shelf(before.epoch + 1, dict(sorted(courses.items())), tuple(noted), measures)


def _in_language(course: Mapping[str, Course], language: str) -> Course:
    return course.get(language) or next(iter(course.values()))


def _is_course(entry: "os.DirEntry[str]") -> bool:
    return entry.is_dir() and not is_temporary(entry.name)


def _stamp(folder: str) -> Stamp:
    """Return time and size of the files of a course; files that vanish meanwhile are passed over."""
    stamp: dict[str, tuple[int, int]] = {}
    level = [folder]
    for _ in range(DEPTH):
        level = [inner for path in level for inner in _stamp_files(path, stamp)]
    return stamp


def _stamp_files(folder: str, stamp: dict[str, tuple[int, int]]) -> list[str]:
    """Add the files of one folder to `stamp` and return the folders in it."""
    folders = []
    try:
        with os.scandir(folder) as entries:
            for entry in entries:
                if is_temporary(entry.name):
                    continue
                if entry.is_dir():
                    folders.append(entry.path)
                else:
                    status = entry.stat()
                    stamp[entry.path] = (status.st_mtime_ns, status.st_size)
    except OSError:
        stamp[folder] = (0, 0)
    return folders
