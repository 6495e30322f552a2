"""Around the review: practice at any time, the calendar, and the number in the header."""

import re
from datetime import timedelta

import pytest

from tests.conftest import Site
from tests.support.client import PageClient, words
from tests.web.asking import questions_of
from tests.web.reviewing import (
    BEST,
    BOTH_WAYS,
    DAYS,
    FIRST,
    HALF,
    ONE,
    PARTS,
    REVIEW,
    WORST,
    address,
    answer,
    button,
    header,
    learn,
    main,
    reviewed,
)


@pytest.fixture
def learner(client: PageClient, site: Site) -> PageClient:
    """Somebody who answered four questions two days ago."""
    learn(client, *BEST)
    site.world.sleep(days=2)
    return client


def practice(client: PageClient) -> str:
    """Return where "Practise anyway" leads."""
    link = next(a for a in client.get(REVIEW).all("a") if words(a) == "Practise anyway (5 mixed questions)")
    return str(client.client.get(str(link.get("href"))).location)


@BOTH_WAYS
def test_practice_when_nothing_is_due(client: PageClient, engine, site: Site, htmx: bool):
    learn(client, ONE, PARTS)
    path = practice(client)
    assert re.fullmatch(rf"{REVIEW}/more/\d+/sample/{ONE}", path)
    page = client.get(path)
    assert (words(page.one("h1")), page.title) == ("Practice – 1 of 2", "Practice – 1 of 2 – Test site")
    page = answer(client, ONE, path=path, htmx=htmx, answer=WORST[ONE])
    assert button(page) == ("Next question", path.replace(ONE, PARTS))
    page = answer(client, PARTS, path=path.replace(ONE, PARTS), htmx=htmx)
    assert "Done. 1 of 2 right." in words(page.one("nav", id="next"))
    assert button(page) == ("Back to review", REVIEW)
    assert practice(client) == REVIEW
    site.world.sleep(days=2)
    assert header(client.get(REVIEW)) == "Test site Review (2) Menu"
    assert reviewed(engine) == 2


def test_practice_that_is_long_over_is_still_kept(client: PageClient, engine, site: Site):
    learn(client, ONE)
    path = practice(client)
    form = client.get(path).fields(ONE) | {"answer": "b"}
    site.world.sleep(hours=30)
    page = client.post(path, form)
    assert page.card(ONE).get("data-state") == "correct"
    assert reviewed(engine) == 1
    client.get(f"{REVIEW}/more/{10**30}/sample/{ONE}")


def test_the_calendar(learner: PageClient, site: Site):
    response = learner.client.get(DAYS)
    assert (response.status_code, response.mimetype) == (200, "text/calendar")
    assert response.headers["Content-Disposition"] == 'attachment; filename="review.ics"'
    assert "no-store" in response.headers["Cache-Control"]
    lines = response.text.split("\r\n")
    starts = [line for line in lines if line.startswith("DTSTART:")]
    expected = (site.world.time + timedelta(days=days) for days in (0, 6, 22))
    assert starts == [f"DTSTART:{day:%Y%m%d}T090000" for day in expected]
    assert lines.count("DURATION:PT5M") == 3
    assert lines.count("URL:http://localhost/en/review") == 3
    assert lines.count("SUMMARY:Review\\, about 5 min") == 3
    assert learner.get("/en/review").response.status_code == 200


def test_nobody_has_an_empty_calendar(client: PageClient):
    assert client.client.get(DAYS).text.count("BEGIN:VEVENT") == 0
    assert client.client.get(DAYS).text.startswith("BEGIN:VCALENDAR\r\n")


def test_what_the_number_in_the_header_costs(client: PageClient, site: Site):
    def asked() -> int:
        return len(questions_of(client, FIRST))

    assert asked() == 0
    learn(client, ONE)
    assert asked() == 2  # who is it, and what did they do here
    site.world.sleep(days=2)
    assert [asked() for _ in range(3)] == [3, 2, 2]
    answer(client, ONE, htmx=True)
    assert [asked() for _ in range(2)] == [3, 2]


def test_the_number_is_true_at_once_in_every_process(learner: PageClient, site: Site):
    """What another process stored is seen, because the number is kept by how much is stored."""
    assert "Review (4)" in header(learner.get(FIRST))
    cookie = learner.client.get_cookie("emm")
    assert cookie
    other = PageClient(site.app.test_client())
    other.client.set_cookie("emm", cookie.value)
    answer(other, ONE)
    assert "Review (3)" in header(learner.get(FIRST))
    site.world.sleep(days=6)
    assert "Review (4)" in header(learner.get(FIRST))


def test_pages_are_readable_while_the_number_is_not(learner: PageClient, monkeypatch):
    from sqlalchemy.exc import OperationalError

    def broken(*_arguments):
        raise OperationalError("select", {}, Exception("locked"))

    monkeypatch.setattr("emm.web.due.review_desk", broken)
    assert header(learner.get("/en/help")) == "Test site Review Menu"


def test_a_question_taken_out_of_the_course_is_not_asked(open_site, content, site: Site):
    from tests.web.test_content_states import damage

    client, catalog = open_site()
    learn(client, *BEST)
    site.world.sleep(days=2)
    assert "4 questions" in main(client.get(REVIEW))
    damage(content, "en/1-start/1-first.md", "`id: half-right;", "`id: half-other;")
    catalog.refresh()
    assert "3 questions" in main(client.get(REVIEW))
    assert header(client.get(REVIEW)) == "Test site Review (3) Menu"
    client.get(address(HALF), status=404)


def test_moments_are_days(client: PageClient, site: Site):
    """Late in the evening and early in the morning are two days."""
    site.world.time = site.world.time.replace(hour=23, minute=50)
    learn(client, ONE)
    site.world.time += timedelta(days=1, minutes=15)
    assert header(client.get(REVIEW)) == "Test site Review (1) Menu"
