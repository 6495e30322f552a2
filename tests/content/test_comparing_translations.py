"""A translation beside its source: what is missing, stale or still in the other language, for authors and learners."""

from datetime import date
from pathlib import Path

import pytest

from emm.content.compile import Compiled, compile_course
from emm.content.model import Lesson
from emm.content.problems import Problems
from emm.content.record import Made, read_record, written_record
from emm.content.sources import decoded
from emm.content.translating import Translations
from tests.content.test_translations import FR_FIRST, FRENCH
from tests.support.sample import FIRST, GLOSSARY, Files, html_of, said, write_course

TODAY = date(2026, 11, 25)
E403 = "E403 Id, setting or link target was translated."
EN, FR = "en/1-start/1-first.md", "fr/1-start/1-first.md"
FR_SECOND = "---\nid: second\ntitle: La deuxième leçon\ngoal: Utiliser les deux.\n---\n\n## Les deux\n\nRelisez.\n"
WHOLE: Files = {
    **FRENCH,
    "fr/1-start/2-second.md": FR_SECOND,
    "fr/course.md": "---\nid: sample\ntitle: Un exemple\nsummary: Ce qu'il faut, sans plus.\n"
    "objectives:\n  lo1: Distinguer.\n  lo2: Utiliser.\n---\n\nUn mot.\n",
}
NEW_SECTION = "## Another thing\n\nThere is one more thing to say here.[^2]\n\n"
NEW_QUESTION = (
    "### Question: Which is new?\n\n`id: first-new; objective: lo1; level: apply`\n\n- [ ] a) This\n  > No.\n"
    "- [x] b) That\n  > Yes.\n\n**Why:** That is newer than this.\n\n"
)


def course(folder: Path, files: Files | None = None) -> Path:
    """Return a course whose translation into French was marked, and which then got these files."""
    root = write_course(folder, WHOLE)
    Translations(root).mark([path for path in WHOLE if path.endswith(".md") and path.startswith("fr/")])
    for path, text in (files or {}).items():
        assert isinstance(text, str)
        (root / path).write_text(text)
    return root


def built(folder: Path, files: Files | None = None) -> Compiled:
    """Compile that course."""
    return compile_course(course(folder, files))


def advice(root: Path) -> list[str]:
    """Return what is said about the French files, advice that every language gets left out."""
    own = ("E4", "W4", "E010")
    lines = said(compile_course(root, today=TODAY))
    return [line for line in lines if line.startswith("fr/") and line.split(": ")[1].startswith(own)]


def first(result: Compiled) -> Lesson:
    return result.courses["fr"].lesson("first")


def languages(lesson: Lesson) -> list[tuple[str, bool, bool]]:
    """Return the runs of a lesson: language, whether borrowed, whether questions only."""
    return [(run.language, run.is_borrowed, run.is_asking) for run in lesson.runs]


# What authors are told


def test_a_translation_that_was_marked_has_no_problem(tmp_path: Path) -> None:
    root = course(tmp_path)
    assert advice(root) == []
    assert said(compile_course(root)) == []


@pytest.mark.parametrize(
    ("path", "text", "expected"),
    [
        (FR, FR_FIRST.replace("first-guess", "premier"), f"{FR}:9: {E403}"),
        (FR, FR_FIRST.replace("lo1", "ob1"), f"{FR}:20: {E403}"),
        (FR, FR_FIRST.replace("(#one-thing)", "(#une-autre)"), f"{FR}:29: {E403}"),
        (FR, FR_FIRST.replace("id: first\n", "id: une\n"), f"{FR}:2: {E403}"),
        (
            FR,
            FR_FIRST.replace("[ ] a) Une", "[x] a) Une").replace("[x] b) Un pays", "[ ] b) Un pays"),
            f'{FR}:18: E402 The right answer differs from English in question "first-state" (en: b, fr: a).',
        ),
        (
            FR,
            FR_FIRST.replace("- [x] b) Un pays", "- [x] b) Un pays\n- [ ] c) Rien"),
            f"{FR}:18: E404 Number of options differs (en 2, fr 3).",
        ),
        (
            FR,
            FR_FIRST.replace("- [x] b) Un pays", "- [x] c) Un pays"),
            f"{FR}:18: E404 One of the letters differs (en a, b; fr a, c).",
        ),
        (
            FR,
            FR_FIRST[: FR_FIRST.index("### Question")] + "[^1]: Quelqu'un, 2020.\n",
            f'{FR}:14: E401 Question "first-state" is missing in fr.',
        ),
        (
            FR,
            FR_FIRST + "\n" + FR_FIRST[FR_FIRST.index("### Question") : FR_FIRST.index("[^1]:")],
            f'{FR}:35: E010 Id "first-state" is already used in {FR}:20.',
        ),
        (
            EN,
            FIRST.replace("is another.", "is not."),
            f"{FR}:14: W410 Section 1 changed in English since this translation.",
        ),
        (
            EN,
            FIRST.replace("Those are people", "They are people"),
            f'{FR}:18: W410 Question "first-state" changed in English since this translation.',
        ),
        (
            EN,
            FIRST.replace("goal: Tell", "goal: Name"),
            f"{FR}:1: W410 The front matter changed in English since this translation.",
        ),
        (
            EN,
            FIRST.replace("[^1]: S", NEW_QUESTION + "[^1]: S"),
            f'{FR}:18: W410 Question "first-new" is new in English since this translation.',
        ),
        (
            EN,
            FIRST.replace("[^1]: S", "## More\n\nOne more thing to say.\n\n[^1]: S"),
            f"{FR}:18: W410 Section 2 is new in English since this translation.",
        ),
        (
            "en/glossary.md",
            GLOSSARY.replace("A country", "A land"),
            'fr/glossary.md:5: W410 Term "state" changed in English since this translation.',
        ),
    ],
)
def test_what_differs_is_told_at_its_line(path: str, text: str, expected: str, tmp_path: Path) -> None:
    assert advice(course(tmp_path, {path: text})) == [expected]


