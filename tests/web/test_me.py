"""My progress: what was done, and one's data to see, to take along and to delete, for guests too (P9, S54)."""

import json
import logging
import re
import shutil
from contextlib import closing
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from threading import Event
from zipfile import ZipFile

import html5lib
import pytest
from sqlalchemy import Engine, func, select

from emm.errors import Unavailable
from emm.learning import forgetting
from emm.learning.takeaway import WITHHELD
from emm.store import schema
from emm.store.base import Base
from emm.store.engine import make_engine, writing
from emm.store.people import Duty, Learner, Visit
from emm.store.tries import Tries
from emm.web import create_app, daily
from emm.web.database import db
from emm.web.pages.me import DOWNLOADS
from tests.conftest import COURSES, Site
from tests.support.client import html5lib_errors, words
from tests.support.people import FIRST, Person
from tests.web.serving import serving

MARKER = "Zanzibar-7391"


@pytest.fixture
def guest(site: Site) -> Person:
    """Somebody who has answered one question, and has no account."""
    person = Person(site.app)
    person.answer()
    return person


@pytest.fixture
def amina(guest: Person) -> Person:
    """The same with a resume code, a user name and a password."""
    guest.choose_name()
    guest.get_code()
    return guest


def ids_of(person: Person) -> list[str]:
    """Return the ids of the browsers in the list of sign-ins that can be signed out."""
    forms = person.client.get("/en/me").all("form")
    return re.findall(r"sign-ins/(\w+)/end", " ".join(form.get("action") or "" for form in forms))


def taken(person: Person) -> ZipFile:
    """Download the data."""
    page = person.client.get("/en/me")
    token = page.all("input", name="csrf_token")[0].get("value")
    reply = person.http.post("/en/me/download", data={"csrf_token": token})
    assert reply.status_code == 200
    assert reply.headers["Content-Disposition"].startswith('attachment; filename="my-data-')
    assert reply.headers["Cache-Control"] == "no-store"
    return ZipFile(BytesIO(reply.data))


def test_a_visitor_sees_where_to_begin(site: Site):
    page = Person(site.app).client.get("/en/me")
    assert "Nothing here yet. Start with lesson 1, it takes" in words(page.one("main"))
    assert page.one("a", class_="btn").get("href") == FIRST
    assert not page.all("form")


def test_what_was_done_is_told_in_words(guest: Person):
    text = words(guest.client.get("/en/me").one("main"))
    assert "0 of 3 lessons · about" in text
    assert "Continue: The first lesson" in text
    assert "Your progress is saved on this device only." in text
    assert "%" not in text


def test_the_next_days_of_review_are_told(guest: Person):
    section = guest.client.get("/en/me").one("section", aria_labelledby="coming")
    assert "1 question" in words(section)


def test_what_is_known_is_told_by_objective(guest: Person):
    page = guest.client.get("/en/me")
    known = [words(p) for p in page.all("p") if "Practised" in words(p)]
    assert known
    assert any(re.fullmatch(r"Practised 1 of \d+ questions?\. 1 right first time\.", line) for line in known)


def test_notes_stand_here_and_nowhere_else(site: Site, tmp_path: Path):
    content = tmp_path / "content"
    shutil.copytree(COURSES, content)
    lesson = content / "sample/en/1-start/1-first.md"
    lesson.write_text(lesson.read_text() + "\n### Reflect: What will you do?\n`id: my-plan`\n")
    with serving(site, content) as served:
        assert not served.catalog.problems, served.catalog.problems
        person = Person(served.app)
        person.client.answer(FIRST, "my-plan", answer=f"{MARKER}\n<b>two lines</b>")
        page = person.client.get("/en/me")
        assert words(page.one("p", class_="own-words")) == f"{MARKER} <b>two lines</b>"
        assert "Only you can see these." in words(page.one("main"))
        other = Person(served.app)
        other.answer()
        assert MARKER not in other.client.get("/en/me").text


