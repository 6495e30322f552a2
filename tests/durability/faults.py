"""Faults that are made on purpose: a database that is locked or read-only, and a disk that is full."""

import os
import resource
import shutil
import signal
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.durability.server import Server, until

NEW_NAMESPACE = ("unshare", "--map-root-user", "--mount")
WITHOUT_POWERS = ("setpriv", "--bounding-set=-all", "--inh-caps=-all")
MEGABYTES = 3


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


class FileLimit:
    """No file of the server may grow: what a quota or a failing disk does. Works everywhere."""

    def before(self, _data: Path) -> tuple[str, ...]:
        """Return the command that runs the server."""
        return ()

    def copied(self, server: Server, place: Path) -> Path:
        """Return a copy of the database as it stands now."""
        return _copied(server.data, place)

    def fill(self, server: Server) -> None:
        """Let every write fail."""
        self._limit(server, 4096)

    def free(self, server: Server) -> None:
        """Let writes succeed again."""
        self._limit(server, resource.RLIM_INFINITY)

    def _limit(self, server: Server, size: int) -> None:
        for worker in server.workers():
            _soft, hard = resource.prlimit(worker, resource.RLIMIT_FSIZE)
            resource.prlimit(worker, resource.RLIMIT_FSIZE, (size, hard))


class SmallDisk:
    """The data folder is a disk of a few megabytes that only the server sees, and it gets full."""

    def before(self, data: Path) -> tuple[str, ...]:
        """Return the command that runs the server."""
        mount = f'mount -t tmpfs -o size={MEGABYTES}m none "$0" && exec "$@"'
        data.mkdir()
        return (*NEW_NAMESPACE, "sh", "-c", mount, str(data))

    def copied(self, server: Server, place: Path) -> Path:
        """Return a copy of the database as it stands now, because SQLite would not follow the way into the disk."""
        return _copied(self._folder(server), place)

    def fill(self, server: Server) -> None:
        """Leave not one byte."""
        with (self._folder(server) / "filler").open("ab", buffering=0) as filler:
            for size in (65536, 4096, 1):
                try:
                    while filler.write(bytes(size)):
                        pass
                except OSError:
                    continue

    def free(self, server: Server) -> None:
        """Make room again."""
        (self._folder(server) / "filler").unlink()

    def _folder(self, server: Server) -> Path:
        return Path(f"/proc/{server.master}/root{server.data}")


def full_disks() -> list[FileLimit | SmallDisk]:
    """Return the ways to fill a disk that this machine allows: a container may forbid mounting."""
    may_mount = shutil.which("unshare") and not subprocess.run([*NEW_NAMESPACE, "true"], capture_output=True).returncode
    return [FileLimit(), SmallDisk()] if may_mount else [FileLimit()]


def without_powers() -> tuple[str, ...]:
    """Return a command that makes file permissions hold for the administrator, too."""
    return WITHOUT_POWERS if os.geteuid() == 0 else ()


def set_writable(server: Server, *, writable: bool) -> None:
    """Set the permissions of the data folder and all in it."""
    for path in server.data.iterdir():
        path.chmod(0o600 if writable else 0o400)
    server.data.chmod(0o700 if writable else 0o500)


def replace_workers(server: Server) -> None:
    """Kill the workers, so that new ones open their files anew."""
    old = server.workers()
    for worker in old:
        os.kill(worker, signal.SIGKILL)
    until(lambda: len(set(server.workers()) - set(old)) == len(old) and server.answers(), "no new workers")


def _copied(data: Path, place: Path) -> Path:
    place.mkdir()
    for name in ("emm.sqlite3", "emm.sqlite3-wal"):
        shutil.copy(data / name, place)
    return place / "emm.sqlite3"
