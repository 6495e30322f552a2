"""What is said about the keys at the head of a file."""

from pathlib import Path

import pytest

from tests.support.sample import COURSE, HEAD, LESSON, TOPIC, compiled, said

ABOUT = "en/course.md"
NEEDED = ("goal", "id", "objectives", "title")


def lesson_says(folder: Path, head: str) -> list[str]:
    """Return the problems of a lesson with this front matter, without its path."""
    return [line.removeprefix(f"{LESSON}:") for line in said(compiled(folder, {LESSON: head}))]


@pytest.mark.parametrize(
    ("head", "problems"),
    [
        ("", ["1: E001 Front matter is missing or not closed."]),
        ("---\na: b\n--- c\n---\n", ["3: E004 Front matter cannot be read: it has a second part."]),
        ("---\n# nothing\n---\n", [f'1: E003 Key "{key}" is missing.' for key in NEEDED]),
        (
            HEAD.replace("Use both", "\x81"),
            ["5: E004 Front matter cannot be read: it holds a sign that cannot be shown."],
        ),
        ("## Text\n", ["1: E001 Front matter is missing or not closed."]),
        ("\n" + HEAD, ["1: E001 Front matter is missing or not closed."]),
        (HEAD.rstrip().removesuffix("---"), ["1: E001 Front matter is missing or not closed."]),
        (
            HEAD.replace("objectives:", "objectve:"),
            ['1: E003 Key "objectives" is missing.', '4: E002 Unknown key "objectve".'],
        ),
        (HEAD.replace("id: second\n", ""), ['1: E003 Key "id" is missing.']),
        (HEAD.replace("title: The second lesson\n", ""), ['1: E003 Key "title" is missing.']),
        (HEAD.replace("Use both.", ""), ['5: E003 Key "goal" is missing.']),
        (HEAD.replace("[lo1, lo2]", "[]"), ['4: E003 Key "objectives" is missing.']),
        (
            HEAD.replace("The second", "The second: the"),
            ["3: E004 Front matter cannot be read: mapping values are not allowed here."],
        ),
        (
            HEAD.replace("The second", "[The second"),
            ["4: E004 Front matter cannot be read: expected ',' or ']', but got ':'."],
        ),
        (
            HEAD.replace("goal", "title"),
            ['5: E004 Front matter cannot be read: the key "title" stands in line 3 already.'],
        ),
        (
            HEAD.replace("Use both", "&a both"),
            ["5: E004 Front matter cannot be read: the signs & and * have to stand in quotes."],
        ),
        (
            HEAD.replace("Use both.", "*a"),
            ["5: E004 Front matter cannot be read: the signs & and * have to stand in quotes."],
        ),
        (HEAD.replace("goal:", "<<: {a: b}\ngoal:"), ['5: E002 Unknown key "<<".']),
        (
            HEAD.replace("Use both", "!!python/object/apply:os.system both"),
            ["5: E004 Front matter cannot be read: a value that begins with ! has to stand in quotes."],
        ),
        (
            HEAD.replace("Use both", '"\\ud800"'),
            ["5: E004 Front matter cannot be read: it holds a sign that cannot be shown."],
        ),
        (
            HEAD.replace("Use both", '"\\0"'),
            ["5: E004 Front matter cannot be read: it holds a sign that cannot be shown."],
        ),
        (
            HEAD.replace("goal:", "? [a]\n: b\ngoal:"),
            ["5: E004 Front matter cannot be read: a key has to be a single word."],
        ),
        (
            "---\n- one\n---\n",
            ["2: E004 Front matter cannot be read: it has to be keys with values, such as title: My lesson."],
        ),
        (
            "---\nid: a\n...\nid: b\n---\n",
            ["4: E004 Front matter cannot be read: expected '<document start>', but found '<block mapping start>'."],
        ),
        (
            "---\na: " + "[" * 11 + "]" * 11 + "\n---\n",
            ["2: E004 Front matter cannot be read: it is nested deeper than 10 levels."],
        ),
        (
            "---\na: [" + "x," * 2001 + "]\n---\n",
            ["2: E004 Front matter cannot be read: it has more than 2000 values."],
        ),
        ("---\na: " + "x" * 66_000 + "\n---\n", ["1: E008 The front matter is larger than 64 kB."]),
        (HEAD.replace("id: second", "id: My Lesson"), ['2: E012 Id "My Lesson" has signs that an id cannot have.']),
        (HEAD.replace("id: second", "id: " + "x" * 81), [f'2: E012 Id "{"x" * 81}" has signs that an id cannot have.']),
        (HEAD.replace("goal:", "moved_from: [Old]\ngoal:"), ['5: E012 Id "Old" has signs that an id cannot have.']),
        (HEAD.replace("[lo1, lo2]", "[lo1, lo4]"), ['4: E107 Objective "lo4" is not in course.md.']),
        (
            HEAD.replace("goal:", "checked: soon\ngoal:"),
            ['5: E013 Value of "checked" is not right: soon is not a date.'],
        ),
        (
            HEAD.replace("goal:", "minutes: 16\ngoal:"),
            ['5: E013 Value of "minutes" is not right: 16 is not a number from 1 to 15.'],
        ),
        (
            HEAD.replace("goal:", "minutes: 1_0\ngoal:"),
            ['5: E013 Value of "minutes" is not right: 1_0 is not a number from 1 to 15.'],
        ),
        (
            HEAD.replace("goal:", "draft: maybe\ngoal:"),
            ['5: E013 Value of "draft" is not right: maybe is neither yes nor no.'],
        ),
        (
            HEAD.replace("Use both.", "[Use, both]"),
            ['5: E013 Value of "goal" is not right: it has to be one line of text.'],
        ),
        (
            HEAD.replace("[lo1, lo2]", "{a: b}"),
            ['4: E013 Value of "objectives" is not right: it has to be a list of words.'],
        ),
    ],
)
def test_a_lesson_with_a_mistake_in_its_keys(head: str, problems: list[str], tmp_path: Path) -> None:
    assert lesson_says(tmp_path, head) == problems


