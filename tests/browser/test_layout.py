"""Every page and state fits a phone, a desk, big text and text from right to left, and can be tapped."""

from typing import Any

import pytest

from tests.browser.conftest import Visit
from tests.browser.scenes import each_scene
from tests.browser.scenes.scene import Scene
from tests.browser.servers import Served
from tests.browser.visitor import HEIGHTS, Visitor

pytestmark = pytest.mark.browser

OVERFLOW = """() => {
  const page = document.documentElement;
  const wide = [...document.querySelectorAll('body *')].filter((one) => !one.closest('.visually-hidden, .tbl, pre')
    && one.getClientRects().length && one.getBoundingClientRect().right > page.clientWidth + 1);
  return [page.scrollWidth - page.clientWidth, wide.map((one) => one.outerHTML.slice(0, 120))];
}"""
SMALL = """() => {
  const least = 44;
  const shown = (one) => one.getClientRects().length && getComputedStyle(one).visibility === 'visible';
  const inText = (one) => {
    const block = !one.matches('a') ? null : one.closest('p, li, dd, td, th, figcaption, blockquote');
    const rest = block?.cloneNode(true);
    rest?.querySelectorAll('a').forEach((link) => link.remove());
    return /\\p{L}{2}/u.test(rest?.textContent ?? '');
  };
  const controls = 'a[href], button, summary, select, textarea, input:not([type=hidden])';
  return [...document.querySelectorAll(controls)]
    .map((one) => one.closest('label') ?? one)
    .filter((one) => shown(one) && !one.matches('.skip') && !inText(one))
    .map((one) => [one.getBoundingClientRect(), one.outerHTML.slice(0, 120)])
    .filter(([box]) => box.width < least || box.height < least)
    .map(([box, html]) => `${box.width} x ${box.height}: ${html}`);
}"""
BIG_TEXT = "document.documentElement.dataset.size = '150'"
FROM_THE_RIGHT = "document.documentElement.dir = 'rtl'"


@each_scene()
def test_it_fits(visit: Visit, sites: dict[str, Served], scene: Scene):
    person = visit(sites[scene.site])
    scene.show(person)
    for width in HEIGHTS:
        widen(person, width)
        assert overflow(person) == [0, []], width
        assert person.page.evaluate(SMALL) == [], width
    widen(person, 320)
    for change in (BIG_TEXT, FROM_THE_RIGHT):
        person.page.evaluate(change)
        assert overflow(person) == [0, []], change


def test_what_does_not_fit_is_found(visit: Visit, real: Served):
    person = visit(real)
    person.open("/en/")
    person.page.evaluate("document.querySelector('h1').style.width = '400px'")
    sizes, culprits = overflow(person)
    assert (sizes > 0, len(culprits)) == (True, 1)
    person.page.evaluate("document.querySelector('.top a').style.minHeight = '20px'")
    assert len(person.page.evaluate(SMALL)) == 1


def widen(person: Visitor, width: int) -> None:
    person.page.set_viewport_size({"width": width, "height": HEIGHTS[width]})


def overflow(person: Visitor) -> Any:
    """Return by how many pixels the page is too wide, and the elements that stick out."""
    return person.page.evaluate(OVERFLOW)
