"""Prints recall after 30 days, with each scheduler in each model of memory, and how many reviews that takes."""

import argparse
from pathlib import Path
from statistics import mean

from emm.content.catalog import Catalog
from emm.content.model import Course
from emm.learning.reviewing import LIMITS
from tools.simulate.learners import LAST, LIMIT, Outcome, outcome, taught
from tools.simulate.memories import MODELS
from tools.simulate.schedulers import SCHEDULERS

CONTENT = Path(__file__).parents[2] / "content"
COURSE = "international-cooperation"
AIM, MOST = 0.85, 45
"""Recall in the middle model, and reviews per learner."""

Figures = dict[tuple[str, str], list[Outcome]]


def main() -> None:
    """Simulate, and print a table and whether the aims are met."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--learners", type=int, default=300, help="learners in each cell of the table")
    parser.add_argument(
        "--limit", type=int, choices=sorted(map(int, LIMITS)), default=LIMIT, help="questions in a review"
    )
    chosen = parser.parse_args()
    catalog = Catalog(CONTENT)
    catalog.load()
    course = catalog.course(COURSE, "en")
    print(
        f"{len(taught(course))} questions taught on day 0; 1 or 2 visits a week, at most {chosen.limit} questions each."
    )
    print(f"{chosen.learners} learners in each cell: recall on day {LAST}, reviews of a learner (most of any).\n")
    print("\n".join(report(simulated(course, chosen.learners, chosen.limit))))


def simulated(course: Course, learners: int, limit: int = LIMIT) -> Figures:
    """Return what becomes of the learners, by model and scheduler."""
    return {
        (model, name): [outcome(course, kind, scheduler, seed, limit) for seed in range(learners)]
        for model, kind in MODELS.items()
        for name, scheduler in SCHEDULERS.items()
    }


def report(figures: Figures) -> list[str]:
    """Return the table, line by line, and what it says about the aims."""
    lines = ["memory       | " + " | ".join(f"{name:>20}" for name in SCHEDULERS)]
    lines += [f"{model:<12} | " + " | ".join(_cell(figures[model, name]) for name in SCHEDULERS) for model in MODELS]
    middle = sorted(MODELS, key=lambda model: _recall(figures[model, "ladder"]))[len(MODELS) // 2]
    recall, without = _recall(figures[middle, "ladder"]), _recall(figures[middle, "none"])
    reviews = [one.reviews for model in MODELS for one in figures[model, "ladder"]]
    lines += [
        "",
        f"Middle model: {middle}. Recall {recall:.3f} with review, {without:.3f} without; aim {AIM}: "
        f"{_met(recall >= AIM)}.",
        f"Reviews of a learner: {mean(reviews):.1f}, aim at most {MOST}: {_met(mean(reviews) <= MOST)}; "
        f"most of any {max(reviews)}: {_met(max(reviews) <= MOST)}.",
    ]
    return lines


def _met(is_met: bool) -> str:
    return "met" if is_met else "NOT met"


def _cell(some: list[Outcome]) -> str:
    reviews = f"{mean(one.reviews for one in some):.1f} ({max(one.reviews for one in some)})"
    return f"{_recall(some):.3f} {reviews:>14}"


def _recall(some: list[Outcome]) -> float:
    return mean(one.recall for one in some)


if __name__ == "__main__":
    main()
