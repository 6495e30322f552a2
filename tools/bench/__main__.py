"""`make bench`: the site beside a bare Flask application, in turns, as one table. Writes to a temporary folder only."""

import argparse
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import func, select

from emm.store import schema
from emm.store.engine import make_engine
from emm.store.progress import Attempt
from tools.bench.commits import commits
from tools.bench.measuring import Load, Server, environment_of, free_port, load, running, serving
from tools.bench.preparing import Example, answers, beginners, example, newcomers
from tools.bench.table import TITLES, table

CONTENT = Path(__file__).parents[2] / "content"
ROUNDS = 9
"""Short turns, many of them: machines have better and worse seconds, and a ratio is taken within each turn."""
MOST_ANSWERS = 4000
"""Answers that are prepared for each second; more than the site can take."""


@dataclass(frozen=True)
class Bench:
    """Two servers under the same settings, and the requests for them, a file for each sort of run."""

    folder: Path
    seconds: int
    bare: Server
    site: Server

    def run(self, name: str, turn: int) -> Load:
        """Measure one line of the table."""
        print(f"turn {turn + 1} of {ROUNDS}: {TITLES[name]}", file=sys.stderr)
        if name == "commits":
            return commits(self.folder / "commits.sqlite3", self.seconds)
        server = self.bare if name == "bare" else self.site
        return load(server, self.folder / (f"answers-{turn}" if name == "answers" else name), self.seconds)


def main() -> None:
    """Run the benchmark and print the table."""
    parser = argparse.ArgumentParser(prog="tools.bench", description=__doc__)
    parser.add_argument("--seconds", type=int, default=2, help="length of one run (%(default)s)")
    seconds = parser.parse_args().seconds
    chosen = example(CONTENT)
    with tempfile.TemporaryDirectory(prefix="emm-bench-") as place, servers(Path(place), chosen) as (site, bare):
        prepare(Path(place), chosen, seconds)
        bench, before = Bench(Path(place), seconds, bare, site), stored(Path(place))
        turns = [{name: bench.run(name, turn) for name in TITLES} for turn in range(ROUNDS)]
        size = (Path(place) / "page").stat().st_size
        print(f"\n{chosen.lesson.address}, {size} bytes. {ROUNDS} turns of {seconds:g} s each, medians.\n")
        print("\n".join(table(turns, site.memory(), stored(bench.folder) - before)))


@contextmanager
def servers(folder: Path, chosen: Example) -> Iterator[tuple[Server, Server]]:
    """Run the site, and bare Flask with the page that the site shows to a visitor."""
    environment = environment_of(folder, CONTENT)
    with ExitStack() as stack:
        site = stack.enter_context(serving(environment))
        (folder / "page").write_bytes(site.get(chosen.lesson.address))
        port = free_port()
        command = [sys.executable, "-m", "tools.bench.bare", str(port), str(folder / "page")]
        yield site, stack.enter_context(running(command, port, environment))


def prepare(folder: Path, chosen: Example, seconds: int) -> None:
    """Write the requests of each run, and make the learners who send them."""
    engine = make_engine(database(folder))
    schema.upgrade(engine)
    (folder / "bare").write_text("GET\t/\t\t\n")
    (folder / "visitor").write_text(f"{chosen.request()}\n")
    (folder / "learner").write_text("\n".join(map(chosen.request, beginners(engine, chosen, 40))))
    number = int(MOST_ANSWERS * seconds / len(chosen.questions)) + 1
    for turn in range(ROUNDS):
        (folder / f"answers-{turn}").write_text("\n".join(answers(chosen, newcomers(engine, number))))
    engine.dispose()


def stored(folder: Path) -> int:
    """Return how many answers are in the database."""
    engine = make_engine(database(folder))
    with engine.connect() as connection:
        number: int = connection.execute(select(func.count()).select_from(Attempt)).scalar_one()
    engine.dispose()
    return number


def database(folder: Path) -> str:
    """Return the address of the site's database."""
    return f"sqlite:///{folder / 'emm.sqlite3'}"


if __name__ == "__main__":
    main()
