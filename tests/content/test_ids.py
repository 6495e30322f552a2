"""Every id is used once, and never comes back for something else."""

import json
from pathlib import Path

import pytest

from emm.content.compile import compile_course, record_ids
from emm.errors import ContentError
from tests.support.sample import FIRST, GLOSSARY, HEAD, LESSON, TOPIC, compiled, said, write_course

QUESTION = "### Question: Which?\n\n`id: {id}; objective: lo1; level: apply`\n\n- [x] a) A\n- [ ] b) B\n\n**Why:** C.\n"


@pytest.mark.parametrize(
    ("taken", "place"),
    [
        ("first-state", "en/1-start/1-first.md:22"),
        ("first", "en/1-start/1-first.md:2"),
        ("start", "en/1-start/topic.md:2"),
    ],
)
def test_an_id_that_is_used_already(taken: str, place: str, tmp_path: Path) -> None:
    result = compiled(tmp_path, {LESSON: HEAD + QUESTION.format(id=taken)})
    assert said(result) == [f'{LESSON}:10: E010 Id "{taken}" is already used in {place}.']


def test_two_lessons_with_one_id(tmp_path: Path) -> None:
    result = compiled(tmp_path, {LESSON: HEAD.replace("id: second", "id: first")})
    assert said(result) == [f'{LESSON}:2: E010 Id "first" is already used in en/1-start/1-first.md:2.']
    assert [lesson.id for lesson in result.courses["en"].lessons] == ["first", "first-2"]


def test_two_topics_with_one_id(tmp_path: Path) -> None:
    files = {
        "en/2-more/topic.md": TOPIC.replace("guess: first-guess\n", ""),
        "en/2-more/1-x.md": HEAD.replace("id: second", "id: x"),
    }
    result = compiled(tmp_path, files)
    assert said(result) == ['en/2-more/topic.md:2: E010 Id "start" is already used in en/1-start/topic.md:2.']
    assert [topic.id for topic in result.courses["en"].topics] == ["start", "start-2"]


def test_two_words_of_the_glossary_with_one_id(tmp_path: Path) -> None:
    result = compiled(tmp_path, {"en/glossary.md": GLOSSARY + "\n## Other\n\n`id: state`\n\nAgain.\n"})
    assert said(result) == ['en/glossary.md:11: E010 Id "state" is already used in en/glossary.md:5.']


def test_a_word_may_be_called_like_a_lesson(tmp_path: Path) -> None:
    assert said(compiled(tmp_path, {"en/glossary.md": GLOSSARY + "\n## First\n\nBefore all others.\n"})) == []


@pytest.mark.parametrize("reserved", ["assessment", "print"])
def test_addresses_of_the_site_are_no_lesson_ids(reserved: str, tmp_path: Path) -> None:
    result = compiled(tmp_path, {LESSON: HEAD.replace("id: second", f"id: {reserved}")})
    assert said(result) == [f'{LESSON}:2: E010 Id "{reserved}" is already used in the addresses of this site.']


def test_an_old_id_that_is_in_use(tmp_path: Path) -> None:
    result = compiled(tmp_path, {LESSON: HEAD.replace("goal:", "moved_from: [first]\ngoal:")})
    assert said(result) == [f'{LESSON}:5: E010 Id "first" is already used in en/1-start/1-first.md:2.']
    assert result.courses["en"].moved == {}


def test_one_old_id_cannot_lead_to_two_lessons(tmp_path: Path) -> None:
    files = {
        LESSON: HEAD.replace("goal:", "moved_from: [old]\ngoal:"),
        "en/1-start/3-third.md": HEAD.replace("id: second", "id: third\nmoved_from: [old]"),
    }
    assert said(compiled(tmp_path, files)) == [f'en/1-start/3-third.md:3: E010 Id "old" is already used in {LESSON}:5.']


@pytest.mark.parametrize(
    ("entry", "problem"),
    [
        ({"what": "question", "title": "Another", "retired": True}, 'question "Another"'),
        ({"what": "lesson", "title": "Which?"}, 'lesson "Which?"'),
        ({"what": "lesson", "title": "Which?", "retired": True}, 'lesson "Which?"'),
        ({"what": "question", "title": "Which?", "retired": True}, None),
        ({"what": "question", "title": "Another"}, None),
    ],
)
def test_an_id_with_a_past(entry: dict[str, object], problem: str | None, tmp_path: Path) -> None:
    files = {LESSON: HEAD + QUESTION.format(id="old"), "ids.json": json.dumps({"old": entry})}
    expected = [f'{LESSON}:10: E011 Id "old" belonged to something else in an earlier edition ({problem}).']
    assert said(compiled(tmp_path, files)) == (expected if problem else [])


@pytest.mark.parametrize(
    "text",
    [
        *("", "[]", "{", '{"a": 1}', '{"a": {"what": "x"}}', "[" * 100_000),
        '{"a": {"what": "question", "title": "A", "right": "b"}}',
        '{"a": {"what": "question", "title": "A", "v": "1"}}',
    ],
)
def test_a_record_that_cannot_be_read(text: str, tmp_path: Path) -> None:
    assert said(compiled(tmp_path, {"ids.json": text})) == [
        'ids.json:1: E013 Value of "ids.json" is not right: it is not a list of ids.'
    ]


