"""Scenarios, notes and polls on the page: with scripts and without, sent twice, sent late, and come back to."""

from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from emm.content.catalog import Catalog
from emm.questions import registry
from emm.store.people import Learner
from emm.store.polls import PollTotal
from emm.store.progress import Attempt
from tests.conftest import Site
from tests.questions.promising import examples_of
from tests.support.client import Page, PageClient, words
from tests.web.asking import questions_of
from tests.web.test_answering import source_of
from tests.web.test_reading import unkeyed

COURSE = "/en/c/sample"
LESSON = f"{COURSE}/third"
FILE = "sample/en/2-more/1-third.md"
RISE, NOTE, VOTE = (f"{COURSE}/q/{question}" for question in ("rise", "to-raise", "partner"))
Open = Callable[..., tuple[PageClient, Catalog]]


@pytest.fixture
def walker(open_site: Open, content: Path, engine: object) -> PageClient:
    """Somebody before a lesson with a scenario, a reflection and a poll."""
    file = content / FILE
    sources = [examples_of(registry.kind_named("scenario")).good[0].source]
    sources += [examples_of(registry.kind_named("reflect")).good[1].source]
    sources += [examples_of(registry.kind_named("poll")).good[0].source]
    file.write_text("\n\n".join([file.read_text(), *sources]))
    client, catalog = open_site()
    assert not [problem for _course, problem in catalog.problems if problem.is_error]
    return client


def another(walker: PageClient) -> PageClient:
    """Return somebody else at the same site."""
    return PageClient(walker.client.application.test_client())


def choose(walker: PageClient, letter: str, *, htmx: bool = False) -> Page:
    """Make the next choice of the scenario."""
    return walker.answer(LESSON, "rise", answer=letter, sure="yes", htmx=htmx)


def acts(engine: object) -> int:
    """Return how many acts are stored."""
    with Session(engine) as session:  # type: ignore[arg-type]
        return session.scalar(select(func.count()).select_from(Attempt)) or 0


def alert(page: Page) -> str:
    """Return why a form came back."""
    return words(page.one("p", class_="err-msg"))


@pytest.mark.parametrize("htmx", [True, False])
def test_a_scenario_from_beginning_to_end(walker: PageClient, htmx: bool):
    page = walker.get(LESSON)
    assert page.fields("rise")["step"] == "first-move"
    page = choose(walker, "b", htmx=htmx)
    card = words(page.card("rise"))
    assert page.card("rise").get("data-state") == "open"
    consequence = card.index("The network exists for moments like this.")
    assert card.index("Your choice: Call the contact") < consequence < card.index("the route has moved")
    assert "treaty" not in card
    assert "closed" not in page.text[page.text.index('id="q-rise"') : page.text.index('id="q-rise-end"')]
    page = choose(walker, "b", htmx=htmx)
    card = words(page.card("rise"))
    assert page.card("rise").get("data-state") == "partial"
    assert next(words(heading) for heading in page.all("h3")) == "Outcome"
    for said in (
        "Your path: good choice",
        "Your path: risky choice",
        "informal link",
        "Facts come first.",
        "Start again",
    ):
        assert card.count(said) == 1
    for unsaid in ("Partly right", "Best answer", "Check answer"):
        assert unsaid not in card
    page = walker.answer(LESSON, "rise", action="again", htmx=htmx)
    assert page.fields("rise")["path"] == ""


@pytest.mark.parametrize("letter", ["a", "b", "c"])
def test_a_step_in_a_fragment_is_the_step_of_the_page(walker: PageClient, letter: str):
    for _step in range(2):
        fragment = choose(walker, letter if _step == 0 else "a", htmx=True)
        page = walker.get(LESSON, query_string={"q": "rise"})
        for element in ("q-rise", "standing", "next"):
            assert source_of(fragment.text, element) == source_of(page.text, element)


def test_the_first_step_of_a_visitor_makes_the_record(walker: PageClient, engine):
    assert "Set-Cookie" not in walker.get(LESSON).response.headers
    choose(walker, "b")
    with Session(engine) as session:
        assert session.scalar(select(func.count()).select_from(Learner)) == 1
    assert acts(engine) == 1


