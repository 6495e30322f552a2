"""Questions with typed answers on the page: what comes back, what is stored, and what is told when."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from emm.content.catalog import Catalog
from emm.store.progress import Attempt
from emm.web.services import services
from tests.support.client import XHTML, Page, PageClient, words

LESSON = "/en/c/sample/typing"
TEXT = """\
---
id: typing
title: Words
objectives: [lo1]
goal: Type.
---

### Question: When and where?

`id: where; objective: lo1; level: remember`

It was adopted in ____ in ____.

1. = Marrakech | Marrakesh | ~ Morocco
2. = 2018
   > In December.

**Why:** States met there.

### Question: Who leads?

`id: leads; objective: lo1; level: remember; kind: short`

- = States
- ~ ministers
  > They act for somebody.
- else
  > Think of one word.

**Why:** It is in the name.

### Question: What share?

`id: share; objective: lo1; level: remember; kind: numeric`

- = 3.5 ± 0.2
- else
  > One person in thirty.

**Why:** It grows slowly.
"""


@pytest.fixture
def typing(open_site: Callable[..., tuple[PageClient, Catalog]], content: Path) -> PageClient:
    """A browser on a site with one more lesson."""
    (content / "sample/en/2-more/2-typing.md").write_text(TEXT, encoding="utf-8")
    client, catalog = open_site()
    assert not catalog.problems
    return client


def lines(page: Page) -> list[str]:
    """Return the lines of the answered card in words."""
    return [words(item) for item in page.one("ul", class_="given").iter(XHTML + "li")]


def value(page: Page, field: str) -> str:
    """Return what a field holds."""
    return page.one("input", id=field).get("value", "")


def stored(client: PageClient) -> int:
    """Return how many things were done with questions."""
    with client.client.application.app_context():
        return services().reading().scalar(select(func.count()).select_from(Attempt)) or 0


@pytest.mark.parametrize("htmx", [True, False])
def test_an_empty_gap_is_the_field_at_fault(typing: PageClient, htmx: bool) -> None:
    empty: dict[str, Any] = {"answer-1": "Marrakech", "answer-2": " "}
    page = typing.answer(LESSON, "where", htmx=htmx, status=422, **empty)
    assert {words(link) for link in page.all("a", href="#q-where-2")} == {"Fill gap 2."}
    assert value(page, "q-where-1") == "Marrakech"
    assert page.one("input", id="q-where-2").get("aria-invalid") == "true"
    assert stored(typing) == 0


def test_gaps_are_partly_right_and_then_shown(typing: PageClient) -> None:
    half: dict[str, Any] = {"answer-1": "Morocco", "answer-2": "٢٠١٨"}
    page = typing.answer(LESSON, "where", htmx=True, **half)
    assert words(page.one("h3")) == "Partly right"
    assert "1 of 2 gaps are right. 1 gap is partly right." in words(page.one("div", class_="fb"))
    assert lines(page) == ["(1) Your answer: Morocco", "(2) Your answer: ٢٠١٨"]
    assert "Marrak" not in page.text
    page = typing.answer(LESSON, "where", action="show", htmx=True)
    assert lines(page) == [
        "(1) Your answer – Partly right: Morocco Right answer: Marrakech",
        "(2) Your answer – Right: ٢٠١٨",
    ]
    assert "Best answer" not in page.text


def test_short_answers(typing: PageClient) -> None:
    page = typing.answer(LESSON, "leads", htmx=True, answer="دول <b>")
    assert lines(page) == ["Your answer: دول <b>"]
    assert "Think of one word." in page.text
    assert "States" not in page.text
    typing.answer(LESSON, "leads", action="again")
    page = typing.answer(LESSON, "leads", htmx=True, answer="Ministers")
    assert page.card("leads").get("data-state") == "partial"
    assert lines(page) == ["Your answer – Partly right: Ministers Right answer: States"]
    assert "They act for somebody." in page.text


def test_a_number_is_told_as_it_was_read(typing: PageClient) -> None:
    page = typing.answer(LESSON, "share", htmx=True, answer="٣٫٩")
    assert lines(page) == ["Your answer: ٣٫٩ Read as 3.9."]
    assert "Close, but outside the range." in page.text
    typing.answer(LESSON, "share", action="again")
    page = typing.answer(LESSON, "share", htmx=True, answer="3,5")
    assert page.card("share").get("data-state") == "correct"
    assert lines(page) == ["Your answer – Right: 3,5 Read as 3.5."]


@pytest.mark.parametrize("htmx", [True, False])
@pytest.mark.parametrize(
    ("question", "text", "message"),
    [
        ("share", "3,500", "This can be read in two ways. Type 3500 or 3,5000."),
        ("share", "three", "Type a number, for example 3.5."),
        ("share", "\N{RIGHT-TO-LEFT OVERRIDE}ثلاثة", "Type a number, for example 3.5."),
        ("share", "9" * 31, "Type a shorter number: 30 digits at most."),
        ("share", "1" * 16_000, "Your text is 14000 signs too long."),
        ("leads", "ا" * 2_001, "Your text is one sign too long."),
        ("leads", "\N{ZERO WIDTH SPACE}" * 4_000, "Your text is 2000 signs too long."),
    ],
)
def test_what_cannot_be_graded_comes_back(
    typing: PageClient, question: str, text: str, message: str, htmx: bool
) -> None:
    page = typing.answer(LESSON, question, htmx=htmx, status=422, answer=text)
    assert words(page.one("p", class_="err-msg")) == message
    assert value(page, f"q-{question}-answer") == text
    assert stored(typing) == 0


@pytest.mark.parametrize("text", ["", "  ", "\x00\x01\x1b", "\n\r", "\x85\N{NO-BREAK SPACE}"])
def test_signs_that_nobody_sees_are_no_answer(typing: PageClient, text: str) -> None:
    page = typing.answer(LESSON, "leads", status=422, htmx=True, answer=text)
    assert words(page.one("p", class_="err-msg")) == "Type your answer first."
    assert stored(typing) == 0


@pytest.mark.parametrize(
    "text", ["\x00States\x1b", "\N{RIGHT-TO-LEFT MARK}States\N{LEFT-TO-RIGHT EMBEDDING}", "St\N{SOFT HYPHEN}ates"]
)
def test_signs_that_nobody_sees_do_not_count(typing: PageClient, text: str) -> None:
    page = typing.answer(LESSON, "leads", htmx=True, answer=text)
    assert page.card("leads").get("data-state") == "correct"


@pytest.mark.parametrize("question", ["leads", "share"])
@pytest.mark.parametrize("sent", ["%ED%A0%80", "%FF%FE", "%00%ED%B0%80", "%F0%9F%98"])
def test_bytes_that_are_no_text_do_no_harm(typing: PageClient, question: str, sent: str) -> None:
    key = typing.get(LESSON).fields(question)["key"]
    address = f"{LESSON.rpartition('/')[0]}/q/{question}"
    body, status = f"key={key}&answer={sent}", 200 if question == "leads" else 422
    kind = "application/x-www-form-urlencoded"
    page = typing.post(address, body.encode(), status=status, htmx=True, content_type=kind)
    assert page.card(question).get("data-state") == ("retry" if question == "leads" else "open")
