"""Signing in on a device on which something was done before: nothing is added unasked, and nothing twice (S12)."""

from dataclasses import replace

from sqlalchemy import Engine, func, select

from emm.store.people import Learner, Visit
from emm.store.progress import Attempt
from tests.conftest import Site
from tests.support.client import words
from tests.support.people import Person
from tests.web.holding import Somebody


def count(engine: Engine) -> int:
    with engine.connect() as connection:
        return connection.scalar(select(func.count()).select_from(Learner)) or 0


def test_s12_what_was_done_on_the_device_is_added_when_its_owner_says_so(site: Site, code: str):
    person = Person(site.app)
    person.answer("half-right", "a")
    page = person.client.get("/en/sign-in")
    assert words(page.one("fieldset", class_="left").find("{*}legend")) == "Add the 1 answer given on this device?"  # type: ignore[arg-type]
    assert not [box for box in page.all("input", name="add") if box.get("checked") is not None], "the question is open"
    page = person.sign_in(code, add="yes")
    assert "1 answer was added from this device. 1 more lesson is done." in words(page.one("p", class_="notice"))
    assert person.has_answered("half-right")
    assert person.has_answered("wrong-option")


def test_s12_without_an_answer_to_the_question_nobody_is_signed_in(site: Site, code: str):
    person = Person(site.app)
    person.answer("half-right", "a")
    page = person.sign_in(code, status=422)
    assert words(page.one("p", id="add-error")) == "Choose what to do with the answers given on this device."
    assert page.one("input", id="code").get("value") == code
    assert not person.has_answered("wrong-option")


def test_s12_what_is_left_out_stays_out(site: Site, amina: Person, code: str):
    person = Person(site.app)
    person.answer("half-right", "a")
    guest = person.token
    person.sign_in(code, add="no")
    assert not person.has_answered("half-right")
    assert person.has_answered("wrong-option")
    replayed = Person(site.app)
    replayed.token = guest
    assert not replayed.is_known, "the next one at this device does not find it either"


def test_s12_one_merges_and_the_next_one_gets_nothing_of_it(site: Site, amina: Person, code: str):
    amina.send("/en/sign-out", where="here")
    other_code = Person(site.app).get_code()
    device = Person(site.app)
    device.answer("half-right", "a")
    device.sign_in(code, add="yes")
    device.send("/en/sign-out", where="here")
    page = device.client.get("/en/sign-in")
    assert not page.all("fieldset", class_="left")
    device.sign_in(other_code)
    assert not device.has_answered("half-right")


def test_s12_an_account_is_never_added_to_another(site: Site, amina: Person, code: str, engine: Engine):
    other = Person(site.app)
    other.answer("half-right", "a")
    other.get_code()
    page = other.client.get("/en/sign-in")
    assert "You are signed in." in words(page.one("main"))
    assert not page.all("fieldset", class_="left")
    other.sign_in(code, add="yes")
    assert not other.has_answered("half-right")
    with engine.connect() as connection:
        owners = set(connection.scalars(select(Attempt.learner_id)))
    assert len(owners) == 2


def test_what_was_added_is_said_by_nobody_else(site: Site, amina: Person):
    for shown in ("99-9-9", "99-9-9.0123", "99-9-9." + "0" * 64, ".", "x"):
        page = amina.client.get(f"/en/me?added={shown}")
        assert not page.all("p", class_="notice")


def test_signing_in_twice_on_one_device_is_one_record(site: Site, code: str, engine: Engine):
    person = Person(site.app)
    for _ in range(3):
        person.sign_in(code)
    with engine.connect() as connection:
        assert connection.scalar(select(func.count()).select_from(Visit)) == 2, "hers, and this one"


def test_two_devices_with_one_code_are_one_record(site: Site, code: str):
    one, two = Person(site.app), Person(site.app)
    for person in (one, two):
        person.sign_in(code)
    one.answer("half-right", "a")
    assert two.has_answered("half-right")


def test_a_certificate_comes_along_and_stays_valid(somebody: Somebody):
    holder, owner = somebody().earns(), somebody()
    holder.makes()
    own, (certificate,) = holder.own, holder.kept()
    device, home = Person(holder.app), Person(holder.app)
    device.token, home.token = holder.token, owner.token
    page = device.sign_in(home.get_code(), add="yes")
    told = words(page.one("p", class_="notice"))
    assert "1 final assessment was added. 1 certificate was added." in told
    assert holder.kept() == ()
    assert owner.kept() == (replace(certificate, learner_id=owner.id),)
    assert home.client.get(own).status == 200
    assert "Valid." in words(home.client.get(f"/en/verify/{certificate.code}").one("main"))