def test_a_file_that_is_not_translated(tmp_path: Path) -> None:
    root = course(tmp_path)
    (root / "fr/1-start/2-second.md").unlink()
    assert advice(root) == ["fr/1-start/2-second.md:1: W411 Lesson not translated: shown in English."]
    for path, what in (("glossary.md", "Glossary"), ("1-start/topic.md", "Topic"), ("course.md", "Course page")):
        (root / "fr" / path).unlink()
        assert f"fr/{path}:1: W411 {what} not translated: shown in English." in advice(root)


def test_a_text_that_is_still_in_the_words_of_the_source(tmp_path: Path) -> None:
    english = FIRST[FIRST.index("### Question") : FIRST.index("[^1]: S")]
    text = FR_FIRST[: FR_FIRST.index("### Question")] + english + "[^1]: Quelqu'un, 2020.\n"
    root = course(tmp_path, {FR: text})
    assert advice(root) == [f"{FR}:18: W412 The text is still English."]
    hints = [one.hint for one in compile_course(root, today=TODAY).problems if one.code == "W412"]
    assert hints == ["Translate or delete the file."]
    assert languages(first(compile_course(root))) == [("fr", False, False), ("en", True, True)]


def test_a_file_that_was_only_begun_is_told_once(tmp_path: Path) -> None:
    root = course(tmp_path)
    (root / FR).unlink()
    Translations(root).stub("fr", ["1-start/1-first.md"])
    assert advice(root) == [f"{FR}:1: W412 The text is still English."]
    lesson = first(compile_course(root))
    assert (lesson.language, lesson.path) == ("en", EN)


def test_what_was_begun_stays_untranslated_when_the_source_changes(tmp_path: Path) -> None:
    root = course(tmp_path)
    (root / FR).unlink()
    Translations(root).stub("fr", ["1-start/1-first.md"])
    (root / EN).write_text(FIRST.replace("is another.", "is not."))
    assert first(compile_course(root)).language == "en"


def test_sections_that_cannot_be_matched(tmp_path: Path) -> None:
    text = FR_FIRST.replace("### Question", "## Deux\n\nDeux mots.\n\n## Trois\n\nTrois mots.\n\n### Question")
    root = course(tmp_path, {FR: text})
    assert advice(root) == [f"{FR}:1: W410 The list of sections changed in English since this translation."]
    assert languages(first(compile_course(root))) == [("fr", False, False)]


# What learners see


def test_a_question_with_other_letters_since_is_that_of_the_source(tmp_path: Path) -> None:
    more = FIRST.replace("- [x] b) A country\n  > Yes.", "- [x] b) A country\n  > Yes.\n- [ ] c) A river\n  > No.")
    result = built(tmp_path, {EN: more})
    assert said(result) == []
    assert languages(first(result)) == [("fr", False, False), ("en", True, True)]


@pytest.mark.parametrize("settings", ["level: remember; v: 2"])
def test_a_question_of_another_version_is_that_of_the_source(settings: str, tmp_path: Path) -> None:
    old = FR_FIRST.replace("level: remember", "level: remember; v: 1")
    result = built(tmp_path, {EN: FIRST.replace("level: remember", settings), FR: old})
    assert said(result) == []
    assert result.courses["fr"].question("first-state")[1].language == "en"


def test_a_question_whose_words_changed_stays_translated(tmp_path: Path) -> None:
    result = built(tmp_path, {EN: FIRST.replace("Those are people", "They are people")})
    assert languages(first(result)) == [("fr", False, False)]
    assert first(result).changed is None


