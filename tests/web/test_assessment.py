"""The final assessment: begun, answered, left and taken up again, sent once, and what is said at the end."""

from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from emm.store.base import Base
from emm.store.sittings import Sitting, SittingQuestion
from emm.web.database import db
from tests.conftest import Site
from tests.support.client import XHTML, Page, PageClient, words
from tests.support.pools import POOL, TEXT, with_pool
from tests.web.asking import questions_of

COURSE = "/en/c/sample"
START = f"{COURSE}/assessment"


@pytest.fixture
def serve(content: Path, open_site: Callable[..., tuple[PageClient, object]]) -> Callable[[], PageClient]:
    """Serve the sample course with a final assessment, as its files are now."""
    for path, text in with_pool().items():
        (content / "sample" / path).write_text(str(text), encoding="utf-8")
    return lambda: open_site()[0]


@pytest.fixture
def client(serve: Callable[[], PageClient]) -> PageClient:
    return serve()


def hidden(page: Page) -> dict[str, str]:
    """Return the hidden fields of the form on the page."""
    (form,) = page.all("form")
    inputs = form.iter(XHTML + "input")
    return {e.get("name", ""): e.get("value", "") for e in inputs if e.get("type") == "hidden"}


def begin(client: PageClient) -> Page:
    return client.post(START, hidden(client.get(START)))


def give(client: PageClient, place: int, letter: str, *, status: int = 200) -> Page:
    form = hidden(client.get(f"{START}/{place}"))
    return client.post(f"{START}/{place}", form | {"answer": letter}, status=status)


def send(client: PageClient) -> Page:
    return client.post(f"{START}/send", hidden(client.get(f"{START}/check")))


def taken_up(client: PageClient, later: PageClient) -> PageClient:
    """Return the later client as the same learner."""
    cookie = client.client.get_cookie("emm")
    assert cookie
    later.client.set_cookie("emm", cookie.value)
    return later


def main(page: Page) -> str:
    return words(page.one("main"))


def rows(site: Site, table: type[Base]) -> int:
    with site.app.app_context(), Session(db.engine) as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def test_the_start_says_what_comes(client: PageClient):
    page = client.get(START)
    assert words(page.one("h1")) == "Final assessment"
    assert "2 questions. About 1 minute. No time limit." in main(page)
    assert "To pass: 2 of 2 points. You also need at least one right answer for each objective." in main(page)
    assert "You have not finished 3 lessons. You can still start now." in main(page)


def test_a_course_without_one_has_no_such_page(site: Site):
    PageClient(site.app.test_client()).get(START, status=404)


def test_passing(client: PageClient):
    page = begin(client)
    assert words(page.one("h1")) == "Question 1 of 2"
    assert page.title == "Question 1 of 2 – Final assessment – Test site"
    assert "Answers so far: 0" in main(page)
    assert words(give(client, 1, "b").one("h1")) == "Question 2 of 2"
    page = give(client, 2, "b")
    assert words(page.one("h1")) == "Check your answers"
    assert "Not answered" not in main(page)
    page = send(client)
    assert "Passed: 2 of 2" in main(page)
    assert main(page).count("Why: All is more than less.") == 2
    assert "You passed on" in main(client.get(START))


def test_the_course_page_says_what_a_certificate_still_needs(client: PageClient):
    needed = client.get(COURSE).one("ul", class_="needed")
    assert [words(line).split(" ")[0] for line in needed] == ["Open", "Open"]
    assert [a.get("href") for a in needed.iter(XHTML + "a")][1] == START
    begin(client)
    for place in (1, 2):
        give(client, place, "b")
    send(client)
    needed = client.get(COURSE).one("ul", class_="needed")
    assert [words(line).split(" ")[0] for line in needed] == ["Open", "Done"]


def test_a_question_asks_the_database_no_more_than_a_lesson_does(client: PageClient):
    """Who is it, and which sitting is open; the texts of the questions are those of the course."""
    begin(client)
    for path in (f"{COURSE}/first", f"{START}/1", f"{START}/check"):
        assert len(questions_of(client, path)) == 2, path
    for path in (COURSE, START, f"{COURSE}/certificate"):
        assert len(questions_of(client, path)) <= 4, path


def test_nothing_is_told_before_it_is_sent(client: PageClient):
    begin(client)
    give(client, 1, "a")
    for path in ("1", "2", "check"):
        text = client.get(f"{START}/{path}").text
        assert "Why:" not in text
        assert "Yes, all of it." not in text
        assert "Less is not all of it." not in text
    client.get(f"{START}/result/1", status=404)


