"""`emm settings`: what can be set, and what is in force."""

from collections.abc import Mapping
from contextlib import suppress

import click
from sqlalchemy.exc import SQLAlchemyError

from emm.learning import choosing
from emm.settings import BY_PAGE, PREFIX, Settings, described, from_environment, with_choices
from emm.store.engine import make_engine

CHOSEN = "Chosen by an administrator, under Administration, Settings; the environment would win."
CAN_BE_CHOSEN = "Can also be chosen under Administration, Settings."


@click.command()
def settings() -> None:
    """List every setting with its default, the value in force and what it means.

    Example: EMM_SITE_NAME="Our school" emm settings
    """
    given = from_environment()
    chosen = _chosen(given)
    for setting in described(with_choices(given, chosen)):
        name = setting.name.removeprefix(PREFIX).lower()
        click.echo(f"{setting.name}={setting.value}")
        click.echo(f"    {setting.about} Default: {setting.default}")
        if name in chosen and name not in given.given:
            click.echo(f"    {CHOSEN}")
        elif name in BY_PAGE:
            click.echo(f"    {CAN_BE_CHOSEN}")


def _chosen(given: Settings) -> Mapping[str, str]:
    """Return what administrators chose; nothing where there is no database yet."""
    engine = make_engine(given.database)
    try:
        with suppress(SQLAlchemyError), engine.connect() as connection:
            return choosing.chosen(connection)
        return {}
    finally:
        engine.dispose()
