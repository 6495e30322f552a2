"""What is said about files that cannot be read, have no place, or are too large."""

import os
from pathlib import Path
from typing import Any

import pytest

from emm.content import compile as module
from emm.content import sources
from emm.content.compile import compile_course
from emm.content.pieces import Audio, Prose
from emm.content.problems import Problems
from tests.support.sample import (
    COURSE,
    FIRST,
    HEAD,
    HEAD_LINES,
    LESSON,
    SAMPLE,
    Files,
    compiled,
    problems_of,
    said,
    write_course,
)

THIRD = HEAD.replace("id: second", "id: third")


@pytest.mark.parametrize(
    ("files", "problem"),
    [
        (
            {"en/1-start/last.md": THIRD},
            'en/1-start/last.md:1: E005 File name "last.md" has no number prefix, so its place is unclear.',
        ),
        (
            {"en/1-start/2-third.md": THIRD},
            'en/1-start/2-third.md:1: E006 Two names in this folder start with "2-": 2-second.md, 2-third.md.',
        ),
        (
            {"en/1-start/02-third.md": THIRD},
            'en/1-start/2-second.md:1: E006 Two names in this folder start with "2-": 02-third.md, 2-second.md.',
        ),
        (
            {LESSON: HEAD.encode() + b"\n\nna\xefve\n"},
            f"{LESSON}:{HEAD_LINES + 3}: E007 The file is not UTF-8, or mixes Windows and Unix line ends.",
        ),
        (
            {LESSON: HEAD + "one\r\ntwo\n"},
            f"{LESSON}:{HEAD_LINES + 1}: E007 The file is not UTF-8, or mixes Windows and Unix line ends.",
        ),
        (
            {LESSON: HEAD + "one\rtwo\n"},
            f"{LESSON}:{HEAD_LINES + 1}: E007 The file is not UTF-8, or mixes Windows and Unix line ends.",
        ),
        ({LESSON: HEAD + "x\n" * 70_000}, f"{LESSON}:1: E008 This file is larger than 128 kB."),
        ({LESSON: HEAD + "\n" * 6_000}, f"{LESSON}:5001: E008 This file is larger than 5000 lines."),
        (
            {LESSON: HEAD + "one\n\n" + "x" * 4_001 + "\n"},
            f"{LESSON}:{HEAD_LINES + 3}: E008 This line is larger than 4000 signs.",
        ),
        (
            {LESSON: HEAD + "one\n\n" + ("x" * 2_000 + "\n") * 5},
            f"{LESSON}:{HEAD_LINES + 3}: E008 This paragraph is larger than 8000 signs.",
        ),
        (
            {LESSON: HEAD + "one\n\n" + "[" * 1_501},
            f"{LESSON}:{HEAD_LINES + 3}: E008 This paragraph, list or table is larger than 1500 signs of markup.",
        ),
        (
            {LESSON: HEAD + ("[" * 1_000 + "\n\n") * 21},
            f"{LESSON}:{HEAD_LINES + 41}: E008 This file is larger than 20000 signs of markup.",
        ),
        (
            {LESSON: HEAD + "one\n\n" + ">" * 9 + " two\n"},
            f"{LESSON}:{HEAD_LINES + 3}: E009 Lists or quotes are nested deeper than 8 levels.",
        ),
        (
            {LESSON: HEAD + "bell \a\n"},
            f"{LESSON}:{HEAD_LINES + 1}: E016 The file cannot be read: it holds a sign that cannot be shown.",
        ),
        ({"en/1-start/topic.md": None}, "en/1-start/topic.md:1: E014 topic.md is missing."),
        (
            {"en/2-more/topic.md": "---\nid: more\ntitle: More\nkeep: [One., Two.]\n---\n"},
            "en/2-more:1: E014 A lesson in this folder is missing.",
        ),
        ({"en/stray.md": "Text"}, 'en/stray.md:1: E015 File "stray.md" does not belong here.'),
        ({"en/assessment.md": ""}, 'en/course.md:1: E003 Key "assessment" is missing.'),
        ({"en/1-start/deep/1-x.md": "Text"}, 'en/1-start/deep:1: E015 Folder "deep" does not belong here.'),
        ({"english/course.md": COURSE}, 'english:1: E015 Folder "english" does not belong here.'),
        ({"de/course.md": COURSE}, 'de:1: E015 Folder "de" does not belong here.'),
    ],
)
def test_one_problem_at_its_place(files: Files, problem: str, tmp_path: Path) -> None:
    assert said(compiled(tmp_path, files)) == [problem]


