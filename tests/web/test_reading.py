"""Reading leaves no trace, and what a reader gets is complete."""

import gzip
import re

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from emm.store.people import Learner, Visit
from tests.conftest import Site
from tests.support.client import PageClient, words

COURSE = "/en/c/sample"
LOOKED_UP = ["/en/glossary", "/en/glossary?q=d", "/en/search", "/en/search?q=stem", "/en/help", "/en/privacy"]
PARTS = [f"{COURSE}/{part}" for part in ("print", "first", "second", "third", "t/start", "t/more")]
PAGES = ["/en/", COURSE, *PARTS, *LOOKED_UP]


def test_s53_a_reader_gets_no_cookie_and_no_row(client: PageClient, engine):
    for path in PAGES:
        page = client.get(path)
        assert "Set-Cookie" not in page.response.headers
    with Session(engine) as session:
        assert session.scalar(select(func.count()).select_from(Learner)) == 0
        assert session.scalar(select(func.count()).select_from(Visit)) == 0


def test_every_page_is_the_same_for_a_learner(client: PageClient):
    """What somebody looks up does not depend on who looks."""
    pages = [*LOOKED_UP, f"{COURSE}/print"]
    before = [words(client.get(path).one("main")) for path in pages]
    client.answer(f"{COURSE}/first", "wrong-option", answer="b")
    assert [words(client.get(path).one("main")) for path in pages] == before


def test_every_page_leads_to_what_can_be_looked_up(client: PageClient):
    for path in PAGES:
        links = {link.get("href") for link in client.get(path).one("nav", id="menu").iter() if link.get("href")}
        assert links >= {"/en/", "/en/glossary", "/en/search", "/en/help", "/en/privacy"}


def test_the_way_in_leads_to_the_language_of_the_browser(client: PageClient):
    response = client.client.get("/", headers={"Accept-Language": "en-GB, fr;q=0.5"})
    assert (response.status_code, response.location) == (303, "/en/")


def test_a_visitor_gets_a_stored_page_and_a_short_answer_the_second_time(client: PageClient):
    first = client.get(f"{COURSE}/first")
    etag = first.response.headers["ETag"]
    again = client.client.get(f"{COURSE}/first", headers={"If-None-Match": etag})
    assert (again.status_code, again.data) == (304, b"")
    assert again.headers["ETag"] == etag
    assert first.response.headers["Cache-Control"] == "no-cache"


def test_a_part_of_a_file_is_sent_as_it_is(client: PageClient):
    with client.client.get("/static/emm.css", headers={"Accept-Encoding": "gzip", "Range": "bytes=0-999"}) as part:
        assert (part.status_code, len(part.data)) == (206, 1000)
        assert "Content-Encoding" not in part.headers


@pytest.mark.parametrize("name", ["emm.css", "htmx.min.js"])
def test_a_file_is_compressed_as_well_as_can_be(client: PageClient, name: str):
    with client.client.get(f"/static/{name}", headers={"Accept-Encoding": "identity"}) as plain:
        text = plain.data
    with client.client.get(f"/static/{name}", headers={"Accept-Encoding": "gzip"}) as sent:
        assert gzip.decompress(sent.data) == text
        assert len(sent.data) <= len(gzip.compress(text, 9))


def test_a_page_is_compressed_for_those_who_can_read_it(client: PageClient):
    plain = client.client.get(f"{COURSE}/first").data
    packed = client.client.get(f"{COURSE}/first", headers={"Accept-Encoding": "gzip"})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.data) == plain


def test_a_browser_is_told_of_the_style_before_it_has_read_the_page(client: PageClient):
    page = client.get(f"{COURSE}/first")
    style = page.one("link", rel="stylesheet").get("href")
    told = page.response.headers["Link"]
    assert told == f"<{style}>; rel=preload; as=style"
    etag = page.response.headers["ETag"]
    assert client.client.get(f"{COURSE}/first", headers={"If-None-Match": etag}).headers["Link"] == told
    assert client.client.get(f"{COURSE}/nowhere").headers["Link"] == told


def test_a_visitor_keeps_the_arrangement_of_the_page_in_the_browser(client: PageClient, site: Site):
    site.world.seed = 5
    etag = client.get(f"{COURSE}/first").response.headers["ETag"]
    site.world.seed = 7
    answer = client.client.get(f"{COURSE}/first", headers={"If-None-Match": etag})
    assert answer.status_code == 304
    site.world.seed = 0


