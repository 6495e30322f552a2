"""Faults that are made on purpose: a database that is locked, full or read-only."""

import os
import resource
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.durability.server import Server


@contextmanager
def locked(database: Path) -> Iterator[None]:
    """Hold the lock of writers, as a backup program or another server would."""
    connection = sqlite3.connect(database, isolation_level=None)
    try:
        connection.execute("BEGIN IMMEDIATE")
        yield
        connection.execute("ROLLBACK")
    finally:
        connection.close()
