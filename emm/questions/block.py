"""What an author wrote as one question, read from Markdown but not yet understood."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Piece = Literal["items", "rows", "gaps", "steps", "example"]
"""What the answers of a question can be made of, by the name of the field of `Block` that holds it."""


@dataclass(frozen=True, slots=True)
class Rich:
    """A piece of an author's text: clean HTML for the page, and the same words without markup."""

    html: str
    plain: str


@dataclass(frozen=True, slots=True)
class Item:
    """One list item among the answers."""

    line: int
    mark: str
    """What stands in the check box or before the text: "x", " ", "~", "=", "else", or "" for nothing."""
    letter: str
    """The permanent name of the option, "" when the author gave none."""
    text: Rich
    """The words; of an item that holds a list, without the bold around them."""
    feedback: Rich | None = None
    items: tuple["Item", ...] = ()
    target: str = ""
    """The name of the step to which the option of a step leads, "" for none."""


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a table of answers."""

    line: int
    letter: str
    """The permanent name of the line, "" when the author gave none."""
    left: Rich
    right: Rich
    feedback: Rich | None = None


@dataclass(frozen=True, slots=True)
class Passage:
    """Text under a bold word of its own."""

    line: int
    text: Rich
    """Whole paragraphs."""


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a scenario."""

    line: int
    name: str
    """As in the targets that lead here: "first-move" for `#step-first-move`."""
    text: Rich
    """Whole paragraphs: what has happened, and what is asked."""
    items: tuple[Item, ...] = ()
    outcome: Passage | None = None


@dataclass(frozen=True, slots=True)
class Block:
    """A question as its author wrote it. Each kind takes the pieces that it understands, see `Kind.uses`."""

    path: str
    line: int
    keyword: str
    """The block word in English and lower case: "question", "guess"."""
    id: str
    title: Rich
    settings: Mapping[str, str]
    settings_line: int
    stem: str
    """The words between the settings line and the answers, without markup."""
    items: tuple[Item, ...] = ()
    rows: tuple[Row, ...] = ()
    gaps: int = 0
    """How many blanks `____` there are in title and stem."""
    steps: tuple[Step, ...] = ()
    example: Passage | None = None
    """What stands after **Example answer:**."""

    @property
    def letters(self) -> frozenset[str]:
        """The letters of all options and lines, at any depth and in any step."""
        items = [*self.items, *(item for step in self.steps for item in step.items)]
        for item in items:
            items += item.items  # the list grows while it is read
        letters = [*(item.letter for item in items), *(row.letter for row in self.rows)]
        return frozenset(letter for letter in letters if letter)

    @property
    def language(self) -> str:
        """The language that it is written in: the folder that its file stands in."""
        return self.path.partition("/")[0]
