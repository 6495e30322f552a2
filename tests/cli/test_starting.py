"""A command starts without what the others need, and reads modules without looking for garbage among them."""

import subprocess
import sys

import click

from emm.cli import COMMANDS, emm

PROBE = """
import gc, sys
from emm.cli import main
from emm.cli.memory import RARELY, USUAL, collect_as_usual
sys.argv = ["emm", "check", "--help"]
try:
    main()
except SystemExit:
    pass
print(gc.get_threshold() == (RARELY, *USUAL[1:]), gc.isenabled(), "sqlalchemy" in sys.modules)
collect_as_usual()
print(gc.get_threshold() == USUAL, gc.get_freeze_count() > 1000)
"""


def test_every_command_is_found_under_its_own_name():
    context = click.Context(emm)
    assert emm.list_commands(context) == sorted(COMMANDS)
    assert {name: found.name for name in COMMANDS if (found := emm.get_command(context, name))} == {
        name: name for name in COMMANDS
    }
    assert emm.get_command(context, "nothing") is None


def test_a_command_does_without_what_others_need():
    told = subprocess.run([sys.executable, "-c", PROBE], capture_output=True, text=True, check=True).stdout
    assert told.splitlines()[-2:] == ["True True False", "True True"]
