"""The summary of a topic and the quick recall after it: with scripts and without, once and twice."""

import shutil

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from emm.store.people import Learner
from emm.store.progress import Attempt
from tests.conftest import Site
from tests.support.client import SAME_ORIGIN, Page, PageClient, words
from tests.web.test_answering import source_of
from tests.web.test_content_states import damage

COURSE = "/en/c/sample"
FIRST, SECOND, THIRD = f"{COURSE}/first", f"{COURSE}/second", f"{COURSE}/third"
START, MORE = f"{COURSE}/t/start", f"{COURSE}/t/more"
RECALL = f"{MORE}/recall"
ONE, HALF = "wrong-option", "half-right"
BOTH_WAYS = pytest.mark.parametrize("htmx", [True, False], ids=["htmx", "plain"])


def recalled(engine) -> int:
    """Return how many answers of quick recall are stored."""
    with Session(engine) as session:
        return session.scalar(select(func.count()).select_from(Attempt).where(Attempt.action == "recall")) or 0


@pytest.fixture
def learner(client: PageClient) -> PageClient:
    """Somebody who has done the first topic, not quite right at the first try of one question."""
    client.answer(FIRST, "guess-parts", answer="a")
    client.answer(FIRST, ONE, answer="a")
    client.answer(FIRST, ONE, action="show")
    client.answer(FIRST, HALF, answer="a")
    client.answer(SECOND, "parts", answer=["a", "b"])
    client.answer(SECOND, "topic-lesson", answer="b")
    return client


def answer(
    client: PageClient, question: str, *, htmx: bool = False, status: int = 200, **given: str | list[str]
) -> Page:
    """Open the quick recall and answer the question that it asks."""
    form = client.get(f"{RECALL}/{question}").fields(question) | given
    return client.post(f"{RECALL}/{question}", form, htmx=htmx, status=status)


def main(page: Page) -> str:
    return words(page.one("main"))


def test_a_visitor_sees_what_the_topic_holds(client: PageClient):
    page = client.get(START)
    assert words(page.one("h1")) == "Topic 1: How it starts – so far"
    assert page.title == "Topic 1: How it starts – so far – A sample course – Test site"
    assert [a.get("href") for a in page.all("a", class_="lesson")] == [FIRST, SECOND]
    assert "Two things to keep" in main(page)
    assert "A question has a stem and options." in words(page.one("ol", class_="keep"))
    for absent in ("right first time", "Your guess", "Quick recall"):
        assert absent not in page.text
    assert words(page.one("a", class_="btn")) == "Next: Topic 2, 1 min"
    assert page.response.headers["Cache-Control"] == "no-cache"


def test_half_way_the_open_lessons_lead_to_what_is_open(client: PageClient):
    client.answer(FIRST, ONE, answer="a")
    page = client.get(START)
    assert words(page.one("h1")).endswith("so far")
    assert [a.get("href") for a in page.all("a", class_="lesson")] == [f"{FIRST}#q-half-right", SECOND]
    assert "You answered 0 of 1 right first time." in main(page)


def test_at_the_end_the_topic_is_summed_up(learner: PageClient):
    page = learner.get(START)
    assert words(page.one("h1")) == "Topic 1 done: How it starts"
    assert not page.all("a", class_="lesson")
    assert "You answered 3 of 4 right first time." in main(page)
    link = page.one("a", href=f"{FIRST}#q-{ONE}")
    assert words(link) == "What is a wrong option called?"
    note = words(page.one("section", class_="note"))
    assert "Your guess: One" in note
    assert "What you read: Two" in note
    assert "Quick recall" not in page.text
    assert page.one("a", class_="btn").get("href") == THIRD


def test_the_key_of_a_guess_stays_back_until_the_topic_is_done(client: PageClient):
    client.answer(FIRST, "guess-parts", answer="a")
    client.answer(FIRST, ONE, answer="b")
    client.answer(FIRST, HALF, answer="a")
    client.answer(SECOND, "parts", answer=["a", "b"])
    assert "What you read" not in client.get(START).text
    client.answer(SECOND, "topic-lesson", answer="b")
    assert "What you read" in client.get(START).text


@pytest.mark.parametrize("path", ["t/nothing", "t/nothing/recall", "t/more/recall/nothing", "t/nothing/recall/parts"])
def test_what_is_not_there_is_told_so(client: PageClient, path: str):
    client.get(f"{COURSE}/{path}", status=404)


def test_the_way_through_a_topic(learner: PageClient):
    page = learner.get(SECOND)
    assert (words(page.one("a", class_="btn")), page.one("a", class_="btn").get("href")) == (
        "Next: Topic summary",
        START,
    )
    assert [a.get("href") for a in page.all("a") if words(a) == "Next lesson"] == [THIRD]
    page = learner.get(THIRD)
    assert page.one("a", class_="btn").get("href") == MORE
    assert not [a for a in page.all("a") if words(a) == "Next lesson"]
    learner.post(f"{THIRD}/done", {"seed": "0"})
    page = learner.get(MORE)
    assert "You have done all lessons of this course." in main(page)
    assert words(page.all("a", class_="btn")[-1]) == "Course page"


