"""The image as it runs in production: small, without rights, read-only, quick, and its recipes do what they say."""

import json
import os
import re
import socket
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from http.client import HTTPException
from pathlib import Path

import pytest

IMAGE = os.environ["EMM_TEST_IMAGE"]
LARGEST = 150
"""Megabytes above the base."""
MEMORY = "256m"
PODMAN = ["podman", "--runtime", "runc"]
LIMITS = ["--ulimit", "nofile=1024:1024", "--ulimit", "nproc=1024:1024", "--cap-drop", "all"]
SAFE = [*LIMITS, "--read-only", "--tmpfs", "/tmp", "--security-opt", "no-new-privileges"]
PATIENCE = 60
BUSY = 10
"""Seconds of load."""
READERS = 20
LESSON = "/en/c/international-cooperation/what-cooperation-means"


def podman(*arguments: str) -> str:
    """Run podman and return what it printed; where it runs, a file stays when memory ran out."""
    done = subprocess.run([*PODMAN, *arguments], capture_output=True, text=True, cwd=tempfile.gettempdir())
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def once(volume: str, *command: str, mounts: tuple[str, ...] = ()) -> str:
    """Run one command on a volume, in a container of its own."""
    return podman("run", "--rm", *SAFE, "-m", MEMORY, "-v", f"{volume}:/data", *mounts, IMAGE, *command)


class Container:
    """A site that runs on a volume."""

    def __init__(self, volume: str, memory: str = MEMORY) -> None:
        """Start it, and wait for its first page."""
        with socket.socket() as listener:
            listener.bind(("127.0.0.1", 0))
            self.port = listener.getsockname()[1]
        start = time.monotonic()
        place = ["-p", f"127.0.0.1:{self.port}:8000", "-v", f"{volume}:/data"]
        self.id = podman("run", "-d", *SAFE, "-m", memory, *place, IMAGE)
        while self.status("/en/") != 200:
            assert time.monotonic() - start < PATIENCE, podman("logs", self.id)
            time.sleep(0.05)
        self.seconds = time.monotonic() - start

    def status(self, path: str, form: bytes | None = None) -> int:
        """Return the status of a page, 0 while nobody answers, or not to the end."""
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}{path}", form, {"Sec-Fetch-Site": "same-origin"})
        try:
            with urllib.request.urlopen(request, timeout=PATIENCE) as response:
                response.read()
                return int(response.status)
        except urllib.error.HTTPError as refused:
            with refused:
                return refused.code
        except (OSError, HTTPException):
            return 0

    def page(self, path: str) -> str:
        """Return the source of a page."""
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=PATIENCE) as response:
            return str(response.read().decode())

    def question(self) -> str:
        """Return where an answer to the first question of the author guide is sent to."""
        lesson = re.findall(r'href="(/en/c/author-guide/[^"?#]+)"', self.page("/en/c/author-guide"))[0]
        return str(re.findall(r'action="(/en/c/author-guide/q/[^"]+)"', self.page(lesson))[0])

    def answer(self, question: str, key: str) -> int:
        """Answer as somebody new and return the status."""
        return self.status(question, f"key={key}-0123456789-0123456789&answer=a&seed=1".encode())

    def run(self, *command: str) -> str:
        """Run a command in it."""
        return podman("exec", self.id, *command)

    def stop(self) -> int:
        """Stop it and return its exit code."""
        podman("stop", "--time", "15", self.id)
        return int(podman("inspect", "--format", "{{.State.ExitCode}}", self.id))


@contextmanager
def new_volume() -> Iterator[str]:
    """Make a volume for as long as the block takes, and remove it with the containers that use it."""
    name = podman("volume", "create")
    try:
        yield name
    finally:
        podman("volume", "rm", "--force", name)


@pytest.fixture(scope="module")
def container() -> Iterator[Container]:
    """A site that runs."""
    with new_volume() as volume:
        yield Container(volume)


def test_it_adds_little_to_its_base(figure):
    figure(f"{os.environ['EMM_TEST_IMAGE_MB']} MB above the base")
    assert int(os.environ["EMM_TEST_IMAGE_MB"]) <= LARGEST


