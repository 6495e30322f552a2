"""`emm fix` mends what has one way to be mended, changes no meaning, and touches nothing else."""

import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from emm.content import fixing
from emm.content.fixing import Fix, apply, find_fixes, fixed
from emm.errors import Conflict
from tests.content.damage import COURSES
from tests.support.sample import ABOUT, FIRST, HEAD, LESSON, SAMPLE, TOPIC, compiled, said, write_course

LINE = "`id: q; objective: lo1; level: apply`"
WHY = "**Why:** C.\n"


def mended(text: str, letters: Mapping[str, str] | None = None) -> str:
    """Return a second lesson that says `text` as emm fix leaves it, without its head."""
    after = fixed(LESSON, (HEAD + text).encode(), {} if letters is None else letters).decode()
    assert after.startswith(HEAD)
    return after.removeprefix(HEAD)


def asked(answers: str, settings: str = LINE) -> str:
    """Return a question with these answers."""
    return f"### Question: Which?\n\n{settings}\n\n{answers}\n{WHY}"


QUESTIONS = {
    "a letter twice": (
        asked("- [x] a) A\n- [ ] a) B\n- [ ] a) C\n"),
        asked("- [x] a) A\n- [ ] b) B\n- [ ] c) C\n"),
    ),
    "no letters": (asked("- [x] A\n* [ ]  B\n"), asked("- [x] a) A\n\n* [ ]  b) B\n")),
    "a letter between": (
        asked("- [x] a) A\n- [ ] d) B\n- [ ] C\n"),
        asked("- [x] a) A\n- [ ] d) B\n- [ ] e) C\n"),
    ),
    "behind the last letter": (asked("- [x] z) A\n- [ ] z) B\n"), asked("- [x] z) A\n- [ ] a) B\n")),
    "ordering": (
        asked("1. a) A\n2. a) B\n3. C\n", LINE.replace("apply", "apply; kind: ordering")),
        asked("1. a) A\n2. b) B\n3. c) C\n", LINE.replace("apply", "apply; kind: ordering")),
    ),
    "matching": (
        asked("| L | R |\n| --- | --- |\n| a) A | B |\n| a) C | D |\n| E | F |\n"),
        asked("| L | R |\n| --- | --- |\n| a) A | B |\n| b) C | D |\n| c) E | F |\n"),
    ),
    "categories": (
        asked(
            "- **One**\n  - a) A\n  - a) B\n- **Two**\n  - C\n> Feedback.\n",
            LINE.replace("apply", "apply; kind: categorise"),
        ),
        asked(
            "- **One**\n  - a) A\n  - b) B\n- **Two**\n  - c) C\n    > Feedback.\n",
            LINE.replace("apply", "apply; kind: categorise"),
        ),
    ),
    "feedback to the left": (
        asked("- [x] a) A\n> Yes. And\n> more.\n- [ ] b) B\n > No,\nlazy.\n"),
        asked("- [x] a) A\n  > Yes. And\n  > more.\n- [ ] b) B\n  > No,\n  lazy.\n"),
    ),
    "feedback below a gap": (
        "### Question: It is ____.\n\n" + LINE + "\n\n1. = one\n  > It is.\n\n" + WHY,
        "### Question: It is ____.\n\n" + LINE + "\n\n1. = one\n   > It is.\n\n" + WHY,
    ),
    "a field in the feedback": (
        asked("- [x] a) A\n- [ ] b) B\n  > No.\n**Hint:** Look.\n").replace("\n\n**Why", "\n**Why").rstrip("\n") + "\n",
        asked("- [x] a) A\n- [ ] b) B\n  > No.\n\n**Hint:** Look.\n"),
    ),
    "fields one below the other": (
        asked("- [x] a) A\n- [ ] b) B\n\n**Hint:** Look.").replace("Look.\n**Why", "Look.\n**Why"),
        asked("- [x] a) A\n- [ ] b) B\n\n**Hint:** Look.\n"),
    ),
    "a field below a table": (
        asked("| L | R |\n| --- | --- |\n| a) A | B |\n| b) C | D |").replace("|\n\n**Why", "|\n**Why"),
        asked("| L | R |\n| --- | --- |\n| a) A | B |\n| b) C | D |\n"),
    ),
    "settings with text behind": (
        f"### Question: Which?\n{LINE}\nA stem.\n\n- [x] a) A\n- [ ] b) B\n\n{WHY}",
        f"### Question: Which?\n\n{LINE}\n\nA stem.\n\n- [x] a) A\n- [ ] b) B\n\n{WHY}",
    ),
    "an outcome in the option above": (
        "### Scenario: Which?\n\n" + LINE + "\n\n#### Step: one\n\n- [x] a) A [Next](#step-two)\n> Yes.\n"
        "- [ ] b) B [Next](#step-two)\n\n#### Step: two\n\nSo.\n**Outcome:** D.\n",
        "### Scenario: Which?\n\n" + LINE + "\n\n#### Step: one\n\n- [x] a) A [Next](#step-two)\n  > Yes.\n"
        "- [ ] b) B [Next](#step-two)\n\n#### Step: two\n\nSo.\n\n**Outcome:** D.\n",
    ),
}