def test_the_course_page_links_the_topics_that_were_begun(client: PageClient):
    assert not [a for a in client.get(COURSE).all("a") if a.get("href") in (START, MORE)]
    client.answer(FIRST, ONE, answer="b")
    assert [a.get("href") for a in client.get(COURSE).all("a") if a.get("href") in (START, MORE)] == [START]


def test_the_last_topic_leads_back_to_what_is_open(client: PageClient):
    page = client.get(MORE)
    assert "This is the last topic." in main(page)
    assert words(page.one("a", class_="btn")) == "Next: The first lesson"


@BOTH_WAYS
def test_two_questions_and_then_the_way_on(learner: PageClient, engine, htmx: bool):
    page = learner.get(MORE)
    assert "Two questions from earlier topics." in main(page)
    assert page.one("a", href=f"{RECALL}/{ONE}") is not None
    page = learner.get(RECALL, follow_redirects=True)
    assert words(page.one("h1")) == "Quick recall – 1 of 2"
    assert words(page.one("h2", class_="q-title")) == "From: The first lesson"
    page = answer(learner, ONE, answer="b", sure="yes", htmx=htmx)
    assert page.card(ONE).get("data-state") == "correct"
    assert [a.get("href") for a in page.all("a") if words(a) == "Next question"] == [f"{RECALL}/{HALF}"]
    for path in (RECALL, f"{RECALL}/{HALF}"):
        assert words(learner.get(path, follow_redirects=True).one("h1")) == "Quick recall – 2 of 2"
    assert "Go on with quick recall" in learner.get(MORE).text
    page = answer(learner, HALF, answer="c", sure="no", htmx=htmx)
    assert page.card(HALF).get("data-state") == "shown"
    assert words(page.one("h3")) == "Here is the answer"
    assert "Nobody can choose before knowing what is asked." in page.text
    assert "Done. 1 of 2 right." in words(page.one("nav", id="next"))
    for path in (RECALL, MORE):
        assert "Done. 1 of 2 right." in main(learner.get(path, follow_redirects=True))
    assert recalled(engine) == 2


def test_without_scripts_the_page_comes_back_at_the_question(learner: PageClient):
    form = learner.get(f"{RECALL}/{ONE}").fields(ONE) | {"answer": "a"}
    response = learner.client.post(f"{RECALL}/{ONE}", data=form, headers=SAME_ORIGIN)
    assert (response.status_code, response.location) == (303, f"{RECALL}/{ONE}#q-{ONE}")
    page = learner.get(f"{RECALL}/{ONE}")
    assert page.title.startswith("Not quite – Quick recall – 1 of 2 – ")
    assert page.one("a", href=f"{FIRST}#s-what-is-in-a-question") is not None


@pytest.mark.parametrize("letter", ["a", "b", "c"])
def test_the_fragment_is_the_element_of_the_page(learner: PageClient, letter: str):
    fragment = answer(learner, ONE, answer=letter, htmx=True)
    page = learner.get(f"{RECALL}/{ONE}")
    for element in (f"q-{ONE}", "next"):
        assert source_of(fragment.text, element) == source_of(page.text, element)


def test_nothing_is_told_before_the_answer(learner: PageClient, site: Site):
    question = site.catalog.course("sample", "en").question(ONE)[1]
    text = learner.get(f"{RECALL}/{ONE}").text
    for secret in (question.why, *question.hints, *(o.feedback.html for o in question.spec.options if o.feedback)):
        assert secret not in text


def test_the_lesson_and_the_progress_stay_as_they_are(learner: PageClient):
    def seen() -> list[str]:
        pages = [learner.get(path).text for path in (FIRST, COURSE, START, "/en/")]
        return [source_of(pages[0], f"q-{ONE}"), *pages[1:]]

    before = seen()
    answer(learner, ONE, answer="c")
    assert seen() == before


@BOTH_WAYS
def test_a_double_click_counts_once_and_gives_the_same_reply(learner: PageClient, engine, htmx: bool):
    form = learner.get(f"{RECALL}/{ONE}").fields(ONE) | {"answer": "b"}
    replies = [learner.post(f"{RECALL}/{ONE}", form, htmx=htmx) for _ in range(3)]
    assert len({source_of(reply.text, f"q-{ONE}") for reply in replies}) == 1
    assert recalled(engine) == 1


@BOTH_WAYS
def test_a_second_tab_is_told_what_was_saved(learner: PageClient, engine, htmx: bool):
    stale = learner.get(f"{RECALL}/{ONE}").fields(ONE) | {"answer": "a"}
    answer(learner, ONE, answer="b")
    page = learner.post(f"{RECALL}/{ONE}", stale | {"key": "another-tab-0123456789"}, htmx=htmx, status=409)
    assert page.card(ONE).get("data-state") == "correct"
    assert "answered before" in page.text
    assert recalled(engine) == 1


