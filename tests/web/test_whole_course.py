"""A whole course on one page, for paper and for reading without a connection."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element

import pytest
from flask import Flask

from emm.content.catalog import Catalog
from emm.content.model import Course, Lesson, Question
from emm.questions import registry
from emm.questions.contract import Kind
from emm.web import create_app
from emm.web.database import db
from emm.world import Arrangement
from tests.architecture.tree import ROOT
from tests.conftest import Site
from tests.questions.examples import examples_in
from tests.questions.test_compiled_examples import COURSE, LESSON, TOPIC
from tests.support import courses
from tests.support.client import XHTML, Page, PageClient, words

MOST_BYTES = 150_000
PRINT = "/en/c/sample/print"


@pytest.fixture
def apps() -> Iterator[list[Flask]]:
    """Applications that a test makes; closed at its end."""
    made: list[Flask] = []
    yield made
    for app in made:
        with app.app_context():
            db.engine.dispose()


def opened(site: Site, content: Path, apps: list[Flask]) -> tuple[PageClient, Catalog]:
    """Serve a folder of courses."""
    catalog = courses.read(content)
    app = create_app(replace(site.settings, content=content), world=site.world, catalog=catalog)
    apps.append(app)
    return PageClient(app.test_client()), catalog


def targets(page: Page) -> set[str]:
    return {f"#{e.get('id')}" for e in page.tree.iter() if e.get("id")}


def links(page: Page) -> list[str]:
    return [a.get("href") or "" for a in page.all("a")]


def place_of(page: Page, text: str) -> int:
    """Return where these words stand; they are there once."""
    assert page.text.count(text) == 1, text
    return page.text.index(text)


def test_lessons_stand_in_reading_order_and_answers_after_them(client: PageClient, course: Course):
    page = client.get(PRINT)
    headings = [words(h) for h in page.all("h2")]
    lessons = [f"Lesson {lesson.number}: {lesson.title}" for lesson in course.lessons]
    assert headings == ["On this page", *lessons, "Answers", "Words in this course"]
    asked = [place_of(page, f'<p class="asked">{q.title.html}</p>') for le in course.lessons for q in le.questions]
    assert asked == sorted(asked)
    start = page.text.index('id="answers"')
    assert max(asked) < start
    for lesson in course.lessons:
        for question in lesson.questions:
            if question.why:
                assert place_of(page, question.why) > start


def test_nothing_tells_the_answers_before_the_last_pages(client: PageClient, course: Course):
    before = client.get(PRINT).text.partition('id="answers"')[0]
    for lesson in course.lessons:
        for question in lesson.questions:
            secrets = [question.why, *question.hints]
            secrets += [option.feedback.html for option in question.spec.options if option.feedback]
            assert not [secret for secret in secrets if secret and secret in before]


def test_nothing_can_be_filled_in_that_would_be_lost(client: PageClient):
    page = client.get(PRINT)
    assert not [element for tag in ("form", "button", "input", "select", "textarea") for element in page.all(tag)]


def test_every_link_inside_leads_somewhere(client: PageClient):
    page = client.get(PRINT)
    inside = [link for link in links(page) if link.startswith("#")]
    assert set(inside) <= targets(page) | {"#main"}
    assert {"#l1", "#l2", "#l3", "#l1-s-what-is-in-a-question", "#l1-fn-1", "#l1-fr-1", "#w-distractor"} <= set(inside)
    assert not [link for link in links(page) if link.startswith("/en/c/sample/")]


def test_the_course_page_leads_to_it(client: PageClient):
    link = next(a for a in client.get("/en/c/sample").all("a") if a.get("href") == PRINT)
    assert words(link) == "Print or read the whole course on one page"


def test_it_is_the_same_whoever_asks_and_whenever(client: PageClient, site: Site):
    first = client.get(PRINT).text
    site.world.seed = 5
    again = client.client.get(PRINT).text
    site.world.seed = 0
    assert again == first


@pytest.mark.thorough
@pytest.mark.no_cover
@pytest.mark.parametrize("course_id", sorted(path.name for path in (ROOT / "content").iterdir() if path.is_dir()))
def test_real_courses_fit_on_a_page_that_is_light(site: Site, apps: list[Flask], course_id: str):
    client, catalog = opened(site, ROOT / "content", apps)
    page = client.get(f"/en/c/{course_id}/print")
    assert len(page.response.data) <= MOST_BYTES
    assert {link for link in links(page) if link.startswith("#")} <= targets(page)
    course = catalog.course(course_id, "en")
    assert sum(len(lesson.sources) for lesson in course.lessons) == len(
        [target for target in targets(page) if "-fn-" in target]
    )
    for lesson in course.lessons:
        _footnotes_are_its_own(page, lesson)


def _footnotes_are_its_own(page: Page, lesson: Lesson) -> None:
    """The text of a footnote stands where the mark of this lesson leads."""
    for source in lesson.sources:
        mark = page.one("a", id=f"l{lesson.number}-fr-{source.number}")
        assert mark.get("href") == f"#l{lesson.number}-fn-{source.number}"
        text = page.one("li", id=f"l{lesson.number}-fn-{source.number}")
        back = [a for a in text.iter(XHTML + "a") if a.get("class") == "back"]
        assert [a.get("href") for a in back] == [f"#l{lesson.number}-fr-{source.number}"]


@pytest.mark.parametrize("kind", registry.kinds(), ids=lambda kind: kind.name)
def test_every_kind_of_question_can_be_printed(site: Site, apps: list[Flask], tmp_path: Path, kind: Kind[Any]):
    """Each example is a course, because examples may use the same ids."""
    examples = examples_in(registry.folder(kind)).good
    for number, example in enumerate(examples):
        topic = tmp_path / f"sample-{number}" / "en" / "1-topic"
        topic.mkdir(parents=True)
        (topic.parent / "course.md").write_text(COURSE.replace("sample", f"sample-{number}", 1), encoding="utf-8")
        (topic / "topic.md").write_text(TOPIC, encoding="utf-8")
        (topic / "1-lesson.md").write_text(LESSON + example.source, encoding="utf-8")
    client, catalog = opened(site, tmp_path, apps)
    for number in range(len(examples)):
        (question,) = catalog.course(f"sample-{number}", "en").lessons[0].questions
        page = client.get(f"/en/c/sample-{number}/print")
        assert words(page.card(question.id)[0]) == "Question 1"
        _can_be_answered_on_paper(page.card(question.id), question)
        answered = bool(question.kind.solution(question.spec) or question.why)
        assert bool(page.all("section", id=f"answer-{question.id}")) is answered


def _can_be_answered_on_paper(card: Element, question: Question) -> None:
    """There is a box for each choice, or a line to write on, and the words to choose from stand beside it."""
    lists = [ul for ul in card.iter(XHTML + "ul") if ul.get("class") == "boxes"]
    boxes = [words(box) for ul in lists for box in ul.iter(XHTML + "li")]
    lines = [line for line in card.iter(XHTML + "div") if line.get("class") == "line"]
    assert boxes or lines
    sheet = question.kind.sheet(question.spec, Arrangement(question.id, 0))
    assert len(boxes) == sum(len(blank.boxes) for blank in sheet.blanks)
    told = words(card)
    texts = [*(box.text for blank in sheet.blanks for box in blank.boxes), *sheet.words]
    assert not [text.plain for text in texts if text.plain not in told]
