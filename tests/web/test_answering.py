"""A learner answers: with scripts and without, right and wrong, once and twice."""

import re

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from emm.store.people import Learner
from emm.store.progress import Attempt
from tests.conftest import Site
from tests.support.client import PageClient, words

COURSE = "/en/c/sample"
FIRST = f"{COURSE}/first"
SECOND = f"{COURSE}/second"


def rows(engine, table=Attempt) -> int:
    with Session(engine) as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def test_the_first_answer_makes_a_record_and_one_cookie(client: PageClient, engine):
    page = client.answer(FIRST, "wrong-option", answer="b", sure="yes", htmx=True)
    assert page.card("wrong-option").get("data-state") == "correct"
    cookie = page.response.headers.getlist("Set-Cookie")
    assert len(cookie) == 1
    assert "HttpOnly" in cookie[0]
    assert "SameSite=Lax" in cookie[0]
    assert len(cookie[0].partition(";")[0]) <= 200
    assert (rows(engine, Learner), rows(engine)) == (1, 1)
    client.answer(FIRST, "half-right", answer="a", sure="yes", htmx=True)
    assert rows(engine, Learner) == 1


def test_without_scripts_the_page_comes_back_at_the_question(client: PageClient):
    page = client.answer(FIRST, "wrong-option", answer="b", sure="yes")
    assert page.response.request.path == FIRST
    assert page.title.startswith("Correct – The first lesson")
    response = client.client.post(
        f"{COURSE}/q/half-right",
        data=client.get(FIRST).fields("half-right") | {"answer": "a"},
        headers={"Sec-Fetch-Site": "same-origin"},
    )
    assert (response.status_code, response.location) == (303, f"{FIRST}?q=half-right#q-half-right")


@pytest.mark.parametrize("answer", ["a", "b", "c"])
def test_the_fragment_is_the_element_of_the_page(client: PageClient, site: Site, answer: str):
    fragment = client.answer(FIRST, "half-right", answer=answer, sure="yes", htmx=True)
    page = client.get(FIRST, query_string={"q": "half-right"})
    for element in ("q-half-right", "standing", "next"):
        assert source_of(fragment.text, element) == source_of(page.text, element)


def source_of(text: str, element: str) -> str:
    """Return the source of an element without what is new in each rendering."""
    start = text.rindex("<", 0, text.index(f'id="{element}"'))
    tag = re.split(r"[ >]", text[start + 1 :], maxsplit=1)[0]
    depth, place = 0, start
    for found in re.finditer(rf"<(/?){tag}\b", text[start:]):
        depth += -1 if found[1] else 1
        if depth == 0:
            place = start + found.end()
            break
    return re.sub(r'(name="(?:key|csrf_token)" value=")[^"]*', r"\1", text[start:place])


def test_not_quite_shows_the_feedback_but_not_the_answer(client: PageClient):
    page = client.answer(FIRST, "wrong-option", answer="a", sure="yes", htmx=True)
    card = page.card("wrong-option")
    assert card.get("data-state") == "retry"
    assert words(page.one("h3")) == "Not quite"
    assert "The stem is what is asked." in words(card)
    assert "draws the eye" not in page.text
    assert "mistake that people really make" not in page.text
    assert words(page.one("span", class_="mark")) == "Your answer"


def test_try_again_keeps_the_choice_and_the_earlier_feedback(client: PageClient):
    client.answer(FIRST, "wrong-option", answer="a", sure="yes")
    page = client.answer(FIRST, "wrong-option", action="again", htmx=True)
    assert page.one("input", checked="").get("value") == "a"
    assert "The stem is what is asked." in page.text
    page = client.answer(FIRST, "wrong-option", answer="b", sure="yes", htmx=True)
    assert words(page.one("h3")) == "Correct now"


def test_no_tries_left_shows_the_answer(client: PageClient):
    client.answer(FIRST, "wrong-option", answer="a", sure="yes")
    client.answer(FIRST, "wrong-option", action="again")
    page = client.answer(FIRST, "wrong-option", answer="c", sure="yes", htmx=True)
    assert page.card("wrong-option").get("data-state") == "shown"
    assert words(page.one("h3")) == "Here is the answer"
    assert "Best answer: A distractor" in words(page.card("wrong-option"))
    assert "mistake that people really make" in page.text
    assert "Read this part again" in page.text


def test_the_answer_is_shown_on_request_after_a_try(client: PageClient):
    client.answer(FIRST, "wrong-option", answer="a", sure="yes")
    page = client.answer(FIRST, "wrong-option", action="show", htmx=True)
    assert page.card("wrong-option").get("data-state") == "shown"
    assert "The stem is what is asked." in page.text


def test_the_answer_is_not_shown_before_a_try(client: PageClient):
    page = client.post(f"{COURSE}/q/wrong-option/show", client.get(FIRST).fields("wrong-option"), htmx=True)
    assert page.card("wrong-option").get("data-state") == "open"
    assert "mistake that people really make" not in page.text


