"""`emm translate`: files for translators to write over, what they were made from, and what is left to do."""

import os
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import click

from emm.cli.content import course_folders, is_course
from emm.content.translating import Standing, Translations
from emm.settings import from_environment

FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)
COURSE = click.option(
    "--course", "folder", type=FOLDER, help="Folder of the course; not needed inside it, nor where there is only one."
)
COLUMNS = ("done", "stale", "missing", "unmarked")


@click.group()
def translate() -> None:
    """Translate a course: begin files, record what they were made from, see what is left.

    A translation has the same file names as its source, in a folder of its language: fr, es, ar. What is missing
    in it is shown to learners in the source language, and what has changed since is told to authors and learners.

    \b
    Example:
      emm translate stub fr 1-start/1-first.md     makes fr/1-start/1-first.md, in English: write French over it
      emm check                                    says what is missing or differs
      emm translate status                         says what is done, stale and missing
      emm translate mark fr/1-start/1-first.md     when you have brought it up to date with the English text
    """


@translate.command()
@click.argument("language", metavar="LANG")
@click.argument("files", metavar="[FILE]...", nargs=-1)
@COURSE
def stub(language: str, files: tuple[str, ...], folder: Path | None) -> None:
    """Make files in LANG with the source text, to write over; without FILE, all that are missing.

    FILE is named as in the source language: 3-dialogues/2-rcps.md. A file that is there is never written over.
    Keep ids, settings lines, letters such as a), check boxes and link targets as they are; translate the words.

    Example: emm translate stub fr 3-dialogues/2-rcps.md
    """
    course = _course(folder, files)
    translations = Translations(course)
    sources = [_below(course, file) for file in files]
    made = translations.stub(language, [_without_language(name, translations.all_languages) for name in sources])
    for path in made:
        click.echo(f"Made {os.path.relpath(path)}")
    click.echo(_next_step(len(made)))


@translate.command()
@click.argument("files", metavar="LANG/FILE...", nargs=-1, required=True)
@COURSE
def mark(files: tuple[str, ...], folder: Path | None) -> None:
    """Record that translated files are up to date with the source as it is now.

    Fingerprints of each section and question go into translations.json of the course: commit it with the files.
    When the source changes later, emm check and emm translate status name the sections to look at again.

    Example: emm translate mark fr/3-dialogues/2-rcps.md
    """
    course = _course(folder, files)
    paths = [_below(course, file) for file in files]
    Translations(course).mark(paths)
    for path in paths:
        click.echo(f"Marked {path}")


@translate.command()
@click.option("--language", "languages", multiple=True, metavar="LANG", help="Only this language; may be repeated.")
@click.option("--details", is_flag=True, help="Also name each section and question that is not done.")
@COURSE
def status(languages: tuple[str, ...], details: bool, folder: Path | None) -> None:
    """Print how many sections and questions of each file are done, stale, missing or unmarked in each language.

    Done: made from the source as it is now. Stale: the source has changed since. Missing: not there, or still in
    the words of the source. Unmarked: translated, but never marked, so that nobody knows from what.

    Example: emm translate status --language fr --details
    """
    translations = Translations(_course(folder, ()))
    if not translations.languages:
        click.echo("The course has one language only. Add others to course.md: languages: [en, fr]")
        return
    for line in _table(tuple(translations.status(languages)), details=details):
        click.echo(line)


def _table(standings: Sequence[Standing], *, details: bool) -> Iterator[str]:
    """Yield a line for each file, with its sum for each language below."""
    width = max(len(f"{one.language}/{one.file}") for one in standings)
    yield f"{'file':{width}}" + "".join(f"{name:>10}" for name in COLUMNS)
    for language in dict.fromkeys(one.language for one in standings):
        own = [one for one in standings if one.language == language]
        for one in own:
            yield _row(f"{language}/{one.file}", Counter(state for _name, state in one.states), width)
            if details:
                yield from (f"    {state}: {name}" for name, state in one.states if state != "done")
        yield _row(f"{language} together", Counter(state for one in own for _name, state in one.states), width)


def _row(name: str, counts: Counter[str], width: int) -> str:
    return f"{name:{width}}" + "".join(f"{counts[column]:>10}" for column in COLUMNS)


def _next_step(count: int) -> str:
    if not count:
        return "Nothing is missing: every file is there. See what is left in them: emm translate status --details"
    return "Write the translation over the words, then look at it with: emm preview"


def _course(folder: Path | None, files: Iterable[str]) -> Path:
    """Return the course that is meant: the one named, the one that a file lies in, the one around, the only one."""
    if folder:
        return _found(folder)
    for place in (*(Path(file).absolute() for file in files), Path.cwd()):
        around = next((parent for parent in (place, *place.parents) if parent.is_dir() and is_course(parent)), None)
        if around:
            return around
    courses = list(course_folders(from_environment().content))
    if len(courses) != 1:
        listed = " or ".join(f"--course {os.path.relpath(course)}" for course in courses)
        raise click.UsageError(f"Which course? Say {listed or '--course FOLDER'}.")
    return courses[0]


def _found(folder: Path) -> Path:
    if not is_course(folder):
        raise click.UsageError(f"{folder} is no course: it has no subfolder with a file course.md in it.")
    return folder


def _below(course: Path, file: str) -> str:
    """Return a path below the course, whether it was named from there or from where the command was called."""
    inside = Path(file).absolute()
    if inside.is_relative_to(course.absolute()) and inside.exists():
        return inside.relative_to(course.absolute()).as_posix()
    return Path(file).as_posix()


def _without_language(path: str, languages: Iterable[str]) -> str:
    """Return a path below the language folder, which may be named."""
    first, _, rest = path.partition("/")
    return rest if rest and first in languages else path
