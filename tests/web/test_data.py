"""The data of the site in the hands of who runs it (A5): backups, the way back, old records."""

import os
import stat
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from threading import Barrier, Event, Thread
from typing import Any
from zipfile import ZipFile

import pytest
from sqlalchemy import Engine, func, select, update

from emm.errors import StorageError
from emm.store.audit import audit_entries
from emm.store.people import learners
from emm.upkeep import daily, holdings
from emm.upkeep.archive import MANIFEST
from emm.web import backing_up, create_app
from emm.web.database import db
from tests.conftest import Site
from tests.support.client import SAME_ORIGIN, XHTML, Page, words
from tests.support.people import Person
from tests.support.staff import Member

PATH = "/admin/data"


def backup(site: Site, name: str, *, days_ago: float = 0) -> Path:
    """Put something into the folder of backups that looks like one of ours."""
    path = site.settings.backup_place / name
    path.parent.mkdir(exist_ok=True)
    with ZipFile(path, "w") as archive:
        archive.writestr(MANIFEST, "{}")
    moment = (site.world.now() - timedelta(days=days_ago)).timestamp()
    os.utime(path, (moment, moment))
    return path


def acts(engine: Engine) -> list[str]:
    with engine.connect() as connection:
        return list(connection.scalars(select(audit_entries.c.act).order_by(audit_entries.c.number)))


def told(page: Page) -> dict[str, str]:
    """Return what the list on the page says, by what it is about."""
    rows = [list(row) for row in page.one("dl")]
    return {words(about): words(said) for about, said in rows}


def press(member: Member, action: str, *, status: int = 200, **fields: Any) -> Page:
    return member.send(PATH, f"{PATH}/{action}", status=status, **fields)


def test_backups_are_listed_the_newest_first_and_nothing_else_is(shelf: Site, keeper: Member):
    backup(shelf, "daily-2027-02-27.zip", days_ago=2)
    newest = backup(shelf, "daily-2027-03-01.zip")
    backup(shelf, "before-0009-2027-02-28T101500.zip", days_ago=1)
    (shelf.settings.backup_place / "broken.zip").write_bytes(b"PK")
    (shelf.settings.backup_place / "notes.txt").write_text("hello")
    page = keeper.client.get(PATH)
    found = [form.get("action") for form in page.all("form") if "/backups/" in (form.get("action") or "")]
    assert found == [
        f"{PATH}/backups/{name}"
        for name in ("daily-2027-03-01.zip", "before-0009-2027-02-28T101500.zip", "daily-2027-02-27.zip")
    ]
    assert f"emm restore --replace {newest}" in page.text
    assert not list(page.one("main").iter(XHTML + "img"))


def test_s51_a_backup_is_sent_as_it_is_and_noted(shelf: Site, keeper: Member, engine: Engine):
    file = backup(shelf, "daily-2027-03-01.zip")
    token = keeper.client.get(PATH).all("input", name="csrf_token")[0].get("value")
    reply = keeper.http.post(f"{PATH}/backups/{file.name}", data={"csrf_token": token}, headers=SAME_ORIGIN)
    assert reply.data == file.read_bytes()
    reply.close()
    assert reply.headers["Content-Disposition"] == "attachment; filename=daily-2027-03-01.zip"
    assert (reply.mimetype, reply.headers["Cache-Control"]) == ("application/zip", "no-store")
    assert acts(engine) == ["download"]
    row = words(keeper.client.get("/admin/audit").one("tbody"))
    assert "downloaded a backup (daily-2027-03-01)" in row


@pytest.mark.parametrize(
    "name",
    [
        "nothing.zip",
        "..%2F..%2Fsecret.key",
        "%2Fetc%2Fpasswd",
        "broken.zip",
        "secret.key",
        "daily-2027-03-01.zip%00",
        ".",
    ],
)
def test_s30_nothing_else_can_be_fetched(shelf: Site, keeper: Member, engine: Engine, name: str):
    backup(shelf, "daily-2027-03-01.zip")
    (shelf.settings.backup_place / "broken.zip").write_bytes(b"PK")
    token = keeper.client.get(PATH).all("input", name="csrf_token")[0].get("value")
    reply = keeper.http.post(f"{PATH}/backups/{name}", data={"csrf_token": token}, headers=SAME_ORIGIN)
    assert reply.status_code in (404, 405)
    assert acts(engine) == []


