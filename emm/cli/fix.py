"""`emm fix`: mends what is safe in the files of courses, after it has shown what it would change."""

import difflib
import sys
from collections.abc import Iterator
from pathlib import Path

import click

from emm.cli.content import course_folders
from emm.content.fixing import Fix, apply, find_fixes
from emm.content.sources import UTF16
from emm.settings import from_environment


@click.command()
@click.argument("folder", required=False, type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--yes", "is_agreed", is_flag=True, help="Write the changes without asking.")
@click.pass_context
def fix(context: click.Context, folder: Path | None, is_agreed: bool) -> None:
    """Mend what is safe in a course, or in all courses of a content folder; show it first, then ask.

    It mends option letters that are missing or used twice, feedback that is not indented under its option, settings
    and fields that run into the text above them, blank lines around headings and lists, values of the front matter
    that need quotes, and line ends. Code is never touched, and what compiles goes on meaning the same.

    Without --yes and without a terminal nothing is written, and the command ends with 1 when something would change.

    Example: emm fix content/international-cooperation
    """
    courses = list(course_folders(folder or from_environment().content))
    if not courses:
        raise click.UsageError("There is no course in this folder: no subfolder with a file course.md in it.")
    found = [(course, one) for course in courses for one in find_fixes(course)]
    for course, one in found:
        click.echo("\n".join(difference(course, one)))
    if not found:
        click.echo("There is nothing that emm fix can mend. What else there is: emm check")
    elif is_agreed or agreed(len(found)):
        for course, one in found:
            apply(course, one)
        click.echo(f"Changed {len(found)} file(s). See what is left: emm check")
    else:
        click.echo("Nothing was written.")
        context.exit(1)


def agreed(number: int) -> bool:
    """Return whether somebody at a terminal agrees; without a terminal, say what to do instead."""
    if not is_terminal():
        click.echo("There is no terminal to ask at. To write these changes: emm fix --yes", err=True)
        return False
    return click.confirm(f"Write these changes to {number} file(s)?")


def is_terminal() -> bool:
    """Return whether somebody can be asked."""
    return sys.stdin.isatty()


def difference(course: Path, one: Fix) -> Iterator[str]:
    """Yield the lines of a unified diff, and a word about what it cannot show."""
    before, after = shown(one.before), shown(one.after)
    name = str(course / one.path)
    yield from difflib.unified_diff(before, after, f"{name} (now)", f"{name} (then)", lineterm="")
    if before == after:
        yield f"{name}: the same words, with plain line ends in UTF-8"


def shown(raw: bytes) -> list[str]:
    """Return the lines of a file without their ends."""
    encoding = "utf-16" if raw.startswith(UTF16) else "utf-8-sig"
    return raw.decode(encoding, "replace").splitlines()
