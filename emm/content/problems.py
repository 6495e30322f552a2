"""Collects what authors should mend, so that one reading reports all of it."""

import difflib
from collections.abc import Iterable

from emm.errors import Problem
from emm.errors.codes import problem

MAX_COMPARED = 100
"""Longer words are not compared: it takes long, and nobody mistypes them."""


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


def did_you_mean(word: str, known: Iterable[str], otherwise: str) -> str:
    """Return advice that names the known word nearest to `word`, or `otherwise` when none is near."""
    likely = [one for one in known if len(one) <= MAX_COMPARED]
    near = difflib.get_close_matches(word, likely, n=1, cutoff=0.6) if len(word) <= MAX_COMPARED else []
    return f'Did you mean "{near[0]}"?' if near else otherwise
