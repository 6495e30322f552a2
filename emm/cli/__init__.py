"""The command `emm`: it asks and shows, and decides nothing."""

import sys
from importlib import import_module

import click

from emm.cli.memory import collect_rarely
from emm.cli.telling import tell
from emm.errors import EmmError

COMMANDS = {
    "serve": "serve:serve",
    "check": "content:check",
    "fix": "fix:fix",
    "new": "new:new",
    "preview": "preview:preview",
    "schema": "schema:schema",
    "translate": "translate:translate",
    "db": "database:database",
    "people": "people:people",
    "backup": "backup:backup",
    "restore": "backup:restore",
    "doctor": "backup:doctor",
    "retention": "retention:retention",
    "settings": "settings:settings",
    "certificate": "certificates:certificate",
    "keys": "certificates:keys",
    "verify": "certificates:verify_file",
}
"""Each command with its place: a module of this package, and the name in it."""


class Commands(click.Group):
    """Imports a command when it is called, so that none waits for what the others need."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of all commands."""
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return the command of that name, None when there is none."""
        if cmd_name not in COMMANDS:
            return None
        module, _, name = COMMANDS[cmd_name].partition(":")
        return getattr(import_module(f"{__package__}.{module}"), name)  # type: ignore[no-any-return]


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="emm")
def emm() -> None:
    """Run and look after a microlearning site.

    Example: emm serve --port 8000
    """


def main() -> None:
    """Run the command; end with 0 when done, 1 when problems were found, 2 when it was used wrongly."""
    collect_rarely()
    try:
        emm()
    except EmmError as mistake:
        sys.exit(tell(mistake))
