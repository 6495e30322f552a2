"""Degrade, never disappear: what readers see of a course with mistakes."""

from pathlib import Path

import pytest

from emm.content.compile import compile_course
from emm.content.model import Broken, Question
from emm.content.pieces import Prose
from tests.support.sample import FIRST, HEAD, LESSON, broken_in, compiled, said, write_course

GOOD = (
    "### Question: Which?\n\n`id: q; objective: lo1; level: apply`\n\n- [x] a) One\n- [ ] b) Two\n\n**Why:** Because.\n"
)


@pytest.mark.parametrize(
    "broken",
    [
        GOOD.replace("[x]", "[ ]"),
        GOOD.replace("`", ""),
        GOOD.replace("Question", "Qestion"),
        GOOD.replace("**Why:** Because.\n", ""),
        GOOD.replace("lo1", "lo9"),
        GOOD.replace("id: q", "id: first-state"),
    ],
)
def test_a_broken_question_leaves_the_rest_of_the_lesson(broken: str, tmp_path: Path) -> None:
    result = compiled(tmp_path, {LESSON: f"{HEAD}Before.\n\n{broken}\n## After\n\n{GOOD.replace('id: q', 'id: r')}"})
    lesson = result.courses["en"].lesson("second")
    assert [type(part) for part in lesson.parts] == [Prose, Broken, Prose, Question]
    (part,) = broken_in(result)
    assert part.problems == result.problems
    assert lesson.questions[0].number == 1
    assert "One" not in "".join(one.html for one in lesson.parts if isinstance(one, Prose))


@pytest.mark.parametrize(
    ("head", "lesson_id", "title"),
    [
        ("", "second", "Second"),
        ("---\nid: a: b\n---\n", "second", "Second"),
        (HEAD.replace("id: second\n", ""), "second", "The second lesson"),
        (HEAD.replace("id: second", "id: Other"), "second", "The second lesson"),
        (HEAD.replace("title: The second lesson\n", "").replace("id: second", "id: other"), "other", "Second"),
        (HEAD.replace("goal: Use both.\n", "").replace("id: second", "id: other"), "other", "The second lesson"),
    ],
)
def test_a_lesson_whose_keys_are_wrong_stays_in_its_place(
    head: str, lesson_id: str, title: str, tmp_path: Path
) -> None:
    result = compiled(tmp_path, {LESSON: f"{head}\nText.\n"})
    lesson = result.courses["en"].lessons[1]
    assert (lesson.id, lesson.title, lesson.number, lesson.parts) == (lesson_id, title, 2, ())
    assert lesson.address == f"/en/c/sample/{lesson_id}"
    assert lesson.problems == result.problems != ()


@pytest.mark.parametrize("text", [HEAD.encode() + b"\xff", HEAD + "[" * 2000, HEAD + ">" * 20, "x" * 200_000])
def test_a_lesson_that_cannot_be_read_stays_in_its_place(text: str | bytes, tmp_path: Path) -> None:
    result = compiled(tmp_path, {LESSON: text})
    lesson = result.courses["en"].lesson("second")
    assert lesson.parts == ()
    assert lesson.problems == result.problems != ()


def test_links_still_lead_to_a_lesson_that_cannot_be_shown(tmp_path: Path) -> None:
    result = compiled(tmp_path, {"en/1-start/1-first.md": "", LESSON: HEAD + "[First](1-first.md)\n"})
    lesson = result.courses["en"].lesson("second")
    assert lesson.parts == (Prose('<p><a href="/en/c/sample/first">First</a></p>', "en"),)


@pytest.mark.parametrize("about", [None, "", "---\n", "---\nid: sample\n---\n", "---\nid: [\n---\n", b"\xff"])
def test_without_course_md_there_is_no_course(about: str | bytes | None, tmp_path: Path) -> None:
    result = compiled(tmp_path, {"en/course.md": about})
    assert result.courses == {}
    assert {problem.path for problem in result.problems} <= {"course.md", "en/course.md"}
    assert result.problems


def test_a_folder_name_that_cannot_be_an_address(tmp_path: Path) -> None:
    result = compile_course(write_course(tmp_path, name="My Course"))
    assert said(result) == ['en/course.md:1: E012 Id "My Course" has signs that an id cannot have.']
    assert result.courses == {}


def test_a_topic_without_keys_is_called_like_its_folder(tmp_path: Path) -> None:
    result = compiled(tmp_path, {"en/1-start/topic.md": "Words"})
    (topic,) = result.courses["en"].topics
    assert (topic.id, topic.title, topic.keep, len(topic.lessons)) == ("start", "Start", (), 2)


def test_a_glossary_that_cannot_be_read_leaves_the_words_without_links(tmp_path: Path) -> None:
    result = compiled(tmp_path, {"en/glossary.md": b"\xff"})
    lesson = result.courses["en"].lesson("first")
    assert lesson.terms == ()
    assert any(isinstance(part, Prose) and "A State is one thing." in part.html for part in lesson.parts)


def test_problems_of_a_course_are_kept_with_it(tmp_path: Path) -> None:
    result = compiled(tmp_path, {"en/1-start/1-first.md": FIRST.replace("[x] b", "[ ] b")})
    assert result.courses["en"].problems == result.problems != ()
