"""Every page of the site, and every state that a question card can be in, each with the way to get there."""

from collections.abc import Iterator
from functools import partial

import pytest

from emm.content.catalog import Catalog
from tests.browser.outcomes import outcomes, reach_by_hand
from tests.browser.scenes import (  # noqa: F401 - they add their scenes
    accounts,
    assessment,
    certificates,
    kinds,
    lessons,
    preview,
    review,
    site,
    site_staff,
    staff,
    topics,
)
from tests.browser.scenes.scene import SCENES, Scene
from tests.browser.servers import ROOT


def each_scene() -> pytest.MarkDecorator:
    """Run a test with every scene there is."""
    return pytest.mark.parametrize("scene", every(), ids=lambda scene: scene.name)


def every() -> list[Scene]:
    """Return all scenes: those by hand, what can come of a card of each kind, and the pages of the real courses."""
    return [*SCENES, *cards(), *pages()]


def cards() -> Iterator[Scene]:
    """Give everything that can come of a card, whatever its kind."""
    for outcome in outcomes():
        yield Scene(str(outcome), "kinds", partial(reach_by_hand, outcome=outcome))


def pages() -> Iterator[Scene]:
    """Give the pages of the real courses as a newcomer sees them."""
    catalog = Catalog(ROOT / "content")
    catalog.load()
    addresses = [
        "/en/",
        "/en/settings",
        "/en/review",
        "/en/glossary",
        "/en/search",
        "/en/search?q=partner+state",
        "/en/help",
        "/en/privacy",
        "/en/me",
        "/en/save",
        "/en/sign-in",
        "/en/new-password",
        "/en/sign-out",
    ]
    for course in catalog.courses("en"):
        addresses += [course.address, f"{course.address}/print", *(lesson.address for lesson in course.lessons)]
        addresses += map(course.topic_address, course.topics)
    for address in addresses:
        yield Scene(address, "real", lambda person, address=address: person.open(address))  # type: ignore[misc]
