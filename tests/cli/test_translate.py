"""`emm translate`: files to write over, what they were made from, what is left; nothing is ever written over."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from emm.cli import emm
from emm.errors import Conflict, ContentError, EmmError, NotFound
from tests.support.pools import with_pool
from tests.support.sample import write_course

LESSON = "1-start/1-first.md"
EVERYTHING = ["course.md", "glossary.md", "1-start/topic.md", LESSON, "1-start/2-second.md"]


def translate(*arguments: object) -> str:
    """Run the command, let its refusals through, and return what it says."""
    result = run(*arguments)
    assert result.exit_code == 0, result.output
    return result.output


def run(*arguments: object) -> Result:
    return CliRunner().invoke(emm, ["translate", *map(str, arguments)], catch_exceptions=False)


@pytest.fixture
def course(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A course in English that names French, and the folder that the command is called in."""
    root = write_course(tmp_path)
    monkeypatch.chdir(root)
    return root


def rows(output: str) -> dict[str, list[int]]:
    """Return the numbers of a table by file."""
    lines = [line.rsplit(maxsplit=4) for line in output.splitlines()[1:] if not line.startswith("    ")]
    return {line[0]: list(map(int, line[1:])) for line in lines}


def test_a_stub_is_the_source_with_only_the_keys_that_are_translated(course: Path):
    assert "Made fr/1-start/1-first.md" in translate("stub", "fr", LESSON)
    source, stub = ((course / language / LESSON).read_text() for language in ("en", "fr"))
    assert stub.startswith("---\nid: first\ntitle: The first lesson\ngoal: Tell one thing from another.\n---\n")
    assert stub.partition("\n---\n")[2] == source.partition("\n---\n")[2]
    assert not (course / "fr/1-start/2-second.md").exists()


def test_without_files_all_that_is_missing_is_made(course: Path):
    translate("stub", "fr", LESSON)
    (course / "fr" / LESSON).write_text("mine")
    assert translate("stub", "fr").count("Made ") == len(EVERYTHING) - 1
    assert (course / "fr" / LESSON).read_text() == "mine"
    assert "`id: diaspora`" in (course / "fr/glossary.md").read_text()
    assert "objectives:\n  lo1: " in (course / "fr/course.md").read_text()
    assert "licence" not in (course / "fr/course.md").read_text()
    assert "Nothing is missing" in translate("stub", "fr")


def test_a_stub_has_no_mistake(course: Path):
    translate("stub", "fr")
    result = CliRunner().invoke(emm, ["check", "."])
    assert " 0 errors" in result.output
    assert rows(translate("status"))["fr together"][2] == sum(
        len(made["made_from"]) for made in json.loads((course / "translations.json").read_text()).values()
    )


def test_a_stub_of_the_final_assessment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    root = write_course(tmp_path, with_pool())
    monkeypatch.chdir(root)
    translate("stub", "fr", "assessment.md")
    assert (root / "fr/assessment.md").read_text() == (root / "en/assessment.md").read_text()
    assert rows(translate("status"))["fr/assessment.md"] == [0, 0, 6, 0]
    text = (root / "fr/assessment.md").read_text().replace("What is p1?", "Qu'est-ce que p1 ?")
    (root / "fr/assessment.md").write_text(text)
    assert rows(translate("status"))["fr/assessment.md"] == [1, 0, 5, 0]


@pytest.mark.parametrize(
    ("arguments", "refusal", "said"),
    [
        (("stub", "fr", LESSON), Conflict, "fr/1-start/1-first.md is there already"),
        (("stub", "de"), NotFound, "Add it to en/course.md first: languages: [en, fr, de]"),
        (("stub", "en"), NotFound, "en is the language that the course is written in"),
        (("stub", "fr", "1-start/1-frst.md"), NotFound, 'Did you mean "1-start/1-first.md"?'),
        (("mark", "fr/1-start/2-second.md"), NotFound, "emm translate stub fr 1-start/2-second.md"),
        (("mark", "1-start/1-first.md"), NotFound, "The course has no language 1-start."),
        (("status", "--language", "es"), NotFound, "The course has no language es."),
    ],
)
def test_what_is_refused(arguments: tuple[str, ...], refusal: type[EmmError], said: str, course: Path):
    translate("stub", "fr", LESSON)
    (course / "fr" / LESSON).write_text("mine")
    before = (course / "translations.json").read_text()
    with pytest.raises(refusal) as refused:
        translate(*arguments)
    assert said in str(refused.value)
    assert (course / "fr" / LESSON).read_text() == "mine"
    assert (course / "translations.json").read_text() == before


