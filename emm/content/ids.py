"""Ids of a course: each is used once, and never comes back for something else."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import count
from typing import Literal

from emm.content.problems import Problems
from emm.content.sources import TextFile

What = Literal["question", "assessment question", "lesson", "topic", "term"]

FILE = "ids.json"
RESERVED = ("assessment", "print")
"""Ids that no lesson can have, because the site has other pages at these addresses."""


@dataclass(frozen=True, slots=True)
class Key:
    """What counts as right in a question, in one version of it."""

    right: tuple[str, ...] = ()
    version: int = 1
    letters: str = ""
    """Every letter that an option of it ever had: none comes back for another option."""
    may_grow: bool = False
    """Whether another right answer may join those of before, as where answers are typed: no earlier one turns wrong."""

    def differs(self, before: "Key") -> bool:
        """Return whether what was right before is not what is right now."""
        return not {*before.right} <= {*self.right} if self.may_grow else before.right != self.right


@dataclass(frozen=True, slots=True)
class Entry:
    """What an id stands for, or stood for."""

    what: str
    title: str
    retired: bool = False
    key: Key = Key()


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

    def take_down(self, name: str, key: Key, path: str, line: int, problems: Problems) -> None:
        """Keep what counts as right in a question; note when it changed under the same version."""
        use = self.used.get(name)
        if use is None or (use.path, use.line) != (path, line):
            return  # the id is missing, or belongs to something else
        before = self._recorded.get(name)
        if before and before.key.right and key.version <= before.key.version and key.differs(before.key):
            problems.add(path, line, "E117", id=name, next=before.key.version + 1)
        self.used[name] = replace(use, entry=replace(use.entry, key=key))

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
    """Return ids.json for these entries, sorted and each on a line of its own, so that changes are easy to read."""
    lines = (f" {_json(key)}: {_json(_told(entry))}" for key, entry in sorted(entries.items()))
    return "{\n" + ",\n".join(lines) + "\n}\n"


def brought_up_to_date(recorded: Mapping[str, Entry], used: Mapping[str, Use]) -> dict[str, Entry]:
    """Return the record with the ids of today; those that have vanished are kept as retired."""
    gone = {key: replace(entry, retired=True) for key, entry in recorded.items() if key not in used}
    return gone | {key: _with_old_letters(use.entry, recorded.get(key)) for key, use in used.items()}


def _with_old_letters(entry: Entry, before: Entry | None) -> Entry:
    letters = sorted({*entry.key.letters, *(before.key.letters if before else "")})
    return replace(entry, key=replace(entry.key, letters="".join(letters), may_grow=False))


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def _told(entry: Entry) -> dict[str, object]:
    """Return an entry as it is written, without what goes without saying."""
    more = {
        "retired": entry.retired,
        "right": list(entry.key.right),
        "v": entry.key.version if entry.key.version > 1 else 0,
        "letters": entry.key.letters,
    }
    return {"what": entry.what, "title": entry.title} | {name: value for name, value in more.items() if value}


def _entry(value: Mapping[str, object]) -> Entry:
    right, version = value.get("right", []), value.get("v", 1)
    if not isinstance(right, list) or not isinstance(version, int):
        raise TypeError
    key = Key(tuple(map(str, right)), version, str(value.get("letters", "")))
    return Entry(str(value["what"]), str(value["title"]), bool(value.get("retired")), key)
