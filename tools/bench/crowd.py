"""`python -m tools.bench.crowd`: many connections at once, and readers beside writers, as ratios in one run.

Writes to a temporary folder only.
"""

import argparse
import sys
import tempfile
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from statistics import median, quantiles

from emm.store import schema
from emm.store.engine import make_engine
from tools.bench.measuring import CONNECTIONS, Load, Server, environment_of, load, serving
from tools.bench.pacing import paced
from tools.bench.preparing import Example, answers, beginners, example, newcomers
from tools.bench.table import verdict

CONTENT = Path(__file__).parents[2] / "content"
MANY = 256
LEAST = 0.8
"""Part of the rate at 16 connections that is left at 256."""
CLIENTS = 100
ANSWER_P95 = 250
"""Milliseconds."""
READS, WRITES = 20, 50
"""Requests a second of readers and of writers beside each other."""
ASKED = 120
"""Answers a second of a hundred clients."""
MOST = 2.0
"""How much longer a lesson may take beside writers."""
MOST_ANSWERS = 1000
"""Answers that are prepared for each second; more than the site can take."""
SORTS = {"visitor": "lesson, no record", "learner": "lesson, with answers", "answers": "answers, each new"}


@dataclass(frozen=True)
class Crowd:
    """A site, and requests that nobody has sent yet."""

    server: Server
    folder: Path
    learner: Sequence[str]
    fresh: Iterator[list[str]]
    """Answers of learners who have not answered yet, enough for one run."""

    def loaded(self, sort: str, connections: int, seconds: int) -> Load:
        """Send one sort of request from so many connections, as fast as they are answered."""
        print(f"{SORTS[sort]}, {connections} connections", file=sys.stderr)
        file = self.folder / sort
        if sort == "answers":
            file.write_text("\n".join(next(self.fresh)))
        return load(self.server, file, seconds, connections)

    def reading(self, seconds: int) -> float:
        """Return how long lessons take at a steady pace, p95 in milliseconds."""
        return _p95(paced(self.server, self.learner, READS, CONNECTIONS, seconds))

    def reading_beside_writers(self, seconds: int) -> float:
        """Return the same while others answer at a steady pace."""
        with ThreadPoolExecutor(1) as other:
            writers = other.submit(paced, self.server, next(self.fresh), WRITES, CONNECTIONS, seconds)
            found = self.reading(seconds)
            writers.result()
        return found

    def answering(self, seconds: int) -> float:
        """Return how long the answers of a hundred clients take at a steady pace, p95 in milliseconds."""
        return _p95(paced(self.server, next(self.fresh), ASKED, CLIENTS, seconds))


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="tools.bench.crowd", description=__doc__)
    parser.add_argument("--seconds", type=int, default=3, help="length of one run (%(default)s)")
    parser.add_argument("--turns", type=int, default=5, help="how often each run is made (%(default)s)")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="emm-bench-") as place:
        folder, chosen = Path(place), example(CONTENT)
        with serving(environment_of(folder, CONTENT)) as server:
            crowd = _prepared(server, folder, chosen, asked.seconds)
            print(f"{asked.turns} turns of {asked.seconds} s, medians\n")
            for row in _connections(crowd, asked.turns, asked.seconds):
                print(row, flush=True)
            print()
            for row in _paces(crowd, asked.turns, asked.seconds):
                print(row, flush=True)
            print(f"\nmemory afterwards: {server.memory().pss:.0f} MB PSS, {server.memory().rss:.0f} MB RSS")


def _prepared(server: Server, folder: Path, chosen: Example, seconds: int) -> Crowd:
    engine = make_engine(f"sqlite:///{folder / 'emm.sqlite3'}")
    schema.upgrade(engine)
    learner = [chosen.request(one) for one in beginners(engine, chosen, 40)]
    (folder / "visitor").write_text(f"{chosen.request()}\n")
    (folder / "learner").write_text("\n".join(learner))

    def fresh() -> Iterator[list[str]]:
        while True:
            number = int(MOST_ANSWERS * seconds / len(chosen.questions)) + 1
            yield list(answers(chosen, newcomers(engine, number)))

    return Crowd(server, folder, learner, fresh())


def _connections(crowd: Crowd, turns: int, seconds: int) -> Iterator[str]:
    yield f"{'':22}{'at 16':>8}{'at 256':>8}{'ratio':>8}{'p95 ms':>8}{'failed':>8}  target"
    for sort, title in SORTS.items():
        pairs = [tuple(crowd.loaded(sort, number, seconds) for number in (CONNECTIONS, MANY)) for _turn in range(turns)]
        ratio = median(many.rate / few.rate for few, many in pairs)
        failed = sum(one.failed for pair in pairs for one in pair)
        rates = (median(pair[which].rate for pair in pairs) for which in (0, 1))
        numbers = "".join(f"{rate:8.0f}" for rate in rates)
        p95 = median(many.p95 for _few, many in pairs)
        met = verdict(ratio >= LEAST and not failed)
        yield f"{title:22}{numbers}{ratio:8.2f}{p95:8.0f}{failed:8}  >= {LEAST}, none failed: {met}"
    at_once = median(crowd.loaded("answers", CLIENTS, seconds).p95 for _turn in range(turns))
    yield f"answers of {CLIENTS} clients who never pause: p95 {at_once:.0f} ms, <= {ANSWER_P95}: {_within(at_once)}"


def _paces(crowd: Crowd, turns: int, seconds: int) -> Iterator[str]:
    print(f"{READS} lessons a second, without and with {WRITES} answers a second", file=sys.stderr)
    pairs = [(crowd.reading(seconds), crowd.reading_beside_writers(seconds)) for _turn in range(turns)]
    ratio = median(beside / alone for alone, beside in pairs)
    alone, beside = (median(pair[which] for pair in pairs) for which in (0, 1))
    yield (
        f"lesson p95 {alone:.0f} ms, beside {WRITES} answers a second {beside:.0f} ms: {ratio:.2f} times, <= {MOST:g}: "
        f"{verdict(ratio <= MOST)}"
    )
    p95 = median(crowd.answering(seconds) for _turn in range(turns))
    yield f"{CLIENTS} clients, {ASKED} answers a second: p95 {p95:.0f} ms, <= {ANSWER_P95}: {_within(p95)}"


def _within(p95: float) -> str:
    return verdict(p95 <= ANSWER_P95)


def _p95(times: Sequence[float]) -> float:
    return quantiles(times, n=20)[18]


if __name__ == "__main__":
    main()
