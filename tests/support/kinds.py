"""Kinds of question that are not built in."""

from typing import Any

import pytest

from emm.questions import registry
from emm.questions.contract import Kind


def find_also(monkeypatch: pytest.MonkeyPatch, *more: Kind[Any]) -> None:
    """Let the site find these kinds besides its own, until the test is over."""
    known = (*registry.kinds(), *more)
    monkeypatch.setattr(registry, "kinds", lambda: known)
