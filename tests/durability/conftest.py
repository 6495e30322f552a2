"""What came of each fault, as a table at the end of the run."""

import os
from collections.abc import Callable

import pytest

Noted = Callable[[str, str], None]
"""Takes the number of a fault, and what came of it."""
FAULT = "fault"

if os.environ.get("EMM_TEST_DATABASE") != "postgresql":
    collect_ignore = ["test_replicas.py"]  # `make test` and `make faults` run it with PostgreSQL, in a step of its own


@pytest.fixture
def noted(record_property: Callable[[str, object], None]) -> Noted:
    """Note what came of a fault; it is said only of a test that has passed."""
    return lambda fault, outcome: record_property(FAULT, (fault, outcome))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print the table."""
    found = [
        (*value, kind)
        for kind in ("passed", "failed")
        for report in terminalreporter.stats.get(kind, [])
        for name, value in report.user_properties
        if name == FAULT
    ]
    if not found:
        return
    terminalreporter.section("faults")
    for fault, outcome, kind in sorted(found, key=lambda row: int(row[0].lstrip("R"))):
        terminalreporter.line(f"{fault:<4} {'held ' if kind == 'passed' else 'BROKE'} {outcome}")
