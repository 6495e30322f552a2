"""Reads the file `examples.md` of a kind, which is its test data."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from urllib.parse import parse_qsl

from emm.questions.contract import FormValues

FORM = re.compile(
    r"Form `(?P<form>.*)`: "
    r"(?:(?P<score>[\d.]+)|(?P<kept>kept)|(?P<step>a step)|refused(?: at (?P<field>[\w-]+))?\. (?P<words>.+))"
)
LINE = re.compile(r"Line (?P<line>\d+): (?P<code>E\d+) (?P<message>.+)")
SECRET = re.compile(r"Secret: (?P<secret>.+)")


@dataclass(slots=True)
class Example:
    """A question in Markdown and what must come of it."""

    source: str
    scored: list[tuple[FormValues, float | None]] = field(default_factory=list)
    """Forms with whole answers, each with its score, or with none where answers are only kept."""
    steps: list[FormValues] = field(default_factory=list)
    """Forms after which the answer goes on."""
    refused: list[tuple[FormValues, str, str]] = field(default_factory=list)
    """Forms with the field at fault and the words for it."""
    secrets: list[str] = field(default_factory=list)
    problems: list[tuple[int, str, str]] = field(default_factory=list)


@dataclass(slots=True)
class Examples:
    """The good and the bad examples of one kind."""

    good: list[Example] = field(default_factory=list)
    bad: list[Example] = field(default_factory=list)


@cache
def examples_in(folder: Path) -> Examples:
    """Return the examples of the kind in `folder`; a line that cannot be understood fails the test."""
    examples = Examples()
    section: list[Example] = []
    for text in _pieces(folder.joinpath("examples.md").read_text(encoding="utf-8")):
        if text in ("## Good", "## Bad"):
            section = examples.good if text == "## Good" else examples.bad
        elif text.startswith("```markdown\n"):
            section.append(Example(text.removeprefix("```markdown\n")))
        elif text.startswith("- "):
            _note(section[-1], text.removeprefix("- "))
    return examples


def form(text: str) -> FormValues:
    """Return the values of a form written as in an address: `answer=a&answer=b`."""
    return FormValues.of(parse_qsl(text, keep_blank_values=True))


def _pieces(text: str) -> Iterator[str]:
    """Yield each line outside of fences, and each fenced piece as one text."""
    for number, piece in enumerate(re.split(r"^```", text, flags=re.MULTILINE)):
        if number % 2:
            yield f"```{piece.rstrip()}"
        else:
            yield from piece.splitlines()


def _note(example: Example, text: str) -> None:
    if found := FORM.fullmatch(text):
        values = form(found["form"])
        if found["words"]:
            example.refused.append((values, found["field"] or "answer", found["words"]))
        elif found["step"]:
            example.steps.append(values)
        else:
            example.scored.append((values, None if found["kept"] else float(found["score"])))
    elif found := LINE.fullmatch(text):
        example.problems.append((int(found["line"]), found["code"], found["message"]))
    elif found := SECRET.fullmatch(text):
        example.secrets.append(found["secret"])
    else:
        raise AssertionError(f"not an expectation: {text}")