def test_done_stale_missing_and_unmarked(course: Path):
    translate("stub", "fr")
    first = course / "fr" / LESSON
    first.write_text(first.read_text().replace("is one thing", "est une chose").replace("Which", "Lequel"))
    output = translate("status", "--details")
    assert rows(output)[f"fr/{LESSON}"] == [3, 0, 1, 0]
    assert "    missing: The front matter" in output
    source = course / "en" / LESSON
    source.write_text(source.read_text().replace("is one thing", "is but one thing"))
    output = translate("status", "--details", "--language", "fr")
    assert rows(output)[f"fr/{LESSON}"] == [2, 1, 1, 0]
    assert "    stale: Section 1" in output
    assert translate("mark", f"fr/{LESSON}") == f"Marked fr/{LESSON}\n"
    assert rows(translate("status"))[f"fr/{LESSON}"] == [3, 0, 1, 0]
    (course / "translations.json").unlink()
    assert rows(translate("status"))[f"fr/{LESSON}"] == [0, 0, 1, 3]


def test_a_translation_with_other_sections_cannot_be_marked(course: Path):
    translate("stub", "fr", LESSON)
    text = (course / "fr" / LESSON).read_text()
    (course / "fr" / LESSON).write_text(text.replace("### Question", "## Deux\n\nMots.\n\n### Question"))
    with pytest.raises(Conflict, match="other sections than its source"):
        translate("mark", f"fr/{LESSON}")


def test_a_file_that_cannot_be_read_is_not_marked(course: Path):
    translate("stub", "fr", LESSON)
    (course / "fr" / LESSON).write_text("mine")
    with pytest.raises(Conflict, match="cannot be read"):
        translate("mark", f"fr/{LESSON}")


@pytest.mark.parametrize(("path", "text"), [("translations.json", "{"), ("en/course.md", "---\na: [\n---\n")])
def test_nothing_is_written_while_record_or_course_cannot_be_read(path: str, text: str, course: Path):
    (course / path).write_text(text)
    with pytest.raises(ContentError):
        translate("stub", "fr")
    assert (course / path).read_text() == text
    assert not (course / "fr").exists()


def test_a_course_in_one_language_has_nothing_to_translate(course: Path):
    about = course / "en/course.md"
    about.write_text(about.read_text().replace("[en, fr]", "[en]"))
    assert "one language only" in translate("status")


def test_the_course_is_found_from_where_one_is(course: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(course / "en" / "1-start")
    assert "Made" in translate("stub", "fr", "1-start/topic.md")
    monkeypatch.chdir(tmp_path)
    assert "Marked fr/1-start/topic.md" in translate("mark", "sample/fr/1-start/topic.md")
    assert "Made" in translate("stub", "fr", "sample/en/glossary.md")
    assert "fr/glossary.md" in translate("status", "--course", "sample")
    monkeypatch.setenv("EMM_CONTENT", str(tmp_path))
    assert "fr/glossary.md" in translate("status")
    write_course(tmp_path, name="other")
    result = run("status")
    assert result.exit_code == 2
    assert "--course other or --course sample" in result.output
    result = run("status", "--course", "sample/en")
    assert result.exit_code == 2
    assert "is no course" in result.output


def test_the_day_of_a_change_is_noted_with_the_ids(course: Path):
    translate("stub", "fr", LESSON)
    (course / "fr" / LESSON).write_text((course / "fr" / LESSON).read_text().replace("is one thing", "est une chose"))
    source = course / "en" / LESSON
    source.write_text(source.read_text().replace("is one thing", "is but one thing"))
    result = CliRunner().invoke(emm, ["check", ".", "--record"])
    assert "1 changes since translation noted in translations.json" in result.output
    made = json.loads((course / "translations.json").read_text())[f"fr/{LESSON}"]
    assert list(made["changed"]) == ["#one-thing"]
