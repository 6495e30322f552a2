"""Where the staff begins, and the list of what it did."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask import Blueprint, Response, redirect, request
from flask.typing import ResponseReturnValue

from emm.errors import Problem
from emm.learning import auditing
from emm.learning.auditing import Entry
from emm.learning.rules.powers import Power
from emm.learning.teaching import Taught, taught
from emm.messages import Message, message
from emm.web.access import may, member_of_staff, requires
from emm.web.addresses import HOME
from emm.web.arriving import noted
from emm.web.context import page
from emm.web.forms import AccountForm, account_form
from emm.web.identity import form_token
from emm.web.overview import overview
from emm.web.services import services

blueprint = Blueprint("administration", __name__, url_prefix=HOME)

PER_PAGE = 50
MOST = 2**31 - 1


@dataclass(frozen=True, slots=True)
class Door:
    """A page for the staff."""

    address: str
    title: Message
    about: Message


@dataclass(frozen=True, slots=True)
class AuditPage:
    """Some entries of the list, the newest first."""

    entries: tuple[Entry, ...]
    older: str
    """Address of the page with the entries before these, "" when there are none."""
    is_whole: bool
    """Whether none of these was changed or taken out."""


@dataclass(frozen=True, slots=True)
class ContentPage:
    """What is served, and what the check says of the files."""

    token: str
    courses: tuple[Taught, ...]
    errors: tuple[tuple[str, Problem], ...]
    """What keeps a course from being served anew; the last good text stays."""
    advice: tuple[tuple[str, Problem], ...]
    done: Message | None
    """What reading the files again has come to."""


READ: Mapping[str, Message] = {
    "new": message("The files were read again. What had changed is served now, as far as it has no errors."),
    "same": message("The files were read again. Nothing has changed since the last time."),
}
CONTENT = Door(
    f"{HOME}/content", message("Courses"), message("Which courses are served, and what the check says of their files.")
)
PEOPLE = Door(
    f"{HOME}/people", message("People"), message("Invite somebody, change what they may do, help them back in.")
)
AUDIT = Door(f"{HOME}/audit", message("Audit list"), message("What the staff did, for a year. Nobody can edit it."))
SETTINGS = Door(
    f"{HOME}/settings", message("Settings of the site"), message("Name, contact, languages, how long records are kept.")
)
DATA = Door(f"{HOME}/data", message("Data"), message("Backups, the way back, and records that have grown old."))
DOORS: tuple[tuple[Power, Door], ...] = (
    ("content", CONTENT),
    ("people", PEOPLE),
    ("site", SETTINGS),
    ("site", DATA),
    ("audit", AUDIT),
)
"""The pages that only some of the staff may open."""
FACTOR = Door(
    f"{HOME}/second-factor", message("Second factor"), message("Codes of an app, asked for besides your password.")
)


@blueprint.get("", strict_slashes=False)
@requires("own account")
def show() -> Response:
    """Show the pages that the reader may open, and to administrators how the site is."""
    doors = [door for power, door in DOORS if may(power)]
    shown = overview() if may("site") else None
    return page("administration/show.html", doors=(*doors, FACTOR), overview=shown)


@blueprint.get("/content")
@requires("content")
def content() -> Response:
    """Show which courses are served, and what is to be mended in their files."""
    catalog = services().catalog
    errors = tuple(found for found in catalog.problems if found[1].is_error)
    advice = tuple(found for found in catalog.problems if not found[1].is_error)
    done = READ.get(request.args.get("read", ""))
    shown = ContentPage(form_token(), tuple(taught(catalog)), errors, advice, done)
    return page("administration/content.html", page=shown)


@blueprint.post("/content/reload")
@requires("content")
def reload() -> ResponseReturnValue:
    """Read the files that have changed at once, and tell what came of it; the server looks by itself, too."""
    account_form(AccountForm)
    has_changed = services().catalog.refresh()
    with services().writing() as connection:
        noted(connection, member_of_staff().id, "reload")
    return redirect(f"{HOME}/content?read={'new' if has_changed else 'same'}", 303)


@blueprint.get("/audit")
@requires("audit")
def audit() -> Response:
    """Show what the staff did; `?before` goes back in time."""
    asked = request.args.get("before", "")
    before = int(asked) if asked.isascii() and asked.isdigit() and int(asked) <= MOST else None
    entries = auditing.entries(services().reading(), services().key, before, PER_PAGE)
    last = entries[-1].number if len(entries) == PER_PAGE else 0
    older = f"{HOME}/audit?before={last}" if last else ""
    shown = AuditPage(entries, older, all(entry.is_whole for entry in entries))
    return page("administration/audit.html", page=shown)
