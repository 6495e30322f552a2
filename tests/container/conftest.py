"""Only with an image: `make container` builds one and names it in EMM_TEST_IMAGE."""

import os
from collections.abc import Callable

import pytest

if not os.environ.get("EMM_TEST_IMAGE"):
    collect_ignore = ["test_container.py"]
FIGURE = "figure"


@pytest.fixture
def figure(record_property: Callable[[str, object], None]) -> Callable[[str], None]:
    """Note what was measured."""
    return lambda text: record_property(FIGURE, text)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print what was measured."""
    for report in terminalreporter.stats.get("passed", []):
        for name, text in report.user_properties:
            if name == FIGURE:
                terminalreporter.line(str(text))
