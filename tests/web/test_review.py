"""The review: every state of its page, its questions with scripts and without, practice, and the calendar."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import event, func, select
from sqlalchemy.orm import Session

from emm.rendering import locale_for, weekday
from emm.store.people import Learner
from emm.store.progress import Attempt
from tests.conftest import Site
from tests.support.client import SAME_ORIGIN, Page, PageClient, words
from tests.web.test_answering import source_of

COURSE = "/en/c/sample"
FIRST, SECOND = f"{COURSE}/first", f"{COURSE}/second"
REVIEW, DAYS = "/en/review", "/en/review/days.ics"
ONE, HALF, PARTS, STATEMENT = "wrong-option", "half-right", "parts", "topic-lesson"
BEST: dict[str, str | list[str]] = {ONE: "b", HALF: "a", PARTS: ["a", "b"], STATEMENT: "b"}
WORST: dict[str, str | list[str]] = {ONE: "a", HALF: "c", PARTS: ["c"], STATEMENT: "a"}
BOTH_WAYS = pytest.mark.parametrize("htmx", [True, False], ids=["htmx", "plain"])


def reviewed(engine) -> int:
    """Return how many answers were given outside lessons."""
    with Session(engine) as session:
        return session.scalar(select(func.count()).select_from(Attempt).where(Attempt.action == "recall")) or 0


def learn(client: PageClient, *questions: str) -> None:
    """Answer these questions in their lessons."""
    for question in questions:
        client.answer(FIRST if question in (ONE, HALF) else SECOND, question, answer=BEST[question])


@pytest.fixture
def learner(client: PageClient, site: Site) -> PageClient:
    """Somebody who answered four questions two days ago."""
    learn(client, *BEST)
    site.world.sleep(days=2)
    return client


def address(question: str) -> str:
    return f"{REVIEW}/sample/{question}"


def answer(
    client: PageClient,
    question: str,
    *,
    htmx: bool = False,
    status: int = 200,
    path: str = "",
    **given: str | list[str],
) -> Page:
    """Open a question of the review and answer it, with its best answer unless another is given."""
    path = path or address(question)
    form = client.get(path).fields(question) | {"answer": BEST[question]} | given
    return client.post(path, form, htmx=htmx, status=status)


def main(page: Page) -> str:
    return words(page.one("main"))


def header(page: Page) -> str:
    return words(page.one("header"))


def button(page: Page) -> tuple[str, str | None]:
    """Return words and address of the page's main way on."""
    link = next(a for a in page.all("a", class_="btn") if "alt" not in (a.get("class") or ""))
    return words(link), link.get("href")


def coming(page: Page) -> list[str]:
    return [f"{words(day)}: {words(count)}" for day, count in zip(page.all("dt"), page.all("dd"), strict=True)]


def on(site: Site, days: int) -> str:
    """Return how the page calls the day so many days from today."""
    return weekday(site.world.time.date() + timedelta(days=days), locale_for("en"))


def order(client: PageClient) -> list[str]:
    """Return the ids of today's questions that wait, by going through them."""
    asked = []
    page = client.get(REVIEW)
    while (way := button(page))[0] in ("Start", "Go on", "Next question"):
        asked.append(str(way[1]).rpartition("/")[2])
        page = answer(client, asked[-1])
    return asked


def test_a_visitor_has_nothing_to_review(client: PageClient, engine):
    page = client.get(REVIEW)
    assert (words(page.one("h1")), page.title) == ("Review", "Review – Test site")
    assert "Nothing to review yet. Questions come here after you finish a lesson." in main(page)
    assert button(page) == ("Start lesson 1", FIRST)
    assert page.response.headers["Cache-Control"] == "no-cache"
    assert not page.all("form")
    assert header(page) == "Test site Review Menu"
    with Session(engine) as session:
        assert session.scalar(select(func.count()).select_from(Learner)) == 0


@pytest.mark.parametrize(
    "path", [address(ONE), address("guess-parts"), f"{REVIEW}/more/1", f"{REVIEW}/more/1/sample/{ONE}"]
)
def test_a_visitor_is_led_to_the_review(client: PageClient, path: str):
    response = client.client.get(path)
    assert (response.status_code, response.location) == (303, REVIEW)


@pytest.mark.parametrize("path", ["nothing/parts", "sample/nothing", "more/x", "more/1/sample/nothing", "more"])
def test_what_is_not_there_is_told_so(learner: PageClient, path: str):
    learner.get(f"{REVIEW}/{path}", status=404)


