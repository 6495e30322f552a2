"""`emm preview`: the courses as learners will see them, with the list of problems, on the author's own machine."""

import signal
import sys
import tempfile
from dataclasses import replace
from pathlib import Path

import click
from werkzeug.serving import run_simple

from emm.cli.content import is_course
from emm.content.catalog import Catalog
from emm.settings import from_environment
from emm.store import schema
from emm.web import create_app
from emm.world import World

LOCAL = "127.0.0.1"
"""A preview shows drafts and problems, so nobody else can reach it."""


@click.command()
@click.argument("folder", required=False, type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--port", default=8001, show_default=True, help="Port on this machine.")
def preview(folder: Path | None, port: int) -> None:
    """Show the courses with their drafts and problems; pages reload when a file is saved.

    Answers given here are forgotten at the end. Example: emm preview content
    """
    signal.signal(signal.SIGTERM, lambda *_: sys.exit())  # so that the folder below is cleaned up
    with tempfile.TemporaryDirectory() as data:
        settings = replace(from_environment(), data=Path(data), database_url="", public_url="")
        if folder:
            place = folder.resolve()
            settings = replace(settings, content=place.parent if is_course(place) else place)
        schema.begin(settings.database)
        catalog = Catalog(settings.content, drafts=True, today=World().now().date(), keeps_good=False)
        catalog.load()
        catalog.watch(0.5)
        click.echo(f"Preview: http://{LOCAL}:{port}/    Problems: http://{LOCAL}:{port}/preview/    Stop with Ctrl-C.")
        run_simple(LOCAL, port, create_app(settings, catalog=catalog, previews=True), threaded=True)
