"""The table of `make bench`: medians, ratios, and whether the targets are met."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from operator import attrgetter
from statistics import median

from tools.bench.measuring import CONNECTIONS, Load, Memory

TITLES = {
    "bare": "bare Flask, same page",
    "visitor": "lesson, no record",
    "learner": "lesson, with answers",
    "answers": "answers, each new",
    "commits": "durable commits alone",
}
TARGETS = {"visitor": 0.9, "learner": 0.5, "answers": 0.4}
"""Least part of bare Flask's requests a second."""
COMMITS = 0.8
"""Where the disk is the limit, the least part of the commits a second that it allows."""
MEGABYTES = 150

Turn = Mapping[str, Load]


def table(turns: Sequence[Turn], memory: Memory, stored: int) -> Iterator[str]:
    """Return the lines of the table."""
    yield f"{'':23}{'req/s':>8}{'p50 ms':>8}{'p95 ms':>8}{'CPU ms':>8}{'client':>8}{'of bare':>9}  target"
    yield from (_line(name, turns) for name in TITLES)
    yield ""
    fits = verdict(memory.pss <= MEGABYTES)
    yield f"memory of the site: {memory.pss:.0f} MB PSS, <= {MEGABYTES}: {fits}; {memory.rss:.0f} MB RSS"
    loads = [load for turn in turns for load in turn.values()]
    yield f"failed: {sum(load.failed for load in loads)} of {sum(load.requests for load in loads)}"
    answered = sum(turn["answers"].requests for turn in turns)
    cut = CONNECTIONS * len(turns)
    yield f"answers: {answered} acknowledged, {stored} stored; the ends of the runs may cut off {cut} replies"


def _line(name: str, turns: Sequence[Turn]) -> str:
    def middle(value: Callable[[Load], float]) -> float:
        return median(value(turn[name]) for turn in turns)

    rate, p50, p95, cpu, client = (middle(attrgetter(field)) for field in ("rate", "p50", "p95", "cpu", "client"))
    numbers = f"{rate:8.0f}{p50:8.1f}{p95:8.1f}{cpu:8.2f}{client:8.0%}"
    return f"{TITLES[name]:23}{numbers}{_ratio(turns, name, 'bare'):9.2f}  {_target(name, turns)}"


def _target(name: str, turns: Sequence[Turn]) -> str:
    if name not in TARGETS:
        return ""
    is_met = _ratio(turns, name, "bare") >= TARGETS[name]
    if name != "answers":
        return f">= {TARGETS[name]}: {verdict(is_met)}"
    of_commits = _ratio(turns, name, "commits")
    is_met = is_met or of_commits >= COMMITS
    return f">= {TARGETS[name]}, or {COMMITS} of the commits ({of_commits:.2f}): {verdict(is_met)}"


def _ratio(turns: Sequence[Turn], name: str, other: str) -> float:
    """Return the median over the turns, because both ran in the same minute of the machine's life."""
    return median(turn[name].rate / turn[other].rate for turn in turns)


def verdict(is_met: bool) -> str:
    """Return the word for a target that is met, or not."""
    return "pass" if is_met else "FAIL"
