"""`python -m tools.bench.filled`: what pages cost when others have stored a million answers, and what guests cost.

Two sites in one process, one of them empty but for the learner who asks; pages are asked for in turns, and times are
those of the processor. Then ten thousand guests at a real server. Writes to temporary folders only.
"""

import argparse
import gc
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from urllib.parse import parse_qsl

from flask.testing import FlaskClient
from sqlalchemy import Connection, Engine

from emm.content.catalog import Catalog
from emm.learning.learners import NewVisit
from emm.settings import from_environment
from emm.store import schema
from emm.store.engine import make_engine, writing
from emm.web import create_app
from tools.bench.measuring import CONNECTIONS, environment_of, load, serving
from tools.bench.pages import CONTENT, COURSE, learner_at_work
from tools.bench.preparing import answers, example, newcomers
from tools.bench.table import MEGABYTES, verdict

ANSWERS = 1_000_000
EACH = 40
"""Answers of one learner."""
MOST = 1.1
"""How much more a page may cost."""
TURNS = 200
GUESTS, SOME = 10_000, 3
"""Guests, and the answers of each."""
DATABASE = 15
"""Megabytes that they may take."""
NUMBERS = "WITH RECURSIVE number(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM number WHERE i + 1 < {last})"
LEARNERS = """
INSERT INTO learner (id, seed, created_on, seen_on)
{numbers} SELECT lower(hex(randomblob(16))), i % 12, '2026-11-01', '2026-11-01' FROM number
"""
ATTEMPTS = """
INSERT INTO attempt (learner_id, course, question, number, key, action, response, score, sure, wording, meaning, at)
{numbers} SELECT learner.id, '{course}', 'question-' || i, 1, lower(hex(randomblob(16))) || ':answer', 'answer', 'b',
1.0, 1, '0123456789ab', 'ba9876543210', '2026-11-01 12:00:00.000000' FROM learner, number WHERE learner.id != '{but}'
"""


@dataclass(frozen=True)
class Side:
    """One of two sites, a learner of it, and answers that nobody has sent yet."""

    client: FlaskClient
    token: str
    fresh: Sequence[str]

    def page(self, address: str, _turn: int) -> float:
        """Return the milliseconds of the processor for a page of the learner."""
        self.client.set_cookie("emm", self.token)
        start = time.process_time()
        response = self.client.get(address, headers={"Accept-Encoding": "gzip"})
        taken = (time.process_time() - start) * 1000
        assert response.status_code == 200, (address, response.status)
        return taken

    def answer(self, _address: str, turn: int) -> float:
        """Return the same for a first answer of somebody."""
        _method, path, cookie, body = self.fresh[turn].split("\t")
        self.client.set_cookie("emm", cookie.removeprefix("emm="))
        form, own = dict(parse_qsl(body)), {"HX-Request": "true", "Sec-Fetch-Site": "same-origin"}
        start = time.process_time()
        response = self.client.post(path, data=form, headers=own)
        taken = (time.process_time() - start) * 1000
        assert response.status_code == 200, (path, response.status)
        return taken


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="tools.bench.filled", description=__doc__)
    parser.add_argument("--turns", type=int, default=TURNS, help="how often each page is asked for (%(default)s)")
    turns = parser.parse_args().turns
    catalog = Catalog(CONTENT)
    catalog.load()
    with tempfile.TemporaryDirectory(prefix="emm-bench-") as empty, tempfile.TemporaryDirectory() as full:
        sides = _side(Path(empty), catalog, turns, 0), _side(Path(full), catalog, turns, ANSWERS)
        size = _megabytes(Path(full) / "emm.sqlite3")
        print(f"{ANSWERS:,} answers of others, a database of {size:.0f} MB; {turns} turns, medians\n")
        print(f"{'CPU ms':16}{'empty':>8}{'full':>8}{'ratio':>8}  target")
        for name, costs in _compared(sides, catalog, turns).items():
            print(_row(name, costs))
    print(f"\n{_guests()}")


