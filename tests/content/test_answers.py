"""What the answers of a question can be made of: each piece is read for whatever kind understands it."""

from pathlib import Path
from typing import Any

import pytest

from emm.content.pieces import Prose
from emm.messages import message
from emm.questions.block import Block, Item, Rich
from emm.questions.contract import FormValues, Interaction, Kind, Line, Verdict
from tests.support.kinds import find_also
from tests.support.sample import HEAD, LESSON, compiled, course_of, problems_of, question_in

SETTINGS = "`id: q; objective: lo1; level: apply`"
ECHOED = f"{SETTINGS[:-1]}; kind: echo`"


class Echo(Kind[Block]):
    """Takes any block, and keeps it as it is."""

    name = "echo"
    keyword = "scenario"
    uses = frozenset({"items", "rows", "gaps", "steps", "example"})
    needs_why = False
    seconds = 10
    instruction = message("Look.")

    def claims(self, block: Block) -> bool:
        return True

    def parse(self, block: Block) -> Block:
        return block

    def read(self, spec: Block, values: FormValues) -> str:
        return ""

    def fill(self, spec: Block, response: str) -> FormValues:
        return FormValues()

    def grade(self, spec: Block, response: str) -> Verdict:
        return Verdict(0.0)

    def solution(self, spec: Block) -> tuple[Rich, ...]:
        return ()

    def view(self, spec: Block, arrangement: Any, values: FormValues) -> dict[str, object]:
        return {}

    def answered(self, spec: Block, arrangement: Any, response: str, *, reveal: bool) -> tuple[Line, ...]:
        return ()

    def interaction(self, spec: Block, response: str) -> Interaction:
        return Interaction("other", (), "")


