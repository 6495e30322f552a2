"""The search: what is found and what never, in which order, and what is shown of it."""

from pathlib import Path

import pytest

from emm.content.model import Course
from emm.content.passages import blocks_in, sentences
from emm.content.search import LONGEST_QUERY, MOST_LESSONS, MOST_TERMS, Hit, Piece, search, tidy
from tests.support.sample import FIRST, HEAD, LESSON, Files, compiled, course_of

TEXT = """\
## Both words

A State may act. Two States may agree on a visa.[^1] Nobody must wait.

- First, a list.
- Then another item, e.g. this one.

### A smaller heading

| Place | Price |
| --- | --- |
| Port | 20 |

![A circle](../../figures/loop.svg "How a loop goes round")

1. Read the map.

```
code sample
```

### Question: Which word is it?

`id: which-word; objective: lo1; level: remember`

The stem mentions a lighthouse.

- [x] a) Keyright
  > Feedbackword.
- [ ] b) Keywrong
  > Feedbackother.

**Hint:** Hintword.

**Why:** Whyword.

[^1]: Sourceword, 2020.
"""
POOL = (
    "## lo1\n\n### Question: Poolword?\n\n`id: pool-one; objective: lo1; level: remember`\n\n- [x] a) A\n- [ ] b) B\n"
)


def made(folder: Path, files: Files | None = None) -> Course:
    """Return the sample course with our text in its second lesson."""
    return course_of(compiled(folder, {LESSON: HEAD + TEXT, **(files or {})}))


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Course:
    """The sample course with our text, and a pool of questions for an assessment."""
    files = {LESSON: HEAD + TEXT, "en/assessment.md": POOL}
    return compiled(tmp_path_factory.mktemp("course"), files).courses["en"]


def plain(pieces: tuple[Piece, ...]) -> str:
    """Return the text with what was found in brackets."""
    return "".join(f"[{piece.text}]" if piece.is_match else piece.text for piece in pieces)


def found(course: Course, query: str) -> list[str]:
    """Return the titles of what is found, lessons first."""
    results = search([course], query)
    return [plain(hit.title) for hit in (*results.lessons, *results.terms)]


def shown(course: Course, query: str) -> Hit:
    """Return the first lesson that is found."""
    return search([course], query).lessons[0]


@pytest.mark.parametrize(
    ("query", "sentence", "place"),
    [
        ("visa", "Two States may agree on a [visa].", "#s-both-words"),
        ("both words", "[Both] [words]", "#s-both-words"),
        ("nobody", "[Nobody] must wait.", "#s-both-words"),
        ("list", "First, a [list].", "#s-both-words"),
        ("e.g. this", "Then another item, [e].[g]. [this] one.", "#s-both-words"),
        ("smaller", "A [smaller] heading", "#s-a-smaller-heading"),
        ("price", "[Price]", "#s-a-smaller-heading"),
        ("loop", "How a [loop] goes round", "#s-a-smaller-heading"),
        ("map", "Read the [map].", "#s-a-smaller-heading"),
        ("which word", "[Which] [word] is it?", "#q-which-word"),
        ("lighthouse", "The stem mentions a [lighthouse].", "#q-which-word"),
        ("second", "Use both.", ""),
    ],
)
def test_the_sentence_is_shown_with_its_place(course: Course, query: str, sentence: str, place: str):
    hit = shown(course, query)
    assert (plain(hit.sentence), hit.address) == (sentence, f"/en/c/sample/second{place}")


@pytest.mark.parametrize(
    "secret",
    ["Keyright", "Keywrong", "Feedbackword", "Feedbackother", "Hintword", "Whyword", "Poolword"],
)
def test_what_is_not_shown_to_everybody_is_never_found(course: Course, secret: str):
    assert found(course, secret) == []
    for entry in course.index:
        assert secret.casefold() not in entry.folded


def test_code_and_footnote_marks_are_not_read(course: Course):
    assert found(course, "sample") == []
    assert "1" not in shown(course, "visa").sentence[-1].text


def test_all_words_must_occur(course: Course):
    assert found(course, "visa lighthouse") == ["The second lesson"]
    assert found(course, "visa zebra") == []


def test_title_comes_before_heading_before_text(tmp_path: Path):
    files = {
        "en/1-start/1-first.md": FIRST.replace("## One thing", "## Migration").replace("#one-thing", "#migration"),
        "en/1-start/2-second.md": HEAD + "## Both\n\nOn migration.\n",
        "en/1-start/3-third.md": HEAD.replace("second", "third").replace("The third", "Migration, the third"),
    }
    course = course_of(compiled(tmp_path, files))
    assert found(course, "migration") == ["[Migration], the third lesson", "The first lesson", "The second lesson"]


def test_whole_words_come_before_beginnings(tmp_path: Path):
    files = {
        "en/1-start/2-second.md": HEAD + "## Both\n\nA reporter came.\n",
        "en/1-start/3-third.md": HEAD.replace("second", "third") + "## All\n\nA report came.\n",
    }
    course = course_of(compiled(tmp_path, files))
    assert found(course, "report") == ["The third lesson", "The second lesson"]


