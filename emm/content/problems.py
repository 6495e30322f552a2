"""Collects what authors should mend, so that one reading reports all of it."""

from collections.abc import Iterable

from emm.errors import Problem
from emm.errors.codes import problem


class Problems:
    """A growing list of problems; the same problem is kept once."""

    def __init__(self) -> None:
        self._found: dict[Problem, None] = {}

    def add(self, path: str, line: int, code: str, /, **values: object) -> None:
        """Note the problem `code` at that place, worded with `values`."""
        self._found[problem(path, line, code, **values)] = None

    def extend(self, problems: Iterable[Problem]) -> None:
        """Note problems that are already worded."""
        self._found.update(dict.fromkeys(problems))

    def all(self) -> tuple[Problem, ...]:
        """Return what was noted so far, in order of path and line."""
        return tuple(sorted(self._found))