def test_not_passed_tells_no_key(client: PageClient):
    begin(client)
    give(client, 1, "a")
    page = client.post(f"{START}/send", hidden(client.get(f"{START}/check")))
    assert "Not passed yet: 0 of 2. You need 2." in main(page)
    assert "Less is not all of it." in main(page)
    assert "Why:" not in main(page)
    assert "Right answer" not in page.text
    assert "Not answered" in main(page)
    assert "What to do next" in main(page)
    assert "wait until" in main(page)


def test_the_next_sitting_waits_for_practice_or_a_day(client: PageClient, site: Site):
    begin(client)
    send(client)
    assert "Start" not in [words(button) for button in client.get(START).all("button")]
    client.post(START, {"seed": "0"}, status=409)
    site.world.sleep(hours=25)
    page = client.get(START)
    assert "You will get other questions. Your best result counts." in main(page)
    first = begin(client)
    assert words(first.one("h1")) == "Question 1 of 2"


def test_practice_opens_the_next_sitting(client: PageClient, site: Site):
    begin(client)
    send(client)
    for lesson, question, letters in (
        ("first", "wrong-option", "b"),
        ("first", "half-right", "a"),
        ("second", "parts", ["a", "b"]),
        ("second", "topic-lesson", "b"),
    ):
        client.answer(f"{COURSE}/{lesson}", question, answer=letters)
    assert "Start" in [words(button) for button in client.get(START).all("button")]


@pytest.mark.parametrize("htmx", [True, False], ids=["htmx", "plain"])
def test_practising_away_from_the_lessons_opens_it_too(client: PageClient, htmx: bool):
    begin(client)
    send(client)
    right = {"wrong-option": "b", "half-right": "a", "parts": ["a", "b"], "topic-lesson": "b"}
    asked = []
    while (place := client.client.get(f"{START}/practice").headers["Location"]) != START:
        page = client.get(place)
        asked.append(place.rpartition("/")[2])
        assert f"Practice – {len(asked)} of " in words(page.one("h1"))
        form = page.fields(asked[-1]) | {"answer": right[asked[-1]]}
        reply = client.post(place, form, htmx=htmx)
        assert words(reply.card(asked[-1])).count("Correct") == 1
    assert asked
    assert f"Done. {len(asked)} of {len(asked)} right." in reply.text
    assert "A new attempt is open." in reply.text
    assert words(begin(client).one("h1")) == "Question 1 of 2"


def test_practice_before_a_result_is_nothing(client: PageClient):
    for path in ("practice", "practice/wrong-option"):
        assert client.client.get(f"{START}/{path}").headers["Location"] == START
    client.post(f"{START}/practice/wrong-option", {"answer": "b", "key": "k" * 32}, status=404)


def test_the_next_sitting_asks_other_questions(client: PageClient, site: Site):
    seen: set[str | None] = set()
    for _sitting in range(3):
        begin(client)
        asked = {client.get(f"{START}/{place}").one("section").get("id") for place in (1, 2)}
        assert not asked & seen
        seen |= asked
        send(client)
        site.world.sleep(hours=25)
    assert len(seen) == 6


def test_answers_can_be_changed_and_stand_in_the_form(client: PageClient):
    begin(client)
    give(client, 1, "a")
    page = client.get(f"{START}/1")
    assert [field.get("value") for field in page.all("input", checked="")] == ["a"]
    give(client, 1, "b")
    give(client, 2, "b")
    assert "Passed" in main(send(client))


def test_nothing_chosen_is_said_and_nothing_lost(client: PageClient):
    begin(client)
    give(client, 1, "a")
    form = hidden(client.get(f"{START}/1"))
    page = client.post(f"{START}/1", form, status=422)
    assert "Choose an answer first." in main(page)
    assert page.title.startswith("Error: ")
    assert [field.get("value") for field in client.get(f"{START}/1").all("input", checked="")] == ["a"]


def test_a_foreign_letter_is_refused(client: PageClient):
    begin(client)
    assert "does not belong" in main(give(client, 1, "z", status=422))


def test_skipping_leads_on_and_the_check_says_what_is_open(client: PageClient):
    page = begin(client)
    skip = next(a for a in page.all("a") if words(a) == "Skip for now")
    assert skip.get("href") == f"{START}/2"
    page = client.get(f"{START}/2")
    assert next(a for a in page.all("a") if words(a) == "Skip for now").get("href") == f"{START}/check"
    assert "2 questions have no answer. You can send anyway; they count as zero." in main(client.get(f"{START}/check"))