@pytest.mark.parametrize(
    ("about", "problems"),
    [
        (COURSE.replace("title:", "titel:"), ['1: E003 Key "title" is missing.', '3: E002 Unknown key "titel".']),
        (
            COURSE.replace("id: sample", "id: other"),
            ['2: E013 Value of "id" is not right: the folder of the course is called sample.'],
        ),
        (
            COURSE.replace("[en, fr]", "[fr, en]"),
            ['5: E013 Value of "languages" is not right: the first one is not en, the folder of this file.'],
        ),
        (
            COURSE.replace("[en, fr]", "[en, French]"),
            ['5: E013 Value of "languages" is not right: French is not the code of a language.'],
        ),
        (COURSE.replace("lo1:", "LO 1:"), ['6: E012 Id "LO 1" has signs that an id cannot have.']),
        (
            COURSE.replace("  lo1: Tell one thing from another.\n  lo2: Use both.\n", "  [lo1]\n"),
            ['6: E013 Value of "objectives" is not right: it has to be a list of names with words.'],
        ),
        (
            COURSE.replace("licence:", "assesment: {pass: 9}\nreview: on\nlicence:"),
            ['9: E002 Unknown key "assesment".', '10: E002 Unknown key "review".'],
        ),
        (
            COURSE.replace("licence:", "listed: perhaps\nlicence:"),
            ['9: E013 Value of "listed" is not right: perhaps is neither yes nor no.'],
        ),
        (COURSE.replace("A word", "# A title"), ["13: E015 A heading of level 1 does not belong here."]),
        (
            COURSE.replace("A word", "A [word](glossary.md#state)"),
            ["13: E200 Link target not found: glossary.md#state."],
        ),
        (COURSE.replace("A word", "A word[^1]") + "\n[^1]: Note.\n", ["13: E015 A footnote does not belong here."]),
    ],
)
def test_a_course_with_a_mistake_in_its_keys(about: str, problems: list[str], tmp_path: Path) -> None:
    found = said(compiled(tmp_path, {ABOUT: about}))
    assert [line.removeprefix(f"{ABOUT}:") for line in found if line.startswith(ABOUT)] == problems


