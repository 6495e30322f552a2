"""One example of every problem that the checker can find: where it stands, what is said, and what to do about it."""

from collections.abc import Mapping
from dataclasses import dataclass

from tests.support.sample import HEAD, LESSON, Files

SETTINGS = "`id: q; objective: lo1; level: apply`"
WHY = "\n**Why:** C.\n"


@dataclass(frozen=True)
class Row:
    """A change of the sample course that has one problem of its code."""

    files: Files
    problem: str
    """What `emm check` prints, without the code."""
    hint: str


Rows = Mapping[str, Row]


def lesson(text: str) -> Files:
    """Return the files in which the second lesson says `text`, from line 8 on."""
    return {LESSON: HEAD + text}


def question(answers: str, more: str = "", title: str = "Which?", why: str = WHY, word: str = "Question") -> Files:
    """Return the files in which the second lesson asks a question: its heading in line 8, answers from line 12 on."""
    settings = SETTINGS.replace("apply", f"apply{more}")
    return lesson(f"### {word}: {title}\n\n{settings}\n\n{answers}{why}")
