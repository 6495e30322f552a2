"""What authors see in the preview, and that nobody else ever does."""

import re
from pathlib import Path

import pytest

from tests.conftest import Site
from tests.support.client import Page, PageClient, words
from tests.web.test_content_states import LESSON, damage

FIRST = "/en/c/sample/first"
LONG = "This sentence goes on " + "and on " * 30 + "without an end."


def listed(page: Page) -> list[str]:
    """Return what the bar lists, the rest of the page apart."""
    return [words(item) for item in page.one("ol", class_="problems")]


def with_a_broken_question(content: Path) -> None:
    damage(content, LESSON, "- [x] b) A distractor", "- [ ] b) A distractor")


def test_the_list_has_every_problem_with_its_place(open_site, content):
    with_a_broken_question(content)
    client, catalog = open_site(previews=True)
    page = client.get("/preview/")
    item = next(words(item) for item in page.one("main").iter() if item.tag.endswith("}li") and "E104" in words(item))
    assert f"sample/{LESSON}:" in item
    assert "Mark the right option with [x]" in item
    assert client.client.get("/preview/epoch").json == {"epoch": catalog.epoch}


def test_the_bar_counts_what_was_found_in_the_lesson_of_the_page(open_site, content):
    with_a_broken_question(content)
    client, catalog = open_site(previews=True)
    lesson = catalog.course("sample", "en").lesson("first")
    said = words(client.get(FIRST).one("aside", class_="preview-bar").find(".//{*}summary"))
    grade = round(catalog.measures("sample", LESSON).grade)
    assert re.fullmatch(rf"1 error · \d+ warnings? · {lesson.words} words · {lesson.minutes} min · grade {grade}", said)
    assert words(client.get("/en/c/sample/second").one("aside", class_="preview-bar")).startswith("0 errors")


def test_a_question_that_is_broken_while_it_is_shown_becomes_a_box(open_site, content):
    client, catalog = open_site(previews=True)
    assert client.get(FIRST).card("wrong-option") is not None
    with_a_broken_question(content)
    catalog.refresh()
    page = client.get(FIRST)
    assert not page.all("section", id="q-wrong-option")
    box = next(box for box in page.all("div", class_="found") if "E104" in words(box))
    assert f'No right answer in question "wrong-option". – {LESSON}:' in words(box)
    assert "Mark the right option with [x]" in words(box)
    assert page.card("half-right") is not None


def test_each_entry_leads_to_its_place(open_site, content):
    with_a_broken_question(content)
    damage(content, LESSON, "A question has a stem", f"{LONG} A question has a stem")
    damage(content, LESSON, "checked: 2027-02-01", "checked: 2020-01-01")
    client, _catalog = open_site(previews=True)
    page = client.get(FIRST)
    places = {element.get("id"): words(element) for element in page.tree.iter() if element.get("id")}
    entries = page.one("ol", class_="problems")
    codes = set()
    for entry in entries:
        link = next(one for one in entry.iter() if one.tag.endswith("}a"))
        address, _, place = link.get("href").partition("#")
        code = words(next(one for one in entry.iter() if one.tag.endswith("}strong")))
        codes.add(code)
        assert address == FIRST
        assert code in places[place]
    assert codes >= {"E104", "W210", "W217"}


def test_a_long_sentence_is_marked_where_it_stands(open_site, content):
    damage(content, LESSON, "A question has a stem", f"{LONG}\n\nA question has a stem")
    client, _catalog = open_site(previews=True)
    found = next(box for box in client.get(FIRST).all("div", class_="found") if "W210" in words(box))
    assert LONG in words(found)
    assert "A question has a stem" not in words(found)


def test_a_lesson_that_cannot_be_shown_says_why(open_site, content):
    damage(content, LESSON, "goal: Name the parts of a question.\n", "")
    client, _catalog = open_site(previews=True)
    page = client.get(FIRST)
    assert words(page.one("h1")) == "This lesson cannot be shown right now"
    told = words(page.one("div", id="at-top"))
    assert 'E003 Key "goal" is missing.' in told
    assert f"{LESSON}:" in told


