"""What translations.json remembers: from which words of the source language each translation was made."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from emm.content.problems import Problems
from emm.content.saving import replace_file
from emm.content.sources import TRANSLATIONS, TextFile


@dataclass(frozen=True, slots=True)
class Made:
    """What one translated file was made from."""

    made_from: Mapping[str, str] = field(default_factory=dict)
    """Fingerprints of the units of the source, by key."""
    changed: Mapping[str, date] = field(default_factory=dict)
    """The day on which it was noted that a unit has changed since."""


Record = Mapping[str, Made]
"""By path of the translated file, below the course folder."""


def read_record(file: TextFile | None, problems: Problems) -> dict[str, Made]:
    """Return what translations.json remembers; a file that cannot be read is noted and counts as empty."""
    if file is None or file.text is None:
        return {}
    try:
        return {str(path): _made(value) for path, value in json.loads(file.text).items()}
    except (ValueError, AttributeError, KeyError, TypeError, RecursionError):
        advice = "It is written by the tool. Restore the last version of it."
        reason = "it is not a list of translations"
        problems.add(file.path, 1, "E013", key=TRANSLATIONS, reason=reason, advice=advice)
        return {}


def written_record(record: Record) -> str:
    """Return translations.json for this record, sorted, so that changes are easy to read."""
    table = {path: _written(made) for path, made in record.items()}
    return json.dumps(table, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def save_record(folder: Path, record: Record) -> None:
    """Write translations.json of the course in `folder`, whole or not at all."""
    replace_file(folder / TRANSLATIONS, written_record(record).encode())


def _made(value: Mapping[str, Mapping[str, str]]) -> Made:
    changed = {key: date.fromisoformat(day) for key, day in value.get("changed", {}).items()}
    return Made({str(key): str(mark) for key, mark in value["made_from"].items()}, changed)


def _written(made: Made) -> dict[str, Mapping[str, str]]:
    changed = {key: day.isoformat() for key, day in made.changed.items()}
    return {"made_from": made.made_from} | ({"changed": changed} if changed else {})
