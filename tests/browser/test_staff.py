"""From the first start to an author at work, by hand: with and without scripts, on a phone and on a desk."""

import re

import pytest

from emm.learning import factors, first_start
from emm.learning.rules.totp import code_at, step_of
from emm.world import World
from tests.browser.conftest import Visit
from tests.browser.scenes.assessment import press
from tests.browser.scenes.staff import PASSWORD, open_set_up
from tests.browser.servers import Served
from tests.browser.visitor import LOOKS, Look, Visitor

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("real_costs")]  # the server compares what is stored


def printed(served: Served) -> str:
    """Return the code that the server has printed."""
    with served.writing() as session:
        code = first_start.set_up_code(session.connection(), World(), (served.data / "secret.key").read_text())
    assert code
    return code.code


def app_code(person: Visitor, late: int = 0) -> str:
    """Return what an app shows that has the secret of the page, some steps later."""
    salt = person.page.locator("[name=salt]").get_attribute("value") or ""
    secret = factors.secret_of((person.served.data / "secret.key").read_text(), salt.partition(".")[0])
    return code_at(secret, step_of(World().now()) + late)


@pytest.mark.parametrize("look", LOOKS, ids=str)
def test_s10_s11_from_the_printed_code_to_an_author_at_work(visit: Visit, sample: Served, look: Look):
    name = f"{look} {World().new_id()[:6]}"
    first = visit(sample, look)
    open_set_up(first)
    first.page.get_by_label("Set-up code").fill(printed(sample))
    first.page.get_by_label("Username", exact=True).fill(f"maria {name}")
    first.page.get_by_label("Password", exact=True).fill(PASSWORD)
    press(first, "Make the administrator")
    first.page.get_by_label("Code", exact=True).fill(app_code(first))
    press(first, "Switch it on")
    assert first.page.locator(".recovery li").count() == 8
    first.open("/admin/people")
    first.page.get_by_label("Username", exact=True).fill(f"noor {name}")
    first.page.locator("label[for=role-author]").click()
    press(first, "Make a link")
    link = first.page.locator("#code").inner_text()
    second = visit(sample, look)
    second.open(re.sub(r"^https?://[^/]+", "", link))
    second.page.get_by_label("Password", exact=True).fill(PASSWORD)
    press(second, "Save and sign in")
    assert second.page.locator("h1").inner_text() == "Administration"
    assert second.page.locator("main h2").all_inner_texts() == ["Courses", "Second factor"]
