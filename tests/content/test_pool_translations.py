"""The final assessment in another language: its own words, and never other answers."""

from pathlib import Path

import pytest

from emm.questions import registry
from emm.questions.contract import Interaction
from emm.questions.toolbox import Choices
from tests.support.pools import RULES, changed, excluding, with_pool
from tests.support.sample import compiled, course_of, said

FRENCH_POOL = """\
## lo1

### Question : Qu'est-ce que p1 ?

`id: p1; objective: lo1`

- [ ] a) Moins
  > Moins, ce n'est pas tout.
- [x] b) Tout
  > Oui.

**Pourquoi :** Tout est plus que moins.
"""
OTHERS = "".join(
    f"\n### Question : Qu'est-ce que {name} ?\n\n`id: {name}`\n\n- [ ] a) Moins\n  > Non.\n- [x] b) Tout\n  > Oui.\n"
    "\n**Pourquoi :** Voilà.\n" + ("\n## lo2\n" if name == "p3" else "")
    for name in ("p2", "p3", "p4", "p5", "p6")
)
FRENCH = {"fr/assessment.md": FRENCH_POOL + OTHERS}
"""The whole pool."""
LACKING = [f'fr/assessment.md:3: E401 Question "p{number}" is missing in fr.' for number in range(2, 7)]
"""What is said of the first question alone."""


def test_a_translation_asks_in_its_own_words(tmp_path: Path) -> None:
    files = {"fr/assessment.md": FRENCH_POOL, "fr/course.md": "---\nid: sample\n---\n"}
    result = compiled(tmp_path, {**with_pool(), **files})
    assert said(result) == LACKING
    course, source = result.courses["fr"], result.courses["en"]
    assert course.assessment is source.assessment
    assert [one.question.id for one in course.pool.questions] == [one.question.id for one in source.pool.questions]
    mine, theirs = (each.pool.question("p1").question for each in (course, source))
    assert (mine.language, mine.title.plain, mine.why) == (
        "fr",
        "Qu'est-ce que p1 ?",
        "<p>Tout est plus que moins.</p>",
    )
    assert (mine.meaning, mine.level, mine.objective) == (theirs.meaning, "remember", "lo1")
    assert mine.wording != theirs.wording
    untranslated = course.pool.question("p2").question
    assert (untranslated.language, untranslated.title.plain) == ("en", "What is p2?")
    assert untranslated.see is not None
    assert untranslated.see.href == "/fr/c/sample/second#s-both"


def test_the_source_of_a_translation_has_the_settings_of_the_original(tmp_path: Path) -> None:
    files = {**with_pool(excluding(("p1", "p4"))), **FRENCH}
    found = course_of(compiled(tmp_path, files), "fr").pool.question("p1")
    assert found.source.startswith(
        "### Question : Qu'est-ce que p1 ?\n\n`id: p1; excludes: p4; objective: lo1; level: remember`\n\n- [ ] a) Moins"
    )
    assert found.excludes == {"p4"}


@pytest.mark.parametrize(
    ("before", "after", "problem"),
    [
        (
            "- [ ] a) Moins",
            "- [x] a) Moins",
            'E402 The right answer differs from English in question "p1" (en: b, fr: a).',
        ),
        ("b) Tout", "c) Tout", "E404 One of the letters differs (en a, b; fr a, c)."),
        ("- [x] b)", "- [ ] d) Rien\n  > Non.\n- [x] b)", "E404 Number of options differs (en 2, fr 3)."),
    ],
)
def test_a_translation_with_other_answers_is_not_asked(before: str, after: str, problem: str, tmp_path: Path) -> None:
    text = FRENCH_POOL.replace(before, after)
    if "[x] a)" in after:
        text = text.replace("- [x] b)", "- [ ] b)")
    result = compiled(tmp_path, {**with_pool(), "fr/assessment.md": text + OTHERS})
    assert said(result) == [f"fr/assessment.md:3: {problem}"]
    assert result.courses["fr"].pool.question("p1").question.language == "en"


def test_a_translation_of_typed_answers_has_its_own_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def typed(spec: Choices, response: str) -> Interaction:
        words = tuple(option.text.plain for option in spec.options)
        return Interaction("fill-in", words[:1], response, tuple((word, word) for word in words))

    monkeypatch.setattr(registry.kind_named("single"), "interaction", typed, raising=False)
    result = compiled(tmp_path, {**with_pool(), **FRENCH})
    assert course_of(result, "fr").pool.question("p1").question.language == "fr"


def test_a_translation_without_a_pool_has_that_of_the_source(tmp_path: Path) -> None:
    result = compiled(tmp_path, {**with_pool(), "fr/course.md": "---\nid: sample\n---\n"})
    ours, theirs = (course_of(result, language).pool.questions for language in ("fr", "en"))
    assert [one.source for one in ours] == [one.source for one in theirs]


@pytest.mark.parametrize("rules", [RULES, "assessment: 3\n"])
def test_a_translation_may_repeat_the_rules(rules: str, tmp_path: Path) -> None:
    result = compiled(tmp_path, {**with_pool(), "fr/course.md": f"---\nid: sample\n{rules}---\n"})
    assert course_of(result, "fr").assessment is course_of(result, "en").assessment


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (FRENCH_POOL.replace("objective", "objectif"), "5: E403 Id, setting or link target was translated."),
        (FRENCH_POOL.replace("id: p1;", "id: p9;"), "5: E403 Id, setting or link target was translated."),
        (
            FRENCH_POOL + OTHERS + OTHERS.replace("id: p2", "id: p9").partition("\n### Question : Qu'est-ce que p3")[0],
            '71: E015 Question "p9" does not belong here.',
        ),
        (
            FRENCH_POOL.replace("## lo1", "## lo2"),
            '5: E133 Assessment question "p1" serves lo1, but stands under the heading lo2.',
        ),
        (
            FRENCH_POOL.replace("**Pourquoi", "**Indice :** Là.\n\n**Pourquoi"),
            "12: E131 Hint in an assessment question.",
        ),
    ],
)  # fmt: skip
def test_a_mistake_in_a_translated_pool(text: str, problem: str, tmp_path: Path) -> None:
    found = said(compiled(tmp_path, {**with_pool(), "fr/assessment.md": text}))
    assert f"fr/assessment.md:{problem}" in found
    assert all(line.startswith("fr/assessment.md:") for line in found)


def test_a_translated_question_whose_original_is_broken_is_not_called_foreign(tmp_path: Path) -> None:
    found = said(compiled(tmp_path, {**with_pool(changed("[x] b", "[ ] b")), **FRENCH}))
    assert not any("does not belong here" in line for line in found)
