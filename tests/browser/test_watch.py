"""What every other test here relies on: a page that misbehaves is noticed."""

import pytest

from tests.browser.conftest import Visit
from tests.browser.servers import Served

pytestmark = pytest.mark.browser


@pytest.mark.parametrize(
    ("deed", "complaint"),
    [
        ("console.error('broken')", "broken"),
        ("setTimeout(() => { throw new Error('thrown') })", "thrown"),
        (
            "document.body.append(Object.assign(document.createElement('script'), {text: '1'}))",
            "Content Security Policy",
        ),
        ("document.body.setAttribute('style', 'color: red')", "Content Security Policy"),
        ("void new Image().setAttribute('src', 'https://elsewhere.example/')", "Content Security Policy"),
        ("fetch('/nothing')", "404"),
    ],
)
def test_misbehaviour_is_noticed(visit: Visit, real: Served, deed: str, complaint: str):
    person = visit(real)
    person.open("/en/")
    assert person.watch.unexpected() == []
    person.page.evaluate(f"() => {{ {deed} }}")
    for _ in range(100):
        if person.watch.complaints:
            break
        person.page.wait_for_timeout(50)
    assert complaint in " ".join(person.watch.unexpected())
    person.watch.complaints.clear()


def test_a_request_to_others_is_noticed(visit: Visit, real: Served):
    person = visit(real)
    person.page.route("https://elsewhere.example/", lambda route: route.fulfill(body=""))
    person.page.goto("https://elsewhere.example/")
    assert person.watch.unexpected() == ["request to https://elsewhere.example/"]
    person.watch.complaints.clear()
