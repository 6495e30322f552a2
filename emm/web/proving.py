"""The second factor: asked for after the password, and before something dangerous."""

from dataclasses import dataclass
from datetime import timedelta
from hmac import compare_digest

from flask import Response
from sqlalchemy import Connection

from emm.learning import codes, factors, passwords
from emm.messages import Message
from emm.web.addresses import safe_next
from emm.web.arriving import noted
from emm.web.context import page, page_language
from emm.web.identity import form_token, proof
from emm.web.limits import used
from emm.web.services import services

PATIENCE = timedelta(minutes=10)
"""How long the code may come after the password."""


@dataclass(frozen=True, slots=True)
class Ticket:
    """What the browser has shown already, and what it wanted; it carries this itself, sealed."""

    learner_id: str
    adds: bool
    """Whether to add what was done on this device."""
    given_at: int


@dataclass(frozen=True, slots=True)
class CodePage:
    """The form that asks for a code of the app."""

    token: str
    action: str
    ticket: str
    next: str
    error: Message | None = None


def ask_for_code(learner_id: str, *, adds: bool, asked_for: str) -> Response:
    """Return the page that asks for the second factor, after the password was right."""
    ticket = Ticket(learner_id, adds, int(services().world.now().timestamp()))
    return ask_again(ticket, asked_for)


def ask_again(ticket: Ticket, asked_for: str, error: Message | None = None) -> Response:
    """Return the same page, and say what was wrong."""
    action = f"/{page_language()}/sign-in/second"
    shown = CodePage(form_token(), action, _sealed(ticket), safe_next(asked_for, ""), error)
    return page("proving/code.html", status=422 if error else 200, page=shown)


def ticket_in(text: str) -> Ticket | None:
    """Return the ticket that this browser was given, None when it is not ours, of another browser, or too old."""
    said, _, shown = text.rpartition(".")
    if not compare_digest(shown.encode("utf-8", "surrogatepass"), proof("ticket", said).encode()):
        return None
    learner_id, adds, given_at = said.split(".")
    is_old = services().world.now().timestamp() - int(given_at) > PATIENCE.total_seconds()
    return None if is_old else Ticket(learner_id, adds == "yes", int(given_at))


def proves(learner_id: str, typed: str) -> bool:
    """Whether a code of the app or a recovery code is right, which then does not work again.

    Raises TooMany after too many wrong ones, which a right password in between does not take back.
    """
    salt = factors.salt_of(services().reading(), learner_id)
    recovery = codes.read(typed)
    hashed = passwords.code_hash(recovery, salt) if recovery and salt else ""

    def use(connection: Connection) -> bool:
        if hashed and factors.use_recovery_code(connection, learner_id, hashed):
            noted(connection, learner_id, "recovery-code")
            return True
        is_right = factors.use_code(connection, services().world, services().key, learner_id, typed)
        if not is_right:
            noted(connection, learner_id, "refused")
        return is_right

    return used(f"second factor of {learner_id}", use)


def _sealed(ticket: Ticket) -> str:
    said = f"{ticket.learner_id}.{'yes' if ticket.adds else 'no'}.{ticket.given_at}"
    return f"{said}.{proof('ticket', said)}"
