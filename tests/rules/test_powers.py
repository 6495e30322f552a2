"""Who may do what: every role, every power, every standing (S33)."""

from datetime import timedelta
from itertools import product
from typing import get_args

import pytest

from emm.learning.rules.powers import FRESH, POWERS, ROLES, Power, Role, Standing, decide, is_staff

OWN: tuple[Power, ...] = get_args(Power)
MAY: dict[Role, set[Power]] = {
    "learner": set(),
    "facilitator": {"own account"},
    "author": {"own account", "content"},
    "admin": {"own account", "content", "people", "audit", "site"},
}


def standing(role: Role, *, session: bool = True, factor: bool = True, age: timedelta = timedelta(0)) -> Standing:
    return Standing(role, session, factor, age)


def test_every_role_is_decided():
    assert set(POWERS) == set(ROLES) == set(MAY)
    assert [role for role in ROLES if is_staff(role)] == ["facilitator", "author", "admin"]


@pytest.mark.parametrize(("role", "power"), list(product(ROLES, OWN)))
def test_s33_a_role_has_its_powers_and_no_others(role: Role, power: Power):
    assert decide(power, standing(role)) == ("yes" if power in MAY[role] else "no")


@pytest.mark.parametrize("power", OWN)
def test_a_visitor_is_asked_to_sign_in(power: Power):
    assert decide(power, None) == decide(power, None, dangerous=True) == "sign in"


@pytest.mark.parametrize(("role", "power"), [(role, power) for role in ROLES for power in MAY[role]])
def test_powers_need_a_session_of_the_staff(role: Role, power: Power):
    assert decide(power, standing(role, session=False)) == "sign in"


@pytest.mark.parametrize("power", OWN)
def test_s11_an_administrator_needs_the_second_factor_for_all_but_their_own_account(power: Power):
    expected = "yes" if power == "own account" else "second factor"
    assert decide(power, standing("admin", factor=False)) == expected
    assert decide("content", standing("author", factor=False)) == "yes"


@pytest.mark.parametrize(("age", "decision"), [(FRESH, "yes"), (FRESH + timedelta(seconds=1), "confirm")])
def test_s11_something_dangerous_needs_a_proof_that_is_not_older_than_ten_minutes(age: timedelta, decision: str):
    assert decide("people", standing("admin", age=age), dangerous=True) == decision
    assert decide("people", standing("admin", age=age)) == "yes"


def test_somebody_without_the_power_is_not_asked_to_confirm_anything():
    assert decide("people", standing("author", age=FRESH * 2), dangerous=True) == "no"
