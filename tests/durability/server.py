"""A real `emm serve` of the test's own: started, killed, stopped and started again on the same data folder."""

import http.client
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

COURSES = Path(__file__).parents[1] / "courses"
USUAL = {"EMM_WORKERS": "2", "EMM_BACKUPS": "0"}
COMPILED = {"PYTHONPYCACHEPREFIX": str(Path(sys.prefix) / "bytecode")}
"""Where the many starts find what the first one compiled, also where Python may write nothing beside the sources."""
PATIENCE = 20.0
"""Seconds after which something that was waited for counts as failed."""


class Server:
    """`emm serve`, as the leader of a process group of its own."""

    def __init__(
        self, data: Path, *, content: Path = COURSES, before: Sequence[str] = (), threads: int = 4, **settings: object
    ) -> None:
        """Keep what it takes to start; `before` is a command that runs the server, `settings` are as workers=2."""
        self.data = data
        self.port = free_port()
        self.log = data.with_name(f"{data.name}-{self.port}.log")
        self._command = [*before, sys.executable, "-m", "emm", "serve", "--port", str(self.port)]
        self._environment = _environment(
            EMM_DATA=str(data),
            EMM_CONTENT=str(content),
            EMM_THREADS=str(threads),
            **(USUAL | {f"EMM_{name.upper()}": str(value) for name, value in settings.items()}),
        )
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def database(self) -> Path:
        """The database file."""
        return self.data / "emm.sqlite3"

    @property
    def master(self) -> int:
        """The id of the process that starts the workers."""
        assert self._process
        return self._process.pid

    def start(self, *, wait: bool = True) -> None:
        """Start, and return once requests are answered by all workers."""
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                self._command, env=self._environment, stdout=log, stderr=log, start_new_session=True
            )
        if wait:
            self.wait()

    def wait(self) -> None:
        """Return once requests are answered and all workers have begun."""
        until(self.answers, "the server does not answer", said=self.said)
        workers = int(self._environment["EMM_WORKERS"])
        until(lambda: len(self.workers()) == workers, "some worker does not begin", said=self.said)

    def answers(self) -> bool:
        """Whether the server answers; fails when it has ended."""
        assert self._process
        assert self._process.poll() is None, f"the server ended:\n{self.said()}"
        try:
            return get(self.port, "/healthz")[0] == 200
        except (OSError, http.client.HTTPException):
            return False

    def workers(self) -> list[int]:
        """Return the ids of the worker processes."""
        children = Path(f"/proc/{self.master}/task/{self.master}/children")
        return [int(child) for child in children.read_text().split()]

    def kill(self) -> None:
        """Kill master and workers where they stand."""
        assert self._process
        os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait(PATIENCE)

    def end(self, how: signal.Signals) -> None:
        """End it in one way or another, and return when it has ended."""
        if how == signal.SIGKILL:
            self.kill()
            return
        assert self._process
        self._process.send_signal(how)
        self._process.wait(PATIENCE)

    def memory(self) -> float:
        """Return the resident memory of all processes in megabytes, shared pages counted once."""
        return sum(_pss(process) for process in (self.master, *self.workers())) / 1024

    def stop(self) -> int:
        """Ask the server to end and return its exit code."""
        assert self._process
        self._process.send_signal(signal.SIGTERM)
        return self._process.wait(PATIENCE)

    def is_running(self) -> bool:
        """Whether the server was started and has not ended."""
        return self._process is not None and self._process.poll() is None

    def said(self) -> str:
        """Return what the server wrote to the terminal."""
        return self.log.read_text() if self.log.exists() else ""


@contextmanager
def serving(
    data: Path,
    *,
    content: Path = COURSES,
    before: Sequence[str] = (),
    wait: bool = True,
    threads: int = 4,
    **settings: object,
) -> Iterator[Server]:
    """Run a server on the data folder; nothing of it is left at the end, whatever the test did."""
    server = Server(data, content=content, before=before, threads=threads, **settings)
    try:
        server.start(wait=wait)
        yield server
    finally:
        if server.is_running():
            server.kill()


def get(port: int, path: str, headers: dict[str, str] | None = None) -> tuple[int, str]:
    """Return status and text of a page."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    try:
        connection.request("GET", path, headers=headers or {})
        response = connection.getresponse()
        return response.status, response.read().decode()
    finally:
        connection.close()


def until(
    holds: Callable[[], bool], complaint: str, *, said: Callable[[], str] = str, patience: float = PATIENCE
) -> float:
    """Wait until something holds and return the seconds that it took."""
    start = time.monotonic()
    while not holds():
        assert time.monotonic() - start < patience, f"{complaint}\n{said()}"
        time.sleep(0.02)
    return time.monotonic() - start


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def copy_of_courses(place: Path) -> Path:
    """Return a copy of the sample courses that a test may change."""
    return Path(shutil.copytree(COURSES, place))


def emm(data: Path, *arguments: object, **settings: str) -> subprocess.CompletedProcess[str]:
    """Run a command of the program on a data folder."""
    environment = _environment(EMM_DATA=str(data), EMM_CONTENT=str(COURSES), **settings)
    command = [sys.executable, "-m", "emm", *map(str, arguments)]
    return subprocess.run(command, env=environment, capture_output=True, text=True)


def _pss(process: int) -> int:
    lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
    return int(next(line for line in lines if line.startswith("Pss:")).split()[1])


def _environment(**settings: str) -> dict[str, str]:
    outer = {name: value for name, value in os.environ.items() if not name.startswith("EMM_")}
    outer.pop("PYTHONDONTWRITEBYTECODE", None)
    return outer | COMPILED | settings
