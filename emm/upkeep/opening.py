"""Makes the database ready before a site is served: made, examined, brought up to date, and never made twice."""

from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError

from emm.credentials.keyfile import NAME as SIGNING_KEYS
from emm.credentials.keyfile import key_ring
from emm.errors import Conflict
from emm.store import copies, schema
from emm.store.engine import describe, is_out_of_reach, make_engine
from emm.upkeep import backup, troubles
from emm.upkeep.site import Site
from emm.world import World

THOROUGHLY = 32 << 20
"""Bytes of a database that can be looked through at each start without anybody noticing."""


def made_ready(site: Site, world: World, secret: str) -> Iterator[str]:
    """Make the database ready for serving and yield what the operator reads.

    One that cannot be written to, or not be opened at this moment, is told of and served all the same: lessons need
    none. Raises StorageError, or Conflict, when the site must not be started.
    """
    if _is_new(site):
        schema.begin(site.database_url)
    elif not (site.data / SIGNING_KEYS).exists():
        yield troubles.lost_keys(site)
    key_ring(site.data)  # one that cannot be used is told of now, not with the first certificate
    engine = make_engine(site.database_url)
    try:
        examine(site)
        yield from _brought_up_to_date(site, world, engine, secret)
        yield f"Database: {describe(engine)}"
    except DBAPIError as fault:
        if site.database is None or not is_out_of_reach(fault):
            raise troubles.out_of_reach(site, fault) from fault
        yield f"{troubles.out_of_reach(site, fault)}\nUntil then lessons can be read, and answers are refused in words."
    finally:
        engine.dispose()


def examine(site: Site) -> None:
    """Raise StorageError when the file of the database is not sound.

    A large one is examined by its structure only: reading it all would keep learners waiting.
    """
    file = site.database
    if file is None:
        return
    if not file.exists():
        raise troubles.lost(site)
    if reason := copies.fault_in(file, quickly=file.stat().st_size > THOROUGHLY):
        raise troubles.damaged(site, reason)


def begin_anew(site: Site) -> None:
    """Make an empty database for a site that has lost its own; raises Conflict when there is one."""
    if _is_there(site):
        raise Conflict("There is a database already. It was not touched.")
    schema.begin(site.database_url)


def _is_new(site: Site) -> bool:
    """Whether a database is to be made; raises StorageError when there is none where one has been."""
    is_there = _is_there(site)
    if not is_there and site.has_been_used():
        raise troubles.lost(site)
    return not is_there


def _is_there(site: Site) -> bool:
    if site.database is not None:
        return site.database.exists()
    with troubles.told(site):
        engine = make_engine(site.database_url)
        try:
            return schema.current(engine) is not None
        finally:
            engine.dispose()


def _brought_up_to_date(site: Site, world: World, engine: Engine, secret: str) -> Iterator[str]:
    before, after = schema.current(engine), schema.newest()
    if before == after:
        return
    if before is None:
        raise troubles.damaged(site, "it has no tables")
    if not schema.is_known(before):
        raise Conflict(schema.TOO_NEW)
    kept = backup.make(site, world, _snapshot(site, world, str(after)), secret=secret).file
    schema.upgrade(engine)
    yield (
        f"The database was brought from {before} to {after}. How it was before is in {kept}\n"
        f"To go back, install the earlier version of the program, then: emm restore --replace {kept}"
    )


def _snapshot(site: Site, world: World, revision: str) -> Path:
    return site.backups / f"before-{revision}-{world.now():%Y-%m-%dT%H%M%S}.zip"
