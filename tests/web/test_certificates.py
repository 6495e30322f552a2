"""The certificate as its holder meets it: asked for, made, named, printed, downloaded, shared, and nobody else's."""

import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier
from typing import Any

import pytest
from sqlalchemy import select

from emm.credentials.keyfile import key_ring
from emm.credentials.verifying import verify
from emm.learning import certificates
from emm.store.certificates import certificates as table
from emm.store.engine import writing
from emm.store.people import learners as learner_table
from emm.web.database import db
from tests.support.client import SAME_ORIGIN, XHTML, Page, PageClient, words
from tests.support.passing import sit
from tests.support.people import Person
from tests.web.holding import COURSE, MAKE, NAME, Holder, Somebody

BELL, RLO, MARK = "\a", "\N{RIGHT-TO-LEFT OVERRIDE}", "\N{COMBINING ACUTE ACCENT}"


def main(page: Page) -> str:
    return words(page.one("main"))


def test_what_is_missing_is_told_with_the_way_to_it(somebody: Somebody):
    page = somebody().client.get(MAKE)
    assert "Finish all 3 lessons; 0 are done." in main(page)
    assert "Pass the final assessment." in main(page)
    links = [link.get("href") for link in page.one("main").iter(XHTML + "a")]
    assert {f"{COURSE}/first", f"{COURSE}/assessment"} <= set(links)
    assert not page.one("main").findall(f".//{XHTML}form")


def test_a_visitor_is_told_the_same_and_gets_no_record(somebody: Somebody):
    holder = somebody()
    visitor = PageClient(holder.app.test_client())
    assert "Finish all 3 lessons" in main(visitor.get(MAKE))
    assert "Finish all 3 lessons" in main(visitor.post(MAKE, {"name": NAME}, status=409))
    assert visitor.client.get_cookie("emm") is None


def test_a_course_without_an_assessment_gives_none(client: PageClient):
    client.get(MAKE, status=404)
    client.post(MAKE, {"name": NAME}, status=404)


def test_the_last_lesson_counts(somebody: Somebody):
    holder = somebody()
    with holder.app.app_context(), writing(db.engine) as connection:
        sit(connection, holder.id, holder.course, holder.site.world.now())
    assert "Pass the final assessment. Done" in main(holder.client.get(MAKE))
    holder.client.post(MAKE, {"name": NAME}, status=409)
    assert holder.kept() == ()


def test_making_it(somebody: Somebody):
    holder = somebody().earns()
    page = holder.client.get(MAKE)
    assert words(page.one("label")) == "Name on the certificate"
    assert "Write it as it should appear. You can change it once." in main(page)
    page = holder.makes()
    (certificate,) = holder.kept()
    assert page.response.request.path == f"/en/certificate/{certificate.code}"
    said = words(page.one("article"))
    for part in (
        "Certificate", NAME, "completed the course", f"and passed the final assessment on {holder.today}.",
        f"Issued by Test NGO. Edition {holder.course.edition}", f"Code {certificate.written_code}",
        "Check at http://localhost/verify",
        "It is not issued by IOM or the United Nations and gives no academic credit.",
    ):  # fmt: skip
        assert part in said
    assert [words(line) for line in page.one("article").iter(XHTML + "li")] == list(holder.course.objectives.values())
    assert "2 of 2" not in said
    assert words(page.one("article").find(".//{*}title")).startswith("QR code")  # type: ignore[arg-type]
    assert page.response.headers["Cache-Control"] == "no-store"
    assert page.one("meta", name="robots").get("content") == "noindex"


def test_it_is_made_once(somebody: Somebody):
    holder = somebody().earns()
    assert holder.makes().response.request.path == holder.makes(name="Somebody Else").response.request.path
    assert [one.name for one in holder.kept()] == [NAME]
    assert holder.client.get(MAKE, follow_redirects=True).response.request.path == holder.own


def test_a_record_that_is_deleted_meanwhile_leaves_nothing(somebody: Somebody, monkeypatch: pytest.MonkeyPatch):
    holder = somebody().earns()

    def deleted(*_arguments: object) -> bool:
        with writing(db.engine) as connection:
            connection.execute(learner_table.delete().where(learner_table.c.id == holder.id))
        return True

    monkeypatch.setattr(certificates, "is_earned", deleted)
    holder.client.post(MAKE, {"name": NAME}, status=404)
    with db_of(holder) as connection:
        assert connection.execute(select(table)).all() == []
        assert connection.execute(select(learner_table)).all() == []


