"""Repairs what is safe in the files of a course: the same meaning in better form, or the one way to mend a mistake."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from emm.content.about import read_source_about
from emm.content.frontmatter import cut
from emm.content.ids import read_ids
from emm.content.markdown import parse
from emm.content.problems import Problems
from emm.content.repairs.encoding import read_bytes
from emm.content.repairs.keys import with_quotes
from emm.content.repairs.questions import edits
from emm.content.repairs.spacing import inserted, missing_blank_lines
from emm.content.saving import replace_file
from emm.content.sources import MAX_FILE_BYTES, read_folder
from emm.errors import Conflict

MOST_ROUNDS = 10
"""One repair can make room for the next; after so many a file is left as it is."""


@dataclass(frozen=True, slots=True)
class Fix:
    """A file that can be mended."""

    path: str
    """Relative to the course folder."""
    before: bytes
    after: bytes


def find_fixes(folder: Path) -> tuple[Fix, ...]:
    """Return what can be mended in the course in `folder`, by path; nothing is written."""
    course = read_folder(folder, problems := Problems())
    source, _about = read_source_about(course, problems)
    letters = {name: entry.key.letters for name, entry in read_ids(course.ids, problems).items()}
    found = []
    for language, files in course.languages.items():
        for file in files.files:
            before = (folder / file.path).read_bytes() if (folder / file.path).is_file() else b""
            after = fixed(file.path, before, letters if language == source else None)
            if after != before:
                found.append(Fix(file.path, before, after))
    return tuple(sorted(found, key=lambda fix: fix.path))


def apply(folder: Path, fix: Fix) -> None:
    """Write a mended file; raise Conflict when somebody has saved it meanwhile."""
    if (folder / fix.path).read_bytes() != fix.before:
        raise Conflict(f"{folder / fix.path} was changed in the meantime. Run emm fix again.")
    replace_file(folder / fix.path, fix.after)


def fixed(path: str, raw: bytes, letters: Mapping[str, str] | None = None) -> bytes:
    """Return a file, mended where that is safe.

    What compiles means the same afterwards; fixing it again changes nothing. `letters` are those that the options of
    each question ever had; without it, no option gets another letter.
    """
    file = read_bytes(path, raw) if len(raw) <= MAX_FILE_BYTES else None
    if file is None:
        return raw
    text = file.text
    for _ in range(MOST_ROUNDS):
        mended = _once(path, text, letters)
        if mended == text:
            return file.encoded(text)
        text = mended
    return raw


def _once(path: str, text: str, letters: Mapping[str, str] | None) -> str:
    text = with_quotes(text)
    head, body = cut(text)
    document = parse(path, text if head is None else body, Problems())
    if document is None:
        return text
    found = edits(document, letters)
    lines = text.split("\n")
    for line, words in found.lines.items():
        lines[line - 1] = words
    if found.lines or found.blank:
        return inserted("\n".join(lines), found.blank)
    return inserted(text, missing_blank_lines(document))