def test_a_scenario_is_found_again_at_its_step(walker: PageClient):
    choose(walker, "a")
    page = walker.get(LESSON)
    assert "People now arrive at night" in words(page.card("rise"))
    assert walker.get(COURSE).one("a", class_="btn").get("href") == f"{LESSON}#q-rise"


@pytest.mark.parametrize("htmx", [True, False])
def test_an_older_step_sent_again_shows_how_it_stands(walker: PageClient, engine, htmx: bool):
    stale = walker.get(LESSON).fields("rise")
    choose(walker, "b")
    page = walker.post(RISE, stale | {"key": "another-tab-01234567", "answer": "a"}, htmx=htmx, status=409)
    assert alert(page) == "That was another step, perhaps in another window. This is how it stands now."
    assert page.fields("rise")["path"] == "first-move:b"
    page = walker.post(RISE, stale | {"answer": "a"}, htmx=htmx, status=422)  # this very form was sent before
    assert page.fields("rise")["path"] == "first-move:b"
    assert acts(engine) == 1
    assert choose(walker, "a").card("rise").get("data-state") == "correct"


def test_the_form_of_a_step_with_another_choice_is_refused(walker: PageClient, engine):
    choose(walker, "b")
    form = walker.get(LESSON).fields("rise")
    walker.post(RISE, form | {"answer": "b"}, htmx=True)
    page = walker.post(RISE, form | {"answer": "a"}, htmx=True, status=422)
    assert "that one was saved" in page.text
    assert page.card("rise").get("data-state") == "partial"
    assert acts(engine) == 2


@pytest.mark.parametrize("htmx", [True, False])
def test_nothing_chosen_keeps_the_path(walker: PageClient, htmx: bool):
    choose(walker, "b")
    page = walker.post(RISE, walker.get(LESSON).fields("rise"), htmx=htmx, status=422)
    assert alert(page) == "Choose an answer first."
    assert page.fields("rise")["step"] == "call"
    assert "The network exists" in page.text


TEXT = "First line <b>\r\n\r\nThird line"


@pytest.mark.parametrize("htmx", [True, False])
def test_a_note_is_kept_and_can_be_changed(walker: PageClient, htmx: bool):
    page = walker.get(LESSON)
    assert "Only you can see this." in words(page.card("to-raise"))
    assert "The costs of recruitment." not in page.text
    page = walker.answer(LESSON, "to-raise", answer=TEXT, sure="yes", htmx=htmx)
    card = page.card("to-raise")
    assert (card.get("data-state"), "Example answer: The costs of recruitment." in words(card)) == ("kept", True)
    assert "First line &lt;b&gt;<br><br>Third line" in page.text
    page = walker.answer(LESSON, "to-raise", action="again", htmx=htmx)
    assert page.one("textarea").text == "First line <b>\n\nThird line"
    page = walker.answer(LESSON, "to-raise", answer="Shorter", sure="yes", htmx=htmx)
    assert "Shorter" in words(page.card("to-raise"))
    assert "Third line" not in page.text


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("", "Write something first, or skip."),
        (" \r\n ", "Write something first, or skip."),
        ("y" * 2001, "Your text is one sign too long."),
        ("\r\nline\r\n" + "y" * 2100, "Your text is 105 signs too long."),
        ("\0", "Write something first, or skip."),
    ],
)
def test_a_note_that_cannot_be_kept_comes_back(walker: PageClient, engine, text: str, error: str):
    page = walker.answer(LESSON, "to-raise", answer=text, sure="yes", htmx=True, status=422)
    assert alert(page) == error
    field = page.one("textarea")
    assert (field.get("aria-invalid"), field.text or "") == ("true", text.replace("\r\n", "\n").replace("\0", ""))
    assert acts(engine) == 0


def test_what_was_typed_cannot_make_places_in_the_page(walker: PageClient):
    text = "\0token\0" + "y" * 2001
    page = walker.answer(LESSON, "to-raise", answer=text, status=422)
    assert (page.one("textarea").text or "").startswith("tokenyyy")


