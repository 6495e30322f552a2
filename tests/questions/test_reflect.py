"""A note: as it was written, up to a length, and never as HTML."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from emm.errors import InvalidAnswer
from emm.questions import registry
from emm.questions.contract import FormValues
from emm.questions.inputs import MAX_SIGNS
from emm.questions.kinds.reflect import Reflection
from tests.questions import pages
from tests.questions.promising import ONE, examples_of, refusal
from tests.questions.reading import block_of

KIND = registry.kind_named("reflect")
PLAIN = Reflection(None)


def form(text: str) -> FormValues:
    """Return a form with this note."""
    return FormValues.of([("answer", text)])


def shown(note: str) -> str:
    """Return the note as the page shows it."""
    (line,) = KIND.answered(PLAIN, ONE, note, reveal=True)
    return str(line.text.html)


def test_line_breaks_are_kept():
    note = KIND.read(PLAIN, form("  One\r\n\r\nTwo\rThree \n"))
    assert note == "One\n\nTwo\nThree"
    assert shown(note) == '<span dir="auto">One<br><br>Two<br>Three</span>'


def test_what_is_written_is_text():
    assert shown("<b>&\"'") == '<span dir="auto">&lt;b&gt;&amp;&#34;&#39;</span>'


@pytest.mark.parametrize("text", ["x" * MAX_SIGNS, "🌍" * MAX_SIGNS, "\r\n".join("ab" for _ in range(667))[:-1]])
def test_a_long_note_is_kept_whole(text: str):
    assert KIND.read(PLAIN, form(text)) == text.replace("\r\n", "\n")


@pytest.mark.parametrize(
    ("more", "words"), [(1, "Your text is one sign too long."), (30, "Your text is 30 signs too long.")]
)
def test_a_note_that_is_too_long_comes_back_with_its_words(more: int, words: str):
    text = "y" * (MAX_SIGNS + more)
    with pytest.raises(InvalidAnswer) as caught:
        KIND.read(PLAIN, form(text))
    told = caught.value.message
    assert (told.text if more == 1 else told.plural % dict(told.values)) == words
    assert text in pages.render(KIND, PLAIN, ONE, form(text), amiss="answer")


@pytest.mark.parametrize("text", ["", " ", "\n\t\r\n", "\x07", "\u2003"])
def test_an_empty_note_is_refused_at_its_field(text: str):
    assert refusal(KIND, PLAIN, form(text)) == ("answer", "Write something first, or skip.")


@given(st.text(max_size=60))
def test_a_note_stands_in_the_field_as_it_was_written(text: str):
    try:
        note = KIND.read(PLAIN, form(text))
    except InvalidAnswer:
        return
    (field,) = [one for one in pages.elements(pages.render(KIND, PLAIN, ONE, form(note))) if one.tag == "textarea"]
    assert (field.text or "").split("\n") == note.split("\n")


def test_the_example_shows_afterwards():
    spec: Reflection = KIND.parse(block_of(examples_of(KIND).good[1].source))
    (example,) = KIND.solution(spec)
    assert example.plain.startswith("The costs of recruitment.")
    assert KIND.solution(PLAIN) == ()
    assert KIND.words.best
    assert KIND.words.best.text == "Example answer:"


def test_the_field_warns_before_anything_is_written():
    page = pages.render(KIND, PLAIN, ONE, FormValues())
    assert "Do not write names or case numbers. Up to 2000 signs." in page