def _side(place: Path, catalog: Catalog, turns: int, stored: int) -> Side:
    settings = from_environment({"EMM_DATA": str(place), "EMM_CONTENT": str(CONTENT)})
    engine = make_engine(settings.database, new=True)
    schema.upgrade(engine)
    chosen = example(CONTENT)
    visit = learner_at_work(engine, catalog.course(COURSE, "en"))
    if stored:
        _fill(engine, visit, stored // EACH, EACH)
    number = turns // len(chosen.questions) + 1
    fresh = list(answers(chosen, newcomers(engine, number)))
    engine.dispose()
    return Side(create_app(settings, catalog=catalog).test_client(), visit.token, fresh)


def _fill(engine: Engine, but: NewVisit, learners: int, each: int) -> None:
    with writing(engine) as connection:
        _run(connection, LEARNERS, learners)
        _run(connection, ATTEMPTS, each, course=COURSE, but=but.learner.id)


def _run(connection: Connection, statement: str, last: int, **values: str) -> None:
    connection.exec_driver_sql(statement.format(numbers=NUMBERS.format(last=last), **values))


def _compared(sides: tuple[Side, Side], catalog: Catalog, turns: int) -> Mapping[str, list[tuple[float, float]]]:
    """Return what pages and answers cost on either side, turn by turn, by their names."""
    course = catalog.course(COURSE, "en")
    pages = {
        "lesson": course.lessons[0].address,
        "course": course.address,
        "my progress": "/en/me",
        "review": "/en/review",
    }
    found: dict[str, list[tuple[float, float]]] = {name: [] for name in (*pages, "answer, new")}
    gc.disable()
    for turn in range(turns):
        first = turn % 2
        for name, costs in found.items():
            work = Side.page if name in pages else Side.answer
            pair = [0.0, 0.0]
            for which in (first, 1 - first):
                pair[which] = work(sides[which], pages.get(name, ""), turn)
            costs.append((pair[0], pair[1]))
    gc.enable()
    return found


def _row(name: str, costs: Sequence[tuple[float, float]]) -> str:
    ratio = median(full / empty for empty, full in costs)
    empty, full = (median(pair[which] for pair in costs) for which in (0, 1))
    return f"{name:16}{empty:8.2f}{full:8.2f}{ratio:8.2f}  <= {MOST}: {verdict(ratio <= MOST)}"


def _guests() -> str:
    """Return what ten thousand guests take of memory and disk, with a hundred of them at work."""
    with tempfile.TemporaryDirectory(prefix="emm-bench-") as place:
        folder, chosen = Path(place), example(CONTENT)
        engine = make_engine(f"sqlite:///{folder / 'emm.sqlite3'}", new=True)
        schema.upgrade(engine)
        with serving(environment_of(folder, CONTENT)) as server:
            active = newcomers(engine, GUESTS)[:100]
            with writing(engine) as connection:
                _run(connection, ATTEMPTS, SOME, course=COURSE, but="")
            engine.dispose()
            (folder / "learners").write_text("\n".join(map(chosen.request, active)))
            (folder / "answers").write_text("\n".join(answers(chosen, active)))
            for requests in ("learners", "answers", "learners"):
                load(server, folder / requests, 3, CONNECTIONS)
            memory = server.memory()
        size = _megabytes(folder / "emm.sqlite3")
    return (
        f"{GUESTS:,} guests with {SOME} answers, 100 of them at work: {memory.pss:.0f} MB of memory (PSS), "
        f"<= {MEGABYTES}: {verdict(memory.pss <= MEGABYTES)}; {memory.rss:.0f} MB RSS; "
        f"database {size:.1f} MB, <= {DATABASE}: {verdict(size <= DATABASE)}"
    )


def _megabytes(file: Path) -> float:
    return file.stat().st_size / (1 << 20)


if __name__ == "__main__":
    main()
