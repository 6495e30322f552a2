"""A database of the sort under test."""

from tests.store.conftest import empty_url  # noqa: F401 - a fixture