def test_starting_twice_is_starting_once(client: PageClient, site: Site):
    begin(client)
    give(client, 1, "b")
    page = client.post(START, {"seed": "0"})
    assert words(page.one("h1")) == "Question 2 of 2"
    assert (rows(site, Sitting), rows(site, SittingQuestion)) == (1, 2)
    assert "You started on" in main(client.get(START))
    assert "1 answer is saved." in main(client.get(START))


def test_sending_twice_is_sending_once(client: PageClient, site: Site):
    begin(client)
    give(client, 1, "b")
    give(client, 2, "b")
    form = hidden(client.get(f"{START}/check"))
    first = client.post(f"{START}/send", form)
    site.world.sleep(hours=1)
    again = client.post(f"{START}/send", form)
    assert main(again) == main(first)
    assert rows(site, Sitting) == 1


def test_an_answer_after_the_end_is_refused(client: PageClient):
    begin(client)
    form = hidden(client.get(f"{START}/1"))
    send(client)
    page = client.post(f"{START}/1", form | {"answer": "b"}, status=409)
    assert "That attempt has ended" in main(page)
    assert "0 of 2" in main(client.get(f"{START}/result/1"))


def test_starting_over_asks_first_and_gives_other_questions(client: PageClient, site: Site):
    begin(client)
    give(client, 1, "b")
    before = {client.get(f"{START}/{place}").one("section").get("id") for place in (1, 2)}
    page = client.get(f"{START}/over")
    assert "You have answered 1 question. If you start over, this answer does not count" in main(page)
    form = hidden(page)
    client.post(f"{START}/over", form)
    after = {client.get(f"{START}/{place}").one("section").get("id") for place in (1, 2)}
    assert not before & after
    client.post(f"{START}/over", form)
    assert rows(site, Sitting) == 2
    client.get(f"{START}/result/1", status=404)


def test_the_sitting_of_somebody_else_does_not_exist(client: PageClient, serve: Callable[[], PageClient]):
    begin(client)
    send(client)
    other = serve()
    other.get(f"{START}/result/1", status=404)
    for path in ("1", "check", "over"):
        assert other.client.get(f"{START}/{path}").status_code == 303
    other.post(f"{START}/send", {"sitting": "1"}, status=404)
    other.post(f"{START}/1", {"sitting": "1", "answer": "b"}, status=404)


@pytest.mark.parametrize("number", ["", "0", "-1", "x", "2", "9" * 30])
def test_a_forged_number_is_nobodys(client: PageClient, number: str):
    begin(client)
    client.post(f"{START}/send", hidden(client.get(f"{START}/check")) | {"sitting": number}, status=404)
    client.get(f"{START}/3", status=404)
    client.get(f"{START}/99999999999999999999", status=404)


def test_a_running_sitting_keeps_its_questions(client: PageClient, content: Path, serve: Callable[[], PageClient]):
    begin(client)
    before = words(client.get(f"{START}/1").one("legend"))
    (content / "sample" / POOL).write_text(TEXT.replace("What is", "What was").replace("All of", "Whole"))
    later = taken_up(client, serve())
    assert words(later.get(f"{START}/1").one("legend")) == before
    give(later, 1, "b")
    give(later, 2, "b")
    page = send(later)
    assert "Passed: 2 of 2" in main(page)
    assert "What was" not in main(page)


def test_a_pool_that_became_too_small_ends_no_sitting(
    client: PageClient, content: Path, serve: Callable[[], PageClient]
):
    begin(client)
    give(client, 1, "b")
    (content / "sample" / POOL).unlink()
    later = taken_up(client, serve())
    assert "1 answer is saved." in main(later.get(START))
    give(later, 2, "b")
    assert "Passed: 2 of 2" in main(send(later))
    assert "questions are being worked on" in main(later.get(START))
    later.post(START, {"seed": "0"}, status=404)


def test_a_foreign_site_cannot_send(client: PageClient):
    begin(client)
    form = hidden(client.get(f"{START}/check"))
    response = client.client.post(f"{START}/send", data=form, headers={"Origin": "https://elsewhere.example"})
    assert response.status_code == 403
    assert client.get(f"{START}/check").status == 200


def test_the_pages_are_kept_by_nobody(client: PageClient):
    begin(client)
    for path in ("", "/1", "/check"):
        assert "no-store" in client.get(f"{START}{path}").response.headers["Cache-Control"]


def test_it_needs_the_token_or_the_origin(client: PageClient):
    begin(client)
    assert client.client.post(f"{START}/send", data={"sitting": "1"}).status_code == 403
    form = hidden(client.get(f"{START}/check"))
    assert client.client.post(f"{START}/send", data=form).status_code == 303
