"""The settings page: what can be chosen, what it does to every page, and what happens to bad values."""

import logging
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from emm.learning.preferences import CHOICES
from emm.store.people import Learner, Visit
from tests.conftest import Site
from tests.support.client import HTMX, SAME_ORIGIN, PageClient, words
from tests.support.sample import SAMPLE, write_course
from tests.web.asking import questions_of
from tests.web.serving import serving

SETTINGS = "/en/settings"
COURSE = "/en/c/sample"
FIRST = f"{COURSE}/first"
PAGES = ["/en/", COURSE, FIRST, f"{COURSE}/third", SETTINGS]
VALUES = [(choice.name, value) for choice in CHOICES for value in choice.options]


@pytest.fixture
def bilingual(site: Site, tmp_path: Path) -> Iterator[PageClient]:
    """A browser on a site in English and French."""
    french = {path.replace("en/", "fr/", 1): text for path, text in SAMPLE.items() if path.startswith("en/")}
    write_course(tmp_path, french)
    with serving(site, tmp_path) as served:
        assert served.catalog.languages == ("en", "fr")
        yield PageClient(served.app.test_client())


def stored(engine) -> list[str | None]:
    with Session(engine) as session:
        return list(session.scalars(select(Learner.preferences)))


def look(page) -> tuple[str | None, str | None, str | None]:
    html = page.one("html")
    return html.get("data-theme"), html.get("data-size"), page.one("meta", name="color-scheme").get("content")


def marked(page) -> dict[str, str]:
    """Return which option of each choice is marked."""
    inputs = [field for field in page.all("input", type="radio") if "checked" in field.attrib]
    return {field.get("name"): field.get("value") for field in inputs}


def buttons(page) -> set[str]:
    return {words(button) for button in page.all("button", class_="btn")}


def test_the_page_offers_every_choice_with_its_default(client: PageClient):
    page = client.get(SETTINGS)
    assert [words(legend) for legend in page.all("legend")] == [
        "Text size",
        "Theme",
        "Data saver",
        "Questions per review",
        "Review",
        "Keep reviewing",
        '"Not sure" button',
    ]
    assert [words(label) for label in page.all("label")] == [
        *("Normal", "Large", "Larger", "Largest"),
        *("Same as device", "Light", "Dark"),
        *("Off", "On"),
        *("5", "9", "12"),
        *("On", "Off"),
        *("Off", "On"),
        *("Show", "Hide"),
    ]
    assert marked(page) == {
        "size": "100",
        "theme": "device",
        "saver": "off",
        "questions": "9",
        "review": "on",
        "keep": "off",
        "unsure": "show",
    }
    assert "Saved." not in page.text


def test_every_page_leads_to_the_settings(client: PageClient):
    for path in PAGES:
        assert [a.get("href") for a in client.get(path).all("a") if words(a) == "Settings"] == [SETTINGS]


def test_reading_the_settings_leaves_no_trace(client: PageClient, engine):
    for path in (SETTINGS, f"{SETTINGS}?saved"):
        assert "Set-Cookie" not in client.get(path).response.headers
    assert stored(engine) == []


def test_saving_makes_a_record_and_one_cookie(client: PageClient, engine):
    response = client.client.post(SETTINGS, data={"theme": "dark"}, headers=SAME_ORIGIN)
    assert (response.status_code, response.location) == (303, f"{SETTINGS}?saved")
    assert len(response.headers.getlist("Set-Cookie")) == 1
    assert stored(engine) == ['{"theme": "dark", "saver": "off"}']
    client.post(SETTINGS, {"theme": "light"})
    assert stored(engine) == ['{"theme": "light", "saver": "off"}']
    with Session(engine) as session:
        assert session.scalar(select(func.count()).select_from(Visit)) == 1


@pytest.mark.parametrize(("name", "value"), VALUES)
def test_each_value_is_kept_and_shown(client: PageClient, name: str, value: str):
    page = client.post(SETTINGS, {name: value})
    assert words(page.one("p", class_="saved")) == "Saved."
    assert marked(page)[name] == marked(client.get(SETTINGS))[name] == value


@pytest.mark.parametrize("theme", ["device", "light", "dark"])
@pytest.mark.parametrize("size", ["100", "112", "125", "150"])
def test_the_look_is_on_every_page_from_the_first_byte_on(client: PageClient, theme: str, size: str):
    client.post(SETTINGS, {"theme": theme, "size": size})
    schemes = "light dark" if theme == "device" else theme
    for path in PAGES:
        assert look(client.get(path)) == (theme, size, schemes)
    assert look(client.get("/en/nothing", status=404)) == (theme, size, schemes)
    assert look(client.get("/nothing/at/all", status=404)) == (theme, size, schemes)


