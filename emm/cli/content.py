"""`emm check`: what is wrong in the courses and what could be better, all at once, with file and line."""

import json
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from emm.content.compile import Compiled, compile_course, record_ids
from emm.content.model import Course, Lesson
from emm.content.outside import Link, answers, outside_links
from emm.content.translating import Translations
from emm.errors import Problem
from emm.errors.codes import problem
from emm.settings import from_environment
from emm.world import World

COURSE_MARK = "course.md"
COLUMNS = ("lesson", "words", "min", "mean", "longest", "grade", "questions")


@click.command()
@click.argument("folder", required=False, type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--strict", is_flag=True, help="Let warnings fail too.")
@click.option("--summary", "wants_summary", is_flag=True, help="Also print a table: each lesson in numbers.")
@click.option("--json", "as_json", is_flag=True, help="Print everything as JSON, for other programs.")
@click.option(
    "--record",
    is_flag=True,
    help="Also note ids and right answers in ids.json, and in translations.json since when translations are stale.",
)
@click.option("--links", "wants_links", is_flag=True, help="Also look up every link to another site, once each.")
@click.pass_context
def check(
    context: click.Context,
    folder: Path | None,
    strict: bool,
    wants_summary: bool,
    as_json: bool,
    record: bool,
    wants_links: bool,
) -> None:
    """Check a course, or all courses of a content folder; end with 1 when something must be mended.

    Errors (E…) keep a course from being published; warnings (W…) say what could be better, and fail with --strict.
    The table of --summary gives for each lesson: words of text, minutes, mean and longest sentence in words, reading
    grade (Flesch-Kincaid, English only), and graded questions by objective and level. With --record, ids.json learns
    the ids of today, and translations.json since when a translation is stale; learners are told that day.

    Example: emm check content/international-cooperation --strict --summary
    """
    courses = list(course_folders(folder or from_environment().content))
    if not courses:
        raise click.UsageError("There is no course in this folder: no subfolder with a file course.md in it.")
    today = World().now().date()
    found = [(course, compile_course(course, today=today)) for course in courses]
    if wants_links:
        found = with_lost_links(found)
    if as_json:
        click.echo(json.dumps([told(course, compiled) for course, compiled in found], ensure_ascii=False, indent=2))
    else:
        for course, compiled in found:
            click.echo("\n".join(lines(course, compiled, wants_summary)))
    for course in courses if record else ():
        click.echo(f"{course.name}: {record_ids(course)} ids noted in ids.json", err=as_json)
        changes = Translations(course).note_changes(today)
        click.echo(f"{course.name}: {changes} changes since translation noted in translations.json", err=as_json)
    problems = [one for _course, compiled in found for one in compiled.problems]
    context.exit(1 if any(strict or one.is_error for one in problems) else 0)


def course_folders(folder: Path) -> Iterator[Path]:
    """Return the folder itself when it is a course, else the courses in it."""
    if is_course(folder):
        yield folder if folder.name else folder.resolve()  # the name of "." is that of the folder it stands for
        return
    yield from (place for place in sorted(folder.iterdir()) if place.is_dir() and is_course(place))


def is_course(folder: Path) -> bool:
    """Whether a language folder with a course.md lies in the folder."""
    return any(folder.glob(f"*/{COURSE_MARK}"))


def with_lost_links(found: Iterable[tuple[Path, Compiled]]) -> list[tuple[Path, Compiled]]:
    """Return the courses with a warning more at each link to a page that nobody gets."""
    links = {course: outside_links(course) for course, _compiled in found}
    pages = {link.page for one in links.values() for link in one}
    label = f"Looking up {len(pages)} pages of other sites"
    with click.progressbar(answers(pages), length=len(pages), label=label, file=sys.stderr) as replies:
        silent = {page: reason for page, reason in replies if reason}
    return [(course, _with_lost(links[course], silent, compiled)) for course, compiled in found]


def _with_lost(links: Iterable[Link], silent: Mapping[str, str], compiled: Compiled) -> Compiled:
    lost = [
        problem(link.path, link.line, "W218", address=link.address, reason=silent[link.page])
        for link in links
        if link.page in silent
    ]
    return replace(compiled, problems=tuple(sorted([*compiled.problems, *lost])))


def lines(course: Path, compiled: Compiled, wants_summary: bool) -> Iterator[str]:
    """Yield what an author reads about a course: every problem, the table when it is wanted, and one last line."""
    yield from (worded(course, one) for one in compiled.problems)
    if wants_summary:
        for built in compiled.courses.values():
            yield from table(built, compiled)
    yield summary(course, compiled)


def worded(course: Path, one: Problem) -> str:
    """Return a problem as two lines: where and what, then what to do."""
    return f"{course / one.path}:{one.line}: {one.code} {one.message}\n    hint: {one.hint}"


def summary(course: Path, compiled: Compiled) -> str:
    """Return one line about a course: what there is, and how many problems."""
    errors = sum(one.is_error for one in compiled.problems)
    found = f"{errors} errors, {len(compiled.problems) - errors} warnings"
    sizes = ", ".join(
        f"{language}: {len(built.lessons)} lessons, {built.minutes} min" for language, built in compiled.courses.items()
    )
    return f"{course.name}: {sizes or 'cannot be shown'}; {found}"


def table(course: Course, compiled: Compiled) -> Iterator[str]:
    """Yield the lessons of a course in one language, each in numbers, under a heading."""
    width = max([len(lesson.id) for lesson in course.lessons] + [len(COLUMNS[0])])
    yield f"{COLUMNS[0]:{width}}" + "".join(f"{name:>9}" for name in COLUMNS[1:6]) + f"  {COLUMNS[6]}"
    for lesson in course.lessons:
        numbers = numbers_of(lesson, compiled)
        columns = (numbers["words"], numbers["minutes"], numbers["mean"], numbers["longest"], numbers["grade"])
        asked = ", ".join(f"{count} {what}" for what, count in numbers["questions"].items())
        yield f"{lesson.id:{width}}" + "".join(f"{column:>9}" for column in columns) + f"  {asked}"


def numbers_of(lesson: Lesson, compiled: Compiled) -> dict[str, Any]:
    """Return a lesson in numbers; how it reads is told only in the language that it was written in."""
    read = compiled.measures.get(lesson.path)
    return {
        "lesson": lesson.id,
        "words": lesson.words,
        "minutes": lesson.minutes,
        "mean": round(read.mean, 1) if read else 0,
        "longest": read.longest if read else 0,
        "grade": round(read.grade, 1) if read else 0,
        "questions": dict(Counter(f"{question.objective} {question.level}" for question in lesson.graded)),
    }


def told(course: Path, compiled: Compiled) -> dict[str, Any]:
    """Return everything about a course as plain values, as `--json` prints it."""
    return {
        "course": course.name,
        "languages": {
            language: [numbers_of(lesson, compiled) for lesson in built.lessons]
            for language, built in compiled.courses.items()
        },
        "problems": [
            {"path": p.path, "line": p.line, "code": p.code, "message": p.message, "hint": p.hint}
            for p in compiled.problems
        ],
    }
