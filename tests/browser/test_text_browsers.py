"""Lesson 1 in a text browser: it reads in order, and every question can really be answered."""

import os
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from emm.content.model import Lesson, Question
from emm.store.progress import Attempt
from tests.browser.servers import Served
from tests.browser.test_journeys import guess_of, right

pytestmark = pytest.mark.browser

PATIENCE = 10
LINES, COLUMNS = 60, 80


class W3m:
    """w3m at a terminal, used by its keys; what it shows is read from the file into which it saves a page."""

    def __init__(self, home: Path, address: str) -> None:
        """Open an address with a profile of its own."""
        self._home = home
        self._saved = 0
        inside = f"stty rows {LINES} cols {COLUMNS}; w3m -cookie -o accept_cookie=1 {address}"
        self._process = subprocess.Popen(
            ["script", "--quiet", "--return", "--command", inside, "/dev/null"],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            env=os.environ | {"HOME": str(home), "TERM": "xterm", "LC_ALL": "C.UTF-8"},
        )

    def type(self, keys: str) -> None:
        """Press keys."""
        assert self._process.stdin
        self._process.stdin.write(keys.encode())
        self._process.stdin.flush()

    def choose(self, question: str, option: str) -> None:
        """Find a question, in it the words of an option, go to the mark before them, and set it."""
        self.type(f"g/{question}\n/{option}\n^\t\n")

    def press(self, question: str, button: str) -> None:
        """Find a question, in it a button, and press it."""
        self.type(f"g/{question}\n/{button}\n\n")

    def follow(self, link: str) -> None:
        """Find a link and follow it."""
        self.type(f"g/{link}\n\n")

    def page(self) -> str:
        """Return the page as it stands."""
        self._saved += 1
        file = self._home / f"page-{self._saved}.txt"
        self.type(f"S{file}\n")
        return until(lambda: file.read_text(encoding="utf-8") if file.exists() else "")

    def sees(self, words: str) -> str:
        """Wait for a page with these words and return it, its spaces evened."""

        def found() -> str:
            page = " ".join(self.page().split())
            return page if words in page else ""

        return until(found)

    def leave(self) -> None:
        """Quit."""
        self.type("Q")
        assert self._process.stdin
        self._process.stdin.close()
        self._process.wait(PATIENCE)


def until(look: Callable[[], str]) -> str:
    """Look again and again until there is something."""
    end = time.monotonic() + PATIENCE
    while not (found := look()):
        assert time.monotonic() < end, "nothing came"
        time.sleep(0.1)
    return found


def words_of(question: Question, letter: str) -> str:
    return next(str(option.text.plain) for option in question.spec.options if option.letter == letter)


@pytest.fixture
def w3m(real: Served, tmp_path: Path) -> Iterator[W3m]:
    """w3m at the front page."""
    assert shutil.which("w3m"), "w3m is not installed: see tools/programs.sh"
    browser = W3m(tmp_path, f"{real.address}/")
    yield browser
    browser.leave()


def test_lesson_1_in_w3m(w3m: W3m, lesson: Lesson):
    w3m.sees("Courses")
    w3m.follow("International cooperation on migration")
    w3m.sees("No account needed.")
    w3m.follow("Start lesson 1")
    w3m.sees("Lesson 1 of 11")
    guess = guess_of(lesson)
    w3m.choose(guess.title.plain, words_of(guess, "a"))
    w3m.press(guess.title.plain, "Keep my guess")
    w3m.sees("The answer is in this topic.")
    for question in lesson.graded:
        w3m.choose(question.title.plain, words_of(question, *right(question)))
        w3m.press(question.title.plain, "Check answer")
        w3m.sees(f"Correct {feedback_on(question)[:40]}")
    assert "Lesson 1 of 11 – Done" in w3m.sees("Done")


def test_a_hint_in_w3m_is_a_hint(w3m: W3m, real: Served, lesson: Lesson):
    """w3m does not know `formaction`; a hint must not be taken for an answer."""
    question = next(question for question in lesson.graded if question.hints)
    w3m.follow("International cooperation on migration")
    w3m.sees("No account needed.")
    w3m.follow("Start lesson 1")
    w3m.sees("Lesson 1 of 11")
    option = words_of(question, right(question)[0])
    w3m.choose(question.title.plain, option)
    w3m.press(question.title.plain, "Show a hint")
    page = w3m.sees("Hint:")
    assert f"(*) {option}" in page
    with Session(real.engine) as session:
        assert session.scalars(select(Attempt.action).order_by(Attempt.at.desc()).limit(1)).one() == "hint"


@pytest.mark.parametrize(
    "command", [("w3m", "-dump", "-cols", "80"), ("lynx", "-dump", "-nolist", "-width=80")], ids=lambda c: c[0]
)
def test_the_lesson_reads_in_order(real: Served, lesson: Lesson, command: tuple[str, ...]):
    shown = subprocess.run([*command, real.address + lesson.address], check=True, capture_output=True, text=True).stdout
    place = 0
    for question in lesson.questions:
        place = shown.index(question.title.plain, place)
        block = shown[place : shown.index("Keep my guess" if question is guess_of(lesson) else "Check answer", place)]
        for option in question.spec.options:
            assert any(line.lstrip("(* )").startswith(option.text.plain) for line in block.splitlines()), block
        assert len(block.splitlines()) < 20


def feedback_on(question: Question) -> str:
    """Return the beginning of what is said about the right answer."""
    option = next(option for option in question.spec.options if option.letter in right(question))
    return str(option.feedback.plain)
