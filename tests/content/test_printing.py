"""Lessons that stand together on one page: every place has one name, and every link finds it."""

from pathlib import Path

import pytest

from emm.content.anchors import deepened, renamed
from emm.content.model import Course
from emm.content.printing import PrintedQuestion, printed, standing_together
from tests.support.sample import compiled, course_of


@pytest.fixture
def course(tmp_path: Path) -> Course:
    """The sample course."""
    return course_of(compiled(tmp_path))


@pytest.mark.parametrize(
    ("html", "result"),
    [
        ('<h2 id="s-one">One</h2>', '<h3 id="l1-s-one">One</h3>'),
        ('<h6 id="s-one">One</h6>', '<h6 id="l1-s-one">One</h6>'),
        ('<a href="#s-one">up</a>', '<a href="#l1-s-one">up</a>'),
        ('<a class="fn" id="fr-1" href="#fn-1" aria-label="Footnote 1">', None),
        ('<a class="term" href="#w-state" id="t-state">', '<a class="term" href="#w-state" id="l1-t-state">'),
        ('<ol aria-labelledby="tl-1">', '<ol aria-labelledby="l1-tl-1">'),
        ('<a href="/en/c/sample/second">next</a>', '<a href="#l2">next</a>'),
        ('<a href="/en/c/sample/second#s-both">next</a>', '<a href="#l2-s-both">next</a>'),
        ('<a href="/en/c/sample/second#q-one">next</a>', '<a href="#q-one">next</a>'),
        ('<a href="/en/c/sample">course</a>', '<a href="/en/c/sample">course</a>'),
        ('<a href="https://example.org/#s-one">web</a>', '<a href="https://example.org/#s-one">web</a>'),
        ('<section id="q-one" aria-labelledby="q-one-title">', '<section id="q-one" aria-labelledby="q-one-title">'),
        ('<code>&lt;h2 id="s-one"&gt;</code>', '<code>&lt;h2 id="s-one"&gt;</code>'),
        ('<p>say id="s-one" aloud</p>', '<p>say id="s-one" aloud</p>'),
        ('<svg aria-label="a > b" id="s-x">', '<svg aria-label="a > b" id="l1-s-x">'),
    ],
)
def test_places_are_renamed_and_links_follow(course: Course, html: str, result: str | None):
    expected = result or '<a class="fn" id="l1-fr-1" href="#l1-fn-1" aria-label="Footnote 1">'
    assert standing_together(html, course, course.lessons[0]) == expected


def test_a_link_to_a_lesson_that_is_not_on_the_page_leads_to_its_own(tmp_path: Path):
    broken = compiled(tmp_path, {"en/1-start/2-second.md": "---\nid: second\ntitle: [\n---\n"}).courses["en"]
    assert [one.lesson.id for one in printed(broken).lessons] == ["first"]
    link = f'<a href="{broken.lessons[1].address}">next</a>'
    assert standing_together(link, broken, broken.lessons[0]) == link


def test_questions_are_counted_and_answered(course: Course):
    parts = [part for lesson in printed(course).lessons for run in lesson.runs for part in run.parts]
    asked = [(part.number, part.id) for part in parts if isinstance(part, PrintedQuestion)]
    assert asked == [(1, "q-first-guess"), (2, "q-first-state")]
    answered = printed(course).lessons[0].answered
    assert [[piece.plain for piece in one.solution] for one in answered] == [["This"], ["A country"]]
    assert printed(course).has_answers
    assert not printed(course).lessons[1].answered


def test_names_that_are_not_places_are_left_alone():
    assert renamed('<input name="answer" value="s-1">', str.upper, str.upper) == '<input name="answer" value="s-1">'
    assert renamed('<label for="a b">', str.upper, str) == '<label for="A B">'
    assert deepened("<header><hr><h2>A</h2></header>") == "<header><hr><h3>A</h3></header>"
