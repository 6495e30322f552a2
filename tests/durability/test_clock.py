"""The clock jumps: nobody is signed out for it, nothing fails, and what was done keeps its order."""

from datetime import timedelta

from sqlalchemy import select

from emm.store.engine import make_engine
from emm.store.progress import Attempt
from tests.conftest import Site
from tests.durability.conftest import Noted
from tests.support.client import PageClient

LESSON = "/en/c/sample/second"
QUESTION = "/en/c/sample/q/topic-lesson"
PAGES = ("/en/", "/en/c/sample", LESSON, "/en/review", "/en/settings", "/en/privacy", "/healthz", "/readyz")
SMALL = (timedelta(days=-1), timedelta(days=1), timedelta(minutes=-5))
LARGE = (timedelta(days=3650), timedelta(days=-3651))
"""Longer than a record of a guest is kept: who comes back then begins anew."""
HERE = {"Sec-Fetch-Site": "same-origin"}


def test_r8_jumps_of_the_clock_break_nothing(client: PageClient, site: Site, noted: Noted):
    beginning = site.world.time
    for number, jump in enumerate((timedelta(0), *SMALL)):
        site.world.time = beginning + jump
        assert_works(client, number)
    (acts,) = actions(site).values()
    assert acts == ["answer", "again"] * (len(SMALL) + 1)
    for number, jump in enumerate(LARGE, 10):
        site.world.time = beginning + jump
        assert_works(client, number)
    site.world.time = beginning
    assert_works(client, 20)
    assert all(acts == ["answer", "again"] * (len(acts) // 2) for acts in actions(site).values())
    noted("R8", "jumps of the clock, up to ten years and back: no error, nobody signed out by a day, order kept")


def assert_works(client: PageClient, number: int) -> None:
    """Answer, open the question again, and look at every sort of page."""
    for action in ("answer", "again"):
        form = {"key": f"jump-{number}-0123456789-{action}", "answer": "b", "seed": "1"}
        address = QUESTION if action == "answer" else f"{QUESTION}/{action}"
        assert client.client.post(address, data=form, headers=HERE).status_code == 303, (number, action)
    assert {page: client.client.get(page).status_code for page in PAGES} == dict.fromkeys(PAGES, 200)


def actions(site: Site) -> dict[str, list[str]]:
    """Return what each learner did, in the order of its numbers."""
    engine = make_engine(site.settings.database)
    with engine.connect() as connection:
        rows = connection.execute(select(Attempt.learner_id, Attempt.action).order_by(Attempt.number)).all()
    engine.dispose()
    return {one: [row.action for row in rows if row.learner_id == one] for one in {row.learner_id for row in rows}}
