"""Courses as sites serve them. Hundreds of tests open a site on the same files, which are compiled once."""

from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any
from unittest.mock import patch

from emm.content import catalog
from emm.content.catalog import Catalog
from emm.content.compile import Compiled, compile_course
from emm.content.model import Course

_compiled: dict[tuple[str, str], tuple[Path, Compiled]] = {}
"""By digest of the files and by what was asked for: the folder it was read in, and what came of it."""


def read(folder: Path, **options: Any) -> Catalog:
    """Return a catalog that has read the courses in `folder`; what changes later it compiles itself."""
    found = Catalog(folder, **options)
    with patch.object(catalog, "compile_course", _compile_once):
        found.load()
    return found


def _compile_once(folder: Path, **options: Any) -> Compiled:
    key = _digest(folder), repr(sorted(options.items()))
    if key not in _compiled:
        _compiled[key] = folder, compile_course(folder, **options)
    place, compiled = _compiled[key]
    return replace(compiled, courses={name: _moved(one, place, folder) for name, one in compiled.courses.items()})


def _digest(folder: Path) -> str:
    """Return a digest of all that lies in a course folder, and of its name."""
    files = [path for path in sorted(folder.rglob("*")) if path.is_file()]
    contents = [(path.relative_to(folder.parent).as_posix(), path.read_bytes()) for path in files]
    return sha256(repr(contents).encode()).hexdigest()


def _moved(course: Course, before: Path, now: Path) -> Course:
    """Return a course with its recordings, which are read when they are asked for, in the folder where they lie now."""
    media = {name: str(now.resolve() / Path(path).relative_to(before.resolve())) for name, path in course.media.items()}
    return replace(course, media=media)
