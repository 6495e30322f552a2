"""What belongs to one person: the resume code, signing in and out, my progress and my data."""

from playwright.sync_api import expect

from tests.browser.scenes.assessment import press
from tests.browser.scenes.scene import FIRST, SECOND, scene
from tests.browser.visitor import Visitor

PASSWORD = "rain falls on tin roofs"


def get_code(person: Visitor) -> str:
    """Get a resume code, and return it."""
    person.open("/en/save")
    press(person, "Get a resume code")
    return person.page.locator("#code").inner_text()


def choose_name(person: Visitor, name: str, password: str = PASSWORD) -> None:
    """Add a user name and a password."""
    person.open("/en/save")
    person.tap(person.page.locator("summary"))
    person.page.get_by_label("Username", exact=True).fill(name)
    person.page.get_by_label("Password", exact=True).fill(password)
    press(person, "Save username and password")


@scene("keep my progress, for a guest")
def _save(person: Visitor) -> None:
    person.open(FIRST)
    person.answer("wrong-option", "b")
    person.open("/en/save")
    person.page.locator("summary").click()


@scene("the code, shown once")
def _code(person: Visitor) -> None:
    get_code(person)


@scene("the code, copied")
def _copied(person: Visitor) -> None:
    get_code(person)
    person.page.context.grant_permissions(["clipboard-write"])
    person.tap(person.page.get_by_role("button", name="Copy"))
    expect(person.page.locator("#code-status")).to_have_text("Copied.")


@scene("a code of before")
def _code_before(person: Visitor) -> None:
    get_code(person)
    person.open("/en/save")


@scene("a user name that will not do", "422")
def _bad_name(person: Visitor) -> None:
    choose_name(person, "..", "short")
    expect(person.page.locator(".sum li")).to_have_count(2)


@scene("a user name that was saved")
def _named(person: Visitor) -> None:
    choose_name(person, person.page.evaluate("`Name ${performance.timeOrigin}`.replace('.', ' ')"))
    expect(person.page.locator(".notice")).to_contain_text("Saved.")


@scene("sign in with a password")
def _password(person: Visitor) -> None:
    person.open("/en/sign-in")
    person.tap(person.page.locator("label[for=way-password]"))
    person.page.get_by_label("Password", exact=True).fill(PASSWORD)
    person.tap(person.page.get_by_role("button", name="Show"))


@scene("sign in with an unknown code", "422")
def _unknown(person: Visitor) -> None:
    person.open("/en/sign-in")
    person.page.get_by_label("Resume code", exact=True).fill("K7MF-2QXD-9TRB")
    press(person, "Sign in")


@scene("sign in with answers on the device, not decided", "422")
def _left(person: Visitor) -> None:
    code = get_code(person)
    press_out(person)
    person.open(FIRST)
    person.answer("wrong-option", "b")
    person.open("/en/sign-in")
    person.page.get_by_label("Resume code", exact=True).fill(code)
    press(person, "Sign in")


@scene("answers of the device were added")
def _added(person: Visitor) -> None:
    code = get_code(person)
    press_out(person)
    person.open(SECOND)
    person.answer("parts", "a", "b")
    person.open("/en/sign-in")
    person.page.get_by_label("Resume code", exact=True).fill(code)
    person.tap(person.page.locator("label[for=add-yes]"))
    press(person, "Sign in")
    expect(person.page.locator(".notice")).to_contain_text("1 answer was added from this device.")


@scene("new password that is weak", "422")
def _weak(person: Visitor) -> None:
    person.open("/en/new-password")
    person.page.get_by_label("Username", exact=True).fill("amina")
    person.page.get_by_label("New password", exact=True).fill("1234567890")
    press(person, "Save new password")


@scene("sign out with a code")
def _sign_out(person: Visitor) -> None:
    get_code(person)
    person.open("/en/sign-out")


@scene("sign out without a code")
def _sign_out_guest(person: Visitor) -> None:
    person.open(FIRST)
    person.answer("wrong-option", "b")
    person.open("/en/sign-out")


@scene("signed out")
def _signed_out(person: Visitor) -> None:
    get_code(person)
    press_out(person)


@scene("my progress of a guest")
def _me_guest(person: Visitor) -> None:
    person.open(FIRST)
    person.answer("wrong-option", "b")
    person.open("/en/me")


@scene("my progress with notes", site="real")
def _me_notes(person: Visitor) -> None:
    person.open("/en/c/author-guide/scenarios-reflections-polls")
    note = person.page.locator("[data-kind=reflect]").first
    note.locator("textarea").fill("A line of my own.\nAnd a second one, which is rather longer than the first.")
    with person.new_card((note.get_attribute("id") or "")[2:]):
        note.get_by_role("button", name="Save note").click()
    get_code(person)
    person.open("/en/me")
    expect(person.page.locator(".own-words")).to_contain_text("A line of my own.")


@scene("my progress, signed in in two browsers")
def _two(person: Visitor) -> None:
    code = get_code(person)
    context = person.page.context.browser.new_context()  # type: ignore[union-attr]
    other = context.new_page()
    other.goto(f"{person.served.address}/en/sign-in")
    other.get_by_label("Resume code", exact=True).fill(code)
    other.get_by_role("button", name="Sign in", exact=True).click()
    other.wait_for_url("**/en/me")
    context.close()
    person.open("/en/me")
    expect(person.page.locator("#sign-ins ~ ul > li")).to_have_count(2)


@scene("delete my data")
def _delete(person: Visitor) -> None:
    get_code(person)
    person.open("/en/me/delete")


@scene("delete my data without the word", "422")
def _delete_wrong(person: Visitor) -> None:
    get_code(person)
    person.open("/en/me/delete")
    press(person, "Delete everything")


@scene("my data are deleted")
def _deleted(person: Visitor) -> None:
    get_code(person)
    person.open("/en/me/delete")
    person.page.get_by_label("Type the word DELETE").fill("DELETE")
    press(person, "Delete everything")
    expect(person.page.locator("h1")).to_have_text("Your data are deleted")


def press_out(person: Visitor) -> None:
    """Sign out of this browser."""
    person.open("/en/sign-out")
    press(person, "Sign out")