def test_a_note_is_its_writers_alone(walker: PageClient):
    for note in ("A short one", "A long one, much longer than anything that is chosen from a list of options"):
        walker.answer(LESSON, "to-raise", answer=note)
        other = another(walker)
        choose(other, "b")
        assert note not in other.get(LESSON).text
        assert note in walker.get(LESSON).text
        walker.answer(LESSON, "to-raise", action="again")


def vote(walker: PageClient, letter: str, *, htmx: bool = False) -> Page:
    """Vote."""
    return walker.answer(LESSON, "partner", answer=letter, sure="yes", htmx=htmx)


def results(page: Page) -> dict[str, str]:
    """Return what is said about each option, by the option."""
    lines = [line for line in page.card("partner").iter() if line.tag.endswith("}li")]
    return {words(line[0]): " ".join(words(part) for part in line[1:]).strip() for line in lines}


@pytest.mark.parametrize("htmx", [True, False])
def test_results_appear_after_five_votes(walker: PageClient, htmx: bool):
    assert "Anonymous. There is no right answer." in words(walker.get(LESSON).card("partner"))
    page = vote(walker, "a", htmx=htmx)
    assert "Results appear after 5 votes." in words(page.card("partner"))
    assert results(page)["Another ministry"] == "Your vote"
    for letter in "aab":
        vote(another(walker), letter)
    assert "Results appear after 5 votes." in walker.get(LESSON).text
    page = vote(another(walker), "b", htmx=htmx)
    expected = {
        "Another ministry": "3 votes (60%)",
        "A city": "Your vote 2 votes (40%)",
        "An organization of migrants": "0 votes (0%)",
    }
    assert results(page) == expected
    assert "Results of 5 votes. They change after every 5 more." in words(page.card("partner"))
    assert results(walker.get(LESSON))["Another ministry"] == "Your vote 3 votes (60%)"


def test_a_kept_page_does_not_keep_old_results(walker: PageClient):
    vote(walker, "a")
    pages = [unkeyed(walker.get(LESSON).text)]
    for number in range(9):
        vote(another(walker), "abc"[number % 3])
        pages.append(unkeyed(walker.get(LESSON).text))
    assert [pages.index(page) for page in pages] == [0, 0, 0, 0, 4, 4, 4, 4, 4, 9]


def test_who_has_not_voted_gets_no_results(walker: PageClient):
    for letter in "aabbc":
        vote(another(walker), letter)
    choose(walker, "b")
    page = walker.get(LESSON)
    assert page.card("partner").get("data-state") == "open"
    assert "votes" not in words(page.card("partner"))


def test_a_vote_cannot_be_changed(walker: PageClient, engine):
    vote(walker, "a")
    late = {"answer": "b", "key": "another-tab-01234567"}
    page = walker.post(VOTE, late, htmx=True, status=409)
    assert results(page)["Another ministry"] == "Your vote"
    walker.post(f"{VOTE}/again", late, htmx=True)
    with Session(engine) as session:
        votes = session.execute(select(PollTotal.option, PollTotal.votes)).all()
    assert {tuple(row) for row in votes} == {("", 1), ("a", 1)}


def test_only_who_has_voted_pays_for_the_results(walker: PageClient, site: Site):
    """Two statements show a lesson: who is it, and what did they do; one more where there are numbers to tell."""
    choose(walker, "b")
    assert len(questions_of(walker, LESSON)) == 2
    vote(walker, "a")
    assert len(questions_of(walker, LESSON)) == 3
    assert len(questions_of(walker, f"{COURSE}/first")) == 2


@pytest.mark.parametrize("question", ["rise", "to-raise", "partner"])
def test_days_later_it_is_folded_and_says_so(walker: PageClient, site: Site, question: str):
    choose(walker, "b")
    choose(walker, "a")
    walker.answer(LESSON, "to-raise", answer="A thought")
    vote(walker, "a")
    site.world.sleep(days=2)
    card = words(walker.get(LESSON).card(question))
    seen = {"rise": "your path is kept.", "to-raise": "your note is kept.", "partner": "your vote is kept."}
    assert f": {seen[question]}" in card
    assert ("Start again" in card, "Change my note" in card) == (question == "rise", question == "to-raise")
