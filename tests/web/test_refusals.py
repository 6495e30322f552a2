"""What is sent wrongly is refused in words, nothing is stored and nothing is lost."""

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from emm.learning import answering
from emm.store.people import Learner
from emm.store.progress import Attempt
from tests.support.client import HTMX, PageClient, words

COURSE = "/en/c/sample"
FIRST = f"{COURSE}/first"
QUESTION = f"{COURSE}/q/wrong-option"
PARTS = f"{COURSE}/q/parts"


def stored(engine) -> int:
    with Session(engine) as session:
        return sum(session.scalar(select(func.count()).select_from(t)) or 0 for t in (Learner, Attempt))


@pytest.mark.parametrize("htmx", [True, False])
@pytest.mark.parametrize(
    "given",
    [{}, {"answer": ""}, {"answer": "z"}, {"answer": ["a", "b"]}, {"answer": "a", "key": "short"}],
    ids=["nothing", "empty", "forged", "two for a radio", "a bad key"],
)
def test_an_answer_that_cannot_be_graded_comes_back_as_a_form(client: PageClient, engine, given, htmx):
    form = client.get(FIRST).fields("wrong-option") | given
    page = client.post(QUESTION, form, status=422, htmx=htmx)
    card = page.card("wrong-option")
    assert card.get("data-state") == "open"
    assert card.get("data-error") is not None
    assert page.one("p", class_="err-msg") is not None
    assert htmx or page.title.startswith("Error: ")
    assert "Set-Cookie" not in page.response.headers
    assert stored(engine) == 0


@pytest.mark.parametrize("htmx", [True, False])
def test_s45_too_many_answers_are_told_and_keep_what_was_chosen(client: PageClient, monkeypatch, htmx: bool):
    client.answer(FIRST, "wrong-option", answer="a")
    monkeypatch.setattr(answering, "MOST_IN_A_MINUTE", 1)
    form = client.get(FIRST).fields("half-right") | {"answer": "b"}
    page = client.post(f"{COURSE}/q/half-right", form, status=429, htmx=htmx)
    assert 0 < int(page.response.headers["Retry-After"]) <= 60
    assert [e.get("value") for e in page.card("half-right").iter() if e.get("checked") is not None] == ["b"]
    assert "Please wait 1 minute, then try again." in words(page.card("half-right"))


def test_what_was_chosen_is_still_chosen(client: PageClient):
    form = client.get(f"{COURSE}/second").fields("parts")
    page = client.post(PARTS, form | {"answer": ["a", "z"]}, status=422)
    assert [e.get("value") for e in page.card("parts").iter() if e.get("checked") is not None] == ["a"]
    assert words(page.one("h2", id="problem")) == "Please check your answer"


@pytest.mark.parametrize(
    "path",
    [
        "/en/c/nothing",
        "/en/c/sample/nothing",
        "/xx/",
        "/en/c/sample/q/nothing",
        "/nothing/at/all",
        "/en/c/sample/..%2f..%2fapp.py",
        "/en/c/sample/media/course.md",
        "/static/../app.py",
        "/preview/",
    ],
)
def test_what_does_not_exist_is_told_so(client: PageClient, path: str):
    page = client.get(path, status=404)
    assert words(page.one("h1")) == "Page not found"
    ways = [words(link) for item in page.one("div", class_="prob").iter() for link in item if link.tag.endswith("}a")]
    assert ways == ["Courses", "Search", "Glossary"]
    assert not {"Traceback", "werkzeug", "sqlite"} & set(page.text.split())


@pytest.mark.parametrize(
    "path", ["/en/c/sample/q/nothing", "/en/c/nothing/q/wrong-option", "/xx/c/sample/q/wrong-option"]
)
def test_a_forged_place_is_not_found(client: PageClient, engine, path: str):
    form = client.get(FIRST).fields("wrong-option") | {"answer": "b"}
    page = client.post(path, form, status=404, htmx=True)
    assert page.one("div", class_="prob") is not None
    assert stored(engine) == 0


def test_a_body_of_a_megabyte_is_refused(client: PageClient, engine):
    page = client.post(QUESTION, {"answer": "a" * 1_000_000}, status=413)
    assert words(page.one("h1")) == "That was too much text"
    assert stored(engine) == 0


def test_a_field_can_be_too_long(client: PageClient, engine):
    form = client.get(FIRST).fields("wrong-option") | {"answer": "a" * 20_000}
    client.post(QUESTION, form, status=413)
    assert stored(engine) == 0


def test_only_forms_are_read(client: PageClient, engine):
    page = client.client.post(QUESTION, json={"answer": "a"}, headers={"Sec-Fetch-Site": "same-origin"})
    assert page.status_code == 415
    assert "Only forms of this site" in page.text
    assert stored(engine) == 0


def test_other_methods_are_refused(client: PageClient):
    assert client.client.put(FIRST, headers={"Sec-Fetch-Site": "same-origin"}).status_code == 405
    assert client.client.get(f"{FIRST}/done").status_code == 405


@pytest.mark.parametrize("headers", [
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "cross-site", "HX-Request": "true"},
    {"Origin": "https://elsewhere.example"},
    {"Origin": "null"},
    {"Referer": "https://elsewhere.example/page"},
    {"Sec-Fetch-Site": "same-origin", "Origin": "https://elsewhere.example"},
])  # fmt: skip
def test_s13_another_site_cannot_write(client: PageClient, engine, headers):
    form = client.get(FIRST).fields("wrong-option") | {"answer": "b"}
    response = client.client.post(QUESTION, data=form, headers=headers)
    assert response.status_code == 403
    assert stored(engine) == 0


def test_s13_a_browser_that_says_nothing_needs_the_token_once_it_has_a_cookie(client: PageClient, engine):
    form = client.get(FIRST).fields("wrong-option")
    assert client.client.post(QUESTION, data=form | {"answer": "b"}).status_code == 303
    form = client.get(FIRST).fields("half-right") | {"answer": "a"}
    path = f"{COURSE}/q/half-right"
    for token in ({"csrf_token": ""}, {"csrf_token": "forged"}, {"csrf_token": form["csrf_token"][:-2] + "xx"}):
        assert client.client.post(path, data=form | token).status_code == 403
    in_address = f"{path}?csrf_token={form['csrf_token']}"
    assert client.client.post(in_address, data=form | {"csrf_token": ""}).status_code == 403
    assert client.client.post(path, data=form).status_code == 303


def test_s13_a_token_of_another_visit_is_worth_nothing(client: PageClient, site):
    other = PageClient(site.app.test_client())
    for someone in (client, other):
        someone.answer(FIRST, "wrong-option", answer="b")
    form = client.get(FIRST).fields("half-right") | {"answer": "a"}
    assert other.client.post(f"{COURSE}/q/half-right", data=form).status_code == 403


def test_a_refusal_for_htmx_is_a_fragment(client: PageClient):
    response = client.client.post(QUESTION, data={}, headers=HTMX | {"Sec-Fetch-Site": "cross-site"})
    assert response.status_code == 403
    assert "<!doctype" not in response.text.lower()


def test_a_cookie_that_nobody_knows_reads_and_begins_anew(client: PageClient, engine):
    client.client.set_cookie("emm", "x" * 43)
    assert client.get(FIRST).card("wrong-option").get("data-state") == "open"
    client.answer(FIRST, "wrong-option", answer="b")
    assert stored(engine) == 2