@pytest.mark.parametrize(("before", "after"), QUESTIONS.values(), ids=QUESTIONS)
def test_a_question_is_mended(before: str, after: str, tmp_path: Path) -> None:
    assert said(compiled(tmp_path, {LESSON: HEAD + before})) != []
    assert mended(before) == after
    assert mended(after) == after
    assert said(compiled(tmp_path, {LESSON: HEAD + after})) == []


def test_a_letter_of_a_deleted_option_is_not_given_again() -> None:
    assert "c) B" in mended(asked("- [x] a) A\n- [ ] a) B\n"), {"q": "ab"})


def test_letters_of_a_translation_are_those_of_its_source() -> None:
    before = (HEAD + asked("- [x] a) A\n- [ ] a) B\n")).encode()
    assert fixed("fr/1-start/2-second.md", before, None) == before


def test_when_all_letters_are_taken_nothing_is_done() -> None:
    text = asked("- [x] a) A\n- [ ] a) B\n")
    assert mended(text, {"q": "abcdefghijklmnopqrstuvwxyz"}) == text


@pytest.mark.parametrize(
    "text",
    [
        "```markdown\n## Heading\ntext\n- [ ] a) A\n> Feedback.\n```\n",
        "    ## Heading\n    text\n",
        asked("- [x] a) A\n- [ ] b) B\n  > ```\n  > **Why:** D\n  > ```\n").replace(WHY, ""),
        asked("- [x] a) A\n- [ ] b) B\n\n> ```\n> code\n> ```\n"),
        asked("- [x] a) A\n- [ ] b) B\n\n> [!NOTE]\n> To all.\n"),
        asked("- [x] a) A\n- ```\n  code\n  ```\n"),
        "They came in\n2018. That was late.\n",
        "- one\nand the same\n",
        "Title\n-----\n\n> quote\nand on\n",
        "### Other: Which?\n\nWords.\n",
        asked("- [x] a) A\n- [ ] b) B\n  > No.\n").replace("\n\n**Why", "\n**Who:** D\n\n**Why"),
    ],
)
def test_what_is_code_or_could_mean_something_else_stays(text: str) -> None:
    assert mended(text) == text


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("## One\ntext\n## Two\n\ntext\n", "## One\n\ntext\n\n## Two\n\ntext\n"),
        ("text\n- a\n- b\n## Two\n", "text\n\n- a\n- b\n\n## Two\n"),
        ("text\n1. a\n2. b\n***\n", "text\n\n1. a\n2. b\n\n***\n"),
        (
            f"### Guess: Which?\n{LINE}\n- [x] a) A\n- [ ] b) B\n",
            f"### Guess: Which?\n\n{LINE}\n\n- [x] a) A\n- [ ] b) B\n",
        ),
    ],
)
def test_blank_lines_are_put_in(before: str, after: str) -> None:
    assert mended(before) == after
    assert mended(after) == after


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("title: Talks: RCPs", 'title: "Talks: RCPs"'),
        ("title: RCPs:", 'title: "RCPs:"'),
        ('title: The "big: one"', 'title: "The \\"big: one\\""'),
        ("title: *late*", 'title: "*late*"'),
        ("title: @home", 'title: "@home"'),
        ("title: A: b\ngoal: C: d", 'title: "A: b"\ngoal: "C: d"'),
    ],
)
def test_values_that_need_quotes_get_them(before: str, after: str, tmp_path: Path) -> None:
    head = HEAD.replace("title: The second lesson", "{}").replace("goal: Use both.\n", "")
    goal = "" if "goal" in after else "\ngoal: Use both."
    text = head.replace("{}", before + goal)
    assert "E004" in said(compiled(tmp_path, {LESSON: text}))[0]
    assert fixed(LESSON, text.encode()).decode() == head.replace("{}", after + goal)
    assert said(compiled(tmp_path, {LESSON: head.replace("{}", after + goal)})) == []


