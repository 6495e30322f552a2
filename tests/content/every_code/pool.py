"""The final assessment."""

from tests.content.every_code import Row, Rows
from tests.support.pools import FIRST_THREE, LAST_THREE, RULES, TEXT, question, with_pool


def changed(before: str, after: str) -> str:
    """Return assessment.md with something else in the first place where `before` stands."""
    assert before in TEXT
    return TEXT.replace(before, after, 1)


ROWS: Rows = {
    "E130": Row(
        with_pool(FIRST_THREE),
        "en/assessment.md:1: Pool has 0 of 3 questions needed for lo2/apply.",
        "Write 3 more, or change draw in course.md: three times what is drawn lasts for three assessments.",
    ),
    "E131": Row(
        with_pool(changed("**Why:**", "**Hint:** Look.\n\n**Why:**")),
        "en/assessment.md:12: Hint in an assessment question.",
        "Remove it.",
    ),
    "W132": Row(
        with_pool(changed("What is p1?", "Which is a State?")),
        'en/assessment.md:3: Assessment question "p1" repeats a lesson question word for word.',
        'Change the case or the wording. The lesson question is "first-state".',
    ),
    "E133": Row(
        with_pool(changed("objective: lo1", "objective: lo2")),
        'en/assessment.md:5: Assessment question "p1" serves lo2, but stands under the heading lo1.',
        "Move it below the heading ## lo2, or change its objective.",
    ),
    "E134": Row(
        with_pool(changed("### Question", "### Guess")),
        "en/assessment.md:3: A question of the kind guess cannot be part of an assessment.",
        "Use one of these: categorise, gaps, matching, multiple, numeric, ordering, single, true-false.",
    ),
    "E135": Row(
        with_pool(changed("  > Less is not all of it.\n", "")),
        'en/assessment.md:7: Option "a" of assessment question "p1" has no feedback.',
        "Say below it, after the sign >, why someone might choose it, and what is different.",
    ),
    "E136": Row(
        with_pool(
            FIRST_THREE
            + LAST_THREE.replace(
                "id: p6; objective: lo2; level: apply", "id: p6; objective: lo2; level: apply; points: 2"
            )
        ),
        'en/assessment.md:70: Assessment question "p6" is worth 2 point(s), the first of lo2/apply 1.',
        "Give them all the same points: which of them is asked depends on chance.",
    ),
    "E137": Row(
        with_pool(
            (FIRST_THREE + "".join(question(name, more="; excludes: p1") for name in ("p7", "p8", "p9")) + LAST_THREE)
            .replace("`id: p2;", "`id: p2; excludes: p1;")
            .replace("`id: p3;", "`id: p3; excludes: p1;"),
            RULES.replace("remember: 1", "remember: 2"),
        ),
        "en/assessment.md:1: Questions that exclude each other leave 1 of 2 to be drawn for lo1/remember.",
        'Write another one, or remove "excludes" from one of them.',
    ),
}
