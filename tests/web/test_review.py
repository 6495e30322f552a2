"""The review: every state of its page, and its questions with scripts and without, once and twice."""

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from emm.store.people import Learner
from tests.conftest import Site
from tests.support.client import SAME_ORIGIN, PageClient, words
from tests.web.reviewing import (
    BEST,
    BOTH_WAYS,
    COURSE,
    DAYS,
    FIRST,
    HALF,
    ONE,
    PARTS,
    REVIEW,
    STATEMENT,
    WORST,
    address,
    answer,
    button,
    coming,
    header,
    learn,
    main,
    on,
    order,
    reviewed,
)
from tests.web.test_answering import source_of


@pytest.fixture
def learner(client: PageClient, site: Site) -> PageClient:
    """Somebody who answered four questions two days ago."""
    learn(client, *BEST)
    site.world.sleep(days=2)
    return client


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
    monkeypatch.setattr("emm.learning.preferences.Preferences.review_limit", 6)
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
    assert words(page.one("strong", aria_current="true")) == "9"
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
