"""Every page and state: axe finds nothing, light or dark, and it fits a phone, a desk, big text, and right to left."""

import pytest

from tests.browser.axe import OF_COLOURS, RUN, complaints, load_axe, looks
from tests.browser.conftest import Visit
from tests.browser.layout import BIG_TEXT, FROM_THE_RIGHT, overflow, too_small, widen
from tests.browser.scenes import each_scene
from tests.browser.scenes.scene import Scene
from tests.browser.servers import Served

pytestmark = pytest.mark.browser


@each_scene()
def test_it_can_be_read_and_used_by_everybody(visit: Visit, sites: dict[str, Served], scene: Scene):
    person = visit(sites[scene.site])
    scene.show(person)
    load_axe(person)
    for look, rules in looks(person):
        assert complaints(person, rules) == [], look
        assert overflow(person) == [0, []], look
        assert too_small(person) == [], look
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
    assert len(too_small(person)) == 1


def test_axe_finds_colours_that_are_wrong_in_the_dark(visit: Visit, real: Served):
    person = visit(real)
    person.open("/en/")
    load_axe(person)
    person.page.emulate_media(color_scheme="dark")
    person.page.evaluate("document.querySelector('h1').style.color = '#333333'")
    assert {text.split(" ")[0] for text in complaints(person, OF_COLOURS)} == {"color-contrast"}


def test_axe_finds_what_is_wrong(visit: Visit, real: Served):
    person = visit(real)
    person.open("/en/")
    person.page.evaluate("document.querySelector('h1').outerHTML = '<button></button>'")
    load_axe(person)
    violations, _incomplete = person.page.evaluate(RUN, [])
    assert {rule["id"] for rule in violations} == {"button-name", "page-has-heading-one"}