def test_a_word_is_found_where_it_begins(course: Course):
    assert found(course, "light") == ["The second lesson"]
    assert found(course, "house") == []
    assert found(course, "2") == ["The second lesson"]
    assert found(course, "0") == []


def test_words_of_the_glossary_are_found_by_name_short_form_and_explanation(course: Course):
    hit = search([course], "STATE").terms[0]
    assert plain(hit.title) == "[State] (S)"
    assert hit.address == "/en/glossary#sample.state"
    assert found(course, "government") == ["State (S)"]
    assert plain(search([course], "s").terms[0].title) == "[State] ([S])"


def test_case_and_accents_do_not_count(tmp_path: Path):
    course = made(tmp_path, {"en/1-start/2-second.md": HEAD + "## Both\n\nL’État d’Œdipe à São Tomé.\n"})
    assert plain(shown(course, "ETAT oedipe sao").sentence) == "L’[État] d’[Œdipe] à [São] Tomé."


def test_arabic_is_found_in_all_its_spellings(tmp_path: Path):
    text = "## Both\n\nالهِجْرَة الدَّوْلِيَّة وإدارتها عام ٢٠١٨.\n"
    course = made(tmp_path, {"en/1-start/2-second.md": HEAD + text})
    for query in ("هجرة", "الهجره", "هـجـرة", "ادارتها", "الدولية", "2018", "۲۰۱۸"):
        assert found(course, query) == ["The second lesson"], query
    assert plain(shown(course, "هجره").sentence).startswith("[الهِجْرَة] الدَّوْلِيَّة")


@pytest.mark.parametrize(
    "query",
    ["<script>alert(1)</script>", "' OR 1=1--", "{{7*7}}", "%s%(q)s", "(((((", "[a-z]*", "\\", "\x00", "\ud800", "…"],
)
def test_a_hostile_query_is_only_text(course: Course, query: str):
    results = search([course], query)
    assert (results.lessons, results.terms, results.are_all) == ((), (), True)


def test_a_query_is_tidied():
    assert tidy("  two \x00\n words\u202e ") == "two words"
    assert len(tidy("long " * 1000)) < LONGEST_QUERY + 1
    assert tidy("") == ""


def test_a_very_long_query_is_answered(course: Course):
    assert found(course, " ".join(f"word{number}" for number in range(10_000))) == []


def test_there_are_never_too_many_results(tmp_path: Path):
    many = {f"en/1-start/{n}-l{n}.md": HEAD.replace("second", f"l{n}") + "## A\n\nCommon.\n" for n in range(3, 40)}
    words = "".join(f"## Word {n}\n\nCommon.\n\n" for n in range(20))
    files = many | {
        "en/glossary.md": words,
        "en/1-start/1-first.md": None,
        "en/1-start/topic.md": TOPIC_ALONE,
        LESSON: None,
    }
    results = search([course_of(compiled(tmp_path, files))], "common")
    assert (len(results.lessons), len(results.terms), results.are_all) == (MOST_LESSONS, MOST_TERMS, False)


TOPIC_ALONE = "---\nid: start\ntitle: The start\nkeep:\n  - One.\n  - Two.\n---\n"


def test_a_lesson_that_cannot_be_shown_is_not_found(tmp_path: Path):
    result = compiled(tmp_path, {LESSON: HEAD.replace("goal: Use both.\n", "") + TEXT})
    assert found(result.courses["en"], "second") == []


def test_the_course_is_named_when_there_are_several(course: Course):
    assert shown(course, "visa").course == ""
    assert search([course, course], "visa").lessons[0].course == "A sample"


def test_a_translated_course_finds_what_is_not_translated(tmp_path: Path):
    french = {"fr/course.md": "---\nid: sample\ntitle: Un essai\n---\n"}
    course = compiled(tmp_path, french).courses["fr"]
    hit = shown(course, "country") if search([course], "country").lessons else search([course], "country").terms[0]
    assert (hit.language, hit.address.split("/")[1]) == ("en", "fr")


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("One. Two.", ["One.", "Two."]),
        ("Is it? It is! Yes… No.", ["Is it?", "It is!", "Yes…", "No."]),
        ("He said “Go.” Then she went.", ["He said “Go.”", "Then she went."]),
        ("Groups, e.g. unions, in EMM 2.0 and so on.", ["Groups, e.g. unions, in EMM 2.0 and so on."]),
        ("هل هذا؟ نعم. لا.", ["هل هذا؟", "نعم.", "لا."]),
        ("", []),
    ],
)
def test_sentences(text: str, parts: list[str]):
    assert list(sentences(text)) == parts


def test_blocks():
    html = '<h2 id="s-a">A <em>b</em></h2>\n<p>One<sup>1</sup> <a href="#w-x">two</a> &amp; three</p>'
    html += "<pre>x</pre><ul><li>four</li></ul>"
    assert [tuple(block) for block in blocks_in(html)] == [
        ("A b", "s-a", True),
        ("One two & three", "", False),
        ("four", "", False),
    ]
