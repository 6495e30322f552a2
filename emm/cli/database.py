"""`emm db`: the schema of the database."""

import click

from emm.settings import from_environment, key_in_force
from emm.store import schema
from emm.store.engine import make_engine
from emm.upkeep import opening
from emm.web.place import site_of
from emm.world import World


@click.group(name="db")
def database() -> None:
    """Look after the database.

    Example: emm db upgrade
    """


@database.command()
def upgrade() -> None:
    """Bring the schema to the newest version; `emm serve` does it by itself.

    Example: emm db upgrade
    """
    settings = from_environment()
    settings.data.mkdir(parents=True, exist_ok=True)
    site = site_of(settings)
    for line in opening.made_ready(site, World(), key_in_force(settings)):
        click.echo(line)
    engine = make_engine(settings.database)
    click.echo(f"Tables: version {schema.current(engine)}")


@database.command()
def new() -> None:
    """Make an empty database for a site that has lost its own, and has no backup; learners begin anew.

    Example: emm db new
    """
    settings = from_environment()
    settings.data.mkdir(parents=True, exist_ok=True)
    opening.begin_anew(site_of(settings))
    click.echo("There is an empty database now.")
