"""A translation says the same under the same ids; what it lacks comes from the source language."""

from pathlib import Path

import pytest

from emm.content.compile import compile_course
from emm.content.pieces import Prose
from emm.content.words import Words
from emm.questions import registry
from emm.questions.contract import Interaction
from emm.questions.toolbox import Choices
from tests.support.sample import (
    COURSE,
    FIRST,
    GLOSSARY,
    HEAD,
    LESSON,
    SVG,
    TOPIC,
    Files,
    compiled,
    course_of,
    html_of,
    said,
)

FR_FIRST = """\
---
id: first
title: La première leçon
goal: Distinguer une chose de l'autre.
---

### Devinez : Laquelle vient d'abord ?

`id: first-guess`

- [x] a) Ceci
- [ ] b) Cela

## Une chose

Un [État](../glossary.md#state) est une chose.[^1] Une [diaspora](../glossary.md#diaspora) en est une autre.

### Question : Qu'est-ce qu'un État ?

`id: first-state; objective: lo1; level: remember`

- [ ] a) Une diaspora
- [x] b) Un pays

**Indice :** Regardez.

**Pourquoi :** Un pays a un gouvernement.

**Voir :** [Une chose](#one-thing)

[^1]: Quelqu'un, 2020.
"""

FRENCH: Files = {
    "fr/course.md": "---\nid: sample\ntitle: Un exemple\nobjectives:\n  lo2: Utiliser les deux.\n---\n\nUn mot.\n",
    "fr/glossary.md": "## Diaspora\n\nDes gens.\n\n## État\n\nShort: É\n\nUn pays.\n",
    "fr/1-start/topic.md": "---\nid: start\ntitle: Le début\nkeep: [Une., Deux.]\n---\n",
    "fr/1-start/1-first.md": FR_FIRST,
}


def test_every_language_with_a_folder_is_a_course(tmp_path: Path) -> None:
    result = compiled(tmp_path, FRENCH)
    assert said(result) == []
    assert list(result.courses) == ["en", "fr"]
    assert result.courses["en"].languages == result.courses["fr"].languages == ("en", "fr")


def test_translated_keys_are_used_and_others_come_from_the_source(tmp_path: Path) -> None:
    course = course_of(compiled(tmp_path, FRENCH), "fr")
    assert (course.title, course.summary) == ("Un exemple", "What a course needs, and no more.")
    assert course.objectives == {"lo1": "Tell one thing from another.", "lo2": "Utiliser les deux."}
    assert (course.intro, course.sections) == ("<p>Un mot.</p>", ())
    assert (course.licence, course.edition, course.address) == ("CC BY 4.0", "1.0", "/fr/c/sample")
    (topic,) = course.topics
    assert (topic.id, topic.title, topic.keep, topic.guess) == ("start", "Le début", ("Une.", "Deux."), "first-guess")


def test_a_translated_lesson_takes_its_settings_from_the_source(tmp_path: Path) -> None:
    result = compiled(tmp_path, FRENCH)
    ours, theirs = (result.courses[language].lesson("first") for language in ("fr", "en"))
    assert (ours.title, ours.goal, ours.language) == ("La première leçon", "Distinguer une chose de l'autre.", "fr")
    assert (ours.objectives, ours.checked) == (theirs.objectives, theirs.checked)
    assert ours.address == "/fr/c/sample/first"
    assert [question.id for question in ours.questions] == [question.id for question in theirs.questions]
    for mine, other in zip(ours.questions, theirs.questions, strict=True):
        assert (mine.objective, mine.level, mine.meaning) == (other.objective, other.level, other.meaning)
        assert mine.wording != other.wording
        assert mine.language == "fr"
    assert ours.questions[1].hints == ("Regardez.",)


def test_settings_that_were_translated_are_those_of_the_source(tmp_path: Path) -> None:
    settings = "`id: first-state; objectif: lo1; niveau: mémoriser`"
    changed = FR_FIRST.replace("`id: first-state; objective: lo1; level: remember`", settings)
    result = compiled(tmp_path, {**FRENCH, "fr/1-start/1-first.md": changed})
    assert said(result) == ["fr/1-start/1-first.md:20: E403 Id, setting or link target was translated."]
    assert result.problems[0].hint.startswith("Restore `objective: lo1; level: remember`.")
    _, question = result.courses["fr"].question("first-state")
    assert (question.objective, question.level) == ("lo1", "remember")


