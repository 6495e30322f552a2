"""What is said about questions, and what is read of them."""

from pathlib import Path

import pytest

from emm.content.pieces import Link, Prose
from tests.support.sample import HEAD, LESSON, compiled, course_of, problems_of, question_in, text_of

SETTINGS = "`id: q; objective: lo1; level: apply`"
GOOD = f"### Question: Which?\n\n{SETTINGS}\n\n- [x] a) One\n- [ ] b) Two\n\n**Why:** Because.\n"


@pytest.mark.parametrize(
    ("text", "problems"),
    [
        (GOOD.replace("Question", "Qestion"), ['1: E100 Unknown block word "Qestion".']),
        (GOOD.replace("Question", "Riddle"), ['1: E100 Unknown block word "Riddle".']),
        (GOOD.replace("Question", "Pregunta"), ['1: E100 Unknown block word "Pregunta".']),
        (GOOD.replace(SETTINGS, "Words."), ["1: E101 The settings line is missing under the heading."]),
        (GOOD.replace(f"{SETTINGS}\n\n", ""), ["1: E101 The settings line is missing under the heading."]),
        ("### Question: Which?\n", ["1: E101 The settings line is missing under the heading."]),
        (GOOD.replace("level: apply", "level: medium"), ['3: E102 Setting "level: medium" is not known.']),
        (GOOD.replace("level: apply", "levle: apply"), ['3: E102 Setting "levle: apply" is not known.']),
        (GOOD.replace("apply`", "apply; points: 5`"), ['3: E102 Setting "points: 5" is not known.']),
        (GOOD.replace("apply`", "apply; credit: half`"), ['3: E102 Setting "credit: half" is not known.']),
        (GOOD.replace("apply`", "apply; order: random`"), ['3: E102 Setting "order: random" is not known.']),
        (GOOD.replace("apply`", "apply; review: on`"), ['3: E102 Setting "review: on" is not known.']),
        (GOOD.replace("apply`", "apply; v: 0`"), ['3: E102 Setting "v: 0" is not known.']),
        (GOOD.replace("apply`", "apply; v: ²`"), ['3: E102 Setting "v: ²" is not known.']),
        (GOOD.replace("apply`", "apply; kind: signle`"), ['3: E102 Setting "kind: signle" is not known.']),
        (GOOD.replace("apply`", "apply; fixed`"), ['3: E102 Setting "fixed" is not known.']),
        (GOOD.replace("apply`", "apply; kind:`"), ['3: E102 Setting "kind:" is not known.']),
        (GOOD.replace("apply`", "apply; id: r`"), ['3: E102 Setting "id: r" is not known.']),
        (GOOD.replace("b) Two", "a) Two"), ['6: E103 Option "a" is used twice in question "q".']),
        (GOOD.replace("[x]", "[ ]"), ['1: E104 No right answer in question "q".']),
        (GOOD.replace("[ ]", "[x]"), ['1: E105 All options are right in question "q".']),
        (GOOD.replace("- [ ] b) Two\n", ""), ['1: E106 Only 1 option(s) in question "q".']),
        (GOOD.replace("lo1", "lo4"), ['3: E107 Objective "lo4" is not in course.md.']),
        (GOOD.replace("**Why:** Because.\n", ""), ['1: E108 Question "q" has no **Why:**.']),
        (GOOD.replace("a) One", "a) One\n> Yes."), ["6: E109 Feedback is not indented under its option."]),
        (
            GOOD.replace("- [x] a) One\n- [ ] b) Two\n", ""),
            ['1: E110 The kind of question "q" is not clear: there are no answers.'],
        ),
        (GOOD.replace("a) One", "One"), ['5: E118 Option without a letter in question "q".']),
        (GOOD.replace("id: q", "id: Q 1"), ['3: E012 Id "Q 1" has signs that an id cannot have.']),
        (GOOD.replace("id: q; ", ""), ['3: E014 Setting "id" is missing.']),
        (GOOD.replace("objective: lo1; ", ""), ['3: E014 Setting "objective" is missing.']),
        (GOOD.replace("; level: apply", ""), ['3: E014 Setting "level" is missing.']),
        (GOOD.replace("Which?", ""), ["1: E014 The title of the question is missing."]),
        (GOOD.replace("Because.", ""), ["8: E014 The text after **Why:** is missing."]),
        (
            GOOD.replace("**Why:**", "Lost.\n\n**Why:**"),
            ["8: E015 Text between the options and **Why:** does not belong here."],
        ),
        (GOOD + "\n**Hint:** Late.\n", ["10: E015 **Hint:** at this place does not belong here."]),
        (GOOD + "\n**Why:** Again.\n", ["10: E015 **Why:** at this place does not belong here."]),
        (
            GOOD.replace("**Why:**", "**Hint:** 1\n\n**Hint:** 2\n\n**Hint:** 3\n\n**Why:**"),
            ["12: E015 **Hint:** at this place does not belong here."],
        ),
        (
            GOOD.replace("**Why:**", "**Hint:** 1\n\nMore.\n\n**Why:**"),
            ["10: E015 More text in a hint does not belong here."],
        ),
        (GOOD + "\n**See:** [Here](../course.md)\n\nLost.\n", ["12: E015 Text after **See:** does not belong here."]),
        (GOOD.replace("a) One", "a) One\n\n  More."), ["7: E015 More text in an option does not belong here."]),
        (
            GOOD.replace("apply`", "apply" + "; v: 1" * 20 + "`"),
            ["3: E008 The settings line is larger than 20 settings."],
        ),
    ],
)
def test_one_mistake_in_a_question(text: str, problems: list[str], tmp_path: Path) -> None:
    found = problems_of(tmp_path, text)
    assert found[: len(problems)] == problems
    assert "20 settings" in problems[0] or len(found) == len(problems)


