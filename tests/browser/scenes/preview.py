"""The author's preview."""

from playwright.sync_api import expect

from tests.browser.scenes.scene import scene
from tests.browser.visitor import Visitor


@scene("preview of a broken lesson", site="preview")
def _preview(person: Visitor) -> None:
    person.open("/en/c/broken/first")


@scene("preview with its list open", site="preview")
def _preview_list(person: Visitor) -> None:
    person.open("/en/c/broken/first")
    person.page.locator(".preview-bar summary").click()


@scene("preview with all there is to show", site="preview")
def _preview_all(person: Visitor) -> None:
    for switch in ("answers", "levels"):
        person.open(f"/preview/switch?turn={switch}&back=/en/c/broken/first")


@scene("preview as wide as a phone", site="preview")
def _preview_phone(person: Visitor) -> None:
    person.open("/preview/switch?turn=phone&back=/en/c/broken/third")


@scene("preview of a lesson that cannot be shown", site="preview")
def _preview_lost(person: Visitor) -> None:
    person.open("/en/c/broken/second")


@scene("preview of two languages", site="preview")
def _preview_languages(person: Visitor) -> None:
    person.open("/preview/broken/third/languages")


@scene("problems in the content", site="preview")
def _problems(person: Visitor) -> None:
    person.open("/preview/")
    expect(person.page.locator("h1")).to_have_text("Problems in the content")
