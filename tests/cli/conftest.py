"""A database that commands find."""

from pathlib import Path

import pytest

from emm.store import schema


@pytest.fixture(scope="session")
def newest(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite database with empty tables, which is only ever copied."""
    file = tmp_path_factory.mktemp("newest") / "emm.sqlite3"
    schema.begin(f"sqlite:///{file}")
    return file