def test_all_mistakes_of_a_question_at_once(tmp_path: Path) -> None:
    text = "### Question: Which?\n\n`id: q; level: medium; objective: lo9`\n\n- [ ] One\n> Hm.\n- [ ] b) Two\n"
    assert [line.split(" ")[1] for line in problems_of(tmp_path, text)] == [
        "E104",
        "E108",
        "E102",
        "E107",
        "E118",
        "E109",
    ]


@pytest.mark.parametrize(
    "heading",
    [
        "### Remember: this",
        "### question marks: why?",
        "### Two words: here",
        "### 2018: a year",
        "## Question: two",
        "#### Question: four",
    ],
)
def test_other_headings_are_ordinary(heading: str, tmp_path: Path) -> None:
    before = (
        "## Title\n\n### Sub\n\n" if heading.startswith("####") else "## Title\n\n" if heading.startswith("###") else ""
    )
    assert heading.lstrip("# ") in text_of(tmp_path, f"{before}{heading}\n\nWords.\n")


def test_a_lower_case_word_with_a_settings_line_is_an_ordinary_heading(tmp_path: Path) -> None:
    assert "riddle: what" in text_of(tmp_path, "## A\n\n### riddle: what\n\n`code`\n")


def test_code_never_opens_a_question(tmp_path: Path) -> None:
    html = text_of(tmp_path, f"```markdown\n{GOOD}```\n\n    ### Question: indented\n")
    assert "### Question: Which?" in html
    assert "### Question: indented" in html


def test_a_question_ends_at_the_next_heading(tmp_path: Path) -> None:
    lesson = course_of(compiled(tmp_path, {LESSON: f"{HEAD}{GOOD}\n## After\n\nText.\n"})).lesson("second")
    assert lesson.parts[1] == Prose('<h2 id="s-after">After</h2>\n<p>Text.</p>', "en")


def test_heading_words_may_be_in_small_letters_and_have_space_before_the_colon(tmp_path: Path) -> None:
    assert question_in(tmp_path, GOOD.replace("Question: Which?", "question : Which?")).title.plain == "Which?"


