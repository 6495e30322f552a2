"""`emm db`: the schema of the database."""

import click

from emm.settings import from_environment
from emm.store import schema
from emm.store.engine import describe, make_engine


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
    engine = make_engine(settings.database)
    schema.upgrade(engine)
    click.echo(f"{describe(engine)}; schema {schema.current(engine)}")
