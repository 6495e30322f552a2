"""Glossary and search, as readers see them."""

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from emm.content.search import LONGEST_QUERY
from emm.web import create_app
from emm.web.database import db
from tests.conftest import COURSES, Site
from tests.support import courses
from tests.support.client import XHTML, Page, PageClient, words

HOSTILE = ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "{{7*7}}", "' OR 1=1--", "%(q)s %s", "$(id)"]


@pytest.fixture
def arabic(site: Site, tmp_path: Path) -> Iterator[PageClient]:
    """A site whose course is translated into Arabic in part."""
    content = Path(shutil.copytree(COURSES, tmp_path / "content"))
    about = content / "sample/en/course.md"
    about.write_text(about.read_text().replace("languages: [en]", "languages: [en, ar]"))
    (content / "sample/ar").mkdir()
    (content / "sample/ar/course.md").write_text("---\nid: sample\ntitle: دورة\n---\n")
    (content / "sample/ar/glossary.md").write_text("## مُشَتِّت\n\n`id: distractor`\n\nإجابة خاطئة.\n")
    catalog = courses.read(content)
    app = create_app(replace(site.settings, content=content), world=site.world, catalog=catalog)
    yield PageClient(app.test_client())
    with app.app_context():
        db.engine.dispose()


def terms(page: Page) -> list[str]:
    return [words(dt) for dt in page.all("dt")]


def hits(page: Page) -> list[tuple[str, str]]:
    """Return address and sentence of each result."""
    found = []
    for item in page.all("li"):
        link = next(iter(item.iter(XHTML + "h3")), None)
        if link is not None:
            found.append((link[0].get("href") or "", words(item[1])))
    return found


def test_the_glossary_lists_every_word_with_its_lessons(client: PageClient):
    page = client.get("/en/glossary")
    assert terms(page) == ["Distractor", "Frequently asked question (FAQ)"]
    entry = page.one("dt", id="sample.distractor")
    assert words(entry) == "Distractor"
    explanation = words(page.all("dd")[0])
    assert explanation.startswith("A wrong option that somebody might really believe. Used in: The first lesson")
    assert next(page.all("dd")[0].iter(XHTML + "a")).get("href") == "/en/c/sample/first"


@pytest.mark.parametrize(("query", "found"), [("DIS", 1), ("asked", 1), ("faq", 1), ("", 2), (" ", 2), ("zzz", 0)])
def test_the_filter_is_a_form(client: PageClient, query: str, found: int):
    page = client.get("/en/glossary", query_string={"q": query})
    assert len(terms(page)) == found
    form = page.one("form")
    assert (form.get("method"), form.get("action")) == ("get", "/en/glossary")
    assert page.one("input", id="q").get("value") == query.strip()
    assert ("No term starts with that. Try a shorter word." in page.text) is (found == 0)


def test_a_word_that_is_not_translated_says_its_language(arabic: PageClient):
    page = arabic.get("/ar/glossary")
    assert terms(page) == ["Frequently asked question (FAQ)", "مُشَتِّت"]
    assert [(dt.get("lang"), dt.get("dir")) for dt in page.all("dt")] == [("en", "ltr"), (None, None)]
    assert terms(arabic.get("/ar/glossary?q=مشتت")) == ["مُشَتِّت"]


def test_search_shows_the_sentence_and_marks_the_words(client: PageClient):
    page = client.get("/en/search", query_string={"q": "wrong option"})
    assert [words(h) for h in page.all("h2")] == ["Lessons", "Glossary"]
    assert hits(page)[0] == ("/en/c/sample/first#s-what-is-in-a-question", "A wrong option is called a distractor.")
    assert hits(page)[-1] == ("/en/glossary#sample.distractor", "A wrong option that somebody might really believe.")
    assert {words(mark).lower() for mark in page.all("mark")} == {"wrong", "option"}
    assert page.one("input", id="q").get("value") == "wrong option"


def test_every_result_leads_to_a_place_that_exists(client: PageClient):
    page = client.get("/en/search", query_string={"q": "question"})
    assert len(hits(page)) > 2
    for address, _sentence in hits(page):
        path, _, place = address.partition("#")
        assert not place or f'id="{place}"' in client.get(path).text, address


def test_search_without_a_word_and_without_a_result(client: PageClient):
    assert "Type a word, for example: compact." in client.get("/en/search").text
    page = client.get("/en/search?q=zzz")
    assert "No result for 'zzz'. Check the spelling, or try one word." in words(page.one("main"))
    assert not hits(page)


@pytest.mark.parametrize("path", ["/en/search", "/en/glossary"])
@pytest.mark.parametrize("query", HOSTILE)
def test_a_hostile_query_comes_back_as_text(client: PageClient, path: str, query: str):
    page = client.get(path, query_string={"q": query})
    assert page.one("input", id="q").get("value") == query
    assert not page.all("img")
    assert "49" not in words(page.one("main"))


@pytest.mark.parametrize("path", ["/en/search", "/en/glossary"])
@pytest.mark.parametrize("query", ["%00%00", "%ED%A0%80", "a" * 20_000, "&q=b", "%0D%0ASet-Cookie:%20x"])
def test_an_odd_query_is_cut_or_cleaned(client: PageClient, path: str, query: str):
    page = client.get(f"{path}?q={query}")
    assert len(page.one("input", id="q").get("value") or "") <= LONGEST_QUERY
    assert "Set-Cookie" not in page.response.headers


def test_what_somebody_looks_for_is_not_kept_by_caches(client: PageClient):
    assert client.get("/en/search?q=stem").response.headers["Cache-Control"] == "no-store"
    assert client.get("/en/search").response.headers["Cache-Control"] == "no-cache"


def test_a_result_in_another_language_says_so(arabic: PageClient):
    page = arabic.get("/ar/search?q=stem")
    result = next(h for h in page.all("h3"))
    assert (result.get("lang"), result.get("dir")) == ("en", "ltr")
    assert hits(page)[0][0].startswith("/ar/c/sample/")