def test_the_course_page_invites_a_new_reader(client: PageClient):
    page = client.get(COURSE)
    assert words(page.one("a", class_="btn")) == "Start lesson 1"
    assert not page.all("progress")
    assert [words(h) for h in page.all("h2")][1:3] == ["Topic 1: How it starts", "Topic 2: What comes after"]


def test_a_lesson_shows_all_its_parts(client: PageClient):
    page = client.get(f"{COURSE}/first")
    assert words(page.one("h1")) == "The first lesson"
    assert page.title == "The first lesson – A sample course – Test site"
    assert words(page.one("p", id="standing")).startswith("Lesson 1 of 3 – about ")
    assert len(page.all("figure")) == 1
    assert "A wrong option that somebody might really believe." in words(page.one("section", class_="words"))
    assert "The tests, a book about tests, 2027." in words(page.one("section", class_="sources"))
    assert [s.get("data-kind") for s in page.all("section", class_="q")] == ["guess", "single", "single"]


def test_a_lesson_that_was_renamed_is_found_under_its_old_name(client: PageClient):
    response = client.client.get(f"{COURSE}/old-second")
    assert (response.status_code, response.location) == (301, f"{COURSE}/second")


def test_the_address_of_a_question_leads_to_its_place(client: PageClient):
    response = client.client.get(f"{COURSE}/q/parts")
    assert (response.status_code, response.location) == (303, f"{COURSE}/second#q-parts")


def test_links_in_the_text_lead_to_pages(client: PageClient):
    page = client.get(f"{COURSE}/second")
    link = next(a for a in page.all("a") if words(a) == "the first lesson")
    assert link.get("href") == f"{COURSE}/first#s-what-is-in-a-question"
    assert client.get(f"{COURSE}/first").one("h2", id="s-what-is-in-a-question") is not None


def test_static_files_may_be_kept_for_a_year_under_their_fingerprint(client: PageClient):
    page = client.get(COURSE)
    address = page.one("link", rel="stylesheet").get("href") or ""
    with client.client.get(address) as kept, client.client.get(address.partition("?")[0]) as asked_for_again:
        assert kept.headers["Cache-Control"] == "public, max-age=31536000, immutable"
        assert asked_for_again.headers["Cache-Control"] == "no-cache"


def unkeyed(page: str) -> str:
    """Return the page without what is new in each rendering: the keys and tokens of its forms."""
    return re.sub(r'name="(key|csrf_token)" value="[^"]*"', "", page)


STEPS = [("", "a"), ("hint", "b"), ("again", ""), ("", "c"), ("", "b"), ("show", ""), ("again", "")]


@pytest.mark.parametrize("question", ["wrong-option", "half-right", "guess-parts"])
def test_a_kept_page_is_the_page_that_would_be_made(client: PageClient, site: Site, question: str):
    """Whatever a learner has done: the page they get from the store is the one that would be rendered for them."""
    kept = site.app.extensions["emm-skeletons"]
    for action, letter in STEPS:
        path = f"{COURSE}/q/{question}" + (f"/{action}" if action else "")
        form = {"answer": letter, "key": site.world.new_id()}
        client.client.post(path, data=form, headers={"Sec-Fetch-Site": "same-origin"})
        for address in (f"{COURSE}/first", f"{COURSE}/first?q={question}"):
            found = [unkeyed(client.client.get(address).text) for _ in range(2)]
            kept.__init__(10)  # forget everything
            found.append(unkeyed(client.client.get(address).text))
            assert found[0] == found[1] == found[2]
        if action == "again":
            site.world.sleep(days=1)


def test_learners_who_stand_alike_get_keys_of_their_own(site: Site):
    learners = [PageClient(site.app.test_client()) for _ in range(2)]
    for each in learners:
        each.answer(f"{COURSE}/first", "wrong-option", answer="a")
    pages = [each.get(f"{COURSE}/first").text for each in (*learners, learners[0])]
    assert unkeyed(pages[0]) == unkeyed(pages[1]) == unkeyed(pages[2])
    one, other, again = ({*re.findall(r'name="key" value="([^"]+)"', page)} for page in pages)
    assert one.isdisjoint(other | again)
    assert other.isdisjoint(again)
    assert len(one) == 3