def test_visitors_have_the_defaults_whatever_others_chose(client: PageClient, site: Site):
    client.post(SETTINGS, {"theme": "dark", "size": "150", "saver": "on", "unsure": "hide"})
    visitor = PageClient(site.app.test_client())
    for path in PAGES:
        assert look(visitor.get(path)) == ("device", "100", "light dark")
    assert "Not sure – check anyway" in buttons(visitor.get(FIRST))


def test_the_button_for_those_who_are_not_sure_can_be_hidden(client: PageClient):
    client.post(SETTINGS, {"unsure": "hide"})
    assert "Not sure – check anyway" not in buttons(client.get(FIRST))
    again = client.answer(FIRST, "wrong-option", answer="a", htmx=True)
    assert again.card("wrong-option").get("data-state") == "retry"
    opened = client.answer(FIRST, "wrong-option", action="again", htmx=True)
    assert buttons(opened) >= {"Check answer"}
    assert "Not sure – check anyway" not in buttons(opened)
    client.post(SETTINGS, {"unsure": "show"})
    assert "Not sure – check anyway" in buttons(client.get(FIRST))


def test_learners_who_chose_differently_never_get_each_others_page(site: Site):
    chosen = [
        {"theme": "dark", "size": "150", "unsure": "hide", "saver": "off"},
        {"theme": "light", "size": "100", "unsure": "show", "saver": "off"},
        {"theme": "light", "size": "100", "unsure": "show", "saver": "on"},
    ]
    learners = [PageClient(site.app.test_client()) for _ in chosen]
    for each, choices in zip(learners, chosen, strict=True):
        each.post(SETTINGS, choices)
    for _ in range(2):
        for each, choices in zip(learners, chosen, strict=True):
            page = each.get(FIRST)
            assert look(page)[:2] == (choices["theme"], choices["size"])
            assert ("Not sure – check anyway" in buttons(page)) == (choices["unsure"] == "show")
            assert bool(page.all("a", href=f"{FIRST}?show=figure-1#figure-1")) == (choices["saver"] == "on")
            assert page.response.headers["Cache-Control"] == "no-store"


def test_with_htmx_only_the_words_come_back_and_carry_the_look(client: PageClient, engine):
    page = client.post(SETTINGS, {"theme": "dark", "size": "125"}, htmx=True)
    said = page.one("p")
    assert (words(said), said.get("data-theme"), said.get("data-size")) == ("Saved.", "dark", "125")
    assert "<html" not in page.text
    whole = client.get(f"{SETTINGS}?saved")
    assert page.text.strip() in whole.text
    assert whole.one("div", id="outcome").get("role") == "status"
    assert stored(engine) == ['{"size": "125", "theme": "dark", "saver": "off"}']


@pytest.mark.parametrize("name", [choice.name for choice in CHOICES if choice.options])
@pytest.mark.parametrize("value", ["", "pink", "ON", "dark ", "x" * 20_000, "<b>", "None"])
def test_a_bad_value_is_refused_in_words_and_nothing_is_lost(client: PageClient, engine, name: str, value: str):
    others = {"size": "125", "theme": "light", "saver": "on"}
    others |= {"questions": "5", "review": "off", "keep": "on", "unsure": "hide"}
    page = client.post(SETTINGS, others | {name: value}, status=422)
    assert page.title.startswith("Error: Settings")
    heading = page.one("h2", tabindex="-1")
    assert (words(heading), "autofocus" in heading.attrib) == ("Please check your settings", True)
    assert words(page.one("p", id=f"{name}-error")) == "Choose one of these."
    assert page.one("div", id=name).get("data-error") is not None
    assert [a.get("href") for a in page.one("div", class_="sum").iter() if a.get("href")] == [f"#{name}"]
    assert marked(page) == {other: chosen for other, chosen in others.items() if other != name}
    assert "Set-Cookie" not in page.response.headers
    assert stored(engine) == []


def test_a_bad_value_with_htmx(client: PageClient, engine):
    page = client.post(SETTINGS, {"theme": "pink"}, status=422, htmx=True)
    assert words(page.one("li")) == "Theme: Choose one of these."
    assert "<html" not in page.text
    assert "pink" not in page.text
    assert stored(engine) == []


def test_a_choice_that_the_form_lacks_stays_as_it_was(client: PageClient, engine):
    client.post(SETTINGS, {"theme": "dark", "unsure": "hide"})
    client.post(SETTINGS, {"size": "112", "language": "fr", "seed": "3", "gone": "x"})
    assert stored(engine) == ['{"size": "112", "theme": "dark", "saver": "off", "unsure": "hide"}']


def test_only_forms_are_read(client: PageClient, engine):
    assert client.client.post(SETTINGS, json={"theme": "dark"}, headers=SAME_ORIGIN).status_code == 415
    assert stored(engine) == []