def test_s11_a_download_asks_who_one_is_and_then_sends_it(shelf: Site, keeper: Member):
    file = backup(shelf, "daily-2027-03-01.zip")
    token = keeper.client.get(PATH).all("input", name="csrf_token")[0].get("value")
    shelf.world.sleep(minutes=11)
    page = keeper.client.post(f"{PATH}/backups/{file.name}", {"csrf_token": token})
    assert words(page.one("h1")) == "Confirm that it is you"
    reply = keeper.http.post(f"{PATH}/backups/{file.name}", data=page.hidden() | keeper.proof(), headers=SAME_ORIGIN)
    assert reply.data == file.read_bytes()
    reply.close()


@pytest.mark.sqlite  # the program that makes it from PostgreSQL is tried by tests/upkeep
def test_the_button_makes_a_backup_that_can_be_restored(shelf: Site, keeper: Member, engine: Engine):
    page = press(keeper, "backup")
    assert "restored into a scratch folder and compared" in words(page.one("p", role="status"))
    (made,) = holdings.backups(_place(shelf))
    assert made.sort == "daily"
    assert stat.S_IMODE(made.file.stat().st_mode) == 0o600
    assert acts(engine) == ["backup"]
    shown = words(keeper.client.get("/admin").one("dl"))
    assert "restored on trial and compared" in shown


def test_who_presses_twice_gets_one(shelf: Site, keeper: Member):
    begun, over, calls = Barrier(2), Event(), list[str]()

    def slowly() -> str:
        with daily._turn(_place(shelf)):
            calls.append("made")
            begun.wait(10)
            over.wait(10)
        return "made"

    backing_up.back_up_by(shelf.app, slowly)
    token = keeper.client.get(PATH).all("input", name="csrf_token")[0].get("value")
    first = Thread(target=lambda: Member.send(keeper, PATH, f"{PATH}/backup"))
    first.start()
    begun.wait(10)
    second = Member(shelf, "zoe", "admin")
    page = second.client.get(PATH)
    assert "One is being made at this moment." in words(page.one("main"))
    assert not [form for form in page.all("form") if form.get("action") == f"{PATH}/backup"]
    form = {"csrf_token": second.client.get("/en/sign-in").one("input", name="csrf_token").get("value")}
    assert "being made" in words(second.client.post(f"{PATH}/backup", form).one("p", role="status"))
    over.set()
    first.join(10)
    assert calls == ["made"]
    assert token


def test_a_backup_that_fails_is_told_in_words(shelf: Site, keeper: Member, caplog: pytest.LogCaptureFixture):
    def fail() -> str:
        raise StorageError("The disk of <b>/data</b> is full.")

    backing_up.back_up_by(shelf.app, fail)
    page = press(keeper, "backup", status=503)
    assert "The disk of <b>/data</b> is full." in words(page.one("div", class_="sum"))
    assert "the backup could not be made" in caplog.text


def test_a_large_one_goes_on_when_the_page_has_answered(shelf: Site, keeper: Member, monkeypatch: pytest.MonkeyPatch):
    over, done = Event(), Event()

    def slowly() -> str:
        with daily._turn(_place(shelf)):
            over.wait(10)
        done.set()
        return "made"

    monkeypatch.setattr(backing_up, "PATIENCE", 0.1)
    backing_up.back_up_by(shelf.app, slowly)
    assert "is being made" in words(press(keeper, "backup").one("p", role="status"))
    over.set()
    assert done.wait(10)


