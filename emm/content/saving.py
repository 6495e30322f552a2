"""Writes files of a course so that nobody ever sees half of one."""

import os
import shutil
from pathlib import Path


def replace_file(file: Path, raw: bytes) -> None:
    """Put `raw` in the place of a file, whole or not at all; a link stays a link, and permissions stay as they are."""
    file = file.resolve()
    temporary = file.with_name(f".{file.name}.tmp")
    with temporary.open("wb") as stream:
        stream.write(raw)
        stream.flush()
        os.fsync(stream.fileno())
    if file.exists():
        shutil.copymode(file, temporary)
    temporary.replace(file)
