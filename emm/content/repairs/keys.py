"""Puts values of the front matter in quotes where YAML would take a sign in them for its own."""

import json
import re
from collections.abc import Iterator

from emm.content.frontmatter import cut
from emm.content.yamltree import Listing, Scalar, Table, Unreadable, read_yaml

_PAIR = re.compile(r"(\s*(?:- +)?[\w-]+: +)(\S.*?)\s*")
_ITEM = re.compile(r"(\s*- +)(\S.*?)\s*")
_TAKEN = re.compile(r".*:(\s|$)|[&*!@%`]")
"""What YAML reads as the end of a key, or as the beginning of something of its own."""
_OWN = ("'", '"', "[", "{", "|", ">", "#")
"""How a value begins that is more than plain words."""


def with_quotes(text: str) -> str:
    """Return the text of a file with quotes around values that need them; as it was when that does not help."""
    head, _body = cut(text)
    if head is None:
        return text
    lines = text.split("\n")
    while (line := _first_unreadable(head)) is not None:
        mended = _quoted(_PAIR, lines[line - 1]) or _quoted(_ITEM, lines[line - 1])
        if mended is None:
            return text
        lines[line - 1] = mended
        head = "\n".join(lines[1 : 1 + head.count("\n") + 1])
    for line in _pairs_for_words(head):
        lines[line - 1] = _quoted(_ITEM, lines[line - 1]) or lines[line - 1]
    return "\n".join(lines)


def _first_unreadable(head: str) -> int | None:
    """Return the line of the file where its front matter breaks off, None when all of it can be read."""
    try:
        read_yaml(head, first_line=2)
    except Unreadable as error:
        return error.line
    return None


def _pairs_for_words(head: str) -> Iterator[int]:
    """Yield the lines of a list of words that YAML takes for a key and a value: "- Dialogues: they build trust"."""
    for _key, value in read_yaml(head, first_line=2).pairs:
        for one in value.values if isinstance(value, Listing) else ():
            if isinstance(one, Table) and len(one.pairs) == 1 and isinstance(one.pairs[0][1], Scalar):
                yield one.line


def _quoted(pattern: re.Pattern[str], line: str) -> str | None:
    """Return the line with its value in quotes, None when it is not certain what belongs to the value."""
    found = pattern.fullmatch(line)
    if found is None or found[2].startswith(_OWN) or " #" in found[2] or not _TAKEN.match(found[2]):
        return None
    return found[1] + json.dumps(found[2], ensure_ascii=False)
