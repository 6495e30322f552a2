"""What nobody learns by trying, and how often they may try (S1, S2)."""

import re
import time
from statistics import median

import pytest
from flask import Flask
from sqlalchemy import Engine, delete, select

from emm.store.engine import writing
from emm.store.tries import Tries
from tests.conftest import Site
from tests.support.client import words
from tests.support.people import ANOTHER_PASSWORD, PASSWORD, Person

WRONG = "K7MF-2QXD-9TRB"


def without_tokens(text: str) -> str:
    return re.sub(r"[0-9a-f]{32}\.[0-9a-f]{64}", "TOKEN", text)


def test_s1_known_and_unknown_names_are_answered_alike(site: Site, amina: Person):
    """Status, headers and every byte but the token; the name that was typed stands in the form again."""
    replies = []
    for name in ("amina", "nobod"):
        person = Person(site.app)
        page = person.sign_in(status=422, name=name, password="wrong password")
        headers = {key: value for key, value in page.response.headers if key not in ("Set-Cookie", "Date")}
        replies.append((page.status, headers, without_tokens(page.text).replace(name, "NAME")))
    assert replies[0] == replies[1]
    assert "The username and password do not match." in replies[0][2]


def test_s1_a_new_password_does_not_tell_names_either(site: Site, amina: Person):
    replies = []
    for name in ("amina", "nobod"):
        page = Person(site.app).send("/en/new-password", status=422, name=name, code=WRONG, password=ANOTHER_PASSWORD)
        headers = {key: value for key, value in page.response.headers if key not in ("Set-Cookie", "Date")}
        replies.append((headers, without_tokens(page.text).replace(name, "NAME")))
    assert replies[0] == replies[1]


@pytest.mark.thorough
@pytest.mark.no_cover
@pytest.mark.usefixtures("real_costs")
def test_s1_the_time_tells_nothing(site: Site, amina: Person, engine: Engine):
    """Known and unknown names in turn, by the work that each pair takes: others on this machine cannot add to it."""
    person = Person(site.app)
    form = {"way": "password", "password": "wrong password"}
    form["csrf_token"] = person.client.get("/en/sign-in").one("input", name="csrf_token").get("value") or ""
    ratios = []
    for turn in range(40):
        if turn % 5 == 0:
            with writing(engine) as connection:
                connection.execute(delete(Tries))
        work = {}
        for name in sorted(("amina", "nobod"), reverse=bool(turn % 2)):
            start = time.thread_time()
            assert person.http.post("/en/sign-in", data=form | {"name": name}).status_code == 422
            work[name] = time.thread_time() - start
        ratios.append(work["amina"] / work["nobod"])
    assert 0.75 < median(ratios) < 1 / 0.75, ratios


def test_s2_on_all_paths_together_and_in_all_processes(site: Site, workers: list[Flask], code: str):
    """Ten wrong tries for one account, then a wait that a restart does not shorten."""
    first, second, restarted = (Person(app) for app in workers)
    statuses, now = [], site.world.time
    for number in range(30):
        site.world.time = now
        person = (first, second)[number % 2]
        if number % 3:
            form = {"way": "password", "name": "amina", "password": "wrong password"}
            path = "/en/sign-in"
        else:
            form, path = {"name": "Amina", "code": WRONG, "password": ANOTHER_PASSWORD}, "/en/new-password"
        token = person.client.get(path).one("input", name="csrf_token").get("value") or ""
        reply = person.http.post(path, data=form | {"csrf_token": token})
        statuses.append((reply.status_code, "Retry-After" in reply.headers))
    assert statuses == [(422, False)] * 10 + [(429, True)] * 20
    page = restarted.sign_in(status=429, name="amina", password=PASSWORD)
    assert "Please wait 1 minute, then try again." in words(page.one("div", class_="sum"))
    assert page.one("input", id="name").get("value") == "amina", "what was typed is still there"
    assert int(page.response.headers["Retry-After"]) <= 60
    site.world.sleep(minutes=15)
    restarted.sign_in(name="amina", password=PASSWORD)
    assert restarted.is_known


def test_s2_the_code_leads_back_while_somebody_guesses_at_the_password(site: Site, code: str):
    for _ in range(11):
        thief = Person(site.app)
        page = thief.client.get("/en/sign-in")
        token = page.one("input", name="csrf_token").get("value")
        form = {"way": "password", "name": "amina", "password": "wrong password", "csrf_token": token}
        last = thief.http.post("/en/sign-in", data=form).status_code
    assert last == 429
    person = Person(site.app)
    person.sign_in(code)
    assert person.is_known


@pytest.mark.thorough
@pytest.mark.no_cover
def test_s2_a_class_behind_one_address_signs_in_within_a_minute(site: Site, code: str):
    for number in range(50):
        person = Person(site.app)
        if number % 2:
            person.sign_in(name="amina", password=PASSWORD)
        else:
            person.sign_in(code)
        assert person.token


@pytest.mark.thorough
@pytest.mark.no_cover
def test_s2_a_hundred_wrong_codes_from_one_address_are_enough(site: Site, amina: Person):
    statuses = []
    for number in range(102):
        if number % 10 == 0:
            person = Person(site.app)
            token = person.client.get("/en/sign-in").one("input", name="csrf_token").get("value")
        form = {"way": "code", "code": WRONG, "csrf_token": token}
        statuses.append(person.http.post("/en/sign-in", data=form).status_code)
    assert statuses == [422] * 100 + [429] * 2
    elsewhere = Person(site.app)
    elsewhere.http.environ_base["REMOTE_ADDR"] = "203.0.113.9"
    elsewhere.sign_in(name="amina", password=PASSWORD)
    assert elsewhere.is_known


def test_s52_the_limiter_keeps_no_address_and_no_name(site: Site, amina: Person, engine: Engine):
    person = Person(site.app)
    person.http.environ_base["REMOTE_ADDR"] = "203.0.113.9"
    person.sign_in(status=422, name="amina", password="wrong password")
    with engine.connect() as connection:
        stored = repr(connection.execute(select(Tries)).all())
    assert "203.0.113" not in stored
    assert "amina" not in stored