def test_a_stem_may_have_lists_with_signs_of_its_own(tmp_path: Path) -> None:
    text = GOOD.replace("- [x]", "Read:\n\n1. a) This\n2. b) That\n\nThen choose.\n\n- [x]")
    question = question_in(tmp_path, text)
    (stem,) = question.stem
    assert isinstance(stem, Prose)
    assert stem.html.startswith("<p>Read:</p>\n<ol>")
    assert [option.letter for option in question.spec.options] == ["a", "b"]


def test_marks_letters_words_and_feedback_of_options(tmp_path: Path) -> None:
    text = GOOD.replace(
        "- [x] a) One", "- [X] a) *One* and\n  more\n  > Yes,\n  > *indeed*.\n  >\n  > So it is."
    ).replace("- [ ] b)", "- [~] b)")
    first, second = question_in(tmp_path, text).spec.options
    assert (first.letter, first.share, first.text.html) == ("a", 1.0, "<em>One</em> and\nmore")
    assert first.text.plain == "One and more"
    assert first.feedback.html == "<p>Yes,\n<em>indeed</em>.</p>\n<p>So it is.</p>"
    assert first.feedback.plain == "Yes, indeed. So it is."
    assert (second.share, second.feedback) == (0.5, None)


def test_an_empty_check_box_needs_no_space(tmp_path: Path) -> None:
    assert len(question_in(tmp_path, GOOD.replace("[ ]", "[]")).spec.options) == 2


def test_an_explanation_may_have_several_paragraphs(tmp_path: Path) -> None:
    question = question_in(tmp_path, GOOD + "\nAnd:\n\n- this\n\n**See:** [Here](../course.md)\n")
    assert question.why == "<p>Because.</p>\n<p>And:</p>\n<ul>\n<li>this</li>\n</ul>"
    assert question.see == Link("/en/c/sample", "Here")


def test_comments_stand_anywhere_in_a_question(tmp_path: Path) -> None:
    text = GOOD.replace("\n\n", "\n\n<!-- for translators -->\n\n")
    assert len(question_in(tmp_path, text).spec.options) == 2


def test_an_option_may_begin_with_bold_words(tmp_path: Path) -> None:
    stem = "Some are listed:\n\n- **bold**\n- `code`\n\nWhich?\n\n- [x]"
    question = question_in(tmp_path, GOOD.replace("- [x]", stem).replace("a) One", "a) **One**"))
    assert question.spec.options[0].text.html == "<strong>One</strong>"
    assert len(question.stem) == 1


def test_a_semicolon_may_end_the_settings(tmp_path: Path) -> None:
    assert question_in(tmp_path, GOOD.replace("apply`", "apply; `")).level == "apply"


def test_a_guess_needs_an_id_only(tmp_path: Path) -> None:
    question = question_in(tmp_path, "### Guess: Which?\n\n`id: g`\n\n- [x] a) One\n- [ ] b) Two\n")
    assert (question.kind.name, question.objective, question.level, question.number) == ("guess", "", "", 0)


def test_a_question_in_a_reference_definition_of_a_mark(tmp_path: Path) -> None:
    assert len(question_in(tmp_path, GOOD.replace("b) Two", "b) [x] is not a mark here")).spec.options) == 2


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        (GOOD.replace("Question", "Qestion"), "Use one of these: Scenario, Reflect, Question, Poll, Guess."),
        (GOOD.replace("apply", "medium"), "Use remember, understand or apply."),
        (GOOD.replace("levle", "level").replace("level:", "levl:"), 'Did you mean "level"?'),
        (GOOD.replace("lo1", "lo4"), "Objectives here: lo1, lo2."),
        (GOOD.replace("id: q; ", ""), "Add it to the settings line: id: my-question."),
    ],
)
def test_advice(text: str, hint: str, tmp_path: Path) -> None:
    assert hint in {problem.hint for problem in compiled(tmp_path, {LESSON: HEAD + text}).problems}
