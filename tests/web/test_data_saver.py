"""The data saver: figures and recordings are not sent until they are asked for, and their words always are."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import Site
from tests.support.client import HTMX, PageClient, words
from tests.support.sample import Files, write_course
from tests.web.serving import serving

FIRST = "/en/c/sample/first"
SETTINGS = "/en/settings"
SAVE_DATA = {"Save-Data": "on"}
LESSON = "/en/c/sample/second"
TALK = "![Audio: A talk](../../media/talk.opus)\n\n#### Transcript\n\nEvery word of it.\n\n## More\n\n"
FIGURE = '![A ring](../../figures/loop.svg "A loop")\n\n1. Begin.\n\n**Description:** Round and round.\n\n'
QUESTION = f"""\
### Question: Which way round?

`id: which-way; objective: lo1; level: remember`

{FIGURE}Look at it.

- [ ] a) Left
  > No.
- [x] b) Right
  > Yes.

**Why:** It is drawn so.
"""
SIZE = 410_321


@pytest.fixture
def heard(site: Site, tmp_path: Path) -> Iterator[PageClient]:
    """A browser on a site with a lesson that has figures and a recording."""
    lesson = "---\nid: second\ntitle: Second\nobjectives: [lo1, lo2]\ngoal: Use both.\n---\n\n## Both\n\n"
    files: Files = {
        "en/1-start/2-second.md": lesson + TALK + FIGURE + QUESTION,
        "media/talk.opus": b"OggS".ljust(SIZE, b"\0"),
    }
    write_course(tmp_path, files)
    with serving(site, tmp_path) as served:
        assert not [one for one in served.catalog.problems if one[1].is_error]
        yield PageClient(served.app.test_client())


def saving(client: PageClient) -> PageClient:
    client.post(SETTINGS, {"saver": "on"})
    return client


def links(page) -> list[str]:
    """Return the words and the address of each link that asks for something."""
    found = [a for a in page.all("a", class_="btn") if "?show=" in a.get("href", "")]
    return [f"{words(a)} -> {a.get('href')}" for a in found]


def test_without_it_all_is_sent(client: PageClient):
    page = client.get(FIRST)
    assert len(page.all("figure")) == len(re.findall("<svg", page.text)) == 1
    assert links(page) == []


def test_with_it_a_figure_waits_and_its_words_do_not(client: PageClient):
    page = saving(client).get(FIRST)
    assert "<svg" not in page.text
    assert links(page) == [f"Show figure (1 kB): Four steps in a circle -> {FIRST}?show=figure-1#figure-1"]
    figure = page.one("figure", id="figure-1")
    assert words(figure).startswith("Four steps in a circle Show figure (1 kB)")
    assert words(figure).endswith("Figure 1. How a question goes round Read. Choose. Check. Learn.")


def test_asking_without_scripts(client: PageClient):
    page = saving(client).get(f"{FIRST}?show=figure-1")
    assert page.text.count("<svg") == 1
    assert "<svg" in page.text[page.text.index('id="figure-1"') :]
    assert links(page) == []
    assert "<svg" not in client.get(FIRST).text, "what one asked for is for that page"


def test_asking_with_htmx_gives_the_figure_of_the_page(client: PageClient):
    asked = f"{FIRST}?show=figure-1"
    fragment = saving(client).get(asked, headers=HTMX)
    assert fragment.text.strip().startswith('<figure class="fig" id="figure-1">')
    assert fragment.text.strip() in client.get(asked).text


def test_a_visitor_can_ask_as_well(client: PageClient):
    assert "<svg" not in client.get(FIRST, headers=SAVE_DATA).text
    for headers in (SAVE_DATA, SAVE_DATA | HTMX):
        page = client.get(f"{FIRST}?show=figure-1", headers=headers)
        assert page.text.count("<svg") == 1
        assert "Set-Cookie" not in page.response.headers


def test_what_a_lesson_does_not_have_cannot_be_asked_for(client: PageClient):
    names = ["figure-2", "audio-1", "x", ""]
    for name in names:
        client.get(FIRST, query_string={"show": name}, headers=HTMX, status=404)
        assert "<svg" not in saving(client).get(FIRST, query_string={"show": name}).text


def test_recordings_wait_with_their_size_and_their_words_are_there(heard: PageClient):
    page = saving(heard).get(LESSON)
    assert links(page) == [
        f"Play audio (411 kB): A talk -> {LESSON}?show=audio-1#audio-1",
        f"Show figure (1 kB): A ring -> {LESSON}?show=figure-1#figure-1",
        f"Show figure (1 kB): A ring -> {LESSON}?show=figure-2#figure-2",
    ]
    assert not page.all("audio")
    assert "/media/" not in page.text
    assert "Every word of it." in page.text
    assert page.text.count("Round and round.") == 2


def test_what_was_asked_for_stays_while_more_is_asked_for(heard: PageClient):
    page = saving(heard).get(f"{LESSON}?show=figure-2&show=audio-1")
    player = page.one("audio")
    assert player.get("src") == "/en/c/sample/media/talk.opus"
    assert {"autoplay", "controls"} <= set(player.attrib)
    assert page.text.count("<svg") == 1
    assert links(page) == [
        f"Show figure (1 kB): A ring -> {LESSON}?show=audio-1&show=figure-2&show=figure-1#figure-1",
    ]
    fragment = heard.get(f"{LESSON}?show=figure-1&show=audio-1", headers=HTMX)
    assert len(fragment.all("audio")) == len(fragment.all("figure")) == 1


def test_a_recording_that_is_simply_there_does_not_load_or_play_by_itself(heard: PageClient):
    player = heard.get(LESSON).one("audio")
    assert (player.get("preload"), "autoplay" in player.attrib) == ("none", False)


def test_a_figure_in_a_question_waits_too(heard: PageClient):
    saving(heard)
    fragment = heard.answer(LESSON, "which-way", answer="a", htmx=True)
    assert fragment.card("which-way").get("data-state") == "retry"
    assert "<svg" not in fragment.text
    assert len(links(fragment)) == 1
    heard.post(SETTINGS, {"saver": "off"})
    assert heard.answer(LESSON, "which-way", action="again", htmx=True).text.count("<svg") == 1


@pytest.mark.parametrize("header", ["on", "ON", "on;x", " on ; x"])
def test_a_browser_that_saves_data_is_believed(client: PageClient, header: str):
    page = client.get(FIRST, headers={"Save-Data": header})
    assert "<svg" not in page.text
    assert "Save-Data" in page.response.headers["Vary"]
    offered = client.get(SETTINGS, headers={"Save-Data": header})
    assert "checked" in offered.one("input", id="saver-on").attrib


@pytest.mark.parametrize("header", ["off", "", "only", "no;once"])
def test_other_words_of_a_browser_change_nothing(client: PageClient, header: str):
    assert "<svg" in client.get(FIRST, headers={"Save-Data": header}).text


def test_a_learner_who_chose_nothing_gets_what_the_browser_asks_for(client: PageClient):
    client.answer(FIRST, "wrong-option", answer="b")
    assert "<svg" not in client.get(FIRST, headers=SAVE_DATA).text
    assert "<svg" in client.get(FIRST).text


def test_a_choice_counts_for_more_than_the_browser(client: PageClient):
    client.post(SETTINGS, {"saver": "off"})
    assert "<svg" in client.get(FIRST, headers=SAVE_DATA).text
    client.post(SETTINGS, {"saver": "on"})
    assert "<svg" not in client.get(FIRST).text


def test_visitors_are_served_by_what_their_browser_asks_for(client: PageClient, site: Site):
    full, light = client.get(FIRST), client.get(FIRST, headers=SAVE_DATA)
    etags = [page.response.headers["ETag"] for page in (full, light)]
    assert etags[0] != etags[1]
    for headers, own, other in (({}, etags[0], etags[1]), (SAVE_DATA, etags[1], etags[0])):
        for _ in range(2):
            again = client.client.get(FIRST, headers={"If-None-Match": own} | headers)
            assert (again.status_code, again.data, again.headers["ETag"]) == (304, b"", own)
            assert "Save-Data" in again.headers["Vary"]
            assert client.client.get(FIRST, headers={"If-None-Match": other} | headers).status_code == 200
    assert ("<svg" in full.text, "<svg" in light.text) == (True, False)


@pytest.mark.parametrize(
    ("count", "told"),
    [
        (0, "1 kB"),
        (1, "1 kB"),
        (1000, "1 kB"),
        (1001, "2 kB"),
        (999_000, "999 kB"),
        (999_001, "1 MB"),
        (3_150_000, "3.2 MB"),
    ],
)
def test_sizes_are_told_in_words_that_people_know(count: int, told: str):
    from emm.rendering import locale_for, size

    assert size(count, locale_for("en")) == told


def test_sizes_are_told_in_the_language_of_the_page():
    from emm.rendering import locale_for, size

    assert size(3_150_000, locale_for("fr")).replace("\u202f", " ").replace("\xa0", " ") == "3,2 Mo"
