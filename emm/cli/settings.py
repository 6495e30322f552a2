"""`emm settings`: what can be set, and what is in force."""

import click

from emm.settings import described, from_environment


@click.command()
def settings() -> None:
    """List every setting with its default, the value in force and what it means.

    Example: EMM_SITE_NAME="Our school" emm settings
    """
    for setting in described(from_environment()):
        click.echo(f"{setting.name}={setting.value}")
        click.echo(f"    {setting.about} Default: {setting.default}")
