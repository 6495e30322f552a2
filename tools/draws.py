"""Draws many sittings of a final assessment and prints the share of each question: python -m tools.draws [COURSE]."""

import sys
from collections import Counter
from collections.abc import Iterator

from emm.content.assessment import Assessment
from emm.content.catalog import Catalog
from emm.content.model import Course
from emm.learning.rules.drawing import draw
from emm.rendering import HERE
from emm.world import Dice

CONTENT = HERE.parent / "content"
IN_A_ROW = 3
"""So many sittings one simulated learner holds."""


def main(course_id: str = "international-cooperation", sittings: str = "10000") -> None:
    """Print the table."""
    catalog = Catalog(CONTENT)
    catalog.load()
    course = catalog.course(course_id, "en")
    if course.assessment is None:
        sys.exit(f"The course {course_id} has no final assessment.")
    print("\n".join(table(course, course.assessment, int(sittings))))


def table(course: Course, assessment: Assessment, sittings: int) -> Iterator[str]:
    """Yield the lines: how often each question was drawn in first, second and third sittings, and what went wrong."""
    wanted = {(part.objective, part.level): part.count for part in assessment.draw}
    drawn: list[Counter[str]] = [Counter() for _ in range(IN_A_ROW)]
    off_blueprint = excluded = repeated = 0
    learners = -(-sittings // IN_A_ROW)
    for learner in range(learners):
        dice, seen = Dice(learner), Counter[str]()
        for turn in drawn:
            sitting = draw(assessment, course.pool, seen, dice)
            ids = {one.question.id for one in sitting}
            off_blueprint += Counter((one.question.objective, one.question.level) for one in sitting) != wanted
            excluded += any(one.excludes & ids for one in sitting)
            repeated += sum(seen[question_id] for question_id in ids)
            seen.update(ids)
            turn.update(ids)
    yield f"{'question':16}{'objective':11}{'level':12}" + "".join(f"{number:>9}." for number in range(1, IN_A_ROW + 1))
    for one in course.pool.questions:
        question = one.question
        shares = "".join(f"{turn[question.id] / learners:10.3f}" for turn in drawn)
        yield f"{question.id:16}{question.objective:11}{question.level:12}{shares}"
    yield f"{learners * IN_A_ROW} sittings: {off_blueprint} off the blueprint, {excluded} with questions that exclude"
    yield f"each other, {repeated} questions repeated within {IN_A_ROW} sittings"


if __name__ == "__main__":
    main(*sys.argv[1:])
