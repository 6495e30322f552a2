"""Who may do what: the one place that decides, for pages and for the terminal alike."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal, get_args

from emm.messages import Message, message

Role = Literal["learner", "facilitator", "author", "admin"]
"""What somebody with an account does on this site."""
ROLES: tuple[Role, ...] = get_args(Role)
ROLE_NAMES: Mapping[Role, Message] = {
    "learner": message("Learner"),
    "facilitator": message("Facilitator"),
    "author": message("Author"),
    "admin": message("Administrator"),
}
Power = Literal["own account", "content", "people", "audit", "site"]
"""What only the staff may: look after their own second factor, see what the check says of the courses, look after
accounts, read the audit list, see how the site is, choose its settings and hold its data."""
Decision = Literal["yes", "sign in", "no", "second factor", "confirm"]
"""Whether somebody may, or what they have to do first."""

POWERS: Mapping[Role, frozenset[Power]] = {
    "learner": frozenset(),
    "facilitator": frozenset({"own account"}),
    "author": frozenset({"own account", "content"}),
    "admin": frozenset({"own account", "content", "people", "audit", "site"}),
}
"""Four separate roles: none but the administrators' includes another one (S33)."""
MUST_PROVE_TWICE = frozenset[Role]({"admin"})
"""Roles for which a password alone is not enough (ASVS 5.0, 6.3.3)."""
FRESH = timedelta(minutes=10)
"""How old the proof of who somebody is may be before something dangerous (ASVS 5.0, 7.5.1)."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Who asks."""

    role: Role
    is_staff_session: bool
    """Whether they signed in as staff: by password, for half a day at most."""
    has_factor: bool
    proved: timedelta
    """How long ago they showed who they are."""


def is_staff(role: Role) -> bool:
    """Whether somebody of that role works for the site."""
    return bool(POWERS[role])


def decide(power: Power, who: Standing | None, *, dangerous: bool = False) -> Decision:
    """Return whether somebody, or a visitor, may; what is not named in `POWERS` is refused."""
    if who is None:
        return "sign in"
    if power not in POWERS[who.role]:
        return "no"
    if not who.is_staff_session:
        return "sign in"
    if power != "own account" and who.role in MUST_PROVE_TWICE and not who.has_factor:
        return "second factor"
    return "confirm" if dangerous and who.proved > FRESH else "yes"
