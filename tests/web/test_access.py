"""Every address, person by person: none is missing, none opens that should not, nobody touches others (S32, S33)."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, select

from emm.store.base import Base
from tests.conftest import Site
from tests.support.staff import Member
from tests.web.access import DOCUMENT, PEOPLE, Cast, Row, asked, cast, document, stage

OF_STAFF = ("facilitator", "another facilitator", "author", "admin")
AUTHORS_TOO = "/admin/content"
ADMINISTRATORS_ONLY = ("/admin/people", "/admin/audit", "/admin/settings", "/admin/data")
NOT_FOR_VISITORS = {
    ("POST", "/<language>/me/shared"),
    ("POST", "/<language>/me/sign-ins/<visit_id>/end"),
    ("POST", "/<language>/me/download"),
    ("POST", "/<language>/me/delete"),
    ("POST", "/<language>/save/password"),
}
"""What is about a record is refused to who has none."""
NOT_FOR_STAFF = {("POST", "/<language>/save")}
"""A resume code is not strong enough for the staff."""
NO_SUCH_FILE = {("POST", "/admin/data/backups/<name>")}
NOT_FOR_ADMIN = {("POST", "/admin/second-factor/off")}
CLOSED = {"/set-up", "/.well-known/security.txt", "/<language>/c/<course_id>/media/<name>"}
"""The set-up is over, nobody gave a contact, and there is no such file."""
OF_THE_LEARNER = ("/<language>/certificate/<code>", "/<language>/c/<course_id>/assessment/result/<int:number>")
"""Her certificate and her result: for everybody else they do not exist."""
SIGNED = (".json", ".jwt")
"""Files that say where they come from; a site that does not know its own address makes none."""


@pytest.fixture
def everybody(site: Site, tmp_path: Path) -> Iterator[Cast]:
    """One of each sort, on a site with a final assessment."""
    with stage(tmp_path, site.settings, site.world) as staged:
        yield cast(staged)


def expected(row: Row, name: str) -> set[str]:
    """Return how an address may answer somebody; the rule of the site, in one place."""
    place = (row.method, row.rule)
    if row.rule.startswith("/admin"):
        if name == "visitor":
            return {"signs in first"}
        only = row.rule.startswith(ADMINISTRATORS_ONLY)
        may = name == "admin" if only else name in OF_STAFF
        may = name in ("author", "admin") if row.rule.startswith(AUTHORS_TOO) else may
        if may and place in NO_SUCH_FILE:
            return {"not there"}
        return {"open"} if may and not (name == "admin" and place in NOT_FOR_ADMIN) else {"no"}
    if (name == "visitor" and place in NOT_FOR_VISITORS) or (name in OF_STAFF and place in NOT_FOR_STAFF):
        return {"no"}
    if row.rule.startswith(OF_THE_LEARNER):
        return {"open"} if name == "learner" and not row.rule.endswith(SIGNED) else {"not there"}
    return {"not there"} if row.rule in CLOSED else {"open", "not there"}


def rows_of(engine: Engine, learner_id: str) -> dict[str, list[tuple[object, ...]]]:
    """Return everything that is stored about somebody."""
    with engine.connect() as connection:
        return {
            table.name: [tuple(row) for row in connection.execute(select(table).where(owner == learner_id))]
            for table in Base.metadata.sorted_tables
            if (owner := table.columns.get("id" if table.name == "learner" else "learner_id")) is not None
        }


@pytest.mark.thorough
@pytest.mark.no_cover
def test_s32_s33_every_address_answers_everybody_as_it_should(site: Site, everybody: Cast, engine: Engine):
    learner = everybody.members["learner"]
    before = rows_of(engine, learner.id)
    assert before["attempt"]
    others = tuple(name for name in PEOPLE if name != "learner")
    table = asked(everybody, others)
    assert rows_of(engine, learner.id) == before, "nobody else changes anything about her"
    hers = asked(everybody, ("learner",))
    table = [Row(row.method, row.rule, row.cells | own.cells) for row, own in zip(table, hers, strict=True)]
    wrong = [
        (row.method, row.rule, name, row.cells[name])
        for row in table
        for name in PEOPLE
        if row.cells[name] not in expected(row, name)
    ]
    assert wrong == []
    for one, other in (("learner", "another learner"), ("facilitator", "another facilitator")):
        alike = (row for row in table if not row.rule.startswith(OF_THE_LEARNER))
        assert [row for row in alike if row.cells[one] != row.cells[other]] == []
    known = {rule.rule for rule in site.app.url_map.iter_rules()}
    assert len({row.rule for row in table}) >= len(known), "no address is missing"
    assert document(table) == DOCUMENT.read_text(encoding="utf-8"), "python -m tests.web.access writes it anew"


@pytest.mark.parametrize("name", ["visitor", "guest", "another learner", "facilitator", "author"])
def test_s32_the_sign_ins_of_somebody_else_stay(everybody: Cast, name: str):
    person, learner = everybody.person(name), everybody.members["learner"]
    token = person.client.get("/en/sign-in").one("input", name="csrf_token").get("value")
    path = f"/en/me/sign-ins/{everybody.values['visit_id']}/end"
    person.http.post(path, data={"csrf_token": token}, headers={"Sec-Fetch-Site": "same-origin"})
    assert learner.is_known


def test_s26_fields_that_nobody_asked_for_change_nothing(site: Site, engine: Engine):
    """A learner who sends `role=admin` stays a learner."""
    learner = Member(site, "eve", "learner")
    extra: dict[str, Any] = {"role": "admin", "user_id": "1", "learner_id": "1", "is_admin": "true", "lasts": "staff"}
    learner.send("/en/settings", **extra)
    learner.send("/en/save", **extra)
    learner.send("/en/sign-in", status=422, **extra)
    assert learner.http.get("/admin/people").status_code == 403
