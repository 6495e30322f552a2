"""`emm people`: what administrators do on the pages, from the terminal of the server."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import cast

import click
from sqlalchemy import Connection
from sqlalchemy.exc import OperationalError

from emm.content.catalog import Catalog
from emm.errors import Conflict, Unavailable
from emm.learning import accounts, forgetting, passes, staff
from emm.learning.auditing import TERMINAL, Act, Deed, note
from emm.learning.passes import Pass
from emm.learning.rules.powers import ROLES, Role
from emm.learning.staff import Person
from emm.messages import Message
from emm.settings import from_environment
from emm.web import create_app
from emm.web.services import Services, services

ROLE = click.Choice(ROLES)


@click.group()
def people() -> None:
    """List, invite and change people with an account. Nobody's password is ever asked for or shown.

    Example: emm people add maria --role admin
    """


@people.command(name="list")
@click.argument("words", default="")
def list_people(words: str) -> None:
    """List accounts with a user name, or those whose name contains WORDS.

    Example: emm people list mar
    """
    with _site() as site:
        number, pages = 1, 1
        while number <= pages:
            page = staff.found(site.reading(), words, number)
            for person in page.people:
                click.echo(f"{person.name}\t{person.role}\t{_state(person)}\tlast here {person.seen_on}")
            number, pages = number + 1, page.pages


@people.command()
@click.argument("name")
@click.option("--role", type=ROLE, default="learner", show_default=True, help="What this person does here.")
def add(name: str, role: str) -> None:
    """Make an account and print the link with which its owner chooses a password, within 7 days.

    Example: emm people add maria --role admin
    """
    wrong = accounts.refused_name(name)
    if wrong:
        raise click.UsageError(_said(wrong))
    chosen = cast(Role, role)
    with _site() as site:
        try:
            with site.writing() as connection:
                person_id = staff.invite(connection, site.world, name, chosen)
                made = passes.make_link(connection, site.world, person_id, "invite")
                _note(connection, "invite", person_id, role)
        except Conflict as taken:
            raise Conflict(f"The user name {name} is taken.") from taken
        _print_link(made)


@people.command()
@click.argument("name")
def link(name: str) -> None:
    """Print a new link with which somebody chooses a password; it works once, for an hour.

    Example: emm people link maria
    """
    with _site() as site:
        person = staff.by_name(site.reading(), name)
        with site.writing() as connection:
            made = passes.renew_link(connection, site.world, person.id)
            _note(connection, "link", person.id)
        _print_link(made)


@people.command()
@click.argument("name")
def code(name: str) -> None:
    """Print a code that signs a learner in once, within 24 hours, in place of a resume code.

    Example: emm people code amina
    """
    with _site() as site:
        person = staff.by_name(site.reading(), name)
        if person.is_staff:
            raise Conflict(f"{person.name} works for this site and needs a link: emm people link")
        new, code_hash = passes.new_code(site.world)
        with site.writing() as connection:
            made = passes.make_code(connection, site.world, person.id, new, code_hash)
            _note(connection, "code", person.id)
        click.echo(made.secret)
        click.echo(f"Works once, until {made.ends_at:%Y-%m-%d %H:%M} UTC.", err=True)


@people.command()
@click.argument("name")
@click.argument("role", type=ROLE)
def role(name: str, role: str) -> None:
    """Change what somebody may do here; they are signed out.

    Example: emm people role maria author
    """
    with _site() as site:
        person = staff.by_name(site.reading(), name)
        made = None
        with site.writing() as connection:
            if staff.change_role(connection, person.id, cast(Role, role)):
                made = passes.renew_link(connection, site.world, person.id)
            _note(connection, "role", person.id, role)
        click.echo(f"{person.name}: {role}")
        if made:
            _print_link(made)


@people.command()
@click.argument("name")
def close(name: str) -> None:
    """Close an account: nothing leads to it any more, and what was learned stays.

    Example: emm people close maria
    """
    _change(name, "disable", "closed")


@people.command(name="open")
@click.argument("name")
def open_again(name: str) -> None:
    """Open a closed account again.

    Example: emm people open maria
    """
    _change(name, "enable", "open")


@people.command()
@click.argument("name")
def sign_out(name: str) -> None:
    """Sign somebody out everywhere.

    Example: emm people sign-out maria
    """
    _change(name, "signout", "signed out everywhere")


@people.command()
@click.argument("name")
def factor_off(name: str) -> None:
    """Take the second factor away from somebody who has lost app and recovery codes.

    Example: emm people factor-off maria
    """
    _change(name, "unpair", "no second factor")


@people.command()
@click.argument("name")
@click.confirmation_option(prompt="Delete this account and all that was learned, for good?")
def delete(name: str) -> None:
    """Delete somebody and all that is stored about them.

    Example: emm people delete maria --yes
    """
    with _site() as site:
        person = staff.by_name(site.reading(), name)
        with site.writing() as connection:
            staff.refuse_to_lose(connection, person.id)
            _note(connection, "delete", person.id)
            forgetting.forget(connection, site.world, site.settings.data, person.id)
        site.wipe()
        click.echo("Deleted.")


@contextmanager
def _site() -> Iterator[Services]:
    """Give the services of the site; raise Unavailable when it has no database that can be opened."""
    settings = from_environment()
    try:
        with create_app(settings, catalog=Catalog(settings.content)).app_context():
            yield services()
    except OperationalError as fault:
        raise Unavailable("The database cannot be opened. If there is none yet, make it: emm db upgrade") from fault


def _change(name: str, act: str, state: str) -> None:
    with _site() as site:
        person = staff.by_name(site.reading(), name)
        with site.writing() as connection:
            staff.CHANGES[act](connection, site.world, person.id)
            _note(connection, cast(Act, act), person.id)
        click.echo(f"{person.name}: {state}")


def _note(connection: Connection, act: Act, about: str, detail: str = "") -> None:
    note(connection, services().world, services().key, Deed(TERMINAL, act, about, detail))


def _print_link(made: Pass) -> None:
    """Print the address alone on standard output, and what to know about it beside."""
    site = services().settings.public_url
    click.echo(f"{site}/en/invitation?code={made.secret}")
    where = "" if site else " Put the address of your site before it (or set EMM_PUBLIC_URL)."
    click.echo(f"Works once, until {made.ends_at:%Y-%m-%d %H:%M} UTC.{where}", err=True)


def _state(person: Person) -> str:
    if person.is_closed:
        return "closed"
    return "open" if person.has_password else "waits for a password"


def _said(sentence: Message) -> str:
    return sentence.text % dict(sentence.values)
