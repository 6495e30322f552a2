"""What course.md says about the final assessment, and what is said when it cannot be."""

from pathlib import Path

import pytest

from tests.support.pools import ABOUT, LAST_THREE, TEXT, question, with_pool
from tests.support.sample import compiled, course_of, said


def rules(draw: str = "\n    lo1: {remember: 1}\n    lo2: {apply: 1}", *, passes: str = "2", each: str = "yes") -> str:
    """Return the key `assessment`, which begins in line 9."""
    return f"assessment:\n  pass: {passes}\n  at_least_one_per_objective: {each}\n  draw:{draw}\n"


@pytest.mark.parametrize(
    ("written", "problems"),
    [
        ("assessment: yes\n", ['9: E013 Value of "assessment" is not right: it has to be a list of keys with values.']),
        ("assessment: {pass: 2}\n", ['9: E003 Key "draw" is missing.']),
        (rules().replace("  pass: 2\n", ""), ['9: E003 Key "pass" is missing.']),
        (rules(" {}"), ['12: E003 Key "draw" is missing.']),
        (rules(" all"), ['12: E013 Value of "draw" is not right: it has to be a list of keys with values.']),
        (rules(" {lo1: {}}"), ['12: E013 Value of "draw" is not right: nothing is asked.']),
        (
            rules("\n    lo1: 1\n    lo2: {apply: 1}", each="no"),
            ['13: E013 Value of "lo1" is not right: it has to be a list of keys with values.'],
        ),
        (
            rules("\n    lo1: {remember: 1}"),
            [
                '12: E013 Value of "draw" is not right: '
                "nothing is asked about lo2, and each objective has to bring a point."
            ],
        ),
        (
            rules("\n    lo1: {remember: 1}\n    lo2: {apply: 1}\n    lo9: {apply: 1}"),
            ['15: E107 Objective "lo9" is not in course.md.'],
        ),
        (
            rules("\n    lo1: {remember: 1, recall: 1}\n    lo2: {apply: 1}"),
            ['13: E002 Unknown key "recall".'],
        ),
        (
            rules("\n    lo1: {remember: 1, apply: 0}\n    lo2: {apply: 1}"),
            ['13: E013 Value of "apply" is not right: 0 is not a number from 1 to 20.'],
        ),
        (
            rules("\n    lo1: {remember: 1, apply: 21}\n    lo2: {apply: 1}"),
            ['13: E013 Value of "apply" is not right: 21 is not a number from 1 to 20.'],
        ),
        (
            rules("\n    lo1: {remember: 1, apply: [1]}\n    lo2: {apply: 1}"),
            ['13: E013 Value of "apply" is not right: it has to be one line of text.'],
        ),
        (rules(passes="0"), ['10: E013 Value of "pass" is not right: 0 is not a number from 1 to 1000.']),
        (rules(passes="all"), ['10: E013 Value of "pass" is not right: all is not a number from 1 to 1000.']),
        (
            rules(passes="3"),
            ['10: E013 Value of "pass" is not right: 3 is more than the 2 points that there are.'],
        ),
        (
            rules(each="perhaps"),
            ['11: E013 Value of "at_least_one_per_objective" is not right: perhaps is neither yes nor no.'],
        ),
        (rules().replace("pass:", "pas: 1\n  pass:"), ['10: E002 Unknown key "pas".']),
    ],
)
def test_a_mistake_in_the_rules(written: str, problems: list[str], tmp_path: Path) -> None:
    result = compiled(tmp_path, with_pool(rules=written))
    assert [line.removeprefix(f"{ABOUT}:") for line in said(result)] == problems
    assert result.courses["en"].assessment is None
    assert len(result.courses["en"].pool.questions) == 6


def test_hints_name_what_was_meant(tmp_path: Path) -> None:
    result = compiled(tmp_path, with_pool(rules=rules().replace("pass:", "pas: 1\n  pass:")))
    assert [problem.hint for problem in result.problems] == ['Did you mean "pass"?']


def test_an_objective_may_be_left_out_when_it_has_to_bring_no_point(tmp_path: Path) -> None:
    text = with_pool(LAST_THREE, rules("\n    lo2: {apply: 1}", passes="1", each="no"))
    assessment = course_of(compiled(tmp_path, text)).assessment
    assert assessment
    assert not assessment.at_least_one_per_objective
    assert [part.objective for part in assessment.draw] == ["lo2"]


def test_the_draw_is_told_in_the_order_of_objectives_and_levels(tmp_path: Path) -> None:
    more = "".join(question(f"m{number}", "lo2", "understand") for number in range(3))
    draw = "\n    lo2: {apply: 1, understand: 1}\n    lo1: {remember: 1}"
    assessment = course_of(compiled(tmp_path, with_pool(TEXT + more, rules(draw)))).assessment
    assert assessment
    told = [(part.objective, part.level) for part in assessment.draw]
    assert told == [("lo1", "remember"), ("lo2", "understand"), ("lo2", "apply")]


def test_the_pass_mark_is_not_told_while_questions_are_missing(tmp_path: Path) -> None:
    result = compiled(tmp_path, with_pool(LAST_THREE, rules(passes="9")))
    assert [problem.code for problem in result.problems] == ["E130"]
    assert result.problems[0].hint.startswith("Write 3 more, or change draw in course.md")
