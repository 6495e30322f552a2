"""`emm certificate`, `emm keys` and `emm verify`: certificates withdrawn, keys changed, signed files checked."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import click
from sqlalchemy import Connection

from emm.content.catalog import Catalog
from emm.credentials.encoding import canonical, parsed
from emm.credentials.keyfile import NAME, key_ring, rotate
from emm.credentials.keys import KeySet
from emm.credentials.verifying import Verified, verify
from emm.errors import InvalidCredential, NotFound
from emm.learning import certificates, codes
from emm.settings import from_environment
from emm.web import create_app
from emm.web.services import services
from emm.world import World

PATIENCE = 10
"""Seconds for the keys of another site."""
LARGEST = 1_000_000
"""Bytes of a file or a key set."""


@click.group()
def certificate() -> None:
    """List and withdraw certificates.

    Example: emm certificate list
    """


@certificate.command(name="list")
def listed() -> None:
    """Print all certificates: code, day, edition and course, and whether it was withdrawn. Names are not printed.

    Example: emm certificate list
    """
    with _database() as connection:
        for one in certificates.everything(connection):
            state = "valid" if one.withdrawn_on is None else f"withdrawn {one.withdrawn_on}: {one.reason}"
            click.echo(f"{one.written_code}  {one.issued_on}  {one.course} {one.edition}  {state}")


@certificate.command()
@click.argument("code")
@click.option("--reason", required=True, help="Why; the holder reads it, and nobody else.")
def withdraw(code: str, reason: str) -> None:
    """Withdraw a certificate for good; the check page says so at once.

    Example: emm certificate withdraw K7MF-2QXD-9TRB --reason "Issued to the wrong person"
    """
    known = codes.read(code)
    if known is None:
        raise NotFound("This cannot be a code. A code has three groups of four signs; there is no O, I, L or U.")
    with _database() as connection:
        found = certificates.withdraw(connection, World(), known, " ".join(reason.split()))
    click.echo(f"{found.written_code} is withdrawn since {found.withdrawn_on}: {found.reason}")


@click.group()
def keys() -> None:
    """Look after the keys that sign certificates.

    Example: emm keys export > keys.json
    """


@keys.command()
def export() -> None:
    """Print the public keys, with which anybody can check signed files when the site is gone.

    Example: emm keys export > keys.json
    """
    click.echo(canonical(key_ring(from_environment().data).public.jwks))


@keys.command(name="rotate")
def rotated() -> None:
    """Sign with a new key from now on; what earlier keys signed stays valid.

    Example: emm keys rotate
    """
    ring = rotate(from_environment().data)
    click.echo(f"New key in force: {ring.public.keys[0].id}")
    click.echo(f"Keys that still count: {len(ring.public.keys)}. Hand out the new list: emm keys export")


@click.command(name="verify")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--keys", "source", default="", help="File or https address with the issuer's keys; else those here.")
@click.option("--name", default="", help="Also compare with this name, as it stands on the certificate.")
@click.pass_context
def verify_file(context: click.Context, file: Path, source: str, name: str) -> None:
    """Check a signed certificate (JSON or JWT) without asking its site; end with 1 when it is not genuine.

    Example: emm verify certificate.json --keys keys.json --name "Amina Diallo"
    """
    trusted = _keys(source) if source else _own_keys()
    try:
        found = verify(_text(file), trusted)
    except InvalidCredential as refusal:
        click.echo(f"NOT VALID: {refusal}")
        context.exit(1)
    is_other = bool(name) and not found.belongs_to(name)
    for line in _told(found, name, source):
        click.echo(line)
    context.exit(1 if is_other else 0)


def _told(found: Verified, name: str, source: str) -> Iterator[str]:
    yield f"Valid: signed by {found.issuer_id}, and not changed since ({found.form})."
    yield f"Course: {found.title}, edition {found.edition}"
    yield f"Issued by: {found.issuer}"
    yield f"Issued on: {found.issued_on}"
    yield f"Key: {found.key_id}, from {source or 'the data folder of this site'}"
    if name:
        known = (
            "match" if found.belongs_to(name) else "NO MATCH" if found.has_name else "NO MATCH (made without a name)"
        )
        yield f"Name: {known}"
    yield f"Whether it was withdrawn since is not in the file. Ask: {found.check_page}"


def _own_keys() -> KeySet:
    """Return the keys of this site; raise InvalidCredential where none has ever been made."""
    data = from_environment().data
    if not (data / NAME).exists():
        raise InvalidCredential("There are no keys in the data folder. Name the issuer's keys: --keys FILE or ADDRESS.")
    return key_ring(data).public


def _keys(source: str) -> KeySet:
    """Return the key set in a file or at an address; raise InvalidCredential when it cannot be had."""
    return KeySet.from_jwks(parsed(_fetched(source) if source.startswith("https://") else _text(Path(source))))


def _fetched(address: str) -> str:
    try:
        with urlopen(address, timeout=PATIENCE) as response:  # noqa: S310 - the caller looked at the scheme
            return str(response.read(LARGEST).decode())
    except (URLError, OSError, ValueError) as mistake:
        raise InvalidCredential(f"The keys at {address} cannot be had: {mistake}") from mistake


def _text(path: Path) -> str:
    try:
        with path.open(encoding="utf-8") as file:
            return file.read(LARGEST)
    except (OSError, UnicodeDecodeError) as mistake:
        raise InvalidCredential(f"{path} cannot be read as text.") from mistake


@contextmanager
def _database() -> Iterator[Connection]:
    """Give a connection to the database of the site, as its pages have it."""
    settings = from_environment()
    app = create_app(settings, catalog=Catalog(settings.content))
    with app.app_context(), services().writing() as connection:
        yield connection
