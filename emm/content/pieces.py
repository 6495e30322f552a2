"""What the text of a lesson is made of, questions apart."""

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class Spot:
    """A place in the files of a course."""

    path: str
    line: int


@dataclass(frozen=True, slots=True)
class Prose:
    """A run of text, as clean HTML."""

    sort: ClassVar[str] = "prose"

    html: str
    spot: Spot | None = None
    """Where it begins, when an author looks at it."""


@dataclass(frozen=True, slots=True)
class OnDemand:
    """That a figure or recording is sent only to those who ask for it, and how they ask."""

    id: str
    """Of its place on the page."""
    asking: str
    """Address of the page with it, and with what was asked for before."""
    is_asked: bool


@dataclass(frozen=True, slots=True)
class Figure:
    """A drawing with digits, the list that explains them, and a longer description."""

    sort: ClassVar[str] = "figure"

    number: int
    """Counts the figures of a lesson from 1."""
    svg: str
    alt: str
    """Words without markup; they are in `svg` too, as its title."""
    caption: str
    """HTML that may stand inside a paragraph, "" for none."""
    legend: str
    """HTML of the ordered list that explains the digits, "" for none."""
    description: str
    """HTML of the long description, "" for none."""
    spot: Spot | None = None
    """Where it begins, when an author looks at it."""
    on_demand: OnDemand | None = None

    @property
    def size(self) -> int:
        """Bytes."""
        return len(self.svg.encode())

    @property
    def is_sent(self) -> bool:
        """Whether the drawing is part of the page."""
        return self.on_demand is None or self.on_demand.is_asked


@dataclass(frozen=True, slots=True)
class Audio:
    """A recording and its full text."""

    sort: ClassVar[str] = "audio"

    title: str
    address: str
    """Where the recording is served."""
    size: int
    """Bytes."""
    transcript: str
    """HTML."""
    spot: Spot | None = None
    """Where it begins, when an author looks at it."""
    on_demand: OnDemand | None = None

    @property
    def is_sent(self) -> bool:
        """Whether the page has the recording ready to play."""
        return self.on_demand is None or self.on_demand.is_asked


@dataclass(frozen=True, slots=True)
class Link:
    """Where to read more: an address and the words that carry it, without markup."""

    href: str
    text: str


StemPart = Prose | Figure | Audio
"""What may stand between the heading of a question and its answers."""
