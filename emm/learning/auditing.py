"""The list of what the staff did: who, what, whom, when; nothing that tells names, answers or secrets (S51).

An entry is written in the transaction of the act itself: neither is there without the other.
"""

import hmac
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from sqlalchemy import Connection, Row, delete, func, insert, select

from emm.learning import choosing
from emm.learning.rules.powers import ROLE_NAMES, ROLES
from emm.messages import Message, message
from emm.store.audit import audit_entries
from emm.store.engine import add_alone
from emm.store.people import accounts
from emm.world import World

KEPT = timedelta(days=366)
"""How long entries are kept; the database itself refuses to delete them within 365 days."""
TERMINAL = "terminal"
"""Who acts on the server itself."""

Act = Literal[
    "set-up", "sign-in", "refused", "confirm", "recovery-code", "factor-on", "factor-off", "new-codes", "password",
    "invite", "link", "code", "accept", "role", "disable", "enable", "signout", "unpair", "delete",
    "setting", "backup", "download", "tidy", "reload",
]  # fmt: skip
ACTS: Mapping[str, Message] = {
    "set-up": message("set up the site"),
    "sign-in": message("signed in"),
    "refused": message("gave a wrong code of the second factor"),
    "confirm": message("confirmed who they are"),
    "recovery-code": message("used a recovery code"),
    "factor-on": message("switched the second factor on"),
    "factor-off": message("switched the second factor off"),
    "new-codes": message("made new recovery codes"),
    "password": message("chose a new password"),
    "invite": message("invited"),
    "link": message("made a new link for"),
    "code": message("made a one-time code for"),
    "accept": message("opened their link"),
    "role": message("changed the role of"),
    "disable": message("closed the account of"),
    "enable": message("opened the account again of"),
    "signout": message("ended all sign-ins of"),
    "unpair": message("took the second factor away from"),
    "delete": message("deleted the account of"),
    "setting": message("changed a setting"),
    "backup": message("made a backup"),
    "download": message("downloaded a backup"),
    "tidy": message("deleted old records"),
    "reload": message("read the courses again"),
}
"""What can be done, in words."""

UNKNOWN = message("did something that this version does not know")
NAMES: Mapping[str, Message] = {**{role: ROLE_NAMES[role] for role in ROLES}, **choosing.NAMES}
"""What a detail can be, in words."""
SEALED = ("number", "done_at", "actor", "act", "about", "detail")
"""The columns that the seal of an entry speaks of."""

_e = audit_entries.c


@dataclass(frozen=True, slots=True)
class Deed:
    """What somebody did, to whom."""

    actor: str
    """Their id, or TERMINAL."""
    act: Act
    about: str = ""
    """The id of whom it was done to."""
    detail: str = ""
    """One word that belongs to it, such as a role, the name of a setting or a day."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the list, as administrators read it."""

    number: int
    done_at: datetime
    actor: str
    """The user name of now; the id of somebody who has none any more."""
    did: Message
    about: str
    detail: Message | None
    """The role that was given, the setting that was changed, the day of a backup."""
    is_whole: bool
    """Whether it is as it was written, and the one before it is there."""


def note(connection: Connection, world: World, key: str, deed: Deed) -> None:
    """Add an entry. Numbers have no gap, so that a row that was taken out shows."""
    add_alone(connection, audit_entries)
    number = (connection.scalar(select(func.max(_e.number))) or 0) + 1
    values = (number, world.now(), deed.actor, deed.act, deed.about, deed.detail)
    row = dict(zip(SEALED, values, strict=True))
    connection.execute(insert(audit_entries), row | {"seal": _seal(key, values)})


def entries(connection: Connection, key: str, before: int | None, most: int) -> tuple[Entry, ...]:
    """Return the newest entries, or the newest of those with a smaller number than `before`."""
    asked = select(audit_entries).order_by(_e.number.desc()).limit(most + 1)
    if before is not None:
        asked = asked.where(_e.number < before)
    rows = connection.execute(asked).all()
    named = _names(connection, {row.actor for row in rows} | {row.about for row in rows})
    return tuple(
        Entry(
            number=row.number,
            done_at=row.done_at,
            actor=named.get(row.actor, row.actor),
            did=ACTS.get(row.act, UNKNOWN),
            about=named.get(row.about, row.about),
            detail=_detail(row.detail),
            is_whole=_is_sealed(key, row) and (earlier is None or earlier.number == row.number - 1),
        )
        for row, earlier in zip(rows, [*rows, None][1:], strict=True)
    )[:most]


def forget(connection: Connection, now: datetime) -> int:
    """Delete the entries that are older than they are kept; return how many."""
    return connection.execute(delete(audit_entries).where(_e.done_at < now - KEPT)).rowcount


def _names(connection: Connection, ids: set[str]) -> dict[str, str]:
    asked = select(accounts.c.learner_id, accounts.c.name).where(accounts.c.learner_id.in_(ids))
    return {row.learner_id: row.name for row in connection.execute(asked) if row.name}


def _detail(word: str) -> Message | None:
    return NAMES.get(word, message("%(word)s", word=word)) if word else None


def _is_sealed(key: str, row: Row[Any]) -> bool:
    return hmac.compare_digest(_seal(key, [getattr(row, name) for name in SEALED]), row.seal)


def _seal(key: str, values: Iterable[object]) -> str:
    """Return what only this site can say of an entry (HMAC-SHA256, RFC 2104)."""
    said = "\n".join(value.isoformat() if isinstance(value, datetime) else str(value) for value in values)
    return hmac.digest(key.encode(), f"audit:{said}".encode(), "sha256").hex()
