"""Damages the real courses at random, and tells what the checker makes of it.

`python -m tests.content.damage 5000` tries so many files and prints how much of the processor's time each took;
`--seed 7` tries others.
"""

import gc
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import islice
from pathlib import Path
from random import Random
from statistics import median

import click

from emm.content.compile import Compiled, compile_course
from tests.architecture.tree import ROOT

COURSES = sorted(path.parent.parent for path in ROOT.glob("content/*/en/course.md"))
TODAY = date(2026, 11, 25)
MARKS = (
    "`", "```", "~~~", "> ", ">", "- ", "1. ", "- [x] ", "- [ ] ", "[~]", "a) ", "|", "| --- |", "____", "**", "*",
    "_", "# ", "## ", "### ", "#### ", "### Question: ", "### Scenario: ", "#### Step: ", "[^1]", "[^1]: ", "![",
    "](", "[", "---", "<div>", "<!--", "-->", "&amp;", "\\", "    ", "\t", "id: ", ": ", "; ", "{", "}", "= ",
    "..", "±", "**Why:**", "../", "#", "http://", "://", "\n", "\n\n", "v: 0", "kind: numeric", "![Audio: ",
    "**Timeline:** ", "> [!NOTE]",
)  # fmt: skip
SIGNS = "\u0000\u00a0\u200b\u200f\u202e\ufeff\u0301\u0661\u2028\u0085\u000b\ud7ff\ue000\ufffe\U0001f600ﷺسؤالß\r"


@dataclass(frozen=True)
class Trial:
    """A course of one lesson, of which one file is damaged."""

    course: Path
    files: dict[str, bytes]
    damaged: str

    def compiled(self, folder: Path) -> Compiled:
        """Compile the course, written into `folder`."""
        root = folder / self.course.name
        for path, raw in self.files.items():
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            (root / path).write_bytes(raw)
        return compile_course(root, drafts=True, today=TODAY)


def trials(seed: int) -> Iterator[Trial]:
    """Yield damaged lessons without end, and now and then another damaged file; the same for the same seed."""
    dice = Random(seed)
    lessons = [path for course in COURSES for path in sorted(course.glob("en/*/*.md")) if path.name != "topic.md"]
    pools = [path for course in COURSES for path in course.glob("en/assessment.md")]
    while True:
        lesson = dice.choice(lessons)
        course = lesson.parents[2]
        around = [course / "en/course.md", lesson.parent / "topic.md"]
        if dice.random() < 0.2:
            around.append(course / "en/glossary.md")  # a large file: most lessons do without
        victim = lesson if dice.random() < 0.85 else dice.choice([*around, *pools])
        course = victim.parents[1] if victim in pools else course
        parts = {path for path in (lesson, *around, victim) if path.is_relative_to(course)}
        files = {str(path.relative_to(course)): path.read_bytes() for path in sorted(parts)}
        damaged = str(victim.relative_to(course))
        files[damaged] = damage(files[damaged].decode(), dice).encode("utf-8", "surrogatepass")
        yield Trial(course, files, damaged)


def damage(text: str, dice: Random) -> str:
    """Return the text with one to six mistakes in it."""
    for _ in range(dice.randint(1, 6)):
        text = dice.choice(MISTAKES)(text, dice)
    return text


def _delete(text: str, dice: Random) -> str:
    lines = text.split("\n")
    start = dice.randrange(len(lines))
    del lines[start : start + dice.randint(1, 3)]
    return "\n".join(lines)


def _duplicate(text: str, dice: Random) -> str:
    lines = text.split("\n")
    start = dice.randrange(len(lines))
    lines[start:start] = lines[start : start + dice.randint(1, 8)]
    return "\n".join(lines)


def _swap(text: str, dice: Random) -> str:
    lines = text.split("\n")
    one, other = dice.randrange(len(lines)), dice.randrange(len(lines))
    lines[one], lines[other] = lines[other], lines[one]
    return "\n".join(lines)


def _shift(text: str, dice: Random) -> str:
    lines = text.split("\n")
    place = dice.randrange(len(lines))
    lines[place] = dice.choice([lines[place].lstrip(), " " * dice.randint(1, 6) + lines[place]])
    return "\n".join(lines)


def _insert(text: str, dice: Random) -> str:
    place = dice.randint(0, len(text))
    return text[:place] + dice.choice(MARKS) * dice.choice([1, 1, 1, 2, 40]) + text[place:]


def _erase(text: str, dice: Random) -> str:
    place = dice.randint(0, len(text))
    return text[:place] + text[place + dice.randint(1, 4) :]


def _truncate(text: str, dice: Random) -> str:
    return text[: dice.randint(0, len(text))]


def _scribble(text: str, dice: Random) -> str:
    place = dice.randint(0, len(text))
    signs = "".join(dice.choice([dice.choice(SIGNS), chr(dice.randint(32, 0xD7FF))]) for _ in range(dice.randint(1, 5)))
    return text[:place] + signs + text[place:]


MISTAKES: tuple[Callable[[str, Random], str], ...] = (
    _delete, _duplicate, _swap, _shift, _insert, _insert, _erase, _truncate, _scribble,
)  # fmt: skip


@click.command(help=__doc__)
@click.argument("number", type=int, default=5000)
@click.option("--seed", default=1, show_default=True)
def main(number: int, seed: int) -> None:
    """Try as many damaged files as asked for, and print their times; stop at the first that breaks something."""
    taken: list[tuple[float, int, str]] = []
    for place, trial in enumerate(islice(trials(seed), number)):
        with tempfile.TemporaryDirectory(prefix="emm-damage-") as folder:
            gc.collect()  # so that no file pays for the garbage of those before it
            start = time.process_time()
            try:
                trial.compiled(Path(folder))
            except Exception:
                click.echo(f"trial {place} of seed {seed}: {trial.course.name}/{trial.damaged}", err=True)
                raise
            taken.append((1000 * (time.process_time() - start), place, f"{trial.course.name}/{trial.damaged}"))
    click.echo(f"{number} damaged files, each read with its course: median {median(one[0] for one in taken):.0f} ms")
    for what, is_meant in (("lessons", is_lesson), ("other files", lambda path: not is_lesson(path))):
        click.echo(f"slowest {what}:")
        for duration, place, path in sorted(one for one in taken if is_meant(one[2]))[-3:]:
            click.echo(f"{duration:5.0f} ms  trial {place}: {path}")


def is_lesson(path: str) -> bool:
    """Whether a file is one lesson; assessment.md holds as many questions as ten."""
    return Path(path).name[0].isdigit()


if __name__ == "__main__":
    main()
