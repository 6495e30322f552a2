"""A pytest plugin for `make check` and `make test`: a skipped test fails the run, so nothing is left out in silence."""

from typing import Any

import pytest

SKIPPED: dict[str, str] = {}


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Remember a test that was skipped; one that was expected to fail is not meant."""
    if report.skipped and not hasattr(report, "wasxfail"):
        SKIPPED[report.nodeid] = _reason(report.longrepr)


def pytest_collectreport(report: pytest.CollectReport) -> None:
    """Remember a whole file that was skipped."""
    if report.skipped:
        SKIPPED[report.nodeid] = _reason(report.longrepr)


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Fail a run that would have passed."""
    if SKIPPED and session.exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Name what was skipped, above pytest's own last line."""
    if SKIPPED:
        terminalreporter.section("skipped, which counts as failed here")
    for test, reason in SKIPPED.items():
        terminalreporter.line(f"{test}: {reason}")


def _reason(longrepr: Any) -> str:
    return str(longrepr[2]) if isinstance(longrepr, tuple) else str(longrepr)
