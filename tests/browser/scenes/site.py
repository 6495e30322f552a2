"""What belongs to the whole site: looking up, settings, and errors."""

from playwright.sync_api import Route, expect

from tests.browser.scenes.scene import FIRST, SPOKEN, scene
from tests.browser.visitor import Visitor

TOO_MUCH = 70_000


@scene("glossary that begins with nothing")
def _no_word(person: Visitor) -> None:
    person.open("/en/glossary?q=zzz")
    expect(person.page.locator("main")).to_contain_text("No term starts with that.")


@scene("glossary that begins with a letter")
def _some_words(person: Visitor) -> None:
    person.open("/en/glossary")
    person.page.get_by_role("searchbox").fill("DIS")
    with person.page.expect_navigation():
        person.tap(person.page.get_by_role("button", name="Show"))
    expect(person.page.locator("dt")).to_have_text(["Distractor", "Distractor"])


@scene("search without result")
def _no_result(person: Visitor) -> None:
    person.open("/en/search?q=zzz")
    expect(person.page.locator("main")).to_contain_text("No result for 'zzz'.")


@scene("search with results")
def _results(person: Visitor) -> None:
    person.open("/en/search")
    person.page.get_by_role("searchbox").fill("distractor")
    with person.page.expect_navigation():
        person.tap(person.page.get_by_role("button", name="Search"))
    expect(person.page.locator("mark").first).to_be_visible()


@scene("whole course with a broken lesson")
def _whole(person: Visitor) -> None:
    person.open("/en/c/broken/print")


@scene("settings saved")
def _settings(person: Visitor) -> None:
    person.prefer(theme="device")


@scene("settings that cannot be kept", "422")
def _settings_wrong(person: Visitor) -> None:
    person.lack("*.js")
    person.open("/en/settings")
    person.page.locator("#theme-dark").evaluate("field => { field.value = 'pink' }")
    person.tap(person.page.locator("label[for=theme-dark]"))
    with person.page.expect_navigation():
        person.tap(person.page.get_by_role("button", name="Save"))
    expect(person.page.locator(".sum")).to_contain_text("Theme: Choose one of these.")


@scene("settings that cannot be kept, in place", "422")
def _settings_wrong_in_place(person: Visitor) -> None:
    person.open("/en/settings")
    person.page.locator("#theme-dark").evaluate("field => { field.value = 'pink' }")
    person.tap(person.page.locator("label[for=theme-dark]"))
    person.tap(person.page.get_by_role("button", name="Save"))
    expect(person.page.locator(".sum h2")).to_be_focused()


@scene("dark by choice, largest text")
def _dark_and_large(person: Visitor) -> None:
    person.prefer(theme="dark", size="150", unsure="hide")
    person.open(FIRST)


@scene("light by choice, larger text")
def _light_and_larger(person: Visitor) -> None:
    person.prefer(theme="light", size="125")
    person.open("/en/settings")


@scene("data saver")
def _saver(person: Visitor) -> None:
    person.prefer(saver="on")
    person.open(FIRST)


@scene("data saver, figure asked for")
def _saver_figure(person: Visitor) -> None:
    person.prefer(saver="on")
    person.open(FIRST)
    person.tap(person.page.get_by_role("link", name="Show figure"))
    expect(person.page.locator("#figure-1 svg")).to_be_visible()


@scene("data saver, recording")
def _saver_recording(person: Visitor) -> None:
    person.prefer(saver="on")
    person.open(SPOKEN)


@scene("data saver, recording asked for")
def _saver_recording_asked(person: Visitor) -> None:
    person.prefer(saver="on")
    person.open(SPOKEN)
    person.tap(person.page.get_by_role("link", name="Play audio"))
    expect(person.page.locator("#audio-1 audio")).to_be_visible()


@scene("page 403", "403")
def _403(person: Visitor) -> None:
    person.lack("*.js")
    person.open(FIRST)
    person.page.route("**/q/*", as_if_from_elsewhere)
    _send(person)


@scene("page 404", "404")
def _404(person: Visitor) -> None:
    person.open("/en/c/sample/nothing")


@scene("page 405", "405")
def _405(person: Visitor) -> None:
    person.open("/en/c/sample/first/done")


@scene("page 413", "413")
def _413(person: Visitor) -> None:
    person.lack("*.js")
    person.open(FIRST)
    swell(person)
    _send(person)


def as_if_from_elsewhere(route: Route) -> None:
    """Send a request as another site would make the browser send it."""
    headers = route.request.headers | {"origin": "https://elsewhere.example", "sec-fetch-site": "cross-site"}
    route.fulfill(response=route.fetch(headers=headers))


def swell(person: Visitor) -> None:
    """Make the form of a question bigger than any answer can be."""
    person.card("wrong-option").locator("input[name=key]").first.evaluate(
        f"field => {{ field.value = 'x'.repeat({TOO_MUCH}) }}"
    )


def _send(person: Visitor) -> None:
    with person.page.expect_navigation():
        person.tap(person.button("wrong-option", "Check answer"))
    expect(person.page.locator(".prob h1")).to_be_visible()