@pytest.mark.race
def test_twenty_at_once_make_one(somebody: Somebody):
    holder = somebody().earns()
    gate = Barrier(20)

    def ask(_number: int) -> str:
        client = holder.app.test_client()
        client.set_cookie("emm", holder.token)
        gate.wait()
        return client.post(MAKE, data={"name": NAME}, headers=SAME_ORIGIN).headers["Location"]

    with ThreadPoolExecutor(20) as threads:
        places = set(threads.map(ask, range(20)))
    assert places == {holder.own}


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("", "Write the name that should stand on the certificate."),
        (BELL + RLO, "Write the name that should stand on the certificate."),
        ("a" * 81, "at most 80 characters"),
        ("e" + MARK * 2000, "at most 80 characters"),
        ("e" + MARK * 40, "signs that cannot be printed"),
        ("see https://evil.example", "Leave out addresses, links and slashes"),
        ("Amina buy.now.com", "Leave out addresses, links and slashes"),
    ],
)
def test_a_name_that_cannot_stand_there_comes_back_with_what_to_do(somebody: Somebody, typed: str, told: str):
    holder = somebody().earns()
    page = holder.client.post(MAKE, {"name": typed}, status=422)
    assert told in main(page)
    assert page.title.startswith("Error: ")
    field = page.one("input", id="name")
    assert field.get("value") == typed.replace(BELL, "")
    assert field.get("aria-invalid") == "true"
    assert holder.kept() == ()


def test_markup_in_a_name_is_text(somebody: Somebody):
    page = somebody().earns().makes(name='<img src=x onerror="x()">Amina')
    assert not page.all("img")
    assert '<img src=x onerror="x()">Amina' in words(page.one("article"))


def test_the_name_changes_once(somebody: Somebody):
    holder = somebody().earns()
    holder.makes()
    assert "Change the name" in main(holder.client.get(holder.own))
    holder.client.post(f"{holder.own}/name", {"name": " "}, status=422)
    holder.client.post(f"{holder.own}/name", {"name": NAME})
    page = holder.client.post(f"{holder.own}/name", {"name": "Amina  D."})
    assert "Amina D." in words(page.one("article"))
    assert "Change the name" not in main(page)
    holder.client.post(f"{holder.own}/name", {"name": "Somebody Else"}, status=409)
    assert [one.name for one in holder.kept()] == ["Amina D."]


def test_a_name_that_is_not_stored(somebody: Somebody):
    holder = somebody().earns()
    page = holder.makes(name=NAME, without="yes")
    assert NAME not in page.text
    assert words(page.one("p", class_="holder")) == "Name:"
    page = holder.client.post(f"{holder.own}/print", {"name": NAME})
    assert words(page.one("p", class_="holder")) == NAME
    assert "Write the name" in main(holder.client.post(f"{holder.own}/print", {"name": ""}, status=422))
    with db_of(holder) as connection:
        assert NAME not in str(connection.execute(select(table)).all())


def db_of(holder: Holder):
    with holder.app.app_context():
        return db.engine.connect()


def test_how_long_it_can_be_checked(somebody: Somebody):
    holder = somebody().earns()
    page = holder.makes()
    assert "It can be checked until 180 days after your last visit, when your record here ends." in page.text
    assert [link.get("href") for link in page.all("a") if words(link) == "Keep it longer with a resume code"]
    person = Person(holder.app)
    person.token = holder.token
    person.get_code()
    page = holder.client.get(holder.own)
    assert "It can be checked until 730 days after your last visit, when your record here ends." in page.text
    assert "Keep it longer with a resume code" not in page.text


def test_nobody_else_sees_it(somebody: Somebody):
    holder, other = somebody().earns(), somebody().earns()
    holder.makes()
    visitor = PageClient(holder.app.test_client())
    for client in (other.client, visitor):
        missing = client.get("/en/certificate/222222222222", status=404)
        for ending in ("", ".pdf", ".json", ".jwt"):
            page = client.client.get(holder.own + ending)
            assert (page.status_code, page.text) == (404, missing.text)
        for ending in ("/name", "/sharing", "/print"):
            client.post(holder.own + ending, {"name": "Mallory", "shown": "yes"}, status=404)
    assert [(one.name, one.shows_name) for one in holder.kept()] == [(NAME, False)]
    assert visitor.client.get_cookie("emm") is None


