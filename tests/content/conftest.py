"""One course, and a catalog that serves it."""

from pathlib import Path

import pytest

from emm.content.catalog import Catalog
from tests.support.sample import write_course


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """The folder of the only course."""
    return write_course(tmp_path)


@pytest.fixture
def catalog(root: Path) -> Catalog:
    """A catalog that has read one course without problems."""
    found = Catalog(root.parent)
    found.load()
    assert found.problems == ()
    return found
