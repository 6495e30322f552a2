"""The daily round: what is old goes, once a day, and who was deleted stays deleted (S52, S54)."""

from threading import Event

import pytest
from sqlalchemy import Engine, func, select

from emm.errors import StorageError, Unavailable
from emm.learning import forgetting
from emm.store.engine import writing
from emm.store.people import Duty, Learner
from emm.store.tries import Tries
from emm.web import daily
from tests.conftest import Site
from tests.support.people import Person


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
        assert connection.scalar(select(Duty.begun_on).where(Duty.name == "retention")) == fresh.world.time.date()


def test_the_backup_of_the_day_is_made_once_after_a_while(fresh: Site, monkeypatch, engine: Engine):
    stopped, made = Event(), []

    def back_up() -> str:
        made.append(fresh.world.time.date())
        stopped.set()
        return "done"

    monkeypatch.setattr(daily, "BACKUP_AFTER", 0.0)
    daily.begin(fresh.app, stopped, back_up=back_up).join(10)
    with fresh.app.app_context():
        assert daily.back_up_if_due(back_up) == ""
        fresh.world.sleep(days=1)
        assert daily.back_up_if_due(back_up) == "done"
    assert len(made) == 2


def test_a_backup_that_cannot_be_made_is_told_in_words(fresh: Site, caplog: pytest.LogCaptureFixture):
    def fail() -> None:
        raise StorageError("The disk is full. Make room.")

    daily._look(fresh.app, fail, "backup")
    assert "the daily backup could not be done: The disk is full. Make room." in caplog.text


def test_a_round_that_fails_is_told_and_tried_again(fresh: Site, caplog: pytest.LogCaptureFixture):
    def unavailable() -> None:
        raise Unavailable("full")

    daily._look(fresh.app, unavailable, "round")
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