@pytest.fixture(autouse=True)
def _echo(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the site find one kind more."""
    find_also(monkeypatch, Echo())


def block(folder: Path, text: str, word: str = "Scenario") -> Block:
    """Return what a kind gets to see of a question with this text."""
    spec = question_in(folder, f"### {word}: Title\n\n{ECHOED}\n\n{text}").spec
    assert isinstance(spec, Block)
    return spec


def problems(folder: Path, text: str) -> list[str]:
    """Return the problems of a question with this text, which begins in line 5."""
    return problems_of(folder, f"### Scenario: Title\n\n{ECHOED}\n\n{text}")


def plain(items: tuple[Item, ...]) -> list[tuple[str, str, str]]:
    """Return mark, letter and words of each item."""
    return [(item.mark, item.letter, item.text.plain) for item in items]


# Lists


def test_words_to_accept_stand_behind_signs(tmp_path: Path) -> None:
    text = "- = whole-of-society | all of society\n- ~ government\n  > Close.\n- else\n  > Think of an\n  > approach.\n"
    found = block(tmp_path, text).items
    assert plain(found) == [("=", "", "whole-of-society | all of society"), ("~", "", "government"), ("else", "", "")]
    assert [item.feedback.plain if item.feedback else "" for item in found] == ["", "Close.", "Think of an approach."]


@pytest.mark.parametrize("words", ["else where", "elsewhere", "or else"])
def test_only_the_word_alone_means_anything_else(words: str, tmp_path: Path) -> None:
    assert plain(block(tmp_path, f"- = one\n- {words}\n").items) == [("=", "", "one"), ("", "", words)]


def test_an_ordered_list_holds_an_order_or_the_words_of_gaps(tmp_path: Path) -> None:
    assert plain(block(tmp_path, "1. a) First\n2. b) Then\n").items) == [("", "a", "First"), ("", "b", "Then")]
    assert plain(block(tmp_path, "1. = Marrakech\n2. = 2018\n").items) == [("=", "", "Marrakech"), ("=", "", "2018")]


def test_plain_bullets_with_letters_are_options(tmp_path: Path) -> None:
    assert plain(block(tmp_path, "Ask:\n\n- this\n- that\n\nThen:\n\n- a) One\n- b) Two\n").items) == [
        ("", "a", "One"),
        ("", "b", "Two"),
    ]


def test_groups_hold_items_and_lose_their_bold(tmp_path: Path) -> None:
    text = "- **Typical *of* an RCP**\n  - a) Talk\n    > Yes.\n- **Needs** a treaty\n  - b) Pensions\n  - c) Quotas\n"
    first, second = block(tmp_path, text).items
    assert first.text == Rich("Typical <em>of</em> an RCP", "Typical of an RCP")
    assert second.text.html == "<strong>Needs</strong> a treaty"
    assert plain(first.items) == [("", "a", "Talk")]
    assert plain(second.items) == [("", "b", "Pensions"), ("", "c", "Quotas")]
    assert first.items[0].feedback
    assert [item.line - first.line for item in (first, *first.items, second)] == [0, 1, 3]


# Tables

TABLE = "| Left | Right | Note |\n| --- | --- | --- |\n| a) One | *Uno* | Yes. |\n| b) Two | Due | |\n| | Tre |\n"


def test_a_lettered_table_holds_lines(tmp_path: Path) -> None:
    found = block(tmp_path, f"Read.\n\n{TABLE}")
    assert [(row.letter, row.left.plain, row.right.html) for row in found.rows] == [
        ("a", "One", "<em>Uno</em>"),
        ("b", "Two", "Due"),
        ("", "", "Tre"),
    ]
    assert [row.feedback for row in found.rows] == [Rich("Yes.", "Yes."), None, None]
    assert found.stem == "Read."
    assert found.rows[1].line - found.rows[0].line == 1


def test_a_table_without_letters_belongs_to_the_stem(tmp_path: Path) -> None:
    question = question_in(
        tmp_path,
        f"### Question: Which?\n\n{SETTINGS}\n\n| Year | States |\n| --- | --- |\n| 2018 | 152 |\n\n"
        "- [x] a) One\n- [ ] b) Two\n\n**Why:** Because.\n",
    )
    (part,) = question.stem
    assert isinstance(part, Prose)
    assert "<td>152</td>" in part.html


@pytest.mark.parametrize(
    ("table", "told"),
    [
        ("| a) One |\n| --- |\n| b) Two |\n", "5: E015 A table of 1 columns does not belong here."),
        (
            "| A | B | C | D |\n| - | - | - | - |\n| a) 1 | 2 | 3 | 4 |\n",
            "5: E015 A table of 4 columns does not belong here.",
        ),
        (
            "| a) One | Uno |\n| --- | --- |\n| b) Two | Due |\n",
            "5: E015 An answer in the first line of a table does not belong here.",
        ),
    ],
)
def test_a_table_of_another_shape_is_told(table: str, told: str, tmp_path: Path) -> None:
    assert problems(tmp_path, table) == [told]


def test_what_is_amiss_in_a_cell_is_told_at_its_line(tmp_path: Path) -> None:
    told = problems(tmp_path, TABLE.replace("Due", "[Due](nowhere.md)"))
    assert told == ["8: E200 Link target not found: nowhere.md."]


def test_a_table_beside_options_is_told_and_not_lost(tmp_path: Path) -> None:
    text = (
        f"### Question: Which?\n\n{SETTINGS[:-1]}; kind: single`\n\n- [x] a) One\n- [ ] b) Two\n\n{TABLE}\n**Why:** So."
    )
    assert problems_of(tmp_path, text) == ["10: E015 A table of answers does not belong here."]


@pytest.mark.parametrize(
    ("text", "line", "what"),
    [
        ("#### Step: one\n\nWords.\n", 8, "A step"),
        ("**Example answer:** Words.\n", 8, "**Example answer:**"),
    ],
)
def test_pieces_of_other_kinds_are_told(text: str, line: int, what: str, tmp_path: Path) -> None:
    question = f"### Question: Which?\n\n{SETTINGS}\n\n- [x] a) One\n- [ ] b) Two\n\n{text}\n**Why:** So.\n"
    assert problems_of(tmp_path, question) == [f"{line}: E015 {what} does not belong here."]


# Gaps


def test_blanks_are_counted_and_numbered_in_title_and_stem(tmp_path: Path) -> None:
    text = f"### Scenario: It was ____\n\n{ECHOED}\n\nIn (____), or (____).\n\n> Or `____` in **____ now**.\n\n1. = a\n"
    question = question_in(tmp_path, text)
    assert question.spec.gaps == 4
    assert '(1)<span aria-hidden="true">\xa0____</span>' in question.title.html
    (stem,) = question.stem
    assert isinstance(stem, Prose)
    assert [f"({number})" in stem.html for number in range(1, 6)] == [False, True, True, True, False]
    assert "<code>____</code>" in stem.html
    assert question.title.plain == "It was ____"


def test_a_kind_that_fills_no_gaps_leaves_blanks_alone(tmp_path: Path) -> None:
    text = f"### Question: It was ____.\n\n{SETTINGS}\n\n- [x] a) One\n- [ ] b) Two\n\n**Why:** So.\n"
    assert question_in(tmp_path, text).title.html == "It was ____."


@pytest.mark.parametrize("text", ["___", "_ _ _ _", "snake_case__name", "[x](https://example.org/____)"])
def test_what_is_no_blank(text: str, tmp_path: Path) -> None:
    assert block(tmp_path, f"Read {text} there.\n\n1. = a\n").gaps == 0


# Steps

STEPS = """\
You work in a ministry.

#### Step: first-move

What do you *suggest*?

And why?

- [~] a) Close the crossing [Next](#step-closed)
  > It may help.
- [x] b) Call your contact
  [Next](#step-closed)

#### Step: closed

**Outcome:** The crossing

is closed.

**Hint:** Think.

**Why:** So.
"""


def test_steps_of_a_scenario(tmp_path: Path) -> None:
    question = question_in(tmp_path, f"### Scenario: Title\n\n{ECHOED}\n\n{STEPS}")
    first, end = question.spec.steps
    assert (first.name, end.name) == ("first-move", "closed")
    assert first.text.html == "<p>What do you <em>suggest</em>?</p>\n<p>And why?</p>"
    assert [(item.mark, item.letter, item.text.html, item.target) for item in first.items] == [
        ("~", "a", "Close the crossing", "closed"),
        ("x", "b", "Call your contact", "closed"),
    ]
    assert (first.outcome, end.items) == (None, ())
    assert end.outcome.text.plain == "The crossing is closed."
    assert question.spec.stem == "You work in a ministry."
    assert (len(question.hints), question.why) == (1, "<p>So.</p>")
    assert end.line - first.line == 11


@pytest.mark.parametrize(
    ("language", "word", "outcome"),
    [("fr", "Étape", "Résultat"), ("es", "Paso", "Resultado"), ("ar", "خطوة", "النتيجة")],
)
def test_steps_in_other_languages(language: str, word: str, outcome: str, tmp_path: Path) -> None:
    from emm.content.keywords import step_word

    assert step_word(word, language) == "step"
    assert step_word(outcome, language) == "outcome"
    assert step_word("Step", language) == "step"
    assert step_word(word, "en") == ""


@pytest.mark.parametrize(("word", "language"), [("Exemple de réponse", "fr"), ("Ejemplo de respuesta", "es")])
def test_an_example_in_other_languages(word: str, language: str) -> None:
    from emm.content.keywords import field_word

    assert field_word(word, language) == "example answer"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (STEPS.replace("first-move", ""), "7: E014 The name of a step is missing."),
        (
            STEPS.replace("#### Step: c", "Words.\n\n#### Step: c"),
            "18: E015 Text below the options of a step",
        ),
        (STEPS.replace("**Outcome:** The crossing\n\nis closed.\n", "**Outcome:**\n"), "20: E014 The text after"),
        (STEPS.replace("a) Close", "a) [Close](nowhere.md)"), "13: E200 Link target not found: nowhere.md."),
    ],
)
def test_what_is_amiss_in_a_step(text: str, told: str, tmp_path: Path) -> None:
    (found,) = problems(tmp_path, text)
    assert found.startswith(told)


def test_a_link_that_leads_elsewhere_stays_in_the_option(tmp_path: Path) -> None:
    text = STEPS.replace("[Next](#step-closed)\n  >", "[there](../course.md)\n  >")
    item = block(tmp_path, text).steps[0].items[0]
    assert item.target == ""
    assert 'href="/en/c/sample"' in item.text.html


def test_headings_of_other_words_are_no_steps(tmp_path: Path) -> None:
    assert block(tmp_path, "Read:\n\n#### Stage: one\n\nWords.\n\n#### Steps\n").steps == ()
    told = problems(tmp_path, STEPS.replace("#### Step: closed", "#### Stage: closed"))
    assert told[0].startswith("18: E015 Text below the options of a step")


# Examples


def test_an_example_answer_holds_paragraphs(tmp_path: Path) -> None:
    example = block(tmp_path, "Note one topic.\n\n**Example answer:** Skills.\n\n- and pay\n").example
    assert example
    assert example.text.html == "<p>Skills.</p>\n<ul>\n<li>and pay</li>\n</ul>"


def test_hostile_pieces_come_out_clean(tmp_path: Path) -> None:
    text = HEAD + f"### Scenario: Title\n\n{ECHOED}\n\n" + STEPS.replace("You work", "A [x](javascript:alert(1)) B")
    told = compiled(tmp_path, {LESSON: text}).problems
    assert [problem.code for problem in told] == ["E200"]


def test_many_steps_and_blanks_are_read_in_no_time(tmp_path: Path) -> None:
    steps = "".join(f"#### Step: s{n}\n\n____ ____\n\n- [x] a) On [Next](#step-s{n})\n\n" for n in range(150))
    found = course_of(compiled(tmp_path, {LESSON: f"{HEAD}### Scenario: T\n\n{ECHOED}\n\n{steps}"}))
    assert len(found.lesson("second").questions[0].spec.steps) == 150
