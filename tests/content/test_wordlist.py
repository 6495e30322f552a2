"""The glossary of the site: every word of every course once, in order, with its links and where it is used."""

from dataclasses import replace
from pathlib import Path

import pytest

from emm.content.model import Course
from emm.content.wordlist import WordEntry, word_list
from tests.support.sample import compiled, course_of

GLOSSARY = """\
## Zone

A place.

## état

A country. See [zone](#zone).

## Whole-of-society

Short: WoS

Everybody.

## Écart

A gap.
"""


@pytest.fixture
def course(tmp_path: Path) -> Course:
    """The sample course."""
    return course_of(compiled(tmp_path))


def titles(entries: tuple[WordEntry, ...]) -> list[str]:
    return [entry.term.title for entry in entries]


def test_words_are_sorted_by_their_letters(tmp_path: Path):
    files = {"en/glossary.md": GLOSSARY, "en/1-start/1-first.md": None, "en/1-start/topic.md": TOPIC}
    course = course_of(compiled(tmp_path, {**files, "en/1-start/2-second.md": LESSON}))
    assert titles(word_list([course])) == ["Écart", "état", "Whole-of-society", "Zone"]
    assert titles(word_list([course], "E")) == ["Écart", "état"]
    assert titles(word_list([course], "société")) == []
    assert titles(word_list([course], "SOCIETY")) == ["Whole-of-society"]
    assert titles(word_list([course], "whole of")) == ["Whole-of-society"]
    assert titles(word_list([course], "wos")) == ["Whole-of-society"]
    assert titles(word_list([course], "ciety")) == []
    assert titles(word_list([course], "?")) == ["Écart", "état", "Whole-of-society", "Zone"]


TOPIC = "---\nid: start\ntitle: The start\nkeep:\n  - One.\n  - Two.\n---\n"
LESSON = "---\nid: second\ntitle: Second\nobjectives: [lo1]\ngoal: Use it.\n---\n\n## A\n\nText.\n"


def test_an_entry_says_where_it_is_used(course: Course):
    entries = {entry.term.id: entry for entry in word_list([course])}
    assert [lesson.id for lesson in entries["diaspora"].lessons] == ["first"]
    assert entries["diaspora"].course == ""


def test_links_between_words_stay_on_the_page(course: Course):
    entries = word_list([course])
    diaspora = next(entry for entry in entries if entry.term.id == "diaspora")
    assert 'href="#sample.state"' in diaspora.html
    assert "sample.state" in {entry.anchor for entry in entries}


def test_a_word_that_two_courses_explain_has_two_places(course: Course):
    other = replace(course, id="other", title="Another")
    entries = word_list([course, other], "state")
    assert [(entry.anchor, entry.course) for entry in entries] == [
        ("other.state", "Another"),
        ("sample.state", "A sample"),
    ]


def test_a_word_without_a_translation_is_in_its_own_language(tmp_path: Path):
    files = {
        "fr/course.md": "---\nid: sample\ntitle: Un essai\n---\n",
        "fr/glossary.md": "## État\n\n`id: state`\n\nUn pays.\n",
    }
    course = compiled(tmp_path, files).courses["fr"]
    assert [(e.term.title, e.term.language) for e in word_list([course])] == [("Diaspora", "en"), ("État", "fr")]
