"""What is amiss in the questions of the final assessment is told, each at its line and all at once."""

from datetime import date
from pathlib import Path

import pytest

from emm.questions import registry
from tests.content.test_answers import Echo
from tests.content.test_pool import told
from tests.support.kinds import find_also
from tests.support.pools import (
    ABOUT,
    FIRST_THREE,
    LAST_THREE,
    POOL,
    TEXT,
    changed,
    question,
    with_pool,
)
from tests.support.sample import HEAD, LESSON, compiled, said


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