def test_a_question_with_another_right_answer_is_that_of_the_source(tmp_path: Path) -> None:
    changed = FR_FIRST.replace("[ ] a) Une", "[x] a) Une").replace("[x] b) Un pays", "[ ] b) Un pays")
    result = compiled(tmp_path, {**FRENCH, "fr/1-start/1-first.md": changed})
    assert [problem.code for problem in result.problems] == ["E402"]
    french, english = (result.courses[language].question("first-state")[1] for language in ("fr", "en"))
    assert french.meaning == english.meaning
    assert (french.language, french.title.plain) == ("en", "Which is a State?")
    assert french.see is not None
    assert french.see.href == "#s-one-thing"


def test_links_need_no_translation(tmp_path: Path) -> None:
    lesson = course_of(compiled(tmp_path, FRENCH), "fr").lesson("first")
    html = html_of(lesson)
    assert '<h2 id="s-one-thing">Une chose</h2>' in html
    assert '<a class="term" href="#w-state" id="t-state">État</a>' in html
    see = lesson.questions[1].see
    assert see is not None
    assert (see.href, see.text) == ("#s-one-thing", "Une chose")


def test_sections_that_were_swapped_keep_ids_apart(tmp_path: Path) -> None:
    files = {
        LESSON: HEAD + "## Alpha\n\n## Beta\n",
        "fr/1-start/2-second.md": "---\nid: second\ntitle: Deux\n---\n\n## Beta\n\n## Alpha\n\n[A](#alpha)\n",
    }
    html = html_of(course_of(compiled(tmp_path, {**FRENCH, **files}), "fr").lesson("second"))
    assert html.startswith('<h2 id="s-alpha">Beta</h2>\n<h2 id="s-beta">Alpha</h2>')
    assert '<a href="#s-alpha">A</a>' in html


def test_sections_that_differ_keep_their_own_anchors(tmp_path: Path) -> None:
    text = "---\nid: second\ntitle: Deux\n---\n\n## Tout\n\n[A](#both) [B](#tout)\n\n## Plus\n"
    html = html_of(course_of(compiled(tmp_path, {**FRENCH, "fr/1-start/2-second.md": text}), "fr").lesson("second"))
    assert '<h2 id="s-tout">Tout</h2>' in html
    assert '<a href="/fr/c/sample/second">A</a> <a href="#s-tout">B</a>' in html


def test_a_lesson_that_is_not_translated_is_the_source_under_the_address_of_the_reader(tmp_path: Path) -> None:
    result = compiled(tmp_path, FRENCH, words=lambda language: Words(key_point=f"Key in {language}"))
    course = course_of(result, "fr")
    lesson = course.lesson("second")
    assert (lesson.language, lesson.title, lesson.address) == ("en", "The second lesson", "/fr/c/sample/second")
    assert '<a href="/fr/c/sample/first#s-one-thing">the first lesson</a>' in html_of(lesson)


def test_interface_words_follow_the_language_of_the_text(tmp_path: Path) -> None:
    files = {LESSON: HEAD + "> [!IMPORTANT]\n> Words.\n"}
    result = compiled(tmp_path, {**FRENCH, **files}, words=lambda language: Words(key_point=f"Key in {language}"))
    assert "Key in en" in html_of(course_of(result, "fr").lesson("second"))


@pytest.mark.parametrize("missing", ["fr/course.md", "fr/glossary.md", "fr/1-start/topic.md", "fr/1-start/1-first.md"])
def test_each_file_of_a_translation_may_be_missing(missing: str, tmp_path: Path) -> None:
    course = course_of(compiled(tmp_path, {**FRENCH, missing: None}), "fr")
    assert len(course.lessons) == 2
    assert len(course.glossary) == 2
    assert course.topics[0].keep


@pytest.mark.parametrize("broken", ["fr/course.md", "fr/1-start/topic.md", "fr/1-start/1-first.md"])
def test_a_file_of_a_translation_that_cannot_be_read_is_replaced_by_the_source(broken: str, tmp_path: Path) -> None:
    result = compiled(tmp_path, {**FRENCH, broken: "---\na: [\n---\n"})
    assert [problem.path for problem in result.problems] == [broken]
    course = result.courses["fr"]
    titles = (course.title, course.topics[0].title, course.lesson("first").title)
    assert titles[[name for name in FRENCH if name != "fr/glossary.md"].index(broken)] in {
        "A sample",
        "The start",
        "The first lesson",
    }


