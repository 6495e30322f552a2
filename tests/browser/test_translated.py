"""A course in Arabic with English where it is not translated: every page fits, reads and can be answered."""

from collections.abc import Iterator

import pytest

from tests.browser import servers
from tests.browser.axe import complaints, load_axe, looks
from tests.browser.conftest import Visit
from tests.browser.layout import overflow, too_small
from tests.browser.servers import ROOT, Served

pytestmark = pytest.mark.browser

TRANSLATED = ROOT / "tests" / "translations"
LESSON = "/ar/c/water/boil"
PAGES = (LESSON, "/ar/c/water/store", "/ar/c/water", "/ar/c/water/t/home", "/ar/c/water/print", "/ar/glossary", "/ar/")
BEYOND_THE_START = """() => [...document.querySelectorAll('main *')]
  .filter((one) => !one.closest('.visually-hidden, .tbl, pre') && one.getClientRects().length)
  .filter((one) => one.getBoundingClientRect().left < -1).map((one) => one.outerHTML.slice(0, 120))"""
"""What sticks out on the left, where a page from right to left ends."""


@pytest.fixture(scope="module")
def translated(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A site with a course in two languages."""
    with servers.site(tmp_path_factory.mktemp("translated"), TRANSLATED) as served:
        yield served


@pytest.mark.parametrize("path", PAGES)
def test_a_page_from_right_to_left(visit: Visit, translated: Served, path: str):
    person = visit(translated)
    person.open(path)
    check(person)


def test_answers_from_right_to_left_and_from_left_to_right(visit: Visit, translated: Served):
    person = visit(translated)
    person.open(LESSON)
    person.answer("boil-when", "b")
    person.number("boil-order", "1", "3", "2")
    person.press("boil-order", "Check answer")
    person.answer("boil-need", "a", "d")
    assert person.card("boil-when").evaluate("card => getComputedStyle(card).direction") == "rtl"
    assert person.card("boil-need").evaluate("card => getComputedStyle(card).direction") == "ltr"
    check(person)
    person.open("/en/c/water/boil")
    assert (person.state("boil-when"), person.state("boil-need")) == ("correct", "retry")


def check(person):
    assert person.page.evaluate("document.documentElement.dir") == "rtl"
    load_axe(person)
    for look, rules in looks(person):
        assert complaints(person, rules) == [], look
        assert overflow(person) == [0, []], look
        assert person.page.evaluate(BEYOND_THE_START) == [], look
        assert too_small(person) == [], look
