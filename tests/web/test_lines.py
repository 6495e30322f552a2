"""A question with several lines on the page: errors lead to their field, and each line says what was put there."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from emm.content.catalog import Catalog
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
    return [words(item) for item in page.one("ul", class_="given").iter(XHTML + "li")]


@pytest.mark.parametrize("htmx", [True, False])
def test_an_error_leads_to_the_line_at_fault_and_keeps_the_rest(pairs: PageClient, htmx: bool) -> None:
    page = pairs.answer(LESSON, "pairs", htmx=htmx, status=422, **MISSING)
    links = page.all("a", href="#q-pairs-b")
    assert {words(link) for link in links} == {"Choose a match for line 2."}
    assert len(links) == (1 if htmx else 2)
    first, second = page.one("select", name="answer-a"), page.one("select", name="answer-b")
    assert (second.get("id"), second.get("aria-invalid"), second.get("aria-describedby")) == (
        "q-pairs-b",
        "true",
        "q-pairs-error",
    )
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