@pytest.mark.parametrize(
    ("path", "text", "problem"),
    [
        ("fr/1-start/9-more.md", FR_FIRST, "fr/1-start/9-more.md:1: E015 This file does not belong here."),
        ("fr/7-other/topic.md", "---\nid: x\n---\n", "fr/7-other/topic.md:1: E015 This file does not belong here."),
        (
            "fr/1-start/1-first.md",
            FR_FIRST.replace("id: first\n", "id: premier\n"),
            "fr/1-start/1-first.md:2: E403 Id, setting or link target was translated.",
        ),
        (
            "fr/1-start/topic.md",
            "---\nid: x\ntitle: Y\n---\n",
            "fr/1-start/topic.md:2: E403 Id, setting or link target was translated.",
        ),
        (
            "fr/course.md",
            "---\nid: x\n---\n",
            "fr/course.md:2: E403 Id, setting or link target was translated.",
        ),
        (
            "fr/1-start/1-first.md",
            FR_FIRST.replace("glossary.md#state", "glossary.md#état"),
            "fr/1-start/1-first.md:16: E403 Id, setting or link target was translated.",
        ),
    ],
)
def test_a_mistake_in_a_translation(path: str, text: str, problem: str, tmp_path: Path) -> None:
    assert said(compiled(tmp_path, {**FRENCH, path: text})) == [problem]


def test_words_of_a_translated_glossary_keep_the_ids_of_the_source(tmp_path: Path) -> None:
    diaspora, state = course_of(compiled(tmp_path, FRENCH), "fr").glossary
    assert (state.id, state.title, state.short, state.language) == ("state", "État", "É", "fr")
    assert (diaspora.id, diaspora.language) == ("diaspora", "fr")


def test_a_word_may_name_its_id(tmp_path: Path) -> None:
    glossary = "## État\n\n`id: state`\n\nUn pays.\n"
    diaspora, state = course_of(compiled(tmp_path, {**FRENCH, "fr/glossary.md": glossary}), "fr").glossary
    assert (state.title, state.language) == ("État", "fr")
    assert (diaspora.title, diaspora.language) == ("Diaspora", "en")


def test_a_word_that_cannot_be_matched(tmp_path: Path) -> None:
    result = compiled(tmp_path, {**FRENCH, "fr/glossary.md": "## État\n\nUn pays.\n"})
    assert said(result) == ['fr/glossary.md:1: E014 The id of "État" is missing.']


def test_a_translation_needs_no_objectives_and_no_goal(tmp_path: Path) -> None:
    text = "---\nid: second\ntitle: Deux\n---\n\nTexte.\n"
    lesson = course_of(compiled(tmp_path, {**FRENCH, "fr/1-start/2-second.md": text}), "fr").lesson("second")
    assert (lesson.goal, lesson.objectives, lesson.parts) == (
        "Use both.",
        ("lo1", "lo2"),
        (Prose("<p>Texte.</p>", "fr"),),
    )


def test_problems_of_the_source_are_told_once(tmp_path: Path) -> None:
    result = compiled(tmp_path, {**FRENCH, LESSON: HEAD + "[a](x.md)\n"})
    assert said(result) == [f"{LESSON}:8: E200 Link target not found: x.md."]


def test_a_source_in_another_language_than_english(tmp_path: Path) -> None:
    files = {
        "es/course.md": COURSE.replace("[en, fr]", "[es, en]"),
        "es/glossary.md": GLOSSARY,
        "es/1-start/topic.md": TOPIC,
        "es/1-start/1-first.md": FIRST.replace("### Guess:", "### Adivina:"),
        "en/course.md": "---\nid: sample\ntitle: In English\n---\n",
        "figures/loop.svg": SVG,
    }
    root = tmp_path / "sample"
    for path, text in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text)
    result = compile_course(root)
    assert said(result) == []
    assert {name: course.title for name, course in result.courses.items()} == {"es": "A sample", "en": "In English"}


def test_typed_answers_may_differ_between_languages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where right answers are words, each language has its own, and earlier answers still count."""
    kind = registry.kind_named("single")

    def typed(spec: Choices, response: str) -> Interaction:
        return Interaction("fill-in", tuple(option.text.plain for option in spec.right), response)

    monkeypatch.setattr(kind, "interaction", typed, raising=False)
    result = compiled(tmp_path, FRENCH)
    french, english = (result.courses[language].question("first-state")[1] for language in ("fr", "en"))
    assert french.spec != english.spec
    assert french.meaning == english.meaning
