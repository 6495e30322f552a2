"""`emm schema`: the keys of front matter, for editors that complete and check them."""

import json
from pathlib import Path

import click

from emm.content.saving import replace_file
from emm.content.schema import front_matter_schema


@click.command()
@click.argument("file", required=False, type=click.Path(dir_okay=False, path_type=Path))
def schema(file: Path | None) -> None:
    """Print the JSON Schema of front matter, or write it to FILE.

    It has one definition for each sort of file: #/$defs/course, topic and lesson, and one for each in translation,
    such as #/$defs/translated-lesson.

    Example: emm schema docs/front-matter.schema.json
    """
    text = json.dumps(front_matter_schema(), ensure_ascii=False, indent=2) + "\n"
    if file is None:
        click.echo(text, nl=False)
        return
    replace_file(file, text.encode())
    click.echo(f"Written to {file}")