@pytest.mark.parametrize("key", ["id", "title", "summary", "languages", "objectives", "licence", "edition"])
def test_each_required_key_of_a_course(key: str, tmp_path: Path) -> None:
    lines = [line for line in COURSE.split("\n") if not line.startswith(f"{key}:")]
    about = "\n".join(line for line in lines if key != "objectives" or not line.startswith("  lo"))
    result = compiled(tmp_path, {ABOUT: about})
    assert said(result) == [f'{ABOUT}:1: E003 Key "{key}" is missing.']
    assert result.courses == {}


@pytest.mark.parametrize(
    ("topic", "problems"),
    [
        (TOPIC.replace("keep:", "kept:"), ['1: E003 Key "keep" is missing.', '5: E002 Unknown key "kept".']),
        (TOPIC.replace("  - Both are of use.\n", ""), ['5: E013 Value of "keep" is not right: there are 1 sentences.']),
        (
            TOPIC.replace("keep:\n", "keep:\n" + "  - Again.\n" * 3),
            ['5: E013 Value of "keep" is not right: there are 5 sentences.'],
        ),
        (TOPIC + "\nLost words.\n", ["10: E015 Text below the front matter does not belong here."]),
        (TOPIC.replace("first-guess", "fist-guess"), ["4: E200 Link target not found: fist-guess."]),
        (TOPIC.replace("first-guess", "first-state"), ["4: E200 Link target not found: first-state."]),
        (TOPIC.replace("id: start", "id: Start!"), ['2: E012 Id "Start!" has signs that an id cannot have.']),
    ],
)
def test_a_topic_with_a_mistake(topic: str, problems: list[str], tmp_path: Path) -> None:
    found = said(compiled(tmp_path, {"en/1-start/topic.md": topic}))
    assert [line.removeprefix("en/1-start/topic.md:") for line in found] == problems


def test_everything_is_text_until_a_key_says_otherwise(tmp_path: Path) -> None:
    head = HEAD.replace("The second lesson", "no").replace("Use both.", "12:30")
    lesson = compiled(tmp_path, {LESSON: head}).courses["en"].lesson("second")
    assert (lesson.title, lesson.goal) == ("no", "12:30")


def test_one_objective_needs_no_list(tmp_path: Path) -> None:
    lesson = compiled(tmp_path, {LESSON: HEAD.replace("[lo1, lo2]", "lo2")}).courses["en"].lesson("second")
    assert lesson.objectives == ("lo2",)


def test_text_over_several_lines_becomes_one(tmp_path: Path) -> None:
    head = HEAD.replace("goal: Use both.", "goal: >\n  Use\n  both.")
    assert compiled(tmp_path, {LESSON: head}).courses["en"].lesson("second").goal == "Use both."


@pytest.mark.parametrize(
    ("head", "hint"),
    [
        (HEAD.replace("goal:", "gaol:"), 'Did you mean "goal"?'),
        (
            HEAD.replace("goal:", "zzz:"),
            "Known keys: id, title, objectives, goal, checked, minutes, draft, moved_from.",
        ),
        (HEAD.replace("id: second", "id: My Lesson"), "Use small letters, digits and dashes: my-lesson."),
        (HEAD.replace("goal:", "checked: 2.11.2026\ngoal:"), "Write year, month and day: checked: 2026-11-02."),
    ],
)
def test_advice(head: str, hint: str, tmp_path: Path) -> None:
    assert hint in {problem.hint for problem in compiled(tmp_path, {LESSON: head}).problems}