def test_nothing_is_due_on_the_first_days(client: PageClient, site: Site):
    learn(client, ONE, HALF, PARTS)
    for left in (2, 1):
        page = client.get(REVIEW)
        assert f"Nothing to review today. Next: 3 questions on {on(site, left)}." in main(page)
        assert coming(page) == []
        assert header(page) == "Test site Review Menu"
        site.world.sleep(days=1)
    assert header(client.get(REVIEW)) == "Test site Review (3) Menu"


def test_the_review_of_today(learner: PageClient):
    page = learner.get(REVIEW)
    assert "4 questions · about 2 min" in main(page)
    assert "Recalling from memory makes it last. Answer before you look." in main(page)
    assert button(page) == ("Start", address(ONE))
    assert words(page.one("a", href=DAYS)) == "Add review days to my calendar"
    for path in (COURSE, FIRST, "/en/", "/en/settings", "/en/nothing"):
        other = learner.get(path, status=404 if "nothing" in path else 200)
        assert header(other) == "Test site Review (4) Menu"
    assert "4 questions are ready for review. About 2 min." in main(learner.get(COURSE))


@BOTH_WAYS
def test_the_way_through_it(learner: PageClient, engine, site: Site, htmx: bool):
    page = learner.get(address(ONE))
    assert words(page.one("h1")) == "Review – 1 of 4"
    assert page.title == "Review – 1 of 4 – Test site"
    assert words(page.one("h2", class_="q-title")) == "From: The first lesson"
    page = answer(learner, ONE, htmx=htmx)
    assert page.card(ONE).get("data-state") == "correct"
    assert button(page) == ("Next question", address(PARTS))
    assert [a.get("href") for a in page.all("a") if words(a) == "Stop here"] == [REVIEW]
    page = learner.get(REVIEW)
    assert "Saved. The rest will wait." in main(page)
    assert "3 questions · about 2 min" in main(page)
    assert button(page) == ("Go on", address(PARTS))
    assert header(page) == "Test site Review (3) Menu"
    answer(learner, PARTS, answer=WORST[PARTS], htmx=htmx)
    answer(learner, HALF, answer=WORST[HALF], htmx=htmx)
    page = answer(learner, STATEMENT, htmx=htmx)
    assert "Done for today. 2 of 4 right. The two others come back in 2 days." in words(page.one("nav", id="next"))
    assert button(page) == ("Back to course", COURSE)
    page = learner.get(REVIEW)
    assert "Done for today. 2 of 4 right. The two others come back in 2 days." in main(page)
    assert coming(page) == [f"{on(site, 2)}: 2 questions", f"{on(site, 6)}: 2 questions"]
    assert header(page) == "Test site Review Menu"
    assert reviewed(engine) == 4
    site.world.sleep(days=1)
    assert f"Next: 2 questions on {on(site, 1)}." in main(learner.get(REVIEW))
    assert coming(learner.get(REVIEW)) == [f"{on(site, 5)}: 2 questions"]


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ((), "Done for today. 4 of 4 right."),
        ((ONE,), "Done for today. 3 of 4 right. The other one comes back in 2 days."),
        ((ONE, HALF, PARTS), "Done for today. 1 of 4 right. The 3 others come back in 2 days."),
        (tuple(BEST), "Done for today. 0 of 4 right. They come back in 2 days."),
    ],
    ids=lambda value: str(len(value)),
)
def test_what_is_said_at_the_end(learner: PageClient, wrong: tuple[str, ...], said: str):
    for question in BEST:
        answer(learner, question, answer=(WORST if question in wrong else BEST)[question])
    assert words(learner.get(REVIEW).all("p")[0]) == said


def test_neighbours_come_from_different_lessons(learner: PageClient):
    assert order(learner) == [ONE, PARTS, HALF, STATEMENT]


def test_only_the_limit_shows(learner: PageClient, site: Site, monkeypatch):
    monkeypatch.setattr("emm.learning.preferences.Preferences.review_limit", 3)
    page = learner.get(REVIEW)
    assert "3 questions · about 2 min" in main(page)
    assert header(page) == "Test site Review (3) Menu"
    assert coming(page) == [f"{on(site, 1)}: 1 question"]
    assert order(learner) == [ONE, PARTS, HALF]
    assert "Done for today. 3 of 3 right." in main(learner.get(REVIEW))
    assert header(learner.get(REVIEW)) == "Test site Review Menu"


