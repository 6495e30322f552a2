"""Keep progress, sign in and out, with scripts and without, by keyboard alone."""

import re
from zipfile import ZipFile

import pytest
from playwright.sync_api import expect

from emm.content.model import Lesson
from tests.browser.conftest import Visit
from tests.browser.scenes.accounts import PASSWORD, choose_name, get_code, press_out
from tests.browser.scenes.assessment import press
from tests.browser.servers import Served
from tests.browser.test_journeys import right
from tests.browser.visitor import LOOKS, Look, Visitor, tell

pytestmark = pytest.mark.browser

looks = pytest.mark.parametrize("look", LOOKS, ids=str)


def answered(person: Visitor, lesson: Lesson) -> None:
    """Answer the first graded question of a lesson."""
    person.open(lesson.address)
    person.answer(lesson.graded[0].id, *right(lesson.graded[0]))


@looks
def test_progress_goes_along_to_a_second_browser(visit: Visit, real: Served, lesson: Lesson, look: Look):
    """T3."""
    first, second = visit(real, look), visit(real, look)
    first.open(lesson.address)
    for question in lesson.graded:
        first.answer(question.id, *right(question))
    first.activations = 0
    first.follow("Keep it with a resume code")
    press(first, "Get a resume code")
    code = first.page.locator("#code").inner_text()
    first.tap(first.page.locator("label[for=saved]"))
    press(first, "Done")
    second.open("/en/")
    second.follow("Sign in")
    second.activations += 1
    second.page.get_by_label("Resume code", exact=True).fill(code.lower())
    press(second, "Sign in")
    expect(second.page.locator("h1")).to_have_text("My progress")
    total = first.activations + second.activations
    second.open(lesson.address)
    assert second.state(lesson.graded[0].id) == "correct"
    tell(f"T3 {look}: {total} activations")
    assert total <= 8


@looks
def test_answers_of_a_shared_device_are_added_when_asked_for(visit: Visit, real: Served, lesson: Lesson, look: Look):
    person, other = visit(real, look), visit(real, look)
    code = get_code(person)
    answered(other, lesson)
    other.open("/en/sign-in")
    other.page.get_by_label("Resume code", exact=True).fill(code)
    other.watch.expected.append("422")
    press(other, "Sign in")
    expect(other.page).to_have_title(re.compile("^Error: "))
    expect(other.page.locator("#add-error")).to_be_visible()
    other.tap(other.page.locator("label[for=add-yes]"))
    press(other, "Sign in")
    expect(other.page.locator(".notice")).to_contain_text("1 answer was added from this device.")
    person.open(lesson.address)
    assert person.state(lesson.graded[0].id) == "correct"


@looks
def test_a_name_and_a_password_lead_back_and_out(visit: Visit, real: Served, look: Look):
    name = f"learner {look} {id(look)}"
    person, other = visit(real, look), visit(real, look)
    choose_name(person, name)
    other.open("/en/sign-in")
    other.tap(other.page.locator("label[for=way-password]"))
    other.page.get_by_label("Username", exact=True).fill(name)
    other.page.get_by_label("Password", exact=True).fill(PASSWORD)
    press(other, "Sign in")
    expect(other.page.locator("main")).to_contain_text(f"So does your username {name}.")
    press_out(other)
    expect(other.page.locator("h1")).to_have_text("Signed out")
    other.page.go_back()
    other.page.reload()
    expect(other.page.locator("main")).not_to_contain_text(name)


@looks
def test_data_are_taken_along_and_deleted(visit: Visit, real: Served, lesson: Lesson, look: Look):
    person = visit(real, look)
    answered(person, lesson)
    person.open("/en/me")
    with person.page.expect_download() as download:
        person.page.get_by_role("button", name="Download my data").click()
    with ZipFile(download.value.path()) as archive:
        assert sorted(archive.namelist()) == ["my-data.html", "my-data.json"]
    person.follow("Delete my data")
    person.page.get_by_label("Type the word DELETE").fill("DELETE")
    press(person, "Delete everything")
    person.open(lesson.address)
    assert person.state(lesson.graded[0].id) == "open"


def test_the_code_can_be_copied_printed_and_shown_by_scripts_only(visit: Visit, sample: Served):
    plain = visit(sample, scripts=False)
    get_code(plain)
    assert plain.page.get_by_role("button", name="Copy").count() == 0
    person = visit(sample)
    code = get_code(person)
    person.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    person.page.get_by_role("button", name="Copy").click()
    expect(person.page.locator("#code-status")).to_have_text("Copied.")
    assert person.page.evaluate("navigator.clipboard.readText()") == code
    person.page.evaluate("window.print = () => { document.title = 'printed' }")
    person.page.get_by_role("button", name="Print").click()
    expect(person.page).to_have_title("printed")


def test_on_paper_the_code_stands_alone(visit: Visit, sample: Served):
    person = visit(sample)
    get_code(person)
    person.page.emulate_media(media="print")
    expect(person.page.locator("#code")).to_be_visible()
    for hidden in (".top", ".foot", "#code-buttons", "main form", "main details"):
        expect(person.page.locator(hidden).first).to_be_hidden()
    expect(person.page.locator(".paper")).to_contain_text("Test site")


def test_all_fields_are_there_without_scripts_and_those_that_count_with_them(visit: Visit, sample: Served):
    plain, person = visit(sample, scripts=False), visit(sample)
    for someone, both in ((plain, True), (person, False)):
        someone.open("/en/sign-in")
        expect(someone.page.locator("#code")).to_be_visible()
        assert someone.page.locator("#password").is_visible() is both
    person.page.locator("label[for=way-password]").click()
    expect(person.page.locator("#password")).to_be_visible()
    expect(person.page.locator("#code")).to_be_hidden()
    person.page.locator("#password").fill("something secret")
    person.page.get_by_role("button", name="Show").click()
    expect(person.page.locator("#password")).to_have_attribute("type", "text")
    person.page.get_by_role("button", name="Hide").click()
    expect(person.page.locator("#password")).to_have_attribute("type", "password")


@pytest.mark.parametrize("scripts", [True, False])
def test_by_keyboard_alone(visit: Visit, sample: Served, scripts: bool):
    """From the top of the page to being signed in, with Tab, arrows, Space and Enter."""
    person, other = visit(sample, scripts=scripts), visit(sample, scripts=scripts)
    code = get_code(person)
    other.open("/en/sign-in")
    keys = other.page.keyboard
    for _ in range(20):
        keys.press("Tab")
        if other.page.locator("#code:focus").count():
            break
    keys.type(code)
    keys.press("Enter")
    other.page.wait_for_url("**/en/me")
    for _ in range(60):
        keys.press("Tab")
        if other.page.locator("main a[href='/en/me/delete']:focus").count():
            break
    keys.press("Enter")
    other.page.wait_for_url("**/en/me/delete")
