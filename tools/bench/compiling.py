"""`python -m tools.bench.compiling`: how long courses take to read and check, and whether that grows with their number.

Times are those of the processor, so that others on the machine do not count. Writes to a temporary folder only.
"""

import re
import shutil
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from emm.content.catalog import Catalog
from emm.content.compile import compile_course
from emm.world import World

SOURCE = Path(__file__).parents[2] / "content" / "international-cooperation"
COPIES = (1, 20, 50, 100, 200)
"""Of the whole course, beside each other."""
TIMES = (1, 2, 5, 10, 20)
"""The lessons of the course, in one course."""
_ID = re.compile(r"^(`?id: )([a-z0-9-]+)", re.MULTILINE)


def main() -> None:
    """Measure and print both tables."""
    today = World().now().date()
    compile_course(SOURCE, today=today)  # what is read once per process is read now
    print(f"{SOURCE.name}, read with all checks; seconds of the processor\n")
    _table("courses", COPIES, _courses)
    _table("lessons", TIMES, _lessons)


def _table(title: str, sizes: Sequence[int], measure: Callable[[int, Path], tuple[int, float, float]]) -> None:
    print(f"{title:>8}{'all':>9}{'each':>9}{'look':>9}")
    for size in sizes:
        with tempfile.TemporaryDirectory(prefix="emm-bench-") as folder:
            number, whole, look = measure(size, Path(folder))
        print(f"{number:8}{whole:9.2f}{whole / number:9.3f}{look:9.3f}", flush=True)
    print()


def _courses(number: int, place: Path) -> tuple[int, float, float]:
    copies_of_course(number, place)
    return number, *_loaded(place)


def copies_of_course(number: int, place: Path) -> None:
    """Put so many copies of the whole course beside each other, as courses of their own: `copy-0`, `copy-1`, …"""
    for copy in range(number):
        course = Path(shutil.copytree(SOURCE, place / f"copy-{copy}"))
        about = course / "en" / "course.md"
        about.write_text(_ID.sub(rf"\g<1>copy-{copy}", about.read_text("utf-8"), count=1), "utf-8")


def _lessons(times: int, place: Path) -> tuple[int, float, float]:
    course = Path(shutil.copytree(SOURCE, place / SOURCE.name))
    originals = sorted(file for file in course.glob("en/*/*.md") if file.name != "topic.md")
    for copy in range(1, times):
        for file in originals:
            number, _, name = file.name.partition("-")
            text = _ID.sub(rf"\g<1>\g<2>-{copy}", file.read_text("utf-8"))
            file.with_name(f"{100 * copy + int(number)}-{copy}-{name}").write_text(text, "utf-8")
    return times * len(originals), *_loaded(place)


def _loaded(place: Path) -> tuple[float, float]:
    """Return how long all courses take to read, and a look for changes when there are none."""
    catalog = Catalog(place, today=World().now().date())
    start = time.process_time()
    catalog.load()
    read = time.process_time()
    catalog.refresh()
    look = time.process_time() - read
    mistakes = [problem for _course, problem in catalog.problems if problem.is_error]
    assert not mistakes, mistakes[:3]
    return read - start, look


if __name__ == "__main__":
    main()
