"""The pool has enough questions for what course.md draws, and the draw is worth enough points to pass."""

from collections import Counter
from collections.abc import Iterable

from emm.content.assessment import Assessment, Draw, PoolQuestion
from emm.content.blueprint import Blueprint
from emm.content.pool import PoolText
from emm.content.problems import Problems

RESERVE = 3
"""How many times the questions that are drawn: so many sittings without repeats."""

Cell = tuple[str, str]
"""An objective and a level."""


def checked_assessment(blueprint: Blueprint, text: PoolText, problems: Problems) -> Assessment | None:
    """Return the assessment, or None when its questions do not fit what course.md says; why is noted."""
    faults = Problems()
    families = _families(text.pool.questions)
    draw = [
        Draw(objective, level, count, _checked_points((objective, level), count, text, families, faults))
        for (objective, level), count in blueprint.draw.items()
    ]
    assessment = Assessment(blueprint.pass_mark, blueprint.at_least_one_per_objective, tuple(draw))
    if not faults.all() and assessment.pass_mark > assessment.points:
        reason = f"{assessment.pass_mark} is more than the {assessment.points} points that there are"
        advice = f"Write a number from 1 to {assessment.points}, or ask more questions."
        faults.add(blueprint.path, blueprint.pass_line, "E013", key="pass", reason=reason, advice=advice)
    problems.extend(faults.all())
    return None if faults.all() else assessment


def _checked_points(cell: Cell, count: int, text: PoolText, families: Counter[Cell], faults: Problems) -> int:
    """Return what each question of an objective and level is worth; note when they differ or are too few."""
    objective, level = cell
    questions = [one.question for one in text.pool.of(objective, level)]
    line = text.headings.get(objective, 1)
    place = {"objective": objective, "level": level}
    if len(questions) < RESERVE * count:
        missing = RESERVE * count - len(questions)
        faults.add(text.path, line, "E130", has=len(questions), needed=RESERVE * count, missing=missing, **place)
    elif families[cell] < count:
        faults.add(text.path, line, "E137", left=families[cell], count=count, **place)
    points = questions[0].points if questions else 1
    for question in questions:
        if question.points != points:
            worth = {"points": question.points, "others": points}
            faults.add(text.path, question.line, "E136", id=question.id, **worth, **place)
    return points


def _families(questions: Iterable[PoolQuestion]) -> Counter[Cell]:
    """Return how many questions of each objective and level can be drawn together, whatever else is drawn.

    Questions that exclude each other, directly or through others, count as one; for none where they stand in
    different places, because one that is drawn there may exclude all that are here.
    """
    found: Counter[Cell] = Counter()
    left = {one.question.id: one for one in questions}
    while left:
        family = [left.popitem()[1]]
        for one in family:  # it grows meanwhile
            family += [left.pop(name) for name in one.excludes & left.keys()]
        places = {(one.question.objective, one.question.level) for one in family}
        found.update(places if len(places) == 1 else ())
    return found
