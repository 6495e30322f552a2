"""The public check page: what it tells to whom, and how often it can be asked."""

from typing import Any

import pytest
from sqlalchemy import select

from emm.learning import certificates, codes
from emm.store.engine import writing
from emm.store.people import learners as learner_table
from emm.store.tries import tries
from emm.web import create_app
from emm.web.database import db
from emm.world import Dice
from tests.support.client import Page, PageClient, words
from tests.web.holding import MAKE, NAME, Holder, Somebody

UNKNOWN = "No certificate has this code. Check the letters; there is no O, I or L."
BELL, NUL = "\a", "\0"


@pytest.fixture
def holder(somebody: Somebody) -> Holder:
    holder = somebody().earns()
    holder.makes()
    return holder


@pytest.fixture
def checker(holder: Holder) -> PageClient:
    """Somebody who has never been here."""
    return PageClient(holder.app.test_client())


def main(page: Page) -> str:
    return words(page.one("main"))


def code_of(holder: Holder) -> str:
    (certificate,) = holder.kept()
    return certificate.written_code


def a_minute_passes(holder: Holder) -> None:
    holder.site.world.sleep(minutes=1)


def test_the_form_and_the_address_on_paper_lead_to_the_same(holder: Holder, checker: PageClient):
    page = checker.get("/verify", follow_redirects=True)
    assert page.response.request.path == "/en/verify"
    assert words(page.one("label")) == "Certificate code"
    code = code_of(holder)
    typed = checker.get("/en/verify", query_string={"code": f" {code.lower().replace('-', ' ')} "})
    scanned = checker.get(f"/verify/{code}", follow_redirects=True)
    assert scanned.response.request.path == f"/en/verify/{code}"
    assert main(typed) == main(scanned)
    said = (
        f"Valid. The holder completed A sample, edition {holder.course.edition}, on {holder.today}. Issued by Test NGO."
    )
    assert said in main(scanned)
    assert scanned.response.headers["Cache-Control"] == "no-store"
    assert scanned.response.headers["Referrer-Policy"] == "same-origin"
    assert scanned.one("meta", name="robots").get("content") == "noindex"
    assert checker.client.get_cookie("emm") is None


def test_the_name_shows_while_its_holder_wants_it(holder: Holder, checker: PageClient):
    address = f"/en/verify/{code_of(holder)}"
    assert NAME not in checker.get(address).text
    holder.client.post(f"{holder.own}/sharing", {"shown": "yes"})
    page = checker.get(address)
    assert f"Valid. {NAME} completed A sample" in main(page)
    assert not page.all("input", id="name")
    holder.client.post(f"{holder.own}/sharing", {"shown": "no"})
    assert NAME not in checker.get(address).text


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        (NAME, "Match."),
        ("  amina   DIALLO. ", "Match."),
        ("Amína Diallo", "Match."),
        ("Amina", "No match."),
        ("Diallo Amina Amina", "No match."),
        ("x" * 5000, "No match."),
    ],
)
def test_comparing_the_name(holder: Holder, checker: PageClient, typed: str, told: str):
    page = checker.post(f"/en/verify/{code_of(holder)}", {"name": typed})
    assert words(page.one("p", class_="match")).startswith(told)
    assert page.one("input", id="name").get("value") == typed.strip("\n")[:200]
    assert checker.client.get_cookie("emm") is None


def test_an_empty_name_is_asked_for_again(holder: Holder, checker: PageClient):
    page = checker.post(f"/en/verify/{code_of(holder)}", {"name": " "}, status=422)
    assert "Type the name as it stands on the certificate." in main(page)


def test_five_names_in_ten_minutes_also_after_a_restart(holder: Holder, checker: PageClient):
    address = f"/en/verify/{code_of(holder)}"
    for number in range(5):
        assert "No match." in main(checker.post(address, {"name": f"Somebody {number}"}))
    settings, world = holder.app.extensions["emm"].settings, holder.site.world
    restarted = create_app(settings, world=world, catalog=holder.catalog)
    other = PageClient(restarted.test_client())
    page = other.post(address, {"name": NAME}, status=429, environ_base={"REMOTE_ADDR": "203.0.113.9"})
    assert "Please wait 10 minutes, then try again." in main(page)
    assert page.one("input", id="name").get("value") == NAME
    assert 0 < int(page.response.headers["Retry-After"]) <= 600
    assert "Match" not in main(page)
    world.sleep(minutes=10)
    assert "Match." in main(other.post(address, {"name": NAME}))
    with restarted.app_context():
        db.engine.dispose()


def test_ten_codes_a_minute_from_one_address(holder: Holder, checker: PageClient):
    for _ in range(10):
        assert UNKNOWN in main(checker.get("/en/verify/2222-2222-2222", status=404))
    code = code_of(holder)
    page = checker.get("/en/verify", query_string={"code": code}, status=429)
    assert "Please wait 1 minute, then try again." in main(page)
    assert page.one("input", id="code").get("value") == code
    assert 0 < int(page.response.headers["Retry-After"]) <= 60
    checker.post(f"/en/verify/{code}", {"name": NAME}, status=429)
    elsewhere: dict[str, Any] = {"environ_base": {"REMOTE_ADDR": "203.0.113.9"}}
    assert "Valid." in main(checker.get(f"/en/verify/{code}", **elsewhere))
    a_minute_passes(holder)
    assert "Valid." in main(checker.get(f"/en/verify/{code}"))


