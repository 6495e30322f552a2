"""A site at work, watched by the test of power cuts: first start, answers, stops, a change of the tables, answers.

Two processes answer at the same time, so that one commits while the other waits for the disk.

Run as: python -m tests.durability.working DATA ACKNOWLEDGED
"""

import os
import sys
from pathlib import Path
from time import sleep

from sqlalchemy import Engine

from emm.content.catalog import Catalog
from emm.credentials.keyfile import key_ring
from emm.learning import learners
from emm.learning.answering import ACTIONS, Sent
from emm.learning.records import Exercise
from emm.private_files import make_once
from emm.questions.contract import FormValues
from emm.store import log, schema
from emm.store.engine import make_engine, writing
from emm.upkeep import opening
from emm.upkeep.site import Site
from emm.world import World
from tests.durability.server import COURSES

ANSWERS = 30
"""Of each process in each stretch of work; a commit is some pages of the log."""
SECRET = "a secret of a test, long enough to be one"


def main(data: Path, acknowledged: Path) -> None:
    """Work, and write a line for each answer that is on disk."""
    site = Site(data, data / "none", f"sqlite:///{data / 'emm.sqlite3'}", data / "backups")
    course = Catalog(COURSES)
    course.load()
    told = os.open(acknowledged, os.O_WRONLY | os.O_CREAT)
    for stretch in range(3):
        list(opening.made_ready(site, World(), SECRET))
        make_once(data / "secret.key", SECRET)
        key_ring(data)
        site.mark.touch()
        _answer_together(site.database_url, course, told, str(stretch))
        if stretch == 1:
            engine = make_engine(site.database_url)
            schema.downgrade(engine, "-1")
            engine.dispose()


def _answer_together(url: str, catalog: Catalog, told: int, stretch: str) -> None:
    hears, speaks = os.pipe()
    other = os.fork()
    log.bring_to_disk = _slowly
    engine = make_engine(url)
    _answer(engine, catalog, told, stretch + ("a" if other else "b"))
    engine.dispose()
    if not other:
        os.read(hears, 1)  # what the other process does at the moment when this one ends would be missing in the trace
        os._exit(0)
    os.write(speaks, b".")
    assert os.waitpid(other, 0)[1] == 0
    os.close(hears)
    os.close(speaks)


def _answer(engine: Engine, catalog: Catalog, told: int, stretch: str) -> None:
    world, course = World(), catalog.course("sample", "en")
    with writing(engine) as connection:
        visit = learners.begin(connection, world, seed=0)
    exercise = Exercise(visit.learner.id, course, *course.question("topic-lesson"))
    for number in range(ANSWERS):
        key, act = f"{stretch}-{number:017}", ACTIONS[("answer", "again")[number % 2]]
        with writing(engine) as connection:
            act(connection, world, exercise, Sent(key, FormValues.of([("answer", "b")])))
        os.write(told, f"{key}\n".encode())


def _slowly(handle: int) -> None:
    """Bring a log to the disk as a slow disk does, so that there is time for the other process."""
    sleep(0.001)
    os.fdatasync(handle)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
