"""Accounts: a resume code, and a user name with a password, that lead a learner back from anywhere."""

import unicodedata
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, bindparam, insert, select, update
from sqlalchemy.exc import IntegrityError

from emm.errors import Conflict
from emm.learning import passwords
from emm.learning.rules.powers import Role, is_staff
from emm.messages import Message, message
from emm.store.people import accounts
from emm.world import World

SHORTEST_NAME, LONGEST_NAME = 3, 40
LONGEST_KEY = 120
"""Signs that a user name may have once it is spelled out for comparing."""
IN_NAMES = ("L", "M", "N")
"""First letters of the categories of signs in user names: letters, marks, numbers; and the ones below."""
BETWEEN = " .-_'’@+"

BAD_NAME = message("Use 3 to 40 letters or digits. A made-up name is fine.")
TAKEN = message("This username is taken. Choose another one.")

_a = accounts.c
HAS_FACTOR = _a.factor_salt.is_not(None).label("has_factor")
OF_LEARNER = select(_a.code_made_on, _a.name, _a.role, HAS_FACTOR).where(_a.learner_id == bindparam("learner_id"))
IS_OPEN = _a.disabled_on.is_(None)
BY_CODE = select(_a.learner_id).where(_a.code_hash == bindparam("code_hash"), IS_OPEN)
BY_NAME = select(_a.learner_id, _a.password_hash, _a.code_hash).where(_a.name_key == bindparam("name_key"), IS_OPEN)


@dataclass(frozen=True, slots=True)
class Account:
    """What a learner has set up to come back with."""

    code_made_on: date | None = None
    """The day of the resume code in force, None when there is none."""
    name: str = ""
    role: Role = "learner"
    has_factor: bool = False
    """Whether a code is asked for besides the password."""

    @property
    def is_staff(self) -> bool:
        """Whether it belongs to somebody who works for the site: then only the password leads back."""
        return is_staff(self.role)

    @property
    def has_code(self) -> bool:
        """Whether a resume code leads back."""
        return self.code_made_on is not None

    @property
    def exists(self) -> bool:
        """Whether anything leads back but this browser."""
        return self.has_code or bool(self.name)


NONE = Account()


def account_of(connection: Connection, learner_id: str) -> Account:
    """Return what the learner has set up."""
    row = connection.execute(OF_LEARNER, {"learner_id": learner_id}).one_or_none()
    return Account(row.code_made_on, row.name or "", row.role, row.has_factor) if row else NONE


def name_key(name: str) -> str:
    """Return a user name as it is compared: spelling, case and space of keyboards do not matter.

    It is normalised here and nowhere else, and a unique index holds the result, so that no two names are taken for
    one another.
    """
    spelled = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold())
    return " ".join(spelled.split())


def tried(name: str) -> str:
    """Return what counts as one account when secrets are tried, whether there is one of that name or not."""
    return f"account {name_key(name)[:LONGEST_KEY]}"


def refused_name(name: str) -> Message | None:
    """Return why a user name will not do, None when it will."""
    tidy = " ".join(name.split())
    known = all(unicodedata.category(sign)[0] in IN_NAMES or sign in BETWEEN for sign in tidy)
    has_word = sum(unicodedata.category(sign)[0] in ("L", "N") for sign in tidy) >= SHORTEST_NAME
    fits = len(tidy) <= LONGEST_NAME and len(name_key(name)) <= LONGEST_KEY
    return None if known and has_word and fits else BAD_NAME


def keep_code(connection: Connection, world: World, learner_id: str, code_hash: str) -> None:
    """Let a resume code lead to the learner, and the one before it not any more."""
    _keep(connection, learner_id, code_hash=code_hash, code_made_on=world.now().date())


def keep_name(
    connection: Connection, learner_id: str, name: str, password_hash: str | None, role: Role = "learner"
) -> None:
    """Let user name and password lead to the learner; raise Conflict, with nothing changed, when the name is taken.

    Without a password nothing does until there is one.
    """
    try:
        with connection.begin_nested():
            _keep(
                connection,
                learner_id,
                name=" ".join(name.split()),
                name_key=name_key(name),
                password_hash=password_hash,
                role=role,
            )
    except IntegrityError as taken:
        raise Conflict("the user name is taken") from taken


def keep_password(connection: Connection, learner_id: str, password_hash: str) -> None:
    """Change the password of a learner who has a user name."""
    connection.execute(update(accounts).where(_a.learner_id == learner_id).values(password_hash=password_hash))


def by_code(connection: Connection, code_hash: str) -> str | None:
    """Return the id of the learner whom a resume code leads to, None when it leads to nobody."""
    return connection.scalar(BY_CODE, {"code_hash": code_hash})


def by_password(connection: Connection, name: str, password: str) -> str | None:
    """Return the id of the learner with this user name and password, None when there is none.

    Nobody can tell by the time it takes whether the name is known (S1).
    """
    row = connection.execute(BY_NAME, {"name_key": name_key(name)}).one_or_none()
    is_right = passwords.matches(row.password_hash if row else None, password)
    return row.learner_id if row and is_right else None


def by_name_and_code(connection: Connection, name: str, code_hash: str) -> str | None:
    """Return the id of the learner with this user name and resume code, None when there is none."""
    row = connection.execute(BY_NAME, {"name_key": name_key(name)}).one_or_none()
    return row.learner_id if row and row.code_hash == code_hash else None


def stored_password(connection: Connection, learner_id: str) -> str | None:
    """Return the hash of a learner's password, None when there is none."""
    return connection.scalar(select(_a.password_hash).where(_a.learner_id == learner_id))


def _keep(connection: Connection, learner_id: str, **values: object) -> None:
    changed = connection.execute(update(accounts).where(_a.learner_id == learner_id).values(**values)).rowcount
    if not changed:
        connection.execute(insert(accounts).values(learner_id=learner_id, **values))