def test_a_customer_is_one_address_however_many_they_have(holder: Holder, checker: PageClient):
    for number in range(10):
        base = {"REMOTE_ADDR": f"2001:db8:1:2:{number}::1"}
        checker.get("/en/verify/2222-2222-2222", status=404, environ_base=base)
    checker.get("/en/verify/2222-2222-2222", status=429, environ_base={"REMOTE_ADDR": "2001:db8:1:2:ffff::1"})
    checker.get("/en/verify/2222-2222-2222", status=404, environ_base={"REMOTE_ADDR": "2001:db8:1:3::1"})


def test_nothing_that_is_counted_tells_an_address_or_a_code(holder: Holder, checker: PageClient):
    code = code_of(holder)
    checker.post(f"/en/verify/{code}", {"name": NAME})
    with holder.app.app_context(), db.engine.connect() as connection:
        rows = str(connection.execute(select(tries)).all())
    assert rows.count("tzinfo") == 2
    for clear in ("127.0.0.1", code.replace("-", ""), NAME):
        assert clear not in rows


def test_a_thousand_random_codes_find_nothing(holder: Holder):
    dice = Dice(7)
    with holder.app.app_context(), db.engine.connect() as connection:
        assert [code for _ in range(1000) if certificates.find(connection, code := codes.new_code(dice))] == []
        assert certificates.find(connection, holder.kept()[0].code)


def test_unknown_deleted_and_impossible_codes_look_the_same(holder: Holder, checker: PageClient):
    code = code_of(holder)
    with holder.app.app_context(), writing(db.engine) as connection:
        connection.execute(learner_table.delete().where(learner_table.c.id == holder.id))
    deleted = checker.get(f"/en/verify/{code}", status=404)
    unknown = checker.get("/en/verify/ABCD-EFGH-JKMN", status=404)
    impossible = checker.get("/en/verify/OIL", status=404)
    assert UNKNOWN in main(deleted)
    assert deleted.text.replace(code, "X") == unknown.text.replace("ABCD-EFGH-JKMN", "X")
    assert deleted.text.replace(code, "X") == impossible.text.replace("OIL", "X")
    checker.post(f"/en/verify/{code}", {"name": NAME}, status=404)


@pytest.mark.parametrize("typed", ["<b>bold</b>", f"{BELL}AB{NUL}token{NUL}", "a" * 3000, "%00", "../../etc"])
def test_odd_codes_come_back_as_text(holder: Holder, checker: PageClient, typed: str):
    page = checker.get("/en/verify", query_string={"code": typed}, status=404)
    assert UNKNOWN in main(page)
    assert not page.all("b")
    assert len(page.one("input", id="code").get("value") or "") <= 100


def test_a_withdrawn_certificate_says_so_at_once(holder: Holder, checker: PageClient):
    (certificate,) = holder.kept()
    assert "Valid." in main(checker.get(f"/en/verify/{certificate.code}"))
    with holder.app.app_context(), writing(db.engine) as connection:
        certificates.withdraw(connection, holder.site.world, certificate.code, "A reason for the holder")
    page = checker.get(f"/en/verify/{certificate.code}")
    assert f"Withdrawn on {holder.today} by the issuer." in main(page)
    assert "Valid" not in main(page)
    assert "A reason" not in page.text
    assert NAME not in page.text


def test_a_certificate_without_a_name_cannot_be_compared(somebody: Somebody):
    holder = somebody().earns()
    holder.makes(without="yes")
    page = PageClient(holder.app.test_client()).get(f"/en/verify/{code_of(holder)}")
    assert "The holder has not given this site a name" in main(page)
    assert not page.all("input", id="name")


def test_right_and_wrong_site_addresses(somebody: Somebody):
    """A host that somebody else names never gets onto a certificate of a site that knows its own."""
    holder = somebody("https://localhost").earns()
    holder.client.post(MAKE, {"name": NAME}, base_url="https://localhost")
    page = holder.client.get(holder.own, base_url="https://localhost", headers={"X-Forwarded-Host": "evil.example"})
    assert "https://localhost/verify" in page.text
    assert "evil.example" not in page.text


def test_a_limit_is_told_as_a_page_where_no_form_has_to_be_kept(holder: Holder, monkeypatch: pytest.MonkeyPatch):
    from emm.errors import TooMany

    def too_many(*_arguments: object) -> None:
        raise TooMany(61)

    monkeypatch.setattr("emm.web.pages.courses.overview", too_many)
    page = holder.client.get("/en/c/sample", query_string={"not": "kept"}, status=429)
    assert "Please wait 2 minutes, then try again." in main(page)
    assert page.response.headers["Retry-After"] == "61"
