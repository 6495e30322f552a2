"""`python -m tools.bench.starting`: how long it takes from the start of the server to its first lesson.

With one course and with a hundred copies of it, on a database that is there already. Seconds of the processor stand
beside those of the clock, because others on the machine do not count in them. Writes to a temporary folder only.
"""

import argparse
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from statistics import median

from tools.bench.compiling import copies_of_course
from tools.bench.measuring import environment_of, free_port, running
from tools.bench.table import verdict

TARGETS = {1: 2.0, 100: 6.0}
"""Seconds for so many courses."""
TIMES = 5
LESSON = "/en/c/copy-0/what-cooperation-means"

Start = tuple[float, float]
"""Seconds of the clock and of the processor."""


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="tools.bench.starting", description=__doc__)
    parser.add_argument("--times", type=int, default=TIMES, help="how often the server is started (%(default)s)")
    times = parser.parse_args().times
    print(f"start to first lesson, medians of {times}\n\n{'courses':>7}{'seconds':>9}{'worst':>8}{'CPU s':>8}  target")
    for number, target in TARGETS.items():
        with tempfile.TemporaryDirectory(prefix="emm-bench-") as place:
            copies_of_course(number, Path(place) / "content")
            _started(Path(place))  # makes the database
            print(_row(number, target, [_started(Path(place)) for _ in range(times)]), flush=True)


def _row(number: int, target: float, starts: Sequence[Start]) -> str:
    clock, processor = zip(*starts, strict=True)
    found = f"{number:7}{median(clock):9.2f}{max(clock):8.2f}{median(processor):8.2f}"
    return f"{found}  <= {target:g} s: {verdict(median(clock) <= target)}"


def _started(place: Path) -> Start:
    """Start a server, ask for a lesson and stop it again; return what that took."""
    data = place / "data"
    data.mkdir(exist_ok=True)
    port, begun = free_port(), time.monotonic()
    command = [sys.executable, "-m", "emm", "serve", "--port", str(port)]
    with running(command, port, environment_of(data, place / "content"), ready=LESSON) as server:
        return time.monotonic() - begun, server.processor_seconds()


if __name__ == "__main__":
    main()
