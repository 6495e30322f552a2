"""The questions of the final assessment: read like those of lessons, and never found among them."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from emm.content.assessment import Assessment, Draw
from emm.content.model import Course
from emm.errors import NotFound
from emm.questions import registry
from tests.content.test_answers import Echo
from tests.support.kinds import find_also
from tests.support.pools import (
    ABOUT,
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
from tests.support.sample import HEAD, LESSON, compiled, course_of, said


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


# What is amiss


@pytest.mark.parametrize(
    ("text", "problems"),
    [
        (changed("id: p2;", "id: p1;"), ['18: E010 Id "p1" is already used in en/assessment.md:5.']),
        (
            changed("id: p2;", "id: first-state;"),
            ['18: E010 Id "first-state" is already used in en/1-start/1-first.md:22.'],
        ),
        (changed(question("p3"), ""), ["1: E130 Pool has 2 of 3 questions needed for lo1/remember."]),
        (FIRST_THREE, ["1: E130 Pool has 0 of 3 questions needed for lo2/apply."]),
        (
            FIRST_THREE + LAST_THREE.replace("level: apply", "level: understand", 1),
            ["42: E130 Pool has 2 of 3 questions needed for lo2/apply."],
        ),
        (changed("**Why:**", "**Hint:** Look.\n\n**Why:**"), ["12: E131 Hint in an assessment question."]),
        (changed("**Why:** All is more than less.\n\n", ""), ['3: E108 Question "p1" has no **Why:**.']),
        (
            changed("objective: lo1", "objective: lo2"),
            ['5: E133 Assessment question "p1" serves lo2, but stands under the heading lo1.'],
        ),
        (changed("objective: lo1; ", ""), ['5: E014 Setting "objective" is missing.']),
        (changed("level: remember", "level: know"), ['5: E102 Setting "level: know" is not known.']),
        (changed("level: remember", "level: remember; review: no"), ['5: E102 Setting "review: no" is not known.']),
        (
            changed("### Question", "### Guess"),
            ["3: E134 A question of the kind guess cannot be part of an assessment."],
        ),
        (
            changed("  > Less is not all of it.\n", ""),
            ['7: E135 Option "a" of assessment question "p1" has no feedback.'],
        ),
        (
            changed("level: remember", "level: remember; points: 2"),
            [
                f'{line}: E136 Assessment question "{name}" is worth 1 point(s), the first of lo1/remember 2.'
                for line, name in ((16, "p2"), (29, "p3"))
            ],
        ),
        (changed("level: remember", "level: remember; excludes: p9"), ["3: E200 Link target not found: p9."]),
        (changed("level: remember", "level: remember; excludes: p1"), ["3: E200 Link target not found: p1."]),
        (
            changed("level: remember", "level: remember; excludes: first-state"),
            ["3: E200 Link target not found: first-state."],
        ),
        (
            changed("level: remember", "level: remember; excludes: P 2"),
            ['5: E012 Id "P 2" has signs that an id cannot have.'],
        ),
        ("Words.\n\n" + TEXT, ["1: E015 This text or heading does not belong here."]),
        (changed("**See:**", "### Not a question\n\n**See:**"), [
            "14: E015 This text or heading does not belong here.",
            "16: E015 This text or heading does not belong here.",
        ]),
        (TEXT + "# Late\n", ["83: E015 This text or heading does not belong here."]),
        (changed("## lo1", "## lo7"), ['1: E107 Objective "lo7" is not in course.md.']),
        (changed("## lo1\n\n", ""), ["1: E014 The heading of an objective is missing."]),
        (changed("[x] b", "[ ] b"), ['3: E104 No right answer in question "p1".']),
        (
            changed("(1-start/2-second.md#both)", "(1-start/2-second.md#bath)"),
            ["14: E200 Link target not found: 1-start/2-second.md#bath."],
        ),
        (
            changed("All is more", "A [State](glossary.md#state) is more"),
            ["12: E200 Link target not found: glossary.md#state."],
        ),
        (
            changed("All is more", "All[^1] is more") + "[^1]: Note.\n",
            ["12: E015 A footnote does not belong here."],
        ),
        (
            changed("- [ ] a)", "![Audio: A](../media/talk.opus)\n\n#### Transcript\n\nWords.\n\n- [ ] a)"),
            ["7: E015 A recording does not belong here."],
        ),
    ],
)  # fmt: skip
def test_what_is_amiss_in_a_pool(text: str, problems: list[str], tmp_path: Path) -> None:
    assert told(tmp_path, text) == problems


LESSON_QUESTION = """\
### Question: A label

`id: q; objective: lo1; level: apply`

What is *it*, then?

- [x] a) This
  > Yes.
- [ ] b) That
  > No.

