"""A private PostgreSQL server for one test run, on loopback, without a password, gone at the end."""

import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

FAST = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")
"""Nothing of a test run has to outlive it."""
PATIENCE = 30


@contextmanager
def server() -> Iterator[str]:
    """Run a server and give the address of an empty database in it."""
    with tempfile.TemporaryDirectory() as place:
        database = Postgres(Path(place), FAST)
        database.start()
        try:
            yield database.url
        finally:
            database.stop()


class Postgres:
    """A server in a folder, which can be stopped and started again."""

    def __init__(self, folder: Path, options: Sequence[str] = ()) -> None:
        """Make its data."""
        self.port = _free_port()
        self.url = f"postgresql+psycopg://emm@127.0.0.1:{self.port}/postgres"
        self._folder = folder
        self._as_user = _as_other_user(folder)
        self._options = [part for option in options for part in ("-c", option)]
        self._process: subprocess.Popen[bytes] | None = None
        initdb = [*self._as_user, _program("initdb"), "-D", str(folder / "data"), "-A", "trust", "-U", "emm"]
        settings = ["-E", "UTF8", "--no-sync", "--locale=C.UTF-8"]
        subprocess.run([*initdb, *settings], check=True, capture_output=True, cwd=folder)

    def start(self) -> None:
        """Start, and return once it answers."""
        where = ["-D", str(self._folder / "data"), "-h", "127.0.0.1", "-p", str(self.port), "-k", str(self._folder)]
        command = [*self._as_user, _program("postgres"), *where, *self._options]
        self._process = subprocess.Popen(command, stderr=subprocess.DEVNULL, cwd=self._folder)
        _wait(self.port)

    def stop(self, how: signal.Signals = signal.SIGINT) -> None:
        """Stop: with SIGINT in order, with SIGQUIT at once, as after a fault."""
        assert self._process
        self._process.send_signal(how)
        self._process.wait(PATIENCE)


def _program(name: str) -> str:
    found = shutil.which(name) or next(map(str, sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"))), None)
    assert found, f"{name} is not installed: install PostgreSQL, or set EMM_TEST_WITHOUT=postgres"
    return found


def _as_other_user(folder: Path) -> list[str]:
    """PostgreSQL refuses to run as root."""
    if os.getuid() != 0:
        return []
    user = pwd.getpwnam("postgres")
    os.chown(folder, user.pw_uid, user.pw_gid)
    return ["setpriv", f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}", "--clear-groups", "--"]


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def _wait(port: int) -> None:
    import psycopg

    end = time.monotonic() + PATIENCE
    while True:
        try:
            psycopg.connect(f"postgresql://emm@127.0.0.1:{port}/postgres").close()
        except psycopg.OperationalError:
            assert time.monotonic() < end, "PostgreSQL does not answer"
            time.sleep(0.05)
        else:
            return
