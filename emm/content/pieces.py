"""What the text of a lesson is made of, questions apart, and how it stands together."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar, Generic, Protocol, TypeVar


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
    language: str
    """It differs from the lesson's where a section is not translated."""
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
    language: str
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
    language: str
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


@dataclass(frozen=True, slots=True)
class Changed:
    """That the source has changed since it was translated."""

    day: date | None
    """When that was noted; None while nobody has noted it."""
    address: str
    """Where the source can be read."""
    language: str


class Part(Protocol):
    """Anything that a lesson is made of."""

    sort: ClassVar[str]
    """It names the template that shows it."""


PartT = TypeVar("PartT", bound=Part)


@dataclass(frozen=True, slots=True, eq=False)
class Run(Generic[PartT]):
    """Parts of a lesson that follow each other in one language."""

    parts: tuple[PartT, ...]
    language: str
    wanted: str
    """The language of the lesson, which is another one where they stand in for what is not translated."""

    @property
    def is_asking(self) -> bool:
        """Whether there is nothing but questions in it."""
        return all(part.sort == "question" for part in self.parts)

    @property
    def is_borrowed(self) -> bool:
        """Whether they stand in for what is not translated."""
        return self.language != self.wanted
