"""What is left on a disk after the power went: written down by strace, and put together again for any moment."""

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
_LINE = re.compile(r"^(?:\d+ +)?(?P<call>\w+)\((?P<rest>.*)\) += (?P<result>-?\d+)")
_PIECE = re.compile(r'<((?:\\x[0-9a-f]{2})*)>|"((?:\\x[0-9a-f]{2})*)"')


@dataclass(frozen=True)
class Event:
    """A call of the system that changes files."""

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
    kept: bytes = b""
    pending: list[tuple[int, bytes] | int] = field(default_factory=list)
    """Writes (place and text) and cuts (length) since the last sync, in order."""

    def change(self, change: tuple[int, bytes] | int) -> None:
        """Write or cut."""
        apply(self.now, change)
        self.pending.append(change)

    def sync(self) -> None:
        """Keep all that is in it."""
        self.kept, self.pending = bytes(self.now), []

    def after_the_cut(self, dice: random.Random) -> bytes:
        """Return what is left: what was kept, and of the rest any part in any order, by sectors."""
        left = bytearray(self.kept)
        for change in self.pending:
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
        self._pending: list[tuple[bytes, File | None]] = []

    def see(self, event: Event) -> None:
        """Follow a call."""
        if event.call in ("fsync", "fdatasync"):
            self._sync(event.pieces[0])
        elif not event.pieces[-1 if event.call in TWO else 0].startswith(self._root):
            return
        elif event.call in ("unlink", "unlinkat"):
            self._name(event.pieces[0], None)
        elif event.call in TWO:
            self._name(event.pieces[1], self._names.get(event.pieces[0]))
            if event.call.startswith("rename"):
                self._name(event.pieces[0], None)
        else:
            self._change(event, event.pieces[0])

    def after_the_cut(self, dice: random.Random) -> dict[str, bytes]:
        """Return the files that would be found; names come in the order in which they were made, up to some point."""
        names = self._kept | dict(self._pending[: dice.randint(0, len(self._pending))])
        left = {path: file.after_the_cut(dice) for path, file in names.items() if file is not None}
        return {path.removeprefix(self._root).decode(): raw for path, raw in left.items()}

    def _change(self, event: Event, path: bytes) -> None:
        if event.call == "openat" and event.made and path not in self._names:
            self._name(path, File())
        file = self._names.get(path)
        if file is None:
            return
        if event.call == "pwrite64":
            file.change((event.numbers[-1], event.pieces[1]))
        elif event.call == "write":
            file.change((len(file.now), event.pieces[1]))
        elif event.call == "ftruncate":
            file.change(event.numbers[-1])

    def _name(self, path: bytes, file: File | None) -> None:
        self._pending.append((path, file))
        if file is None:
            self._names.pop(path, None)
        else:
            self._names[path] = file

    def _sync(self, path: bytes) -> None:
        if path in self._names:
            self._names[path].sync()
            return
        folder = path + b"/"
        for name, file in self._pending:
            if name.rpartition(b"/")[0] + b"/" == folder:
                self._kept[name] = file
        self._pending = [one for one in self._pending if one[0].rpartition(b"/")[0] + b"/" != folder]


def apply(text: bytearray, change: tuple[int, bytes] | int) -> None:
    """Write or cut."""
    if isinstance(change, int):
        text[change:] = bytes(max(change - len(text), 0))
        return
    place, written = change
    text.extend(bytes(max(place - len(text), 0)))
    text[place : place + len(written)] = written


def sectors(change: tuple[int, bytes] | int) -> Iterator[tuple[int, bytes] | int]:
    """Cut a write into what a disk writes at once."""
    if isinstance(change, int):
        yield change
        return
    place, written = change
    for start in range(0, len(written), SECTOR):
        yield place + start, written[start : start + SECTOR]


def watched(command: Sequence[str], trace: Path) -> list[Event]:
    """Run a command and return what it did to files."""
    flags = ["-f", "-y", "-xx", "-s", "9000000", "-e", f"trace={CALLS}", "-e", "status=successful", "-o", str(trace)]
    subprocess.run(["strace", *flags, *command], check=True, capture_output=True)
    with trace.open() as lines:
        return [event for event in map(_event, lines) if event]


def _event(line: str) -> Event | None:
    found = _LINE.match(line)
    if not found:
        return None
    rest = found["rest"]
    pieces = tuple(bytes.fromhex((one or other).replace("\\x", "")) for one, other in _PIECE.findall(rest))
    bare = _PIECE.sub("", rest)
    numbers = tuple(int(number) for number in re.findall(r"-?\b\d+\b", bare))
    return Event(found["call"], _paths(found["call"], pieces), numbers, "O_CREAT" in bare)


def _paths(call: str, pieces: tuple[bytes, ...]) -> tuple[bytes, ...]:
    """Put folder and path together, where a call names both."""
    if call not in AT:
        return pieces
    pairs = zip(pieces[::2], pieces[1::2], strict=True)
    return tuple(path if path.startswith(b"/") else folder + b"/" + path for folder, path in pairs)
