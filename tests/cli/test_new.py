"""`emm new`: what it makes is in the right place and has no mistake; what is there is never written over."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from emm.cli import emm
from emm.content.compile import compile_course
from emm.errors import Conflict, EmmError, NotFound
from emm.questions import registry


def new(*arguments: object) -> str:
    """Run the command, let its refusals through, and return what it says."""
    result = CliRunner().invoke(emm, ["new", *map(str, arguments)], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.output


def errors(course: Path) -> list[str]:
    """Return the errors of a course, drafts included."""
    return [
        f"{one.path}:{one.line}: {one.code}" for one in compile_course(course, drafts=True).problems if one.is_error
    ]


@pytest.fixture
def course(tmp_path: Path) -> Path:
    """A new course."""
    new("course", "safe-water", "--title", "Safe: water", "--content", tmp_path)
    return tmp_path / "safe-water"


def test_a_new_course_has_no_mistake_and_the_title_that_was_given(course: Path):
    assert errors(course) == []
    built = compile_course(course, drafts=True).courses["en"]
    assert built.title == "Safe: water"
    assert [lesson.id for lesson in built.lessons] == ["first-lesson"]


def test_topics_and_lessons_get_the_next_number(course: Path):
    new("topic", course / "en", "at-home")
    (course / "en" / "2-at-home").rename(course / "en" / "7-at-home")
    new("topic", course / "en", "on-the-road", "--title", "On the road")
    new("lesson", course / "en" / "8-on-the-road", "boil-it")
    new("lesson", course / "en" / "8-on-the-road", "filter-it")
    assert sorted(path.name for path in (course / "en" / "8-on-the-road").iterdir()) == [
        "1-boil-it.md",
        "2-filter-it.md",
        "topic.md",
    ]
    new("lesson", course / "en" / "7-at-home", "store-it")
    assert errors(course) == []
    topics = compile_course(course, drafts=True).courses["en"].topics
    assert [(topic.title, len(topic.lessons)) for topic in topics] == [
        ("The first topic", 1),
        ("At home", 1),
        ("On the road", 2),
    ]


@pytest.mark.parametrize("kind", [kind.name for kind in registry.kinds()])
def test_a_question_of_each_kind_can_be_begun(course: Path, kind: str):
    lesson = course / "en" / "1-first-topic" / "1-first-lesson.md"
    said = new("question", lesson, "my-question", "--kind", kind)
    assert errors(course) == []
    _lesson, question = compile_course(course, drafts=True).courses["en"].question("my-question")
    assert question.kind.name == kind
    assert said == f"Added at {lesson}:{question.line}\n"


def test_footnotes_stay_at_the_end(course: Path):
    lesson = course / "en" / "1-first-topic" / "1-first-lesson.md"
    note = "[^1]: Somebody, a book. https://example.org/\n"
    lesson.write_text(f"{lesson.read_text()}\nA fact.[^1]\n\n{note}")
    new("question", lesson, "my-question")
    assert lesson.read_text().endswith(f"\n\n{note}")
    assert errors(course) == []


@pytest.mark.parametrize(
    ("arguments", "refusal"),
    [
        (("course", "Safe Water", "--content", "{0}"), Conflict),
        (("course", "safe-water", "--content", "{0}"), Conflict),
        (("course", "other", "--language", "English", "--content", "{0}"), Conflict),
        (("topic", "{0}/safe-water", "more"), NotFound),
        (("topic", "{0}/safe-water/en", "../more"), Conflict),
        (("lesson", "{0}/safe-water/en", "more"), NotFound),
        (("lesson", "{0}/safe-water/en/1-first-topic", "More"), Conflict),
        (("question", "{0}/safe-water/en/1-first-topic/1-first-lesson.md", "first-lesson"), Conflict),
        (("question", "{0}/safe-water/en/1-first-topic/1-first-lesson.md", "First"), Conflict),
    ],
)
def test_what_cannot_be_made_is_refused_and_nothing_changes(
    course: Path, arguments: tuple[str, ...], refusal: type[EmmError]
):
    before = {path: path.read_bytes() for path in course.parent.rglob("*.md")}
    with pytest.raises(refusal):
        new(*(argument.format(course.parent) for argument in arguments))
    assert {path: path.read_bytes() for path in course.parent.rglob("*.md")} == before
