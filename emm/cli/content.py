"""`emm check`: what is wrong in the courses, all at once, with file and line."""

from collections.abc import Iterator
from pathlib import Path

import click

from emm.content.compile import Compiled, compile_course, record_ids
from emm.errors import Problem
from emm.settings import from_environment

COURSE_MARK = "course.md"


@click.command()
@click.argument("folder", required=False, type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--strict", is_flag=True, help="Let warnings fail too.")
@click.option("--record", is_flag=True, help="Also note every id in ids.json: none may come back as something else.")
@click.pass_context
def check(context: click.Context, folder: Path | None, strict: bool, record: bool) -> None:
    """Check a course, or all courses of a content folder; end with 1 when something must be mended.

    Example: emm check content/international-cooperation
    """
    courses = list(course_folders(folder or from_environment().content))
    if not courses:
        raise click.UsageError("There is no course in this folder: no subfolder with a file course.md in it.")
    failed = False
    for course in courses:
        compiled = compile_course(course)
        for problem in compiled.problems:
            click.echo(worded(course, problem))
            failed = failed or strict or problem.is_error
        click.echo(summary(course, compiled))
        if record:
            click.echo(f"{course.name}: {record_ids(course)} ids noted in ids.json")
    context.exit(1 if failed else 0)


def course_folders(folder: Path) -> Iterator[Path]:
    """Return the folder itself when it is a course, else the courses in it."""
    if is_course(folder):
        yield folder
        return
    yield from (place for place in sorted(folder.iterdir()) if place.is_dir() and is_course(place))


def is_course(folder: Path) -> bool:
    """Whether a language folder with a course.md lies in the folder."""
    return any(folder.glob(f"*/{COURSE_MARK}"))


def worded(course: Path, problem: Problem) -> str:
    """Return a problem as two lines: where and what, then what to do."""
    return f"{course / problem.path}:{problem.line}: {problem.code} {problem.message}\n    hint: {problem.hint}"


def summary(course: Path, compiled: Compiled) -> str:
    """Return one line about a course: what there is, and how many problems."""
    errors = sum(problem.is_error for problem in compiled.problems)
    found = f"{errors} errors, {len(compiled.problems) - errors} warnings"
    sizes = ", ".join(
        f"{language}: {len(built.lessons)} lessons, {built.minutes} min" for language, built in compiled.courses.items()
    )
    return f"{course.name}: {sizes or 'cannot be shown'}; {found}"