**Why:** So.
"""


@pytest.mark.parametrize(
    ("heading", "stem", "other"),
    [
        ("which is a STATE", "", "first-state"),
        ("Another label", "What is it then?\n\n", "q"),
        ("What is it then?", "", "q"),
        ("Which comes first?", "", "first-guess"),
        ("A label", "", ""),
        ("Which is a State?", "Look again.\n\n", ""),
    ],
)
def test_what_a_lesson_asks_in_the_same_words(heading: str, stem: str, other: str, tmp_path: Path) -> None:
    text = changed("What is p1?", heading).replace("- [ ] a) Less of p1", f"{stem}- [ ] a) Less of p1")
    files = {**with_pool(text), LESSON: HEAD + "## Both\n\n" + LESSON_QUESTION}
    assert said(compiled(tmp_path, files)) == []
    found = [one for one in compiled(tmp_path, files, today=date(2026, 11, 25)).problems if one.path == POOL]
    assert [(one.line, one.code) for one in found] == ([(3, "W132")] if other else [])
    for one in found:
        assert one.message == 'Assessment question "p1" repeats a lesson question word for word.'
        assert one.hint == f'Change the case or the wording. The lesson question is "{other}".'


def test_other_advice_on_a_pool(tmp_path: Path) -> None:
    truths = "- [x] a) True\n  > Yes.\n- [ ] b) False\n  > No.\n\n"
    boxes = TEXT[TEXT.index("- [ ] a) Less of p1") : TEXT.index("**Why:**")]
    text = TEXT.replace(boxes, truths).replace(boxes.replace("p1", "p2"), truths)
    text = text.replace("All is more than less.", " ".join(["word"] * 26) + ".", 1)
    found = compiled(tmp_path, with_pool(text), today=date(2026, 11, 25)).problems
    told = [(one.line, one.code) for one in found if one.path == POOL]
    assert told == [(12, "W210"), (16, "W126")]
    silent = compiled(tmp_path, with_pool(text.replace("  > Yes.\n", "", 1)), today=date(2026, 11, 25)).problems
    assert [one.code for one in silent if one.path == POOL] == ["E135", "W210"]


def test_two_questions_of_the_pool_may_ask_the_same(tmp_path: Path) -> None:
    assert told(tmp_path, changed("What is p2?", "What is p1?")) == []


def test_a_kind_says_itself_whether_it_is_asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = changed("### Question", "### Scenario").replace("level: remember`", "level: remember; kind: echo`", 1)
    find_also(monkeypatch, Echo())
    assert told(tmp_path, text) == []
    monkeypatch.setattr(Echo, "assesses", False)
    result = compiled(tmp_path, with_pool(text))
    assert said(result) == [f"{POOL}:3: E134 A question of the kind echo cannot be part of an assessment."]
    known = ", ".join(kind.name for kind in registry.kinds() if kind.graded and kind.assesses)
    assert result.problems[0].hint == f"Use one of these: {known}."


def test_short_answers_are_for_practice(tmp_path: Path) -> None:
    boxes = TEXT[TEXT.index("- [ ] a) Less of p1") : TEXT.index("**Why:**")]
    text = changed("level: remember`", "level: remember; kind: short`").replace(boxes, "- = all\n\n")
    assert told(tmp_path, text) == ["3: E134 A question of the kind short cannot be part of an assessment."]


def test_scenarios_are_for_practice(tmp_path: Path) -> None:
    boxes = TEXT[TEXT.index("- [ ] a) Less of p1") : TEXT.index("**Why:**")]
    steps = (
        "#### Step: one\n\nWhat now?\n\n- [x] a) On [Next](#step-two)\n  > Yes.\n- [ ] b) Back [Next](#step-two)\n"
        "  > No.\n\n#### Step: two\n\n**Outcome:** Done.\n\n"
    )
    text = changed("### Question", "### Scenario").replace(boxes, steps)
    assert told(tmp_path, text) == ["3: E134 A question of the kind scenario cannot be part of an assessment."]


def test_feedback_is_needed_in_groups_but_not_where_nothing_is_chosen(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    find_also(monkeypatch, Echo())
    start = changed("### Question", "### Scenario").replace("level: remember`", "level: remember; kind: echo`", 1)
    boxes = start[start.index("- [ ] a) Less of p1") : start.index("**Why:**")]
    groups = "- **One**\n  - a) A\n    > Yes.\n  - b) B\n- **Two**\n  - c) C\n    > Yes.\n\n"
    assert told(tmp_path, start.replace(boxes, groups)) == [
        '10: E135 Option "b" of assessment question "p1" has no feedback.'
    ]
    assert told(tmp_path, start.replace(boxes, "1. a) First\n2. b) Then\n\n")) == []
    assert told(tmp_path, start.replace(boxes, "1. = Marrakech\n2. = 2018\n\n")) == []
    assert told(tmp_path, start.replace(boxes, "| A | B |\n| - | - |\n| a) C | D |\n\n")) == []


def test_everything_that_is_amiss_is_told_at_once(tmp_path: Path) -> None:
    text = changed("**Why:**", "**Hint:** Look.\n\n**Why:**").replace("  > Yes, all of it.\n", "", 1)
    assert [line.partition(" ")[2][:4] for line in told(tmp_path, text)] == ["E135", "E131"]


def test_no_count_is_told_while_a_question_cannot_be_read(tmp_path: Path) -> None:
    result = compiled(tmp_path, with_pool(changed("[x] b", "[ ] b")))
    assert result.courses["en"].assessment is None
    assert len(result.courses["en"].pool.questions) == 5


@pytest.mark.parametrize("text", [b"\xff", "x\n" * 70_000, "[" * 2_000])
def test_a_pool_that_cannot_be_read_at_all(text: str | bytes, tmp_path: Path) -> None:
    result = compiled(tmp_path, {**with_pool(), POOL: text})
    assert {problem.path for problem in result.problems} == {POOL}
    assert {problem.code for problem in result.problems} <= {"E007", "E008"}
    course = result.courses["en"]
    assert (course.assessment, course.pool.questions) == (None, ())
    assert len(course.lessons) == 2


def test_rules_without_questions(tmp_path: Path) -> None:
    assert said(compiled(tmp_path, {**with_pool(), POOL: None})) == [f"{POOL}:1: E014 assessment.md is missing."]


def test_questions_without_rules(tmp_path: Path) -> None:
    result = compiled(tmp_path, with_pool(rules=""))
    assert said(result) == [f'{ABOUT}:1: E003 Key "assessment" is missing.']
    assert result.courses["en"].assessment is None
    assert said(compiled(tmp_path, with_pool(rules="assessment:\n"))) == [
        f'{ABOUT}:9: E003 Key "assessment" is missing.'
    ]


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
