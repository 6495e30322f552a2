"""The file of a backup: an ordinary ZIP with a list of what is in it, and a checksum of everything."""

import errno
import json
import os
import re
import struct
import zlib
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any, BinaryIO
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile, is_zipfile

from emm.errors import StorageError
from emm.store.copies import Contents

FORMAT = 1
"""Grows when older programs could no longer read the file."""
MANIFEST = "manifest.json"
SEAL = "manifest.sha256"
DATABASE = "database.sqlite3"
CONTENT = "content/"
DATA = "data/"
KEYS = "keys/"
PIECE = 1 << 20
"""Bytes that are in memory at the same time."""
QUICK = 1
"""Level of compression: a stronger one takes three times as long and saves a tenth."""
LARGEST_MANIFEST = 16 << 20
UNREADABLE = (BadZipFile, EOFError, LookupError, RuntimeError, TypeError, ValueError, struct.error, zlib.error)
"""What reading a file ends with that is no ZIP, or none of ours."""
_PART = r"[^/\\\x00-\x1f]+"
_NAME = re.compile(rf"{DATABASE}|(?:content|data|keys)(?:/(?!\.){_PART})+")


@dataclass(frozen=True, slots=True)
class Sum:
    """Size and SHA-256 of a file."""

    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup says of itself."""

    program: str
    made_at: datetime
    revision: str
    """Of the tables."""
    database: str
    """What sort of database it was made from."""
    tables: Mapping[str, Contents]
    files: Mapping[str, Sum]
    settings: Mapping[str, str]
    """Settings of the site that were not at their default, without secrets."""

    @property
    def rows(self) -> int:
        """How many rows all tables have together."""
        return sum(table.rows for table in self.tables.values())

    @property
    def has_keys(self) -> bool:
        """Whether the keys of the site are in it."""
        return any(name.startswith(KEYS) for name in self.files)

    def below(self, prefix: str) -> dict[str, Sum]:
        """Return the files whose names begin so, by the rest of their names."""
        return {name.removeprefix(prefix): one for name, one in self.files.items() if name.startswith(prefix)}


class Packer:
    """Writes a backup, file by file, and remembers the sums."""

    def __init__(self, file: Path) -> None:
        """Begin a new file, which its owner only can read."""
        self._stream = os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")
        self._zip = ZipFile(self._stream, "w", ZIP_DEFLATED, compresslevel=QUICK)
        self.sums: dict[str, Sum] = {}

    def add(self, name: str, path: Path) -> None:
        """Add a file as it is at this moment."""
        with path.open("rb") as source, self._zip.open(name, "w", force_zip64=True) as target:
            self.sums[name] = _copied(source, target)

    def add_text(self, name: str, text: str) -> None:
        """Add a file of our own making."""
        raw = text.encode()
        self._zip.writestr(name, raw)
        self.sums[name] = Sum(len(raw), sha256(raw).hexdigest())

    def finish(self, manifest: Manifest) -> None:
        """Add the list; when this returns, the backup is on disk."""
        text = _written(manifest)
        self._zip.writestr(MANIFEST, text)
        self._zip.writestr(SEAL, sha256(text.encode()).hexdigest())
        self._zip.close()
        self._stream.flush()
        os.fsync(self._stream.fileno())
        self._stream.close()

    def close(self) -> None:
        """Let go of the file, whether finished or not."""
        with suppress(OSError, ValueError):  # a full disk has been told of already
            self._zip.close()
        self._stream.close()


def unpacked(file: Path, place: Path) -> Manifest:
    """Take a backup apart into an empty folder and return its list; every file is what it was when it was packed.

    Raises StorageError, in words, for a file that is none, or not whole, or not as it was.
    """
    try:
        with ZipFile(file) as archive:
            manifest = _manifest(archive, file)
            for name, expected in manifest.files.items():
                _unpack(archive, name, expected, place)
    except OSError as fault:
        if fault.errno != errno.EINVAL:
            raise
        raise _damaged(file, "it names a place before its start") from fault
    except UNREADABLE as fault:
        raise _damaged(file, str(fault.args[0]) if fault.args else type(fault).__name__) from fault
    return manifest


def is_backup(file: Path) -> bool:
    """Whether the file looks like one of ours."""
    with suppress(OSError, *UNREADABLE):
        if is_zipfile(file):
            with ZipFile(file) as archive:
                return MANIFEST in archive.namelist()
    return False


def sum_of(file: Path) -> Sum:
    """Return size and SHA-256 of a file."""
    with file.open("rb") as source, Path(os.devnull).open("wb") as nowhere:
        return _copied(source, nowhere)


def _manifest(archive: ZipFile, file: Path) -> Manifest:
    names = archive.namelist()
    if MANIFEST not in names or SEAL not in names:
        raise StorageError(f"{file} is not a backup of this program: it has no list of what is in it.")
    if archive.getinfo(MANIFEST).file_size > LARGEST_MANIFEST:
        raise ValueError("its list is too long")
    text = archive.read(MANIFEST)
    if sha256(text).hexdigest() != archive.read(SEAL).decode("ascii"):
        raise ValueError("its list is not what it was")
    told = json.loads(text)
    if told["format"] > FORMAT:
        raise StorageError(f"{file} was made by a newer version of this program ({told['program']}). Install that.")
    manifest = _read(told)
    unknown = [name for name in names if name not in manifest.files and name not in (MANIFEST, SEAL)]
    if unknown:
        raise ValueError(f"{unknown[0]!r} is not on its list")
    return manifest


def _unpack(archive: ZipFile, name: str, expected: Sum, place: Path) -> None:
    if not _NAME.fullmatch(name) or archive.getinfo(name).file_size != expected.size:
        raise ValueError(f"{name!r} is not what it was")
    target = place / name
    target.parent.mkdir(parents=True, exist_ok=True)
    with archive.open(name) as source, target.open("xb") as copy:
        if _copied(source, copy) != expected:
            raise ValueError(f"{name!r} is not what it was")
    target.chmod(0o600)


def _copied(source: Any, target: BinaryIO | Any) -> Sum:
    total, size = sha256(), 0
    for piece in _pieces(source):
        total.update(piece)
        size += len(piece)
        target.write(piece)
    return Sum(size, total.hexdigest())


def _pieces(source: Any) -> Iterator[bytes]:
    while piece := source.read(PIECE):
        yield piece


def _written(manifest: Manifest) -> str:
    told = asdict(manifest) | {"format": FORMAT, "made_at": manifest.made_at.isoformat()}
    return json.dumps(told, ensure_ascii=False, indent=1, sort_keys=True)


def _read(told: Mapping[str, Any]) -> Manifest:
    return Manifest(
        program=told["program"],
        made_at=datetime.fromisoformat(told["made_at"]),
        revision=told["revision"],
        database=told["database"],
        tables={name: Contents(**one) for name, one in told["tables"].items()},
        files={name: Sum(**one) for name, one in told["files"].items()},
        settings=told["settings"],
    )


def _damaged(file: Path, reason: str) -> StorageError:
    told = reason.rstrip(".")
    return StorageError(f"{file} is damaged or was changed: {told}. Nothing was changed. Take another backup.")