def test_a_welcome_after_a_long_time(learner: PageClient, site: Site):
    site.world.sleep(days=13)
    page = learner.get(REVIEW)
    assert "Welcome back. Here are 4 good ones to restart with." in main(page)
    assert button(page) == ("Start", address(ONE))
    answer(learner, ONE)
    assert "Welcome back" not in learner.get(REVIEW).text


def test_a_welcome_to_one_question(client: PageClient, site: Site):
    learn(client, ONE)
    site.world.sleep(days=15)
    assert "Welcome back. Here is a good one to restart with." in main(client.get(REVIEW))


def climb(client: PageClient, site: Site) -> None:
    """Go up the ladder with one question."""
    learn(client, ONE)
    for days in (2, 6, 16, 40):
        site.world.sleep(days=days)
        answer(client, ONE)
    site.world.sleep(days=1)


def test_in_the_end_everything_rests(client: PageClient, site: Site):
    climb(client, site)
    page = client.get(REVIEW)
    assert "Nothing to review today. You knew every question after 40 days, so all of them rest." in main(page)
    assert not page.all("a", href=DAYS)
    client.post("/en/settings", {"keep": "on"})
    assert "Next: 1 question on " in main(client.get(REVIEW))


def test_review_can_be_off_and_on(learner: PageClient):
    learner.post("/en/settings", {"review": "off"})
    page = learner.get(REVIEW)
    assert "Review is off." in main(page)
    assert header(page) == "Test site Review Menu"
    assert "ready for review" not in learner.get(COURSE).text
    assert not page.all("a", href=DAYS)
    assert learner.client.get(address(ONE)).location == REVIEW
    form = {"csrf_token": page.one("input", name="csrf_token").get("value"), "review": "on"}
    page = learner.post(REVIEW, form)
    assert button(page) == ("Start", address(ONE))
    assert header(page) == "Test site Review (4) Menu"


def test_how_many_can_be_changed_on_the_page(learner: PageClient):
    page = learner.get(REVIEW)
    assert [words(b) for b in page.all("button")] == ["5", "12"]
    assert words(page.one("strong", aria_current="true")) == "8"
    form = {"csrf_token": page.one("input", name="csrf_token").get("value")}
    page = learner.post(REVIEW, form | {"questions": "12"})
    assert words(page.one("strong", aria_current="true")) == "12"
    assert "checked" in learner.get("/en/settings").one("input", id="questions-12").attrib


@pytest.mark.parametrize("given", [{"questions": "7"}, {"review": "maybe"}, {"questions": ""}], ids=str)
def test_what_cannot_be_chosen_changes_nothing(learner: PageClient, given: dict[str, str]):
    learner.post(REVIEW, given, status=422)
    assert "4 questions" in main(learner.get(REVIEW))
    assert learner.client.post(REVIEW, json=given, headers=SAME_ORIGIN).status_code == 415


def test_without_scripts_the_page_comes_back_at_the_question(learner: PageClient):
    form = learner.get(address(ONE)).fields(ONE) | {"answer": "a"}
    response = learner.client.post(address(ONE), data=form, headers=SAME_ORIGIN)
    assert (response.status_code, response.location) == (303, f"{address(ONE)}#q-{ONE}")
    assert learner.get(address(ONE)).title.startswith("Not quite – Review – 1 of 4 – ")


@pytest.mark.parametrize("letter", ["a", "b"])
def test_the_fragment_is_the_element_of_the_page(learner: PageClient, letter: str):
    fragment = answer(learner, ONE, answer=letter, htmx=True)
    page = learner.get(address(ONE))
    assert "<html" not in fragment.text
    for element in (f"q-{ONE}", "next", "due"):
        assert source_of(fragment.text, element) == source_of(page.text, element)
    assert words(fragment.one("span", id="due")) == "(3)"


def test_nothing_is_told_before_the_answer(learner: PageClient, site: Site):
    question = site.catalog.course("sample", "en").question(ONE)[1]
    text = learner.get(address(ONE)).text
    for secret in (question.why, *question.hints, *(o.feedback.html for o in question.spec.options if o.feedback)):
        assert secret not in text


def test_the_lesson_and_the_progress_stay_as_they_are(learner: PageClient):
    def seen() -> list[str]:
        return [source_of(learner.get(path).text, "main") for path in (FIRST, f"{COURSE}/t/start", "/en/")]

    before = seen()
    answer(learner, ONE, answer="a")
    assert seen() == before


