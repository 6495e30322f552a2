"""What axe-core says of a page, on a phone and on a desk, light and dark."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal

from tests.browser.visitor import HEIGHTS, Visitor

AXE = (Path(__file__).parents[1] / "vendor" / "axe.min.js").read_text(encoding="utf-8") + "\n0"
"""Ends with a number, for the last value is sent back: all of axe-core would take as long as an inspection."""
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


def load_axe(person: Visitor) -> None:
    """Bring axe-core into the page."""
    person.page.evaluate(AXE)


def complaints(person: Visitor, rules: list[str]) -> list[str]:
    """Return what axe finds wrong by these rules, all of them if none is named, and what it cannot tell."""
    violations, incomplete = person.page.evaluate(RUN, rules)
    return told(violations) + [text for text in told(incomplete) if not is_explained(text)]


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
    """Return each thing that axe reports in one line."""
    return [f"{rule['id']} at {node['target']}: {node['failureSummary']}" for rule in rules for node in rule["nodes"]]
