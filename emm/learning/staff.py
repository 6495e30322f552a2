"""Looking after accounts: a list, roles, closing and opening, ending sign-ins, deleting; never a password."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, Row, func, insert, select, update

from emm.errors import Conflict, NotFound
from emm.learning import accounts as keeping
from emm.learning import factors, passes, visits
from emm.learning.accounts import name_key
from emm.learning.rules.powers import Role, is_staff
from emm.messages import Message, message
from emm.store.people import accounts, learners
from emm.store.people import passes as passed
from emm.store.people import visits as visited
from emm.world import World

PER_PAGE = 25
LAST_ADMINISTRATOR = message("This is the last administrator. Make somebody else one first.")
NOT_YOURSELF = message("You cannot do this to your own account. Ask another administrator.")

_a, _l = accounts.c, learners.c
SIGN_INS = select(func.count()).where(visited.c.learner_id == _a.learner_id).scalar_subquery().label("sign_ins")
LISTED = select(
    _a.learner_id,
    _a.name,
    _a.role,
    _a.disabled_on,
    _a.password_hash.is_not(None).label("has_password"),
    _a.factor_salt.is_not(None).label("has_factor"),
    _l.created_on,
    _l.seen_on,
    SIGN_INS,
).join_from(accounts, learners)


@dataclass(frozen=True, slots=True)
class Person:
    """An account with a user name, as administrators see it: nothing of what was learned."""

    id: str
    name: str
    role: Role
    is_closed: bool
    has_password: bool
    """False for somebody who has not opened an invitation or a new link yet."""
    has_factor: bool
    since: date
    seen_on: date
    sign_ins: int
    """In how many browsers they are signed in."""

    @property
    def is_staff(self) -> bool:
        """Whether they work for the site."""
        return is_staff(self.role)


@dataclass(frozen=True, slots=True)
class Listed:
    """One page of the list."""

    people: tuple[Person, ...]
    count: int
    """How many there are on all pages."""
    page: int
    pages: int
    nameless: int
    """Accounts that only a resume code leads to: they have no name to be found by."""


class Refused(Conflict):
    """The site would be without an administrator, or somebody would change their own powers; `message` says which."""

    def __init__(self, reason: Message) -> None:
        super().__init__(reason.text)
        self.message = reason


def found(connection: Connection, words: str, page: int) -> Listed:
    """Return the accounts whose user name contains the words, by name, one page of them; the staff first."""
    named = _a.name_key.contains(name_key(words), autoescape=True) if words.strip() else _a.name_key.is_not(None)
    count = connection.scalar(select(func.count()).select_from(accounts).where(named)) or 0
    pages = max(1, -(-count // PER_PAGE))
    here = min(max(1, page), pages)
    asked = LISTED.where(named).order_by(_a.role == "learner", _a.name_key)
    rows = connection.execute(asked.limit(PER_PAGE).offset((here - 1) * PER_PAGE)).all()
    nameless = connection.scalar(select(func.count()).select_from(accounts).where(_a.name_key.is_(None))) or 0
    return Listed(tuple(map(_person, rows)), count, here, pages, nameless)


def person(connection: Connection, learner_id: str) -> Person:
    """Return somebody with a user name; raise NotFound when there is none of that id."""
    row = connection.execute(LISTED.where(_a.learner_id == learner_id, _a.name_key.is_not(None))).one_or_none()
    if row is None:
        raise NotFound("a person")
    return _person(row)


def by_name(connection: Connection, name: str) -> Person:
    """Return somebody by their user name; raise NotFound when there is none."""
    row = connection.execute(LISTED.where(_a.name_key == name_key(name))).one_or_none()
    if row is None:
        raise NotFound(f"Nobody has the user name {name}.")
    return _person(row)


def invite(connection: Connection, world: World, name: str, role: Role) -> str:
    """Make an account that opens when its owner has chosen a password, and return its id.

    Raises Conflict when somebody has the user name.
    """
    learner_id, today = world.new_id(), world.now().date()
    row = {"id": learner_id, "seed": world.new_seed(), "created_on": today, "seen_on": today}
    connection.execute(insert(learners), row)
    keeping.keep_name(connection, learner_id, name, None, role)
    return learner_id


def change_role(connection: Connection, learner_id: str, role: Role) -> bool:
    """Change what somebody may do; return whether they need a link, because they have to choose a new password.

    All their browsers are signed out (S3). A learner who joins the staff leaves resume code and password behind: for
    the staff they are not strong enough. Raises Refused for the last administrator.
    """
    before = _held(connection, learner_id)
    if before == "admin" != role:
        refuse_to_lose(connection, learner_id)
    joins = is_staff(role) and not is_staff(before)
    values: dict[str, object] = {"role": role}
    if joins:
        values |= {"code_hash": None, "code_made_on": None, "password_hash": None}
    if not is_staff(role):
        values |= {"factor_salt": None, "factor_step": None}
    connection.execute(update(accounts).where(_a.learner_id == learner_id).values(values))
    visits.close_all(connection, learner_id)
    passes.close_codes(connection, learner_id)
    return joins


def close(connection: Connection, world: World, learner_id: str) -> None:
    """Let nothing lead to an account, at once and everywhere; raise Refused for the last administrator."""
    refuse_to_lose(connection, learner_id)
    connection.execute(update(accounts).where(_a.learner_id == learner_id).values(disabled_on=world.now().date()))
    visits.close_all(connection, learner_id)


def open_again(connection: Connection, _world: World, learner_id: str) -> None:
    """Let user name, password and resume code work again."""
    connection.execute(update(accounts).where(_a.learner_id == learner_id).values(disabled_on=None))


def end_sign_ins(connection: Connection, _world: World, learner_id: str) -> None:
    """Sign somebody out everywhere."""
    visits.close_all(connection, learner_id)


def take_factor(connection: Connection, _world: World, learner_id: str) -> None:
    """Ask somebody for no codes any more, who has lost app and recovery codes."""
    factors.switch_off(connection, learner_id)
    visits.close_all(connection, learner_id)


def refuse_to_lose(connection: Connection, learner_id: str) -> None:
    """Raise Refused when nobody else could look after the site; two who would go at once stand in line."""
    can = (_a.role == "admin", _a.disabled_on.is_(None), _a.password_hash.is_not(None))
    held = connection.scalars(select(_a.learner_id).where(*can).order_by(_a.learner_id).with_for_update()).all()
    if learner_id in held and len(held) == 1:
        raise Refused(LAST_ADMINISTRATOR)


Change = Callable[[Connection, World, str], None]
CHANGES: Mapping[str, Change] = {
    "disable": close,
    "enable": open_again,
    "signout": end_sign_ins,
    "unpair": take_factor,
}
"""What can be done to an account, by the name that the audit list has for it."""


def waits_until(connection: Connection, learner_id: str) -> date | None:
    """Return the day until which a link waits to be opened, None when there is none."""
    ends_at = connection.scalar(
        select(passed.c.ends_at).where(passed.c.learner_id == learner_id, passed.c.purpose != "code")
    )
    return ends_at.date() if ends_at else None


def _held(connection: Connection, learner_id: str) -> Role:
    asked = select(_a.role).where(_a.learner_id == learner_id).with_for_update()
    role: Role = connection.scalars(asked).one()
    return role


def _person(row: Row[tuple[object, ...]]) -> Person:
    return Person(
        row.learner_id,
        row.name,
        row.role,
        row.disabled_on is not None,
        row.has_password,
        row.has_factor,
        row.created_on,
        row.seen_on,
        row.sign_ins,
    )
