"""A question with several lines on the page: errors lead to their field, and each line says what was put there."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from emm.content.catalog import Catalog
from emm.questions.inputs import key_of
from tests.support.client import XHTML, Page, PageClient, words

LESSON = "/en/c/sample/pairing"
TEXT = """\
---
id: pairing
title: Pairs
objectives: [lo1]
goal: Match.
---

### Question: Who does what?

`id: pairs; objective: lo1; level: remember`

| Organization | Role | Feedback |
| --- | --- | --- |
| a) ILO | Labour standards | Standards are its heart. |
| b) UNHCR | Protection of refugees | It was made for this. |
|  | Issuing visas | States do that. |

**Why:** Each has a mandate.

### Question: Which one?

`id: one; objective: lo1; level: remember`

- [x] a) This
- [ ] b) That

**Why:** So.

### Question: Which comes first?

`id: steps; objective: lo1; level: remember; kind: ordering`

1. a) Negotiate
   > There must be a text.
2. b) Sign
3. c) Ratify

**Why:** So it goes.

### Question: Who is it?

`id: groups; objective: lo1; level: remember; kind: categorise`

- **State**
  - a) Peru
  - b) Chad
    > Chad is a State.
- **Organization**
  - c) ILO

**Why:** So they are.
"""
RIGHT: dict[str, Any] = {"answer-a": "b", "answer-b": "c", "sure": "yes"}
HALF: dict[str, Any] = {"answer-a": "b", "answer-b": "a", "sure": "yes"}
MISSING: dict[str, Any] = {"answer-a": "b", "answer-b": "", "sure": "yes"}
"""The cells have letters in alphabetical order: visas, labour, protection."""


@pytest.fixture
def pairs(open_site: Callable[..., tuple[PageClient, Catalog]], content: Path) -> PageClient:
    """A browser on a site with one more lesson."""
    (content / "sample/en/2-more/2-pairs.md").write_text(TEXT)
    client, catalog = open_site()
    assert not catalog.problems
    return client


def lines(page: Page) -> list[str]:
    """Return the lines of the answered card in words."""
    items = list(page.one("ul", class_="given").iter(XHTML + "li"))
    assert not [item for item in items if item.get("class") == ""]
    return [words(item) for item in items]


def rows(page: Page, question: str) -> dict[str, str]:
    """Return the names of the fields with a list, from top to bottom, each with the words beside it."""
    card = page.card(question)
    labels = {label.get("for"): words(label) for label in card.iter(XHTML + "label")}
    return {select.get("name", ""): labels[select.get("id")] for select in card.iter(XHTML + "select")}


@pytest.mark.parametrize("htmx", [True, False])
def test_an_error_leads_to_the_line_at_fault_and_keeps_the_rest(pairs: PageClient, htmx: bool) -> None:
    page = pairs.answer(LESSON, "pairs", htmx=htmx, status=422, **MISSING)
    links = page.all("a", href="#q-pairs-b")
    assert {words(link) for link in links} == {"Choose a match for line 2."}
    assert len(links) == (1 if htmx else 2)
    first, second = page.one("select", id="q-pairs-a"), page.one("select", id="q-pairs-b")
    assert (second.get("aria-invalid"), second.get("aria-describedby")) == ("true", "q-pairs-error")
    assert first.get("aria-invalid") is None
    assert [words(option) for option in first if option.get("selected") is not None] == ["Labour standards"]
    assert not [option for option in second if option.get("selected") is not None]


def test_an_error_about_all_options_leads_to_the_first(pairs: PageClient) -> None:
    page = pairs.answer(LESSON, "one", status=422, sure="yes")
    assert len(page.all("a", href="#q-one-answer")) == 2
    (target,) = [element for element in page.tree.iter() if element.get("id") == "q-one-answer"]
    assert list(target.iter(XHTML + "input"))


def test_each_line_says_what_was_put_there(pairs: PageClient) -> None:
    page = pairs.answer(LESSON, "pairs", htmx=True, **HALF)
    assert lines(page) == ["ILO Your answer: Labour standards", "UNHCR Your answer: Issuing visas"]
    assert words(page.one("h3")) == "Partly right"
    feedback = words(page.one("div", class_="fb"))
    assert "1 of 2 lines match." in feedback
    assert "Standards are its heart. States do that." in feedback
    assert "It was made for this." not in page.text


def test_in_the_end_each_line_says_what_belongs_there(pairs: PageClient) -> None:
    for _ in range(2):
        page = pairs.get(LESSON)
        if not page.all("select"):
            pairs.answer(LESSON, "pairs", action="again")
        page = pairs.answer(LESSON, "pairs", htmx=True, **HALF)
    assert lines(page) == [
        "ILO Your answer – Right: Labour standards",
        "UNHCR Your answer – Not quite: Issuing visas Right answer: Protection of refugees",
    ]
    assert "Best answer" not in page.text
    assert "Each has a mandate." in page.text


def test_all_lines_right(pairs: PageClient) -> None:
    page = pairs.answer(LESSON, "pairs", htmx=True, **RIGHT)
    assert page.card("pairs").get("data-state") == "correct"
    assert "lines match" not in page.text
    assert "Right answer" not in page.text


@pytest.mark.parametrize("htmx", [True, False])
def test_an_error_counts_the_lines_as_they_stand_on_the_page(pairs: PageClient, htmx: bool) -> None:
    fields = [*rows(pairs.get(LESSON), "steps")]
    given: dict[str, Any] = dict(zip(fields, ["2", "1", ""], strict=True))
    page = pairs.answer(LESSON, "steps", htmx=htmx, status=422, sure="yes", **given)
    at_fault = f"q-steps-{key_of(fields[2])}"
    assert {words(link) for link in page.all("a", href=f"#{at_fault}")} == {"Choose a number for line 3."}
    assert page.one("select", id=at_fault).get("aria-invalid") == "true"
    assert [*rows(page, "steps")] == fields


def test_an_order_is_told_and_comes_back_as_it_was_given(pairs: PageClient) -> None:
    names = {text: name for name, text in rows(pairs.get(LESSON), "steps").items()}
    given: dict[str, Any] = {names["Ratify"]: "3", names["Negotiate"]: "2", names["Sign"]: "1"}
    page = pairs.answer(LESSON, "steps", htmx=True, sure="yes", **given)
    assert lines(page) == ["Sign Your answer: 1", "Negotiate Your answer: 2", "Ratify Your answer: 3"]
    assert "1 of 3 are in the right place." in page.text
    assert "There must be a text." not in page.text
    again = pairs.answer(LESSON, "steps", action="again", htmx=True)
    assert list(rows(again, "steps").values()) == ["Sign", "Negotiate", "Ratify"]
    page = pairs.answer(LESSON, "steps", htmx=True, sure="yes", **given)
    assert lines(page) == [
        "Sign Your answer – Not quite: 1 Right answer: 2",
        "Negotiate Your answer – Not quite: 2 Right answer: 1",
        "Ratify Your answer – Right: 3",
    ]


def test_a_script_comes_only_to_pages_with_a_question_that_asks_for_it(pairs: PageClient) -> None:
    def scripts(path: str) -> list[str]:
        return [(script.get("src") or "").partition("?")[0] for script in pairs.get(path).all("script")]

    assert scripts(LESSON) == [*scripts("/en/c/sample/first"), "/static/moving.js"]


def test_an_item_without_a_group_is_named(pairs: PageClient) -> None:
    given: dict[str, Any] = {"answer-a": "1", "answer-b": "2"}
    page = pairs.answer(LESSON, "groups", status=422, sure="yes", **given)
    links = page.all("a", href="#q-groups-c")
    assert [words(link) for link in links] == ["Choose a group for line 3."] * 2
    at_fault = page.one("fieldset", id="q-groups-c")
    assert at_fault.get("aria-describedby") == "q-groups-error"
    assert words(next(at_fault.iter(XHTML + "legend"))) == "Peru"
    chosen = [radio.get("id") for radio in page.all("input", type="radio") if radio.get("checked") is not None]
    assert chosen == ["q-groups-a-1", "q-groups-b-2"]


def test_each_item_says_which_group_was_chosen_and_in_the_end_which_is_right(pairs: PageClient) -> None:
    given: dict[str, Any] = {"answer-a": "1", "answer-b": "1", "answer-c": "1"}
    page = pairs.answer(LESSON, "groups", htmx=True, sure="yes", **given)
    assert lines(page) == ["Chad Your answer: State", "ILO Your answer: State", "Peru Your answer: State"]
    assert "2 of 3 are in the right group." in page.text
    assert "Chad is a State." in page.text
    page = pairs.answer(LESSON, "groups", action="show", htmx=True)
    assert lines(page) == [
        "Chad Your answer – Right: State",
        "ILO Your answer – Not quite: State Right answer: Organization",
        "Peru Your answer – Right: State",
    ]
