"""Links and codes that lead to an account once: invitations, and the way back for who lost everything (S9).

Nobody of the staff ever sees or sets a password: who comes by a link chooses one.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from sqlalchemy import Connection, delete, insert, select

from emm.learning import codes, passwords
from emm.learning.accounts import IS_OPEN, Account, account_of
from emm.learning.visits import token_hash
from emm.store.people import accounts, learners, passes
from emm.world import World

Purpose = Literal["invite", "link", "code"]
"""To begin here, to choose a new password, or to sign in."""
LASTS: Mapping[Purpose, timedelta] = {
    "invite": timedelta(days=7),
    "link": timedelta(minutes=60),  # S9
    "code": timedelta(hours=24),
}
"""How long each one holds."""

_p = passes.c


@dataclass(frozen=True, slots=True)
class Pass:
    """What was made, in the only moment in which it can be seen."""

    secret: str
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class Invited:
    """Whom a link leads to."""

    learner_id: str
    account: Account


def make_link(connection: Connection, world: World, learner_id: str, purpose: Purpose = "link") -> Pass:
    """Return a link's secret; those that were made for this account before work no more."""
    made = Pass(world.new_token(), world.now() + LASTS[purpose])
    _keep(connection, learner_id, purpose, token_hash(made.secret), made.ends_at)
    return made


def renew_link(connection: Connection, world: World, learner_id: str) -> Pass:
    """Return the secret of a new link: an invitation for who has not opened theirs, else a way to a new password."""
    waiting = select(_p.purpose).where(_p.learner_id == learner_id, _p.purpose == "invite")
    return make_link(connection, world, learner_id, "invite" if connection.scalar(waiting) else "link")


def make_code(connection: Connection, world: World, learner_id: str, code: str, code_hash: str) -> Pass:
    """Return a code, as people read it, that signs somebody in once; it was hashed before, because that takes time."""
    made = Pass(codes.written(code), world.now() + LASTS["code"])
    _keep(connection, learner_id, "code", code_hash, made.ends_at)
    return made


def new_code(world: World) -> tuple[str, str]:
    """Return a code and what is stored of it."""
    code = codes.new_code(world.new_dice())
    return code, passwords.code_hash(code)


def invited(connection: Connection, world: World, secret: str) -> Invited | None:
    """Return whom a link leads to, None when it leads to nobody any more."""
    found = _found(connection, world, ("invite", "link"), token_hash(secret))
    return Invited(found, account_of(connection, found)) if found else None


def by_code(connection: Connection, world: World, code_hash: str) -> str | None:
    """Return the id of the learner whom a one-time code leads to, None when it leads to nobody any more."""
    return _found(connection, world, ("code",), code_hash)


def use(connection: Connection, secret_hash: str) -> bool:
    """Whether a link or a code has not been used by now; it is, from here on."""
    return connection.execute(delete(passes).where(_p.secret_hash == secret_hash)).rowcount == 1


def close_codes(connection: Connection, learner_id: str) -> None:
    """Let no code sign in to this account any more."""
    connection.execute(delete(passes).where(_p.learner_id == learner_id, _p.purpose == "code"))


def clear(connection: Connection, now: datetime) -> None:
    """Delete what has ended, and the accounts of invitations that nobody opened."""
    ended = _p.ends_at < now
    never_opened = select(_p.learner_id).where(ended, _p.purpose == "invite")
    connection.execute(delete(learners).where(learners.c.id.in_(never_opened)))
    connection.execute(delete(passes).where(ended))


def _keep(connection: Connection, learner_id: str, purpose: Purpose, secret_hash: str, ends_at: datetime) -> None:
    replaced = [purpose] if purpose == "code" else ["invite", "link"]
    connection.execute(delete(passes).where(_p.learner_id == learner_id, _p.purpose.in_(replaced)))
    row = {"secret_hash": secret_hash, "learner_id": learner_id, "purpose": purpose, "ends_at": ends_at}
    connection.execute(insert(passes), row)


def _found(connection: Connection, world: World, purposes: tuple[Purpose, ...], secret_hash: str) -> str | None:
    asked = select(_p.learner_id).join_from(passes, accounts, accounts.c.learner_id == _p.learner_id)
    holds = (_p.secret_hash == secret_hash, _p.purpose.in_(purposes), _p.ends_at > world.now(), IS_OPEN)
    return connection.scalar(asked.where(*holds))