def test_recording_adds_retires_and_revives(tmp_path: Path) -> None:
    root = write_course(tmp_path)
    assert record_ids(root) == 7
    assert json.loads((root / "ids.json").read_text()) == {
        "first": {"what": "lesson", "title": "The first lesson"},
        "first-guess": {"what": "question", "title": "Which comes first?", "right": ["a"], "letters": "ab"},
        "first-state": {"what": "question", "title": "Which is a State?", "right": ["b"], "letters": "ab"},
        "glossary#diaspora": {"what": "term", "title": "Diaspora"},
        "glossary#state": {"what": "term", "title": "State"},
        "second": {"what": "lesson", "title": "The second lesson"},
        "start": {"what": "topic", "title": "The start"},
    }
    assert record_ids(root) == 0

    (root / LESSON).unlink()
    assert record_ids(root) == 1
    assert json.loads((root / "ids.json").read_text())["second"]["retired"] is True

    write_course(tmp_path, {LESSON: HEAD.replace("The second lesson", "Something else")})
    assert [problem.code for problem in compile_course(root).problems] == ["E011"]

    write_course(tmp_path)
    assert record_ids(root) == 1
    assert "retired" not in json.loads((root / "ids.json").read_text())["second"]


def test_recording_is_refused_while_there_are_errors(tmp_path: Path) -> None:
    root = write_course(tmp_path)
    record_ids(root)
    before = (root / "ids.json").read_text()
    write_course(tmp_path, {"en/1-start/1-first.md": FIRST.replace("[x] b", "[ ] b")})
    with pytest.raises(ContentError, match="E104"):
        record_ids(root)
    assert (root / "ids.json").read_text() == before


def test_drafts_are_recorded_too(tmp_path: Path) -> None:
    root = write_course(tmp_path, {LESSON: HEAD.replace("goal:", "draft: true\ngoal:")})
    record_ids(root)
    assert "second" in json.loads((root / "ids.json").read_text())


def recorded(folder: Path) -> dict[str, dict[str, object]]:
    """Record the ids of a course and return what ids.json says then."""
    record_ids(folder)
    found: dict[str, dict[str, object]] = json.loads((folder / "ids.json").read_text())
    return found


def asked(text: str, settings: str = "") -> dict[str, str]:
    """Return a second lesson with a question that has these answers."""
    head = f"{HEAD}### Question: Which?\n\n`id: q; objective: lo1; level: apply{settings}`"
    return {LESSON: f"{head}\n\n{text}\n**Why:** C.\n"}


CHANGED = f'{LESSON}:10: E117 The right answer of question "q" has changed, but its version has not.'
AB, BA = "- [x] a) A\n- [ ] b) B\n", "- [ ] a) A\n- [x] b) B\n"
TYPED = "; kind: short"


@pytest.mark.parametrize(
    ("before", "after", "problems"),
    [
        (asked(AB), asked(BA), [CHANGED]),
        (asked(AB), asked(BA, "; v: 2"), []),
        (asked(AB, "; v: 2"), asked(BA), [CHANGED]),
        (asked(AB), asked("- [ ] b) Other\n- [x] a) Words\n"), []),
        (asked(AB), asked(AB + "- [x] c) C\n"), [CHANGED]),
        (asked("- = one\n", TYPED), asked("- = one\n- = two\n", TYPED), []),
        (asked("- = one\n- = two\n", TYPED), asked("- = one\n", TYPED), [CHANGED]),
    ],
)
def test_another_right_answer_needs_another_version(
    before: dict[str, str], after: dict[str, str], problems: list[str], tmp_path: Path
) -> None:
    record_ids(write_course(tmp_path, before))
    result = compiled(tmp_path, after)
    assert said(result) == problems
    assert [problem.hint for problem in result.problems] == [
        f"Write v: {3 if 'v: 2' in before[LESSON] else 2} in the settings line: "
        "answers to the old question are counted apart from then on."
    ] * len(problems)


def test_a_raised_version_is_recorded(tmp_path: Path) -> None:
    record_ids(write_course(tmp_path, asked(AB)))
    entry = recorded(write_course(tmp_path, asked(BA, "; v: 2")))["q"]
    assert entry == {"what": "question", "title": "Which?", "right": ["b"], "v": 2, "letters": "ab"}


def test_the_letters_of_deleted_options_are_remembered(tmp_path: Path) -> None:
    record_ids(write_course(tmp_path, asked(AB + "- [ ] c) C\n")))
    assert recorded(write_course(tmp_path, asked(AB)))["q"]["letters"] == "abc"


def test_a_record_of_former_times_knows_no_answers(tmp_path: Path) -> None:
    files = {**asked(AB), "ids.json": '{"q": {"title": "Which?", "what": "question"}}'}
    root = write_course(tmp_path, files)
    assert said(compile_course(root)) == []
    assert recorded(root)["q"]["right"] == ["a"]


def test_a_deleted_question_that_comes_back_is_asked_as_before(tmp_path: Path) -> None:
    record_ids(write_course(tmp_path, asked(AB)))
    record_ids(write_course(tmp_path, {LESSON: HEAD}))
    assert said(compiled(tmp_path, asked(BA))) == [CHANGED]


def test_each_id_has_a_line_of_its_own(tmp_path: Path) -> None:
    root = write_course(tmp_path)
    record_ids(root)
    assert len((root / "ids.json").read_text().splitlines()) == 7 + 2
