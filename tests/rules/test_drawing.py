"""What sittings of the final assessment ask: the blueprint every time, everything evenly, nothing twice too early."""

from collections import Counter
from dataclasses import replace

import pytest

from emm.content.assessment import Assessment, Pool, PoolQuestion
from emm.content.model import Course
from emm.errors import ContentError
from emm.learning.rules.drawing import draw
from emm.world import Dice
from tests.architecture.tree import ROOT
from tests.support import courses

SITTINGS = 1500
"""`python -m tools.draws` draws 10 000 times and prints each question's share."""


@pytest.fixture(scope="module")
def course() -> Course:
    return courses.read(ROOT / "content").course("international-cooperation", "en")


@pytest.fixture(scope="module")
def assessment(course: Course) -> Assessment:
    assert course.assessment
    return course.assessment


def ids(drawn: tuple[PoolQuestion, ...]) -> list[str]:
    return [one.question.id for one in drawn]


def test_three_sittings_keep_to_the_blueprint_and_never_repeat(course: Course, assessment: Assessment):
    wanted = {(part.objective, part.level): part.count for part in assessment.draw}
    shares: Counter[str] = Counter()
    for number in range(SITTINGS // 3):
        dice, seen = Dice(number), Counter[str]()
        for _sitting in range(3):
            drawn = draw(assessment, course.pool, seen, dice)
            assert Counter((one.question.objective, one.question.level) for one in drawn) == wanted
            assert not any(one.excludes & set(ids(drawn)) for one in drawn)
            seen.update(ids(drawn))
            shares.update(ids(drawn[:1]))
        assert set(seen.values()) == {1}
        assert len(seen) == len(course.pool.questions)
    first_of_three = [shares[one.question.id] for one in course.pool.of("lo1", "remember")]
    assert first_of_three == [SITTINGS // 3] * 3


def test_in_first_sittings_each_question_is_as_likely_as_the_others(course: Course, assessment: Assessment):
    shares = Counter(
        question_id
        for number in range(SITTINGS)
        for question_id in ids(draw(assessment, course.pool, {}, Dice(number)))
    )
    for one in course.pool.questions:
        assert abs(shares[one.question.id] / SITTINGS - 1 / 3) < 0.06, one.question.id  # five standard errors


def test_the_fourth_sitting_begins_anew(course: Course, assessment: Assessment):
    seen = {one.question.id: 1 for one in course.pool.questions}
    assert len(set(ids(draw(assessment, course.pool, seen, Dice(1))))) == assessment.count


def test_what_was_seen_least_comes_first(course: Course, assessment: Assessment):
    part = assessment.draw[0]
    one_part = replace(assessment, draw=(part,))
    candidates = course.pool.of(part.objective, part.level)
    for fresh in candidates:
        seen = {one.question.id: 2 for one in candidates if one is not fresh}
        assert fresh.question.id in ids(draw(one_part, course.pool, seen, Dice(7)))


def test_a_pool_that_is_too_small_is_refused(course: Course, assessment: Assessment):
    with pytest.raises(ContentError):
        draw(assessment, Pool(course.pool.questions[:5]), {}, Dice(1))


def test_a_pool_in_which_everything_excludes_everything_is_refused(course: Course, assessment: Assessment):
    everything = frozenset(one.question.id for one in course.pool.questions)
    pool = Pool(tuple(replace(one, excludes=everything - {one.question.id}) for one in course.pool.questions))
    with pytest.raises(ContentError):
        draw(assessment, pool, {}, Dice(1))