@pytest.mark.parametrize(
    "line", ["title: [Talks", "title: 'Talks: RCPs", "title: Talks: RCPs # a note", "title: Talks\n  on: RCPs", "{]"]
)
def test_front_matter_that_can_be_meant_in_two_ways_stays(line: str) -> None:
    text = HEAD.replace("title: The second lesson", line).encode()
    assert fixed(LESSON, text) == text


def test_a_colon_in_a_list_of_sentences() -> None:
    text = TOPIC.replace("- Both are", "- Remember: both are")
    assert fixed("en/1-start/topic.md", text.encode()).decode() == text.replace(
        "- Remember: both are of use.", '- "Remember: both are of use."'
    )


@pytest.mark.parametrize(
    ("raw", "after"),
    [
        ((HEAD + "one\r\ntwo\n").encode(), HEAD + "one\ntwo\n"),
        ((HEAD + "one\rtwo\n").encode(), HEAD + "one\ntwo\n"),
        (("\ufeff" + HEAD).encode(), HEAD),
        ((HEAD + "né\n").encode("utf-16"), HEAD + "né\n"),
        ((HEAD + "## A\ntext\n").replace("\n", "\r\n").encode(), (HEAD + "## A\n\ntext\n").replace("\n", "\r\n")),
    ],
)
def test_line_ends_and_encoding(raw: bytes, after: str) -> None:
    assert fixed(LESSON, raw).decode() == after
    assert fixed(LESSON, after.encode()).decode() == after


@pytest.mark.parametrize(
    "raw",
    [
        HEAD.replace("\n", "\r\n").encode(),
        (HEAD + "né\n").encode("latin-1"),
        b"\xff\xfe\x00",
        (HEAD + "\a").encode(),
        (HEAD + "## A\nx\n" + "x\n\n" * 50_000).encode(),
        (HEAD + "## A\nx\n" + ">" * 20 + " a").encode(),
    ],
)
def test_a_file_in_order_or_beyond_help_stays_as_it_is(raw: bytes) -> None:
    assert fixed(LESSON, raw) == raw


def test_what_takes_too_many_rounds_stays_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fixing, "MOST_ROUNDS", 1)
    text = "## A\ntext\n"
    assert mended(text) == text


@pytest.mark.thorough
@pytest.mark.no_cover
@pytest.mark.parametrize("course", COURSES, ids=lambda course: course.name)
def test_real_courses_stay_byte_for_byte(course: Path) -> None:
    assert find_fixes(course) == ()


def test_the_sample_stays_byte_for_byte() -> None:
    for path, text in SAMPLE.items():
        raw = text.encode() if isinstance(text, str) else b""
        assert fixed(path, raw, {}) == raw


def test_every_file_of_a_course_is_looked_at(tmp_path: Path) -> None:
    tight = "\n\n## A\ntext\n"
    doubled = FIRST.replace("b) A country", "a) A country")
    files = {
        ABOUT: str(SAMPLE[ABOUT]) + tight,
        "en/glossary.md": str(SAMPLE["en/glossary.md"]) + tight,
        "en/1-start/topic.md": TOPIC.replace("The start", "The: start"),
        "en/1-start/1-first.md": doubled,
        "fr/1-start/1-first.md": doubled,
        "en/stray.md": tight,
        "ids.json": json.dumps({"first-state": {"what": "question", "title": "Which?", "letters": "abc"}}),
    }
    root = write_course(tmp_path, files)
    found = find_fixes(root)
    assert [fix.path for fix in found] == ["en/1-start/1-first.md", "en/1-start/topic.md", ABOUT, "en/glossary.md"]
    assert b"- [x] d) A country" in found[0].after
    for fix in found:
        apply(root, fix)
        assert (root / fix.path).read_bytes() == fix.after
    assert find_fixes(root) == ()


def test_what_somebody_saves_meanwhile_is_not_lost(tmp_path: Path) -> None:
    root = write_course(tmp_path)
    fix = Fix(LESSON, b"before", b"after")
    with pytest.raises(Conflict, match="was changed in the meantime"):
        apply(root, fix)
    assert (root / LESSON).read_text() == SAMPLE[LESSON]


def test_a_mended_file_keeps_its_permissions_and_its_link(tmp_path: Path) -> None:
    root = write_course(tmp_path)
    other = root / "en/1-start/other"
    (root / LESSON).rename(other)
    (root / LESSON).symlink_to(other)
    other.chmod(0o640)
    apply(root, Fix(LESSON, other.read_bytes(), b"after"))
    assert (root / LESSON).is_symlink()
    assert (other.read_bytes(), other.stat().st_mode & 0o777) == (b"after", 0o640)
    assert not list(root.glob("**/.*.tmp"))
