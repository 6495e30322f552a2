"""Damaged and hostile files end in located problems or in a page, never in an exception and never in minutes."""

import signal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from emm.content import limits
from emm.content.compile import Compiled, compile_course
from tests.support.pools import ABOUT, POOL, question, with_pool
from tests.support.sample import FIRST, HEAD, LESSON, SAMPLE, Files, write_course

pytestmark = [pytest.mark.thorough, pytest.mark.no_cover]

SIZE = 120_000
PATIENCE = 30.0
"""Seconds of work after which a compilation is stopped: a watchdog, far above the second that the worst text takes."""


def filled(pattern: str, size: int = SIZE) -> str:
    """Return one line of a pattern again and again."""
    return (pattern * (size // len(pattern) + 1))[:size]


def paragraphs(pattern: str, size: int = SIZE) -> str:
    """Return paragraphs of a pattern, each a little smaller than what is refused."""
    marks = max(1, sum(sign in "[]<*_`!&|\\" for sign in pattern))
    length = min(3_900, len(pattern) * (limits.MAX_PARAGRAPH_MARKS // marks) - 1)
    count = min(size // length, limits.MAX_MARKS // limits.MAX_PARAGRAPH_MARKS)
    return "\n\n".join([filled(pattern, length)] * max(1, count))


def lines(pattern: str) -> str:
    """Return as many lines of a pattern as are not refused."""
    return pattern * min(limits.MAX_LINES // (pattern.count("\n") or 1) - 20, SIZE // len(pattern))


SIGNS = [
    "[", "![[", "[](", "[a](<", "[a](<b", "[a][", "[x[x", "*_", "**a ", "*a_ ", "*a **b _c __d ", "a**b", "`", "``a` ",
    "\\", "&#x", "&amp;", "<a <a ", "<!--", "<![CDATA[", "<?", "</", '<a b="', "[^1] ", "https://", "https://a(",
    "<https://a.b>", "[a](b.md) ", "[a](../glossary.md#state) ", "![a](b.png) ", "|", "> ", "- ", "1. ", "#", "x", "((",
    "\t",
]  # fmt: skip

LINES = [
    "- a\n", "- a\n\n", "1. a\n", "-\n", "- - - - - - - - a\n", ">>>>>>>> a\n\n", "> a\n", "## a\n\n", "a\n-\n\n",
    "---\n\n", "```\na\n```\n\n", "    a\n\n", "|a|b|\n|-|-|\n|c|d|\n\n", "<div>\n\n", "<!-- a -->\n\n", "<!--\n\n",
    "[a]: b\n\n",     "[^1]: [^2]: a\n\n", "a[^1]\n\n", "> [!NOTE]\n> a\n\n", "> [!WHAT]\n> a\n\n",
    "**Timeline:** a\n\n- **2018** b\n\n",
    "![a](../../figures/loop.svg)\n\n", "![Audio: a](../../media/talk.opus)\n\n", "### Question: a\n\n",
    "### Qestion: a\n\n",
    "### Question: a\n\n`a:;b:;c:;`\n\n", "**Hint:** a\n\n", "[a](#b)\n\n", "a  \n",
]  # fmt: skip

HEADS = [
    "---\na: " + "[" * 60_000 + "\n---\n",
    "---\na: " + "{" * 60_000 + "\n---\n",
    "---\na:\n" + " [\n" * 20_000 + "---\n",
    "---\na:\n  " + "- " * 30_000 + "\n---\n",
    "---\n" + "? " * 30_000 + "\n---\n",
    "---\n" + ": " * 30_000 + "\n---\n",
    "---\na: [" + "x," * 30_000 + "]\n---\n",
    "---\na: &a [" + "*a," * 10_000 + "]\n---\n",
    "---\n" + "".join(f"k{number}: v\n" for number in range(5_000)) + "---\n",
    '---\na: "' + "\\n" * 30_000 + '"\n---\n',
    "---\na: |\n" + "  x\n" * 15_000 + "---\n",
    "---\n" + "#\n" * 30_000 + "---\n",
]


class TooMuchWork(Exception):
    """Raised from the middle of a compilation that goes on for too long."""


def compiled_in_time(root: Path, patience: float = PATIENCE) -> Compiled:
    """Compile a course, and raise TooMuchWork when that takes all of `patience`."""

    def stop(*_: object) -> None:
        raise TooMuchWork

    before = signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, patience)
    try:
        return compile_course(root)
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def assert_located(result: Compiled, files: Files) -> None:
    """Fail when a problem does not stand on a line of an existing file."""
    for problem in result.problems:
        text = {**SAMPLE, **files}.get(problem.path, "")
        raw = text.encode() if isinstance(text, str) else text or b""
        assert 1 <= problem.line <= raw.count(b"\n") + raw.count(b"\r") + 1
        assert problem.message
        assert problem.hint


@pytest.mark.parametrize("pattern", SIGNS)
@pytest.mark.parametrize("shape", [filled, paragraphs])
def test_one_sign_again_and_again(pattern: str, shape: Any, tmp_path: Path) -> None:
    files = {LESSON: HEAD + shape(pattern)}
    assert_located(compiled_in_time(write_course(tmp_path, files)), files)


@pytest.mark.parametrize("pattern", LINES)
def test_one_line_again_and_again(pattern: str, tmp_path: Path) -> None:
    files = {LESSON: HEAD + lines(pattern)}
    assert_located(compiled_in_time(write_course(tmp_path, files)), files)


@pytest.mark.parametrize("pattern", ["[", "*_", "- a\n", "## lo1\n\n", "### Question: a\n\n", "### Guess: a\n\n"])
def test_a_pool_of_one_thing_again_and_again(pattern: str, tmp_path: Path) -> None:
    text = lines(pattern) if "\n" in pattern else paragraphs(pattern)
    files = with_pool(text)
    assert_located(compiled_in_time(write_course(tmp_path, files)), files)


def test_a_pool_in_which_everything_is_lost(tmp_path: Path) -> None:
    many = "".join(question(f"q{number}", more=f"; excludes: r{number}") for number in range(380))
    files = with_pool("## lo1\n\n" + many)
    result = compiled_in_time(write_course(tmp_path, files))
    assert_located(result, files)
    assert len(result.courses["en"].pool.questions) == 380


def test_a_pool_in_which_each_excludes_the_next(tmp_path: Path) -> None:
    many = "".join(question(f"q{number}", more=f"; excludes: q{number + 1}") for number in range(379))
    files = with_pool("## lo1\n\n" + many + question("q379"))
    result = compiled_in_time(write_course(tmp_path, files))
    assert [problem.code for problem in result.problems] == ["E130"]
    assert result.courses["en"].pool.question("q9").excludes == {"q8", "q10"}


@pytest.mark.parametrize("pattern", ["- [ ] a) x\n", "- [ ] a) x\n\n", "- [ ] a) x\n  > y\n"])
def test_thousands_of_options(pattern: str, tmp_path: Path) -> None:
    files = {LESSON: HEAD + "### Question: a\n\n`id: q; objective: lo1; level: apply`\n\n" + lines(pattern)}
    assert_located(compiled_in_time(write_course(tmp_path, files)), files)


def test_a_table_of_ten_thousand_cells(tmp_path: Path) -> None:
    row = "|" + "a|" * 100 + "\n"
    files = {LESSON: HEAD + row + row.replace("a", "-") + row * 100}
    result = compiled_in_time(write_course(tmp_path, files))
    assert {problem.code for problem in result.problems} == {"E008"}


def test_a_table_with_short_rows_does_not_grow(tmp_path: Path) -> None:
    row = "|" + "a|" * 400 + "\n"
    files = {LESSON: HEAD + row + row.replace("a", "-") + "|a|\n" * 1_500}
    result = compiled_in_time(write_course(tmp_path, files))
    assert {problem.code for problem in result.problems} == {"E008"}


def test_lost_links_beside_many_sections(tmp_path: Path) -> None:
    text = "".join(f"## abc{number}\n\n[a](#abd{number})\n\n" for number in range(1_200))
    files = {LESSON: HEAD + text}
    assert len(compiled_in_time(write_course(tmp_path, files)).problems) == 1_200


def test_a_glossary_in_which_every_word_mentions_the_next(tmp_path: Path) -> None:
    words = "".join(f"## w{number}\n\nSee [it](#w{number + 1}).\n\n" for number in range(1_200))
    files = {"en/glossary.md": words, LESSON: HEAD + "[a](../glossary.md#w0)\n", "en/1-start/1-first.md": None}
    result = compiled_in_time(write_course(tmp_path, files))
    assert len(result.courses["en"].lesson("second").terms) == 1_200


@pytest.mark.parametrize("head", HEADS)
def test_hostile_front_matter(head: str, tmp_path: Path) -> None:
    files = {LESSON: head}
    assert_located(compiled_in_time(write_course(tmp_path, files)), files)


def test_the_watchdog_would_bite(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("MAX_LINES", "MAX_LINE", "MAX_PARAGRAPH", "MAX_PARAGRAPH_MARKS", "MAX_MARKS"):
        monkeypatch.setattr(limits, name, 10**9)
    files = {LESSON: HEAD + "a" + "<!--" * 30_000}
    with pytest.raises(TooMuchWork):
        compiled_in_time(write_course(tmp_path, files), patience=0.2)


PIECES = st.sampled_from(
    [
        *SIGNS, *LINES, "---\n", "\n", "\r\n", "\r", "\0", "\ufeff", "\u2028", "id: first\n", "`id: x`", "`", "### ",
        "####", "> ", "  ", "<b>", "<!--", "-->", "[^1]", "\\", "[x]", "[ ]", "a)", "**", ":", ";", "&", "*", "!",
        "'", '"', "\t", "خ",
    ]
)  # fmt: skip
DAMAGE = st.lists(st.tuples(st.integers(0, len(FIRST)), st.integers(0, 60), PIECES), min_size=1, max_size=6)


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(DAMAGE)
def test_random_damage_gives_located_problems_only(tmp_path: Path, damage: list[tuple[int, int, str]]) -> None:
    text = FIRST
    for start, length, piece in damage:
        text = text[:start] + piece + text[start + length :]
    files = {"en/1-start/1-first.md": text}
    result = compile_course(write_course(tmp_path, files))
    assert_located(result, files)
    assert [lesson.number for lesson in result.courses["en"].lessons] == [1, 2]


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=400), st.sampled_from([path for path in SAMPLE if path.endswith((".md", ".svg"))]))
def test_random_bytes_at_the_end_of_any_file(tmp_path: Path, rubbish: bytes, path: str) -> None:
    text = SAMPLE[path]
    assert isinstance(text, str)
    files = {path: text.encode() + rubbish}
    assert_located(compile_course(write_course(tmp_path, files)), files)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.text(max_size=300),
    st.sampled_from(["en/course.md", "en/glossary.md", POOL, "en/1-start/topic.md", LESSON, "ids.json"]),
)
def test_any_text_at_all(tmp_path: Path, text: str, path: str) -> None:
    files = {"ids.json": "{}", POOL: "", path: text.encode(errors="replace").decode()}
    assert_located(compile_course(write_course(tmp_path, files)), files)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(DAMAGE, st.sampled_from([ABOUT, POOL]))
def test_random_damage_to_a_final_assessment(tmp_path: Path, damage: list[tuple[int, int, str]], path: str) -> None:
    files = dict(with_pool())
    text = str(files[path])
    for start, length, piece in damage:
        text = text[:start] + piece + text[start + length :]
    files[path] = text
    result = compile_course(write_course(tmp_path, files))
    assert_located(result, files)
    for course in result.courses.values():
        assert len(course.pool.questions) <= 6
        assert course.assessment is None or len(course.pool.questions) == 6
