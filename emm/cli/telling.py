"""What went wrong, in words for the terminal, and the code that the command ends with."""

import click

from emm.errors import EmmError, SettingsError

WRONG_USE = 2
REFUSED = 1


def tell(mistake: EmmError) -> int:
    """Say what went wrong, and return 1 when problems were found, 2 when the command was used wrongly."""
    click.echo(str(mistake), err=True)
    return WRONG_USE if isinstance(mistake, SettingsError) else REFUSED
