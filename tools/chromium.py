"""Chromium, as tests and benchmarks drive it."""

import shutil

from playwright.sync_api import Browser, Playwright

ARGUMENTS = ("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
             "--disable-background-networking", "--disable-component-update", "--disable-sync")  # fmt: skip
NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
"""The same engine without the parts of a browser that nobody sees comes first: it needs half the time."""


def launched(playwright: Playwright) -> Browser:
    """Return Chromium: the system's, else the one that Playwright has fetched."""
    program = next(filter(None, map(shutil.which, NAMES)), None)
    return playwright.chromium.launch(executable_path=program, args=list(ARGUMENTS))
