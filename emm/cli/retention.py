"""`emm retention`: what the server does once a day, now."""

import click

from emm.content.catalog import Catalog
from emm.settings import from_environment
from emm.web import create_app, daily


@click.command()
def retention() -> None:
    """Delete old records and ended visits now; the server does it by itself once a day.

    Also deletes again those who had asked for it, when an older database was restored.

    Example: EMM_GUEST_DAYS=90 emm retention
    """
    settings = from_environment()
    with create_app(settings, catalog=Catalog(settings.content)).app_context():
        done = daily.round_now()
    click.echo(
        f"Deleted: {done.guests} idle guests, {done.accounts} idle accounts, {done.visits} ended visits, "
        f"{done.again} who had asked for it before"
    )
