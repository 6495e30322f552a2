"""The course says things in its own words: it shares no run of eight words with the notes that it was made from."""

from pathlib import Path

import pytest

from tests.content.own_words import COURSE, FINGERPRINT, fingerprint, read, shared

NOTES = "- The quick brown Fox jumps over the lazy dog, twice. [V] (Source: Aesop, The quick brown fox and others)\n"


@pytest.fixture(scope="module")
def hashes() -> frozenset[bytes]:
    """The runs of the notes that the course was made from."""
    return read(FINGERPRINT)


def lines(tmp_path: Path, text: str, notes: str = NOTES, names: tuple[str, ...] = ()) -> list[tuple[int, str]]:
    """Return what a text shares with notes, each with its line."""
    path = tmp_path / "lesson.md"
    path.write_text(text, "utf-8")
    return [(each.line, each.text) for each in shared(path, fingerprint([notes]), names)]


def test_the_course_shares_no_run_of_words(hashes: frozenset[bytes]):
    texts = sorted(COURSE.rglob("*.md"))
    assert len(texts) > 15
    assert [str(each) for path in texts for each in shared(path, hashes)] == []


def test_the_fingerprint_is_that_of_its_notes(hashes: frozenset[bytes]):
    """Without the list of names, titles in footnotes are found, and nothing else."""
    found = {each.text for path in COURSE.rglob("*.md") for each in shared(path, hashes, names=())}
    assert "special rapporteur on the human rights of migrants" in found
    assert len(found) < 10
    assert len(hashes) * 6 == FINGERPRINT.stat().st_size


def test_a_planted_run_is_found_with_its_line(tmp_path: Path):
    text = "# A fable\n\nOnce, the quick brown [fox](../glossary.md#fox)\njumps *over* the lazy dog.\n"
    assert lines(tmp_path, text) == [(3, "the quick brown fox jumps over the lazy dog")]


def test_a_planted_run_is_found_in_a_copy_of_the_course(tmp_path: Path, hashes: frozenset[bytes]):
    path = tmp_path / "lesson.md"
    path.write_text("## States\n\nA special rapporteur\non the human rights of migrants has spoken.\n", "utf-8")
    assert [each.line for each in shared(path, hashes, names=())] == [3]


@pytest.mark.parametrize(
    "text",
    [
        "The quick brown fox jumps over the lazy cat.",
        "- quick brown fox jumps\n- over the lazy dog, twice",
        "quick brown fox jumps over the\n\nlazy dog, twice",
    ],
)
def test_seven_words_or_words_of_two_items_are_not_a_run(tmp_path: Path, text: str):
    notes = NOTES if "cat" not in text else "brown fox jumps over the lazy cat"
    assert lines(tmp_path, text, notes) == []


def test_spelling_hides_nothing(tmp_path: Path):
    assert lines(tmp_path, "> - **Quick**, BROWN fox; jumps: over-the-lazy dôg") == [
        (1, "quick brown fox jumps over the lazy dog")
    ]


def test_references_of_the_notes_are_not_compared(tmp_path: Path):
    assert lines(tmp_path, "The quick brown fox and others", "(Source: The quick brown fox and others, by Aesop)") == []
    assert lines(tmp_path, "See https://a.example/the/quick/brown/fox/jumps/over/the/lazy/dog") == []


def test_a_name_excuses_only_what_lies_inside_it(tmp_path: Path):
    name = ("Quick brown fox jumps over the lazy dog",)
    assert lines(tmp_path, "quick brown fox jumps over the lazy dog", names=name) == []
    assert lines(tmp_path, "quick brown fox jumps over the lazy dog twice", names=name) == [
        (1, "brown fox jumps over the lazy dog twice")
    ]
