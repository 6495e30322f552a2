"""Simulated learners: their memories are those of the literature, and luck is the same for every scheduler."""

from random import Random

import pytest

from emm.content.model import Course
from emm.learning.rules.review import ladder
from tests.rules.test_review import act
from tests.support import courses
from tools.simulate.__main__ import CONTENT, COURSE, report, simulated
from tools.simulate.learners import LAST, LIMIT, outcome, taught, visits
from tools.simulate.memories import MODELS, TWO_DAYS, WEEK
from tools.simulate.schedulers import SCHEDULERS, fsrs, never

every_model = pytest.mark.parametrize("model", MODELS.values(), ids=MODELS)


@pytest.fixture(scope="module")
def real() -> Course:
    return courses.read(CONTENT).course(COURSE, "en")


@every_model
def test_every_memory_begins_as_was_measured(model):
    assert model(0).chance(7) == pytest.approx(WEEK, abs=0.002)
    assert model(0).chance(2) == pytest.approx(TWO_DAYS, abs=0.1)
    assert model(5).chance(12) == pytest.approx(model(0).chance(7))


def test_the_power_law_goes_through_both_points():
    assert MODELS["power law"](0).chance(2) == pytest.approx(TWO_DAYS, abs=0.002)


@every_model
def test_a_memory_fades_and_repetition_makes_it_last(model):
    memory = model(0)
    chances = [memory.chance(day) for day in range(1, 60)]
    assert chances == sorted(chances, reverse=True)
    assert 0 <= chances[-1] < chances[0] <= 1
    recalled, forgotten = model(0), model(0)
    recalled.meet(7, recalled=True)
    forgotten.meet(7, recalled=False)
    assert recalled.chance(20) > forgotten.chance(20) > memory.chance(20)
    assert forgotten.chance(8) > memory.chance(8)


def test_one_or_two_visits_a_week():
    for seed in range(50):
        days = visits(Random(seed))
        assert days == sorted(set(days))
        assert 1 <= days[0] < days[-1] < LAST
        assert all(1 <= sum(start <= day < start + 7 for day in days) <= 2 for start in (1, 8, 15, 22))


@pytest.mark.thorough
@pytest.mark.no_cover
@every_model
def test_a_learner_is_the_same_every_time_and_better_off_with_review(real: Course, model):
    without, reviewed = outcome(real, model, never, 3), outcome(real, model, ladder, 3)
    assert reviewed == outcome(real, model, ladder, 3)
    assert without.reviews == 0
    assert without.recall == pytest.approx(model(0).chance(LAST))
    assert reviewed.recall > without.recall
    assert 0 < reviewed.reviews <= LIMIT * len(visits(Random(-4)))
    assert outcome(real, model, ladder, 3, limit=5).reviews < reviewed.reviews


def test_fsrs_stands_behind_the_same_interface():
    assert fsrs([]) is None
    entered = fsrs([act(0, "answer")])
    later = fsrs([act(0, "answer"), act(3)])
    failed = fsrs([act(0, "answer"), act(3, score=0.0)])
    unsure = fsrs([act(0, "answer"), act(3, sure=False)])
    assert entered
    assert later
    assert failed
    assert unsure
    assert all(review.due for review in (entered, later, failed, unsure))
    assert act(3).at.date() < (failed.due or act(0).at.date()) < (later.due or act(0).at.date())
    assert (unsure.due or act(0).at.date()) < (later.due or act(0).at.date())
    assert (entered.recalled_at, later.recalled_at) == (None, act(3).at)


def test_the_report_tells_what_is_met_and_what_is_not(real: Course):
    figures = simulated(real, 4)
    assert set(figures) == {(model, name) for model in MODELS for name in SCHEDULERS}
    lines = report(figures)
    assert [line.partition("|")[0].strip() for line in lines[:4]] == ["memory", *MODELS]
    recalls = sorted(sum(one.recall for one in figures[model, "ladder"]) / 4 for model in MODELS)
    assert f"Recall {recalls[1]:.3f} with review" in lines[-2]
    assert lines[-2].endswith("aim 0.85: met." if recalls[1] >= 0.85 else "aim 0.85: NOT met.")
    assert "aim at most 45" in lines[-1]


@pytest.mark.thorough
def test_only_questions_of_lessons_are_taught(real: Course):
    ids = {question.id for _lesson, question in taught(real)}
    assert ids
    assert not ids & {one.question.id for one in real.pool.questions}