def test_a_folder_without_a_number_comes_last(tmp_path: Path) -> None:
    topic = "---\nid: more\ntitle: More\nkeep: [One., Two.]\n---\n"
    result = compiled(tmp_path, {"en/about/topic.md": topic, "en/about/1-third.md": THIRD})
    assert said(result) == ['en/about:1: E005 File name "about" has no number prefix, so its place is unclear.']
    assert [topic.id for topic in result.courses["en"].topics] == ["start", "more"]


def test_windows_line_ends_and_a_byte_order_mark_are_fine(tmp_path: Path) -> None:
    windows = ("\ufeff" + HEAD + "Text.\n").replace("\n", "\r\n")
    assert said(compiled(tmp_path, {LESSON: windows})) == []


def test_mixed_line_ends_are_shown_all_the_same(tmp_path: Path) -> None:
    lesson = compiled(tmp_path, {LESSON: HEAD + "one\r\ntwo\n"}).courses["en"].lesson("second")
    assert lesson.parts == (Prose("<p>one\ntwo</p>", "en"),)


def test_too_many_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sources, "MAX_FILES", 4)
    assert said(compiled(tmp_path)) == [f"{LESSON}:1: E008 This course is larger than 4 files."]


def test_too_much_text(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sources, "MAX_COURSE_BYTES", 2 * 1024 * 1024)
    files = {f"en/1-start/{number}-x.md": "x" * 120_000 for number in range(3, 25)}
    found = [line for line in said(compiled(tmp_path, files)) if "This course" in line]
    assert found[0] == "en/1-start/20-x.md:1: E008 This course is larger than 2 MB of text."


def test_the_number_of_ids_ever_used_may_be_larger_than_a_text(tmp_path: Path) -> None:
    entries = ",".join(
        f'"old-{number}": {{"what": "question", "title": "Old", "retired": true}}' for number in range(4000)
    )
    assert len(entries) > sources.MAX_FILE_BYTES
    assert said(compiled(tmp_path, {"ids.json": f"{{{entries}}}"})) == []


@pytest.mark.parametrize(
    "name", [".hidden.md", "2-second.md~", ".2-second.md.swp", "2-second.md.tmp", ".#2-second.md", "#2-second.md#"]
)
def test_files_of_editors_are_passed_over(name: str, tmp_path: Path) -> None:
    assert said(compiled(tmp_path, {f"en/1-start/{name}": b"\xff half a fi"})) == []


def test_a_link_out_of_the_course_is_passed_over(tmp_path: Path) -> None:
    root = write_course(tmp_path)
    secret = tmp_path / "secret.md"
    secret.write_text(THIRD)
    (root / "en/1-start/3-third.md").symlink_to(secret)
    (root / "figures/other.svg").symlink_to(tmp_path / "other.svg")
    (root / "fr").symlink_to(tmp_path)
    result = compile_course(root)
    assert said(result) == []
    assert [lesson.id for lesson in result.courses["en"].lessons] == ["first", "second"]


def test_a_link_inside_the_course_is_followed(tmp_path: Path) -> None:
    root = write_course(tmp_path, {"en/1-start/3-third.md": THIRD})
    (root / "figures/again.svg").symlink_to(root / "figures/loop.svg")
    result = compiled(tmp_path, {LESSON: HEAD + "![Alt](../../figures/again.svg)\n"})
    assert said(result) == []


def test_a_file_that_may_not_be_read(tmp_path: Path) -> None:
    root = write_course(tmp_path)
    (root / LESSON).unlink()
    (root / LESSON).mkdir()
    os.mkfifo(root / "en/1-start/3-pipe.md")
    assert said(compiled(tmp_path, {LESSON: None})) == [
        f'{LESSON}:1: E015 Folder "2-second.md" does not belong here.',
    ]


def test_a_name_that_is_not_utf8(tmp_path: Path) -> None:
    root = write_course(tmp_path)
    Path(os.fsdecode(os.fsencode(root / "en/1-start") + b"/3-\xff.md")).write_text("x")
    assert said(compiled(tmp_path)) == ["en/1-start/3-?.md:1: E016 The file cannot be read: its name is not UTF-8."]


