"""Whether a page fits its window, and whether what can be tapped is large enough."""

from typing import Any

from tests.browser.visitor import HEIGHTS, Visitor

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


def widen(person: Visitor, width: int) -> None:
    """Make the window so many pixels wide."""
    person.page.set_viewport_size({"width": width, "height": HEIGHTS[width]})


def overflow(person: Visitor) -> Any:
    """Return by how many pixels the page is too wide, and the elements that stick out."""
    return person.page.evaluate(OVERFLOW)


def too_small(person: Visitor) -> Any:
    """Return what can be tapped and is smaller than a finger."""
    return person.page.evaluate(SMALL)