def test_sign_ins_are_listed_without_anything_about_devices(site: Site, amina: Person, engine: Engine):
    code = amina.get_code()
    other = Person(site.app)
    other.http.environ_base["HTTP_USER_AGENT"] = MARKER
    other.sign_in(code, keep="yes")
    page = amina.client.get("/en/me")
    assert [words(h) for h in page.one("section", aria_labelledby="sign-ins").iter() if h.tag.endswith("}h3")] == [
        "This browser",
        "Another browser",
    ]
    assert MARKER not in page.text
    with engine.connect() as connection:
        hashes = connection.scalars(select(Visit.token_hash)).all()
    assert not any(one in page.text for one in hashes)
    assert amina.token not in page.text


def test_s5_one_browser_can_be_signed_out(site: Site, amina: Person):
    code = amina.get_code()
    one, two = Person(site.app), Person(site.app)
    one.sign_in(code)
    (visit,) = ids_of(amina)
    two.sign_in(code)
    amina.send("/en/me", f"/en/me/sign-ins/{visit}/end")
    assert (amina.is_known, one.is_known, two.is_known) == (True, False, True)


def test_s32_nobody_signs_the_browser_of_another_out(site: Site, amina: Person):
    code = amina.get_code()
    hers = Person(site.app)
    hers.sign_in(code)
    (visit,) = ids_of(amina)
    thief = Person(site.app)
    thief.answer()
    token = thief.client.get("/en/me").all("input", name="csrf_token")[0].get("value")
    for one in (visit, "0" * 12, "x", "..%2f"):
        thief.http.post(f"/en/me/sign-ins/{one}/end", data={"csrf_token": token})
    assert amina.is_known
    assert hers.is_known


@pytest.mark.parametrize("path", ["/en/me/shared", "/en/me/sign-ins/0123/end", "/en/me/download", "/en/me/delete"])
def test_s32_a_visitor_can_do_nothing_here(site: Site, guest: Person, path: str):
    person = Person(site.app)
    token = person.client.get("/en/sign-in").one("input", name="csrf_token").get("value")
    assert person.http.post(path, data={"csrf_token": token, "word": "DELETE"}).status_code == 403
    assert guest.is_known


@pytest.mark.parametrize("path", ["/en/me/shared", "/en/me/sign-ins/0123/end", "/en/me/download", "/en/me/delete"])
@pytest.mark.parametrize("headers", [{}, {"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://elsewhere.example"}])
def test_s13_no_form_of_another_site_touches_the_data(guest: Person, path: str, headers: dict[str, str]):
    token = "" if not headers else guest.client.get("/en/me").all("input", name="csrf_token")[0].get("value")
    reply = guest.http.post(path, data={"word": "DELETE", "csrf_token": token}, headers=headers)
    assert reply.status_code == 403
    assert guest.is_known


def test_a_shared_device_forgets_when_the_browser_is_closed(site: Site, guest: Person):
    page = guest.send("/en/me", "/en/me/shared")
    cookie = page.response.history[0].headers["Set-Cookie"]
    assert "Max-Age" not in cookie
    assert "Expires" not in cookie
    assert "Until it is closed." in words(page.one("main"))
    assert not [button for button in page.all("button") if words(button) == "This is a shared device"]
    assert guest.has_answered()
    site.world.sleep(days=1)
    assert not guest.is_known


def test_s54_the_download_holds_everything_but_secrets(amina: Person, engine: Engine):
    archive = taken(amina)
    assert sorted(archive.namelist()) == ["my-data.html", "my-data.json"]
    found = json.loads(archive.read("my-data.json"))
    of_learners = {t.name for t in Base.metadata.sorted_tables if "learner_id" in t.columns} | {"learner"}
    assert set(found) == of_learners
    assert found["account"][0]["name"] == "amina"
    assert found["attempt"][0]["response"] == "b"
    assert len(found["visit"]) == 1
    text = archive.read("my-data.json").decode() + archive.read("my-data.html").decode()
    with engine.connect() as connection:
        for table in Base.metadata.sorted_tables:
            for column in table.columns:
                if column.name in WITHHELD:
                    assert not any(value and value in text for value in connection.scalars(select(column)))
    assert amina.token not in text


