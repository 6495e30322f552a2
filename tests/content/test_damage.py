"""Damaged files of the real courses end in located problems; `emm fix` makes none of them worse."""

from dataclasses import fields, replace
from itertools import islice
from pathlib import Path

import pytest

from emm.content.compile import Compiled
from emm.content.fixing import fixed
from emm.content.frontmatter import cut
from emm.content.markdown import tokens_of
from emm.content.model import Broken, Part, Question
from emm.content.pieces import StemPart
from emm.content.sources import decoded
from emm.errors.codes import CODES
from tests.content.damage import Trial, trials
from tests.support.sample import LESSON

pytestmark = [pytest.mark.thorough, pytest.mark.no_cover]

SEEDS = range(6)
EACH = 50


@pytest.mark.parametrize("seed", SEEDS)
def test_damaged_files_have_problems_at_lines_that_exist(seed: int, tmp_path: Path) -> None:
    for place, trial in enumerate(islice(trials(seed), EACH)):
        for problem in trial.compiled(tmp_path / str(place)).problems:
            assert problem.code in CODES
            assert 1 <= problem.line <= lines_in(trial, problem.path), (place, problem)


@pytest.mark.parametrize("seed", SEEDS)
def test_fixing_twice_is_fixing_once_and_code_stays(seed: int) -> None:
    for place, trial in enumerate(islice(trials(seed + 100), EACH // 2)):
        before = trial.files[trial.damaged]
        after = fixed(trial.damaged, before, {})
        assert fixed(trial.damaged, after, {}) == after, place
        assert fences(before) == fences(after), place


@pytest.mark.parametrize("seed", SEEDS)
def test_fixing_what_compiles_changes_no_meaning(seed: int, tmp_path: Path) -> None:
    """Looked at one by one: most damaged files do not compile, so the mistakes are the small ones."""
    for place, trial in enumerate(islice(trials(seed + 200), EACH // 2)):
        raw = trial.files[trial.damaged]
        after = fixed(trial.damaged, raw, {})
        if after == raw:
            continue
        before = trial.compiled(tmp_path / str(place))
        again = replace(trial, files={**trial.files, trial.damaged: after}).compiled(tmp_path / f"{place}-fixed")
        if not any(one.is_error and one.path == trial.damaged for one in before.problems):
            assert meaning(before) == meaning(again), place
        assert len(errors(again, trial)) <= len(errors(before, trial)) or is_new_reading(before, trial), place


def lines_in(trial: Trial, path: str) -> int:
    """Return how many lines a file has, one for what is no file."""
    text = trial.files.get(path, b"").decode("utf-8", "replace")
    return len(text.replace("\r\n", "\n").replace("\r", "\n").split("\n"))


def fences(raw: bytes) -> list[str]:
    """Return the fenced code of a file."""
    _head, body = cut(decoded(LESSON, raw).text or "")
    return [token.content for token in tokens_of(body) if token.type == "fence"]


def errors(compiled: Compiled, trial: Trial) -> list[str]:
    """Return the errors in the damaged file."""
    return [one.code for one in compiled.problems if one.is_error and one.path == trial.damaged]


def is_new_reading(compiled: Compiled, trial: Trial) -> bool:
    """Whether parts of the file were not read before: mended, they show what else is wrong with them."""
    return bool({"E001", "E004", "E007", "E101", "E108", "E109", "E114"} & set(errors(compiled, trial)))


def meaning(compiled: Compiled) -> list[object]:
    """Return all that a course says, without where in the file it says so."""
    found: list[object] = []
    for course in compiled.courses.values():
        found += [course.title, course.intro, course.sections, course.objectives, course.glossary, course.assessment]
        found += [(topic.title, topic.keep, topic.guess) for topic in course.topics]
        found += [(lesson.title, lesson.goal, lesson.sources, *map(said, lesson.parts)) for lesson in course.lessons]
        found += [said(one.question) for one in course.pool.questions]
    return found


WHERE = {"line", "wording", "spot", "block"}
"""The fields of a part that tell where it stands, or how it was written."""


def said(part: StemPart | Part) -> object:
    """Return a part of a lesson without its lines."""
    if isinstance(part, Broken):
        return "broken"
    told = {one.name: getattr(part, one.name) for one in fields(part) if one.name not in WHERE}
    return told | {"stem": [said(one) for one in part.stem]} if isinstance(part, Question) else told
