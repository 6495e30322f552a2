"""Where the staff begins, and the list of what it did."""

from dataclasses import dataclass

from flask import Blueprint, Response, request

from emm.learning import auditing
from emm.learning.auditing import Entry
from emm.messages import Message, message
from emm.web.access import HOME, may, requires
from emm.web.context import page
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


PEOPLE = Door(
    f"{HOME}/people", message("People"), message("Invite somebody, change what they may do, help them back in.")
)
AUDIT = Door(f"{HOME}/audit", message("Audit list"), message("What the staff did, for a year. Nobody can edit it."))
FACTOR = Door(
    f"{HOME}/second-factor", message("Second factor"), message("Codes of an app, asked for besides your password.")
)


@blueprint.get("")
@requires("own account")
def show() -> Response:
    """Show the pages that the reader may open."""
    doors = [PEOPLE] if may("people") else []
    doors += [AUDIT] if may("audit") else []
    return page("administration/show.html", doors=(*doors, FACTOR))


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
