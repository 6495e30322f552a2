"""The review as tests go through it: what learners know, and what its pages say."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from emm.rendering import locale_for, weekday
from emm.store.progress import Attempt
from tests.conftest import Site
from tests.support.client import Page, PageClient, words

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
