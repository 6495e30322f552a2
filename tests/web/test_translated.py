"""What learners see of a course that is translated in part: the notices, and the language of every piece."""

import shutil
from pathlib import Path
from xml.etree.ElementTree import Element

import pytest

from emm.content.translating import Translations
from tests.support.client import Page, words

TRANSLATED = Path(__file__).parents[1] / "translations"
LESSON = "/ar/c/water/boil"
ENGLISH = ("en", "ltr")


@pytest.fixture
def content(tmp_path: Path) -> Path:
    """A folder with a course in two languages."""
    return Path(shutil.copytree(TRANSLATED, tmp_path / "content"))


def tongue(element: Element) -> tuple[str | None, str | None]:
    return element.get("lang"), element.get("dir")


def notices(page: Page) -> list[str]:
    return [words(notice) for notice in page.all("p", class_="notice")]


def saying(page: Page, tag: str, text: str) -> Element:
    """Return the element that says exactly this."""
    return next(element for element in page.all(tag) if words(element) == text)


def test_a_lesson_whose_source_has_changed(open_site, content):
    client, _ = open_site()
    page = client.get(LESSON)
    assert (page.one("html").get("lang"), page.one("html").get("dir")) == ("ar", "rtl")
    changed, question, section = notices(page)
    assert changed == "The English text changed on 2 نوفمبر 2026. This translation may differ. Read in English"
    link = saying(page, "a", "Read in English")
    assert (link.get("href"), link.get("hreflang")) == ("/en/c/water/boil#s-why-boil", "en")
    assert question == "This question is shown in English."
    assert section == "This section is not yet available in العربية. It is shown in English."
    assert notices(client.get("/en/c/water/boil")) == []


def test_a_change_that_nobody_has_noted(open_site, content):
    root = content / "water"
    Translations(root).mark(["ar/1-home/1-boil.md"])
    path = root / "en/1-home/1-boil.md"
    path.write_text(path.read_text().replace("Heat kills every", "Heat kills each"))
    client, _ = open_site()
    assert (
        notices(client.get(LESSON))[0] == "The English text has changed. This translation may differ. Read in English"
    )


def test_parts_in_another_language_say_so(open_site):
    client, _ = open_site()
    page = client.get(LESSON)
    bodies = page.all("div", class_="lesson-body")
    assert [tongue(body) for body in bodies] == [(None, None), ENGLISH, ENGLISH]
    assert bodies[1].find(".//*[@id='q-boil-need']") is not None
    assert tongue(page.one("dt", id="w-pathogen")) == ENGLISH
    assert tongue(page.one("dt", id="w-world-health-organization")) == (None, None)
    spans = [next(iter(page.one("li", id=f"fn-{number}"))) for number in (1, 2)]
    assert [tongue(span) for span in spans] == [(None, None), ENGLISH]
    assert tongue(saying(page, "span", "Store it")) == ENGLISH


def test_a_lesson_that_is_not_translated(open_site):
    client, _ = open_site()
    page = client.get("/ar/c/water/store")
    assert notices(page) == ["This lesson is not yet available in العربية. It is shown in English."]
    assert tongue(page.one("h1")) == ENGLISH
    assert tongue(page.one("div", class_="lesson-body")) == ENGLISH
    assert tongue(saying(page, "span", "Keep boiled water safe.")) == ENGLISH


def test_sentences_to_keep_that_are_not_translated(open_site):
    client, _ = open_site()
    page = client.get("/ar/c/water/t/home")
    assert tongue(page.one("ol", class_="keep")) == ENGLISH
    assert tongue(page.one("ol", class_="lessons")) == (None, None)


def test_the_page_of_the_course_and_the_list_of_courses(open_site, content):
    about = content / "water/ar/course.md"
    about.write_text("---\nid: water\n---\n\nهذه الدورة.\n")
    client, _ = open_site()
    page = client.get("/ar/c/water")
    assert tongue(page.one("h1")) == ENGLISH
    assert tongue(page.one("p", class_="lead")) == ENGLISH
    assert tongue(saying(page, "span", "Make water safe to drink.")) == ENGLISH
    assert tongue(page.one("div", class_="prose")) == (None, None)
    assert [tongue(heading) for heading in client.get("/ar/").all("h2")] == [ENGLISH]


def test_the_glossary_and_the_search(open_site):
    client, _ = open_site()
    page = client.get("/ar/glossary")
    assert tongue(saying(page, "dt", "Pathogen")) == ENGLISH
    found = client.get("/ar/search?q=ice")
    (title,) = found.all("h3")
    sentence = saying(found, "p", "Do not add ice.")
    assert (tongue(title), tongue(sentence)) == (("ar", "rtl"), ENGLISH)


def test_the_course_on_one_page(open_site):
    client, _ = open_site()
    page = client.get("/ar/c/water/print")
    bodies = page.all("div", class_="lesson-body")
    assert [tongue(body) for body in bodies] == [(None, None), ENGLISH, ENGLISH, ENGLISH]
    assert [notice.partition(" is")[0] for notice in notices(page)] == [
        "The English text changed on 2 نوفمبر 2026. This translation may differ. Read in English",
        "This question",
        "This section",
        "This lesson",
    ]
    assert tongue(page.one("section", id="answer-boil-need")) == ENGLISH
    assert tongue(page.one("section", id="answer-boil-when")) == (None, None)
    assert tongue(page.one("dt", id="w-pathogen")) == ENGLISH


@pytest.mark.parametrize(("first", "then"), [("/en/c/water/boil", LESSON), (LESSON, "/en/c/water/boil")])
def test_an_answer_in_one_language_counts_in_all(first, then, open_site):
    client, _ = open_site()
    client.answer(first, "boil-when", answer="b")
    client.answer(first, "boil-need", answer=["a", "b"])
    page = client.get(then)
    assert [page.card(question).get("data-state") for question in ("boil-when", "boil-need")] == ["correct", "correct"]
    assert "1 of 2 lessons" not in page.text
    assert page.one("p", id="standing").get("data-done") == "2"


def test_a_fragment_is_the_card_of_the_page(open_site):
    client, _ = open_site()
    page = client.get(LESSON)
    fragment = client.post(
        f"{LESSON.rpartition('/')[0]}/q/boil-need", {**page.fields("boil-need"), "answer": "a"}, htmx=True
    )
    assert fragment.card("boil-need").get("data-state") == "retry"
    assert fragment.card("boil-need").get("lang") is None  # the element around it says so
