"""`python -m tools.bench.pages`: what each page costs the server for one learner, beside the lesson page.

The learner has answered every lesson and holds a second sitting of the final assessment. Times are those of the
processor, taken in turns within one process, without network; sizes are compressed. Writes to a temporary folder only.
"""

import argparse
import gc
import tempfile
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from statistics import median

from flask import Flask
from sqlalchemy import Connection, Engine

from emm.content.catalog import Catalog
from emm.content.model import Course
from emm.learning import beginning, learners, sittings
from emm.learning.answering import Sent, answer
from emm.learning.learners import NewVisit
from emm.learning.records import Exercise
from emm.questions.contract import FormValues
from emm.settings import Settings, from_environment
from emm.store import schema
from emm.store.engine import make_engine, writing
from emm.web import create_app
from emm.web.database import db
from emm.world import World
from tools.bench.preparing import best, is_chosen

CONTENT = Path(__file__).parents[2] / "content"
COURSE = "international-cooperation"
LESSON = "lesson"
"""The page that all others stand beside."""
OPEN = 2
"""The number of the sitting that is open."""
TURNS = 300


@dataclass(frozen=True)
class Cost:
    """What one page costs."""

    milliseconds: float
    ratio: float
    """To the lesson page, the median over the turns: both ran in the same moment of the machine's life."""
    size: int
    """Bytes that are sent."""


def main() -> None:
    """Measure and print a table."""
    parser = argparse.ArgumentParser(prog="tools.bench.pages", description=__doc__)
    parser.add_argument("--turns", type=int, default=TURNS, help="how often each page is asked for (%(default)s)")
    turns = parser.parse_args().turns
    with tempfile.TemporaryDirectory(prefix="emm-bench-") as place:
        found = costs(Path(place), turns)
    print(f"{turns} turns, medians\n\n{'page':22}{'CPU ms':>8}{'of a lesson':>13}{'bytes':>8}")
    print("\n".join(f"{name:22}{one.milliseconds:8.2f}{one.ratio:13.2f}{one.size:8}" for name, one in found.items()))


def costs(place: Path, turns: int) -> Mapping[str, Cost]:
    """Return what the pages cost, by their names."""
    settings = from_environment({"EMM_DATA": str(place), "EMM_CONTENT": str(CONTENT)})
    catalog = Catalog(CONTENT)
    catalog.load()
    engine = make_engine(settings.database, new=True)
    schema.upgrade(engine)
    course = catalog.course(COURSE, "en")
    token = learner_at_work(engine, course).token
    engine.dispose()
    asked = {name: (address, token) for name, address in pages(course).items()}
    return costs_of(settings, catalog, asked, turns)


def costs_of(
    settings: Settings, catalog: Catalog, asked: Mapping[str, tuple[str, str]], turns: int
) -> Mapping[str, Cost]:
    """Return what pages cost, by their names: each an address and the token of who asks; one is the lesson."""
    app = create_app(settings, catalog=catalog)
    found = dict(_measured(app, asked, turns))
    with app.app_context():
        db.engine.dispose()
    return found


def pages(course: Course) -> Mapping[str, str]:
    """Return the address of each page by its name."""
    exam = course.assessment_address
    return {
        LESSON: course.lessons[0].address,
        "assessment, question": f"{exam}/7",
        "assessment, check": f"{exam}/check",
        "assessment, start": exam,
        "assessment, result": f"{exam}/result/1",
        "certificate": f"{course.address}/certificate",
        "course": course.address,
        "review": f"/{course.language}/review",
    }


class DayBefore(World):
    """The world of yesterday and earlier."""

    def now(self) -> datetime:
        """Return the moment two days ago."""
        return super().now() - timedelta(days=2)


def learner_at_work(engine: Engine, course: Course) -> NewVisit:
    """Make a learner who has done all lessons, sent one sitting, and answered half of the questions of another."""
    world = DayBefore()
    with writing(engine) as connection:
        visit = learners.begin(connection, world, seed=0)
        for lesson in course.lessons:
            for question in filter(is_chosen, lesson.graded):
                sent = Sent(world.new_id(), FormValues(best(question)))
                answer(connection, world, Exercise(visit.learner.id, course, lesson, question), sent)
        _sit(connection, world, visit, course)
        sittings.send(connection, world, visit.learner.id, course, 1)
        _sit(connection, World(), visit, course)
    return visit


def _sit(connection: Connection, world: World, visit: NewVisit, course: Course) -> None:
    """Begin a sitting and answer what can be answered by choosing."""
    sitting = beginning.begin(connection, world, visit.learner.id, course)
    for item in sitting.items:
        if item.question and is_chosen(item.question):
            values = FormValues(best(item.question))
            sittings.save(connection, world, visit.learner.id, course, sitting.number, item.place, values)


def _measured(app: Flask, asked: Mapping[str, tuple[str, str]], turns: int) -> Iterator[tuple[str, Cost]]:
    client = app.test_client()
    times: dict[str, list[float]] = {name: [] for name in asked}
    sizes: dict[str, int] = {}
    gc.disable()
    for _turn in range(turns):
        for name, (address, token) in asked.items():
            client.set_cookie("emm", token)
            start = time.process_time()
            response = client.get(address, headers={"Accept-Encoding": "gzip"})
            times[name].append((time.process_time() - start) * 1000)
            assert response.status_code == 200, (address, response.status)
            sizes[name] = len(response.data)
    gc.enable()
    for name, taken in times.items():
        ratio = median(one / lesson for one, lesson in zip(taken, times[LESSON], strict=True))
        yield name, Cost(median(taken), ratio, sizes[name])


if __name__ == "__main__":
    main()
