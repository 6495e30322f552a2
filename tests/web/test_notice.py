"""While nothing can be saved, pages say so at their top, and nobody finds it out by losing an answer."""

from threading import Event

import pytest

from emm.web import watching
from emm.web.saving import Saving
from emm.web.services import Services
from tests.conftest import Site
from tests.support.client import PageClient

LESSON = "/en/c/sample/first"
WORDS = "Nothing can be saved right now. You can go on reading, and send your answers later."


@pytest.fixture
def saving(site: Site):
    """What the site knows of its database."""
    services: Services = site.app.extensions["emm"]
    yield services.saving
    services.saving.note(works=True)


@pytest.mark.parametrize("path", ["/en/", LESSON, "/en/search", "/en/privacy"])
def test_every_page_tells(client: PageClient, saving: Saving, path: str):
    assert WORDS not in client.get(path).text
    saving.note(works=False)
    page = client.get(path)
    assert page.text.count(WORDS) == 1
    assert next(one.get("class") for one in page.one("main")) == "notice"
    saving.note(works=True)
    assert WORDS not in client.get(path).text


def test_it_is_put_before_what_a_reader_has_done(client: PageClient, saving: Saving):
    client.answer(LESSON, "half-right", answer="a")
    saving.note(works=False)
    assert client.get(LESSON).text.count(WORDS) == 1


def test_error_pages_have_words_of_their_own(client: PageClient, saving: Saving):
    saving.note(works=False)
    assert WORDS not in client.get("/en/c/none", status=404).text


def test_what_was_saved_ends_it(client: PageClient, saving: Saving):
    saving.note(works=False)
    client.answer(LESSON, "half-right", answer="a")
    assert saving.works


def test_it_is_tried_again_while_nobody_sends_anything(site: Site, saving: Saving, monkeypatch: pytest.MonkeyPatch):
    tries = iter([False, False, True])

    def can_write(_services: Services) -> bool:
        saving.note(works=next(tries))
        return saving.works

    monkeypatch.setattr(watching, "LOOK_EVERY", 0.001)
    monkeypatch.setattr(Services, "can_write", can_write)
    monkeypatch.setattr(watching, "note_failures", lambda: None)  # what failed in other tests could be written down
    stopped = Event()
    saving.note(works=False)
    thread = watching.begin(site.app, stopped)
    while not saving.works:
        thread.join(0.01)
    thread.join(0.05)
    stopped.set()
    thread.join(5)
    assert list(tries) == [], "three tries, and none once it works"
