"""Advice for authors: what could be better, at its line, and only when somebody asks."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest

from emm.content.checks.sentences import Sentence, count_syllables, grade
from tests.support.sample import COURSE, GLOSSARY, HEAD, HEAD_LINES, LESSON, compiled

TODAY = date(2026, 11, 25)
LONG = " ".join(["word"] * 26)
RUN = "\n\n".join(["Short words are read with ease by all who read them here today."] * 13)


def question(*options: str, title: str = "Which is right?", name: str = "asked") -> str:
    """Return a question with these options."""
    head = f"### Question: {title}\n\n`id: {name}; objective: lo1; level: apply`\n\n"
    return head + "\n".join(options) + "\n\n**Why:** It is so.\n"


def option(letter: str, text: str, mark: str = " ", feedback: str = "Yes and no.") -> str:
    """Return an option with feedback."""
    return f"- [{mark}] {letter}) {text}" + (f"\n  > {feedback}" if feedback else "")


RIGHT = option("a", "A State", "x")
WRONG = option("b", "A diaspora")
SOUND = question(RIGHT, WRONG)
TRUTH = "- [x] a) True\n  > Yes.\n- [ ] b) False\n  > No."


def advice(folder: Path, text: str, files: Mapping[str, str] | None = None, head: str = HEAD) -> list[str]:
    """Return the advice on a second lesson that says `text`, its line 1 counting as line 1."""
    result = compiled(folder, {**BETTER, LESSON: head + text, **(files or {})}, today=TODAY)
    assert not [one for one in result.problems if one.is_error], result.problems
    lines = head.count("\n")
    return [f"{one.line - lines}: {one.code} {one.message}" for one in result.problems if one.path == LESSON]


BETTER = {LESSON: HEAD.replace("[lo1, lo2]", "[lo1]"), "en/course.md": COURSE}
HEAD_OF_ONE = HEAD.replace("[lo1, lo2]", "[lo1]")

CASES = {
    "feedback is missing": (
        question(RIGHT, option("b", "A diaspora", feedback="")),
        '7: W120 Option "b" has no feedback.',
    ),
    "length tells": (
        question(option("a", "A State with a government, a people and a territory of its own", "x"), WRONG),
        '5: W121 The right option "a" is much longer than the others.',
    ),
    "all of the above": (
        question(RIGHT, WRONG, option("c", "All of the above")),
        '9: W122 Option "All of the above" points to the other options.',
    ),
    "what is not": (
        question(RIGHT, WRONG, title="Which of these is not a State?"),
        "1: W123 The question asks for what is not true.",
    ),
    "one absolute word": (
        question(RIGHT, option("b", "It is never a State")),
        '7: W124 The word "never" stands in option "b" only.',
    ),
    "nearly the same": (
        question(
            RIGHT,
            option("b", "It depends on the ministry of labour"),
            option("c", "It depends on the ministry of labor"),
        ),
        '9: W125 Options "b" and "c" say nearly the same.',
    ),
    "always true": (
        "\n".join(question(TRUTH, title=f"It is so {name}.", name=name) for name in ("one", "two")),
        '12: W126 Every true-or-false question in this file is answered "true".',
    ),
    "long feedback": (question(RIGHT, option("b", "A diaspora", feedback="so " * 61)), "7: W127 Feedback of 61 words."),
    "five options": (
        question(RIGHT, *(option(letter, f"Number {letter}") for letter in "bcde")),
        '13: W128 5 options in question "asked".',
    ),
    "a long sentence": (f"Good day.\n{LONG}. End.\n\n{SOUND}", "2: W210 Sentence of 26 words."),
    "an abbreviation": (f"An RCP is dear to us.\n\n{SOUND}", '1: W212 "RCP" is used before it is explained.'),
    "a grey page": (f"{RUN}\n\n{SOUND}", "1: W214 More than 150 words without a figure, a list, a note or a question."),
    "no question": ("A word.\n", "0: W215 The lesson has no question."),
    "a year": (f"It began in 1951.\n\n{SOUND}", '1: W216 "1951" stands without a source nearby.'),
    "a share": (f"It is 40 per cent.\n\n{SOUND}", '1: W216 "40 per cent" stands without a source nearby.'),
}
RCP = "\n## Regional consultative process\n\nShort: RCP\n\nA regular meeting.\n"


@pytest.mark.parametrize(("text", "expected"), CASES.values(), ids=CASES)
def test_advice_stands_at_its_line(tmp_path: Path, text: str, expected: str):
    found = advice(tmp_path, text, {"en/glossary.md": f"{GLOSSARY}{RCP}"}, HEAD_OF_ONE)
    line, _, message = expected.partition(": ")
    assert (f"{1 - HEAD_LINES}: {message}" if line == "0" else expected) in found
    assert len(found) == 1 or "W127" in expected


def test_a_lesson_as_it_should_be_gets_no_advice(tmp_path: Path):
    text = f"A [State](../glossary.md#state) was founded in 1951.[^1]\n\n{SOUND}\n[^1]: A book. https://example.org/\n"
    assert advice(tmp_path, text, head=HEAD_OF_ONE) == []


@pytest.mark.parametrize(
    "text",
    [
        f"A regional consultative process (RCP) is dear to us. An RCP lasts.\n\n{SOUND}",
        f"It began in 1951.\n\nWe know from a book.[^1]\n\n{SOUND}\n[^1]: A book. https://example.org/\n",
        f"Write the day as `2026-11-25`.\n\n{SOUND}",
        question(RIGHT, WRONG, title="Which of these is **not** a State?"),
        question(option("a", "It is never so", "x"), option("b", "It is always so")),
        "### Guess: Which?\n\n`id: guessed`\n\n- [x] a) This\n- [ ] b) That\n\n" + SOUND,
        f"Ask e.g. the ministry. {' '.join(['word'] * 20)}.\n\n{SOUND}",
    ],
)
def test_what_is_in_order_is_left_alone(tmp_path: Path, text: str):
    assert advice(tmp_path, text, {"en/glossary.md": f"{GLOSSARY}{RCP}"}, HEAD_OF_ONE) == []


def test_a_hard_lesson_is_told_with_its_grade(tmp_path: Path):
    hard = "Intergovernmental organizations facilitate multidimensional institutional accountability mechanisms."
    (found,) = advice(tmp_path, f"{hard}\n\n{SOUND}", head=HEAD_OF_ONE)
    assert found.startswith(f"{1 - HEAD_LINES}: W211 Reading grade ")


def test_a_long_lesson_is_told_with_its_minutes(tmp_path: Path):
    text = "\n\n".join(f"- {RUN.splitlines()[0]}" for _ in range(80))
    assert f"{1 - HEAD_LINES}: W213 The lesson takes 7 minutes; the limit is 5." in advice(
        tmp_path, f"{text}\n\n{SOUND}", head=HEAD_OF_ONE
    )


@pytest.mark.parametrize(("day", "is_old"), [("2025-11-20", True), ("2025-12-01", False)])
def test_facts_are_looked_at_once_a_year(tmp_path: Path, day: str, is_old: bool):
    head = HEAD_OF_ONE.replace("goal:", f"checked: {day}\ngoal:")
    found = advice(tmp_path, SOUND, head=head)
    assert found == (["-3: W217 The facts were last checked on 2025-11-20, more than a year ago."] if is_old else [])


def test_an_objective_needs_practice(tmp_path: Path):
    assert advice(tmp_path, SOUND) == [f"{1 - HEAD_LINES}: W219 Objective lo2 has no question in this lesson."]


def test_nobody_is_advised_who_did_not_ask(tmp_path: Path):
    assert compiled(tmp_path, {LESSON: HEAD + LONG}).problems == ()


def test_advice_breaks_nothing(tmp_path: Path):
    result = compiled(tmp_path, {LESSON: HEAD + question(RIGHT, option("b", "x", feedback=""))}, today=TODAY)
    assert [one.code for one in result.problems if one.path == LESSON] == ["W219", "W120"]
    assert len(result.courses["en"].lesson("second").questions) == 1


def test_the_grade_is_that_of_the_formula():
    """0.39 * 6/1 + 11.8 * 7/6 - 15.59 = 0.52 (computed by hand from the published formula)."""
    assert grade([Sentence("The cat sat on the table.", 1)]) == pytest.approx(0.516, abs=0.01)
    assert grade([]) == 0.0


@pytest.mark.parametrize(
    ("word", "count"),
    [("cat", 1), ("table", 2), ("state", 1), ("migration", 3), ("agree", 2), ("rhythm", 1), ("éé", 1)],
)
def test_syllables_are_groups_of_vowels(word: str, count: int):
    assert count_syllables(word) == count
