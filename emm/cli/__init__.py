"""The command `emm`: it asks and shows, and decides nothing."""

import sys

import click

from emm.cli.backup import backup, doctor, restore
from emm.cli.certificates import certificate, keys, verify_file
from emm.cli.content import check
from emm.cli.database import database
from emm.cli.fix import fix
from emm.cli.new import new
from emm.cli.people import people
from emm.cli.preview import preview
from emm.cli.retention import retention
from emm.cli.schema import schema
from emm.cli.serve import serve
from emm.cli.settings import settings
from emm.cli.telling import tell
from emm.cli.translate import translate
from emm.errors import EmmError


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="emm")
def emm() -> None:
    """Run and look after a microlearning site.

    Example: emm serve --port 8000
    """


COMMANDS = (
    *(serve, check, fix, new, preview, schema, translate),
    *(database, people, backup, restore, doctor, retention, settings),
    *(certificate, keys, verify_file),
)
for command in COMMANDS:
    emm.add_command(command)


def main() -> None:
    """Run the command; end with 0 when done, 1 when problems were found, 2 when it was used wrongly."""
    try:
        emm()
    except EmmError as mistake:
        sys.exit(tell(mistake))