def test_a_browser_that_says_nothing_brings_the_token(client: PageClient, engine):
    client.post(SETTINGS, {"theme": "dark"})
    token = client.get(SETTINGS).one("input", name="csrf_token").get("value")
    assert client.client.post(SETTINGS, data={"theme": "light"}).status_code == 403
    assert client.client.post(SETTINGS, data={"theme": "light", "csrf_token": token}).status_code == 303
    assert stored(engine) == ['{"theme": "light", "saver": "off"}']


def test_answers_and_choices_stand_in_one_record(client: PageClient, engine):
    client.answer(FIRST, "wrong-option", answer="b")
    client.post(SETTINGS, {"theme": "dark"})
    page = client.get(FIRST)
    assert page.card("wrong-option").get("data-state") == "correct"
    assert look(page)[0] == "dark"
    assert len(stored(engine)) == 1


def test_languages_are_offered_by_their_own_names(bilingual: PageClient):
    page = bilingual.get("/fr/settings")
    assert words(page.all("legend")[0]) == "Language"
    names = page.one("div", id="language").iter("{http://www.w3.org/1999/xhtml}span")
    assert [(span.get("lang"), span.get("dir"), words(span)) for span in names] == [
        ("en", "ltr", "English"),
        ("fr", "ltr", "Français"),
    ]
    assert marked(page)["language"] == "fr"
    assert marked(bilingual.get("/en/settings"))["language"] == "en"


def test_the_way_in_leads_to_the_language_that_was_chosen(bilingual: PageClient):
    ask = {"Accept-Language": "en-GB"}
    assert bilingual.client.get("/", headers=ask).location == "/en/"
    response = bilingual.client.post("/en/settings", data={"language": "fr"}, headers=SAME_ORIGIN)
    assert response.location == "/fr/settings?saved"
    root = bilingual.client.get("/", headers=ask)
    assert (root.status_code, root.location) == (303, "/fr/")
    assert {"Cookie", "Accept-Language"} <= set(root.vary)
    assert bilingual.get("/nothing/at/all", status=404, headers=ask).one("html").get("lang") == "fr"
    assert bilingual.get("/en/c/sample/first").one("html").get("lang") == "en"
    assert marked(bilingual.get("/en/settings"))["language"] == "fr"


def test_another_language_loads_the_page_anew(bilingual: PageClient):
    response = bilingual.client.post("/en/settings", data={"language": "fr"}, headers=SAME_ORIGIN | HTMX)
    assert (response.status_code, response.text) == (200, "")
    assert response.headers["HX-Redirect"] == "/fr/settings?saved"
    again = bilingual.post("/fr/settings", {"language": "fr", "theme": "dark"}, htmx=True)
    assert "HX-Redirect" not in again.response.headers


def test_a_language_that_is_not_offered_cannot_be_chosen(bilingual: PageClient, engine):
    page = bilingual.post("/en/settings", {"language": "ar"}, status=422)
    assert words(page.one("p", id="language-error")) == "Choose one of these."
    assert stored(engine) == []


def test_a_language_that_is_not_offered_any_more_is_forgotten_kindly(bilingual: PageClient, site: Site, engine):
    bilingual.post("/en/settings", {"language": "fr"})
    cookie = bilingual.client.get_cookie("emm")
    assert cookie
    client = PageClient(site.app.test_client())
    client.client.set_cookie("emm", cookie.value)
    assert client.client.get("/").location == "/en/"
    assert words(client.post(SETTINGS, {"theme": "dark"}).one("p", class_="saved")) == "Saved."
    assert stored(engine) == ['{"language": "fr", "theme": "dark", "saver": "off"}']


def test_reading_asks_the_database_no_more_than_before(client: PageClient):
    """Who is it, with all that was chosen; and what did they do here."""
    client.post(SETTINGS, {"theme": "dark", "saver": "on", "unsure": "hide"})
    assert len(questions_of(client, FIRST)) == 2


def test_what_is_chosen_is_not_in_the_logs(client: PageClient, caplog: pytest.LogCaptureFixture):
    caplog.set_level(logging.DEBUG)
    client.post(SETTINGS, {"theme": "dark", "size": "150", "unsure": "hide"})
    client.post(SETTINGS, {"theme": "zanzibar-7391"}, status=422)
    client.get(FIRST)
    assert not re.search(r"dark|\b150\b|hide|zanzibar", caplog.text)


def test_while_the_database_cannot_be_read_pages_tell_so_in_the_default_look(client: PageClient, monkeypatch):
    client.post(SETTINGS, {"theme": "dark"})

    def broken(*_arguments):
        raise OperationalError("SELECT", {}, Exception("gone"))

    monkeypatch.setattr("emm.learning.learners.find", broken)
    page = client.get(FIRST, status=503)
    assert words(page.one("h1")) == "Please come back in a minute"
    assert look(page)[0] == "device"
    assert client.client.get("/").location == "/en/"
    assert look(client.get("/en/nothing", status=404))[0] == "device"
