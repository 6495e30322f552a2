"""Deletion on request: at once, and again when a backup from before is restored."""

import os
import re
from datetime import date
from pathlib import Path

from sqlalchemy import Connection, delete

from emm.errors import Unavailable
from emm.store.people import learners
from emm.world import World

LIST = "deleted.txt"
"""The file in the data folder that holds a line for each learner who asked to be deleted: day and random number.

It is a file and not a table, because a restored database would bring back an older table.
"""
LINE = re.compile(r"\d{4}-\d{2}-\d{2} ([0-9a-f]{32})")
AT_A_TIME = 500
"""Learners in one statement."""


def forget(connection: Connection, world: World, data: Path, learner_id: str) -> None:
    """Delete a learner and all that hangs on the record, and remember that.

    Raises Unavailable, with which nothing is deleted, when it cannot be remembered.
    """
    connection.execute(delete(learners).where(learners.c.id == learner_id))
    try:
        _remember(data / LIST, world.now().date(), learner_id)
    except OSError as full:
        raise Unavailable("the list of deletions cannot be written to") from full


def forgotten(data: Path) -> tuple[str, ...]:
    """Return the ids of all learners who asked to be deleted."""
    try:
        text = (data / LIST).read_text(encoding="ascii")
    except FileNotFoundError:
        return ()
    return tuple(LINE.findall(text))


def forget_again(connection: Connection, ids: tuple[str, ...]) -> int:
    """Delete those of these learners whom a restored database brought back; return how many that were."""
    pieces = (ids[start : start + AT_A_TIME] for start in range(0, len(ids), AT_A_TIME))
    return sum(connection.execute(delete(learners).where(learners.c.id.in_(piece))).rowcount for piece in pieces)


def _remember(path: Path, day: date, learner_id: str) -> None:
    """Add a line, on disk before this returns; several processes may do so at the same time."""
    handle = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        os.write(handle, f"{day} {learner_id}\n".encode())
        os.fsync(handle)
    finally:
        os.close(handle)