def test_s54_the_download_can_be_read_by_people(guest: Person):
    text = taken(guest).read("my-data.html").decode()
    tree = html5lib.parse(text, namespaceHTMLElements=False)
    assert tree.get("lang") == "en"
    assert not html5lib_errors(text)
    assert re.search(r"You answered: [A-Z]", text)
    assert "Sample" in text or "sample" in text
    assert "<script" not in text


def test_s21_what_was_typed_is_not_markup_in_the_download(site: Site):
    person = Person(site.app)
    person.answer()
    person.choose_name("o'Neill-x+y@z")
    text = taken(person).read("my-data.html").decode()
    assert "o&#39;Neill" in text


def test_s45_downloads_are_limited(guest: Person):
    for _ in range(DOWNLOADS.most):
        taken(guest)
    token = guest.client.get("/en/me").all("input", name="csrf_token")[0].get("value")
    reply = guest.http.post("/en/me/download", data={"csrf_token": token})
    assert reply.status_code == 429
    assert int(reply.headers["Retry-After"]) > 0


@pytest.mark.parametrize("person", ["guest", "amina"])
def test_s54_everything_is_deleted_in_two_steps(
    request: pytest.FixtureRequest, site: Site, engine: Engine, person: str, tmp_path: Path
):
    someone: Person = request.getfixturevalue(person)
    other = Person(site.app)
    other.answer()
    question = someone.client.get("/en/me/delete")
    assert "This cannot be undone. Certificates you already have will no longer verify." in words(question.one("main"))
    page = someone.send("/en/me/delete", word=" delete ")
    assert words(page.one("h1")) == "Your data are deleted"
    assert someone.token == ""
    assert not someone.is_known
    assert other.is_known
    with engine.connect() as connection:
        assert connection.scalar(select(func.count()).select_from(Learner)) == 1
    with closing(someone.http.get("/en/me/delete")) as reply:
        assert (reply.status_code, reply.location) == (303, "/en/me")


@pytest.mark.parametrize("word", ["", "no", "DELET", "DELETE NOW", "x" * 5000])
def test_without_the_word_nothing_is_deleted(guest: Person, word: str):
    page = guest.send("/en/me/delete", status=422, word=word)
    assert words(page.one("p", id="word-error")) == "Type the word DELETE to delete your data. Nothing was deleted."
    assert guest.is_known


def test_s54_who_was_deleted_is_on_the_list(site: Site, guest: Person, engine: Engine):
    with engine.connect() as connection:
        learner_id = connection.scalar(select(Learner.id))
    guest.send("/en/me/delete", word="DELETE")
    assert learner_id in forgetting.forgotten(site.settings.data)


@pytest.mark.sqlite
def test_s54_no_file_of_the_database_holds_what_was_deleted(site: Site, tmp_path: Path):
    """Write-ahead log included, while the site goes on."""
    settings = replace(site.settings, data=tmp_path, database_url=f"sqlite:///{tmp_path / 'emm.sqlite3'}")
    engine = make_engine(settings.database)
    schema.upgrade(engine)
    app = create_app(settings, world=site.world, catalog=site.catalog)
    person, other = Person(app), Person(app)
    person.answer()
    person.choose_name(MARKER)
    other.choose_name("somebody else")
    files = [tmp_path / f"emm.sqlite3{end}" for end in ("", "-wal", "-shm")]
    assert any(MARKER.encode() in file.read_bytes() for file in files if file.exists())
    person.send("/en/me/delete", word="DELETE")
    left = {file.name for file in tmp_path.iterdir() if MARKER.lower().encode() in file.read_bytes().lower()}
    assert not left
    assert any(b"somebody else" in file.read_bytes() for file in files if file.exists()), "the search finds something"
    with app.app_context():
        db.engine.dispose()
    engine.dispose()