def test_the_same_form_with_another_answer_is_refused(learner: PageClient, engine):
    form = learner.get(f"{RECALL}/{ONE}").fields(ONE)
    learner.post(f"{RECALL}/{ONE}", form | {"answer": "a"}, htmx=True)
    page = learner.post(f"{RECALL}/{ONE}", form | {"answer": "b"}, htmx=True, status=422)
    assert page.card(ONE).get("data-state") == "shown"
    assert "that one was saved" in page.text
    assert recalled(engine) == 1


@BOTH_WAYS
@pytest.mark.parametrize(
    "given", [{}, {"answer": "z"}, {"answer": ["a", "b"]}, {"answer": "a", "key": "short"}], ids=str
)
def test_what_cannot_be_graded_comes_back_as_a_form(learner: PageClient, engine, htmx: bool, given):
    page = answer(learner, ONE, htmx=htmx, status=422, **given)
    assert page.card(ONE).get("data-state") == "open"
    assert page.card(ONE).get("data-error") is not None
    assert htmx or page.title.startswith("Error: Quick recall – 1 of 2")
    assert recalled(engine) == 0


def test_the_back_button_to_an_answered_question_changes_nothing(learner: PageClient, engine):
    answer(learner, ONE, answer="b")
    assert learner.get(f"{RECALL}/{ONE}").card(ONE).get("data-state") == "correct"
    assert learner.get(f"{RECALL}/{ONE}/hint").card(ONE).get("data-state") == "correct"
    learner.get(f"{RECALL}/nothing", status=404)
    assert recalled(engine) == 1


def test_a_question_that_is_not_asked_leads_to_the_summary(learner: PageClient):
    response = learner.client.get(f"{RECALL}/topic-lesson")
    assert (response.status_code, response.location) == (303, MORE)


@BOTH_WAYS
@pytest.mark.parametrize("way", ["its own address", "the address of the form"])
def test_a_hint_opens_and_the_choice_stays(learner: PageClient, engine, htmx: bool, way: str):
    form = learner.get(f"{RECALL}/{ONE}").fields(ONE) | {"answer": "c", "sure": "hint"}
    path = f"{RECALL}/{ONE}/hint" if way == "its own address" else f"{RECALL}/{ONE}"
    for _ in range(2):
        page = learner.post(path, form, htmx=htmx)
        assert "It begins with the letter D." in page.text
        assert "Look at the paragraph" not in page.text
        assert page.one("input", id=f"q-{ONE}-c").get("checked") is not None
    assert recalled(engine) == 0
    assert "It begins with the letter D." not in learner.get(FIRST).text


@pytest.mark.parametrize("topic", [START, MORE])
def test_with_nothing_to_recall_the_summary_comes_back(client: PageClient, topic: str):
    response = client.client.get(f"{topic}/recall")
    assert (response.status_code, response.location) == (303, topic)


@pytest.mark.parametrize("path", [f"{RECALL}/{ONE}", f"{START}/recall/{ONE}", f"{MORE}/recall/guess-parts"])
def test_nobody_recalls_what_they_never_answered(client: PageClient, engine, path: str):
    form = {"key": "a-key-of-a-form-0001", "answer": "b"}
    page = client.post(path, form, status=404, htmx=True)
    assert "draws the eye" not in page.text
    assert "Set-Cookie" not in page.response.headers
    with Session(engine) as session:
        assert session.scalar(select(func.count()).select_from(Learner)) == 0


def test_each_form_has_a_key_of_its_own_and_a_token(learner: PageClient):
    forms = [learner.get(f"{RECALL}/{ONE}").fields(ONE) | {"answer": "b"} for _ in range(2)]
    assert forms[0]["key"] != forms[1]["key"]
    assert learner.client.post(f"{RECALL}/{ONE}", data=forms[0] | {"csrf_token": ""}).status_code == 403
    assert learner.client.post(f"{RECALL}/{ONE}", data=forms[0]).status_code == 303


def test_what_is_not_translated_says_its_language(open_site, content):
    damage(content, "en/course.md", "languages: [en]", "languages: [en, ar]")
    (content / "sample" / "ar").mkdir()
    shutil.copy(content / "sample" / "en" / "course.md", content / "sample" / "ar" / "course.md")
    client, _catalog = open_site()
    client.answer(FIRST, "guess-parts", answer="a")
    client.answer(FIRST, HALF, answer="c")
    client.answer(FIRST, HALF, action="show")
    client.answer(FIRST, ONE, answer="b")
    client.answer(SECOND, "parts", answer=["a", "b"])
    client.answer(SECOND, "topic-lesson", answer="b")
    page = client.get(START.replace("/en/", "/ar/"))
    said = [*page.one("section", class_="note").iter(), *page.one("div", class_="answers").iter()]
    assert [(e.get("lang"), e.get("dir")) for e in said if e.get("lang")] == [("en", "ltr")] * 4
    assert client.get(f"{RECALL}/{HALF}".replace("/en/", "/ar/")).card(HALF).get("lang") == "en"