@pytest.mark.parametrize("name", ["answers", "levels", "phone"])
def test_a_switch_is_turned_on_and_off(open_site, name: str):
    client, _catalog = open_site(previews=True)
    for state in (name, ""):
        reply = client.client.get("/preview/switch", query_string={"turn": name, "back": FIRST})
        assert (reply.status_code, reply.location) == (303, FIRST)
        page = client.get(FIRST)
        assert page.one("body").get("data-preview") == state
        pressed = [button.get("value") for button in page.all("button") if button.get("aria-pressed") == "true"]
        assert pressed == state.split()


@pytest.mark.parametrize("back", ["//evil.example", "/\\evil.example", "https://evil.example", ""])
def test_a_switch_leads_to_no_other_site(open_site, back: str):
    client, _catalog = open_site(previews=True)
    assert client.client.get("/preview/switch", query_string={"turn": "phone", "back": back}).location == "/"


def test_there_is_no_other_switch(open_site):
    client, _catalog = open_site(previews=True)
    assert client.client.get("/preview/switch?turn=x").status_code == 422


def test_answers_and_feedback_stand_below_each_question(open_site):
    client, catalog = open_site(previews=True)
    page = client.get(FIRST)
    for question in catalog.course("sample", "en").lesson("first").questions:
        key = next(one for one in page.all("div", class_="preview-key") if one.get("id") == f"key-{question.id}")
        for item in question.block.items:
            assert item.text.plain in words(key)
            assert item.feedback is None or item.feedback.plain in words(key)
    levels = [words(one) for one in page.all("p", class_="preview-level")]
    assert any("Level: understand. Objective lo1: " in level for level in levels)


def test_an_answer_changes_the_card_and_nothing_of_the_preview(open_site):
    client, _catalog = open_site(previews=True)
    form = client.get(FIRST).fields("wrong-option") | {"answer": "b"}
    reply = client.post("/en/c/sample/q/wrong-option", form, htmx=True)
    assert 'data-state="correct"' in reply.text
    assert "preview" not in reply.text


def test_two_languages_stand_side_by_side(open_site, content):
    damage(content, "en/course.md", "languages: [en]", "languages: [en, ar]")
    for file in sorted((content / "sample" / "en").rglob("*.md")):
        copy = content / "sample" / "ar" / file.relative_to(content / "sample" / "en")
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_text(file.read_text())
    damage(content, "ar/1-start/1-first.md", "A question has a stem", "سؤال")
    client, _catalog = open_site(previews=True)
    page = client.get("/preview/sample/first/languages")
    pair = page.one("div", class_="pair")
    cells = [(cell.get("lang"), words(cell)) for cell in pair]
    assert {language for language, _words in cells[::2]} == {"en"}
    assert {language for language, _words in cells[1::2]} == {"ar", "en"}  # what is not translated stands in English
    place = next(place for place, (_language, text) in enumerate(cells) if "A question has a stem" in text)
    assert cells[place + 1][0] == "ar"
    assert "سؤال" in cells[place + 1][1]
    again = client.get("/preview/sample/first/languages?one=ar&other=en")
    assert [cell.get("dir") for cell in again.one("div", class_="pair")][:2] == ["rtl", "ltr"]


def test_one_language_is_company_enough(open_site):
    client, _catalog = open_site(previews=True)
    page = client.get("/preview/sample/first/languages?other=xx")
    assert "This course has one language so far." in page.text
    client.get("/preview/sample/nothing/languages", status=404)
    client.get("/preview/nothing/first/languages", status=404)


def test_nobody_else_sees_any_of_it(site: Site, client: PageClient):
    assert not [rule.rule for rule in site.app.url_map.iter_rules() if "preview" in rule.rule]
    for address in ("/preview/", "/preview/epoch", "/preview/switch", "/preview/sample/first/languages"):
        client.get(address, status=404)
    for address in ("/en/", "/en/c/sample", FIRST, "/en/glossary", "/en/c/nothing"):
        text = client.client.get(address).text
        assert not re.search(r'preview|class="found"|data-epoch', text)
