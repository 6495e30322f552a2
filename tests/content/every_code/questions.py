"""Questions."""

from tests.content.every_code import SETTINGS, WHY, Row, Rows, lesson, question

AB = "- [x] a) A\n- [ ] b) B\n"
STEPS = """\
#### Step: one

- [x] a) On [Next](#step-two)
- [ ] b) Back [Next](#step-two)

#### Step: two

**Outcome:** Done.
"""

ROWS: Rows = {
    "E100": Row(
        question(AB, word="Qestion"),
        'en/1-start/2-second.md:8: Unknown block word "Qestion".',
        "Use one of these: Scenario, Reflect, Question, Poll, Guess.",
    ),
    "E101": Row(
        lesson("### Question: Which?\n\nWhich of them?\n\n" + AB + WHY),
        "en/1-start/2-second.md:8: The settings line is missing under the heading.",
        "Add a line such as `id: my-question; objective: lo1; level: apply`.",
    ),
    "E102": Row(
        question(AB, "; credit: half"),
        'en/1-start/2-second.md:10: Setting "credit: half" is not known.',
        "Use partial or all.",
    ),
    "E103": Row(
        question(AB.replace("b)", "a)")),
        'en/1-start/2-second.md:13: Option "a" is used twice in question "q".',
        "Give the second one a letter that was never used in this question, or run emm fix to do it for you.",
    ),
    "E104": Row(
        question(AB.replace("[x]", "[ ]")),
        'en/1-start/2-second.md:8: No right answer in question "q".',
        "Mark the right option with [x], for example: - [x] a) A",
    ),
    "E105": Row(
        question(AB.replace("[ ]", "[x]")),
        'en/1-start/2-second.md:8: All options are right in question "q".',
        "Add at least one option that is not right.",
    ),
    "E106": Row(
        question("- [x] a) A\n"),
        'en/1-start/2-second.md:8: Only 1 option(s) in question "q".',
        "Three options work best; two only for true or false.",
    ),
    "E107": Row(
        lesson(f"### Question: Which?\n\n{SETTINGS.replace('lo1', 'lo4')}\n\n{AB}{WHY}"),
        'en/1-start/2-second.md:10: Objective "lo4" is not in course.md.',
        "Objectives here: lo1, lo2.",
    ),
    "E108": Row(
        question(AB, why=""),
        'en/1-start/2-second.md:8: Question "q" has no **Why:**.',
        "Explain in one to three sentences why the answer is right.",
    ),
    "E109": Row(
        question(AB + "> No.\n"),
        "en/1-start/2-second.md:14: Feedback is not indented under its option.",
        "Put two spaces before the sign >, or run emm fix to do it for you.",
    ),
    "E110": Row(
        question("- = 23\n"),
        'en/1-start/2-second.md:8: The kind of question "q" is not clear: it can be read as numeric, short.',
        "Say which with kind: in the settings line.",
    ),
    "E111": Row(
        question("1. = one\n2. = two\n", title="It is ____."),
        'en/1-start/2-second.md:8: Question "q" has 1 gap(s) but 2 answer(s).',
        "Write one item in the list of answers for each ____.",
    ),
    "E112": Row(
        question(STEPS.replace("#step-two)\n\n", "#step-to)\n\n"), word="Scenario", why=""),
        'en/1-start/2-second.md:15: Scenario "q": the link to "#step-to" leads nowhere.',
        'Did you mean "#step-two"?',
    ),
    "E113": Row(
        question(
            STEPS.replace(
                "#### Step: two\n", "#### Step: by\n\n- [x] a) Back [Next](#step-one)\n\n#### Step: two\n"
            ).replace("Back [Next](#step-two)", "Wait [Next](#step-by)"),
            word="Scenario",
            why="",
        ),
        'en/1-start/2-second.md:19: Scenario "q" can go on without end: one → by → one.',
        "Let this choice lead to another step: no path may come back to a step.",
    ),
    "E114": Row(
        question(STEPS.replace("**Outcome:** ", ""), word="Scenario", why=""),
        'en/1-start/2-second.md:17: The last step "two" of scenario "q" has no **Outcome:**.',
        "Add one sentence on what happened and why.",
    ),
    "E115": Row(
        question("- = 3 ± two\n", "; kind: numeric"),
        'en/1-start/2-second.md:12: "± two" is not a number.',
        "Write ± 2, or another number that is not negative.",
    ),
    "E116": Row(
        question("- **One**\n  - a) A\n- **Two**\n", "; kind: categorise"),
        'en/1-start/2-second.md:14: Group "Two" in question "q" has no items.',
        "Add an item below it, or remove the group.",
    ),
    "E118": Row(
        question(AB.replace("b) ", "")),
        'en/1-start/2-second.md:13: Option without a letter in question "q".',
        "Give it the next free letter, or run emm fix to do it for you: b) B",
    ),
}
