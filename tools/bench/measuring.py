"""Servers under load: started, loaded by wrk, and watched through /proc."""

import http.client
import json
import os
import resource
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

CONNECTIONS = 16
SCRIPT = Path(__file__).with_name("requests.lua")
TICKS = os.sysconf("SC_CLK_TCK")
PATIENCE = 300
COMPILED = {"PYTHONPYCACHEPREFIX": str(Path(sys.prefix) / "bytecode")}
"""Python compiles once and not at every start, and writes nothing beside the sources."""


@dataclass(frozen=True)
class Load:
    """What one run gave."""

    rate: float
    """Requests a second."""
    p50: float
    """Milliseconds, as all times here."""
    p95: float
    cpu: float
    """Processor time of the server for one request."""
    client: float
    """Part of one processor that the client took: at 1 for each of its threads it would be the limit."""
    requests: int
    failed: int


@dataclass(frozen=True)
class Memory:
    """Resident memory of a server, in megabytes."""

    pss: float
    """Shared pages counted once."""
    rss: float
    """The sum over all processes."""


class Server:
    """A server that listens on a port: a master process and its workers."""

    def __init__(self, process: "subprocess.Popen[bytes]", port: int) -> None:
        """Keep process and port."""
        self._process = process
        self.port = port

    def processes(self) -> list[int]:
        """Return the ids of master and workers."""
        master = self._process.pid
        children = Path(f"/proc/{master}/task/{master}/children").read_text().split()
        return [master, *map(int, children)]

    def processor_seconds(self) -> float:
        """Return the processor time taken so far, that of workers that have ended included."""
        return sum(_ticks(process) for process in self.processes()) / TICKS

    def memory(self) -> Memory:
        """Return the memory in use."""
        rolled = [_rolled_up(process) for process in self.processes()]
        return Memory(*(sum(each[name] for each in rolled) / 1024 for name in ("Pss", "Rss")))

    def get(self, path: str) -> bytes:
        """Return a page, uncompressed."""
        with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)) as connection:
            connection.request("GET", path)
            return connection.getresponse().read()

    def wait(self, path: str = "/") -> None:
        """Return once the server answers."""
        end = time.monotonic() + PATIENCE
        while True:
            try:
                self.get(path)
            except OSError:
                if self._process.poll() is not None or time.monotonic() > end:
                    raise
                time.sleep(0.02)
            else:
                return


@contextmanager
def running(command: Sequence[str], port: int, environment: Mapping[str, str], *, ready: str = "/") -> Iterator[Server]:
    """Run a server for as long as the block takes, which begins when it has shown the page `ready`."""
    process = subprocess.Popen(command, env=dict(environment), stdout=subprocess.DEVNULL)
    try:
        server = Server(process, port)
        server.wait(ready)
        yield server
    finally:
        process.terminate()
        process.wait(PATIENCE)


def serving(environment: Mapping[str, str]) -> AbstractContextManager[Server]:
    """Run the site for as long as the block takes."""
    port = free_port()
    return running([sys.executable, "-m", "emm", "serve", "--port", str(port)], port, environment)


def environment_of(data: Path, content: Path) -> Mapping[str, str]:
    """Return the environment of a server: every setting at its default but the folders, and no backups meanwhile."""
    others = {name: value for name, value in os.environ.items() if not name.startswith("EMM_")}
    others.pop("PYTHONDONTWRITEBYTECODE", None)
    return others | COMPILED | {"EMM_DATA": str(data), "EMM_CONTENT": str(content), "EMM_BACKUPS": "0"}


def load(server: Server, requests: Path, seconds: int, connections: int = CONNECTIONS) -> Load:
    """Send the requests of a file, over and over, and return what came of it."""
    command = ["wrk", "-t2", f"-c{connections}", f"-d{seconds}s", f"--timeout={PATIENCE}s", "-s", str(SCRIPT)]
    client, before = children_seconds(), server.processor_seconds()
    ran = subprocess.run(
        [*command, f"http://127.0.0.1:{server.port}/", "--", str(requests)],
        capture_output=True,
        text=True,
        check=True,
        timeout=seconds + PATIENCE,
    )
    found = json.loads(ran.stdout.strip().rpartition("\n")[2])
    return Load(
        rate=found["requests"] / found["seconds"],
        p50=found["p50"],
        p95=found["p95"],
        cpu=(server.processor_seconds() - before) / max(found["requests"], 1) * 1000,
        client=(children_seconds() - client) / found["seconds"],
        requests=found["requests"],
        failed=found["lost"] + found["refused"],
    )


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def _ticks(process: int) -> int:
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return sum(int(ticks) for ticks in fields[11:15])


def _rolled_up(process: int) -> dict[str, int]:
    lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()[1:]
    return {name: int(rest.split()[0]) for name, _, rest in (line.partition(":") for line in lines)}


def children_seconds() -> float:
    """Return the processor time of all programs that were started here and have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
