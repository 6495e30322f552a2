"""What readers see while content is broken, translated in part, or missing."""

import shutil
from pathlib import Path

from tests.support.client import words

LESSON = "en/1-start/1-first.md"


def damage(content: Path, path: str, old: str, new: str) -> None:
    file = content / "sample" / path
    text = file.read_text()
    assert old in text
    file.write_text(text.replace(old, new))


def test_a_new_text_is_served_when_the_file_is_saved(open_site, content):
    client, catalog = open_site()
    assert "A question has a stem and options." in client.get("/en/c/sample/first").text
    damage(content, LESSON, "A question has a stem", "A question always has a stem")
    catalog.refresh()
    assert "A question always has a stem" in client.get("/en/c/sample/first").text


def test_a_broken_edit_never_takes_a_page_down(open_site, content):
    client, catalog = open_site()
    damage(content, LESSON, "- [x] b) A distractor", "- [ ] b) A distractor")
    catalog.refresh()
    assert client.get("/en/c/sample/first").card("wrong-option").get("data-state") == "open"
    assert [(course, p.path, p.code) for course, p in catalog.problems] == [("sample", LESSON, "E104")]


def test_a_question_that_is_broken_at_the_start_does_not_count(open_site, content):
    damage(content, LESSON, "- [x] b) A distractor", "- [ ] b) A distractor")
    client, _catalog = open_site()
    page = client.get("/en/c/sample/first")
    assert "This question cannot be shown right now." in words(page.one("section", class_="broken"))
    page = client.answer("/en/c/sample/first", "half-right", answer="a")
    assert words(page.one("p", id="standing")) == "Lesson 1 of 3 – Done"


def test_a_lesson_that_is_broken_at_the_start_says_so(open_site, content):
    damage(content, LESSON, "goal: Name the parts of a question.\n", "")
    client, _catalog = open_site()
    page = client.get("/en/c/sample/first")
    assert words(page.one("h1")) == "This lesson cannot be shown right now"
    assert words(page.one("a", class_="btn")) == "Continue with: The second lesson"
    assert "The first lesson" in client.get("/en/c/sample").text


def test_without_courses_the_list_says_what_to_do(open_site, content):
    shutil.rmtree(content / "sample")
    client, _catalog = open_site()
    assert "There are no courses here yet." in client.get("/en/").text
    assert client.client.get("/readyz").status_code == 503


def test_a_lesson_that_is_not_translated_is_shown_in_its_own_language(open_site, content):
    damage(content, "en/course.md", "languages: [en]", "languages: [en, ar]")
    course = (content / "sample" / "en" / "course.md").read_text()
    (content / "sample" / "ar").mkdir()
    (content / "sample" / "ar" / "course.md").write_text(course.replace("A sample course", "دورة تجريبية"))
    client, catalog = open_site()
    assert not [p for _course, p in catalog.problems if p.is_error]
    page = client.get("/ar/c/sample/first")
    assert (page.one("html").get("lang"), page.one("html").get("dir")) == ("ar", "rtl")
    assert "This lesson is not yet available in العربية. It is shown in English." in page.text
    body = page.one("div", class_="lesson-body")
    assert (body.get("lang"), body.get("dir")) == ("en", "ltr")
    links = [(a.get("lang"), a.get("href")) for a in page.all("a", hreflang="ar") + page.all("a", hreflang="en")]
    assert links == [("ar", "/ar/c/sample/first"), ("en", "/en/c/sample/first")]
    assert client.client.get("/", headers={"Accept-Language": "ar-MA,fr;q=0.5"}).location == "/ar/"


def test_progress_is_one_in_all_languages(open_site, content):
    damage(content, "en/course.md", "languages: [en]", "languages: [en, ar]")
    shutil.copytree(content / "sample" / "en", content / "sample" / "ar")
    client, _catalog = open_site()
    client.answer("/en/c/sample/first", "wrong-option", answer="b")
    assert client.get("/ar/c/sample/first").card("wrong-option").get("data-state") == "correct"
