"""`emm new`: the beginning of a course, a topic, a lesson or a question, for the author to write on."""

from pathlib import Path

import click

from emm.content.starting import new_course, new_lesson, new_question, new_topic
from emm.questions.registry import kinds
from emm.settings import from_environment

FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)
KINDS = [kind.name for kind in kinds()]
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
TITLE = click.option("--title", help="As learners read it; without it, made of the id.")


@click.group()
def new() -> None:
    """Begin a course, a topic, a lesson or a question.

    Example: emm new course safe-water --title "Safe water at home"
    """


@new.command()
@click.argument("name")
@TITLE
@click.option("--language", default="en", show_default=True, help="The language that you write in.")
@click.option("--content", type=FOLDER, help="Folder of courses; without it, the one in the settings.")
def course(name: str, title: str | None, language: str, content: Path | None) -> None:
    """Make a course with one topic and one lesson in it; NAME is its id, such as safe-water.

    Example: emm new course safe-water --title "Safe water at home"
    """
    folder = new_course(content or from_environment().content, name, title or worded(name), language)
    click.echo(f"Made {folder}. Look at it with: emm preview {folder.parent}")


@new.command()
@click.argument("folder", type=FOLDER)
@click.argument("name")
@TITLE
def topic(folder: Path, name: str, title: str | None) -> None:
    """Make the next topic; FOLDER is the language of a course, NAME the id of the topic.

    Example: emm new topic content/safe-water/en at-home --title "At home"
    """
    click.echo(f"Made {new_topic(folder, name, title or worded(name))}")


@new.command()
@click.argument("folder", type=FOLDER)
@click.argument("name")
@TITLE
def lesson(folder: Path, name: str, title: str | None) -> None:
    """Make the next lesson of a topic, as a draft; FOLDER is the topic, NAME the id of the lesson.

    Example: emm new lesson content/safe-water/en/1-at-home boil-it --title "Boil it"
    """
    click.echo(f"Made {new_lesson(folder, name, title or worded(name))}")


@new.command()
@click.argument("file", type=FILE)
@click.argument("name")
@click.option(
    "--kind",
    default="single",
    show_default=True,
    type=click.Choice([kind.name for kind in kinds()]),
    help="What it is.",
)
def question(file: Path, name: str, kind: str) -> None:
    """Add a question to a lesson, as an example to write over; FILE is the lesson, NAME the id of the question.

    Example: emm new question content/safe-water/en/1-at-home/1-boil-it.md boil-why --kind multiple
    """
    click.echo(f"Added at {file}:{new_question(file, kind, name)}")


def worded(name: str) -> str:
    """Return an id as words."""
    return name.replace("-", " ").capitalize()
