"""What happens when somebody has shown who they are: their browser goes on as them, and comes to the right page."""

from dataclasses import astuple

from sqlalchemy import Connection

from emm.learning import accounts
from emm.learning.auditing import Act, Deed, note
from emm.learning.merging import Added, left_on_device, merge
from emm.learning.visits import Lasts
from emm.messages import Message, message
from emm.web.addresses import HOME, safe_next
from emm.web.identity import adopt_writer, come_back, current_learner, proof
from emm.web.services import services

CHOOSE = message("Choose what to do with the answers given on this device.")


def lasts_for(learner_id: str, *, keep: bool) -> Lasts:
    """Return how long somebody stays signed in: as they ask, and the staff for a short time, whatever they ask."""
    if accounts.account_of(services().reading(), learner_id).is_staff:
        return "staff"
    return "month" if keep else "browser"


def left_here() -> Added:
    """Return what was done on this device by a guest, whom nothing else leads back."""
    learner = current_learner()
    if learner is None or learner.has_account:
        return Added()
    return left_on_device(services().reading(), learner.id)


def not_chosen(left: Added, add: str) -> Message | None:
    """Return what to say when somebody was asked whether to add what was left, and has not answered."""
    return CHOOSE if left and add not in ("yes", "no") else None


def take_over(connection: Connection, learner_id: str, *, adds: bool) -> Added:
    """Add what was done on this device to a record, if its learner says so; return what that was."""
    guest = current_learner()
    if not (adds and guest):
        return Added()
    languages = services().catalog.languages
    courses = services().catalog.courses(languages[0]) if languages else ()
    return merge(connection, services().world, courses, guest.id, learner_id)


def enter(learner_id: str, lasts: Lasts, *, adds: bool) -> Added:
    """Sign the browser in, and add what was done on it if its learner says so; return what that was."""
    with services().writing() as connection:
        added = take_over(connection, learner_id, adds=adds)
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
