"""axe-core finds nothing to say about any page or state, on a phone and on a desk, light and dark."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal

import pytest

from tests.browser.conftest import Visit
from tests.browser.scenes import each_scene
from tests.browser.scenes.scene import Scene
from tests.browser.servers import Served
from tests.browser.visitor import HEIGHTS, Visitor

pytestmark = pytest.mark.browser

AXE = (Path(__file__).parents[1] / "vendor" / "axe.min.js").read_text(encoding="utf-8")
RUN = """async (colours) => {
  const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
  const runOnly = colours.length ? { type: 'rule', values: colours } : { type: 'tag', values: tags };
  const found = await axe.run(document, { runOnly, resultTypes: ['violations'] });
  return [found.violations, found.incomplete];
}"""
OF_COLOURS = ["color-contrast", "link-in-text-block"]
"""The rules that can come out otherwise in the dark, where nothing but colours changes."""
THEMES: dict[Literal["light", "dark"], list[str]] = {"light": [], "dark": OF_COLOURS}
EXPLAINED = (
    ("it is overlapped by another element", ""),  # the touch area of a footnote mark lies over the words beside it
    ("it's partially obscured by another element", ""),  # a table scrolls in its box
    ("due to a pseudo element", "label"),  # the tint of an option that is chosen
    ("contains only non-text characters", "button"),  # the arrows on the buttons that move a row
    ("too short to determine if it is actual text content", ""),  # the digits of a figure
)
"""Why axe cannot tell the contrast, and what the selector of the element contains if that may happen only there.

tests/architecture/test_style_sheet.py computes the contrast of all colours.
"""


@each_scene()
def test_axe_finds_nothing(visit: Visit, sites: dict[str, Served], scene: Scene):
    person = visit(sites[scene.site])
    scene.show(person)
    person.page.evaluate(AXE)
    for look, rules in looks(person):
        violations, incomplete = person.page.evaluate(RUN, rules)
        assert told(violations) == [], look
        assert [text for text in told(incomplete) if not is_explained(text)] == [], look


def test_axe_finds_colours_that_are_wrong_in_the_dark(visit: Visit, real: Served):
    person = visit(real)
    person.open("/en/")
    person.page.evaluate(AXE)
    person.page.emulate_media(color_scheme="dark")
    person.page.evaluate("document.querySelector('h1').style.color = '#333333'")
    violations, _incomplete = person.page.evaluate(RUN, OF_COLOURS)
    assert {rule["id"] for rule in violations} == {"color-contrast"}


def test_axe_finds_what_is_wrong(visit: Visit, real: Served):
    person = visit(real)
    person.open("/en/")
    person.page.evaluate("document.querySelector('h1').outerHTML = '<button></button>'")
    person.page.evaluate(AXE)
    violations, _incomplete = person.page.evaluate(RUN, [])
    assert {rule["id"] for rule in violations} == {"button-name", "page-has-heading-one"}


def looks(person: Visitor) -> Iterator[tuple[str, list[str]]]:
    """Show the page narrow and wide, light and dark, and say which rules to run; none stands for all."""
    for width, height in HEIGHTS.items():
        person.page.set_viewport_size({"width": width, "height": height})
        for theme, rules in THEMES.items():
            person.page.emulate_media(color_scheme=theme)
            yield f"{width} {theme}", rules


def is_explained(text: str) -> bool:
    """Whether axe could not tell for a reason that we know, at a place where we know it."""
    target = text.partition(": ")[0]
    return any(reason in text and place in target for reason, place in EXPLAINED)


def told(rules: list[dict[str, Any]]) -> list[str]:
    return [f"{rule['id']} at {node['target']}: {node['failureSummary']}" for rule in rules for node in rule["nodes"]]
