"""`emm backup`, `emm restore` and `emm doctor`: nothing is lost, and how it is known."""

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import click

from emm.cli.processors import run_anywhere
from emm.errors import StorageError
from emm.settings import from_environment, key_in_force
from emm.upkeep import backup as backups
from emm.upkeep import daily
from emm.upkeep import restore as restoring
from emm.upkeep.backup import MEGABYTE, Made
from emm.upkeep.findings import Finding, examined
from emm.upkeep.restore import Restored
from emm.web.place import site_of
from emm.world import World

OWNER_ONLY = 0o077
KIND = 10
"""How far a backup stands back when learners want the processor too."""
GOING_ON = " …"
"""What a line ends with that tells of work which is not done yet."""
ZIP = click.Path(dir_okay=False, path_type=Path)


@click.command()
@click.argument("file", required=False, type=ZIP)
@click.option("--without-keys", is_flag=True, help="Leave the two key files out: for a place that others can read.")
def backup(file: Path | None, without_keys: bool) -> None:
    """Write a backup of the whole site into FILE while it is served, restore it into a scratch folder, and compare.

    It is one ZIP file with database, courses and keys. Whoever has the keys can sign certificates in your name, so
    keep it where only you can read it. Without FILE it is the backup of today, as the server makes it once a day.

    Example: emm backup /mnt/usb/site.zip
    """
    os.umask(OWNER_ONLY)
    os.nice(KIND)
    run_anywhere()
    settings = from_environment()
    site, world = site_of(settings), World()
    if file is not None:
        made = backups.make(
            site, world, file.absolute(), secret=None if without_keys else key_in_force(settings), say=_say
        )
        _tell_made(made)
        return
    kept = daily.make(site, world, secret=key_in_force(settings), most=max(settings.backups, 1), say=_say)
    _tell_made(kept.made)
    click.echo(f"Kept: {kept.count} daily backups; the oldest, {kept.oldest.name}, can be restored as well")


@click.command()
@click.argument("file", type=ZIP)
@click.option("--replace", is_flag=True, help="Set aside what is there, records of learners included.")
@click.option("--keep-courses", is_flag=True, help="Leave the courses as they are.")
def restore(file: Path, replace: bool, keep_courses: bool) -> None:
    """Turn FILE into the site that it was made from, and compare every row and every file with it.

    The site must be stopped. Nothing is deleted: what is replaced goes into a folder beside it. The database may be of
    another sort than the one that the backup was made from: SQLite or PostgreSQL, whichever the settings name.

    Example: emm restore /mnt/usb/site.zip
    """
    os.umask(OWNER_ONLY)
    settings = from_environment()
    site = site_of(settings)
    if not file.exists():
        raise click.UsageError(f"There is no file {file}. Backups that were made daily are in {site.backups}.")
    done = restoring.restore(site, World(), file.absolute(), replaces=replace, content=not keep_courses, say=_say)
    _tell_restored(done, site.chosen)


@click.command()
@click.pass_context
def doctor(context: click.Context) -> None:
    """Look at everything that the site stands on, and say for each problem what helps; end with 1 when there is one.

    Example: emm doctor
    """
    settings = from_environment()
    findings = []
    for finding in examined(site_of(settings), World(), most=settings.backups):
        _tell(finding)
        findings.append(finding)
    wrong = sum(not finding.is_right for finding in findings)
    click.echo(f"{wrong} problem(s)." if wrong else "All is well.")
    context.exit(1 if wrong else 0)


def back_up_apart() -> str:
    """Make the backup of the day in a process of its own, which keeps no learner waiting; return what it said.

    Raises StorageError with its words when it cannot be made.
    """
    done = subprocess.run([sys.executable, "-m", "emm", "backup"], capture_output=True, text=True, check=False)
    if done.returncode:
        raise StorageError("\n".join(line for line in done.stderr.splitlines() if not line.endswith(GOING_ON)))
    return done.stdout.strip().replace("\n", "; ")


def _say(line: str) -> None:
    click.echo(f"{line}{GOING_ON}", err=True)


def _tell_made(made: Made) -> None:
    manifest = made.manifest
    click.echo(f"Backup: {made.file} ({made.size / MEGABYTE:.1f} MB)")
    click.echo(
        f"Checked: restored into a scratch folder, all {manifest.rows:,} rows in {len(manifest.tables)} tables and "
        f"{len(manifest.files)} files are the same"
    )
    click.echo(f"SHA-256: {made.sha256}")
    click.echo(
        "The keys are in it: keep it where only you can read it" if manifest.has_keys else "The keys are not in it"
    )


def _tell_restored(done: Restored, chosen: Mapping[str, str]) -> None:
    manifest = done.manifest
    click.echo(
        f"Restored: the site as it was on {manifest.made_at:%Y-%m-%d at %H:%M:%S} UTC\n"
        f"Checked: all {manifest.rows:,} rows in {len(manifest.tables)} tables and all files are the same"
    )
    if not done.content:
        click.echo("The courses are those that were there, not those of the backup")
    if not manifest.has_keys:
        click.echo("The backup holds no keys: those that are here stay, or the next start makes new ones")
    if done.forgotten:
        click.echo(
            f"The next start deletes again those of {done.forgotten} learners who had asked for it and came back"
        )
    if done.aside:
        click.echo(f"What was there before is in {done.aside}")
    for name, value in manifest.settings.items():
        if chosen.get(name) != value:
            click.echo(f"Where the backup was made, {name} was: {value}")


def _tell(finding: Finding) -> None:
    click.echo(f"{'ok ' if finding.is_right else 'NOT'}  {finding.what}: {finding.text}")
    if finding.command:
        click.echo(f"         {finding.command}")
