"""What is left on a disk after the power went: written down by strace, and put together again for any moment.

Several processes may write at once. A sync then keeps what had been written when it began, and not what another
process wrote while it went on.
"""

import random
import re
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

CALLS = "openat,pwrite64,write,fdatasync,fsync,ftruncate,unlink,unlinkat,rename,renameat2,link,linkat"
TWO = ("link", "linkat", "rename", "renameat2")
"""Calls that name two files."""
AT = ("openat", "unlinkat", "linkat", "renameat2")
"""Calls that name a folder before each path."""
SECTOR = 512
"""Bytes that a disk writes at once, or not at all."""
_LINE = re.compile(
    r"^(?P<process>\d+) +(?P<seconds>\d+)\.(?P<rest_of_start>\d{9}) (?P<call>\w+)\((?P<rest>.*)\) += -?\d+.* "
    r"<(?P<lasted>\d+)\.(?P<rest_of_lasted>\d{9})>$"
)
_PIECE = re.compile(r'<((?:\\x[0-9a-f]{2})*)>|"((?:\\x[0-9a-f]{2})*)"')


Change = tuple[int, bytes] | int
"""A write (place and text), or a cut (length)."""


@dataclass(frozen=True)
class Event:
    """A call of the system that changes files."""

    process: int
    start: int
    """Nanoseconds, of any clock."""
    end: int
    call: str
    pieces: tuple[bytes, ...]
    """The paths and texts in it, in order."""
    numbers: tuple[int, ...]
    made: bool
    """Whether a file was made by it."""


@dataclass
class File:
    """What is in a file, and what of it the disk has promised to keep."""

    now: bytearray = field(default_factory=bytearray)
    kept: bytearray = field(default_factory=bytearray)
    pending: list[tuple[int, Change]] = field(default_factory=list)
    """Changes since the last sync, in order, each with the moment when it was done."""

    def change(self, moment: int, change: Change) -> None:
        """Write or cut."""
        apply(self.now, change)
        self.pending.append((moment, change))

    def sync(self, start: int) -> None:
        """Keep all that was done before the sync began."""
        for _, change in (one for one in self.pending if one[0] <= start):
            apply(self.kept, change)
        self.pending = [one for one in self.pending if one[0] > start]

    def after_the_cut(self, dice: random.Random) -> bytes:
        """Return what is left: what was kept, and of the rest any part in any order, by sectors."""
        left = bytearray(self.kept)
        for _, change in self.pending:
            for part in sectors(change):
                if dice.random() < 0.5:
                    apply(left, part)
        return bytes(left)


class Disk:
    """The files below a folder, as they are, and as they would be found after a cut."""

    def __init__(self, root: Path) -> None:
        """Begin empty."""
        self._root = f"{root}/".encode()
        self._names: dict[bytes, File] = {}
        self._kept: dict[bytes, File | None] = {}
        self._pending: list[tuple[int, bytes, File | None]] = []

    def see(self, event: Event) -> None:
        """Follow a call."""
        if event.call in ("fsync", "fdatasync"):
            self._sync(event)
        elif not event.pieces[-1 if event.call in TWO else 0].startswith(self._root):
            return
        elif event.call in ("unlink", "unlinkat"):
            self._name(event, event.pieces[0], None)
        elif event.call in TWO:
            self._name(event, event.pieces[1], self._names.get(event.pieces[0]))
            if event.call.startswith("rename"):
                self._name(event, event.pieces[0], None)
        else:
            self._change(event, event.pieces[0])

    def now(self) -> dict[str, bytes]:
        """Return the files as they are."""
        return {path.removeprefix(self._root).decode(): bytes(file.now) for path, file in self._names.items()}

    def after_the_cut(self, dice: random.Random) -> dict[str, bytes]:
        """Return the files that would be found; names come in the order in which they were made, up to some point."""
        made = self._pending[: dice.randint(0, len(self._pending))]
        names = self._kept | {path: file for _, path, file in made}
        left = {path: file.after_the_cut(dice) for path, file in names.items() if file is not None}
        return {path.removeprefix(self._root).decode(): raw for path, raw in left.items()}

    def _change(self, event: Event, path: bytes) -> None:
        if event.call == "openat" and event.made and path not in self._names:
            self._name(event, path, File())
        file = self._names.get(path)
        if file is None:
            return
        if event.call == "pwrite64":
            file.change(event.end, (event.numbers[-1], event.pieces[1]))
        elif event.call == "write":
            file.change(event.end, (len(file.now), event.pieces[1]))
        elif event.call == "ftruncate":
            file.change(event.end, event.numbers[-1])

    def _name(self, event: Event, path: bytes, file: File | None) -> None:
        self._pending.append((event.end, path, file))
        if file is None:
            self._names.pop(path, None)
        else:
            self._names[path] = file

    def _sync(self, event: Event) -> None:
        path = event.pieces[0]
        if path in self._names:
            self._names[path].sync(event.start)
            return
        synced = [one for one in self._pending if one[0] <= event.start and one[1].rpartition(b"/")[0] == path]
        self._kept |= {name: file for _, name, file in synced}
        self._pending = [one for one in self._pending if one not in synced]


def apply(text: bytearray, change: Change) -> None:
    """Write or cut."""
    if isinstance(change, int):
        text[change:] = bytes(max(change - len(text), 0))
        return
    place, written = change
    text.extend(bytes(max(place - len(text), 0)))
    text[place : place + len(written)] = written


def sectors(change: Change) -> Iterator[Change]:
    """Cut a write into what a disk writes at once."""
    if isinstance(change, int):
        yield change
        return
    place, written = change
    for start in range(0, len(written), SECTOR):
        yield place + start, written[start : start + SECTOR]


def watched(command: Sequence[str], trace: Path) -> list[Event]:
    """Run a command and return what it and its children did to files, in the order in which it was done."""
    clock = ["--absolute-timestamps=format:unix,precision:ns", "--syscall-times=ns"]
    flags = ["-f", "-y", "-xx", "-s", "9000000", "-e", f"trace={CALLS}", "-e", "status=successful", "-o", str(trace)]
    subprocess.run(["strace", *clock, *flags, *command], check=True, capture_output=True)
    with trace.open() as lines:
        return sorted((event for event in map(_event, lines) if event), key=lambda event: event.end)


def _event(line: str) -> Event | None:
    found = _LINE.match(line)
    if not found:
        return None
    rest = found["rest"]
    pieces = tuple(bytes.fromhex((one or other).replace("\\x", "")) for one, other in _PIECE.findall(rest))
    bare = _PIECE.sub("", rest)
    numbers = tuple(int(number) for number in re.findall(r"-?\b\d+\b", bare))
    start = int(found["seconds"] + found["rest_of_start"])
    end = start + int(found["lasted"] + found["rest_of_lasted"])
    return Event(
        int(found["process"]), start, end, found["call"], _paths(found["call"], pieces), numbers, "O_CREAT" in bare
    )


def _paths(call: str, pieces: tuple[bytes, ...]) -> tuple[bytes, ...]:
    """Put folder and path together, where a call names both."""
    if call not in AT:
        return pieces
    pairs = zip(pieces[::2], pieces[1::2], strict=True)
    return tuple(path if path.startswith(b"/") else folder + b"/" + path for folder, path in pairs)