def test_it_serves_without_rights_on_a_read_only_disk(container: Container, figure):
    assert container.run("id", "--user") == "10001"
    assert container.status("/en/c/international-cooperation") == 200
    assert "Read-only file system" in container.run("sh", "-c", "touch /app/x 2>&1; true")
    rights = container.run("sh", "-c", "grep Cap /proc/1/status")
    assert set(re.findall(r"CapEff:\s+(\w+)", rights)) == {"0" * 16}
    figure(f"first page after {container.seconds:.1f} s")


def test_it_has_what_it_needs_and_nothing_else(container: Container):
    assert container.run("sh", "-c", "command -v gcc cc make git; true") == ""
    listed = container.run("sh", "-c", "cd /app && ls -A").split()
    expected = [".venv", "LICENSE", "README.md", "app.py", "content", "emm", "pyproject.toml", "requirements.txt"]
    assert sorted(listed) == sorted([*expected, "static", "templates"])
    assert container.run("sh", "-c", "find /app -name tests -o -name .git -o -name '*.key'") == ""
    secrets = container.run("sh", "-c", "env | grep -i 'secret\\|password\\|token'; true")
    assert secrets == ""


def test_its_health_can_be_asked_for(container: Container):
    assert podman("healthcheck", "run", container.id) == ""
    assert container.status("/readyz") == 200


def test_an_answer_is_kept_in_little_memory(container: Container, figure):
    assert container.answer(container.question(), "one") == 200
    used = json.loads(podman("stats", "--no-stream", "--format", "json", container.id))[0]
    figure(f"memory: {used['mem_usage']}, with page cache")


@pytest.mark.parametrize("memory", [MEMORY, "128m"])
def test_r24_it_bears_load_in_little_memory(memory: str, figure):
    with new_volume() as volume:
        container = Container(volume, memory)
        statuses = under_load(container)
        start = time.monotonic()
        while container.status("/readyz") != 200:
            assert time.monotonic() - start < PATIENCE, podman("logs", container.id)
            time.sleep(0.1)
        seconds = time.monotonic() - start
        assert container.stop() == 0
    told = ", ".join(f"{number} times {status or 'cut off'}" for status, number in sorted(statuses.items()))
    figure(f"-m {memory}, {READERS} readers at once: {told}; ready {seconds:.1f} s after")
    assert memory != MEMORY or set(statuses) == {200}


def under_load(container: Container) -> Counter[int]:
    """Let many readers ask for a lesson, and every other one answer, again and again; return how often came what."""
    end, question = time.monotonic() + BUSY, container.question()

    def read(reader: int) -> Counter[int]:
        found: Counter[int] = Counter()
        while time.monotonic() < end:
            found[container.status(LESSON)] += 1
            if reader % 2:
                found[container.answer(question, f"{reader}-{found.total()}")] += 1
        return found

    with ThreadPoolExecutor(READERS) as readers:
        return sum(readers.map(read, range(READERS)), Counter())


def test_its_doctor_and_its_backups(container: Container, tmp_path: Path):
    assert "Checked: restored into a scratch folder" in container.run("emm", "backup")
    assert "All is well." in container.run("emm", "doctor")
    # The recipes of docs/hosting.md: take the backup out, and move the site to another machine.
    name = container.run("sh", "-c", "ls /data/backups")
    podman("cp", f"{container.id}:/data/backups/{name}", str(tmp_path / "site.zip"))
    with new_volume() as other:
        told = once(other, "emm", "restore", "/from/site.zip", mounts=("-v", f"{opened(tmp_path)}:/from:ro"))
        assert "Restored: the site as it was on" in told
        assert "are the same" in told
        moved = Container(other)
        assert moved.status("/readyz") == 200
        assert moved.stop() == 0


def opened(folder: Path) -> Path:
    """Let the user of the container read the backup."""
    for path in (folder, *folder.parents):
        if path.is_relative_to("/tmp") and path != Path("/tmp"):
            path.chmod(path.stat().st_mode | 0o055)
    (folder / "site.zip").chmod(0o644)
    return folder


def test_it_stops_in_order():
    with new_volume() as volume:
        container = Container(volume)
        start = time.monotonic()
        assert container.stop() == 0
        assert time.monotonic() - start < 10
        assert "emm.sqlite3-wal" not in once(volume, "ls", "/data")
