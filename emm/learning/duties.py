"""Work that is done once a day, by whichever process comes first."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date

from sqlalchemy import Connection, bindparam, text, update

from emm.store.people import duties
from emm.world import World

_d = duties.c
# Both databases understand this. SQLAlchemy has a construct for each, but not for both.
BEGIN = text("INSERT INTO duty (name, begun_on) VALUES (:name, :never) ON CONFLICT (name) DO NOTHING").bindparams(
    bindparam("never", type_=_d.begun_on.type)
)
CLAIM = (
    update(duties)
    .where(_d.name == bindparam("duty"), _d.begun_on < bindparam("today"))
    .values(begun_on=bindparam("today"))
)

Writing = Callable[[], AbstractContextManager[Connection]]
"""Gives a connection whose changes are on disk when the block ends."""


def is_mine_today(writing: Writing, world: World, duty: str) -> bool:
    """Whether this process does the duty today: of many that ask, one a day hears yes."""
    today = world.now().date()
    with writing() as connection:
        connection.execute(BEGIN, {"name": duty, "never": date.min})
        return connection.execute(CLAIM, {"duty": duty, "today": today}).rowcount == 1