def test_the_edition_is_the_one_that_was_passed(somebody: Somebody):
    holder = somebody().earns(edition="0.9")
    assert "Edition 0.9" in words(holder.makes().one("article"))
    assert [one.edition for one in holder.kept()] == ["0.9"]


def test_the_course_may_change_afterwards(somebody: Somebody, content: Path):
    holder = somebody().earns()
    holder.makes()
    before = words(holder.client.get(holder.own).one("article"))
    about = content / "sample/en/course.md"
    about.write_text(about.read_text().replace("title: ", "title: Another ", 1))
    holder.catalog.load()
    assert holder.course.title.startswith("Another")
    assert words(holder.client.get(holder.own).one("article")) == before


def test_the_signed_file(somebody: Somebody):
    holder = somebody("https://localhost").earns()
    secure: dict[str, Any] = {"base_url": "https://localhost"}
    holder.client.post(MAKE, {"name": NAME}, **secure)
    keys = key_ring(holder.site.settings.data).public
    for ending in ("json", "jwt"):
        response = holder.client.client.get(f"{holder.own}.{ending}", **secure)
        assert response.status_code == 200
        assert NAME not in response.text
        assert "attachment" in response.headers["Content-Disposition"]
        found = verify(response.text, keys)
        assert (found.issuer, found.issuer_id) == ("Test NGO", "did:web:localhost")
        assert found.belongs_to(NAME)
        assert not found.belongs_to("Somebody Else")
        assert found.check_page == f"https://localhost/verify/{holder.kept()[0].written_code}"
        assert response.text == holder.client.client.get(f"{holder.own}.{ending}", **secure).text


def test_without_an_address_of_the_site_nothing_is_signed(somebody: Somebody):
    holder = somebody().earns()
    assert "Signed file" not in main(holder.makes())
    holder.client.get(f"{holder.own}.json", status=404)
    for path in ("/.well-known/did.json", "/credentials/withdrawn"):
        assert holder.client.client.get(path).status_code == 404


def test_what_programs_ask_for(somebody: Somebody):
    holder = somebody("https://localhost").earns()
    secure: dict[str, Any] = {"base_url": "https://localhost"}
    holder.client.post(MAKE, {"name": NAME}, **secure)
    browser = holder.app.test_client()
    jwks = browser.get("/.well-known/jwks.json", **secure)
    assert jwks.json == key_ring(holder.site.settings.data).public.jwks
    assert '"d"' not in jwks.text
    assert jwks.headers["Access-Control-Allow-Origin"] == "*"
    document = json.loads(browser.get("/.well-known/did.json", **secure).text)
    assert document["id"] == "did:web:localhost"
    listed = browser.get("/credentials/withdrawn", **secure)
    assert json.loads(listed.text)["revokedCredential"] == []
    (certificate,) = holder.kept()
    with holder.app.app_context(), writing(db.engine) as connection:
        certificates.withdraw(connection, holder.site.world, certificate.code, "made by mistake")
    listed = browser.get("/credentials/withdrawn", **secure)
    assert len(json.loads(listed.text)["revokedCredential"]) == 1
    assert certificate.code not in listed.text
    assert "mistake" not in listed.text


def test_a_withdrawn_one_says_so(somebody: Somebody):
    holder = somebody("https://localhost").earns()
    secure: dict[str, Any] = {"base_url": "https://localhost"}
    holder.client.post(MAKE, {"name": NAME}, **secure)
    (certificate,) = holder.kept()
    with holder.app.app_context(), writing(db.engine) as connection:
        certificates.withdraw(connection, holder.site.world, certificate.code, "Taken by <two> people")
    page = holder.client.get(holder.own, **secure)
    assert f"Withdrawn on {holder.today} by the issuer." in main(page)
    assert "Reason: Taken by <two> people" in main(page)
    assert not page.all("article")
    holder.client.get(f"{holder.own}.json", status=404, **secure)


def test_the_text_of_the_operator_stands_on_the_certificate_as_it_was_typed(somebody: Somebody):
    holder, hostile = somebody().earns(), "Registered <b>charity</b> 123"
    holder.makes()
    assert "Registered" not in main(holder.client.get(holder.own))
    holder.app.extensions["emm"].choices.take({"certificate_text": hostile})
    assert hostile in main(holder.client.get(holder.own))