def test_a_section_whose_words_changed_stays_translated_with_a_notice(tmp_path: Path) -> None:
    root = course(tmp_path, {EN: FIRST.replace("is another.", "is not.")})
    changed = first(compile_course(root)).changed
    assert changed
    assert (changed.day, changed.address, changed.language) == (None, "/en/c/sample/first#s-one-thing", "en")
    assert Translations(root).note_changes(TODAY) == 1
    assert Translations(root).note_changes(date(2027, 1, 1)) == 0
    changed = first(compile_course(root)).changed
    assert changed
    assert changed.day == TODAY
    Translations(root).mark([FR])
    assert first(compile_course(root)).changed is None


def test_a_new_section_stands_in_its_place_in_the_words_of_the_source(tmp_path: Path) -> None:
    before = FIRST.replace("### Question", NEW_SECTION + "### Question").replace(
        "[^1]: S", "[^2]: Else, 2021.\n[^1]: S"
    )
    result = built(tmp_path, {EN: before, "fr/1-start/2-second.md": FR_SECOND + "\n[A](1-first.md#another-thing)\n"})
    assert said(result) == []
    lesson = first(result)
    assert languages(lesson) == [("fr", False, False), ("en", True, False), ("fr", False, True)]
    assert '<h2 id="s-one-thing">Une chose</h2>' in html_of(lesson)
    assert '<h2 id="s-another-thing">Another thing</h2>' in html_of(lesson)
    assert [(source.number, source.language) for source in lesson.sources] == [(1, "fr"), (2, "en")]
    assert 'href="/fr/c/sample/first#s-another-thing"' in html_of(result.courses["fr"].lesson("second"))


def test_a_new_question_stands_in_its_place_in_the_words_of_the_source(tmp_path: Path) -> None:
    result = built(tmp_path, {EN: FIRST.replace("### Question: Which is a", NEW_QUESTION + "### Question: Which is a")})
    assert said(result) == []
    assert [question.id for question in first(result).questions] == ["first-guess", "first-new", "first-state"]
    assert languages(first(result)) == [("fr", False, False), ("en", True, True), ("fr", False, True)]


def test_topics_and_the_course_tell_which_texts_are_borrowed(tmp_path: Path) -> None:
    topic = "---\nid: start\ntitle: Le début\n---\n"
    about = "---\nid: sample\ntitle: Un exemple\nobjectives:\n  lo2: Utiliser les deux.\n---\n"
    result = compile_course(course(tmp_path, {"fr/1-start/topic.md": topic, "fr/course.md": about}))
    french = result.courses["fr"]
    assert (french.topics[0].language, french.topics[0].keep_language) == ("fr", "en")
    told = {name: french.language_of(name) for name in ("title", "summary", "lo1", "lo2", "text")}
    assert told == {"title": "fr", "summary": "en", "lo1": "en", "lo2": "fr", "text": "en"}
    assert {result.courses["en"].language_of(name) for name in told} == {"en"}


def test_a_goal_that_is_left_out_is_in_the_language_of_the_source(tmp_path: Path) -> None:
    lesson = first(built(tmp_path, {FR: FR_FIRST.replace("goal: Distinguer une chose de l'autre.\n", "")}))
    assert (lesson.goal, lesson.goal_language, lesson.language) == ("Tell one thing from another.", "en", "fr")


def test_a_word_that_is_still_in_the_words_of_the_source(tmp_path: Path) -> None:
    glossary = "## État\n\n`id: state`\n\nUn pays.\n\n" + GLOSSARY[: GLOSSARY.index("## State")]
    terms = built(tmp_path, {"fr/glossary.md": glossary}).courses["fr"].glossary
    assert [(term.id, term.language) for term in terms] == [("diaspora", "en"), ("state", "fr")]


# The record


def test_the_record_is_sorted_and_reads_back() -> None:
    record = {"fr/b.md": Made({"z": "1", "a": "2"}, {"a": TODAY}), "fr/a.md": Made({"---": "3"})}
    text = written_record(record)
    assert text.index("fr/a.md") < text.index("fr/b.md")
    assert text.index('"a": "2"') < text.index('"z"')
    assert read_record(decoded("translations.json", text.encode()), Problems()) == record


@pytest.mark.parametrize(
    "text", ["[]", "{", '{"fr/a.md": {}}', '{"fr/a.md": {"made_from": {}, "changed": {"a": "x"}}}']
)
def test_a_record_that_cannot_be_read(text: str, tmp_path: Path) -> None:
    result = built(tmp_path, {"translations.json": text})
    message = 'Value of "translations.json" is not right: it is not a list of translations.'
    assert said(result) == [f"translations.json:1: E013 {message}"]
