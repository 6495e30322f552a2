"""Ids of a course: each is used once, and never comes back for something else."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import count
from typing import Literal

from emm.content.problems import Problems
from emm.content.sources import TextFile

What = Literal["question", "assessment question", "lesson", "topic", "term"]

FILE = "ids.json"
RESERVED = ("assessment", "print")
"""Ids that no lesson can have, because the site has other pages at these addresses."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What an id stands for, or stood for."""

    what: str
    title: str
    retired: bool = False


@dataclass(frozen=True, slots=True)
class Use:
    """Where an id is used today."""

    entry: Entry
    path: str
    line: int


TERM_PREFIX = "glossary#"


class Ids:
    """The ids of one course as its files are read; words of the glossary are counted apart from the rest."""

    def __init__(self, recorded: Mapping[str, Entry]) -> None:
        self._recorded = recorded
        self.used: dict[str, Use] = {}

    def claim(self, key: str, what: What, title: str, path: str, line: int, problems: Problems) -> bool:
        """Take an id into use; return False and note why when it belongs to something else."""
        name = key.removeprefix(TERM_PREFIX)
        if key in self.used:
            use = self.used[key]
            problems.add(path, line, "E010", id=name, place=f"{use.path}:{use.line}")
            return False
        self.used[key] = Use(Entry(what, title), path, line)
        before = self._recorded.get(key)
        if before and (before.what != what or (before.retired and before.title != title)):
            problems.add(path, line, "E011", id=name, what=f'{before.what} "{before.title}"')
            return False
        return True

    def called(self, what: What) -> frozenset[str]:
        """Return the ids in use that stand for such a thing."""
        return frozenset(key for key, use in self.used.items() if use.entry.what == what)

    def free(self, wanted: str) -> str:
        """Return an id like `wanted` that is not in use."""
        return next(name for number in count(2) if (name := f"{wanted}-{number}") not in self.used)


def term_key(term: str) -> str:
    """Return the key under which a word of the glossary is recorded: as links to it are written."""
    return f"{TERM_PREFIX}{term}"


def read_ids(file: TextFile | None, problems: Problems) -> dict[str, Entry]:
    """Return what ids.json remembers; a file that cannot be read is noted and counts as empty."""
    if file is None or file.text is None:
        return {}
    try:
        return {key: _entry(value) for key, value in json.loads(file.text).items()}
    except (ValueError, AttributeError, KeyError, TypeError, RecursionError):
        advice = "It is written by the tool. Restore the last version of it."
        problems.add(file.path, 1, "E013", key=FILE, reason="it is not a list of ids", advice=advice)
        return {}


def written_ids(entries: Mapping[str, Entry]) -> str:
    """Return ids.json for these entries, sorted, so that changes are easy to read."""
    table = {
        key: {"what": entry.what, "title": entry.title} | ({"retired": True} if entry.retired else {})
        for key, entry in sorted(entries.items())
    }
    return json.dumps(table, ensure_ascii=False, indent=1) + "\n"


def brought_up_to_date(recorded: Mapping[str, Entry], used: Mapping[str, Use]) -> dict[str, Entry]:
    """Return the record with the ids of today; those that have vanished are kept as retired."""
    gone = {key: Entry(entry.what, entry.title, retired=True) for key, entry in recorded.items() if key not in used}
    return gone | {key: use.entry for key, use in used.items()}


def _entry(value: Mapping[str, object]) -> Entry:
    return Entry(str(value["what"]), str(value["title"]), bool(value.get("retired")))
