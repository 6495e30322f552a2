"""Certificates in the browser: the whole way, with scripts and without; on paper; and links that can be copied."""

import subprocess
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Visit
from tests.browser.scenes.assessment import press
from tests.browser.scenes.certificates import LONG, MAKE, NAME, earn, make
from tests.browser.servers import Served
from tests.browser.visitor import LOOKS, Look

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("look", LOOKS, ids=str)
def test_from_the_name_to_the_check_page_of_somebody_else(visit: Visit, real: Served, look: Look):
    holder, checker = visit(real, look), visit(real, look)
    earn(holder)
    holder.open(MAKE)
    holder.page.locator("#name").fill(NAME)
    press(holder, "Make my certificate")
    link = holder.page.locator("a.address").get_attribute("href") or ""
    assert link.startswith(f"{real.address}/verify/")
    checker.page.goto(link)
    expect(checker.page.locator("main")).to_contain_text("Valid.")
    expect(checker.page.locator("main")).not_to_contain_text(NAME)
    checker.page.locator("#name").fill("AMINA DIALLO")
    press(checker, "Compare")
    expect(checker.page.locator(".match")).to_contain_text("Match.")
    press(holder, "Show my name to everybody with the code")
    checker.page.goto(link)
    expect(checker.page.locator("main")).to_contain_text(NAME)
    assert checker.page.context.cookies() == []


def test_buttons_that_need_a_script_are_there_with_scripts_only(visit: Visit, real: Served):
    person = visit(real)
    make(person)
    person.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    person.tap(person.page.get_by_role("button", name="Copy link"))
    expect(person.page.locator("[role=status]").last).to_have_text("Copied.")
    link = person.page.locator("a.address").get_attribute("href")
    assert person.page.evaluate("navigator.clipboard.readText()") == link
    person.page.evaluate("window.print = () => { document.title = 'printed' }")
    person.tap(person.page.get_by_role("button", name="Print or save as PDF"))
    assert person.page.title() == "printed"
    plain = visit(real, Look(scripts=False))
    make(plain)
    assert plain.page.get_by_role("button", name="Copy link").count() == 0
    expect(plain.page.locator("main")).to_contain_text("use the menu of your browser")


@pytest.mark.pdf
@pytest.mark.parametrize("paper", ["A4", "Letter"])
@pytest.mark.parametrize("name", [NAME, LONG], ids=["short", "long"])
def test_it_prints_on_one_page(visit: Visit, real: Served, tmp_path: Path, paper: str, name: str):
    person = visit(real)
    make(person, name)
    file = tmp_path / "printed.pdf"
    person.page.pdf(path=file, format=paper, landscape=True)
    about = subprocess.run(["pdfinfo", str(file)], check=True, text=True, capture_output=True).stdout
    assert "Pages:           1" in about
    text = subprocess.run(["pdftotext", str(file), "-"], check=True, text=True, capture_output=True).stdout
    for part in ("Certificate", "completed the course", "gives no academic credit"):
        assert part in text
    for part in ("Change the name", "Signed file", "Menu", "This page is yours alone", "Download"):
        assert part not in text