def test_a_hint_opens_and_keeps_what_was_chosen(client: PageClient):
    page = client.answer(FIRST, "wrong-option", action="hint", answer="c")
    assert "It begins with the letter D." in page.text
    assert "Look at the paragraph" not in page.text
    assert page.one("input", checked="").get("value") == "c"
    page = client.answer(FIRST, "wrong-option", action="hint", answer="c", htmx=True)
    assert "Look at the paragraph" in page.text
    assert not page.all("button", class_="link")


def test_not_sure_is_told_why(client: PageClient):
    page = client.answer(FIRST, "wrong-option", answer="b", sure="no", htmx=True)
    assert "You were not sure, so here is why." in page.text


def test_partly_right_is_told_in_words(client: PageClient):
    page = client.answer(SECOND, "parts", answer=["a", "c"], sure="yes", htmx=True)
    card = page.card("parts")
    assert (card.get("data-state"), words(page.one("h3"))) == ("retry", "Not quite")
    client.answer(SECOND, "parts", action="again")
    page = client.answer(SECOND, "parts", answer=["a"], sure="yes", htmx=True)
    assert page.card("parts").get("data-state") == "partial"
    assert "You found 1 of 2." in words(page.card("parts"))


def test_a_guess_is_kept_and_not_judged(client: PageClient):
    page = client.answer(FIRST, "guess-parts", answer="a", sure="yes", htmx=True)
    assert page.card("guess-parts").get("data-state") == "kept"
    assert "The answer is in this topic." in page.text
    assert "Your guess" in page.text


def test_the_same_form_sent_again_counts_once(client: PageClient, engine):
    form = client.get(FIRST).fields("wrong-option") | {"answer": "a", "sure": "yes"}
    first = client.post(f"{COURSE}/q/wrong-option", form, htmx=True)
    for _ in range(3):
        again = client.post(f"{COURSE}/q/wrong-option", form, htmx=True)
        assert source_of(again.text, "q-wrong-option") == source_of(first.text, "q-wrong-option")
    assert rows(engine) == 1


def test_the_same_form_with_another_answer_is_refused(client: PageClient, engine):
    form = client.get(FIRST).fields("wrong-option")
    client.post(f"{COURSE}/q/wrong-option", form | {"answer": "a"}, htmx=True)
    page = client.post(f"{COURSE}/q/wrong-option", form | {"answer": "b"}, htmx=True, status=422)
    assert page.card("wrong-option").get("data-state") == "retry"
    assert "that one was saved" in page.text
    assert rows(engine) == 1


def test_an_answer_to_a_closed_question_is_told_so(client: PageClient, engine):
    stale = client.get(SECOND).fields("topic-lesson") | {"answer": "a"}
    client.answer(SECOND, "topic-lesson", answer="b")
    stale["key"] = "another-tab-0123456789"
    page = client.post(f"{COURSE}/q/topic-lesson", stale, htmx=True, status=409)
    assert page.card("topic-lesson").get("data-state") == "correct"
    assert "answered before" in page.text
    assert rows(engine) == 1


def test_answering_everything_finishes_the_lesson(client: PageClient):
    client.answer(FIRST, "wrong-option", answer="b")
    page = client.answer(FIRST, "half-right", answer="a", htmx=True)
    assert words(page.one("p", id="standing")) == "Lesson 1 of 3 – Done"
    assert "saved on this device only" in page.text
    course = client.get(COURSE)
    assert words(course.one("a", class_="btn")) == "Continue: The second lesson"
    assert course.one("p", class_="progress").get("data-done") == "1"


def test_a_learner_comes_back_to_the_first_open_question(client: PageClient, site: Site):
    client.answer(FIRST, "wrong-option", answer="b")
    site.world.sleep(days=1)
    course = client.get(COURSE)
    assert course.one("a", class_="btn").get("href") == f"{FIRST}#q-half-right"
    page = client.get(FIRST)
    assert "Welcome back. You stopped here on" in words(page.one("p", class_="welcome"))
    assert "You answered this on" in words(page.card("wrong-option"))
    assert "right first time." in words(page.card("wrong-option"))
    page = client.answer(FIRST, "wrong-option", action="again", htmx=True)
    assert page.card("wrong-option").get("data-state") == "open"


def test_a_lesson_without_questions_is_marked_by_hand(client: PageClient):
    page = client.get(f"{COURSE}/third")
    form = {e.get("name"): e.get("value") for e in page.all("input")}
    page = client.post(f"{COURSE}/third/done", form)
    assert "Done" in words(page.one("p", id="standing"))
    assert not page.all("button")
    client.post(f"{COURSE}/first/done", form, status=404)


def test_the_catalogue_offers_to_continue(client: PageClient):
    client.answer(FIRST, "wrong-option", answer="b")
    page = client.get("/en/")
    assert words(page.all("a", class_="btn")[0]) == "Continue: The first lesson"


def test_a_lesson_left_half_way_comes_first(client: PageClient):
    client.answer(SECOND, "parts", answer=["a", "b"])
    course = client.get(COURSE)
    assert words(course.one("a", class_="btn")) == "Continue: The second lesson"
    assert course.one("a", class_="btn").get("href") == f"{SECOND}#q-topic-lesson"
