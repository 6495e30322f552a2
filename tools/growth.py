"""The arithmetic of docs/growth.md, and a simulation of the write path: how long answers wait in the busiest hour.

Run as: python -m tools.growth
"""

import random
import statistics
from dataclasses import dataclass

LEARNERS = 10_000_000
ANSWERS_A_MONTH = 40
PEAK = 6
"""The busiest hour beside the average."""
PAGES_AN_ANSWER = 3
BYTES_AN_ANSWER = 335
"""Measured: 96 MB for 300,000 answers of 6,000 learners, indexes included."""
SERVERS = 32
MONTH = 30 * 24 * 3600
PAGE_SECONDS = 0.0007
"""Processor time of a lesson for a learner with a record; `make bench`."""
ANSWER_SECONDS = 0.0010
"""Processor time of an answer; `make bench`."""


@dataclass(frozen=True)
class Load:
    """What so many learners do."""

    learners: int = LEARNERS

    @property
    def answers(self) -> int:
        """Answers in a month."""
        return self.learners * ANSWERS_A_MONTH

    @property
    def rate(self) -> float:
        """Answers a second, on average."""
        return self.answers / MONTH

    @property
    def peak(self) -> float:
        """Answers a second in the busiest hour."""
        return self.rate * PEAK

    @property
    def pages(self) -> float:
        """Pages a second in the busiest hour."""
        return self.peak * PAGES_AN_ANSWER

    @property
    def month(self) -> int:
        """Bytes by which the database grows in a month."""
        return self.answers * BYTES_AN_ANSWER


def waits(rate: float, sync: float, *, gathers: bool, count: int = 20_000, seed: int = 1) -> list[float]:
    """Return how long each of many answers waits until it is on disk.

    They come at random moments, `rate` a second. One sync of the log takes `sync` seconds. A database that gathers
    syncs for all that wait at that moment (PostgreSQL); one that does not, for one after the other (SQLite).
    """
    dice = random.Random(seed)  # noqa: S311 - a simulation
    moments, now = [], 0.0
    for _ in range(count):
        now += dice.expovariate(rate)
        moments.append(now)
    free, found = 0.0, []
    while moments:
        start = max(free, moments[0])
        free = start + sync * dice.uniform(0.5, 1.5)
        ready = [one for one in moments if one <= start] if gathers else moments[:1]
        found += [free - one for one in ready]
        moments = moments[len(ready) :]
    return found


def p95(found: list[float]) -> float:
    """Return the time within which 95 of 100 are done."""
    return statistics.quantiles(found, n=20)[18]


def processors(load: Load) -> float:
    """Return how many processors the replicas need in the busiest hour, working all the time."""
    return load.pages * PAGE_SECONDS + load.peak * ANSWER_SECONDS


def main() -> None:
    """Print both."""
    load = Load()
    print(f"{load.learners:,} learners: {load.answers:,} answers a month, {load.rate:.0f}/s, {load.peak:.0f}/s at most")
    print(f"{load.pages:,.0f} pages/s; {load.month / 1e9:.0f} GB a month, {load.month * 12 / 1e12:.1f} TB a year")
    print(f"{processors(load):.0f} processors for the replicas in the busiest hour\n")
    print("answers/s  sync ms  one by one, p95 ms  gathered, p95 ms")
    for rate in (29, 100, 926):
        for sync in (0.001, 0.005, 0.02):
            alone = f"{p95(waits(rate, sync, gathers=False, count=5000)) * 1000:.0f}" if rate * sync < 0.9 else "no end"
            together = p95(waits(rate, sync, gathers=True, count=5000)) * 1000
            print(f"{rate:>9}  {sync * 1000:>7.0f}  {alone:>18}  {together:>16.0f}")


if __name__ == "__main__":
    main()
