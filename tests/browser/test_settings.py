"""What is chosen on the settings page holds at once, from the first paint on, and fits a phone."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Visit
from tests.browser.layout import overflow
from tests.browser.scenes.scene import FIRST, SPOKEN, THIRD
from tests.browser.servers import Served
from tests.browser.visitor import LOOKS, Look

pytestmark = pytest.mark.browser

SETTINGS = "/en/settings"
DARK, LIGHT = "rgb(17, 24, 29)", "rgb(255, 255, 255)"
BACKGROUND = "getComputedStyle(document.body).backgroundColor"
TEXT_SIZE = "parseFloat(getComputedStyle(document.documentElement).fontSize)"
FIRST_FRAME = """
requestAnimationFrame(function look() {
  if (!document.body) return requestAnimationFrame(look);
  const size = parseFloat(getComputedStyle(document.documentElement).fontSize);
  window.firstFrame = [getComputedStyle(document.body).backgroundColor, size];
});
"""
CANVAS = """() => {
  document.body.style.backgroundColor = 'Canvas';
  return getComputedStyle(document.body).backgroundColor;
}"""
EITHER = pytest.mark.parametrize("look", LOOKS, ids=str)


@EITHER
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_theme_holds_at_once_and_everywhere(visit: Visit, sample: Served, look: Look, theme: str):
    """Each time on a device that is set to the other one."""
    person = visit(sample, look=Look(look.scripts, look.width, dark=theme == "light"))
    person.prefer(theme=theme)
    colour = DARK if theme == "dark" else LIGHT
    assert person.page.evaluate(BACKGROUND) == colour
    for path in (SETTINGS, FIRST, "/en/"):
        person.open(path)
        assert person.page.evaluate(BACKGROUND) == colour
    person.prefer(theme="device")
    assert person.page.evaluate(BACKGROUND) == (LIGHT if theme == "dark" else DARK)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_no_page_flashes(visit: Visit, sample: Served, theme: str):
    """The first frame that the browser paints has the colours and the text size that were chosen."""
    person = visit(sample, dark=theme == "light")
    person.prefer(theme=theme, size="125")
    person.page.add_init_script(FIRST_FRAME)
    for path in (FIRST, SETTINGS):
        person.open(path)
        expected = [DARK if theme == "dark" else LIGHT, 20]
        assert person.page.wait_for_function("window.firstFrame").json_value() == expected


def test_before_the_style_sheet_is_there_the_canvas_is_dark_already(visit: Visit, sample: Served):
    person = visit(sample)
    person.prefer(theme="dark")
    person.watch.expected.append("net::ERR_FAILED")
    person.page.route("**/static/emm.css?*", lambda route: route.abort())
    person.open(FIRST)
    scheme = person.page.locator("meta[name=color-scheme]")
    expect(scheme).to_have_attribute("content", "dark")
    assert person.page.evaluate(CANVAS) != LIGHT


@EITHER
@pytest.mark.parametrize(("size", "pixels"), [("112", 18), ("125", 20), ("150", 24), ("100", 16)])
def test_text_grows_and_nothing_sticks_out(visit: Visit, sample: Served, look: Look, size: str, pixels: int):
    person = visit(sample, look)
    person.prefer(size=size)
    assert person.page.evaluate(TEXT_SIZE) == pixels
    for path in (SETTINGS, FIRST, THIRD, "/en/"):
        person.open(path)
        assert person.page.evaluate(TEXT_SIZE) == pixels
        assert overflow(person) == [0, []], path


def test_saving_in_place_keeps_the_focus_and_says_so(visit: Visit, sample: Served):
    person = visit(sample)
    person.open(SETTINGS)
    button = person.page.get_by_role("button", name="Save")
    person.tap(person.page.locator("label[for=theme-dark]"))
    button.focus()
    person.page.keyboard.press("Enter")
    expect(person.page.get_by_role("status")).to_have_text("Saved.")
    expect(button).to_be_focused()
    assert person.path == SETTINGS


def test_a_connection_that_drops_loses_no_choice(visit: Visit, sample: Served):
    person = visit(sample)
    person.watch.expected += ["net::ERR_INTERNET_DISCONNECTED", "Failed to fetch"]
    person.open(SETTINGS)
    person.tap(person.page.locator("label[for=theme-dark]"))
    person.page.context.set_offline(True)
    person.tap(person.page.get_by_role("button", name="Save"))
    status = person.page.get_by_role("status")
    expect(status).to_have_text("No connection. Try again")
    assert person.page.evaluate(BACKGROUND) == LIGHT
    person.page.context.set_offline(False)
    person.tap(status.get_by_role("button", name="Try again"))
    expect(status).to_have_text("Saved.")
    assert person.page.evaluate(BACKGROUND) == DARK


@EITHER
def test_a_figure_comes_when_it_is_asked_for(visit: Visit, sample: Served, look: Look):
    person = visit(sample, look)
    person.prefer(saver="on")
    person.open(FIRST)
    figure = person.page.locator("#figure-1")
    expect(figure).to_contain_text("Four steps in a circle")
    expect(figure.locator("svg")).to_have_count(0)
    person.choose("wrong-option", "b")
    person.tap(figure.get_by_role("link", name="Show figure (1 kB)"))
    expect(figure.locator("svg")).to_be_visible()
    expect(figure).to_be_in_viewport()
    if look.scripts:
        expect(figure).to_be_focused()
        expect(person.page.locator("#q-wrong-option-b")).to_be_checked()


def test_a_figure_that_does_not_arrive_can_be_asked_for_again(visit: Visit, sample: Served):
    person = visit(sample)
    person.watch.expected += ["net::ERR_INTERNET_DISCONNECTED", "Failed to fetch"]
    person.prefer(saver="on")
    person.open(FIRST)
    figure = person.page.locator("#figure-1")
    person.page.context.set_offline(True)
    person.tap(figure.get_by_role("link", name="Show figure"))
    expect(figure.get_by_role("status")).to_have_text("No connection. Try again")
    person.page.context.set_offline(False)
    person.tap(figure.get_by_role("button", name="Try again"))
    expect(figure.locator("svg")).to_be_visible()


@EITHER
def test_a_recording_is_not_loaded_before_it_is_asked_for(visit: Visit, sample: Served, look: Look):
    person = visit(sample, look)
    person.prefer(saver="on")
    loaded: list[str] = []
    person.page.on("request", lambda request: loaded.append(request.url) if "/media/" in request.url else None)
    person.open(SPOKEN)
    audio = person.page.locator("#audio-1")
    expect(audio.locator("audio")).to_have_count(0)
    person.tap(audio.get_by_role("link", name="Play audio (17 kB)"))
    expect(audio.locator("audio")).to_be_visible()
    for _ in range(100):
        if loaded:
            break
        person.page.wait_for_timeout(50)
    assert [url.rpartition("/")[2] for url in loaded][:1] == ["talk.mp3"]
    if look.scripts:
        expect(audio.locator("audio")).to_be_focused()
