"""The words that begin a block are known in other languages too."""

import unicodedata
from pathlib import Path

import pytest

from tests.support.sample import (
    COURSE,
    HEAD,
    LESSON,
    compiled,
    course_of,
    said,
)


@pytest.mark.parametrize(
    ("language", "heading", "hint", "why", "see"),
    [
        ("fr", "Question", "Indice", "Pourquoi", "Voir"),
        ("es", "Pregunta", "Pista", "Por qué", "Ver"),
        ("es", "Pregunta", "Pista", unicodedata.normalize("NFD", "Por qué"), "Ver"),
        ("ar", "سؤال", "تلميح", "لماذا", "انظر"),
        ("ar", "Question", "Hint", "Why", "See"),
    ],
)
def test_block_words_of_other_languages(
    language: str, heading: str, hint: str, why: str, see: str, tmp_path: Path
) -> None:
    text = (
        f"---\nid: first\ntitle: T\n---\n\n## A\n\n### {heading}: B?\n\n`id: first-state`\n\n- [ ] a) C\n- [x] b) D\n\n"
        f"**{hint}:** E\n\n**{why}:** F\n\n**{see}:** [G](#one-thing)\n"
    )
    files = {"en/course.md": COURSE.replace("[en, fr]", f"[en, {language}]"), f"{language}/1-start/1-first.md": text}
    result = compiled(tmp_path, files)
    lacking = f'{language}/1-start/1-first.md:1: E401 Question "first-guess" is missing in {language}.'
    assert said(result) == [lacking]
    guess, question = result.courses[language].lesson("first").questions
    assert (guess.id, guess.language, question.language) == ("first-guess", "en", language)
    assert (question.hints, question.why) == (("E",), "<p>F</p>")
    assert question.see is not None


@pytest.mark.parametrize(
    ("language", "scenario", "step", "outcome", "reflect", "poll", "true", "false"),
    [
        ("fr", "Scénario", "Étape", "Résultat", "Réflexion", "Sondage", "Vrai", "Faux"),
        ("es", "Escenario", "Paso", "Resultado", "Reflexión", "Sondeo", "Verdadero", "Falso"),
        ("ar", "سيناريو", "خطوة", "النتيجة", "تأمّل", "استطلاع", "صحيح", "خطأ"),
    ],
)
def test_the_other_words_of_other_languages(
    language: str,
    scenario: str,
    step: str,
    outcome: str,
    reflect: str,
    poll: str,
    true: str,
    false: str,
    tmp_path: Path,
) -> None:
    def text(*words: str) -> str:
        told, stage, end, noted, asked, yes, no = words
        return (
            f"### {told}: A\n\n`id: told; objective: lo1; level: apply`\n\nB\n\n#### {stage}: one\n\nC\n\n"
            f"- [x] a) D [E](#step-two)\n- [ ] b) F [E](#step-two)\n\n#### {stage}: two\n\n**{end}:** G\n\n"
            f"### {noted}: H\n\n`id: noted`\n\nI\n\n### {asked}: J\n\n`id: voted`\n\n- a) K\n- b) L\n\n"
            f"### Question: M\n\n`id: truth; objective: lo1; level: apply`\n\n"
            f"- [x] a) {yes}\n- [ ] b) {no}\n\n**Why:** N\n"
        )

    own = text(scenario, step, outcome, reflect, poll, true, false).replace("D [E]", "Dd [E]")
    english = text("Scenario", "Step", "Outcome", "Reflect", "Poll", "True", "False")
    files = {
        "en/course.md": COURSE.replace("[en, fr]", f"[en, {language}]"),
        LESSON: HEAD + english,
        f"{language}/1-start/2-second.md": f"---\nid: second\ntitle: T\n---\n\n{own}",
    }
    questions = course_of(compiled(tmp_path, files), language).lesson("second").questions
    assert [question.kind.name for question in questions] == ["scenario", "reflect", "poll", "true-false"]
    assert {question.language for question in questions} == {language}


@pytest.mark.parametrize(("language", "word"), [("fr", "Devinez"), ("es", "Adivina"), ("ar", "خمّن")])
def test_a_guess_in_other_languages(language: str, word: str, tmp_path: Path) -> None:
    text = f"---\nid: first\ntitle: T\n---\n\n### {word}: B?\n\n`id: first-guess`\n\n- [x] a) C\n- [ ] b) D\n"
    files = {
        "en/course.md": COURSE.replace("[en, fr]", f"[en, {language}]"),
        "en/1-start/topic.md": "---\nid: start\ntitle: S\nkeep: [One., Two.]\n---\n",
        f"{language}/1-start/1-first.md": text,
    }
    guess, question = compiled(tmp_path, files).courses[language].lesson("first").questions
    assert (guess.kind.name, guess.language, question.language) == ("guess", language, "en")
