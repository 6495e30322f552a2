"""The questions of the final assessment: read like those of lessons, and never found among them."""

from pathlib import Path
from typing import Any

import pytest

from emm.content.assessment import Assessment, Draw
from emm.content.model import Course
from emm.errors import NotFound
from tests.support.pools import (
    FIRST_THREE,
    LAST_THREE,
    POOL,
    RULES,
    TEXT,
    changed,
    excluding,
    question,
    with_pool,
)
from tests.support.sample import compiled, course_of, said


def told(folder: Path, text: str, rules: str = RULES) -> list[str]:
    """Return the problems of a course with this assessment.md, without its path."""
    return [line.removeprefix(f"{POOL}:") for line in said(compiled(folder, with_pool(text, rules)))]


def pooled(folder: Path, text: str = TEXT, **more: Any) -> Course:
    """Return a course with this assessment.md, which has no problem."""
    return course_of(compiled(folder, {**with_pool(text), **more}))


# What a sitting needs


def test_a_course_without_a_final_assessment(tmp_path: Path) -> None:
    course = course_of(compiled(tmp_path))
    assert course.assessment is None
    assert course.pool.questions == ()


def test_the_rules_of_the_assessment(tmp_path: Path) -> None:
    assessment = pooled(tmp_path).assessment
    assert assessment == Assessment(
        pass_mark=2,
        at_least_one_per_objective=True,
        draw=(Draw("lo1", "remember", 1, 1), Draw("lo2", "apply", 1, 1)),
    )
    assert (assessment.count, assessment.points) == (2, 2)


def test_points_are_counted_as_the_questions_are_worth(tmp_path: Path) -> None:
    text = FIRST_THREE + LAST_THREE.replace("level: apply", "level: apply; points: 3")
    assessment = pooled(tmp_path, text).assessment
    assert assessment
    assert [(part.count, part.points) for part in assessment.draw] == [(1, 1), (1, 3)]
    assert (assessment.count, assessment.points) == (2, 4)


def test_questions_by_objective_and_level(tmp_path: Path) -> None:
    pool = pooled(tmp_path, LAST_THREE + FIRST_THREE).pool
    assert [one.question.id for one in pool.questions] == ["p1", "p2", "p3", "p4", "p5", "p6"]
    assert {objective: len(questions) for objective, questions in pool.by_objective.items()} == {"lo1": 3, "lo2": 3}
    assert [one.question.id for one in pool.of("lo2", "apply")] == ["p4", "p5", "p6"]
    assert pool.of("lo2", "remember") == pool.of("lo3", "apply") == ()


def test_a_question_of_the_pool_is_a_question(tmp_path: Path) -> None:
    found = pooled(tmp_path).pool.question("p4").question
    assert (found.kind.name, found.objective, found.level, found.points) == ("single", "lo2", "apply", 1)
    assert found.why == "<p>All is more than less.</p>"
    assert found.see is not None
    assert found.see.href == "/en/c/sample/second#s-both"
    assert (found.review, found.number, found.hints) == (False, 0, ())
    assert (found.language, found.path, found.line) == ("en", POOL, TEXT.count("\n", 0, TEXT.index("What is p4")) + 1)


def test_nothing_in_a_lesson_leads_to_it(tmp_path: Path) -> None:
    course = pooled(tmp_path)
    with pytest.raises(NotFound):
        course.question("p1")
    with pytest.raises(NotFound):
        course.pool.question("first-state")
    assert all(one.id != "p1" for lesson in course.lessons for one in lesson.questions)


def test_the_source_of_a_question_can_be_read_again(tmp_path: Path) -> None:
    first = pooled(tmp_path)
    again = "".join(
        f"## {objective}\n\n" + "\n\n".join(one.source for one in questions) + "\n\n"
        for objective, questions in first.pool.by_objective.items()
    )
    second = pooled(tmp_path, again)
    for before, after in zip(first.pool.questions, second.pool.questions, strict=True):
        assert (after.question.spec, after.question.meaning) == (before.question.spec, before.question.meaning)
        assert (after.question.wording, after.source) == (before.question.wording, before.source)


def test_the_source_has_nothing_of_what_follows(tmp_path: Path) -> None:
    source = pooled(tmp_path).pool.question("p3").source
    assert source.startswith("### Question: What is p3?\n\n`id: p3; objective: lo1; level: remember`\n")
    assert source.endswith("**See:** [Both](1-start/2-second.md#both)")


def test_each_excludes_the_other(tmp_path: Path) -> None:
    pool = pooled(tmp_path, changed("level: remember`", "level: remember; excludes: p5`")).pool
    assert pool.question("p1").excludes == {"p5"}
    assert pool.question("p5").excludes == {"p1"}
    assert pool.question("p2").excludes == frozenset()


def test_a_title_and_a_figure_may_stand_in_it(tmp_path: Path) -> None:
    figure = "Look.\n\n![Alt](../figures/loop.svg)\n\n- [ ] a) Less of p1"
    pool = pooled(tmp_path, "# The questions\n\n" + changed("- [ ] a) Less of p1", figure)).pool
    assert [part.sort for part in pool.question("p1").question.stem] == ["prose", "figure"]


def test_it_is_part_of_the_fingerprint(tmp_path: Path) -> None:
    assert pooled(tmp_path).fingerprint != pooled(tmp_path, changed("Yes, all", "Yes: all")).fingerprint


def test_ids_are_recorded(tmp_path: Path) -> None:
    text = '{"p1": {"what": "question", "title": "What is p1?"}}'
    found = said(compiled(tmp_path, {**with_pool(), "ids.json": text}))
    earlier = 'question "What is p1?"'
    assert found == [f'{POOL}:5: E011 Id "p1" belonged to something else in an earlier edition ({earlier}).']


# Questions that are never asked together


FOUR = TEXT.replace("## lo2", question("p7") + "## lo2")
TWO_DRAWN = RULES.replace("remember: 1", "remember: 2")
SIX = FOUR.replace("## lo2", question("p8") + question("p9") + "## lo2")


@pytest.mark.parametrize(
    ("text", "left"),
    [
        (excluding(("p1", "p2"), ("p3", "p7"), text=SIX), None),
        (excluding(("p1", "p2"), ("p2", "p3"), ("p3", "p7"), ("p7", "p8"), text=SIX), None),
        (excluding(*((one, "p9") for one in ("p1", "p2", "p3", "p7", "p8")), text=SIX), 1),
        (excluding(("p1", "p4"), ("p2", "p4"), ("p3", "p5"), ("p7", "p5"), ("p8", "p9"), text=SIX), 1),
    ],
)
def test_enough_questions_are_left(text: str, left: int | None, tmp_path: Path) -> None:
    message = f"1: E137 Questions that exclude each other leave {left} of 2 to be drawn for lo1/remember."
    assert told(tmp_path, text, TWO_DRAWN) == ([message] if left is not None else [])