def test_s52_logs_and_tables_hold_nothing_that_they_should_not(
    site: Site, amina: Person, engine: Engine, caplog: pytest.LogCaptureFixture
):
    """Marker strings in every field of every form about accounts."""
    caplog.set_level(logging.DEBUG)
    person = Person(site.app)
    person.http.environ_base["HTTP_USER_AGENT"] = MARKER
    form = dict.fromkeys(("name", "code", "password", "way", "keep", "add", "word", "where", "extra"), MARKER)
    for path in ("/en/sign-in", "/en/new-password", "/en/save", "/en/save/name", "/en/sign-out", "/en/me/delete"):
        for someone in (person, Person(site.app)):
            token = someone.client.get("/en/sign-in").one("input", name="csrf_token").get("value")
            reply = someone.http.post(path, data=form | {"csrf_token": token}, query_string={"q": MARKER})
            assert reply.status_code < 500
    assert MARKER not in caplog.text
    with engine.connect() as connection:
        stored = {t.name: repr(connection.execute(select(t)).all()) for t in Base.metadata.sorted_tables}
    assert {name for name, rows in stored.items() if MARKER.lower() in rows.lower()} <= {"account"}


@pytest.mark.parametrize("path", ["/en/me", "/en/save", "/en/sign-in", "/en/sign-out", "/en/me/delete"])
def test_s19_no_page_about_a_person_is_kept_anywhere(amina: Person, path: str):
    page = amina.client.get(path)
    assert page.response.headers["Cache-Control"] == "no-store"
    assert "Cookie" in page.response.headers["Vary"]
    assert amina.http.get(f"{path}/x.css").status_code == 404


# The daily round


@pytest.fixture
def fresh(engine: Engine, site: Site) -> Site:
    """A site that has not done its round."""
    (site.settings.data / forgetting.LIST).unlink(missing_ok=True)
    return site


def test_the_round_is_done_once_a_day_by_one_process(fresh: Site, guest: Person, engine: Engine):
    with fresh.app.app_context():
        assert daily.round_if_due() is not None
        assert daily.round_if_due() is None
        fresh.world.sleep(days=200)
        done = daily.round_if_due()
    assert done
    assert done.guests == 1
    assert not guest.is_known


def test_the_thread_does_it_and_stops(fresh: Site, engine: Engine):
    stopped = Event()
    stopped.set()
    daily.begin(fresh.app, stopped).join(10)
    with engine.connect() as connection:
        assert connection.scalar(select(Duty.begun_on)) == fresh.world.time.date()


def test_a_round_that_fails_is_told_and_tried_again(fresh: Site, monkeypatch, caplog: pytest.LogCaptureFixture):
    def unavailable() -> None:
        raise Unavailable("full")

    monkeypatch.setattr(daily, "round_if_due", unavailable)
    daily._look(fresh.app)
    assert "the daily round could not be done: Unavailable" in caplog.text


def test_s54_deletions_are_done_again_at_the_start(fresh: Site, guest: Person, engine: Engine):
    with engine.connect() as connection:
        row = connection.execute(select(Learner.__table__)).one()._asdict()
    with fresh.app.app_context():
        assert daily.forget_again() == 0
    guest.send("/en/me/delete", word="DELETE")
    with writing(engine) as connection:
        connection.execute(Learner.__table__.insert(), row)  # type: ignore[attr-defined]
    with fresh.app.app_context():
        assert daily.forget_again() == 1
    with engine.connect() as connection:
        assert connection.scalar(select(func.count()).select_from(Learner)) == 0


def test_s52_the_round_forgets_who_tried(fresh: Site, amina: Person, engine: Engine):
    Person(fresh.app).sign_in(status=422, name="amina", password="wrong password")
    fresh.world.sleep(days=1, hours=1)
    with fresh.app.app_context():
        daily.round_now()
    with engine.connect() as connection:
        assert connection.scalar(select(func.count()).select_from(Tries)) == 0