@pytest.mark.thorough
def test_two_at_once_in_other_programs_stand_in_line(shelf: Site):
    place = _place(shelf)
    with daily._turn(place):
        assert daily.is_being_made(place)
        with pytest.raises(StorageError, match="at this moment"), daily._turn(place):
            pass
    assert not daily.is_being_made(place)


def test_a_server_that_makes_none_offers_no_button(shelf: Site, site: Site):
    app = create_app(replace(shelf.settings, backups=0), world=site.world, catalog=site.catalog)
    member = Member(replace(shelf, app=app), "maria", "admin")
    page = member.client.get(PATH)
    assert "EMM_BACKUPS is 0" in words(page.one("main"))
    assert not page.all("form", method="post")
    token = member.client.get("/en/sign-in").one("input", name="csrf_token").get("value")
    member.client.post(f"{PATH}/backup", {"csrf_token": token}, status=404)
    with app.app_context():
        db.engine.dispose()


def _place(site: Site) -> Any:
    with site.app.app_context():
        return backing_up.place()


def age(engine: Engine, site: Site, member: Member, days: int) -> None:
    """Let everybody but the administrator have been away for so long."""
    with engine.begin() as connection:
        day = site.world.now().date() - timedelta(days=days)
        connection.execute(update(learners).where(learners.c.id != member.id).values(seen_on=day))


def records(engine: Engine) -> int:
    with engine.connect() as connection:
        return connection.scalar(select(func.count()).select_from(learners)) or 0


def test_old_records_are_counted_before_they_are_deleted(shelf: Site, keeper: Member, engine: Engine, guest: Person):
    assert "None is old enough" in words(keeper.client.get(PATH).one("main"))
    age(engine, shelf, keeper, 200)
    page = keeper.client.get(PATH)
    assert told(page)["Guests, old enough now"] == "1"
    assert "Delete 1 old record" in words(page.one("main"))
    page = press(keeper, "tidy")
    assert "1 record was deleted." in words(page.one("p", role="status"))
    assert records(engine) == 1
    assert acts(engine) == ["tidy"]


def test_a_page_that_counted_by_other_days_deletes_nothing(shelf: Site, keeper: Member, engine: Engine, guest: Person):
    age(engine, shelf, keeper, 200)
    page = press(keeper, "tidy", status=409, days="900-900")
    assert "Nothing was deleted." in words(page.one("div", class_="sum"))
    assert records(engine) == 2
    assert acts(engine) == []


@pytest.mark.parametrize("query", ["deleted=x", "deleted=-1", "deleted=" + "9" * 30, "deleted=٣"])
def test_the_address_says_nothing_that_is_no_number(keeper: Member, query: str):
    assert not keeper.client.get(f"{PATH}?{query}").all("p", role="status")


@pytest.mark.parametrize("role", ["learner", "facilitator", "author"])
def test_s33_nobody_else_gets_anything(shelf: Site, engine: Engine, role: Any):
    file = backup(shelf, "daily-2027-03-01.zip")
    member = Member(shelf, "noor", role)
    member.client.get(PATH, status=403)
    token = member.client.get("/en/sign-in").one("input", name="csrf_token").get("value")
    for action in ("backup", "tidy", f"backups/{file.name}"):
        member.client.post(f"{PATH}/{action}", {"csrf_token": token}, status=403)
    assert acts(engine) == []


@pytest.mark.parametrize("action", ["backup", "tidy", "backups/daily-2027-03-01.zip"])
def test_s13_a_form_from_elsewhere_does_nothing(shelf: Site, keeper: Member, engine: Engine, action: str):
    backup(shelf, "daily-2027-03-01.zip")
    token = keeper.client.get(PATH).all("input", name="csrf_token")[0].get("value")
    for headers in ({"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}):
        assert keeper.http.post(f"{PATH}/{action}", data={"csrf_token": token}, headers=headers).status_code == 403
    assert keeper.http.post(f"{PATH}/{action}", data={"x": "1"}, headers=SAME_ORIGIN).status_code == 403
    assert acts(engine) == []
