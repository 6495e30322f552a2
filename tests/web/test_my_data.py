"""My data: to take along and to delete, for guests too, and where they must not be (S52, S54)."""

import json
import logging
import re
from contextlib import closing
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import html5lib
import pytest
from sqlalchemy import Engine, func, select

from emm.learning import forgetting, learners
from emm.learning.takeaway import WITHHELD
from emm.store import schema
from emm.store.base import Base
from emm.store.engine import make_engine, writing
from emm.store.people import Learner
from emm.web import create_app
from emm.web.database import db
from emm.web.pages.me import DOWNLOADS
from tests.conftest import Site
from tests.store.samples import CHILDREN, fill_database
from tests.support.client import words
from tests.support.people import Person

FULL, OTHER = "1" * 32, "2" * 32
MARKER = "Zanzibar-7391"


def taken(person: Person) -> ZipFile:
    """Download the data."""
    page = person.client.get("/en/me")
    token = page.all("input", name="csrf_token")[0].get("value")
    reply = person.http.post("/en/me/download", data={"csrf_token": token})
    assert reply.status_code == 200
    assert reply.headers["Content-Disposition"].startswith('attachment; filename="my-data-')
    assert reply.headers["Cache-Control"] == "no-store"
    return ZipFile(BytesIO(reply.data))


def test_s54_the_download_holds_everything_but_secrets(amina: Person, code: str, engine: Engine):
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


@pytest.fixture
def full(site: Site, engine: Engine) -> Person:
    """Somebody with a row in every table of learners: certificates and assessments as well."""
    fill_database(engine)
    person = Person(site.app)
    with writing(engine) as connection:
        person.token = learners.come_back(connection, site.world, FULL, "device").token
    return person


def test_s54_no_table_is_left_out(full: Person, engine: Engine):
    found = json.loads(taken(full).read("my-data.json"))
    assert {name for name, rows in found.items() if rows} == {table.__tablename__ for table in (Learner, *CHILDREN)}
    assert all(row.get("learner_id", FULL) == FULL for rows in found.values() for row in rows)
    full.send("/en/me/delete", word="DELETE")
    with engine.connect() as connection:
        for table in CHILDREN:
            assert set(connection.scalars(select(table.learner_id))) == {OTHER}, table


def test_s54_the_download_can_be_read_by_people(guest: Person):
    text = taken(guest).read("my-data.html").decode()
    parser = html5lib.HTMLParser(namespaceHTMLElements=False)
    tree = parser.parse(text)
    assert tree.get("lang") == "en"
    assert not parser.errors
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
    engine = make_engine(settings.database, new=True)
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
