"""Work in a process of its own: done when it says so, in words when it fails, and never left behind."""

import os
import subprocess
import sys
import time
from pathlib import Path
from textwrap import dedent

import pytest

from emm.credentials.keyfile import NAME

pytestmark = [pytest.mark.thorough, pytest.mark.no_cover]

PROGRAM = """
import sys
from emm.cli.apart import apart
from emm.errors import NotFound, SettingsError

{work}

apart(work)
print("went on")
"""


def program(work: str) -> list[str]:
    """Return the command that runs a program which does some work apart."""
    return [sys.executable, "-c", PROGRAM.format(work=dedent(work))]


def run(work: str) -> "subprocess.CompletedProcess[str]":
    """Run such a program to its end."""
    return subprocess.run(program(work), capture_output=True, text=True, check=False, timeout=60)


def test_what_it_says_comes_first_and_what_it_took_does_not_stay():
    done = run("""
        import atexit

        def work():
            import colorsys
            print("done", "colorsys" in sys.modules)

        atexit.register(lambda: print("colorsys" in sys.modules))
    """)
    assert done.stderr == ""
    assert done.stdout.splitlines() == ["done True", "went on", "False"]


@pytest.mark.parametrize(
    ("fault", "code", "words"),
    [
        ("raise NotFound('the thing')", 1, "the thing"),
        ("raise SettingsError(('one is wrong', 'another too'))", 2, "one is wrong\nanother too"),
        ("raise RuntimeError('not foreseen')", 1, "RuntimeError: not foreseen"),
        ("sys.exit(0)", 1, "SystemExit"),
        ("import os, signal; os.kill(os.getpid(), signal.SIGKILL)", 1, ""),
    ],
)
def test_a_fault_is_told_and_ends_the_program(fault: str, code: int, words: str):
    done = run(f"""
        def work():
            {fault}
    """)
    assert (done.returncode, done.stdout) == (code, "")
    assert words in done.stderr


def test_nothing_goes_on_in_the_copy_when_its_words_cannot_be_said():
    work = """
        import atexit

        def work():
            print("a line")

        atexit.register(lambda: sys.stderr.write("end "))
    """
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(program(work), stdout=full, stderr=subprocess.PIPE, text=True, check=False, timeout=60)
    assert done.returncode != 0
    assert done.stderr.split().count("end") == 1


def test_it_ends_with_whoever_began_it(tmp_path: Path):
    file = tmp_path / "process"
    work = f"""
        import os, time

        def work():
            open({str(file)!r}, "w").write(str(os.getpid()))
            time.sleep(60)
    """
    with subprocess.Popen(program(work)) as begun:
        while not (file.exists() and file.read_text()):
            time.sleep(0.01)
        begun.kill()
    copy, end = int(file.read_text()), time.monotonic() + 10
    while _is_there(copy) and time.monotonic() < end:
        time.sleep(0.01)
    assert not _is_there(copy)


def _is_there(process: int) -> bool:
    """Whether a process still does something; one that has ended may wait for somebody to take note."""
    try:
        return "\nState:\tZ" not in Path(f"/proc/{process}/status").read_text()
    except OSError:
        return False


def test_the_server_does_not_keep_what_only_its_first_start_needs(tmp_path: Path):
    """What makes tables and keys is gone when the site is served, and both are there."""
    work = """
        from pathlib import Path
        from emm.cli.serve import _make_ready
        from emm.settings import from_environment
        from emm.web.place import site_of

        def work():
            pass

        settings = from_environment()
        settings.data.mkdir(parents=True, exist_ok=True)
        apart(lambda: _make_ready(site_of(settings), "s" * 64))
        from emm.web import create_app
        create_app(settings)
        print(sorted({name.split(".")[0] for name in sys.modules} & {"alembic", "cryptography"}))
    """
    data = tmp_path / "data"
    environment = os.environ | {"EMM_DATA": str(data)}
    done = subprocess.run(program(work), capture_output=True, text=True, check=True, timeout=60, env=environment)
    assert done.stdout.splitlines()[-2:] == ["[]", "went on"]
    assert {NAME, "emm.sqlite3"} <= {path.name for path in data.iterdir()}
