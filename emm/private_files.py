"""Files that hold secrets: nobody but their owner can read them, and they are whole or not there."""

import os
from pathlib import Path
from tempfile import mkstemp


def make_once(path: Path, text: str) -> None:
    """Write the file unless it exists; of two processes that try at the same moment, the first one wins.

    Raises OSError when it cannot be written.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = _draft(path, text)
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
    keep_names(path.parent)


def replace(path: Path, text: str) -> None:
    """Put another text into the place of the file; who reads it meanwhile gets the old one or the new one.

    Raises OSError when it cannot be written.
    """
    draft = _draft(path, text)
    try:
        draft.replace(path)
    except OSError:
        draft.unlink()
        raise
    keep_names(path.parent)


def keep_names(folder: Path) -> None:
    """Return when the names in a folder are on disk; the data of a file and its name are two things."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _draft(path: Path, text: str) -> Path:
    """Write a file under a name of its own, mode 0600, and return its path when it is on disk."""
    descriptor, draft = mkstemp(prefix=f"{path.name}.", dir=path.parent)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
    except OSError:  # half a file on a full disk is in everybody's way
        Path(draft).unlink()
        raise
    return Path(draft)
