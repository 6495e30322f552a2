"""Limits on how often a visitor may try something; `emm/learning/limiting.py` counts.

A page that needs one has a constant `Limit` and calls `admit(limit, who)` before it answers. Who tries is
`visitor_address()`, or whatever is tried, such as a user name. When it is too much, `TooMany` is told as a page with
status 429; a page with a form that must not be lost catches it, and answers with `told_to_wait()`.
"""

import logging
from collections.abc import Callable
from ipaddress import IPv6Address, IPv6Network, ip_address
from typing import TypeVar

from flask import Response, request
from sqlalchemy import Connection

from emm.errors import TooMany
from emm.learning.limiting import PLACES, SECRETS, Limit, Try, count, forgive, try_of
from emm.messages import Message, counted
from emm.web.services import services

logger = logging.getLogger(__name__)

T = TypeVar("T")

HOUSEHOLD = 64
"""Bits of an IPv6 address that one customer is given at least; the rest they choose (RFC 6177)."""


def admit(limit: Limit, who: str) -> None:
    """Count a try; raise TooMany when there were enough, and Unavailable when it cannot be counted."""
    _count([_try(limit, who)])


def checked(account: str, check: Callable[[Connection], T | None]) -> T | None:
    """Return what a check of a secret returns: whom it leads to, None when it is wrong.

    Every path that checks a secret comes through here, or through `used` (S2). `account` is what the secret is tried
    for. The try is counted before it is made and taken back when it was right; in between nobody waits for it.
    """
    tries = _tries(account)
    found = check(services().reading())
    if found is None:
        _tell_wrong()
    else:
        with services().writing() as connection:
            forgive(connection, tries)
    return found


def used(account: str, use: Callable[[Connection], bool]) -> bool:
    """Whether a secret that works once is right; then it is used up, in the transaction that `use` is given."""
    tries = _tries(account)
    with services().writing() as connection:
        is_right = use(connection)
        if is_right:
            forgive(connection, tries)
    if not is_right:
        _tell_wrong()
    return is_right


def told_to_wait(response: Response, refusal: TooMany) -> Response:
    """Return the page as one that browsers and programs understand to be too early."""
    response.status_code = 429
    response.headers["Retry-After"] = str(refusal.seconds)
    return response


def when(refusal: TooMany) -> Message:
    """Return the sentence that says when the next try can be made."""
    minutes = -(-refusal.seconds // 60)
    return counted(
        "Please wait %(count)s minute, then try again.", "Please wait %(count)s minutes, then try again.", minutes
    )


def visitor_address() -> str:
    """Return the address that the request comes from, as trusted proxies tell it; of IPv6 the customer's part."""
    try:
        address = ip_address(request.remote_addr or "")
    except ValueError:
        return ""
    if isinstance(address, IPv6Address):
        return str(IPv6Network((address, HOUSEHOLD), strict=False))
    return str(address)


def _tell_wrong() -> None:
    """Tell the log that a secret was wrong, and at which page, but not whose: nobody's address or name is kept."""
    logger.warning("a secret was wrong: %s", request.endpoint)


def _tries(account: str) -> list[Try]:
    """Return the tries of a secret, counted."""
    tries = [_try(PLACES, visitor_address()), _try(SECRETS, account)]
    _count(tries)
    return tries


def _try(limit: Limit, who: str) -> Try:
    return try_of(services().key, services().world, limit, who)


def _count(tries: list[Try]) -> None:
    with services().writing() as connection:
        count(connection, services().world, tries)
