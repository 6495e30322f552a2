"""`python -m tools.bench.starting`: how long it takes from the start of the server to its first lesson.

With one course and with a hundred copies of it: the first start, which makes a database and compiles all courses, and
later ones, which the targets are for. Seconds of the processor stand beside those of the clock, because others on the
machine do not count in them. Writes to a temporary folder only.
"""

import argparse
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from tools.bench.compiling import copies_of_course
from tools.bench.measuring import environment_of, free_port, running
from tools.bench.table import verdict

TARGETS = {1: 2.0, 100: 6.0}
"""Seconds for so many courses."""
TIMES = 5
LESSON = "/en/c/copy-0/what-cooperation-means"


@dataclass(frozen=True)
class Start:
    """What one start took."""

    clock: float
    """Seconds, as the next one."""
    processor: float
    memory: float
    """Megabytes, with pages that processes share counted once."""


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="tools.bench.starting", description=__doc__)
    parser.add_argument("--times", type=int, default=TIMES, help="how often the server is started again (%(default)s)")
    times = parser.parse_args().times
    print(f"start to first lesson; of later starts, medians of {times}\n")
    print(f"{'courses':>7}  {'start':5}{'seconds':>9}{'worst':>8}{'CPU s':>8}{'MB':>6}  target")
    for number, target in TARGETS.items():
        with tempfile.TemporaryDirectory(prefix="emm-bench-") as place:
            copies_of_course(number, Path(place) / "content")
            print(_row(number, "first", [_started(Path(place))]), flush=True)
            later = [_started(Path(place)) for _ in range(times)]
            is_met = median(start.clock for start in later) <= target
            print(f"{_row(number, 'later', later)}  <= {target:g} s: {verdict(is_met)}", flush=True)


def _row(number: int, which: str, starts: Sequence[Start]) -> str:
    clock, processor, memory = zip(*((one.clock, one.processor, one.memory) for one in starts), strict=True)
    found = f"{median(clock):9.2f}{max(clock):8.2f}{median(processor):8.2f}{median(memory):6.0f}"
    return f"{number:7}  {which:5}{found}"


def _started(place: Path) -> Start:
    """Start a server, ask for a lesson and stop it again; return what that took."""
    data = place / "data"
    data.mkdir(exist_ok=True)
    port, begun = free_port(), time.monotonic()
    command = [sys.executable, "-m", "emm", "serve", "--port", str(port)]
    with running(command, port, environment_of(data, place / "content"), ready=LESSON) as server:
        clock = time.monotonic() - begun
        return Start(clock, server.processor_seconds(), server.memory().pss)


if __name__ == "__main__":
    main()
