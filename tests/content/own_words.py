"""Whether a course says things in its own words: no RUN words in a row that also stand in the texts it was made from.

Those texts are notes with sentences of others in them, so they are not in this repository. Their runs of words are, as
hashes: `own_words.bin` holds nothing else, sorted, and nobody can read a sentence out of it. Folding makes spellings
equal (case, accents, signs), line ends do not count, lists and headings begin anew. Addresses and what stands in back
ticks are left out, and of the notes also their references, "(Source: …)", because titles are meant to be the same.

    python -m tests.content.own_words compare FILE …      names what the course shares with these texts
    python -m tests.content.own_words fingerprint FILE …  writes own_words.bin anew from these texts
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import blake2b
from itertools import groupby
from pathlib import Path

import click

from emm.questions.folding import words

RUN = 8
"""So many words in a row are more than chance."""
SIZE = 6
"""Bytes of a hash. With 20,000 runs on both sides, one hash in 700,000 such comparisons would be equal by chance."""
COURSE = Path("content/international-cooperation")
FINGERPRINT = Path(__file__).with_name("own_words.bin")
NAMES = (
    # They stand in footnotes, where a source must have the name that it has.
    "Global Compact for Safe, Orderly and Regular Migration",  # the full name of the Compact
    "Special Rapporteur on the human rights of migrants",  # an office of the United Nations
    "Principals of the Executive Committee of the UN Network on Migration",  # who made a statement
    # Title of a handbook's chapter and of its first page.
    "Actors and partnerships for migration, Partnerships: the need for cooperation and coordination",
)
"""Runs inside these are nobody's sentence."""

_LEFT_OUT = re.compile(r"\(Source: .*|https?://\S+|(?<=\])\([^)\s]*\)|`[^`]*`")
_BEGINS_ANEW = re.compile(r"\s*(?:>\s*)?(?:[-*#|]|\d+\.|\[\^)")


@dataclass(frozen=True, order=True)
class Shared:
    """Words in a row that stand in two texts."""

    path: Path
    line: int
    """Where they begin in the first text."""
    text: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.text}"


Word = tuple[int, str]
"""The line it stands on, and its letters as they are compared."""


def fingerprint(texts: Iterable[str]) -> frozenset[bytes]:
    """Return the hashes of all runs in the texts."""
    return frozenset(_hash(run) for text in texts for passage in _passages(text) for run in _runs(passage))


def read(path: Path) -> frozenset[bytes]:
    """Return the hashes that a file holds."""
    content = path.read_bytes()
    return frozenset(content[start : start + SIZE] for start in range(0, len(content), SIZE))


def shared(path: Path, hashes: frozenset[bytes], names: Iterable[str] = NAMES) -> list[Shared]:
    """Return what the text at `path` has in common with those behind the hashes; runs that overlap are one."""
    spelled = [f" {' '.join(words(name))} " for name in names]
    found = []
    for passage in _passages(path.read_text("utf-8")):
        hits = (place for place, run in enumerate(_runs(passage)) if _hash(run) in hashes and not _inside(run, spelled))
        for start, end in _together(hits):
            text = " ".join(word for _line, word in passage[start:end])
            found.append(Shared(path, passage[start][0], text))
    return found


def _passages(text: str) -> Iterator[list[Word]]:
    passage: list[Word] = []
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip() or _BEGINS_ANEW.match(line):
            yield passage
            passage = []
        passage.extend((number, word) for word in words(_LEFT_OUT.sub(" ", line)))
    yield passage


def _runs(passage: list[Word]) -> Iterator[list[Word]]:
    return (passage[start : start + RUN] for start in range(len(passage) - RUN + 1))


def _hash(run: list[Word]) -> bytes:
    return blake2b(" ".join(word for _line, word in run).encode(), digest_size=SIZE).digest()


def _inside(run: list[Word], spelled: list[str]) -> bool:
    text = f" {' '.join(word for _line, word in run)} "
    return any(text in name for name in spelled)


def _together(places: Iterable[int]) -> Iterator[tuple[int, int]]:
    """Return where the words of consecutive runs begin and end."""
    for _gap, group in groupby(enumerate(places), key=lambda pair: pair[1] - pair[0]):
        row = [place for _number, place in group]
        yield row[0], row[-1] + RUN


@click.group()
def main() -> None:
    """Compare the course with the texts that it was made from, or note their runs of words."""


@main.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path))
def compare(files: tuple[Path, ...]) -> None:
    """Name each run of words that the course shares with the files; end with 1 when there is one."""
    hashes = fingerprint(file.read_text("utf-8") for file in files)
    found = [each for path in sorted(COURSE.rglob("*.md")) for each in shared(path, hashes)]
    for each in found:
        click.echo(each)
    raise SystemExit(bool(found))


@main.command("fingerprint")
@click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path))
def write(files: tuple[Path, ...]) -> None:
    """Write the hashes of all runs of words in the files to own_words.bin."""
    hashes = fingerprint(file.read_text("utf-8") for file in files)
    FINGERPRINT.write_bytes(b"".join(sorted(hashes)))
    click.echo(f"{len(hashes)} runs of {RUN} words")


if __name__ == "__main__":
    main()
