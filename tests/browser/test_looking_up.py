"""From the menu to a word, to the place where it stands, and to paper; with and without scripts."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Visit
from tests.browser.servers import Served
from tests.browser.visitor import LOOKS, Look

pytestmark = pytest.mark.browser

EVERY_LOOK = pytest.mark.parametrize("look", LOOKS, ids=str)
PRINTED = """() => [...document.querySelectorAll('main *')].filter((one) => one.checkVisibility()
  && (one.matches('a.back, .screen, button') || one.closest('nav')))
  .map((one) => one.outerHTML.slice(0, 80))"""


@EVERY_LOOK
def test_a_word_is_found_and_leads_to_its_place(visit: Visit, real: Served, look: Look):
    person = visit(real, look)
    person.open("/en/")
    person.follow("Search")
    person.page.get_by_role("searchbox").fill("sovereignty")
    with person.page.expect_navigation():
        person.page.keyboard.press("Enter")
    person.follow("What does international cooperation mean?")
    assert re.search(r"#s-[\w-]+$", person.page.url)
    expect(person.page.locator(":target")).to_be_in_viewport()


@EVERY_LOOK
def test_the_glossary_leads_to_the_lessons(visit: Visit, real: Served, look: Look):
    person = visit(real, look)
    person.open("/en/")
    person.follow("Glossary")
    person.page.get_by_role("searchbox").fill("NGO")
    with person.page.expect_navigation():
        person.page.keyboard.press("Enter")
    expect(person.page.locator("dt")).to_have_text("Non-governmental organization (NGO)")
    person.follow("Why work with partners?")
    expect(person.page.locator("h1")).to_have_text("Why work with partners?")


def test_the_whole_course_on_paper(visit: Visit, real: Served):
    person = visit(real, width=1280)
    person.open("/en/c/international-cooperation")
    person.follow("Print or read the whole course on one page")
    assert person.page.evaluate(PRINTED)
    person.page.emulate_media(media="print")
    assert person.page.evaluate(PRINTED) == []
    breaks = person.page.locator(".sheet").evaluate_all("all => all.map((one) => getComputedStyle(one).breakBefore)")
    assert breaks == ["auto", *["page"] * (len(breaks) - 1)]
    assert len(breaks) > 6
    expect(person.page.locator(".boxes li").first).to_be_visible()
