"""What happens when somebody has shown who they are: their browser goes on as them, and comes to the right page."""

from dataclasses import astuple

from sqlalchemy import Connection

from emm.learning import accounts
from emm.learning.auditing import Act, Deed, note
from emm.learning.merging import Added, merge
from emm.learning.visits import Lasts
from emm.web.addresses import HOME, safe_next
from emm.web.identity import adopt_writer, come_back, current_learner, proof
from emm.web.services import services


def lasts_for(learner_id: str, *, keep: bool) -> Lasts:
    """Return how long somebody stays signed in: as they ask, and the staff for a short time, whatever they ask."""
    if accounts.account_of(services().reading(), learner_id).is_staff:
        return "staff"
    return "month" if keep else "browser"


def enter(learner_id: str, lasts: Lasts, *, adds: bool) -> Added:
    """Sign the browser in, and add what was done on it if its learner says so; return what that was."""
    guest, added = current_learner(), Added()
    with services().writing() as connection:
        if adds and guest:
            courses = services().catalog.courses(services().catalog.languages[0])
            added = merge(connection, services().world, courses, guest.id, learner_id)
        come_back(connection, learner_id, lasts)
        if lasts == "staff":
            noted(connection, learner_id, "sign-in")
    adopt_writer()
    return added


def welcome(language: str, added: Added, asked_for: str) -> str:
    """Return the address to go to: of the page that says what was added, which nobody else can make it say."""
    learner = current_learner()
    if not added:
        return safe_next(asked_for, HOME if learner and learner.is_staff else f"/{language}/me")
    text = "-".join(map(str, astuple(added)))
    return f"/{language}/me?added={text}.{proof('added', text)}"


def noted(connection: Connection, actor: str, act: Act, about: str = "", detail: str = "") -> None:
    """Add to the audit list what somebody does in this transaction."""
    note(connection, services().world, services().key, Deed(actor, act, about, detail))
