"""A private PostgreSQL server for one test run, on loopback, without a password, gone at the end."""

import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

FAST = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")
PATIENCE = 30


@contextmanager
def server() -> Iterator[str]:
    """Run a server and give the address of an empty database in it."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        as_user = _as_other_user(folder)
        data = folder / "data"
        initdb = [*as_user, _program("initdb"), "-D", str(data), "-A", "trust", "-U", "emm", "-E", "UTF8"]
        subprocess.run([*initdb, "--no-sync", "--locale=C.UTF-8"], check=True, capture_output=True, cwd=place)
        port = _free_port()
        options = [part for option in FAST for part in ("-c", option)]
        place_options = ["-D", str(data), "-h", "127.0.0.1", "-p", str(port), "-k", place]
        process = subprocess.Popen(
            [*as_user, _program("postgres"), *place_options, *options], stderr=subprocess.DEVNULL, cwd=place
        )
        try:
            _wait(port)
            yield f"postgresql+psycopg://emm@127.0.0.1:{port}/postgres"
        finally:
            process.send_signal(signal.SIGINT)
            process.wait(PATIENCE)


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
