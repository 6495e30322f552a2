"""Keeps what courses were compiled to in a folder, so that nothing is compiled again that has not changed.

A file says under a seal what it was made from, and is read as plain values when the seal is right, so that what
somebody put there, what is damaged and what is out of date are all the same: passed over, and made again.
"""

import hmac
from collections.abc import Callable
from contextlib import suppress
from datetime import date
from functools import partial
from hashlib import sha256
from pathlib import Path

from emm.content.compile import Compiled, compile_course
from emm.content.flat import flattened, rebuilt
from emm.content.origin import origin_of, program
from emm.content.words import Words, english
from emm.private_files import replace

ENDING = ".course"


class Kept:
    """Compiles courses like `compile_course`, or finds what they were compiled to; it never fails where that would not.

    Processes can share the folder, and it can be emptied at any time.
    """

    def __init__(self, folder: Path, key: str) -> None:
        """Say where the files are and what the seals follow from; the folder is made when something is kept."""
        self._folder = folder
        self._key = hmac.digest(key.encode(), b"compiled courses", "sha256")
        self._used: set[Path] = set()

    def compile_course(
        self,
        folder: Path,
        *,
        drafts: bool = False,
        words: Callable[[str], Words] = english,
        today: date | None = None,
    ) -> Compiled:
        """Return what `compile_course` would."""
        origin = partial(origin_of, folder, drafts=drafts, words=words, today=today)
        file = self._file(folder)
        before = origin()
        found = self._found(file, before)
        if found is None:
            found = compile_course(folder, drafts=drafts, words=words, today=today)
            if origin() == before:  # else it was saved meanwhile, and nobody knows what was read
                self._keep(file, before, found)
        return found

    def knows(self, folder: Path) -> bool:
        """Whether this version of the program has compiled the course before, as it is now or as it was."""
        try:
            return self._file(folder).exists()
        except OSError:  # a folder of somebody else
            return False

    def drop_others(self) -> None:
        """Remove what belongs to courses that were never asked for here, or to other versions of the program."""
        with suppress(OSError):
            for file in self._folder.glob(f"*{ENDING}*"):
                if file not in self._used:
                    file.unlink()

    def _file(self, folder: Path) -> Path:
        """Return the one file that this version of the program has of a course, whatever the course says."""
        name = sha256(program() + str(folder).encode(errors="surrogateescape")).hexdigest()[:32]
        file = self._folder / f"{name}{ENDING}"
        self._used.add(file)
        return file

    def _found(self, file: Path, origin: bytes | None) -> Compiled | None:
        """Return what is kept of a course of that origin, if there is anything that can be relied on."""
        if origin is None:
            return None
        try:
            seal, _, text = file.read_bytes().partition(b"\n")
            if not hmac.compare_digest(seal, self._seal(origin, text)):
                return None
            found = rebuilt(text)
        except (OSError, ValueError, LookupError, TypeError):
            return None
        return found if isinstance(found, Compiled) else None

    def _keep(self, file: Path, origin: bytes | None, compiled: Compiled) -> None:
        """Keep a course, if there is room for it."""
        if origin is None:
            return
        with suppress(OSError, ValueError):
            text = flattened(compiled)
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            replace(file, f"{self._seal(origin, text.encode()).decode()}\n{text}")

    def _seal(self, origin: bytes, text: bytes) -> bytes:
        return hmac.digest(self._key, origin + text, "sha256").hex().encode()