@BOTH_WAYS
def test_a_double_click_counts_once_and_gives_the_same_reply(learner: PageClient, engine, htmx: bool):
    form = learner.get(address(ONE)).fields(ONE) | {"answer": "b"}
    replies = [learner.post(address(ONE), form, htmx=htmx) for _ in range(3)]
    assert len({source_of(reply.text, f"q-{ONE}") for reply in replies}) == 1
    assert reviewed(engine) == 1


@BOTH_WAYS
def test_a_second_tab_is_told_what_was_saved(learner: PageClient, engine, htmx: bool):
    stale = learner.get(address(ONE)).fields(ONE) | {"answer": "a"}
    answer(learner, ONE)
    page = learner.post(address(ONE), stale | {"key": "another-tab-0123456789"}, htmx=htmx, status=409)
    assert page.card(ONE).get("data-state") == "correct"
    assert "answered before" in page.text
    assert reviewed(engine) == 1


def test_two_tabs_can_take_turns(learner: PageClient, engine):
    forms = {question: learner.get(address(question)).fields(question) for question in BEST}
    for question in reversed(BEST):
        learner.post(address(question), forms[question] | {"answer": BEST[question]}, htmx=True)
    assert "Done for today. 4 of 4 right." in main(learner.get(REVIEW))
    assert reviewed(engine) == 4


def test_the_same_form_with_another_answer_is_refused(learner: PageClient, engine):
    form = learner.get(address(ONE)).fields(ONE)
    learner.post(address(ONE), form | {"answer": "a"}, htmx=True)
    page = learner.post(address(ONE), form | {"answer": "b"}, htmx=True, status=422)
    assert page.card(ONE).get("data-state") == "shown"
    assert reviewed(engine) == 1


@BOTH_WAYS
@pytest.mark.parametrize("given", [{"answer": []}, {"answer": "z"}, {"key": "short"}], ids=str)
def test_what_cannot_be_graded_comes_back_as_a_form(learner: PageClient, engine, htmx: bool, given):
    page = answer(learner, ONE, htmx=htmx, status=422, **given)
    assert page.card(ONE).get("data-state") == "open"
    assert page.card(ONE).get("data-error") is not None
    assert htmx or page.title.startswith("Error: Review – 1 of 4")
    assert reviewed(engine) == 0


def test_a_page_of_yesterday_still_counts(learner: PageClient, engine, site: Site):
    """Answered on another device meanwhile: what is sent now is practice, and nothing is lost."""
    stale = learner.get(address(ONE)).fields(ONE) | {"answer": "b"}
    answer(learner, ONE)
    site.world.sleep(days=1)
    page = learner.post(address(ONE), stale | {"key": "another-tab-0123456789"})
    assert (words(page.one("h1")), page.card(ONE).get("data-state")) == ("Review", "correct")
    assert reviewed(engine) == 2
    assert "3 questions" in main(learner.get(REVIEW))


def test_a_question_that_is_not_due_leads_back(learner: PageClient, site: Site):
    answer(learner, ONE)
    site.world.sleep(days=1)
    assert learner.client.get(address(ONE)).location == REVIEW
    form = {"key": "a-key-of-a-form-0001", "answer": "a", "csrf_token": ""}
    learner.post(address("guess-parts"), form, status=404)


def test_hints_are_there_and_hold_the_question_on_its_step(learner: PageClient, site: Site):
    form = learner.get(address(ONE)).fields(ONE) | {"answer": "c", "sure": "hint"}
    page = learner.post(f"{address(ONE)}/hint", form, htmx=True)
    assert "It begins with the letter D." in page.text
    answer(learner, ONE)
    answer(learner, HALF, sure="no")
    answer(learner, PARTS)
    answer(learner, STATEMENT, answer=WORST[STATEMENT])
    assert coming(learner.get(REVIEW)) == [f"{on(site, 2)}: 3 questions", f"{on(site, 6)}: 1 question"]


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


def statements(site: Site, client: PageClient, path: str) -> list[str]:
    """Return what a page asks of the database."""
    from emm.web.database import db

    asked: list[str] = []

    def note(_connection, _cursor, statement, *_more) -> None:
        asked.append(statement)

    with site.app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        client.get(path)
    finally:
        event.remove(engine, "before_cursor_execute", note)
    return asked


def test_what_the_number_in_the_header_costs(client: PageClient, site: Site):
    def asked() -> int:
        return len([one for one in statements(site, client, FIRST) if one.startswith("SELECT")])

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