@pytest.mark.parametrize("kind", ["nothing", "a file", "an empty folder"])
def test_what_is_no_course_folder_gives_problems_and_no_course(kind: str, tmp_path: Path) -> None:
    place = tmp_path / "sample"
    if kind == "a file":
        place.write_text("x")
    if kind == "an empty folder":
        place.mkdir()
    result = compile_course(place)
    assert result.courses == {}
    assert "course.md:1: E014 course.md is missing." in said(result)


def test_all_problems_of_all_files_come_at_once_sorted_by_path_and_line(tmp_path: Path) -> None:
    files = {
        LESSON: HEAD + "[a](x.md)\n\n<b>\n",
        "en/1-start/1-first.md": FIRST.replace("[x] b", "[ ] b"),
        "en/glossary.md": "Lost\n",
    }
    found = [(problem.path, problem.line) for problem in compiled(tmp_path, files).problems]
    assert found == sorted(found)
    assert {path for path, _ in found} == {LESSON, "en/1-start/1-first.md", "en/glossary.md"}


def test_hints_tell_what_to_do(tmp_path: Path) -> None:
    (problem,) = compiled(tmp_path, {"en/1-start/last.md": THIRD}).problems
    assert problem.hint == "Rename it, for example to 3-last.md."
    assert problem.is_error


def test_a_long_list_without_markup_is_fine(tmp_path: Path) -> None:
    assert problems_of(tmp_path, "- item\n" * 900) == []


def test_files_that_vanish_while_they_are_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = write_course(tmp_path, {LESSON: HEAD + "![A](../../figures/loop.svg)\n"})
    find = sources.read_folder

    def read_and_lose(folder: Path, problems: Problems) -> sources.CourseFolder:
        found = find(folder, problems)
        (root / "figures/loop.svg").unlink()
        return found

    monkeypatch.setattr(module, "read_folder", read_and_lose)
    assert said(compile_course(root)) == [f"{LESSON}:8: E200 Link target not found: ../../figures/loop.svg."]


def test_a_recording_that_vanishes_while_it_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = "![Audio: A](../../media/talk.opus)\n\n#### Transcript\n\nWords.\n"
    root = write_course(tmp_path, {LESSON: HEAD + text})
    find = sources.read_folder

    def read_and_lose(folder: Path, problems: Problems) -> sources.CourseFolder:
        found = find(folder, problems)
        (root / "media/talk.opus").unlink()
        return found

    monkeypatch.setattr(module, "read_folder", read_and_lose)
    (audio,) = compile_course(root).courses["en"].lesson("second").parts
    assert isinstance(audio, Audio)
    assert audio.size == 0


def test_a_recording_that_vanishes_while_it_is_listed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = write_course(tmp_path)

    def lose(*_: object) -> str:
        raise FileNotFoundError

    before = compile_course(root).courses["en"].fingerprint
    monkeypatch.setattr(Path, "read_text", lose)
    assert compile_course(root).courses["en"].fingerprint != before


def test_a_file_that_cannot_be_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = write_course(tmp_path)
    opened = Path.open

    def refused(self: Path, *rest: Any, **named: Any) -> Any:
        if self.name == "2-second.md":
            raise PermissionError(13, "Permission denied")
        return opened(self, *rest, **named)

    monkeypatch.setattr(Path, "open", refused)
    result = compile_course(root)
    assert said(result) == [f"{LESSON}:1: E016 The file cannot be read: permission denied."]
    assert result.courses["en"].lesson("second").problems == result.problems


def test_a_course_without_topics(tmp_path: Path) -> None:
    files = dict.fromkeys((path for path in SAMPLE if path.startswith("en/1-")), None)
    result = compiled(tmp_path, files)
    assert said(result) == ["en:1: E014 A topic folder is missing."]
    assert result.courses["en"].lessons == ()


def test_a_text_about_the_course_that_is_too_large(tmp_path: Path) -> None:
    result = compiled(tmp_path, {"en/course.md": COURSE + "[" * 2_000})
    assert [problem.code for problem in result.problems] == ["E008"]
    assert (result.courses["en"].intro, result.courses["en"].sections) == ("", ())
