"""Reads the key `assessment` of course.md: how many questions a sitting asks of what, and how many points pass."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from emm.content.frontmatter import Keys
from emm.content.keys import LEVELS
from emm.content.problems import Problems

KEY = "assessment"


@dataclass(frozen=True, slots=True)
class Blueprint:
    """What course.md says about the final assessment, before the questions are known."""

    pass_mark: int
    at_least_one_per_objective: bool
    draw: Mapping[tuple[str, str], int]
    """How many questions are asked, by objective and level, in the order of the objectives and levels."""
    path: str
    pass_line: int


def read_blueprint(front: Keys, objectives: Iterable[str], problems: Problems) -> Blueprint | None:
    """Return what stands under `assessment`, None when there is nothing or a mistake, which is noted."""
    before = problems.all()
    blueprint = _blueprint(front, tuple(objectives), problems)
    return blueprint if problems.all() == before else None


def _blueprint(front: Keys, objectives: Sequence[str], problems: Problems) -> Blueprint | None:
    keys = front.below(KEY)
    if keys is None:
        return None
    pass_mark = keys.number("pass")
    one_each = keys.yes("at_least_one_per_objective", default=False)
    draw = keys.below("draw")
    keys.finish()
    if draw is None:
        return None
    counts = dict(_counts(draw, objectives, problems))
    asked = {objective for objective, _level in counts}
    missing = [objective for objective in objectives if objective not in asked]
    _check_objectives(keys, missing, is_empty=not counts, one_each=one_each)
    return Blueprint(pass_mark or 0, one_each, counts, front.path, keys.line("pass"))


def _counts(draw: Keys, objectives: Sequence[str], problems: Problems) -> Iterator[tuple[tuple[str, str], int]]:
    """Yield how many questions are asked of each objective and level."""
    for name in draw.names:
        if name not in objectives:
            known = ", ".join(objectives)
            problems.add(draw.path, draw.line(name), "E107", objective=name, objectives=known)
    for objective in objectives:
        levels = draw.below(objective)
        if levels is None:
            continue
        for level in LEVELS:
            count = levels.number(level)
            if count:
                yield (objective, level), count
        levels.finish()


def _check_objectives(keys: Keys, missing: Sequence[str], *, is_empty: bool, one_each: bool) -> None:
    """Note when nothing is asked at all, or nothing about an objective that has to bring a point."""
    if is_empty:
        reason = "nothing is asked"
    elif one_each and missing:
        reason = f"nothing is asked about {', '.join(missing)}, and each objective has to bring a point"
    else:
        return
    keys.refuse("draw", reason, "Name each objective with its levels, for example lo1: {remember: 1, apply: 2}.")
