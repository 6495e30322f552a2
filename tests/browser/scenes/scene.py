"""What a scene is: something to look at, and the way to get there."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from tests.browser.visitor import Visitor

COURSE = "/en/c/sample"
FIRST, SECOND, THIRD = f"{COURSE}/first", f"{COURSE}/second", f"{COURSE}/third"
SPOKEN = "/en/c/broken/third"

SiteName = Literal["real", "sample", "preview", "kinds"]


@dataclass(frozen=True)
class Scene:
    """Something to look at: on which site, how to get there, and which console messages that costs."""

    name: str
    site: SiteName
    enter: Callable[[Visitor], None]
    expected: tuple[str, ...] = ()

    def show(self, person: Visitor) -> None:
        """Bring somebody there."""
        person.watch.expected += self.expected
        self.enter(person)


SCENES: list[Scene] = []


def scene(name: str, *expected: str, site: SiteName = "sample") -> Callable[..., None]:
    """Add the decorated way to the scenes."""

    def add(enter: Callable[[Visitor], None]) -> None:
        SCENES.append(Scene(name, site, enter, expected))

    return add
