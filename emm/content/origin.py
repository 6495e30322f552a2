"""Everything that decides what becomes of a course folder, as one number that changes when any of it changes."""

import os
import sys
from collections.abc import Callable, Iterator
from datetime import date
from functools import cache
from hashlib import sha256
from pathlib import Path

from emm.content.sources import DEPTH, LANGUAGE, MAX_NOTED_BYTES, MAX_SVG_BYTES, is_temporary
from emm.content.words import Words

PLACE = Path(__file__).parents[1]
PROGRAM = ("content", "errors", "questions", "messages.py", "world.py")
"""The parts of this program that compiling a course goes through."""
INSTALLED = (".dist-info", ".egg-info")
"""What the names of folders end with that say which version of a library is installed."""
TEXTS = (".md", ".json")
"""What the names of files end with of which more is read than a drawing can have."""


def origin_of(folder: Path, *, drafts: bool, words: Callable[[str], Words], today: date | None) -> bytes | None:
    """Return a SHA-256 of all that `compile_course` makes of these arguments depends on; None when it is not known.

    It covers the names of all files and folders of the course, as many bytes of each as are ever read, the sources of
    the program, and the versions of Python and of everything that is installed.
    """
    try:
        said = [words(path.name) for path in sorted(folder.iterdir()) if LANGUAGE.fullmatch(path.name)]
        asked = repr((folder.resolve(), drafts, today, said))
        of_course = b"".join([_sum_of(asked), *_entries(folder, DEPTH)])
    except OSError:
        return None
    return sha256(program() + of_course).digest() if program() else None


@cache
def program() -> bytes:
    """Return a SHA-256 of all that makes courses, b"" when it is not known; it stays while the program runs."""
    try:
        files = [file for part in PROGRAM for file in _files(PLACE / part)]
        sources = b"".join(sha256(file.read_bytes()).digest() for file in files)
        return sha256(sources + _sum_of(repr((sys.version, _installed())))).digest()
    except OSError:
        return b""


def _entries(folder: Path | str, levels: int) -> Iterator[bytes]:
    """Yield a digest for each thing in a folder and in the folders in it, by name."""
    with os.scandir(folder) as found:
        entries = sorted(found, key=lambda entry: entry.name)
    for entry in entries:
        if not is_temporary(entry.name):
            yield _sum_of(entry.path) + _gist(entry)
            if levels > 1 and entry.is_dir():
                yield from _entries(entry.path, levels - 1)


def _gist(entry: "os.DirEntry[str]") -> bytes:
    """Return a digest of what matters of a file, a folder or a link, besides its name."""
    leads = os.path.realpath(entry.path) if entry.is_symlink() else ""
    if not entry.is_file():
        return _sum_of(f"{entry.is_dir()} {leads}")
    most = MAX_NOTED_BYTES if entry.name.endswith(TEXTS) else MAX_SVG_BYTES
    with Path(entry.path).open("rb") as stream:
        head = stream.read(most + 1)
    return _sum_of(f"{entry.stat().st_size} {leads}") + sha256(head).digest()


def _files(path: Path) -> list[Path]:
    """Return the file of that path, or all those of the folder, by name."""
    return sorted(path.rglob("*.py")) if path.is_dir() else [path]


def _installed() -> list[str]:
    """Return names and versions of all libraries: the few that take part use others in their turn."""
    places = [Path(place) for place in sys.path if Path(place).is_dir()]
    return sorted(path.name for place in places for path in place.iterdir() if path.suffix in INSTALLED)


def _sum_of(text: str) -> bytes:
    return sha256(text.encode(errors="surrogateescape")).digest()
